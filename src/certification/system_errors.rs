//! The list of system errors that the system under test may answer with, as its maker declares it.
//!
//! Implements the error tests of `channel-manager-api/your-journey/certification-tests`.

use std::collections::HashSet;

use serde::Deserialize;

use super::plan::CertificationPlan;
use crate::contract::catalogue::Contract;
use crate::contract::rule::Weight;
use crate::input::problem::{Problem, Problems};
use crate::input::schema;
use crate::input::source::Source;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Status, Verdict};
use crate::redaction::redactor::Redactor;
use crate::report::plan_result::DeclaredError;

/// One system error.
#[derive(Clone, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SystemError {
    /// Situation in which it is sent, e.g. `timeout`, `maintenance` or `downtime`.
    pub situation: String,
    /// The code.
    pub code: u64,
    /// The message.
    pub message: String,
}

/// Reads a list.
///
/// # Errors
/// Everything that is wrong with its form.
pub fn read(source: &Source) -> Result<Vec<SystemError>, Problems> {
    let errors: Vec<SystemError> = schema::read(source, || schemars::schema_for!(Vec<SystemError>).to_value())?;
    if errors.is_empty() {
        let problem = Problem::new("the list of system errors is empty").in_file(source);
        return Err(problem
            .with_help(Some(
                "write e.g. `- { situation: maintenance, code: 1, message: … }`".to_string(),
            ))
            .into());
    }
    Ok(errors)
}

/// The code of any system error.
const SYSTEM: u64 = 1;

/// The codes by which one kind of updates is refused as a whole, with the word by which a situation speaks of the kind.
const BLOCKED: [(u64, &str); 3] = [(12, "availabilit"), (13, "price"), (14, "restriction")];

/// The verdict on a list, which has to speak of each of these situations.
pub fn judge(contract: &Contract, plan: &CertificationPlan, errors: &[SystemError], situations: &[String]) -> Verdict {
    let mut findings = Vec::new();
    let speaks = |error: &SystemError, of: &str| folded(&error.situation).contains(&folded(of));
    for situation in situations {
        if !errors.iter().any(|error| speaks(error, situation)) {
            findings.push(finding(
                Weight::Error,
                "The list holds every system error that there can be.",
                String::new(),
                format!("an entry for `{situation}`"),
                "none".to_string(),
            ));
        }
    }
    for (index, error) in errors.iter().enumerate() {
        let asked_for = situations.iter().any(|situation| speaks(error, situation));
        findings.extend(code(contract, plan, index, error, asked_for));
        findings.extend(message(index, error));
    }
    let failed = findings.iter().any(|finding| finding.weight == Weight::Error);
    Verdict {
        status: if failed { Status::Failed } else { Status::Passed },
        findings,
    }
}

/// Finding about the code of an entry, if it is wrong. An entry that nobody asked for may be about something that is
/// no system error, which is worth a warning.
fn code(
    contract: &Contract,
    plan: &CertificationPlan,
    index: usize,
    error: &SystemError,
    asked_for: bool,
) -> Option<Finding> {
    let at = format!("/{index}/code");
    let situation = &error.situation;
    let Some(known) = contract.error(plan.api, plan.under_test, error.code) else {
        return Some(finding(
            Weight::Error,
            "The code of a system error is published.",
            at,
            "a published code".to_string(),
            error.code.to_string(),
        ));
    };
    let blocked = blocked(situation);
    if error.code == SYSTEM || blocked == Some(error.code) {
        return None;
    }
    let expected = blocked.map_or_else(|| format!("code {SYSTEM}"), |code| format!("code {SYSTEM} or {code}"));
    let needs = match known.requires.as_slice() {
        [] => String::new(),
        required => format!(", which needs {}", required.join(" and ")),
    };
    let weight = if asked_for || !known.requires.is_empty() {
        Weight::Error
    } else {
        Weight::Warning
    };
    Some(finding(
        weight,
        "A system error has the code 1; 12 to 14 say that one kind of updates is not taken at all.",
        at,
        format!("{expected} for `{situation}`"),
        format!("{} ({}){needs}", error.code, known.name),
    ))
}

/// The code that says that the kind of updates which a situation names is switched off. What takes too long is
/// switched off by nobody, and the platform would send no more updates of the kind.
fn blocked(situation: &str) -> Option<u64> {
    let situation = folded(situation);
    let mut kinds = BLOCKED.iter();
    let kind = kinds.find(|(_, kind)| situation.contains(kind) && !situation.contains("timeout"));
    kind.map(|(code, _)| *code)
}

/// Finding about the message of an entry, if it is unclear.
fn message(index: usize, error: &SystemError) -> Option<Finding> {
    let words = error
        .message
        .split_whitespace()
        .filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    let words: HashSet<String> = words.map(str::to_lowercase).collect();
    let weight = if error.message.trim().is_empty() {
        Weight::Error
    } else {
        Weight::Warning
    };
    (words.len() < 3).then(|| {
        finding(
            weight,
            "The message says clearly what is wrong: the property gets to read it.",
            format!("/{index}/message"),
            "a sentence".to_string(),
            format!("`{}`", error.message),
        )
    })
}

/// The list as a report shows it.
pub fn to_report(errors: &[SystemError], redactor: &Redactor) -> Vec<DeclaredError> {
    let declared = errors.iter().map(|error| DeclaredError {
        situation: redactor.text(&error.situation),
        code: error.code,
        message: redactor.text(&error.message),
    });
    declared.collect()
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace([' ', '-', '_'], "")
}

fn finding(weight: Weight, requirement: &str, pointer: String, expected: String, actual: String) -> Finding {
    let detail = (!pointer.is_empty()).then(|| format!("at {pointer} of the list"));
    Finding {
        detail,
        ..Finding::new(Check::SystemErrors, weight, expected, actual).against(requirement)
    }
}
