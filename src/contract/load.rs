//! `[io]` The contract files: a directory, or the copy embedded in the binary.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use crate::input::problem::Problem;
use crate::input::source::{Source, Syntax};

#[derive(rust_embed::RustEmbed)]
#[folder = "schemas/"]
struct Embedded;

/// Where contract files are read from.
#[derive(Clone, Debug)]
pub enum Files {
    /// The copy embedded in the binary.
    BuiltIn,
    /// A directory laid out like `schemas/`.
    Directory(PathBuf),
}

impl Files {
    /// Reads one file, named by its path below `schemas/`.
    ///
    /// # Errors
    /// The file does not exist, cannot be read or is not text.
    pub fn read(&self, path: &str) -> Result<Source, Problem> {
        let syntax = if path.ends_with(".json") {
            Syntax::Json
        } else {
            Syntax::Yaml
        };
        let (shown, bytes): (PathBuf, Cow<'static, [u8]>) = match self {
            Self::BuiltIn => {
                let file = Embedded::get(path)
                    .ok_or_else(|| Problem::new(format!("there is no built-in contract file {path}")))?;
                (Path::new("schemas").join(path), file.data)
            }
            Self::Directory(root) => {
                let full = root.join(path);
                let bytes = std::fs::read(&full)
                    .map_err(|error| Problem::inaccessible("read the contract file", &full, &error))?;
                (full, Cow::Owned(bytes))
            }
        };
        let text = String::from_utf8(bytes.into_owned())
            .map_err(|_| Problem::new(format!("the contract file {} is not UTF-8 text", shown.display())))?;
        Ok(Source::new(shown, syntax, text))
    }

    /// Whether a file of that path exists.
    pub fn contains(&self, path: &str) -> bool {
        match self {
            Self::BuiltIn => Embedded::get(path).is_some(),
            Self::Directory(root) => root.join(path).is_file(),
        }
    }
}
