//! The word of a named person for what the API does not show.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::plan::{Published, Test};
use crate::input::problem::Problem;
use crate::input::suggest;
use crate::redaction::redactor::Redactor;
use crate::report::plan;

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
    /// The person.
    pub by: String,
    /// When, in UTC.
    pub at: String,
    /// What the person says.
    pub note: String,
    /// What the person shows.
    #[serde(default)]
    pub file: Option<Attached>,
}

/// A file that belongs to an attestation; a copy lies in the certification folder.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Attached {
    /// Its name.
    pub name: String,
    /// Where the copy lies, below the certification folder.
    pub copy: String,
    /// What its bytes have to come to.
    pub sha256: String,
}

impl Attestations {
    /// The one that counts for a test.
    pub fn of(&self, plan: &Published, test: &Test) -> Option<&Attestation> {
        let revision = plan.revision.to_string();
        let mut of_test = self.attestations.iter().rev();
        of_test.find(|given| given.test == test.id && given.plan == plan.id && given.revision == revision)
    }
}

impl Attestation {
    /// As a report shows it.
    pub fn shown(&self, redactor: &Redactor) -> plan::Attestation {
        plan::Attestation {
            by: redactor.text(&self.by),
            at: self.at.clone(),
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
pub fn attestable<'p>(plan: &'p Published, id: &str) -> Result<&'p Test, Problem> {
    let attestable = || plan.tests.iter().filter(|test| test.is_attestable());
    match plan.test(id) {
        Some(test) if test.is_attestable() => Ok(test),
        Some(test) => {
            let ids: Vec<&str> = attestable().map(|test| test.id.as_str()).collect();
            Err(Problem::new(format!(
                "`{}` ({}) is not a matter of anyone's word",
                test.id, test.title
            ))
            .with_help(Some(format!(
                "its cases prove it; these can be attested: {}",
                ids.join(", ")
            ))))
        }
        None => Err(
            Problem::new(format!("the plan `{}` has no test `{id}`", plan.id)).with_help(suggest::help(
                &id.to_uppercase(),
                plan.tests.iter().map(|test| test.id.as_str()),
            )),
        ),
    }
}
