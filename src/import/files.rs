//! The files of `schemas/connector/` as values: read from text, and written the same way each time.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::contract::entry::ConnectorEntry;
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::tree;

/// The name of the file that lists the operations; JSON, because it is read at the start of every run.
pub const OPERATIONS: &str = "operations.json";

/// The operations and the schemas of the API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContractFiles {
    /// The operations, sorted by page and in the order of their page.
    pub operations: Vec<ConnectorEntry>,
    /// The schema files by their name without `.json`.
    pub schemas: BTreeMap<String, Value>,
}

impl ContractFiles {
    /// Each file as its path below the API's folder and its text: the same text for the same values.
    pub fn render(&self) -> Vec<(String, String)> {
        let mut files = Vec::with_capacity(self.schemas.len() + 1);
        // An entry holds nothing that JSON cannot say.
        let operations = serde_json::to_string_pretty(&self.operations).unwrap_or_default();
        files.push((OPERATIONS.to_string(), format!("{operations}\n")));
        for (name, schema) in &self.schemas {
            files.push((format!("{name}.json"), format!("{schema:#}\n")));
        }
        files
    }

    /// Reads files by their path below the API's folder; what is neither the list of operations nor a schema is left out.
    ///
    /// # Errors
    /// All problems of any of the files.
    pub fn parse(files: Vec<(String, Source)>) -> Result<Self, Problems> {
        let mut read = Self::default();
        let mut problems = Vec::new();
        for (path, source) in files {
            if path == OPERATIONS {
                match operations(&source) {
                    Ok(entries) => read.operations = entries,
                    Err(problem) => problems.push(problem),
                }
            } else if let Some(name) = path.strip_suffix(".json") {
                match serde_json::from_str(source.text()) {
                    Ok(schema) => {
                        read.schemas.insert(name.to_string(), schema);
                    }
                    Err(error) => {
                        problems.push(Problem::syntax(&source, tree::json_error(source.text(), &error)));
                    }
                }
            }
        }
        Problems::none(problems, read)
    }
}

fn operations(source: &Source) -> Result<Vec<ConnectorEntry>, Problem> {
    if source.text().trim().is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(source.text())
        .map_err(|error| Problem::syntax(source, tree::json_error(source.text(), &error)))
}
