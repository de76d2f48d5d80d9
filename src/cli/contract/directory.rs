//! The directory of contract files: what is generated in it, what is not, and what would change.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::reading;
use crate::input::problem::Problem;

/// What has to happen to a directory so that it holds what was read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// Files that are new, with their text.
    pub added: Vec<(String, String)>,
    /// Files that read otherwise, with their new text.
    pub changed: Vec<(String, String)>,
    /// Generated files that nothing describes any more.
    pub stale: Vec<String>,
    /// How many files are as they should be.
    pub kept: usize,
}

impl Steps {
    /// Compares the files that should be there with those that are.
    pub fn to(directory: &Path, files: Vec<(String, String)>) -> Result<Self, Problem> {
        let there = if directory.exists() {
            reading::entries(directory)?
        } else {
            Vec::new()
        };
        let mut steps = Self::default();
        for name in &there {
            if !files.iter().any(|(wanted, _)| wanted == name) && is_generated(directory, name)? {
                steps.stale.push(name.clone());
            }
        }
        for (name, text) in files {
            if !there.contains(&name) {
                steps.added.push((name, text));
            } else if reading::text(&directory.join(&name)).is_ok_and(|now| now == text) {
                steps.kept += 1;
            } else {
                steps.changed.push((name, text));
            }
        }
        Ok(steps)
    }

    /// Whether there is nothing to do.
    pub fn is_none(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.stale.is_empty()
    }

    /// Does what has to be done.
    pub fn take(&self, directory: &Path) -> Result<(), Problem> {
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

/// Whether a file is one of those that an import writes: a schema file that says of itself where it comes from.
fn is_generated(directory: &Path, name: &str) -> Result<bool, Problem> {
    let Some(stem) = name.strip_suffix(".json") else {
        return Ok(false);
    };
    let path = directory.join(name);
    if !path.is_file() {
        return Ok(false);
    }
    let schema: Value = serde_json::from_str(&reading::text(&path)?).unwrap_or_default();
    let id = schema.get("$id").and_then(Value::as_str);
    Ok(schema.get("x-source").is_some() && id == Some(&format!("https://keycard.invalid/connector/{stem}.json")))
}
