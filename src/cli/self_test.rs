//! `keycard self-test`: the harness tested by itself, as a table of the faults and of the checks that catch them.

use super::arguments::{SelectionArguments, SelfTestArguments};
use super::planning;
use crate::app::exit::Exit;
use crate::app::self_test::{self, SelfTestOptions};
use crate::report::text::counted;
use crate::stub::faults::fault::Fault;

/// Runs the command.
pub fn run(arguments: &SelfTestArguments) -> Exit {
    let plan = match planning::plan(&SelectionArguments::default(), Vec::new(), Vec::new()) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    let options = SelfTestOptions {
        faults: if arguments.faults.is_empty() {
            Fault::all().collect()
        } else {
            arguments.faults.clone()
        },
        jobs: arguments.jobs,
        first: arguments.first,
    };
    println!(
        "{:<32} {:<22} {:>9} {:>7} {:>6}  FIRST CASE",
        "FAULT", "CHECK", "CAUGHT IN", "FAILED", "CASES"
    );
    let observed = self_test::run(&plan, &options, |fault, observed| {
        println!(
            "{:<32} {:<22} {:>9} {:>7} {:>6}  {}",
            fault.name(),
            fault.caught_by(),
            observed.caught,
            observed.failed,
            observed.cases,
            observed.first.as_ref().map_or("SURVIVED", |(_, case)| case)
        );
    });
    let survivors = match observed {
        Ok(observed) => observed.iter().filter(|observed| observed.caught == 0).count(),
        Err(error) => {
            eprintln!("error: {error}");
            return Exit::Inconclusive;
        }
    };
    println!(
        "{} planted, {survivors} survived",
        counted(options.faults.len(), "fault")
    );
    if survivors == 0 { Exit::Passed } else { Exit::Failed }
}
