//! What Keycard never sends, whatever a scenario says: the number of a card that somebody may own.

use crate::contract::cards::is_test_card;
use crate::redaction::shapes::is_card_number;

/// The longest number of a card, with a separator between all digits.
const LONGEST: usize = 37;

/// Whether a text holds a card number that is not one of the published test cards.
///
/// Only a number that stands alone counts: digits within an identifier are no card.
pub(super) fn holds_foreign_card(text: &str) -> bool {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, ' ' | '-' | '_')))
        .map(str::trim)
        .filter(|piece| {
            piece.len() <= LONGEST && piece.bytes().all(|byte| byte.is_ascii_digit() || b" -".contains(&byte))
        })
        .map(|piece| piece.replace([' ', '-'], ""))
        .any(|digits| is_card_number(digits.as_bytes()) && !is_test_card(&digits))
}

#[cfg(test)]
mod tests {
    use super::holds_foreign_card;

    #[test]
    fn only_the_published_cards_are_sent() {
        for foreign in [
            r#"{"number":"4012888888881881"}"#,
            r#"{"number": 4012888888881881}"#,
            r#"{"note":"4012 8888 8888 1881"}"#,
            r#"["4012-8888-8888-1881"]"#,
            "number=4012888888881881&x=1",
        ] {
            assert!(holds_foreign_card(foreign), "{foreign}");
        }
        for harmless in [
            r#"{"number":"4111111111111111"}"#,
            r#"{"number":"5555 4444 3333 1111"}"#,
            r#"{"number":"4012888888881882"}"#,
            r#"{"messageId":"keycard-4012888888881881"}"#,
            r#"{"messageId":"40128888-8888-1881-0000-000000000000"}"#,
            "",
        ] {
            assert!(!holds_foreign_card(harmless), "{harmless}");
        }
    }
}
