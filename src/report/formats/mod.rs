//! The formats of reports, each in a file of its own.

pub mod errors_csv;
pub mod github;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
pub mod sarif;
pub mod sheet;
pub mod sheet_csv;

use super::format::{About, Format, Subject};

/// Every format, made anew for a run; help and packs list them in this order.
pub fn all() -> Vec<Box<dyn Format>> {
    vec![
        Box::new(json::Json),
        Box::new(junit::Junit::default()),
        Box::new(html::Html),
        Box::new(markdown::Markdown),
        Box::new(github::Github),
        Box::new(sarif::Sarif),
        Box::new(sheet::Sheet),
        Box::new(sheet_csv::SheetCsv),
        Box::new(errors_csv::ErrorsCsv),
    ]
}

/// The facts about every format.
pub fn known() -> impl Iterator<Item = &'static About> {
    all().into_iter().map(|format| format.about())
}

/// The facts about the formats of a subject.
pub fn about(subject: Subject) -> impl Iterator<Item = &'static About> {
    known().filter(move |format| format.subject == subject)
}

/// The formats of a subject with their uses, as part of a sentence.
pub fn uses(subject: Subject) -> String {
    let uses: Vec<String> = about(subject)
        .map(|format| format!("{} {}", format.name, format.purpose))
        .collect();
    uses.join(", ")
}
