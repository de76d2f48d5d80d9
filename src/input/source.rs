//! The text of one file, shared by everything that points into it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use super::tree::{self, Tree};

/// Syntax of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// YAML 1.2: scenario and contract files.
    Yaml,
    /// TOML: `keycard.toml`.
    Toml,
    /// JSON: schema files.
    Json,
}

/// The name and the text of a file.
#[derive(Clone)]
pub struct Source {
    inner: Arc<Inner>,
}

struct Inner {
    path: PathBuf,
    syntax: Syntax,
    text: String,
    /// True for a file of the binary's own, which nobody finds under its path.
    built_in: bool,
    /// SHA-256 of the text, once it was asked for.
    digest: OnceLock<[u8; 32]>,
}

impl Source {
    /// A file of that name with that text.
    pub fn new(path: impl Into<PathBuf>, syntax: Syntax, text: impl Into<String>) -> Self {
        Self::of(path.into(), syntax, text.into(), false)
    }

    /// A file that is embedded in the binary.
    pub fn built_in(path: impl Into<PathBuf>, syntax: Syntax, text: impl Into<String>) -> Self {
        Self::of(path.into(), syntax, text.into(), true)
    }

    fn of(path: PathBuf, syntax: Syntax, text: String, built_in: bool) -> Self {
        Self {
            inner: Arc::new(Inner {
                path,
                syntax,
                text,
                built_in,
                digest: OnceLock::new(),
            }),
        }
    }

    /// The path as the user would type it.
    pub fn path(&self) -> &Path {
        &self.inner.path
    }

    /// Returns true if it is embedded in the binary, so that its path leads nowhere.
    pub fn is_built_in(&self) -> bool {
        self.inner.built_in
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.inner.text
    }

    /// Syntax of the text.
    pub fn syntax(&self) -> Syntax {
        self.inner.syntax
    }

    /// SHA-256 of the text; of a file that lost its text, of the one that it had.
    pub fn digest(&self) -> [u8; 32] {
        *self
            .inner
            .digest
            .get_or_init(|| Sha256::digest(self.text().as_bytes()).into())
    }

    /// The same file without its text: for values that only say where they come from.
    #[must_use]
    pub fn without_text(&self) -> Self {
        Self {
            inner: Arc::new(Inner {
                path: self.path().to_path_buf(),
                syntax: self.syntax(),
                text: String::new(),
                built_in: self.inner.built_in,
                digest: OnceLock::from(self.digest()),
            }),
        }
    }

    /// Reads the text with positions; an error has the place where the syntax breaks.
    ///
    /// # Errors
    /// The first fault of the syntax.
    pub fn tree(&self) -> Result<Tree, tree::SyntaxError> {
        match self.inner.syntax {
            Syntax::Yaml => tree::yaml(self.text()),
            Syntax::Toml => tree::toml(self.text()),
            Syntax::Json => tree::json(self.text()),
        }
    }
}

/// The text may hold a literal token: only the path is shown.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Source").field(&self.inner.path).finish()
    }
}

impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        self.inner.path == other.inner.path
    }
}

impl Eq for Source {}
