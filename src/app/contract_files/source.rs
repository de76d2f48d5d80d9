//! `[io]` Contracts of the Connector API as they are found: contract files, the documentation, an OpenAPI document.

use std::fs;
use std::path::{Path, PathBuf};

use crate::app::contract_files::files::{entries, text};
use crate::import::compare::report::SourceKind;
use crate::import::docs::{self, Page};
use crate::import::files::ContractFiles;
use crate::import::gaps;
use crate::import::imported::Imported;
use crate::import::openapi;
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};

/// Directory of the Connector API's pages in a checkout of the documentation.
const PAGES: &str = "connector-api";

/// Directory of its operations in there.
const OPERATIONS: &str = "operations";

/// The file that every directory of contract files has.
const LIST: &str = crate::import::files::OPERATIONS;

/// Reads the contract at a path, and tells its kind.
///
/// # Errors
/// There is none, or something is wrong with it.
pub fn any(path: &Path) -> Result<(SourceKind, ContractFiles), Problems> {
    if path.is_file() {
        return Ok((SourceKind::Openapi, openapi(path)?.files));
    }
    if path.join(LIST).is_file() {
        return Ok((SourceKind::ContractFiles, contract_files(path)?));
    }
    if pages_below(path).is_some() {
        return Ok((SourceKind::Documentation, docs(path)?.files));
    }
    // That it does not exist is the first thing to say.
    fs::metadata(path).map_err(|error| Problem::inaccessible("read", path, &error))?;
    let what = format!(
        "{} is neither a directory of contract files nor a checkout of the documentation",
        path.display()
    );
    let help = format!("the first has a file {LIST}, the second a directory {PAGES} or {OPERATIONS} with pages");
    Err(Problem::new(what).with_help(help).into())
}

/// Reads an OpenAPI document.
///
/// # Errors
/// It cannot be read.
pub fn openapi(path: &Path) -> Result<Imported, Problems> {
    let is_json = path
        .extension()
        .is_some_and(|suffix| suffix.eq_ignore_ascii_case("json"));
    let syntax = if is_json { Syntax::Json } else { Syntax::Yaml };
    let text = text(path)?;
    openapi::read(&Source::new(path, syntax, text))
}

/// Reads the pages of the documentation.
///
/// # Errors
/// There are none, or they cannot be read.
pub fn docs(path: &Path) -> Result<Imported, Problems> {
    let Some(root) = pages_below(path) else {
        fs::metadata(path).map_err(|error| Problem::inaccessible("read", path, &error))?;
        let what = format!("{} is no checkout of the documentation", path.display());
        let help = format!("it has neither a directory {PAGES} nor a directory {OPERATIONS} with pages");
        return Err(Problem::new(what).with_help(help).into());
    };
    let mut pages = Vec::new();
    walk(&root, "", &mut pages)?;
    let mut read = Imported::from(docs::read(&pages));
    for note in &mut read.notes {
        note.page = root.join(&note.page).display().to_string();
    }
    Ok(read)
}

/// Collects every page below a directory, by its path from there.
fn walk(root: &Path, below: &str, pages: &mut Vec<Page>) -> Result<(), Problem> {
    let here = root.join(below);
    for name in entries(&here)?.into_iter().filter(|name| !name.starts_with('.')) {
        let path = if below.is_empty() {
            name.clone()
        } else {
            format!("{below}/{name}")
        };
        let full = root.join(&path);
        // A link to a directory may lead round in a circle.
        if full.is_dir() && !full.is_symlink() {
            walk(root, &path, pages)?;
        } else if full.is_file() && name.ends_with(".md") {
            pages.push(Page {
                path,
                text: text(&full)?,
            });
        }
    }
    Ok(())
}

/// Reads a directory of contract files, of which none may be missing.
fn contract_files(path: &Path) -> Result<ContractFiles, Problems> {
    let mut files = Vec::new();
    for name in entries(path)? {
        if name.ends_with(".json") {
            let full = path.join(&name);
            files.push((name, Source::new(&full, Syntax::Json, text(&full)?)));
        }
    }
    let files = ContractFiles::parse(files)?;
    let incomplete = gaps::gaps(&files).into_iter().map(|gap| {
        Problem::new(format!("{} {}", path.join(gap.file).display(), gap.what))
            .with_help("`keycard contract import` writes a contract anew".to_string())
    });
    Problems::none(incomplete.collect(), files)
}

/// Finds the directory of the pages, if there are some.
fn pages_below(path: &Path) -> Option<PathBuf> {
    let has_pages = |root: &Path| {
        let names = entries(&root.join(OPERATIONS)).unwrap_or_default();
        names.iter().any(|name| name.ends_with(".md"))
    };
    [path.join(PAGES), path.to_path_buf()]
        .into_iter()
        .find(|root| has_pages(root))
}
