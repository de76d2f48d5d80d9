//! Notes on everything that a reader of the pages did not understand: nothing is dropped without a note.

use std::fmt;

/// Place that was not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The path of the page below `connector-api/`.
    pub page: String,
    /// The line, counted from 1.
    pub line: usize,
    /// Kind of the note.
    pub kind: NoteKind,
    /// Finding, as one lowercase sentence without a full stop.
    pub what: String,
    /// Likely meaning, or the way in which the place was read.
    pub suggestion: Option<String>,
}

/// The kinds of things that are not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoteKind {
    /// A table that is not one, or whose head does not fit.
    BrokenTable,
    /// A row with too few or too many cells, or without a name.
    BrokenRow,
    /// A type that is not known.
    UnknownType,
    /// A contract that is not known.
    UnknownContract,
    /// A link to a page or a heading that does not exist.
    BrokenLink,
    /// A heading that stands twice on its page, with a definition each time.
    DuplicateHeading,
    /// A property that stands twice in its table.
    DuplicateProperty,
    /// An operation whose path is described twice.
    DuplicateOperation,
    /// Two pages whose file would have the same name.
    DuplicateFile,
    /// A heading among definitions that defines nothing.
    EmptySection,
    /// An operation without a table of its request or its response.
    MissingMessage,
    /// A sentence that sounds like a rule and is not one that is known.
    UnknownRule,
    /// A rule that names a property or a value which does not exist.
    UnknownName,
    /// A discriminator whose values do not lead to objects.
    UnmappedDiscriminator,
    /// A day that cannot be read.
    UnknownDate,
    /// A deprecation of something that no page describes.
    UnknownDeprecation,
    /// Objects that require one another, so that no body is small enough.
    RequiredCycle,
    /// An operation at an address that is not of this API.
    ForeignAddress,
    /// An identifier of which it cannot be said what it identifies.
    UnknownEntity,
}

impl NoteKind {
    /// The name that a person sees.
    pub const fn name(self) -> &'static str {
        match self {
            Self::BrokenTable => "broken-table",
            Self::BrokenRow => "broken-row",
            Self::UnknownType => "unknown-type",
            Self::UnknownContract => "unknown-contract",
            Self::BrokenLink => "broken-link",
            Self::DuplicateHeading => "duplicate-heading",
            Self::DuplicateProperty => "duplicate-property",
            Self::DuplicateOperation => "duplicate-operation",
            Self::DuplicateFile => "duplicate-file",
            Self::EmptySection => "empty-section",
            Self::MissingMessage => "missing-message",
            Self::UnknownRule => "unknown-rule",
            Self::UnknownName => "unknown-name",
            Self::UnmappedDiscriminator => "unmapped-discriminator",
            Self::UnknownDate => "unknown-date",
            Self::UnknownDeprecation => "unknown-deprecation",
            Self::RequiredCycle => "required-cycle",
            Self::ForeignAddress => "foreign-address",
            Self::UnknownEntity => "unknown-entity",
        }
    }
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.page, self.line, self.what)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, " ({suggestion})"),
            None => Ok(()),
        }
    }
}

/// The notes of one page while it is read.
#[derive(Debug, Default)]
pub struct Notes {
    notes: Vec<Note>,
}

impl Notes {
    /// Adds a note.
    pub fn add(&mut self, page: &str, line: usize, kind: NoteKind, what: impl Into<String>) {
        self.suggest(page, line, kind, what, None);
    }

    /// Adds a note with advice.
    pub fn suggest(
        &mut self,
        page: &str,
        line: usize,
        kind: NoteKind,
        what: impl Into<String>,
        suggestion: Option<String>,
    ) {
        self.notes.push(Note {
            page: page.to_string(),
            line,
            kind,
            what: what.into(),
            suggestion,
        });
    }

    /// All notes in the order of the pages; what is said twice of one place is said once.
    pub fn sorted(mut self) -> Vec<Note> {
        self.notes.sort();
        self.notes.dedup();
        self.notes
    }
}
