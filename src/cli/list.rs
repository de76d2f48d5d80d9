//! `keycard list`: what there is, without running anything.

use std::collections::HashMap;

use super::arguments::ListArguments;
use super::exit::Exit;
use super::planning;
use crate::contract::operation::{Api, Confirmation, Side};
use crate::contract::schema::Message;
use crate::plan::compile::Plan;
use crate::stub::behaviour::Behaviour;
use crate::stub::fault::Fault;

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
    let sides = arguments.selection.side.map(Side::from).into_iter().collect();
    let plan = match planning::plan(&arguments.selection, Vec::new(), sides) {
        Ok(plan) => plan,
        Err(exit) => return exit,
    };
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
    Exit::Passed
}

/// One line an operation: where it is, what it needs, how many cases call it.
fn operations(plan: &Plan, arguments: &ListArguments) -> Exit {
    let mut cases: HashMap<(Api, Side, String), usize> = HashMap::new();
    for position in 0..plan.len() {
        let Ok(case) = plan.case(position) else { continue };
        let mut called: Vec<&str> = case
            .steps
            .iter()
            .filter_map(|step| Some(step.operation()?.id.as_str()))
            .collect();
        called.sort_unstable();
        called.dedup();
        for operation in called {
            *cases
                .entry((case.api, case.under_test, operation.to_string()))
                .or_default() += 1;
        }
    }
    let contract = plan.contract();
    let only = arguments.selection.api.map(Api::from);
    let mut count = 0;
    println!(
        "{:<16} {:<36} {:>6}  {:<30} {:<12} ADDRESS",
        "SIDE", "OPERATION", "CASES", "CREDENTIALS", "CONFIRMATION"
    );
    for api in [Api::ChannelManager, Api::Connector] {
        if only.is_some_and(|only| only != api) {
            continue;
        }
        let operations = match contract.operations(api) {
            Ok(operations) => operations,
            Err(problems) => return planning::refuse_all(&problems),
        };
        for operation in operations {
            for message in [Message::Request, Message::Response] {
                if let Err(problem) = contract.schema(operation, message) {
                    return planning::refuse_all(&problem.into());
                }
            }
            let confirmation = match operation.confirmation {
                Confirmation::None => "-",
                Confirmation::Optional => "optional",
                Confirmation::Always => "always",
            };
            println!(
                "{:<16} {:<36} {:>6}  {:<30} {:<12} {}",
                operation.side.name(),
                operation.id,
                cases
                    .get(&(api, operation.side, operation.id.clone()))
                    .copied()
                    .unwrap_or(0),
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
