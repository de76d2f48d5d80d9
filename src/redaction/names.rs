//! Names that announce a secret, and the part of it that may be shown.

use std::collections::HashMap;

/// Longer names are cut to their last bytes, which decide in any case.
const LONGEST: usize = 64;

/// Kind of secret that a name announces: the part of the value that may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecretKind {
    /// The first and last four characters, if it has at least 16.
    Token,
    /// The scheme (`Bearer`) and what may be shown of the token after it; of `Basic` nothing more,
    /// because the end of its base64 text is the end of the password.
    Authorization,
    /// At most the last four digits.
    CardNumber,
    /// Nothing.
    Hidden,
}

/// A name without case, `_` and `-`, as names are compared; on the stack, because every name
/// of every message comes through here.
pub(super) struct Name {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Name {
    pub(super) fn of(name: &[u8]) -> Self {
        let name = &name[name.len().saturating_sub(LONGEST)..];
        let mut folded = Self {
            bytes: [0; LONGEST],
            length: 0,
        };
        for byte in name.iter().filter(|byte| !matches!(byte, b'_' | b'-')) {
            folded.bytes[folded.length] = byte.to_ascii_lowercase();
            folded.length += 1;
        }
        folded
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Returns true if this is the name of a card, so that `number` means a card number.
    pub(super) fn is_card(&self) -> bool {
        let name = self.as_bytes();
        let name = name.strip_suffix(b"s").unwrap_or(name);
        let name = name.strip_suffix(b"data").unwrap_or(name);
        matches!(name, b"paymentcard" | b"creditcard" | b"debitcard" | b"card")
    }

    /// Returns true if the value under this name is the name of another value, as in HAR's
    /// `{"name": "Authorization", "value": "…"}`.
    pub(super) fn names_another(&self) -> bool {
        matches!(self.as_bytes(), b"name" | b"key")
    }
}

/// The names that are known: the default ones and the caller's.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(HashMap<Box<[u8]>, SecretKind>);

impl Names {
    pub(super) fn insert(&mut self, name: &str, kind: SecretKind) {
        self.0.insert(Name::of(name.as_bytes()).as_bytes().into(), kind);
    }

    /// The kind of secret that the name announces, inside of a card or elsewhere.
    pub(super) fn kind(&self, name: &Name, in_card: bool) -> Option<SecretKind> {
        let name = name.as_bytes();
        if !self.0.is_empty()
            && let Some(kind) = self.0.get(name)
        {
            return Some(*kind);
        }
        (if in_card { card(name) } else { None }).or_else(|| anywhere(name))
    }
}

fn card(name: &[u8]) -> Option<SecretKind> {
    match name {
        b"number" | b"pan" => Some(SecretKind::CardNumber),
        b"expiredate" | b"expiration" | b"expirationdate" | b"expirydate" | b"expiry" | b"holdername" | b"holder" => {
            Some(SecretKind::Hidden)
        }
        b"identifier" => Some(SecretKind::Token),
        _ => None,
    }
}

/// Names by their end, so that `expired-client-token` and `MEWS_CLIENT_TOKEN` are found too.
fn anywhere(name: &[u8]) -> Option<SecretKind> {
    const TOKENS: [&[u8]; 8] = [
        b"token",
        b"secret",
        b"password",
        b"passwd",
        b"passphrase",
        b"apikey",
        b"privatekey",
        b"connectioncode",
    ];
    match name {
        b"authorization" | b"proxyauthorization" | b"xauthorization" => Some(SecretKind::Authorization),
        b"cvv" | b"cvc" | b"cvv2" | b"cvc2" | b"securitycode" | b"cardsecuritycode" | b"cardholdername" => {
            Some(SecretKind::Hidden)
        }
        b"cardnumber" | b"creditcardnumber" | b"paymentcardnumber" | b"obfuscatednumber" => {
            Some(SecretKind::CardNumber)
        }
        b"storagedata" | b"sessionid" | b"jwt" | b"pwd" => Some(SecretKind::Token),
        _ if TOKENS.iter().any(|token| name.ends_with(token)) => Some(SecretKind::Token),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(name: &str, in_card: bool) -> Option<SecretKind> {
        Names::default().kind(&Name::of(name.as_bytes()), in_card)
    }

    #[test]
    fn names_compare_without_case_and_dashes() {
        for name in [
            "clientToken",
            "ClientToken",
            "client_token",
            "client-token",
            "MEWS_CLIENT_TOKEN",
            "X-Api-Key",
        ] {
            assert_eq!(kind(name, false), Some(SecretKind::Token), "{name}");
        }
        for name in ["tokens", "messageId", "number", "identifier", "maxTokens", ""] {
            assert_eq!(kind(name, false), None, "{name}");
        }
    }

    #[test]
    fn a_number_is_a_card_number_only_in_a_card() {
        assert_eq!(kind("number", true), Some(SecretKind::CardNumber));
        assert_eq!(kind("identifier", true), Some(SecretKind::Token));
        assert!(Name::of(b"paymentCardData").is_card() && Name::of(b"CreditCards").is_card());
        assert!(!Name::of(b"cards-on-file-count").is_card());
    }

    #[test]
    fn a_long_name_is_judged_by_its_end() {
        let name = format!("{}ClientToken", "x".repeat(500));
        assert_eq!(kind(&name, false), Some(SecretKind::Token));
    }

    #[test]
    fn the_caller_s_names_come_first() {
        let mut names = Names::default();
        names.insert("door_code", SecretKind::Hidden);
        assert_eq!(names.kind(&Name::of(b"doorCode"), false), Some(SecretKind::Hidden));
    }
}
