//! `[io]` Files and directories to be read.

use std::fs;
use std::path::Path;

use crate::input::problem::Problem;

/// Lists the names in a directory, in order.
///
/// # Errors
/// It cannot be read.
pub fn entries(path: &Path) -> Result<Vec<String>, Problem> {
    let unreadable = |error: &std::io::Error| Problem::inaccessible("read", path, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| unreadable(&error))? {
        let entry = entry.map_err(|error| unreadable(&error))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Reads the text of a file.
///
/// # Errors
/// It cannot be read.
pub fn text(path: &Path) -> Result<String, Problem> {
    fs::read_to_string(path).map_err(|error| Problem::inaccessible("read", path, &error))
}
