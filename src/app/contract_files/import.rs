//! Import of contract files out of the documentation, the OpenAPI document, or both.

use std::path::PathBuf;

use crate::app::contract_files::directory::DirectoryUpdate;
use crate::app::contract_files::source;
use crate::import::compare;
use crate::import::compare::change::Change;
use crate::import::counts::Counts;
use crate::import::imported::{Imported, Note};
use crate::input::problem::Problem;

/// Options of an import.
#[derive(Clone, Debug)]
pub struct ImportOptions {
    /// Checkout of the documentation.
    pub docs: Option<PathBuf>,
    /// OpenAPI document.
    pub openapi: Option<PathBuf>,
    /// Directory of the contract files, if they are to be compared or written.
    pub out: Option<PathBuf>,
    /// Use of that directory.
    pub mode: ImportMode,
}

/// Use of the directory of contract files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportMode {
    /// The files are written.
    Write,
    /// The files are compared, and nothing is written.
    Check,
}

/// Result of an import.
#[derive(Debug)]
pub struct Import {
    /// Notes on what was not understood, with page and line.
    pub notes: Vec<Note>,
    /// Places where the two descriptions disagree, if both were read.
    pub disagreements: Option<Vec<Change>>,
    /// Update of the directory, if there is one.
    pub update: Option<DirectoryUpdate>,
    /// Number of operations, objects and so on.
    pub counts: Counts,
}

/// Reads the descriptions, and writes contract files or compares them with those that are there; nothing if no
/// description is named.
///
/// # Errors
/// Everything that is wrong with the descriptions, or with the directory.
pub fn import(options: &ImportOptions) -> Result<Option<Import>, Vec<Problem>> {
    let docs = options.docs.as_deref().map(source::docs).transpose();
    let openapi = options.openapi.as_deref().map(source::openapi).transpose();
    let (docs, openapi) = match (docs, openapi) {
        (Ok(docs), Ok(openapi)) => (docs, openapi),
        (docs, openapi) => return Err([docs.err(), openapi.err()].into_iter().flatten().flatten().collect()),
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
        return Ok(None);
    };
    let counts = Counts::of(&files);
    let update = match &options.out {
        Some(out) => {
            let update = DirectoryUpdate::of(out, files.render()).map_err(|problem| vec![problem])?;
            if options.mode == ImportMode::Write {
                update.carry_out(out).map_err(|problem| vec![problem])?;
            }
            Some(update)
        }
        None => None,
    };
    Ok(Some(Import {
        notes,
        disagreements,
        update,
        counts,
    }))
}
