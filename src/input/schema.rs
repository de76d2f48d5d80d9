//! Reads a file into its written form, or explains every mistake in it at once, by the JSON Schema that is published
//! for that form.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::alternatives;
use super::pointer::escape;
use super::problem::{Place, Problem, Problems};
use super::source::{Source, Syntax};
use super::suggest;

/// Reads a file into its written form; if that fails, explains every fault with `schema`.
///
/// # Errors
/// Every fault of the file, with its place.
pub fn read<T: DeserializeOwned>(source: &Source, schema: impl FnOnce() -> Value) -> Result<T, Problems> {
    let (message, span) = match source.syntax() {
        Syntax::Yaml => match serde_saphyr::from_str_with_options(source.text(), super::tree::yaml_options()) {
            Ok(document) => return Ok(document),
            Err(error) => {
                let error = super::tree::yaml_error(source.text(), &error);
                (error.message, Some(error.span))
            }
        },
        Syntax::Toml => match toml::from_str(source.text()) {
            Ok(document) => return Ok(document),
            Err(error) => (error.message().to_string(), error.span()),
        },
        Syntax::Json => match serde_json::from_str(source.text()) {
            Ok(document) => return Ok(document),
            Err(error) => {
                let error = super::tree::json_error(source.text(), &error);
                (error.message, Some(error.span))
            }
        },
    };
    Err(explain(source, &schema(), message, span))
}

fn explain(source: &Source, schema: &Value, message: String, span: Option<std::ops::Range<usize>>) -> Problems {
    let tree = match source.tree() {
        Ok(tree) => tree,
        Err(error) => return Problem::syntax(source, error).into(),
    };
    let value = tree.value();
    let mut problems = Vec::new();
    if let Ok(validator) = jsonschema::validator_for(schema) {
        for error in validator.iter_errors(&value) {
            describe(source, schema, &error, &mut problems);
        }
    }
    mistyped(&mut problems);
    if problems.is_empty() {
        let mut problem = Problem::new(message).in_file(source);
        problem.place = Place::Span(span.unwrap_or(tree.span));
        problems.push(problem);
    }
    match Problems::none(problems, ()) {
        Err(problems) => problems,
        Ok(()) => Problem::new("the file cannot be read").in_file(source).into(),
    }
}

fn describe(source: &Source, schema: &Value, error: &jsonschema::ValidationError<'_>, problems: &mut Vec<Problem>) {
    let pointer = error.instance_path().to_string();
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let known = known_keys(schema, &error.schema_path().to_string());
            for name in unexpected {
                let escaped = escape(name);
                problems.push(
                    Problem::at(source, format!("{pointer}/{escaped}"), format!("unknown key `{name}`"))
                        .on_key()
                        .with_help(suggest::help(name, known.iter().map(String::as_str))),
                );
            }
        }
        ValidationErrorKind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            problems.push(Problem::at(source, pointer, format!("missing key `{name}`")).on_key());
        }
        ValidationErrorKind::Type { kind } => {
            let expected: Vec<String> = match kind {
                TypeKind::Single(kind) => vec![kind.to_string()],
                TypeKind::Multiple(kinds) => kinds.iter().map(|kind| kind.to_string()).collect(),
            };
            problems.push(Problem::at(
                source,
                pointer,
                unexpected(source, &expected, error.instance()),
            ));
        }
        ValidationErrorKind::Enum { options } => {
            let names: Vec<&str> = options
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            problems.push(none_of(source, &pointer, &names, error.instance()));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            explain_alternatives(source, schema, error, context, problems);
        }
        _ => problems.push(Problem::at(source, pointer, error.masked_with("the value").to_string())),
    }
}

/// A key that is missing because it is mistyped is one problem, not two.
fn mistyped(problems: &mut Vec<Problem>) {
    let meant: Vec<String> = problems
        .iter()
        .filter_map(|problem| {
            let Place::Key(pointer) = &problem.place else {
                return None;
            };
            let name = problem.help.as_deref()?.strip_prefix("did you mean `")?;
            let (parent, _) = pointer.rsplit_once('/')?;
            Some(format!("{parent}/{}", name.strip_suffix("`?")?))
        })
        .collect();
    problems.retain(|problem| {
        let (Place::Key(parent), Some(name)) = (
            &problem.place,
            problem
                .message
                .strip_prefix("missing key `")
                .and_then(|rest| rest.strip_suffix('`')),
        ) else {
            return true;
        };
        !meant.contains(&format!("{parent}/{name}"))
    });
}

/// Of several alternatives, the one whose type fits is what was meant: explain that one.
fn explain_alternatives(
    source: &Source,
    schema: &Value,
    error: &jsonschema::ValidationError<'_>,
    context: &[Vec<jsonschema::ValidationError<'static>>],
    problems: &mut Vec<Problem>,
) {
    let here = error.instance_path().to_string();
    // The names of an enum come one by one, each with its own description.
    let names: Vec<&str> = context
        .iter()
        .flatten()
        .filter_map(|fault| match fault.kind() {
            ValidationErrorKind::Constant { expected_value } => expected_value.as_str(),
            _ => None,
        })
        .collect();
    if names.len() == context.len() {
        problems.push(none_of(source, &here, &names, error.instance()));
        return;
    }
    match alternatives::meant(context, &here) {
        Some(branch) => {
            for fault in branch {
                describe(source, schema, fault, problems);
            }
        }
        None => {
            problems.push(Problem::at(
                source,
                here,
                unexpected(source, &alternatives::expected_types(context), error.instance()),
            ));
        }
    }
}

/// The property names beside the `additionalProperties` that refused a key.
fn known_keys(schema: &Value, schema_path: &str) -> Vec<String> {
    let parent = schema_path.rsplit_once('/').map_or("", |(parent, _)| parent);
    schema
        .pointer(parent)
        .and_then(|object| object.get("properties"))
        .and_then(Value::as_object)
        .map(|properties| properties.keys().cloned().collect())
        .unwrap_or_default()
}

/// A value that is none of the names that can stand there.
fn none_of(source: &Source, pointer: &str, names: &[&str], value: &Value) -> Problem {
    let found = value
        .as_str()
        .map_or_else(|| type_name(source, value).to_string(), |text| format!("`{text}`"));
    let help = value
        .as_str()
        .and_then(|text| suggest::nearest(text, names.iter().copied()));
    Problem::at(
        source,
        pointer,
        format!("expected one of {}, found {found}", names.join(", ")),
    )
    .with_help(help.map(|name| format!("did you mean `{name}`?")))
}

/// A message that names the types that could stand there, and the one that does.
fn unexpected(source: &Source, expected: &[String], value: &Value) -> String {
    if source.text().trim().is_empty() {
        return "the file is empty".to_string();
    }
    let words: Vec<&str> = expected
        .iter()
        // That a key may also be left out helps nobody who wrote it.
        .filter(|name| expected.len() == 1 || *name != "null")
        .map(|name| match (name.as_str(), source.syntax()) {
            ("array", _) => "a list",
            ("object", Syntax::Toml) => "a table",
            ("object", _) => "a map of keys",
            ("string", _) => "text",
            ("boolean", _) => "true or false",
            ("integer", _) => "a whole number",
            ("number", _) => "a number",
            ("null", _) => "nothing",
            (other, _) => other,
        })
        .collect();
    format!("expected {}, found {}", words.join(" or "), type_name(source, value))
}

fn type_name(source: &Source, value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) if source.syntax() == Syntax::Toml => "a table",
        Value::Object(_) => "a map of keys",
    }
}
