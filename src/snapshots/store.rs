//! `[io]` Reads accepted snapshots, and writes proposals for a person to accept.
//!
//! Files have insta's form, so `cargo insta review` works on them as well: `NAME.snap` is accepted,
//! `NAME.snap.new` is proposed.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::judge::snapshot::{AcceptedSnapshots, SnapshotLookup, TakenSnapshot};

#[derive(rust_embed::RustEmbed)]
#[folder = "snapshots/"]
struct Embedded;

/// Place of the accepted snapshots.
#[derive(Clone, Debug)]
pub enum Store {
    /// None are compared.
    Off,
    /// The copy embedded in the binary: those of the built-in scenarios against the stub.
    BuiltIn,
    /// A directory.
    Directory(PathBuf),
}

/// Result of proposing a snapshot that was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proposal {
    /// It is as accepted.
    Unchanged,
    /// A proposal was written.
    Written,
}

impl AcceptedSnapshots for Store {
    fn read(&self, name: &str) -> SnapshotLookup {
        match self {
            Self::Off => SnapshotLookup::Off,
            // One's own scenarios have none among the embedded ones, which is no fault of theirs.
            Self::BuiltIn => Embedded::get(&format!("{name}.snap"))
                .and_then(|file| contents(&String::from_utf8_lossy(&file.data)).map(str::to_string))
                .map_or(SnapshotLookup::Off, SnapshotLookup::Found),
            Self::Directory(root) => {
                let path = accepted(root, name);
                match insta::Snapshot::from_file(&path) {
                    Ok(snapshot) => match snapshot.as_text() {
                        Some(text) => SnapshotLookup::Found(text.to_string()),
                        None => SnapshotLookup::Unreadable(format!("{} is no text", path.display())),
                    },
                    Err(_) if !path.exists() => SnapshotLookup::Missing,
                    Err(error) => SnapshotLookup::Unreadable(format!("{} cannot be read: {error}", path.display())),
                }
            }
        }
    }
}

/// The text below the header of a snapshot file.
fn contents(file: &str) -> Option<&str> {
    let rest = file.strip_prefix("---\n")?;
    rest.split_once("\n---\n").map(|(_, contents)| contents)
}

fn accepted(root: &Path, name: &str) -> PathBuf {
    root.join(format!("{name}.snap"))
}

fn proposed(root: &Path, name: &str) -> PathBuf {
    root.join(format!("{name}.snap.new"))
}

/// Writes a proposal beside the accepted snapshot if the two differ; removes one that is outdated.
///
/// # Errors
/// The directory cannot be written.
pub fn propose(root: &Path, taken: &TakenSnapshot, source: &str, requirement: &str) -> io::Result<Proposal> {
    let store = Store::Directory(root.to_path_buf());
    let path = proposed(root, &taken.name);
    if store.read(&taken.name) == SnapshotLookup::Found(taken.text.trim_end().to_string()) {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => return Ok(Proposal::Unchanged),
        }
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let file = format!(
        "---\nsource: {}\ndescription: {}\nsnapshot_kind: text\n---\n{}",
        quoted(source),
        quoted(requirement),
        taken.text
    );
    fs::write(&path, file)?;
    Ok(Proposal::Written)
}

/// The names of the accepted snapshots in a directory, and of the proposed ones.
///
/// # Errors
/// The directory cannot be read. One that does not exist is empty.
pub fn names(root: &Path) -> io::Result<(Vec<String>, Vec<String>)> {
    let mut accepted = Vec::new();
    let mut proposed = Vec::new();
    walk(root, root, &mut |name| {
        if let Some(name) = name.strip_suffix(".snap.new") {
            proposed.push(name.to_string());
        } else if let Some(name) = name.strip_suffix(".snap") {
            accepted.push(name.to_string());
        }
    })?;
    accepted.sort();
    proposed.sort();
    Ok((accepted, proposed))
}

fn walk(root: &Path, folder: &Path, found: &mut impl FnMut(&str)) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            walk(root, &path, found)?;
        } else {
            let below = path.strip_prefix(root).unwrap_or(&path);
            found(
                &below
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect::<Vec<_>>()
                    .join("/"),
            );
        }
    }
    Ok(())
}

/// Accepts a proposal.
///
/// # Errors
/// The file cannot be moved.
pub fn accept(root: &Path, name: &str) -> io::Result<()> {
    fs::rename(proposed(root, name), accepted(root, name))
}

/// Rejects a proposal.
///
/// # Errors
/// The file cannot be removed.
pub fn reject(root: &Path, name: &str) -> io::Result<()> {
    fs::remove_file(proposed(root, name))
}

/// Removes an accepted snapshot that no case has any more.
///
/// # Errors
/// The file cannot be removed.
pub fn remove(root: &Path, name: &str) -> io::Result<()> {
    fs::remove_file(accepted(root, name))
}

/// Accepted snapshots that none of the names that can be taken asks for.
pub fn stale(accepted: &[String], wanted: &HashSet<String>) -> Vec<String> {
    accepted
        .iter()
        .filter(|name| !wanted.contains(*name))
        .cloned()
        .collect()
}
