//! The OpenAPI description as it is written: values by JSON Pointer, and notes about them.

use serde_json::Value;

use crate::import::imported::Note;
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};
use crate::input::suggest;
use crate::input::tree;

/// Place of the component schemas.
pub(super) const COMPONENTS: &str = "#/components/schemas/";

/// The largest number of references in a row.
const MOST_HOPS: usize = 64;

/// The versions that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    /// Schemas have `nullable`, and a reference has no company.
    V3_0,
    /// Schemas are JSON Schema 2020-12.
    V3_1,
}

/// An OpenAPI document whose syntax and version are right.
pub(super) struct Description<'s> {
    pub(super) source: &'s Source,
    pub(super) version: Version,
    root: Value,
}

/// A note that has the place of its value, but not yet its line.
pub(super) struct UnplacedNote {
    pub(super) pointer: String,
    pub(super) text: String,
    pub(super) suggestion: Option<String>,
}

impl<'s> Description<'s> {
    /// Reads the text and checks that it is an OpenAPI document.
    pub(super) fn read(source: &'s Source) -> Result<Self, Problems> {
        if source.text().trim().is_empty() {
            return Err(Problem::new("the file is empty").in_file(source).into());
        }
        let root = parsed(source)?;
        let version = version(source, &root)?;
        Ok(Self { source, version, root })
    }

    /// The component schemas, in the order of the document.
    pub(super) fn schemas(&self) -> impl Iterator<Item = (&str, &Value)> {
        let schemas = self.root.pointer("/components/schemas").and_then(Value::as_object);
        schemas
            .into_iter()
            .flatten()
            .map(|(name, schema)| (name.as_str(), schema))
    }

    /// The value at a JSON Pointer.
    pub(super) fn at(&self, pointer: &str) -> Option<&Value> {
        self.root.pointer(pointer)
    }

    /// Follows the references of a value that is no schema: a path, a body, a response.
    pub(super) fn follow(&self, value: &Value, pointer: &str) -> Result<(&Value, String), Problem> {
        let mut pointer = pointer.to_string();
        let mut value = value;
        for _ in 0..MOST_HOPS {
            let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
                return match self.at(&pointer) {
                    Some(found) => Ok((found, pointer)),
                    None => Err(self.problem(&pointer, "there is nothing here")),
                };
            };
            let target = self.target(reference, &format!("{pointer}/$ref"))?;
            value = target;
            pointer = decoded(reference.trim_start_matches('#'));
        }
        Err(self.problem(&pointer, "references lead round in a circle here"))
    }

    /// The value that a reference within the document names; `place` is that of the reference.
    pub(super) fn target(&self, reference: &str, place: &str) -> Result<&Value, Problem> {
        if !reference.starts_with('#') {
            return Err(self
                .problem(place, format!("`{reference}` leads out of the document"))
                .with_help(
                    "bundle the document into one file first, so that each reference begins with `#/`".to_string(),
                ));
        }
        let found = match reference.strip_prefix('#') {
            Some("") => Some(&self.root),
            Some(pointer) => self.root.pointer(&decoded(pointer)),
            None => None,
        };
        found.ok_or_else(|| {
            let known = self.schemas().map(|(name, _)| name);
            let help = reference
                .strip_prefix(COMPONENTS)
                .and_then(|name| suggest::nearest(name, known))
                .map(|name| format!("did you mean `{COMPONENTS}{name}`?"));
            self.problem(place, format!("`{reference}` leads to nothing in the document"))
                .with_help(help)
        })
    }

    /// A problem of a value.
    pub(super) fn problem(&self, pointer: &str, message: impl Into<String>) -> Problem {
        Problem::at(self.source, pointer, message)
    }

    /// Remarks as notes, each with its line, in the order of the document.
    pub(super) fn notes(&self, remarks: Vec<UnplacedNote>) -> Vec<Note> {
        if remarks.is_empty() {
            return Vec::new();
        }
        let tree = self.source.tree().ok();
        let text = self.source.text();
        let mut notes: Vec<(usize, Note)> = remarks
            .into_iter()
            .map(|remark| {
                let start = tree.as_ref().map_or(0, |tree| {
                    let found = tree.nearest(&remark.pointer).0;
                    found.key.as_ref().unwrap_or(&found.span).start
                });
                let line = text.as_bytes()[..start.min(text.len())]
                    .iter()
                    .filter(|byte| **byte == b'\n')
                    .count();
                let note = Note {
                    page: self.source.path().display().to_string(),
                    line: line + 1,
                    text: remark.text,
                    suggestion: remark.suggestion,
                };
                (start, note)
            })
            .collect();
        notes.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.text.cmp(&other.text)));
        notes.dedup_by(|(_, a), (_, b)| a == b);
        notes.into_iter().map(|(_, note)| note).collect()
    }
}

/// A pointer out of a URI fragment, where `%7B` stands for a brace.
fn decoded(fragment: &str) -> String {
    let bytes = fragment.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let hex = fragment.get(at + 1..at + 3).filter(|_| byte == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(meant) => {
                out.push(meant);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| fragment.to_string())
}

fn parsed(source: &Source) -> Result<Value, Problem> {
    match source.syntax() {
        Syntax::Json => serde_json::from_str(source.text())
            .map_err(|error| Problem::syntax(source, tree::json_error(source.text(), &error))),
        Syntax::Yaml | Syntax::Toml => serde_saphyr::from_str_with_options(source.text(), tree::yaml_options())
            .map_err(|error| Problem::syntax(source, tree::yaml_error(source.text(), &error))),
    }
}

fn version(source: &Source, root: &Value) -> Result<Version, Problem> {
    let help = "a document of OpenAPI 3.0 or 3.1 begins with a line such as `openapi: 3.0.4`".to_string();
    let Some(map) = root.as_object() else {
        return Err(Problem::at(source, "", "this is no OpenAPI document: it is no map of keys").with_help(help));
    };
    if let Some(swagger) = map.get("swagger") {
        let said = swagger.as_str().map_or_else(|| swagger.to_string(), str::to_string);
        return Err(Problem::at(
            source,
            "/swagger",
            format!("Swagger {said} is not read, but OpenAPI 3.0 and 3.1 are"),
        )
        .with_help("convert it to OpenAPI 3 first".to_string()));
    }
    let Some(written) = map.get("openapi") else {
        return Err(Problem::at(source, "", "this is no OpenAPI document: it has no key `openapi`").with_help(help));
    };
    let said = written.as_str().map_or_else(|| written.to_string(), str::to_string);
    match said.split('.').take(2).collect::<Vec<_>>().as_slice() {
        ["3", "0"] => Ok(Version::V3_0),
        ["3", "1"] => Ok(Version::V3_1),
        _ => Err(Problem::at(
            source,
            "/openapi",
            format!("OpenAPI {said} is not read, but 3.0 and 3.1 are"),
        )
        .with_help(help)),
    }
}
