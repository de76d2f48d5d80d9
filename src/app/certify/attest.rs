//! `[io]` Attestation: a person confirms what the API does not show, and the confirmation is recorded.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::app::certify::options::PLAN;
use crate::app::target_setup;
use crate::certification::attestation::{self, Attestation};
use crate::certification::conclusion;
use crate::certification::load;
use crate::certification::plan::{CertificationPlan, Test};
use crate::certification::proof::Proof;
use crate::certification::store::Folder;
use crate::input::problem::{Problem, Problems};
use crate::judge::finding::StatusName;
use crate::redaction::leaks::Leak;
use crate::redaction::redactor::Redactor;

/// The configuration that is read if no other is named.
const CONFIG: &str = "keycard.toml";

/// Options of an attestation.
#[derive(Clone, Debug)]
pub struct AttestOptions {
    /// Id of the published test.
    pub test: String,
    /// Name of the person who attests.
    pub by: String,
    /// Note of what was seen, and where.
    pub note: String,
    /// File that shows it.
    pub file: Option<PathBuf>,
    /// Configuration whose secrets neither the words nor the file may hold.
    pub config: Option<PathBuf>,
    /// Name or file of the plan.
    pub plan: Option<String>,
    /// Folder of the proofs and attestations.
    pub folder: PathBuf,
}

/// An attestation that was recorded.
#[derive(Clone, Debug)]
pub struct Attested {
    /// Id of the test.
    pub test: String,
    /// Title of the test.
    pub title: String,
    /// Time of the run that is attested.
    pub run: String,
}

/// Records an attestation of what a run has shown.
///
/// # Errors
/// There is nothing to attest, something is said that is not to be shown to others, or a file cannot be read or written.
pub fn attest(options: &AttestOptions) -> Result<Attested, Problems> {
    let (named, redactor) = configuration(options)?;
    let plan = load::plan(options.plan.as_deref().or(named.as_deref()).unwrap_or(PLAN))?;
    let test = attestation::attestable(&plan, &options.test)?;
    for (flag, text) in [("--by", &options.by), ("--note", &options.note)] {
        if text.trim().is_empty() {
            return Err(Problem::new(format!(
                "{flag} says nothing: an attestation names a person and what was seen"
            ))
            .into());
        }
    }
    let folder = Folder::at(&options.folder);
    let proof = attested(&folder, &plan, test)?;
    let mut attestations = folder.attestations()?;
    guard(options, &redactor)?;
    let file = match &options.file {
        Some(path) => Some(folder.attach(path)?),
        None => None,
    };
    // It is shown to others: what looks like a token or a card has no business in it.
    let text = |text: &str| redactor.text(text.trim()).to_string();
    attestations.attestations.push(Attestation {
        test: test.id.clone(),
        plan: plan.id.clone(),
        revision: plan.revision.to_string(),
        target: proof.target,
        digest: proof.digest,
        run: proof.at.clone(),
        records_digest: proof.records_digest,
        by: text(&options.by),
        at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        note: text(&options.note),
        file,
    });
    folder
        .keep_attestations(&attestations)
        .map_err(|error| Problem::inaccessible("write to", &options.folder, &error))?;
    Ok(Attested {
        test: test.id.clone(),
        title: test.title.clone(),
        run: proof.at,
    })
}

/// Finds what a run has proved of a test, which is what a person can attest.
fn attested(folder: &Folder, plan: &CertificationPlan, test: &Test) -> Result<Proof, Problems> {
    let state = folder.state();
    let proofs = folder.proofs()?.filter(|proofs| proofs.plan == plan.id);
    let Some(proof) = proofs.and_then(|mut proofs| proofs.tests.remove(&test.id)) else {
        let problem = Problem::new(format!(
            "{} holds no record of {} from a run, so there is nothing to attest",
            state.display(),
            test.id
        ));
        return Err(problem
            .with_help(Some(
                "run `keycard certify` first: what it shows as `needs review` can be attested".to_string(),
            ))
            .into());
    };
    if conclusion::proved_verdict(test, &proof) != StatusName::NeedsReview {
        let problem = Problem::new(format!(
            "{} needs no attestation: the run at {} proved it",
            test.id, proof.at
        ));
        return Err(problem
            .with_help(Some("`keycard certify --resume` shows it as passed".to_string()))
            .into());
    }
    Ok(proof)
}

/// Reads the plan that the configuration names, and the redactor that knows its secrets; without one, neither.
fn configuration(options: &AttestOptions) -> Result<(Option<String>, Redactor), Problems> {
    let usual = Path::new(CONFIG);
    let path = match &options.config {
        Some(path) => path.as_path(),
        None if usual.exists() => usual,
        None => return Ok((None, Redactor::builder().build())),
    };
    let config = crate::config::load::file(path)?;
    let named = config.plan.clone();
    let assembled = target_setup::configured(config, Timestamp::now(), 0);
    Ok((named, assembled.redactor))
}

/// Refuses what holds a secret: it would go into every report and pack from then on.
fn guard(options: &AttestOptions, redactor: &Redactor) -> Result<(), Problems> {
    let mut held: Vec<(String, Vec<Leak>)> = vec![
        ("--by".to_string(), redactor.leaks(options.by.as_bytes())),
        ("--note".to_string(), redactor.leaks(options.note.as_bytes())),
    ];
    if let Some(path) = &options.file {
        let name = path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
        held.push(("the name of --file".to_string(), redactor.leaks(name)));
        let bytes = fs::read(path).map_err(|error| Problem::inaccessible("read", path, &error))?;
        let shown = redactor.text(&path.display().to_string());
        held.push((shown.to_string(), redactor.leaks(&bytes)));
    }
    let problems = held.into_iter().filter_map(|(place, leaks)| {
        let first = leaks.first()?;
        let problem = Problem::new(format!("{place} holds a secret ({})", first.masked));
        Some(problem.with_help(Some(
            "an attestation is shown to others: leave the secret out, and attest again".to_string(),
        )))
    });
    Problems::none(problems.collect(), ())
}
