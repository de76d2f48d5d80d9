//! `keycard attest`: a person gives their word for what the API does not show.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::arguments::AttestArguments;
use super::prepared::PLAN;
use crate::assembly;
use crate::certification::attestation::{self, Attestation};
use crate::certification::conclusion;
use crate::certification::load;
use crate::certification::plan::{Published, Test};
use crate::certification::proof::Proof;
use crate::certification::store::Folder;
use crate::cli::exit::Exit;
use crate::cli::planning;
use crate::input::problem::{Problem, Problems};
use crate::judge::finding::StatusName;
use crate::redaction::leaks::Leak;
use crate::redaction::redactor::Redactor;

/// The configuration that is read if no other is named.
const CONFIG: &str = "keycard.toml";

/// Runs the command.
pub fn run(arguments: &AttestArguments) -> Exit {
    match attest(arguments) {
        Ok(()) => Exit::Passed,
        Err(problems) => planning::refuse_all(&problems),
    }
}

fn attest(arguments: &AttestArguments) -> Result<(), Problems> {
    let (named, redactor) = configuration(arguments)?;
    let plan = load::plan(arguments.plan.as_deref().or(named.as_deref()).unwrap_or(PLAN))?;
    let test = attestation::attestable(&plan, &arguments.test)?;
    for (flag, text) in [("--by", &arguments.by), ("--note", &arguments.note)] {
        if text.trim().is_empty() {
            return Err(Problem::new(format!(
                "{flag} says nothing: an attestation names a person and what was seen"
            ))
            .into());
        }
    }
    let folder = Folder::at(&arguments.dir);
    let proof = attested(&folder, &plan, test)?;
    let mut attestations = folder.attestations()?;
    guard(arguments, &redactor)?;
    let file = match &arguments.file {
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
        said: proof.said,
        by: text(&arguments.by),
        at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        note: text(&arguments.note),
        file,
    });
    folder
        .keep_attestations(&attestations)
        .map_err(|error| Problem::inaccessible("write to", &arguments.dir, &error))?;
    println!("{} attested, of the run at {}: {}", test.id, proof.at, test.title);
    println!("`keycard certify --resume` takes it into account");
    Ok(())
}

/// What a run has found of a test, which is what a person can give their word for.
fn attested(folder: &Folder, plan: &Published, test: &Test) -> Result<Proof, Problems> {
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
    if conclusion::of_proof(test, &proof) != StatusName::NeedsReview {
        let problem = Problem::new(format!(
            "{} needs nobody's word: the run at {} proved it",
            test.id, proof.at
        ));
        return Err(problem
            .with_help(Some("`keycard certify --resume` shows it as passed".to_string()))
            .into());
    }
    Ok(proof)
}

/// The plan that the configuration names, and what knows its secrets; without one, nothing.
fn configuration(arguments: &AttestArguments) -> Result<(Option<String>, Redactor), Problems> {
    let usual = Path::new(CONFIG);
    let path = match &arguments.config {
        Some(path) => path.as_path(),
        None if usual.exists() => usual,
        None => return Ok((None, Redactor::builder().build())),
    };
    let config = crate::config::load::file(path)?;
    let named = config.plan.clone();
    let assembled = assembly::configured(config, Timestamp::now(), 0);
    Ok((named, assembled.redactor))
}

/// Refuses what holds a secret: it would go into every report and pack from then on.
fn guard(arguments: &AttestArguments, redactor: &Redactor) -> Result<(), Problems> {
    let mut held: Vec<(String, Vec<Leak>)> = vec![
        ("--by".to_string(), redactor.leaks(arguments.by.as_bytes())),
        ("--note".to_string(), redactor.leaks(arguments.note.as_bytes())),
    ];
    if let Some(path) = &arguments.file {
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
