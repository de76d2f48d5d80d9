//! A problem of a file, with the place that it points to.

use std::io;
use std::ops::Range;
use std::path::Path;

use super::source::Source;
use super::tree::{SyntaxError, Tree};

/// One thing that is wrong with a file, and how to put it right.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Description of the mistake: one lowercase sentence without a full stop.
    pub message: String,
    /// The file, if the problem is about one.
    pub source: Option<Source>,
    /// Place in the file.
    pub place: Place,
    /// Advice, if there is any.
    pub help: Option<String>,
}

/// Place of a [`Problem`] in its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A range of bytes.
    Span(Range<usize>),
    /// The value at a JSON Pointer.
    Value(String),
    /// The key at a JSON Pointer.
    Key(String),
}

impl Problem {
    /// A problem of a whole file, or of no file.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
            place: Place::File,
            help: None,
        }
    }

    /// A file or folder that cannot be read or written.
    pub fn inaccessible(what: &str, path: &Path, error: &io::Error) -> Self {
        let reason = match error.kind() {
            io::ErrorKind::NotFound => "it does not exist".to_string(),
            io::ErrorKind::PermissionDenied => "permission is denied".to_string(),
            io::ErrorKind::InvalidData => "it is not UTF-8 text".to_string(),
            io::ErrorKind::IsADirectory => "it is a directory".to_string(),
            io::ErrorKind::StorageFull => "no space is left on the device".to_string(),
            io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_string(),
            io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_string(),
            _ => error.to_string(),
        };
        Self::new(format!("cannot {what} {}: {reason}", path.display()))
    }

    /// A problem of the value at a JSON Pointer of a file.
    pub fn at(source: &Source, pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            source: Some(source.clone()),
            place: Place::Value(pointer.into()),
            ..Self::new(message)
        }
    }

    /// The same problem, pointing to the key instead of the value.
    #[must_use]
    pub fn on_key(mut self) -> Self {
        if let Place::Value(pointer) = self.place {
            self.place = Place::Key(pointer);
        }
        self
    }

    /// The same problem, in that file as a whole.
    #[must_use]
    pub fn in_file(mut self, source: &Source) -> Self {
        self.source = Some(source.clone());
        self
    }

    /// A file that does not follow its syntax.
    pub fn syntax(source: &Source, error: SyntaxError) -> Self {
        Self {
            source: Some(source.clone()),
            place: Place::Span(error.span),
            ..Self::new(error.message)
        }
    }

    /// Returns true if another problem stands at the same value of the same file, or within it.
    pub fn covers(&self, other: &Self) -> bool {
        let (Place::Value(outer) | Place::Key(outer)) = &self.place else {
            return false;
        };
        let (Place::Value(inner) | Place::Key(inner)) = &other.place else {
            return false;
        };
        let below = inner.strip_prefix(outer.as_str());
        self.source.is_some()
            && self.source == other.source
            && below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
            && !outer.is_empty()
    }

    /// Returns true if another problem says the same of the same place.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.message == other.message && self.place == other.place && self.source == other.source
    }

    /// The same problem with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<Option<String>>) -> Self {
        self.help = help.into();
        self
    }

    /// The bytes that the problem points to, if it points to any; `tree` is its file, if that can be read.
    pub fn span(&self, tree: Option<&Tree>) -> Option<Range<usize>> {
        match &self.place {
            Place::File => None,
            Place::Span(span) => Some(span.clone()),
            Place::Value(pointer) => Some(tree?.nearest(pointer).0.span.clone()),
            Place::Key(pointer) => {
                let (found, whole) = tree?.nearest(pointer);
                match (&found.key, whole) {
                    (Some(key), true) => Some(key.clone()),
                    _ => Some(found.span.clone()),
                }
            }
        }
    }
}

/// Everything that is wrong with the input: at least one problem.
#[derive(Clone, Debug)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// `Err` with the problems, or `value` if there are none.
    ///
    /// # Errors
    /// The problems, if there are any.
    pub fn none<T>(problems: Vec<Problem>, value: T) -> Result<T, Self> {
        if problems.is_empty() {
            Ok(value)
        } else {
            Err(Self(problems))
        }
    }

    /// All problems, in the order in which they were found.
    pub fn iter(&self) -> impl Iterator<Item = &Problem> {
        self.0.iter()
    }

    /// Number of problems; never 0.
    #[expect(clippy::len_without_is_empty, reason = "there is always at least one problem")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self(vec![problem])
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            if let Some(source) = &problem.source {
                write!(f, "{}: ", source.path().display())?;
            }
            f.write_str(&problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
