//! The JSON Schemas of messages, compiled when a run needs them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{Retrieve, Uri, Validator};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::bundle;
use super::files::Files;
use super::operation::Operation;
use crate::input::alternatives;
use crate::input::problem::Problem;
use crate::input::tree;

/// The identifiers of contract schemas start with this; the rest is the path below `schemas/`.
pub const BASE: &str = "https://keycard.invalid/";

/// One of the two messages of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// Sent by the caller.
    Request,
    /// Answered by the host.
    Response,
}

impl Message {
    /// The name used in file names.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Response => "response",
        }
    }
}

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A compiled schema.
#[derive(Debug)]
pub struct Schema {
    validator: Validator,
}

/// Violation of a schema by a message at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// JSON Pointer of the offending value; of the object, if a property is missing.
    pub pointer: String,
    /// The keyword of the schema.
    pub keyword: String,
    /// Requirement of the schema.
    pub expected: String,
    /// Description of what was found; may quote a value of the message.
    pub actual: String,
}

/// The path of a message's schema below `schemas/`; of a definition in it, if it holds several.
pub fn path(operation: &Operation, message: Message) -> String {
    if let Some(particulars) = &operation.connector {
        let name = definition_name(&operation.id, message.name());
        return format!("{}/{}.json#/$defs/{name}", operation.api, particulars.file);
    }
    format!(
        "{}/{}/{}.{}.json",
        operation.api,
        operation.side,
        operation.id,
        message.name()
    )
}

/// The name of the definition of a message of the Connector API; `part` is the name of the message.
pub fn definition_name(id: &str, part: &str) -> String {
    format!("{}.{part}", id.replace('/', "."))
}

impl Schema {
    /// Reads and compiles the schema of a message.
    ///
    /// # Errors
    /// The file is missing, is not JSON or is not a valid schema.
    pub fn compile(files: &Files, path: &str) -> Result<Self, Problem> {
        let (source, schema) = if path.contains('#') {
            bundle::bundle(files, path)?
        } else {
            let source = files.read(path)?;
            let schema: Value = serde_json::from_str(source.text())
                .map_err(|error| Problem::syntax(&source, tree::json_error(source.text(), &error)))?;
            (source, schema)
        };
        let broken: Broken = Arc::default();
        let validator = jsonschema::options()
            .with_retriever(Neighbours {
                files: files.clone(),
                broken: Arc::clone(&broken),
            })
            .should_validate_formats(true)
            .build(&schema)
            .map_err(|error| {
                if let Some(problem) = broken.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    let user = source.path().display();
                    return problem.with_help(Some(format!("{user} refers to it")));
                }
                Problem::at(
                    &source,
                    error.instance_path().to_string(),
                    format!("the schema does not compile: {}", refusal(&error)),
                )
                .with_help(Some("contract schemas are JSON Schema, draft 2020-12".to_string()))
            })?;
        Ok(Self { validator })
    }

    /// All violations of the schema by a value, up to [`MOST_VIOLATIONS`].
    ///
    /// The validator gathers all errors of a list before it hands out the first. Of a message with
    /// long lists, the beginning of each list is explained, or the first error if they begin well.
    pub fn violations(&self, value: &Value) -> Vec<Violation> {
        if self.validator.is_valid(value) {
            return Vec::new();
        }
        let mut violations = Vec::new();
        if longest_list(value) <= LONGEST_LIST {
            self.explain(value, &mut violations);
        } else {
            self.explain(&beginnings(value), &mut violations);
        }
        if violations.is_empty()
            && let Err(first) = self.validator.validate(value)
        {
            describe(&first, &mut violations);
        }
        violations.truncate(MOST_VIOLATIONS);
        violations
    }

    fn explain(&self, value: &Value, violations: &mut Vec<Violation>) {
        for error in self.validator.iter_errors(value).take(MOST_VIOLATIONS) {
            describe(&error, violations);
        }
    }
}

/// The largest number of violations of one message that are reported.
pub const MOST_VIOLATIONS: usize = 200;
/// The longest list all of whose elements are explained.
const LONGEST_LIST: usize = 2000;

fn longest_list(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.iter().map(longest_list).max().unwrap_or(0).max(items.len()),
        Value::Object(entries) => entries.values().map(longest_list).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// The same value with the beginning of each list only.
fn beginnings(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().take(MOST_VIOLATIONS).map(beginnings).collect()),
        Value::Object(entries) => Value::Object(
            entries
                .iter()
                .map(|(key, value)| (key.clone(), beginnings(value)))
                .collect(),
        ),
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => scalar.clone(),
    }
}

/// Describes the problem of a value of a schema in few words.
fn refusal(error: &jsonschema::ValidationError<'_>) -> String {
    let path = error.instance_path().to_string();
    match (error.kind(), path.rsplit_once('/')) {
        (ValidationErrorKind::AnyOf { .. }, Some((_, key))) => format!("`{key}` cannot be {}", error.instance()),
        _ => error.to_string(),
    }
}

/// Problem of another file of the contract; the validator would only keep its text.
type Broken = Arc<Mutex<Option<Problem>>>;

/// Other files of the contract, by the identifier that `$ref` resolves to.
struct Neighbours {
    files: Files,
    broken: Broken,
}

impl Neighbours {
    fn read(&self, path: &str) -> Result<Value, Problem> {
        let source = self.files.read(path)?;
        serde_json::from_str(source.text())
            .map_err(|error| Problem::syntax(&source, tree::json_error(source.text(), &error)))
    }
}

impl Retrieve for Neighbours {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let path = uri
            .as_str()
            .strip_prefix(BASE)
            .ok_or_else(|| format!("{uri} is not a file of the contract"))?;
        self.read(path).map_err(|problem| {
            let message = problem.message.clone();
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem);
            message.into()
        })
    }
}

fn describe(error: &jsonschema::ValidationError<'_>, violations: &mut Vec<Violation>) {
    let instance = error.instance();
    let (expected, actual) = match error.kind() {
        ValidationErrorKind::Type { kind } => {
            let expected = match kind {
                TypeKind::Single(kind) => kind.to_string(),
                TypeKind::Multiple(kinds) => kinds
                    .iter()
                    .map(|kind| kind.to_string())
                    .collect::<Vec<_>>()
                    .join(" or "),
            };
            (expected, described(instance))
        }
        ValidationErrorKind::Required { property } => (
            format!("property `{}`", property.as_str().unwrap_or_default()),
            missing(property.as_str().unwrap_or_default(), instance),
        ),
        ValidationErrorKind::Enum { options } => {
            let options: Vec<String> = options.as_array().into_iter().flatten().map(Value::to_string).collect();
            (format!("one of {}", options.join(", ")), quoted(instance))
        }
        ValidationErrorKind::Constant { expected_value } => (expected_value.to_string(), quoted(instance)),
        ValidationErrorKind::Pattern { pattern } => (format!("text that matches {pattern}"), quoted(instance)),
        ValidationErrorKind::Format { format } => (format!("a {format}"), quoted(instance)),
        ValidationErrorKind::Minimum { limit } => (format!("at least {limit}"), quoted(instance)),
        ValidationErrorKind::Maximum { limit } => (format!("at most {limit}"), quoted(instance)),
        ValidationErrorKind::MinLength { limit } => (format!("at least {limit} characters"), quoted(instance)),
        ValidationErrorKind::MaxLength { limit } => (format!("at most {limit} characters"), quoted(instance)),
        ValidationErrorKind::MinItems { limit } => (format!("at least {limit} elements"), described(instance)),
        ValidationErrorKind::MaxItems { limit } => (format!("at most {limit} elements"), described(instance)),
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            return describe_alternatives(error, context, violations);
        }
        _ => (error.masked_with("the value").to_string(), described(instance)),
    };
    let pointer = error.instance_path().to_string();
    let keyword = error.kind().keyword();
    // A value of the wrong type is not one of the allowed either, and a branch may ask for the same
    // as the schema around it: one fault is reported once.
    let is_reported = |known: &Violation| known.pointer == pointer && known.keyword != "required";
    if keyword != "required" && violations.iter().rev().take(MOST_REPEATED).any(is_reported) {
        return;
    }
    let actual = if keyword != "required" && is_confidential(&pointer) {
        kind(instance).to_string()
    } else {
        actual
    };
    violations.push(Violation {
        pointer,
        keyword: keyword.to_string(),
        expected,
        actual,
    });
}

/// Says that a property is missing, and names a property that is written almost like it.
fn missing(property: &str, instance: &Value) -> String {
    let plain = |name: &str| name.replace(['_', '-', ' '], "").to_ascii_lowercase();
    let mut names = instance.as_object().into_iter().flatten().map(|(name, _)| name);
    let alike = names.find(|name| plain(name) == plain(property));
    alike.map_or_else(
        || "it is missing".to_string(),
        |name| format!("it is missing, though `{name}` is there: names are written exactly so"),
    )
}

/// Number of earlier violations among which one is looked for that says the same.
const MOST_REPEATED: usize = 32;

/// Returns true if the value at a place is a token or part of a card: its kind is reported, and not the value.
fn is_confidential(pointer: &str) -> bool {
    const CARDS: [&str; 4] = ["paymentCard", "paymentCardData", "cvv", "obfuscatedNumber"];
    pointer
        .split('/')
        .any(|name| name.ends_with("Token") || CARDS.contains(&name))
}

/// Explains the alternative whose type fits; if none does, names all the types.
fn describe_alternatives(
    error: &jsonschema::ValidationError<'_>,
    context: &[Vec<jsonschema::ValidationError<'static>>],
    violations: &mut Vec<Violation>,
) {
    let here = error.instance_path().to_string();
    if let Some(branch) = alternatives::meant(context, &here) {
        branch.iter().for_each(|fault| describe(fault, violations));
        return;
    }
    violations.push(Violation {
        pointer: here,
        keyword: error.kind().keyword().to_string(),
        expected: alternatives::expected_types(context).join(" or "),
        actual: described(error.instance()),
    });
}

/// The kind of a value.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(text) if text.is_empty() => "empty text",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// The kind of a value and, for scalars, the value.
fn described(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(flag) => format!("boolean {flag}"),
        Value::Number(number) => format!("number {number}"),
        Value::String(_) => format!("string {}", quoted(value)),
        Value::Array(items) => format!("array of {}", items.len()),
        Value::Object(_) => "object".into(),
    }
}

fn quoted(value: &Value) -> String {
    const LONGEST: usize = 80;
    let text = value.to_string();
    if text.chars().count() <= LONGEST {
        return text;
    }
    let short: String = text.chars().take(LONGEST).collect();
    format!("{short}…")
}
