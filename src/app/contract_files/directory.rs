//! `[io]` Updates of a directory of contract files, in which some are generated and others are not.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::app::contract_files::files;
use crate::input::problem::Problem;

/// Update of a directory, so that it holds the files that were generated.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct DirectoryUpdate {
    /// Files that are new, with their text.
    pub added: Vec<(String, String)>,
    /// Files that read otherwise, with their new text.
    pub changed: Vec<(String, String)>,
    /// Generated files that nothing describes any more.
    pub stale: Vec<String>,
    /// Number of files that are as they should be.
    pub kept: usize,
}

impl DirectoryUpdate {
    /// Compares the files that should be there with those that are.
    ///
    /// # Errors
    /// The directory cannot be read.
    pub fn of(directory: &Path, files: Vec<(String, String)>) -> Result<Self, Problem> {
        let there = if directory.exists() {
            files::entries(directory)?
        } else {
            Vec::new()
        };
        let mut update = Self::default();
        for name in &there {
            if !files.iter().any(|(wanted, _)| wanted == name) && is_generated(directory, name)? {
                update.stale.push(name.clone());
            }
        }
        for (name, text) in files {
            if !there.contains(&name) {
                update.added.push((name, text));
            } else if files::text(&directory.join(&name)).is_ok_and(|now| now == text) {
                update.kept += 1;
            } else {
                update.changed.push((name, text));
            }
        }
        Ok(update)
    }

    /// Returns true if there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.stale.is_empty()
    }

    /// Carries the update out.
    ///
    /// # Errors
    /// A file cannot be written or removed.
    pub fn carry_out(&self, directory: &Path) -> Result<(), Problem> {
        fs::create_dir_all(directory).map_err(|error| Problem::inaccessible("write", directory, &error))?;
        for (name, text) in self.added.iter().chain(&self.changed) {
            let path = directory.join(name);
            fs::write(&path, text).map_err(|error| Problem::inaccessible("write", &path, &error))?;
        }
        for name in &self.stale {
            let path = directory.join(name);
            fs::remove_file(&path).map_err(|error| Problem::inaccessible("remove", &path, &error))?;
        }
        Ok(())
    }
}

/// Returns true if a file is one of those that an import writes: a schema file that says of itself where it comes from.
fn is_generated(directory: &Path, name: &str) -> Result<bool, Problem> {
    let Some(stem) = name.strip_suffix(".json") else {
        return Ok(false);
    };
    let path = directory.join(name);
    if !path.is_file() {
        return Ok(false);
    }
    let schema: Value = serde_json::from_str(&files::text(&path)?).unwrap_or_default();
    let id = schema.get("$id").and_then(Value::as_str);
    Ok(schema.get("x-source").is_some() && id == Some(&format!("https://keycard.invalid/connector/{stem}.json")))
}
