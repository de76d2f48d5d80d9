//! Why a file does not have its written form: every fault at once, found with the JSON Schema that
//! is published for that form.

use jsonschema::error::{TypeKind, ValidationErrorKind};
use serde::de::DeserializeOwned;
use serde_json::Value;

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
            Err(error) => (super::tree::yaml_message(&error), None),
        },
        Syntax::Toml => match toml::from_str(source.text()) {
            Ok(document) => return Ok(document),
            Err(error) => (error.message().to_string(), error.span()),
        },
        Syntax::Json => match serde_json::from_str(source.text()) {
            Ok(document) => return Ok(document),
            Err(error) => (error.to_string(), None),
        },
    };
    Err(explain(source, &schema(), message, span))
}

fn explain(source: &Source, schema: &Value, message: String, span: Option<std::ops::Range<usize>>) -> Problems {
    let tree = match source.tree() {
        Ok(tree) => tree,
        Err(error) => {
            let mut problem = Problem::new(error.message).in_file(source);
            problem.place = Place::Span(error.span);
            return problem.into();
        }
    };
    let value = tree.value();
    let mut problems = Vec::new();
    if let Ok(validator) = jsonschema::validator_for(schema) {
        for error in validator.iter_errors(&value) {
            describe(source, schema, &error, &mut problems);
        }
    }
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
                let escaped = name.replace('~', "~0").replace('/', "~1");
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
            let expected = match kind {
                TypeKind::Single(kind) => kind.to_string(),
                TypeKind::Multiple(kinds) => kinds
                    .iter()
                    .map(|kind| kind.to_string())
                    .collect::<Vec<_>>()
                    .join(" or "),
            };
            let found = type_name(error.instance());
            problems.push(Problem::at(
                source,
                pointer,
                format!("expected {expected}, found {found}"),
            ));
        }
        ValidationErrorKind::Enum { options } => {
            let names: Vec<&str> = options
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let found = error
                .instance()
                .as_str()
                .map_or_else(|| type_name(error.instance()).to_string(), |text| format!("`{text}`"));
            let help = error
                .instance()
                .as_str()
                .and_then(|text| suggest::nearest(text, names.iter().copied()));
            problems.push(
                Problem::at(
                    source,
                    pointer,
                    format!("expected one of {}, found {found}", names.join(", ")),
                )
                .with_help(help.map(|name| format!("did you mean `{name}`?"))),
            );
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            alternatives(source, schema, error, context, problems);
        }
        _ => problems.push(Problem::at(source, pointer, error.masked_with("the value").to_string())),
    }
}

/// Of several alternatives, the one whose type fits is what was meant: explain that one.
fn alternatives(
    source: &Source,
    schema: &Value,
    error: &jsonschema::ValidationError<'_>,
    context: &[Vec<jsonschema::ValidationError<'static>>],
    problems: &mut Vec<Problem>,
) {
    let here = error.instance_path().to_string();
    let meant = context.iter().find(|branch| {
        !branch.iter().any(|fault| {
            fault.instance_path().to_string() == here && matches!(fault.kind(), ValidationErrorKind::Type { .. })
        })
    });
    match meant {
        Some(branch) => {
            for fault in branch {
                describe(source, schema, fault, problems);
            }
        }
        None => {
            let mut expected: Vec<String> = Vec::new();
            for fault in context.iter().flatten() {
                if let ValidationErrorKind::Type {
                    kind: TypeKind::Single(kind),
                } = fault.kind()
                    && !expected.contains(&kind.to_string())
                {
                    expected.push(kind.to_string());
                }
            }
            let found = type_name(error.instance());
            problems.push(Problem::at(
                source,
                here,
                format!("expected {}, found {found}", expected.join(" or ")),
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

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
