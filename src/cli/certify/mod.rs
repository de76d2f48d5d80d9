//! `keycard certify`: the published tests of a certification, one after the other, each judged as it ends.
//!
//! The configuration is examined first, so that its faults are not taken for those of the system under test.

pub mod arguments;
pub mod attest;

mod asked;
mod compared;
mod course;
mod evidence;
mod prepared;
mod resumed;
mod tried;
mod unkept;
mod waived;

use std::collections::BTreeMap;
use std::io;

use self::arguments::CertifyArguments;
use self::course::{Course, End};
use self::prepared::Prepared;
use super::arguments::DoctorArguments;
use super::evidence::wanted::Enclosed;
use super::exit::Exit;
use super::head::{TOOL, contract, unclaimed};
use super::reports::{Reports, leaked};
use super::{doctor, door};
use crate::certification::attestation::{Attestation, Attestations};
use crate::certification::proof::{self, Proofs};
use crate::report::json::{self, Head, Unclaimed};
use crate::report::terminal;
use crate::report::versions::{ShardRecord, Versions, hex};

/// Runs the command.
pub fn run(arguments: &CertifyArguments) -> Exit {
    let (mut prepared, proofs, reports) = match Prepared::of(arguments) {
        Ok(prepared) => prepared,
        Err(exit) => return exit,
    };
    if !prepared.taken.contains(&true) {
        // Nothing is sent, so nobody has to be there.
        eprintln!(
            "Nothing to run: no published test falls to this shard; `keycard merge` wants its JSON report all the same."
        );
        return course(&prepared, arguments, proofs, reports);
    }
    println!("Is the configuration right?");
    let examined = doctor::run(&DoctorArguments {
        config: arguments.config.clone(),
        timeout: arguments.timeout.min(std::time::Duration::from_secs(5)),
    });
    match examined {
        Exit::Passed => {}
        Exit::Input => {
            eprintln!("\nNo test was run: these are faults of the configuration, not of the system under test.");
            return examined;
        }
        Exit::Failed | Exit::Inconclusive | Exit::NothingRan => {
            eprintln!("\nNo test was run: the system under test cannot be reached.");
            return examined;
        }
    }
    if let Err(exit) = prepared.listen() {
        return exit;
    }
    println!(
        "\n{}, revision {}",
        prepared.published.title, prepared.published.revision
    );
    course(&prepared, arguments, proofs, reports)
}

fn course(prepared: &Prepared, arguments: &CertifyArguments, proofs: Proofs, reports: Reports) -> Exit {
    match Course::new(prepared, arguments, proofs, reports).run() {
        Ok(end) => conclude(prepared, arguments, end),
        Err(error) => {
            eprintln!("error: {error}");
            Exit::Inconclusive
        }
    }
}

fn conclude(prepared: &Prepared, arguments: &CertifyArguments, mut end: End) -> Exit {
    let mut trouble = end.trouble;
    let conclusion = end.result.conclusion(end.summary.waiver_faults);
    let redactor = &prepared.assembled.redactor;
    let head = Head {
        format: json::FORMAT,
        tool: TOOL.to_string(),
        statement: json::STATEMENT.to_string(),
        started: prepared.started.to_string(),
        target: redactor.text(&prepared.assembled.name),
        seed: prepared.seed,
        unclaimed: unclaimed(&prepared.assembled),
        versions: Versions {
            contract: contract(prepared.plan.contract()),
            scenarios: hex(&prepared.plan.digest()),
            plan: Some(hex(&prepared.published.origin.digest())),
        },
        selection: Vec::new(),
        shard: arguments.shard.map(ShardRecord::from),
        waivers: end.waivers,
        plan: Some(end.result),
        summary: end.summary,
        conclusion,
    };
    let mut leaks: Vec<String> = end.leaks.iter().map(leaked).collect();
    let enclosed = enclosed(prepared, end.in_force).and_then(|given| end.reports.enclose(given));
    if let Err(error) = enclosed {
        trouble.say(format!(
            "the attestations cannot be put into the evidence pack: {error}"
        ));
    }
    let written = end.reports.write(&head, redactor);
    leaks.extend(written.leaks);
    trouble.extend(written.problems);
    end.shown.print();
    told(&head.unclaimed);
    if let Some(result) = &head.plan {
        println!("\n{}", terminal::readiness(result).trim_end());
    }
    println!("{}", json::STATEMENT);
    if end.interrupted {
        println!("interrupted; `keycard certify --resume` goes on with what is left");
    }
    if arguments.shard.is_some() {
        println!("`keycard merge` joins the JSON reports of all parts to one verdict");
    }
    for (fault, help) in waived::faults(&head.waivers, prepared) {
        eprintln!("error: {fault}");
        if let Some(help) = help {
            eprintln!("  help: {help}");
        }
    }
    trouble.print(redactor);
    for leak in &leaks {
        eprintln!("error: {leak}");
    }
    for left in &end.left {
        eprintln!("still to be done by hand, for {}", redactor.text(left));
    }
    if let Some(refusal) = &end.refusal {
        let host = (prepared.published.api, prepared.published.under_test);
        let told = redactor.text(&door::told(refusal));
        eprintln!("error: {}: {told}", arguments.config.display());
        let help = redactor.text(&door::help(refusal, &prepared.assembled, host));
        eprintln!("  help: {help}");
        eprintln!("  help: if the configuration is right, the fault is theirs: --trust-configuration fails the tests");
        return Exit::Input;
    }
    match Exit::from(conclusion) {
        Exit::Passed if !trouble.is_none() || !leaks.is_empty() => Exit::Inconclusive,
        exit => exit,
    }
}

/// What goes into the pack of the attestations that count, and of nothing else that the folder holds.
fn enclosed(prepared: &Prepared, attestations: Vec<Attestation>) -> io::Result<Vec<(String, Enclosed)>> {
    let files = attestations.iter().filter_map(|given| given.file.as_ref());
    // Two tests may show the same file.
    let mut given: BTreeMap<String, Enclosed> = files
        .map(|file| (file.copy.clone(), Enclosed::File(prepared.folder.copy(file))))
        .collect();
    if !attestations.is_empty() {
        let attestations = Attestations {
            format: proof::FORMAT,
            attestations,
        };
        let bytes = serde_json::to_vec_pretty(&attestations)?;
        given.insert("attestations.json".to_string(), Enclosed::Bytes(bytes));
    }
    Ok(given.into_iter().collect())
}

fn told(unclaimed: &Unclaimed) {
    if let Some(line) = terminal::unclaimed(unclaimed) {
        println!("{line}");
    }
}
