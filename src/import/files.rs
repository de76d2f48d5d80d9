//! The files of `schemas/connector/` as values: read from text, and written the same way each time.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contract::operation::{Effect, Side};
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::tree;

/// The name of the file that lists the operations; JSON, because it is read at the start of every run.
pub const OPERATIONS: &str = "operations.json";

/// The operations and the schemas of the API.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ContractFiles {
    /// The operations, sorted by page and in the order of their page.
    pub operations: Vec<OperationEntry>,
    /// The schema files by their name without `.json`.
    pub schemas: BTreeMap<String, Value>,
}

/// One entry of `operations.json`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OperationEntry {
    /// The path below that of the API, such as `services/getAll`.
    pub id: String,
    /// Who hosts it.
    pub side: Side,
    /// The path below the platform's address.
    pub path: String,
    /// The schema file that holds its messages.
    pub file: String,
    /// The heading of its section.
    pub title: String,
    /// The page and the section that describe it.
    pub source: String,
    /// The body properties that credentials fill.
    pub credentials: Vec<String>,
    /// Whether it changes anything.
    pub effect: Effect,
    /// Whether its page says that it takes tokens of a whole portfolio.
    pub portfolio: bool,
    /// The properties of its request that choose enterprises or chains.
    pub scope: Vec<String>,
    /// Whether it is open to chosen clients only.
    pub restricted: bool,
    /// Whether it answers page by page.
    pub paging: Paging,
    /// The list of the response that is paged.
    pub items: Option<String>,
    /// Properties of the request of which at least one must be set; empty if none needs to be.
    pub filters: Vec<String>,
    /// Whether success is answered by an empty object.
    pub empty: bool,
    /// Since when it should not be used any more, if so.
    pub deprecated: Option<Deprecation>,
    /// Whether it has ended.
    pub discontinued: bool,
    /// Limits of the operation as a whole.
    pub quotas: Vec<Value>,
    /// The smallest valid body, without its tokens.
    pub body: Value,
}

/// Whether an operation answers page by page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Paging {
    /// The request must say how much it wants.
    Required,
    /// The request may say how much it wants.
    Optional,
    /// Everything comes at once.
    None,
}

/// When an operation was deprecated, when it ends and what takes its place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Deprecation {
    /// The day since which it is, if that is published.
    pub since: Option<String>,
    /// The day on which it ends, if that is published.
    pub ends: Option<String>,
    /// The operations that take its place, joined by `, `.
    pub replacement: Option<String>,
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
    /// Everything that is wrong with any of the files.
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

fn operations(source: &Source) -> Result<Vec<OperationEntry>, Problem> {
    if source.text().trim().is_empty() {
        return Ok(Vec::new());
    }
    serde_json::from_str(source.text())
        .map_err(|error| Problem::syntax(source, tree::json_error(source.text(), &error)))
}
