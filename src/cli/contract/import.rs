//! `keycard contract import`: contract files out of the documentation, the OpenAPI document, or both.

use serde::Serialize;
use serde_json::json;

use super::arguments::ImportArguments;
use crate::app::contract_files::import::{Import, ImportMode, ImportOptions, import};
use crate::app::exit::Exit;
use crate::cli::refusal::refuse_with;
use crate::import::compare::report::{Line, line};
use crate::import::compare::wording::{self, Relation};
use crate::import::counts::Counts;
use crate::import::imported::Note;
use crate::report::text::counted;

/// Names of the two descriptions where they disagree.
const SIDES: Relation<'static> = Relation::Descriptions("the documentation", "the OpenAPI document");

/// Runs the command.
pub fn run(arguments: &ImportArguments) -> Exit {
    let options = ImportOptions {
        docs: arguments.docs.clone(),
        openapi: arguments.openapi.clone(),
        out: arguments.out.clone(),
        mode: if arguments.check {
            ImportMode::Check
        } else {
            ImportMode::Write
        },
    };
    let imported = match import(&options) {
        Ok(Some(imported)) => imported,
        Ok(None) => return Exit::NothingRan,
        Err(problems) => return refuse_with(&problems, "nothing was written"),
    };
    if arguments.json {
        println!("{}", json(&imported, options.mode));
    } else {
        print(&imported, &options);
    }
    match &imported.update {
        Some(update) if options.mode == ImportMode::Check && !update.is_empty() => Exit::Failed,
        Some(_) | None => Exit::Passed,
    }
}

/// Form of the JSON object.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ShownImport<'o> {
    format: u32,
    counts: Counts,
    notes: &'o [Note],
    #[serde(skip_serializing_if = "Option::is_none")]
    disagreements: Option<Vec<Line>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<serde_json::Value>,
}

fn json(imported: &Import, mode: ImportMode) -> String {
    let names = |files: &[(String, String)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    let shown = ShownImport {
        format: 1,
        counts: imported.counts,
        notes: &imported.notes,
        disagreements: imported
            .disagreements
            .as_ref()
            .map(|changes| changes.iter().map(|change| line(change, SIDES)).collect()),
        files: imported.update.as_ref().map(|update| {
            json!({
                "written": mode == ImportMode::Write,
                "added": names(&update.added),
                "changed": names(&update.changed),
                "removed": update.stale,
                "unchanged": update.kept,
            })
        }),
    };
    serde_json::to_string_pretty(&shown).unwrap_or_default()
}

fn print(imported: &Import, options: &ImportOptions) {
    for note in &imported.notes {
        let suggestion = note
            .suggestion
            .as_ref()
            .map(|advice| format!(" ({advice})"))
            .unwrap_or_default();
        println!("{}:{}: {}{suggestion}", note.page, note.line, note.text);
    }
    if !imported.notes.is_empty() {
        println!();
    }
    if let Some(changes) = &imported.disagreements {
        for line in wording::lines(changes, SIDES) {
            println!("{line}");
        }
        if !changes.is_empty() {
            println!();
        }
    }
    if let (Some(update), Some(out)) = (&imported.update, &options.out) {
        let (adds, changes, removes) = if options.mode == ImportMode::Check {
            ("would add", "would change", "would remove")
        } else {
            ("added", "changed", "removed")
        };
        for (verb, names) in [
            (adds, update.added.iter().map(|(name, _)| name).collect::<Vec<_>>()),
            (changes, update.changed.iter().map(|(name, _)| name).collect()),
            (removes, update.stale.iter().collect()),
        ] {
            for name in names {
                println!("{verb} {}", out.join(name).display());
            }
        }
        if update.is_empty() {
            println!("{} is up to date", out.display());
        }
    }
    println!("{}", summary(imported));
    if imported.update.is_none() {
        eprintln!("Nothing was written; --out DIR writes the contract files.");
    }
}

fn summary(imported: &Import) -> String {
    let Counts {
        operations,
        objects,
        enums,
        constraints,
    } = imported.counts;
    let mut summary = format!(
        "{}, {}, {}, {}; {}",
        counted(operations, "operation"),
        counted(objects, "object"),
        counted(enums, "enum"),
        counted(constraints, "constraint"),
        counted(imported.notes.len(), "note"),
    );
    if let Some(changes) = &imported.disagreements {
        summary.push_str(&format!(
            "; {} of the two descriptions",
            counted(changes.len(), "disagreement")
        ));
    }
    summary
}
