//! The semantic rules: what must hold of messages beyond their schemas.
//!
//! Each rule is a function; its level, wording and source are data in `schemas/<api>/rules.yaml`,
//! and a test holds the two together.

mod ari;
mod ari_state;
mod authentication;
mod block;
mod block_history;
mod block_spaces;
pub(super) mod called;
mod codes;
mod configuration;
mod confirmed_block;
mod confirmed_group;
mod connector;
mod correlation;
mod coverage;
mod deferral;
mod envelope;
mod errors;
mod exchanges;
mod group;
mod group_amounts;
mod group_codes;
mod group_extras;
mod group_guests;
mod group_history;
mod group_payment;
mod group_platform;
mod inventory;
mod known;
mod packages;
mod prices;
mod property;
mod property_codes;
mod pushes;
mod reply;
mod resent;
mod restrictions;
mod switched_off;
pub mod table;

use serde_json::Value;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::conversation::Spoken;
use crate::judge::evidence::{Evidence, MOST_ERRORS};
use crate::judge::finding::{Finding, Place};

/// A rule: its id, and the function that finds every breach.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The id in `rules.yaml`.
    pub id: &'static str,
    /// Finds every breach in the evidence.
    pub judge: fn(Evidence<'_>, &mut Vec<Breach>),
}

/// One place where a rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Which of its two messages.
    pub message: Message,
    /// JSON Pointer of the offending value.
    pub pointer: String,
    /// What was expected.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// The weight, where it differs from the rule's own.
    pub weight: Option<Weight>,
}

impl Rule {
    const fn new(id: &'static str, judge: fn(Evidence<'_>, &mut Vec<Breach>)) -> Self {
        Self { id, judge }
    }
}

impl Breach {
    /// A breach with the weight of its rule.
    fn new(
        entry: usize,
        message: Message,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            entry,
            message,
            pointer: pointer.into(),
            expected: expected.into(),
            actual: actual.into(),
            weight: None,
        }
    }

    /// A breach in that message.
    fn of(
        said: &Spoken<'_>,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self::new(said.entry, said.message, pointer, expected, actual)
    }

    /// The same breach with a weight of its own.
    fn weighing(self, weight: Weight) -> Self {
        Self {
            weight: Some(weight),
            ..self
        }
    }
}

/// Whether a rule has found so much that the rest is cut.
fn enough(breaches: &[Breach]) -> bool {
    breaches.len() >= MOST_ERRORS
}

/// What kind of value is there. Text is not quoted: it may be a token, or hold one.
fn kind(value: Option<&Value>) -> &'static str {
    match value {
        None => "it is missing",
        Some(Value::Null) => "null",
        Some(Value::Bool(true)) => "true",
        Some(Value::Bool(false)) => "false",
        Some(Value::Number(_)) => "a number",
        Some(Value::String(text)) if text.trim().is_empty() => "blank text",
        Some(Value::String(_)) => "text",
        Some(Value::Array(items)) if items.is_empty() => "an empty list",
        Some(Value::Array(_)) => "a list",
        Some(Value::Object(_)) => "an object",
    }
}

/// A mapping code or booking number in quotation marks, cut where it gets too long to read.
fn quoted(code: &str) -> String {
    const LONGEST: usize = 60;
    match code.char_indices().nth(LONGEST) {
        None => Value::from(code).to_string(),
        Some((end, _)) => format!("{}…", Value::from(&code[..end])),
    }
}

/// Every breach of every rule of the case's API.
pub fn findings(evidence: Evidence<'_>) -> Vec<Finding> {
    let api = evidence.case.api;
    let mut findings = Vec::new();
    let mut breaches = Vec::new();
    for rule in table::of(api) {
        (rule.judge)(evidence, &mut breaches);
        breaches.truncate(MOST_ERRORS);
        for breach in breaches.drain(..) {
            // Metadata is read only when there is something to say.
            let data = evidence.contract.rule(api, rule.id);
            findings.push(Finding {
                check: rule.id.to_string(),
                weight: breach.weight.or(data.map(|data| data.level)).unwrap_or(Weight::Error),
                requirement: data.map(|data| data.statement.clone()).unwrap_or_default(),
                place: Some(Place {
                    entry: breach.entry,
                    message: breach.message,
                    pointer: breach.pointer,
                }),
                expected: breach.expected,
                actual: breach.actual,
                page: data.map(|data| data.source.clone()),
                detail: None,
            });
        }
    }
    findings
}
