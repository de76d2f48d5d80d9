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
mod breach;
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
pub(super) mod known;
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

use self::breach::Breaches;
use crate::contract::rule::Weight;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{MOST_ERRORS, Material};

/// A rule: its id, and the function that finds every breach.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The id in `rules.yaml`.
    pub id: &'static str,
    /// Finds every breach in the material.
    pub judge: fn(Material<'_>, &mut Breaches),
}

impl Rule {
    const fn new(id: &'static str, judge: fn(Material<'_>, &mut Breaches)) -> Self {
        Self { id, judge }
    }
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
pub fn findings(material: Material<'_>) -> Vec<Finding> {
    let api = material.case.api;
    let known = known::moments(material);
    let material = Material {
        known: &known,
        ..material
    };
    let mut findings = Vec::new();
    for rule in table::of(api) {
        let mut breaches = Breaches::default();
        (rule.judge)(material, &mut breaches);
        for breach in breaches.told() {
            // Metadata is read only when there is something to say.
            let data = material.contract.rule(api, rule.id);
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
