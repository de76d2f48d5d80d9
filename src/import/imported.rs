//! What reading a published description gives: the contract files, and what a person should look at.

use serde::Serialize;

use super::docs;
use super::files::ContractFiles;

/// The contract files of a description, and notes on its odd places.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// The files.
    pub files: ContractFiles,
    /// What could not be taken over as it stands, in the order of the pages.
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
    /// What is odd about it.
    pub text: String,
    /// What could be done about it.
    pub suggestion: Option<String>,
}

impl From<docs::Imported> for Imported {
    fn from(read: docs::Imported) -> Self {
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
