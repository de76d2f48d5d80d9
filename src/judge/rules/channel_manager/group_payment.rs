//! R-GRP: the payment of a group. No text here ever quotes a digit of a card.

use serde_json::{Map, Value};

use crate::contract::cards::{TEST_EXPIRIES, is_test_card};
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::groups::groups;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::group::GroupPurpose;
use crate::judge::views::{fields, value};
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-GRP-16", card),
    Rule::new("R-GRP-17", production),
    Rule::new("R-GRP-22", currency),
    Rule::new("R-GRP-30", test_card),
];

/// The currencies of ISO 4217 that are in use, and those that went out of use in recent years.
const CURRENCIES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP \
    BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL \
    GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT \
    LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB \
    PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS \
    TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG \
    ZWL";

/// Every payment card of the judged side's groups and blocks, with its pointer.
fn cards(material: Material<'_>) -> impl Iterator<Item = (&SentMessage<'_>, &'static str, &Map<String, Value>)> {
    material.judged_messages().filter_map(|(message, view)| {
        let (pointer, holder) = if let View::Group(group) = view {
            ("/paymentCard", group.body)
        } else if let View::Block(block) = view {
            ("/availabilityBlock/paymentCard", block.body?)
        } else {
            return None;
        };
        Some((message, pointer, fields::object(holder, "paymentCard")?))
    })
}

/// R-GRP-16: a payment card can be charged.
fn card(material: Material<'_>, breaches: &mut Breaches) {
    for (message, at, card) in cards(material) {
        let mut breach = |name: &str, expected: &str, actual: &str, weight: Option<Weight>| {
            let breach = Breach::of(message, format!("{at}/{name}"), expected, actual);
            breaches.push(breach.weighing_if(weight));
        };
        if let Some(number) = fields::text(card, "number") {
            if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
                breach("number", "digits only", "something else", None);
            } else if !has_valid_check_digit(number) {
                breach(
                    "number",
                    "a number whose check digit fits",
                    "one whose does not",
                    Some(Weight::Warning),
                );
            }
        }
        if let Some(expiry) = fields::text(card, "expireDate")
            && !is_month_and_year(expiry)
        {
            breach("expireDate", "month and year as MMyy", "something else", None);
        }
        if fields::text(card, "cvv") == Some("000") {
            breach("cvv", "the code of a card", "only zeros, which no card has", None);
        }
        if let Some(brand) = fields::present(card, "type")
            && !matches!(value::integer(brand), Some(1..=13))
        {
            breach("type", "a whole number from 1 to 13", value_kind(Some(brand)), None);
        }
    }
}

/// Checks that the last digit is the one that the others ask for.
fn has_valid_check_digit(number: &str) -> bool {
    let sum: u64 = number
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, byte)| {
            let digit = u64::from(byte.wrapping_sub(b'0'));
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

fn is_month_and_year(text: &str) -> bool {
    let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits && text.get(..2).is_some_and(|month| ("01"..="12").contains(&month))
}

/// R-GRP-17: in production a booking comes with a payment card.
///
/// In a test environment the card is optional, and nothing is said.
fn production(material: Material<'_>, breaches: &mut Breaches) {
    if !material.transcript.facts.production {
        return;
    }
    for (message, group) in groups(material) {
        if group.purpose == GroupPurpose::Booking
            && group.sender == Side::ChannelManager
            && fields::present(group.body, "paymentCard").is_none()
        {
            let actual = value_kind(group.body.get("paymentCard"));
            breaches.push(Breach::of(
                message,
                "/paymentCard",
                "a payment card, as in production",
                actual,
            ));
        }
    }
}

/// R-GRP-30: where it is only tested, the published test cards are used.
fn test_card(material: Material<'_>, breaches: &mut Breaches) {
    if material.transcript.facts.production {
        return;
    }
    for (message, at, card) in cards(material) {
        // What is no number of a card is the matter of R-GRP-16.
        if let Some(number) = fields::text(card, "number")
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit())
            && !is_test_card(number)
        {
            let actual = "a number that is not a published test card";
            breaches.push(Breach::of(
                message,
                format!("{at}/number"),
                "a published test card",
                actual,
            ));
        }
        // The dates are long past, so no other is refused.
        if let Some(expiry) = fields::text(card, "expireDate")
            && is_month_and_year(expiry)
            && !TEST_EXPIRIES.contains(&expiry)
        {
            let expected = "0821 or 1022, as published for test cards";
            let breach = Breach::of(message, format!("{at}/expireDate"), expected, "another date");
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}

/// R-GRP-22: the currency exists, and in a test environment it is the property's.
fn currency(material: Material<'_>, breaches: &mut Breaches) {
    let facts = &material.transcript.facts;
    let own = facts.target.get("currency").and_then(Value::as_str);
    for (message, group) in groups(material) {
        let Some(code) = fields::filled(group.body, "currencyCode") else {
            continue;
        };
        if code.len() != 3 || !CURRENCIES.split(' ').any(|currency| currency == code) {
            let expected = "a currency of ISO 4217";
            breaches.push(Breach::of(message, "/currencyCode", expected, quoted(code)));
        } else if let Some(own) = own.filter(|own| *own != code && !facts.production) {
            let expected = format!("{}, the currency of the property", quoted(own));
            let breach = Breach::of(message, "/currencyCode", expected, quoted(code));
            breaches.push(breach.weighing(Weight::Warning));
        }
    }
}
