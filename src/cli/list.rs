//! `keycard list`: cases, operations, faults, hooks and published tests, without running anything.

use super::arguments::ListArguments;
use super::refusal::refuse_input;
use super::{diagnostics, planning};
use crate::app::case_selection::CaseSelection;
use crate::app::exit::Exit;
use crate::app::hook_use::{self, HookUse};
use crate::app::operation_use::{self, OperationUse};
use crate::app::{plan_cases, scenarios};
use crate::certification;
use crate::certification::plan::{CertificationPlan, UnseenEffect};
use crate::contract::operation::{Api, Confirmation, Side};
use crate::plan::case::READ_INVENTORY;
use crate::plan::compile::Plan;
use crate::report::text::counted;
use crate::scenario::model::Level;
use crate::stub::behaviour::Behaviour;
use crate::stub::faults::fault::Fault;

/// So many tests or cases are named of each hook.
const MOST_NAMED: usize = 8;

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
        return hooks(&plan, &[]);
    }
    if arguments.operations {
        return operations(&plan, arguments);
    }
    cases(&plan)
}

/// Prints a line for each case.
fn cases(plan: &Plan) -> Exit {
    for position in 0..plan.len() {
        match plan.case(position) {
            Ok(case) => println!(
                "{}\t{}\t{}\t{}",
                case.id,
                case.level.name(),
                case.covers.join(","),
                case.requirement
            ),
            Err(problems) => return refuse_input(&problems),
        }
    }
    eprintln!("{} cases", plan.len());
    if plan.is_empty() {
        eprintln!("no case falls to this shard");
        return Exit::NothingRan;
    }
    Exit::Passed
}

/// Prints the published tests of a plan, or their hooks.
fn published(named: &str, arguments: &ListArguments) -> Exit {
    let plan = match certification::load::plan(named) {
        Ok(plan) => plan,
        Err(problems) => return refuse_input(&problems),
    };
    let selection = CaseSelection::from(&arguments.selection);
    let help = "name the folder of your own scenarios as well: --scenarios DIR";
    let contract = scenarios::contract(selection.schemas.clone());
    match plan_cases::cases(&contract, &plan, &selection.scenarios(Vec::new()), help) {
        Ok((cases, proving)) if arguments.hooks => {
            let tests = std::iter::zip(&plan.tests, &proving);
            let tests: Vec<(&str, &[usize])> = tests
                .map(|(test, cases)| (test.id.as_str(), cases.as_slice()))
                .collect();
            return hooks(&cases, &tests);
        }
        Ok(_) => {}
        Err(problems) if arguments.hooks => return refuse_input(&problems),
        // The tests can be listed all the same.
        Err(problems) => diagnostics::warnings(problems.iter()),
    }
    tests(&plan);
    Exit::Passed
}

/// Prints a line for each published test.
fn tests(plan: &CertificationPlan) {
    for test in &plan.tests {
        let proof = match &test.unseen {
            UnseenEffect::SystemErrors(_) if test.cases.is_empty() => "a list of system errors".to_string(),
            UnseenEffect::Nothing | UnseenEffect::Stored(_) | UnseenEffect::SystemErrors(_) => test.cases.join(","),
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
}

/// Prints the hooks of the cases of a plan; `tests` are the published ones, each with the cases that prove it.
fn hooks(plan: &Plan, tests: &[(&str, &[usize])]) -> Exit {
    let hooks = match hook_use::of_plan(plan, tests) {
        Ok(hooks) => hooks,
        Err(problems) => return refuse_input(&problems),
    };
    for (name, hook) in &hooks {
        println!("{name}");
        print_hook(name, hook);
    }
    eprintln!(
        "{}; each is `[hooks.NAME]` with `command` or `url`, or `hooks-url` followed by its name",
        counted(hooks.len(), "hook")
    );
    Exit::Passed
}

/// Words for the answer that a hook gives.
fn answer_of(name: &str) -> &'static str {
    match name {
        READ_INVENTORY => {
            "what is stored of those nights, a row each: {\"availabilities\":[{\"spaceTypeCode\",\"date\",\"availability\"}], \
             \"prices\":[{\"spaceTypeCode\",\"ratePlanCode\",\"date\",\"prices\":[{\"guestCount\",\"grossAmount\",\"netAmount\"}]}], \
             \"restrictions\":[{\"spaceTypeCode\",\"ratePlanCode\",\"date\",\"state\",\"minLos\",\"maxLos\"}]}"
        }
        _ => {
            "HTTP 2xx or exit code 0 when it is done, with nothing or {\"channelManagerId\":ID of the booking}; \
             501, exit code 69 or {\"notOffered\":REASON} for what is not offered"
        }
    }
}

fn print_hook(name: &str, hook: &HookUse) {
    let bodies = if hook.bodies.is_empty() {
        "{}".to_string()
    } else {
        hook.bodies.join(" or ")
    };
    println!("  is told   {bodies}");
    if !hook.awaited.is_empty() {
        println!("  then      {} is awaited", hook.awaited.join(" or "));
    }
    println!("  answers   {}", answer_of(name));
    for prompt in &hook.prompts {
        println!("  a person  {prompt}");
    }
    let named: Vec<&str> = hook.users.iter().take(MOST_NAMED).map(String::as_str).collect();
    let more = match hook.users.len().saturating_sub(MOST_NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    println!("  for       {}{more}", named.join(", "));
}

/// Prints a line for each operation.
fn operations(plan: &Plan, arguments: &ListArguments) -> Exit {
    let selection = &arguments.selection;
    let used = operation_use::of_plan(plan, selection.api.map(Api::from), selection.side.map(Side::from));
    let used = match used {
        Ok(used) => used,
        Err(problems) => return refuse_input(&problems),
    };
    println!(
        "{:<16} {:<36} {:>7} {:>9} {:>6} {:>6}  {:<30} {:<12} ADDRESS",
        "SIDE", "OPERATION", "SCHEMAS", "SCENARIOS", "CASES", "RULES", "CREDENTIALS", "CONFIRMATION"
    );
    for OperationUse {
        operation,
        schemas,
        scenarios,
        cases,
        rules,
    } in &used
    {
        let confirmation = match operation.confirmation {
            Confirmation::None => "-",
            Confirmation::Optional => "optional",
            Confirmation::Always => "always",
        };
        println!(
            "{:<16} {:<36} {schemas:>7} {scenarios:>9} {cases:>6} {rules:>6}  {:<30} {confirmation:<12} {}",
            operation.side.name(),
            operation.id,
            operation.credentials.join(", "),
            if operation.is_documented() {
                operation.path.as_str()
            } else {
                "to be configured: none is published"
            }
        );
    }
    eprintln!("{} operations, each with a request and a response schema", used.len());
    Exit::Passed
}
