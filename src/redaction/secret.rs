//! A secret, and the form in which the platform asks partners to share one.
//!
//! A secret is opened where it is used, and nowhere else: where the runner makes a request or answers for the
//! property, where the redactor learns what to hide, and where `doctor` and the risks of a configuration compare
//! two of them.

use secrecy::{ExposeSecret, SecretString};

/// Text that stands for the hidden part of a secret.
pub(super) const HIDDEN: &str = "***";
/// Fewer characters than these, and eight of them would give too much away.
const SHOWN_FROM: usize = 16;
const SHOWN: usize = 4;

/// A text that must never be printed: `Debug` shows `[secret]`, and there is no `Display`.
///
/// Its memory is wiped when it is dropped.
///
/// ```
/// use keycard::redaction::secret::Secret;
///
/// let token = Secret::new("E0D4AAAAAAAAAAAA9E1D".to_owned());
/// assert_eq!(format!("{token:?}"), "[secret]");
/// assert_eq!(token.masked(), "E0D4***9E1D");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a text into custody.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The text itself: only for sending it, never for showing it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The form that may be shown; see [`mask`].
    pub fn masked(&self) -> String {
        mask(self.expose())
    }
}

/// Shows nothing of the text, not even its length.
impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// The first and last four characters with `***` between; only `***` for fewer than 16 characters.
///
/// This is how the platform asks partners to share tokens. Characters count, not bytes.
///
/// ```
/// use keycard::redaction::secret::mask;
///
/// assert_eq!(mask("E0D4AAAAAAAAAAAA9E1D"), "E0D4***9E1D");
/// assert_eq!(mask("short"), "***");
/// ```
pub fn mask(text: &str) -> String {
    let Some((last_from, _)) = text.char_indices().rev().nth(SHOWN - 1) else {
        return HIDDEN.to_owned();
    };
    let long = text.chars().nth(SHOWN_FROM - 1).is_some();
    match text.char_indices().nth(SHOWN) {
        Some((first_to, _)) if long => {
            format!("{}{HIDDEN}{}", &text[..first_to], &text[last_from..])
        }
        _ => HIDDEN.to_owned(),
    }
}

/// Returns true if a text is a mask already, so that masking it again would only lose what it shows.
pub fn is_mask(text: &str) -> bool {
    if text == HIDDEN {
        return true;
    }
    let mut rest = text.chars();
    let edge = |rest: &mut std::str::Chars<'_>| rest.by_ref().take(SHOWN).count() == SHOWN;
    edge(&mut rest) && rest.by_ref().take(3).eq(HIDDEN.chars()) && edge(&mut rest) && rest.next().is_none()
}

/// A card number with at most its last four digits: `***1111`.
///
/// Fewer than eight digits show nothing, unless the number comes already obfuscated.
pub(super) fn mask_card(text: &str) -> String {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let obfuscated = text.contains(['*', 'x', 'X', '•', '#']);
    if digits < 8 && !obfuscated {
        return HIDDEN.to_owned();
    }
    let mut last: Vec<char> = text
        .trim_end()
        .chars()
        .rev()
        .filter(|c| !matches!(c, ' ' | '-'))
        .take_while(char::is_ascii_digit)
        .take(SHOWN)
        .collect();
    last.reverse();
    HIDDEN.chars().chain(last).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_shows_eight_characters_of_sixteen() {
        assert_eq!(mask("0123456789abcdef"), "0123***cdef");
        assert_eq!(mask("0123456789abcde"), "***");
        assert_eq!(mask("éééé56789abcdeüüüü"), "éééé***üüüü");
        assert_eq!(mask(""), "***");
    }

    #[test]
    fn a_mask_is_recognised() {
        assert!(is_mask("E0D4***9E1D") && is_mask("***") && is_mask("éééé***üüüü"));
        assert!(!is_mask("E0D4**9E1D") && !is_mask("E0D4***9E1D0") && !is_mask(""));
    }

    #[test]
    fn a_card_shows_at_most_four_digits() {
        for (number, shown) in [
            ("4111111111111111", "***1111"),
            ("4111 1111 1111 1234", "***1234"),
            ("************1111", "***1111"),
            ("***1111", "***1111"),
            ("1234", "***"),
            ("***", "***"),
            ("none", "***"),
        ] {
            assert_eq!(mask_card(number), shown, "{number}");
        }
    }
}
