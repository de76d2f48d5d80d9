//! Payment cards: only the published test cards are taken, so that no real one is ever kept.
//!
//! Implements `channel-manager-api/guidelines/environments` and the cards of
//! `channel-manager-api/mews-operations/reservations`.

use serde_json::{Map, Value};

use crate::contract::cards::is_test_card;
use crate::stub::fields::{At, Fields};

/// Checks the card of a message, if it has one; what is said about it never holds its number.
pub(super) fn check(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>) {
    let Some(card) = fields.optional_part(object, at, "paymentCard") else {
        return;
    };
    let at = At::Property(&at, "paymentCard");
    fields.number_of(card, at, "type", 1..=13);
    if let Some(number) = fields.text(card, at, "number")
        && !is_test_card(number)
    {
        fields.invalid(
            At::Property(&at, "number"),
            "must be the digits of one of the published test cards; no other is taken here",
        );
    }
    if let Some(expiry) = fields.text(card, at, "expireDate")
        && !is_expiry(expiry)
    {
        fields.invalid(
            At::Property(&at, "expireDate"),
            "must be a month and a year, written MMyy",
        );
    }
    if let Some(cvv) = fields.optional_text(card, at, "cvv")
        && (cvv == "000" || !(3..=4).contains(&cvv.len()) || !cvv.bytes().all(|byte| byte.is_ascii_digit()))
    {
        fields.invalid(At::Property(&at, "cvv"), "must be three or four digits, and not 000");
    }
    fields.optional_text(card, at, "holderName");
}

fn is_expiry(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 4
        && bytes.iter().all(u8::is_ascii_digit)
        && text
            .get(..2)
            .and_then(|month| month.parse().ok())
            .is_some_and(|month: u8| (1..=12).contains(&month))
}

#[cfg(test)]
mod tests {
    use super::is_expiry;

    #[test]
    fn an_expiry_is_a_month_and_a_year() {
        assert!(is_expiry("0821") && is_expiry("1022") && is_expiry("1299"));
        for text in ["0021", "1321", "10/22", "102022", "1€", "", "ab21"] {
            assert!(!is_expiry(text), "{text}");
        }
    }
}
