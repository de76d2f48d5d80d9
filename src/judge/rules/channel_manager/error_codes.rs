//! R-ERR-7 and R-ERR-9: the mapping codes that errors name, held against those of the request.

use std::collections::{BTreeSet, HashSet};
use std::ops::ControlFlow;

use serde_json::Value;

use crate::contract::operation::Side;
use crate::judge::history::outcome_report::{ErrorSubject, OutcomeReport, outcome_reports};
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::wording::quoted;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("R-ERR-7", of_the_request), Rule::new("R-ERR-9", unmapped)];

/// The name in the target's configuration of the mapped codes of that kind.
const fn mapped(subject: ErrorSubject) -> &'static str {
    match subject {
        ErrorSubject::Space => "spaces",
        ErrorSubject::Rate => "rates",
    }
}

/// The kind of code that a property of a request names.
fn of_property(property: &str) -> Option<ErrorSubject> {
    match property {
        "spaceTypeCode" | "spaceTypeCodes" | "categoryCode" => Some(ErrorSubject::Space),
        "ratePlanCode" | "ratePlanCodes" | "rateCode" | "baseRateCode" => Some(ErrorSubject::Rate),
        _ => None,
    }
}

/// Checks that an error with that code says that such a mapping code is unknown.
///
/// Code 11 is not among them: it breaks off a pair, each half of which may well be mapped.
const fn is_unknown_by(subject: ErrorSubject, code: u64) -> bool {
    match subject {
        ErrorSubject::Space => matches!(code, 4 | 10),
        ErrorSubject::Rate => matches!(code, 5 | 9),
    }
}

/// A pair of space category and rate that is not sold.
const RATE_CATEGORY_ERROR: u64 = 11;

/// R-ERR-7: what an error names occurs in the request.
fn of_the_request(material: Material<'_>, breaches: &mut Breaches) {
    for report in outcome_reports(material) {
        let named = || {
            let each = |error| ErrorSubject::ALL.map(|kind| (error, kind));
            report
                .errors()
                .flat_map(each)
                .filter_map(|(error, kind)| Some((error, kind, error.text(kind.property())?)))
        };
        let mut sought: HashSet<&str> = named().map(|(_, _, code)| code).collect();
        if sought.is_empty() {
            continue;
        }
        let Some(request) = report.request() else { continue };
        // The request may be large: the walk ends as soon as all are found.
        let _ = walk(request, &mut |_, code| {
            sought.remove(code);
            if sought.is_empty() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if sought.is_empty() {
            continue;
        }
        for (error, kind, code) in named().filter(|(_, _, code)| sought.contains(code)) {
            breaches.push(Breach::at(
                error.place(kind.property()),
                "a code of the request",
                format!("{}, which the request does not name", quoted(code)),
            ));
        }
    }
}

/// R-ERR-9: the errors name the codes that are not mapped, all of them and no other.
fn unmapped(material: Material<'_>, breaches: &mut Breaches) {
    // Only a channel manager's errors switch codes off, and only its mappings are configured.
    if material.case.under_test != Side::ChannelManager {
        return;
    }
    let target = &material.transcript.facts.target;
    for report in outcome_reports(material) {
        let about_codes = |code| {
            ErrorSubject::ALL
                .into_iter()
                .any(|subject| is_unknown_by(subject, code))
                || code == RATE_CATEGORY_ERROR
        };
        if !report.errors().filter_map(|error| error.code()).any(about_codes) || !report.failed() {
            continue;
        }
        let spaces = NamedCodes::new(target, ErrorSubject::Space, report);
        let rates = NamedCodes::new(target, ErrorSubject::Rate, report);
        if spaces.is_none() && rates.is_none() {
            continue;
        }
        let mut accounts: Vec<NamedCodes<'_>> = spaces.into_iter().chain(rates).collect();
        if accounts.iter().any(|account| !account.nameless)
            && let Some(request) = report.request()
        {
            let _ = walk(request, &mut |kind, code| {
                accounts
                    .iter_mut()
                    .filter(|account| account.kind == kind)
                    .for_each(|account| account.see(code));
                ControlFlow::Continue(())
            });
        }
        let missing: BTreeSet<&str> = accounts
            .iter()
            .flat_map(|account| account.missing.iter().copied())
            .collect();
        let surplus: BTreeSet<&str> = accounts
            .iter()
            .flat_map(|account| account.surplus.iter().copied())
            .collect();
        let pointer = report.errors_pointer();
        // The older single `error` has room for one code: the next one is named once that is mended.
        if !missing.is_empty() && !report.has_a_single_error() {
            let expected = format!("errors for the codes that are not mapped: {}", listed(&missing));
            breaches.push(Breach::new(
                report.entry,
                report.message,
                pointer,
                expected,
                "no error names them",
            ));
        }
        if !surplus.is_empty() {
            let actual = format!("errors for {}", listed(&surplus));
            breaches.push(Breach::new(
                report.entry,
                report.message,
                pointer,
                "no error for codes that are mapped",
                actual,
            ));
        }
    }
}

/// The codes of one kind, as a report of the outcome names them.
struct NamedCodes<'e> {
    /// The kind of code.
    kind: ErrorSubject,
    /// Those that the target has mapped.
    mapped: HashSet<&'e str>,
    /// Those that any error names.
    reported: HashSet<&'e str>,
    /// An error of this kind does not say which code it means, so it may mean any.
    nameless: bool,
    /// Of the request, not mapped, and not reported.
    missing: BTreeSet<&'e str>,
    /// Reported as unknown though mapped.
    surplus: BTreeSet<&'e str>,
}

impl<'e> NamedCodes<'e> {
    /// Nothing, if the target's mappings of that kind are not configured.
    fn new(target: &'e Value, kind: ErrorSubject, report: OutcomeReport<'e>) -> Option<Self> {
        let mapped: HashSet<&str> = target
            .get(mapped(kind))?
            .as_array()?
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if mapped.is_empty() {
            return None;
        }
        let mut account = Self {
            kind,
            mapped,
            reported: HashSet::new(),
            nameless: false,
            missing: BTreeSet::new(),
            surplus: BTreeSet::new(),
        };
        for error in report.errors() {
            let Some(code) = error.code() else { continue };
            let unknown = is_unknown_by(kind, code);
            match error.text(kind.property()) {
                Some(named) => {
                    account.reported.insert(named);
                    if unknown && account.mapped.contains(named) {
                        account.surplus.insert(named);
                    }
                }
                // Whether it ought to name one is the matter of R-ERR-3 and R-ERR-4.
                None => account.nameless |= unknown || code == RATE_CATEGORY_ERROR,
            }
        }
        Some(account)
    }

    /// Takes note of a code of the request.
    fn see(&mut self, code: &'e str) {
        if !self.nameless && !self.mapped.contains(code) && !self.reported.contains(code) {
            self.missing.insert(code);
        }
    }
}

/// Shows every mapping code of a message to `see`, until that breaks off.
fn walk<'e>(value: &'e Value, see: &mut impl FnMut(ErrorSubject, &'e str) -> ControlFlow<()>) -> ControlFlow<()> {
    match value {
        Value::Object(properties) => {
            for (property, value) in properties {
                match (of_property(property), value) {
                    (Some(kind), Value::String(code)) => see(kind, code)?,
                    (Some(kind), Value::Array(codes)) => {
                        for code in codes.iter().filter_map(Value::as_str) {
                            see(kind, code)?;
                        }
                    }
                    (_, value) => walk(value, see)?,
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                walk(item, see)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    ControlFlow::Continue(())
}

/// The first few codes, and how many more there are.
fn listed(codes: &BTreeSet<&str>) -> String {
    const MOST: usize = 5;
    let shown: Vec<String> = codes.iter().take(MOST).map(|code| quoted(code)).collect();
    let mut text = shown.join(", ");
    if codes.len() > MOST {
        text.push_str(&format!(" and {} more", codes.len() - MOST));
    }
    text
}
