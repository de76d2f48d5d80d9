//! R-ERR: the content of an error object, judged by the catalogue of codes.

use serde_json::Value;

use crate::contract::error_code::Sender;
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::judge::history::outcome_report::{ErrorSubject, ReportedError, reported_errors};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::strictness;
use crate::judge::wording::{quoted, value_kind};

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-ERR-1", code),
    Rule::new("R-ERR-2", message),
    Rule::new("R-ERR-3", category_code),
    Rule::new("R-ERR-4", rate_code),
    Rule::new("R-ERR-5", disabled_operation),
    Rule::new("R-ERR-6", deprecated),
    Rule::new("R-ERR-8", natural_operation),
    Rule::new("R-ERR-10", readable),
];

/// The reservation is not known.
const RESERVATION_NOT_FOUND: u64 = 2;
/// The operation is disabled, if the platform says so.
const DISABLED: u64 = 9;
/// The codes that belong to certain operations alone. The catalogue also lists the natural operations
/// of other codes, but nothing is wrong with those elsewhere.
const BOUND: [u64; 4] = [RESERVATION_NOT_FOUND, 12, 13, 14];

/// R-ERR-1: the code is published.
fn code(material: Material<'_>, breaches: &mut Breaches) {
    for error in reported_errors(material) {
        if error.properties().is_none() {
            breaches.push(Breach::at(
                error.place(""),
                "an error object",
                value_kind(Some(error.value)),
            ));
            continue;
        }
        let code = error.get("code");
        let known = error.catalogued().is_some();
        if known && code.is_some_and(Value::is_u64) {
            continue;
        }
        // A catalogue that cannot be read is no fault of the message.
        if material.contract.errors(material.case.api).is_err() {
            return;
        }
        let actual = match code {
            Some(Value::Number(number)) => number.to_string(),
            // A number in quotation marks is the usual slip; any other text may be anything.
            Some(Value::String(text)) if text.parse::<u8>().is_ok() => format!("the text \"{text}\""),
            other => value_kind(other).to_string(),
        };
        let breach = Breach::at(error.place("code"), "a published code, as a whole number", actual);
        let weight = strictness::weight_of_wrong_type(material.transcript.facts.strictness, "/error/code", code);
        breaches.push(breach.warning_if(known || weight == Weight::Warning));
    }
}

/// R-ERR-2: the message is not blank.
fn message(material: Material<'_>, breaches: &mut Breaches) {
    for error in reported_errors(material) {
        if error.properties().is_some() && error.text("message").is_none() {
            breaches.push(Breach::at(
                error.place("message"),
                "text that explains the error",
                value_kind(error.get("message")),
            ));
        }
    }
}

/// R-ERR-3: an error about a category names it.
fn category_code(material: Material<'_>, breaches: &mut Breaches) {
    named(material, ErrorSubject::Space, breaches);
}

/// R-ERR-4: an error about a rate names it.
fn rate_code(material: Material<'_>, breaches: &mut Breaches) {
    named(material, ErrorSubject::Rate, breaches);
}

/// Reports errors that need that subject and do not name it.
fn named(material: Material<'_>, subject: ErrorSubject, breaches: &mut Breaches) {
    let (property, noun, other) = (subject.property(), subject.noun(), subject.other().property());
    for error in reported_errors(material) {
        let Some(entry) = error.catalogued() else { continue };
        let requires = |property: &str| entry.requires.iter().any(|required| required == property);
        if !requires(property) || error.text(property).is_some() {
            continue;
        }
        let mut actual = value_kind(error.get(property)).to_string();
        // An example of the documentation makes this very slip, and is copied.
        if !requires(other) && error.text(other).is_some() {
            actual = format!("{actual}, while `{other}` is given");
        }
        breaches.push(Breach::at(
            error.place(property),
            format!("the {noun} that error {} is about", entry.code),
            actual,
        ));
    }
}

/// R-ERR-5: a rate next to the platform's code 9 invites a misreading.
fn disabled_operation(material: Material<'_>, breaches: &mut Breaches) {
    if material.case.under_test != Side::Mews {
        return;
    }
    for error in reported_errors(material) {
        if error.code() == Some(DISABLED) && error.text("rateCode").is_some() {
            breaches.push(Breach::at(
                error.place("rateCode"),
                "no rateCode: code 9 from the platform says that the operation is disabled",
                "a rateCode, by which a receiver may take it for a rate error",
            ));
        }
    }
}

/// R-ERR-6: the code is not deprecated.
fn deprecated(material: Material<'_>, breaches: &mut Breaches) {
    for error in reported_errors(material) {
        let Some(entry) = error.catalogued() else { continue };
        let Some(deprecation) = &entry.deprecated else { continue };
        let expected = match &deprecation.replacement {
            Some(replacement) => format!("code {replacement}"),
            None => "another code".to_string(),
        };
        let actual = format!("code {}, deprecated since {}", entry.code, deprecation.since);
        breaches.push(Breach::at(error.place("code"), expected, actual));
    }
}

/// R-ERR-8: the code belongs to the operation.
fn natural_operation(material: Material<'_>, breaches: &mut Breaches) {
    for error in reported_errors(material) {
        let Some(entry) = error.catalogued() else { continue };
        let operation = error.report.operation;
        let bound = BOUND.contains(&u64::from(entry.code)) && !entry.operations.is_empty();
        if bound && !entry.operations.iter().any(|natural| natural == operation) {
            let expected = format!("code {} only for {}", entry.code, entry.operations.join(", "));
            breaches.push(Breach::at(
                error.place("code"),
                expected,
                format!("code {} for {operation}", entry.code),
            ));
        }
    }
}

/// Recognises a single word, where words have blanks between them: those of Japanese, Chinese or Thai have none.
fn is_a_single_word(message: &str) -> bool {
    const LAST_LATIN: char = '\u{24f}';
    message.split_whitespace().nth(1).is_none() && message.chars().all(|c| c <= LAST_LATIN)
}

/// R-ERR-10: the message reads as a sentence and mentions what it is about.
fn readable(material: Material<'_>, breaches: &mut Breaches) {
    for error in reported_errors(material) {
        // A blank message is the matter of R-ERR-2.
        let Some(message) = error.text("message") else { continue };
        for subject in ErrorSubject::ALL {
            let (property, noun) = (subject.property(), subject.noun());
            if let Some(code) = error.text(property)
                && is_subject(error, property)
                && !message.contains(code)
            {
                breaches.push(Breach::at(
                    error.place("message"),
                    format!("a mention of the {noun} {}", quoted(code)),
                    "it is not mentioned",
                ));
            }
        }
        if error.code() == Some(RESERVATION_NOT_FOUND) && error.report.operation == "confirmGroup" {
            unmentioned_reservation(error, message, breaches);
        }
        if is_a_single_word(message) {
            breaches.push(Breach::at(
                error.place("message"),
                "a text that the property can read",
                "a single word",
            ));
        }
    }
}

/// Checks that the error is about what that property names: where the catalogue asks for certain
/// properties, the others are only a courtesy.
fn is_subject(error: ReportedError<'_>, property: &str) -> bool {
    match error.catalogued() {
        Some(entry) if entry.sender == Sender::Mews && u64::from(entry.code) == DISABLED => false,
        Some(entry) if !entry.requires.is_empty() => entry.requires.iter().any(|required| required == property),
        Some(_) | None => true,
    }
}

/// The published test asks for the platform's confirmation number, by which the property finds the
/// reservation; the channel manager's own codes say nothing to it.
fn unmentioned_reservation(error: ReportedError<'_>, message: &str, breaches: &mut Breaches) {
    let reservations = error
        .report
        .request()
        .and_then(|request| request.get("reservations"))
        .and_then(Value::as_array);
    let mut numbers = reservations
        .into_iter()
        .flatten()
        .filter_map(|reservation| reservation.get("confirmationNumber")?.as_str())
        .filter(|number| !number.is_empty())
        .peekable();
    let Some(first) = numbers.peek().copied() else { return };
    if !numbers.any(|number| message.contains(number)) {
        let expected = format!(
            "a mention of a confirmation number of the request, such as {}",
            quoted(first)
        );
        breaches.push(Breach::at(error.place("message"), expected, "none is mentioned"));
    }
}
