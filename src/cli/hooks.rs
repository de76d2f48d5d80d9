//! `keycard list --hooks`: what a partner may configure to make its side act, and what each hook is told.

use indexmap::IndexMap;

use super::planning;
use crate::app::exit::Exit;
use crate::input::problem::Problems;
use crate::plan::case::{Case, Trigger};
use crate::plan::compile::Plan;
use crate::report::text::counted;

/// So many tests or cases are named of each hook.
const MOST_NAMED: usize = 8;

/// One hook, as the selected cases use it.
#[derive(Default)]
struct Use {
    /// The forms of what it is told.
    told: Vec<String>,
    /// Request to a person where it is not configured.
    person: Vec<String>,
    /// The calls that are awaited then.
    awaited: Vec<String>,
    /// The published tests, or else the cases.
    users: Vec<String>,
}

/// Prints the hooks of the cases of a plan; `tests` are the published ones, each with the cases that prove it.
pub fn list(plan: &Plan, tests: &[(&str, &[usize])]) -> Exit {
    let mut hooks = IndexMap::new();
    let read = (0..plan.len()).try_for_each(|position| -> Result<(), Problems> {
        let case = plan.case(position)?;
        let proving = tests.iter().filter(|(_, cases)| cases.contains(&position));
        let users: Vec<&str> = proving.map(|(test, _)| *test).collect();
        take(&mut hooks, &case, &users);
        Ok(())
    });
    if let Err(problems) = read {
        return planning::refuse_all(&problems);
    }
    for (name, hook) in &hooks {
        println!("{name}");
        let told = if hook.told.is_empty() {
            "{}".to_string()
        } else {
            hook.told.join(" or ")
        };
        println!("  is told   {told}");
        if !hook.awaited.is_empty() {
            println!("  then      {} is awaited", hook.awaited.join(" or "));
        }
        for person in &hook.person {
            println!("  a person  {person}");
        }
        let named = hook
            .users
            .iter()
            .take(MOST_NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        let more = hook.users.len().saturating_sub(MOST_NAMED);
        let more = if more == 0 {
            String::new()
        } else {
            format!(" and {more} more")
        };
        println!("  for       {named}{more}");
    }
    eprintln!(
        "{}; each is `[hooks.NAME]` with `command` or `url`, or `hooks-url` followed by its name",
        counted(hooks.len(), "hook")
    );
    Exit::Passed
}

/// Takes the hooks of a case, which proves those tests, if any.
fn take(hooks: &mut IndexMap<String, Use>, case: &Case, tests: &[&str]) {
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
        let known = hooks.entry(name.clone()).or_default();
        if let Some(body) = body {
            add(&mut known.told, body.written().to_string());
        }
        if let Some(prompt) = prompt {
            let written = prompt.written();
            add(
                &mut known.person,
                written.as_str().map_or_else(|| written.to_string(), str::to_string),
            );
        }
        if let Some(receive) = step.receive() {
            add(&mut known.awaited, receive.operation.id.clone());
        }
        match test.filter(|_| !tests.is_empty()) {
            Some(test) => add(&mut known.users, test.clone()),
            None if tests.is_empty() => add(&mut known.users, case.id.to_string()),
            None => tests.iter().for_each(|test| add(&mut known.users, (*test).to_string())),
        }
    }
}

fn add(list: &mut Vec<String>, item: String) {
    if !list.contains(&item) {
        list.push(item);
    }
}
