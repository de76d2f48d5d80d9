//! The definitions of a contract file, each taken apart when it is looked up.
//!
//! A file of the Connector API describes the messages of many operations; a run needs few of them.

use std::collections::HashMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::files::Files;
use crate::input::problem::Problem;
use crate::input::source::Source;
use crate::input::tree;

/// A file whose `$defs` are still text.
#[derive(Debug)]
pub(super) struct Definitions {
    source: Source,
    texts: HashMap<String, Box<RawValue>>,
}

#[derive(Default, Deserialize)]
struct DefinitionsOnly {
    #[serde(default, rename = "$defs")]
    definitions: HashMap<String, Box<RawValue>>,
}

impl Definitions {
    /// Reads the file of that path below `schemas/`.
    ///
    /// # Errors
    /// It does not exist, cannot be read or is not JSON.
    pub(super) fn read(files: &Files, path: &str) -> Result<Self, Problem> {
        let source = files.read(path)?;
        let written = match serde_json::from_str::<DefinitionsOnly>(source.text()) {
            Ok(written) => written,
            // JSON, but without definitions by name.
            Err(_) => {
                value(&source, source.text())?;
                DefinitionsOnly::default()
            }
        };
        Ok(Self {
            source,
            texts: written.definitions,
        })
    }

    /// The file.
    pub(super) const fn source(&self) -> &Source {
        &self.source
    }

    /// The definition of that name; `None` if there is none.
    ///
    /// # Errors
    /// It cannot be read, because of what only its values show: a number without end, a broken escape.
    pub(super) fn get(&self, name: &str) -> Result<Option<Value>, Problem> {
        let Some(text) = self.texts.get(name) else {
            return Ok(None);
        };
        match serde_json::from_str(text.get()) {
            Ok(found) => Ok(Some(found)),
            // Read again from the beginning, so that line and column are those of the file.
            Err(_) => value(&self.source, self.source.text()).map(|_| None),
        }
    }
}

/// The text of a file, or a part of it, as JSON.
///
/// # Errors
/// It is not JSON.
pub(super) fn value(source: &Source, text: &str) -> Result<Value, Problem> {
    serde_json::from_str(text).map_err(|error| Problem::syntax(source, tree::json_error(text, &error)))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::Definitions;
    use crate::contract::files::Files;
    use crate::input::problem::Problem;

    fn read(text: &str) -> Result<Definitions, Problem> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("file.json"), text).unwrap();
        Definitions::read(&Files::Directory(folder.path().to_owned()), "file.json")
    }

    #[test]
    fn a_definition_is_found_by_its_name_and_nothing_else_is() {
        let file = read(r#"{"title": "x", "$defs": {"a/b": {"type": "null"}}}"#).unwrap();
        assert_eq!(file.get("a/b").unwrap().unwrap()["type"], "null");
        assert_eq!(file.get("title").unwrap(), None);
        for text in ["[]", "true", r#"{"$defs": 1}"#, "{}"] {
            assert_eq!(read(text).unwrap().get("a").unwrap(), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_told_with_its_place_in_the_file() {
        let begins_at = |problem: Problem| problem.span(None).unwrap().start;
        let broken = "{\n  \"$defs\": {]}";
        assert_eq!(begins_at(read(broken).unwrap_err()), broken.find(']').unwrap());
        let late = "{\"$defs\": {\n  \"a\": {\"maximum\": 1e999},\n  \"b\": {}}}";
        let file = read(late).unwrap();
        assert!(file.get("b").unwrap().is_some());
        let found = begins_at(file.get("a").unwrap_err());
        assert!(
            (late.find("1e999").unwrap()..late.find("},").unwrap()).contains(&found),
            "{found}"
        );
    }
}
