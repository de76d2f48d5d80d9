//! Names of the axes and steps of a scenario: each must have its own, since they share one space of names.

use super::model::Scenario;
use super::references::{ALWAYS, IN_CHECKS, IN_RAW};
use crate::input::problem::Problem;

/// Every name that cannot be used or is used twice.
pub fn problems(scenario: &Scenario) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut taken: Vec<&str> = Vec::new();
    for axis in &scenario.matrix {
        if !is_identifier(&axis.name) || is_reserved(&axis.name) {
            problems.push(
                Problem::at(
                    &scenario.origin,
                    format!("/matrix/{}", axis.name),
                    format!("`{}` cannot name an axis", axis.name),
                )
                .on_key()
                .with_help(Some(
                    "use a lower-case identifier that is not a name of Keycard's own".to_string(),
                )),
            );
        }
        taken.push(&axis.name);
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        let Some(id) = step.id.as_deref() else { continue };
        let mut problem = |message: String, help: &str| {
            problems.push(
                Problem::at(&scenario.origin, format!("/steps/{index}/id"), message).with_help(Some(help.to_string())),
            );
        };
        if !is_identifier(id) {
            problem(
                format!("`{id}` cannot name a step"),
                "use a lower-case identifier such as `push`",
            );
        } else if is_reserved(id) || taken.contains(&id) {
            problem(
                format!("the name `{id}` is already taken"),
                "each step and axis needs a name of its own",
            );
        }
        taken.push(id);
    }
    problems
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

fn is_reserved(name: &str) -> bool {
    ALWAYS.contains(&name) || IN_CHECKS.contains(&name) || name == IN_RAW
}
