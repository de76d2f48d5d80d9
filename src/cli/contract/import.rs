//! `keycard contract import`: contract files out of the documentation, the OpenAPI document, or both.

use serde::Serialize;
use serde_json::json;

use super::arguments::ImportArguments;
use super::directory::Steps;
use super::reading;
use crate::app::exit::Exit;
use crate::import::compare;
use crate::import::compare::change::Change;
use crate::import::compare::report::{Line, line};
use crate::import::compare::wording::{self, Relation};
use crate::import::counts::Counts;
use crate::import::imported::{Imported, Note};
use crate::report::text::counted;

/// What the two descriptions are called where they disagree.
const SIDES: Relation<'static> = Relation::Descriptions("the documentation", "the OpenAPI document");

/// What a problem ends with.
const WRITTEN: &str = "nothing was written";

/// Runs the command.
pub fn run(arguments: &ImportArguments) -> Exit {
    let docs = arguments.docs.as_deref().map(reading::docs).transpose();
    let openapi = arguments.openapi.as_deref().map(reading::openapi).transpose();
    let (docs, openapi) = match (docs, openapi) {
        (Ok(docs), Ok(openapi)) => (docs, openapi),
        (docs, openapi) => {
            return super::refuse([docs.err(), openapi.err()].into_iter().flatten().flatten(), WRITTEN);
        }
    };
    let disagreements = match (&docs, &openapi) {
        (Some(docs), Some(openapi)) => Some(compare::diff(&docs.files, &openapi.files)),
        (None, _) | (_, None) => None,
    };
    let notes: Vec<Note> = [&docs, &openapi]
        .into_iter()
        .flatten()
        .flat_map(|read| read.notes.clone())
        .collect();
    // The documentation is the newer of the two, and says more.
    let Some(Imported { files, .. }) = docs.or(openapi) else {
        return Exit::NothingRan;
    };
    let counts = Counts::of(&files);
    let steps = match &arguments.out {
        Some(out) => match Steps::to(out, files.render()) {
            Ok(steps) => Some(steps),
            Err(problem) => return super::refuse([problem], WRITTEN),
        },
        None => None,
    };
    if let (Some(out), Some(steps), false) = (&arguments.out, &steps, arguments.check)
        && let Err(problem) = steps.take(out)
    {
        return super::refuse([problem], WRITTEN);
    }
    let outcome = Outcome {
        notes,
        disagreements,
        steps,
        counts,
    };
    if arguments.json {
        println!("{}", outcome.json(arguments.check));
    } else {
        outcome.print(arguments);
    }
    match &outcome.steps {
        Some(steps) if arguments.check && !steps.is_none() => Exit::Failed,
        Some(_) | None => Exit::Passed,
    }
}

struct Outcome {
    notes: Vec<Note>,
    disagreements: Option<Vec<Change>>,
    steps: Option<Steps>,
    counts: Counts,
}

/// What `--json` shows.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'o> {
    format: u32,
    counts: Counts,
    notes: &'o [Note],
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreements: Option<Vec<Line>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<serde_json::Value>,
}

impl Outcome {
    fn json(&self, check: bool) -> String {
        let names = |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        let shown = Shown {
            format: 1,
            counts: self.counts,
            notes: &self.notes,
            disagreements: self
                .disagreements
                .as_ref()
                .map(|changes| changes.iter().map(|change| line(change, SIDES)).collect()),
            files: self.steps.as_ref().map(|steps| {
                json!({
                    "written": !check,
                    "added": names(&steps.added),
                    "changed": names(&steps.changed),
                    "removed": steps.stale,
                    "unchanged": steps.kept,
                })
            }),
        };
        serde_json::to_string_pretty(&shown).unwrap_or_default()
    }

    fn print(&self, arguments: &ImportArguments) {
        for note in &self.notes {
            let suggestion = note
                .suggestion
                .as_ref()
                .map(|advice| format!(" ({advice})"))
                .unwrap_or_default();
            println!("{}:{}: {}{suggestion}", note.page, note.line, note.text);
        }
        if !self.notes.is_empty() {
            println!();
        }
        if let Some(changes) = &self.disagreements {
            for line in wording::lines(changes, SIDES) {
                println!("{line}");
            }
            if !changes.is_empty() {
                println!();
            }
        }
        if let (Some(steps), Some(out)) = (&self.steps, &arguments.out) {
            let (adds, changes, removes) = if arguments.check {
                ("would add", "would change", "would remove")
            } else {
                ("added", "changed", "removed")
            };
            for (verb, names) in [
                (adds, steps.added.iter().map(|(name, _)| name).collect::<Vec<_>>()),
                (changes, steps.changed.iter().map(|(name, _)| name).collect()),
                (removes, steps.stale.iter().collect()),
            ] {
                for name in names {
                    println!("{verb} {}", out.join(name).display());
                }
            }
            if steps.is_none() {
                println!("{} is up to date", out.display());
            }
        }
        println!("{}", self.summary());
        if self.steps.is_none() {
            eprintln!("Nothing was written; --out DIR writes the contract files.");
        }
    }

    fn summary(&self) -> String {
        let Counts {
            operations,
            objects,
            enums,
            constraints,
        } = self.counts;
        let mut summary = format!(
            "{}, {}, {}, {}; {}",
            counted(operations, "operation"),
            counted(objects, "object"),
            counted(enums, "enum"),
            counted(constraints, "constraint"),
            counted(self.notes.len(), "note"),
        );
        if let Some(changes) = &self.disagreements {
            summary.push_str(&format!(
                "; {} of the two descriptions",
                counted(changes.len(), "disagreement")
            ));
        }
        summary
    }
}
