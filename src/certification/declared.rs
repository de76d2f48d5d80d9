//! The list of system errors that the system under test may answer with, as its maker declares it.
//!
//! Implements the error tests of `channel-manager-api/your-journey/certification-tests`.

use serde::Deserialize;

use super::plan::Published;
use crate::contract::catalogue::Contract;
use crate::contract::rule::Weight;
use crate::input::problem::{Problem, Problems};
use crate::input::schema;
use crate::input::source::Source;
use crate::judge::finding::{Finding, Status, Verdict};

/// One system error.
#[derive(Clone, Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct SystemError {
    /// When it is sent, e.g. `timeout`, `maintenance` or `downtime`.
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

/// The verdict on a list, which has to speak of each of these situations.
pub fn judge(contract: &Contract, plan: &Published, errors: &[SystemError], situations: &[String]) -> Verdict {
    let mut findings = Vec::new();
    for situation in situations {
        if !errors
            .iter()
            .any(|error| folded(&error.situation).contains(&folded(situation)))
        {
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
        let at = |property: &str| format!("/{index}/{property}");
        match contract.error(plan.api, plan.under_test, error.code) {
            None => findings.push(finding(
                Weight::Error,
                "The code of a system error is published.",
                at("code"),
                "a published code".to_string(),
                error.code.to_string(),
            )),
            Some(known) => {
                if let Some(deprecation) = &known.deprecated {
                    let replacement = deprecation.replacement.as_deref();
                    findings.push(finding(
                        Weight::Warning,
                        "The code of a system error is in force.",
                        at("code"),
                        replacement.map_or_else(|| "another code".to_string(), |code| format!("code {code}")),
                        format!("{}, deprecated since {}", error.code, deprecation.since),
                    ));
                }
                if !known.requires.is_empty() {
                    findings.push(finding(
                        Weight::Error,
                        "The code of a system error says nothing of a category or a rate.",
                        at("code"),
                        "1, or 12 to 14 for an operation that is switched off".to_string(),
                        format!("{}, which needs {}", error.code, known.requires.join(" and ")),
                    ));
                }
            }
        }
        let words = error.message.split_whitespace().count();
        if words < 3 {
            findings.push(finding(
                if words == 0 { Weight::Error } else { Weight::Warning },
                "The message says clearly what is wrong: the property gets to read it.",
                at("message"),
                "a sentence".to_string(),
                format!("`{}`", error.message),
            ));
        }
    }
    let failed = findings.iter().any(|finding| finding.weight == Weight::Error);
    Verdict {
        status: if failed { Status::Failed } else { Status::Passed },
        findings,
    }
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace([' ', '-', '_'], "")
}

fn finding(weight: Weight, requirement: &str, pointer: String, expected: String, actual: String) -> Finding {
    let detail = (!pointer.is_empty()).then(|| format!("at {pointer} of the list"));
    Finding {
        check: "system-errors".to_string(),
        weight,
        requirement: requirement.to_string(),
        place: None,
        expected,
        actual,
        page: None,
        detail,
    }
}
