//! `[io]` The contract files: a directory, or the copy embedded in the binary.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::input::problem::Problem;
use crate::input::source::{Source, Syntax};

#[derive(rust_embed::RustEmbed)]
#[folder = "schemas/"]
struct Embedded;

/// Source of contract files.
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

    /// SHA-256 over the names and the contents of all files of a folder; `None` if it has none.
    ///
    /// # Errors
    /// A file cannot be read.
    pub fn digest(&self, folder: &str) -> io::Result<Option<[u8; 32]>> {
        let mut paths = match self {
            Self::BuiltIn => Embedded::iter().map(Cow::into_owned).collect(),
            Self::Directory(root) => {
                let mut paths = Vec::new();
                if root.join(folder).is_dir() {
                    walk(root, folder, &mut paths)?;
                }
                paths
            }
        };
        paths.retain(|path| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
        paths.sort_unstable();
        let mut digest = Sha256::new();
        for path in &paths {
            let content: [u8; 32] = match self {
                // Digested when the binary was made: a megabyte at every start would cost more than a case.
                Self::BuiltIn => Embedded::get(path)
                    .map(|file| file.metadata.sha256_hash())
                    .unwrap_or_default(),
                Self::Directory(root) => Sha256::digest(std::fs::read(root.join(path))?).into(),
            };
            digest.update(path.as_bytes());
            digest.update([0]);
            digest.update(content);
        }
        Ok((!paths.is_empty()).then(|| digest.finalize().into()))
    }

    /// Returns true if a file of that path exists.
    pub fn contains(&self, path: &str) -> bool {
        match self {
            Self::BuiltIn => Embedded::get(path).is_some(),
            Self::Directory(root) => root.join(path).is_file(),
        }
    }
}

/// The files of a folder and its folders, by their paths below the root.
fn walk(root: &Path, folder: &str, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in std::fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            walk(root, &path, paths)?;
        } else {
            paths.push(path);
        }
    }
    Ok(())
}
