//! The published Markdown pages, read into contract files.
//!
//! Pages become sections (`markdown`), sections become operations and definitions (`sections`),
//! links are followed (`index`), and the result is written as JSON Schema (`definition`).
//! Everything that is not understood becomes a [`note::Note`].

mod coproduct;
mod definition;
mod deprecation_page;
mod deprecations;
mod entry;
mod index;
mod markdown;
mod model;
pub mod note;
mod property;
mod sections;
mod table;
mod text;
mod tokens;
mod wording;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use self::index::{Index, OpId};
use self::markdown::Section;
use self::model::{DISCONTINUED, PAGINATION, PageContent};
use self::note::{Note, NoteKind, Notes};
use super::body;
use super::body::problem::BodyProblem;
use super::cycles;
use super::files::ContractFiles;
use crate::contract::connector::ROOT;

/// A page of the documentation.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its path below `connector-api/`, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Contract that the pages describe, with notes on everything that was not understood.
#[derive(Debug)]
pub struct ImportedPages {
    /// The contract.
    pub files: ContractFiles,
    /// Notes on everything that was not understood, in the order of the pages.
    pub notes: Vec<Note>,
}

/// Reads the pages of the documentation, in whatever order they come.
///
/// ```
/// use keycard::import::docs::{Page, read};
///
/// let page = Page {
///     path: "operations/lamps.md".to_string(),
///     text: "# Lamps\n\n#### Lamp state\n\n* `On`\n* `Off`\n".to_string(),
/// };
/// let imported = read(&[page]);
/// assert_eq!(imported.files.schemas["lamps"]["$defs"]["lamp-state"]["enum"][1], "Off");
/// assert!(imported.notes.is_empty());
/// ```
pub fn read(pages: &[Page]) -> ImportedPages {
    let mut notes = Notes::default();
    let mut sorted: Vec<(&str, &str)> = pages
        .iter()
        .map(|page| (page.path.as_str(), page.text.as_str()))
        .collect();
    sorted.sort_unstable();
    let mut pages: BTreeMap<&str, Vec<Section>> = BTreeMap::new();
    for (path, text) in sorted {
        pages.entry(path).or_insert_with(|| markdown::parse(text));
    }
    let headings: BTreeMap<String, BTreeSet<String>> = pages
        .iter()
        .map(|(path, sections)| (path.to_string(), anchors(sections)))
        .collect();
    let described: Vec<PageContent> = pages
        .iter()
        .filter(|(path, _)| describes(path))
        .map(|(path, sections)| sections::read(path, sections, &mut notes))
        .collect();
    let files = files(&described, &mut notes);
    let index = Index::new(&described, files, &headings);
    let ids = ids(&described, &mut notes);
    let listed = pages.get(deprecation_page::PAGE).map_or(&[][..], Vec::as_slice);
    let listed = deprecation_page::read(listed, &mut notes);
    let deprecations = deprecations::resolve(&listed, &described, &index, &ids, &mut notes);
    let mut read = ContractFiles::default();
    let mut writer = property::SchemaWriter {
        index: &index,
        deprecations: &deprecations,
        ids: &ids,
        notes: &mut notes,
    };
    for (page, described) in described.iter().enumerate() {
        if let Some(file) = definition::file(page, described, &mut writer) {
            read.schemas.insert(index.file(page).to_string(), file);
        }
    }
    let mut lines: HashMap<String, (&str, usize)> = HashMap::new();
    for (page, described) in described.iter().enumerate() {
        for (operation, each) in described.operations.iter().enumerate() {
            let id = OpId { page, operation };
            let Some(name) = ids.get(&id) else { continue };
            let entry = entry::OperationContext {
                index: &index,
                path: &described.path,
                file: index.file(page),
                id: name,
                operation: each,
                deprecation: deprecations.operation(id),
                discontinued: described.path == DISCONTINUED,
            }
            .entry();
            lines.insert(entry.id.clone(), (&described.path, each.line));
            read.operations.push(entry);
        }
    }
    for (id, problem) in body::fill(&mut read) {
        let (page, line) = lines.get(&id).copied().unwrap_or_default();
        let kind = match problem {
            BodyProblem::Cycle(_) => NoteKind::RequiredCycle,
            BodyProblem::Unidentified(_) => NoteKind::UnknownEntity,
        };
        notes.add(page, line, kind, format!("the smallest body of {id}: {problem}"));
    }
    for (id, problem) in cycles::responses(&read) {
        let (page, line) = lines.get(&id).copied().unwrap_or_default();
        let what = format!("the smallest answer of {id}: {problem}");
        notes.add(page, line, NoteKind::RequiredCycle, what);
    }
    ImportedPages {
        files: read,
        notes: notes.sorted(),
    }
}

/// Returns true if a page describes operations, objects or values.
fn describes(path: &str) -> bool {
    path.starts_with("operations/")
        || path.starts_with("events/")
        || [PAGINATION, "guidelines/responses.md"].contains(&path)
}

/// The names by which links lead to the headings of a page; from the second of a name on they are numbered as well.
fn anchors(sections: &[Section]) -> BTreeSet<String> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut anchors = BTreeSet::new();
    for section in sections {
        let before = seen.entry(&section.anchor).or_default();
        if *before > 0 {
            anchors.insert(format!("{}-{before}", section.anchor));
        }
        *before += 1;
        anchors.insert(section.anchor.clone());
    }
    anchors
}

/// The schema file of each page: the last part of its path without a leading `_`.
fn files(described: &[PageContent], notes: &mut Notes) -> Vec<String> {
    let mut taken: BTreeSet<String> = BTreeSet::new();
    let mut files = Vec::with_capacity(described.len());
    for page in described {
        let path = page.path.trim_end_matches(".md");
        let last = path.rsplit('/').next().unwrap_or(path).trim_start_matches('_');
        let mut file = last.to_string();
        let defines = !page.operations.is_empty() || !page.definitions.is_empty();
        if defines && !taken.insert(file.clone()) {
            file = path.replace('/', "-");
            let what = format!("another page is written to `{last}.json` already");
            let done = Some(format!("this one is written to `{file}.json`"));
            notes.suggest(&page.path, 1, NoteKind::DuplicateFile, what, done);
            taken.insert(file.clone());
        }
        files.push(file);
    }
    files
}

/// The id of each operation; of two with one path the first counts, and what lies elsewhere is no operation of this API.
fn ids(described: &[PageContent], notes: &mut Notes) -> HashMap<OpId, String> {
    let mut taken: HashMap<String, &str> = HashMap::new();
    let mut ids = HashMap::new();
    for (page, described) in described.iter().enumerate() {
        for (operation, each) in described.operations.iter().enumerate() {
            let Some(id) = entry::id(&each.path) else {
                let what = format!("the operation at {} is left out: it is not below {}", each.path, ROOT);
                let line = each.address_line;
                notes.suggest(
                    &described.path,
                    line,
                    NoteKind::ForeignAddress,
                    what,
                    entry::suggested_address(&each.path),
                );
                continue;
            };
            if let Some(first) = taken.get(&id) {
                let what = format!("`{id}` is described twice; the first time on {first}");
                let done = Some("the first description is taken".to_string());
                notes.suggest(&described.path, each.line, NoteKind::DuplicateOperation, what, done);
                continue;
            }
            taken.insert(id.clone(), &described.path);
            ids.insert(OpId { page, operation }, id);
        }
    }
    ids
}
