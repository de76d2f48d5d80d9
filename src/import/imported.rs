//! Result of reading a published description: the contract files, and places that a person should look at.

use serde::Serialize;

use super::docs;
use super::files::ContractFiles;

/// The contract files of a description, and notes on its odd places.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The files.
    pub files: ContractFiles,
    /// Places that could not be taken over as they stand, in the order of the pages.
    pub notes: Vec<Note>,
}

/// A place of a description that a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// The page or file.
    pub page: String,
    /// The line, from 1.
    pub line: usize,
    /// Problem of the place.
    pub text: String,
    /// Advice for it.
    pub suggestion: Option<String>,
}

impl From<docs::ImportedPages> for Imported {
    fn from(read: docs::ImportedPages) -> Self {
        let note = |note: docs::note::Note| Note {
            page: note.page,
            line: note.line,
            text: note.what,
            suggestion: note.suggestion,
        };
        Self {
            files: read.files,
            notes: read.notes.into_iter().map(note).collect(),
        }
    }
}
