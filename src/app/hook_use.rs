//! Use of hooks by cases: the hooks that a partner may configure to make its side act, and the JSON that each gets.

use indexmap::IndexMap;

use crate::input::problem::Problems;
use crate::plan::case::{Case, Trigger};
use crate::plan::compile::Plan;

/// Use of one hook.
#[derive(Debug, Default)]
pub struct HookUse {
    /// The forms of the JSON that it gets.
    pub bodies: Vec<String>,
    /// Prompts to a person where it is not configured.
    pub prompts: Vec<String>,
    /// The operations that are awaited then.
    pub awaited: Vec<String>,
    /// The published tests that use it, or else the cases.
    pub users: Vec<String>,
}

/// Gathers the hooks of the cases of a plan, by name; `tests` are the published ones, each with the cases that prove it.
///
/// # Errors
/// A case cannot be made.
pub fn of_plan(plan: &Plan, tests: &[(&str, &[usize])]) -> Result<IndexMap<String, HookUse>, Problems> {
    let mut hooks = IndexMap::new();
    for position in 0..plan.len() {
        let case = plan.case(position)?;
        let proving = tests.iter().filter(|(_, cases)| cases.contains(&position));
        let users: Vec<&str> = proving.map(|(test, _)| *test).collect();
        take(&mut hooks, &case, &users);
    }
    Ok(hooks)
}

/// Takes the hooks of a case, which proves those tests, if any.
fn take(hooks: &mut IndexMap<String, HookUse>, case: &Case, tests: &[&str]) {
    let mut test = None;
    for step in &case.steps {
        test = step.proves.as_ref().or(test);
        let Some(Trigger {
            hook: Some(name),
            body,
            prompt,
        }) = &step.trigger
        else {
            continue;
        };
        let hook = hooks.entry(name.clone()).or_default();
        if let Some(body) = body {
            add(&mut hook.bodies, body.written().to_string());
        }
        if let Some(prompt) = prompt {
            let written = prompt.written();
            add(
                &mut hook.prompts,
                written.as_str().map_or_else(|| written.to_string(), str::to_string),
            );
        }
        if let Some(receive) = step.receive() {
            add(&mut hook.awaited, receive.operation.id.clone());
        }
        match test.filter(|_| !tests.is_empty()) {
            Some(test) => add(&mut hook.users, test.clone()),
            None if tests.is_empty() => add(&mut hook.users, case.id.to_string()),
            None => tests.iter().for_each(|test| add(&mut hook.users, (*test).to_string())),
        }
    }
}

fn add(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}
