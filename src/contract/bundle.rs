//! One definition of a file with everything that it refers to, as a schema that stands by itself.
//!
//! The files of the Connector API hold the schemas of many messages. A validator that is given a
//! whole file reads each of them, and every file that any of them mentions; a run needs few.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::definitions::Definitions;
use super::files::Files;
use crate::input::problem::Problem;
use crate::input::source::Source;

/// Place of the definitions in a file.
const DEFINITIONS: &str = "#/$defs/";

/// The schema that stands at `folder/file.json#/$defs/name`, with the definitions that it needs.
///
/// # Errors
/// A file is missing or is not JSON, or a reference leads nowhere.
pub(super) fn bundle(files: &Files, place: &str) -> Result<(Source, Value), Problem> {
    let (path, name) = place
        .split_once(DEFINITIONS)
        .ok_or_else(|| Problem::new(format!("`{place}` does not name a definition of a contract file")))?;
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let mut bundler = Bundler {
        files,
        folder,
        files_read: HashMap::new(),
        definitions: Map::new(),
        waiting: Vec::new(),
    };
    let reference = bundler.name(file, name);
    while let Some((file, name)) = bundler.waiting.pop() {
        bundler.add(&file, &name)?;
    }
    let schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$ref": reference,
        "$defs": bundler.definitions,
    });
    let source = bundler.file(file)?.source().clone();
    Ok((source, schema))
}

struct Bundler<'f> {
    files: &'f Files,
    folder: &'f str,
    files_read: HashMap<String, Definitions>,
    definitions: Map<String, Value>,
    /// Definitions that are referred to and not yet there, by file and name.
    waiting: Vec<(String, String)>,
}

impl Bundler<'_> {
    fn file(&mut self, file: &str) -> Result<&Definitions, Problem> {
        if !self.files_read.contains_key(file) {
            let definitions = Definitions::read(self.files, &format!("{}/{file}", self.folder))?;
            self.files_read.insert(file.to_string(), definitions);
        }
        self.files_read
            .get(file)
            .ok_or_else(|| Problem::new(format!("the contract file {file} is gone")))
    }

    /// The reference to a definition in the bundle; it is added later if it is new.
    fn name(&mut self, file: &str, name: &str) -> String {
        let key = key(file, name);
        if !self.definitions.contains_key(&key) {
            self.definitions.insert(key.clone(), Value::Bool(true));
            self.waiting.push((file.to_string(), name.to_string()));
        }
        format!("{DEFINITIONS}{key}")
    }

    fn add(&mut self, file: &str, name: &str) -> Result<(), Problem> {
        let definitions = self.file(file)?;
        let Some(mut schema) = definitions.get(name)? else {
            return Err(Problem::new(format!("there is no definition `{name}`")).in_file(definitions.source()));
        };
        self.redirect(file, &mut schema);
        self.definitions.insert(key(file, name), schema);
        Ok(())
    }

    /// Has each reference of a schema lead to the bundle.
    fn redirect(&mut self, file: &str, schema: &mut Value) {
        match schema {
            Value::Object(keywords) => {
                for (keyword, value) in keywords.iter_mut() {
                    match (
                        keyword.as_str(),
                        value.as_str().and_then(|text| text.split_once(DEFINITIONS)),
                    ) {
                        ("$ref", Some((other, name))) => {
                            let file = if other.is_empty() { file } else { other };
                            *value = Value::String(self.name(file, name));
                        }
                        _ => self.redirect(file, value),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.redirect(file, item)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
}

fn key(file: &str, name: &str) -> String {
    format!("{}:{name}", file.trim_end_matches(".json"))
}
