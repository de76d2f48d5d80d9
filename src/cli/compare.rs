//! `keycard compare`: two results side by side.

use std::path::PathBuf;

use clap::Args;

use super::refusal::refuse_with;
use crate::app::earlier_results;
use crate::app::exit::Exit;
use crate::evidence::compare::compare;
use crate::evidence::comparison::{Change, ComparedRun, Comparison};
use crate::judge::check_id::CheckId;
use crate::report::text::counted;

/// Longer lists are cut; `--json` has all of them.
const MOST_SHOWN: usize = 60;

/// Arguments of `keycard compare`.
#[derive(Args, Debug)]
pub struct CompareArguments {
    /// The older result: an evidence pack or a JSON report.
    pub old: PathBuf,
    /// The newer one.
    pub new: PathBuf,
    /// Show the comparison as one JSON object; `schemas/comparison.schema.json` describes it.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
pub fn run(arguments: &CompareArguments) -> Exit {
    let read = |path| earlier_results::read(path).map_err(|problem| refuse_with([&problem], "nothing was compared"));
    let (old, new) = match (read(&arguments.old), read(&arguments.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(exit), _) | (_, Err(exit)) => return exit,
    };
    let comparison = compare(&old, &new);
    if arguments.json {
        println!("{}", serde_json::to_string_pretty(&comparison).unwrap_or_default());
    } else {
        show(&comparison);
    }
    if comparison.summary.worse > 0 {
        Exit::Failed
    } else {
        Exit::Passed
    }
}

fn show(comparison: &Comparison) {
    println!("{}", side("old", &comparison.old));
    println!("{}", side("new", &comparison.new));
    for line in inputs(comparison) {
        println!("{line}");
    }
    let changes: Vec<&Change> = comparison.tests.iter().chain(&comparison.cases).collect();
    if !changes.is_empty() {
        println!();
    }
    for change in changes.iter().take(MOST_SHOWN) {
        println!("{}", described(change));
    }
    more(changes.len());
    let again = &comparison.run_again;
    if !again.is_empty() {
        println!("\nTo be run again before a certification ({}):", again.len());
    }
    for again in again.iter().take(MOST_SHOWN) {
        println!("  {} ({}): {}", again.id, again.level.name(), again.why);
    }
    more(again.len());
    let counts = &comparison.summary;
    println!(
        "\n{} better, {} worse, {} changed otherwise, {} new, {} gone, {} the same",
        counts.better, counts.worse, counts.other, counts.new, counts.gone, counts.same
    );
}

fn more(all: usize) {
    if all > MOST_SHOWN {
        println!("… and {} more; --json shows all of them", all - MOST_SHOWN);
    }
}

fn side(name: &str, side: &ComparedRun) -> String {
    format!(
        "{name}: {} against {}, {} by {}",
        counted(side.cases, "case"),
        side.target,
        side.started,
        side.tool
    )
}

/// Describes the versions that the results are made of, as far as they changed.
fn inputs(comparison: &Comparison) -> Vec<String> {
    let inputs = &comparison.inputs;
    let mut lines = Vec::new();
    if inputs.tool {
        lines.push("They were made by two versions of Keycard.".to_string());
    }
    if inputs.target {
        lines.push("They tested different targets.".to_string());
    }
    for api in &inputs.contract {
        lines.push(format!(
            "The contract of the API {api} changed: what only the old one proved, is not proved any more."
        ));
    }
    if !inputs.scenarios.is_empty() {
        let have = if inputs.scenarios.len() == 1 { "has" } else { "have" };
        lines.push(format!(
            "{} {have} another scenario, e.g. {}.",
            counted(inputs.scenarios.len(), "case"),
            inputs.scenarios.first().map_or("", String::as_str)
        ));
    }
    if inputs.plan {
        lines.push("The certification plan changed.".to_string());
    }
    lines
}

fn described(change: &Change) -> String {
    let what = match (change.old, change.new) {
        (Some(old), Some(new)) if old == new => new.word().to_string(),
        (Some(old), Some(new)) => format!("{} → {}", old.word(), new.word()),
        (Some(old), None) => format!("was {}", old.word()),
        (None, Some(new)) => new.word().to_string(),
        (None, None) => String::new(),
    };
    let checks = if change.fails_now.is_empty() {
        String::new()
    } else {
        let checks: Vec<&str> = change.fails_now.iter().map(CheckId::as_str).collect();
        format!(" ({})", checks.join(", "))
    };
    format!("{:<8}{}: {what}{checks}", change.way.word(), change.id)
}
