//! `keycard list`: what there is, without running anything.

use std::collections::{HashMap, HashSet};

use super::arguments::ListArguments;
use super::{diagnostics, hooks, planning};
use crate::app::case_selection::CaseSelection;
use crate::app::exit::Exit;
use crate::app::{plan_cases, scenarios};
use crate::certification;
use crate::certification::plan::Unseen;
use crate::contract::operation::{Api, Confirmation, Side};
use crate::contract::schema::Message;
use crate::plan::compile::Plan;
use crate::report::text::counted;
use crate::scenario::model::Level;
use crate::stub::behaviour::Behaviour;
use crate::stub::faults::fault::Fault;

/// Runs the command.
pub fn run(arguments: &ListArguments) -> Exit {
    if arguments.faults {
        for fault in Fault::all() {
            println!("{:<36} {:<14} {}", fault.name(), fault.caught_by(), fault.description());
        }
        return Exit::Passed;
    }
    if arguments.stub_options {
        for (option, values, decides) in Behaviour::OPTIONS {
            println!("{option:<24} {:<44} {decides}", values.join(" | "));
        }
        return Exit::Passed;
    }
    if let Some(named) = &arguments.plan {
        return published(named, arguments);
    }
    let plan = match planning::plan(&arguments.selection, Vec::new(), Vec::new()) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
    if arguments.hooks {
        return hooks::list(&plan, &[]);
    }
    if arguments.operations {
        return operations(&plan, arguments);
    }
    for position in 0..plan.len() {
        match plan.case(position) {
            Ok(case) => println!(
                "{}\t{}\t{}\t{}",
                case.id,
                case.level.name(),
                case.covers.join(","),
                case.requirement
            ),
            Err(problems) => return planning::refuse_all(&problems),
        }
    }
    eprintln!("{} cases", plan.len());
    if plan.is_empty() {
        eprintln!("no case falls to this shard");
        return Exit::NothingRan;
    }
    Exit::Passed
}

/// One line a published test.
fn published(named: &str, arguments: &ListArguments) -> Exit {
    let plan = match certification::load::plan(named) {
        Ok(plan) => plan,
        Err(problems) => return planning::refuse_all(&problems),
    };
    let selection = &arguments.selection;
    let help = "name the folder of your own scenarios as well: --scenarios DIR";
    let contract = scenarios::contract(selection.schemas.clone());
    match plan_cases::cases(
        &contract,
        &plan,
        &CaseSelection::from(selection).scenarios(Vec::new()),
        help,
    ) {
        Ok((cases, proving)) if arguments.hooks => {
            let tests = std::iter::zip(&plan.tests, &proving);
            let tests: Vec<(&str, &[usize])> = tests
                .map(|(test, cases)| (test.id.as_str(), cases.as_slice()))
                .collect();
            return hooks::list(&cases, &tests);
        }
        Ok(_) => {}
        Err(problems) if arguments.hooks => return planning::refuse_all(&problems),
        // The tests can be listed all the same.
        Err(problems) => diagnostics::warnings(problems.iter()),
    }
    for test in &plan.tests {
        let proof = match &test.unseen {
            Unseen::SystemErrors(_) if test.cases.is_empty() => "a list of system errors".to_string(),
            Unseen::Nothing | Unseen::Stored(_) | Unseen::SystemErrors(_) => test.cases.join(","),
        };
        println!(
            "{}\t{}\t{}\t{}\t{proof}\t{}",
            test.id,
            test.group,
            test.level.name(),
            test.title,
            test.page
        );
    }
    eprintln!(
        "{}, {} of them required, after revision {} of {}",
        counted(plan.tests.len(), "test"),
        plan.tests.iter().filter(|test| test.level == Level::Required).count(),
        plan.revision,
        plan.page
    );
    Exit::Passed
}

/// Numbers of the scenarios and cases that use an operation.
#[derive(Default)]
struct Use {
    scenarios: HashSet<String>,
    cases: usize,
}

/// The use of each operation: calls of the side under test, and its own calls that are awaited.
fn used(plan: &Plan) -> HashMap<(Api, Side, String), Use> {
    let mut used: HashMap<(Api, Side, String), Use> = HashMap::new();
    for position in 0..plan.len() {
        let Ok(case) = plan.case(position) else { continue };
        let mut found: Vec<(Side, &str)> = case
            .steps
            .iter()
            .filter_map(|step| step.operation())
            .map(|operation| (operation.side, operation.id.as_str()))
            .collect();
        found.sort_unstable();
        found.dedup();
        for (side, operation) in found {
            let entry = used.entry((case.api, side, operation.to_string())).or_default();
            let scenario = case.id.as_str().split('[').next().unwrap_or_default();
            entry.scenarios.insert(scenario.to_string());
            entry.cases += 1;
        }
    }
    used
}

/// One line an operation: where it is, what it needs, how much of it is tested and judged.
fn operations(plan: &Plan, arguments: &ListArguments) -> Exit {
    let used = used(plan);
    let contract = plan.contract();
    let selection = &arguments.selection;
    let (only, host) = (selection.api.map(Api::from), selection.side.map(Side::from));
    let mut count = 0;
    println!(
        "{:<16} {:<36} {:>7} {:>9} {:>6} {:>6}  {:<30} {:<12} ADDRESS",
        "SIDE", "OPERATION", "SCHEMAS", "SCENARIOS", "CASES", "RULES", "CREDENTIALS", "CONFIRMATION"
    );
    for api in [Api::ChannelManager, Api::Connector] {
        if only.is_some_and(|only| only != api) {
            continue;
        }
        let operations = match contract.operations(api) {
            Ok(operations) => operations,
            Err(problems) => return planning::refuse_all(&problems),
        };
        let rules = match contract.rules(api) {
            Ok(rules) => rules,
            Err(problems) => return planning::refuse_all(&problems),
        };
        for operation in operations {
            if host.is_some_and(|host| host != operation.side) {
                continue;
            }
            let messages = [Message::Request, Message::Response];
            for message in messages {
                if let Err(problem) = contract.schema(operation, message) {
                    return planning::refuse_all(&problem.into());
                }
            }
            let of_operation = rules.iter().filter(|rule| rule.operations.contains(&operation.id));
            let key = (api, operation.side, operation.id.clone());
            let (scenarios, cases) = used.get(&key).map_or((0, 0), |used| (used.scenarios.len(), used.cases));
            let confirmation = match operation.confirmation {
                Confirmation::None => "-",
                Confirmation::Optional => "optional",
                Confirmation::Always => "always",
            };
            println!(
                "{:<16} {:<36} {:>7} {:>9} {:>6} {:>6}  {:<30} {:<12} {}",
                operation.side.name(),
                operation.id,
                messages.len(),
                scenarios,
                cases,
                of_operation.count(),
                operation.credentials.join(", "),
                confirmation,
                if operation.is_documented() {
                    operation.path.as_str()
                } else {
                    "to be configured: none is published"
                }
            );
            count += 1;
        }
    }
    eprintln!("{count} operations, each with a request and a response schema");
    Exit::Passed
}
