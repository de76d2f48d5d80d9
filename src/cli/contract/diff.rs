//! `keycard contract diff`: the changes between two contracts, and whom each breaks.

use std::path::Path;

use super::arguments::DiffArguments;
use crate::app::contract_files::source;
use crate::app::exit::Exit;
use crate::cli::refusal::refuse_with;
use crate::import::compare::report::{self, Compared, Summary};
use crate::import::compare::wording::{self, Relation};
use crate::import::compare::{self, report::SourceKind};
use crate::import::files::ContractFiles;
use crate::input::problem::Problem;
use crate::report::text::counted;

/// Runs the command.
pub fn run(arguments: &DiffArguments) -> Exit {
    let (old, new) = match (source::any(&arguments.old), source::any(&arguments.new)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            let problems: Vec<Problem> = [old.err(), new.err()].into_iter().flatten().flatten().collect();
            return refuse_with(&problems, "nothing was compared");
        }
    };
    let changes = compare::diff(&old.1, &new.1);
    let summary = Summary::of(&changes);
    if arguments.json {
        let compared = |path: &Path, (kind, files): &(SourceKind, ContractFiles)| Compared {
            path: path.display().to_string(),
            kind: *kind,
            operations: files.operations.len(),
        };
        let comparison = report::comparison(compared(&arguments.old, &old), compared(&arguments.new, &new), &changes);
        println!("{}", serde_json::to_string_pretty(&comparison).unwrap_or_default());
    } else {
        for line in wording::lines(&changes, Relation::Time) {
            println!("{line}");
        }
        if !changes.is_empty() {
            println!();
        }
        println!("{}", counts(&summary));
    }
    if summary.break_clients > 0 {
        Exit::Failed
    } else {
        Exit::Passed
    }
}

fn counts(summary: &Summary) -> String {
    if summary.changes == 0 {
        return "no change".to_string();
    }
    let verb = |count: usize| if count == 1 { "breaks" } else { "break" };
    format!(
        "{}: {} {} clients, {} {} servers, {} {} nobody",
        counted(summary.changes, "change"),
        summary.break_clients,
        verb(summary.break_clients),
        summary.break_servers,
        verb(summary.break_servers),
        summary.break_nobody,
        verb(summary.break_nobody),
    )
}
