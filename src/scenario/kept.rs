//! Keys that are kept for a later version: why they are refused.

use crate::input::problem::{Place, Problem, Problems};

/// Says of the keys that are kept for asynchronous flows why they are refused.
pub fn explain(mut problems: Vec<Problem>) -> Problems {
    // A step that awaits a call makes none: that key is not what is missing.
    let awaiting: Vec<String> = problems
        .iter()
        .filter(|problem| problem.message == "unknown key `receive`")
        .filter_map(|problem| match &problem.place {
            Place::Key(pointer) => Some(pointer.strip_suffix("/receive")?.to_string()),
            Place::File | Place::Span(_) | Place::Value(_) => None,
        })
        .collect();
    problems.retain(|problem| {
        !(problem.message == "missing key `call`"
            && awaiting.iter().any(|step| problem.place == Place::Key(step.clone())))
    });
    for problem in &mut problems {
        let key = problem
            .message
            .strip_prefix("unknown key `")
            .and_then(|rest| rest.strip_suffix('`'));
        if let Some(key @ ("receive" | "trigger" | "prompt" | "reply")) = key {
            problem.help = Some(format!(
                "`{key}` belongs to awaited calls, which this version cannot run yet"
            ));
        }
    }
    match Problems::none(problems, ()) {
        Err(problems) => problems,
        Ok(()) => Problem::new("the file cannot be read").into(),
    }
}
