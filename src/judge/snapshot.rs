//! Snapshots of the error responses that a scenario expects, to be compared with those that were accepted before.
//!
//! Compared is the redacted, normalised form: no token, and nothing that varies from run to run.

use serde_json::{Value, json};

use super::material::{Answer, Material};
use crate::plan::case::Case;
use crate::plan::scope::fresh;
use crate::redaction::normalise::Normaliser;
use crate::redaction::redactor::Redactor;

/// The snapshots that were accepted.
pub trait AcceptedSnapshots: Sync {
    /// The snapshot of that name.
    fn read(&self, name: &str) -> SnapshotLookup;
}

/// Result of a look-up of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnapshotLookup {
    /// Snapshots are not compared in this run.
    Off,
    /// None was accepted.
    Missing,
    /// There is a file, and it cannot be read as a snapshot.
    Unreadable(String),
    /// The accepted text.
    Found(String),
}

/// A snapshot made of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenSnapshot {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Its name: the path of its file, without suffix.
    pub name: String,
    /// The redacted, normalised response.
    pub text: String,
}

/// The name of a step's snapshot.
pub fn name_of(case: &Case, step: usize) -> String {
    let mut name: String = case
        .id
        .as_str()
        .trim_end_matches(']')
        .chars()
        .map(|c| match c {
            '[' => '@',
            c if c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '_' | '.' | ',') => c,
            _ => '-',
        })
        .collect();
    if case.steps.len() > 1 {
        name.push_str(&format!(".step{}", step + 1));
    }
    name
}

/// Every snapshot of a case: one for each failure that the scenario expects.
pub fn take(material: Material<'_>, redactor: &Redactor) -> Vec<TakenSnapshot> {
    let mut taken = Vec::new();
    for envelope in material.envelopes() {
        let answer = envelope.answer;
        if answer.step.expect.snapshot && envelope.failed() {
            taken.push(TakenSnapshot {
                entry: answer.entry,
                name: name_of(material.case, material.transcript.entries[answer.entry].step),
                text: normalised(material, answer, redactor),
            });
        }
    }
    taken
}

/// The redacted, normalised form of an answer.
pub fn normalised(material: Material<'_>, answer: Answer<'_>, redactor: &Redactor) -> String {
    let facts = &material.transcript.facts;
    let mut normaliser = Normaliser::default();
    for name in material.case.fresh_names() {
        normaliser = normaliser.with(
            fresh(facts.seed, material.case.id.as_str(), &name),
            format!("[fresh.{name}]"),
        );
    }
    let body = answer.response.body.json().cloned().unwrap_or(Value::Null);
    let body = redactor.json(&normaliser.json(&body)).into_inner();
    let mut text =
        serde_json::to_string_pretty(&json!({ "status": answer.response.status, "body": body })).unwrap_or_default();
    text.push('\n');
    text
}

/// A unified difference: what was accepted with `-`, what came with `+`.
pub fn difference(accepted: &str, now: &str) -> String {
    // A hostile answer may be long and nowhere alike.
    similar::TextDiff::configure()
        .timeout(std::time::Duration::from_secs(1))
        .diff_lines(accepted, now)
        .unified_diff()
        .context_radius(2)
        .missing_newline_hint(false)
        .header("accepted", "answered")
        .to_string()
}
