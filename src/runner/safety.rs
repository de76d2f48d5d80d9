//! Last checks before a message is sent, whatever a scenario says: no number of a card that somebody may own, and
//! nothing to an environment that it does not belong to.
//!
//! `risks` has looked at what is configured; this sees what a scenario has made of it.

use super::credentials::Credentials;
use super::demo_tokens::DemoToken;
use super::environment::Environment;
use crate::contract::cards::is_test_card;
use crate::contract::operation::Api;
use crate::exchange::message::Request;
use crate::redaction::shapes::is_card_number;

/// The longest number of a card, with a separator between all digits.
const LONGEST: usize = 37;

/// Returns true if a text holds a card number that is not one of the published test cards.
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

/// The reason for which a request is not sent to the platform: it would go to the wrong environment, or it carries
/// what must not go there.
pub(super) fn misdirection(api: Api, own: Environment, request: &Request) -> Option<String> {
    if let Err(mismatch) = own.admits(api, &request.url) {
        return Some(format!("of the address of the request, {mismatch}"));
    }
    // A host that serves several names goes by the field and not by the address.
    if let Some(host) = request.headers.get("host")
        && let Err(mismatch) = own.admits(api, &format!("https://{}/", host.trim()))
    {
        return Some(format!("of the field Host, {mismatch}"));
    }
    if own == Environment::Production {
        let fields = request.headers.iter().map(|(_, value)| value.to_string());
        let body = String::from_utf8_lossy(request.body.bytes()).into_owned();
        let demo_token = [request.url.clone(), body]
            .into_iter()
            .chain(fields)
            .find_map(|text| DemoToken::find_in(&text));
        if let Some(demo_token) = demo_token {
            return Some(format!("it holds {demo_token}, and the environment is production"));
        }
    }
    None
}

/// Returns true if a text holds one of these tokens.
pub(super) fn holds_token(text: &str, credentials: &Credentials) -> bool {
    credentials.secrets().iter().any(|token| text.contains(token))
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
