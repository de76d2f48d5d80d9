//! The word of a named person for what the API does not show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::{CertificationPlan, Test};
use super::proof::Proof;
use crate::input::problem::Problem;
use crate::input::suggest;
use crate::redaction::redactor::Redactor;
use crate::report::plan_result;

/// All attestations of a certification folder.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Attestations {
    /// The version of the form.
    pub format: u32,
    /// In the order in which they were given; the last one of a test counts.
    pub attestations: Vec<Attestation>,
}

/// One attestation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Attestation {
    /// The test.
    pub test: String,
    /// The plan that it is one of.
    pub plan: String,
    /// The revision of the page: another one is not attested by it.
    pub revision: String,
    /// The system under test.
    #[serde(default)]
    pub target: String,
    /// Digest of plan, scenarios and target of the run whose result was attested.
    #[serde(default)]
    pub digest: String,
    /// Time at which that run tried the test, in UTC.
    #[serde(default)]
    pub run: String,
    /// The digest of what was said in that run: another push is not attested by it.
    #[serde(default, rename = "said")]
    pub records_digest: String,
    /// The person.
    pub by: String,
    /// Time, in UTC.
    pub at: String,
    /// Note of the person.
    pub note: String,
    /// File that the person attached.
    #[serde(default)]
    pub file: Option<Attachment>,
}

/// A file that belongs to an attestation; a copy lies in the certification folder.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Path of the copy, below the certification folder.
    pub copy: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
}

impl Attestations {
    /// The last one of a test: the only one that can count.
    pub fn for_test(&self, test: &Test) -> Option<&Attestation> {
        self.attestations.iter().rev().find(|given| given.test == test.id)
    }
}

impl Attestation {
    /// The reason for which it is not about what a run has proved of its test, if it is about something else.
    pub fn mismatch(&self, plan: &CertificationPlan, proof: &Proof) -> Option<String> {
        let revision = plan.revision.to_string();
        let of = if self.plan != plan.id || self.revision != revision {
            format!("is of another plan, `{}` in the revision {}", self.plan, self.revision)
        } else if self.digest.is_empty() {
            "is of no run".to_string()
        } else if self.target != proof.target {
            format!("is of another target, {}", self.target)
        } else if self.digest != proof.digest {
            "is of another configuration, or of other scenarios".to_string()
        } else if self.records_digest != proof.records_digest {
            // The nights and ids of each push are new, and nobody has looked at what became of them.
            format!(
                "is of what the run at {} pushed, with which only `keycard certify --resume` goes on",
                self.run
            )
        } else {
            return None;
        };
        let (by, at, id) = (&self.by, &self.at, &self.test);
        Some(format!(
            "the attestation of {by} ({at}) {of}: look again, and `keycard attest {id}` anew"
        ))
    }

    /// As a report shows it.
    pub fn to_report(&self, redactor: &Redactor) -> plan_result::Attestation {
        plan_result::Attestation {
            by: redactor.text(&self.by),
            at: seconds(&self.at),
            note: (!self.note.is_empty()).then(|| redactor.text(&self.note)),
            files: self
                .file
                .iter()
                .map(|file| redactor.text(&format!("{}, SHA-256 {}", file.name, file.sha256)))
                .collect(),
        }
    }
}

/// The test of that id, if a person may attest it.
///
/// # Errors
/// There is no such test, or its cases alone can prove it.
pub fn attestable<'p>(plan: &'p CertificationPlan, id: &str) -> Result<&'p Test, Problem> {
    let attestable = || plan.tests.iter().filter(|test| test.is_attestable());
    match plan.test(id) {
        Some(test) if test.is_attestable() => Ok(test),
        Some(test) => {
            let ids: Vec<&str> = attestable().map(|test| test.id.as_str()).collect();
            Err(
                Problem::new(format!("`{}` ({}) cannot be attested", test.id, test.title)).with_help(Some(format!(
                    "its cases prove it; these can be attested: {}",
                    ids.join(", ")
                ))),
            )
        }
        None => Err(
            Problem::new(format!("the plan `{}` has no test `{id}`", plan.id)).with_help(suggest::help(
                &id.to_uppercase(),
                plan.tests.iter().map(|test| test.id.as_str()),
            )),
        ),
    }
}

/// A time without parts of a second, of which earlier versions kept nine digits.
fn seconds(at: &str) -> String {
    at.split_once('.')
        .map_or_else(|| at.to_string(), |(seconds, _)| format!("{seconds}Z"))
}
