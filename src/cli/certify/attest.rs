//! `keycard attest`: a person gives their word for what the API does not show.

use jiff::Timestamp;

use super::arguments::AttestArguments;
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
use crate::redaction::redactor::Redactor;

/// Runs the command.
pub fn run(arguments: &AttestArguments) -> Exit {
    match attest(arguments) {
        Ok(()) => Exit::Passed,
        Err(problems) => planning::refuse_all(&problems),
    }
}

fn attest(arguments: &AttestArguments) -> Result<(), Problems> {
    let plan = load::plan(&arguments.plan)?;
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
    let file = match &arguments.file {
        Some(path) => Some(folder.attach(path)?),
        None => None,
    };
    // It is shown to others: what looks like a token or a card has no business in it.
    let redactor = Redactor::builder().build();
    let text = |text: &str| redactor.text(text.trim()).to_string();
    attestations.attestations.push(Attestation {
        test: test.id.clone(),
        plan: plan.id.clone(),
        revision: plan.revision.to_string(),
        target: proof.target,
        digest: proof.digest,
        said: proof.said,
        by: text(&arguments.by),
        at: Timestamp::now().to_string(),
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
