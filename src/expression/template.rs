//! A value of a scenario file in which some strings hold `${…}`.

use serde_json::{Map, Value};

use super::compile_error::{CompileError, NEVER_CLOSED};
use super::program::Expression;
use super::scope::{Scope, Unresolved};
use crate::input::pointer::escape;

/// A JSON value with places to fill in. Parts without any are kept as they are.
#[derive(Clone, Debug)]
pub enum Template {
    /// A value without expressions.
    Literal(Value),
    /// A string that is one expression: takes the expression's type.
    Expression(Expression),
    /// A string with text around expressions: always a string.
    Text(Vec<Part>),
    /// A list with at least one place to fill in.
    List(Vec<Template>),
    /// A map with at least one place to fill in.
    Map(Vec<(String, Template)>),
}

/// A piece of a [`Template::Text`].
#[derive(Clone, Debug)]
pub enum Part {
    /// Text as it stands.
    Text(String),
    /// A value to put in: strings as they are, everything else as JSON.
    Expression(Expression),
}

/// An expression of a template that does not compile, with its place.
#[derive(Clone, Debug)]
pub struct TemplateError {
    /// JSON Pointer within the template.
    pub pointer: String,
    /// The expression as it is written.
    pub expression: String,
    /// Reason for which it does not compile.
    pub error: CompileError,
}

impl Template {
    /// Compiles every expression of a value; each error is added to `errors`.
    pub fn parse(value: Value, errors: &mut Vec<TemplateError>) -> Self {
        parse(value, "", errors)
    }

    /// Compiles a string.
    pub fn text(text: &str, errors: &mut Vec<TemplateError>) -> Self {
        parse_text(text, "", errors)
    }

    /// The value with every place filled in.
    ///
    /// # Errors
    /// The first expression that has no value.
    pub fn render(&self, scope: &dyn Scope) -> Result<Value, Unresolved> {
        Ok(match self {
            Self::Literal(value) => value.clone(),
            Self::Expression(expression) => expression.evaluate(scope)?,
            Self::Text(parts) => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        Part::Text(piece) => text.push_str(piece),
                        Part::Expression(expression) => match expression.evaluate(scope)? {
                            Value::String(piece) => text.push_str(&piece),
                            other => text.push_str(&other.to_string()),
                        },
                    }
                }
                Value::String(text)
            }
            Self::List(items) => Value::Array(items.iter().map(|item| item.render(scope)).collect::<Result<_, _>>()?),
            Self::Map(entries) => Value::Object(
                entries
                    .iter()
                    .map(|(key, template)| Ok((key.clone(), template.render(scope)?)))
                    .collect::<Result<Map<_, _>, _>>()?,
            ),
        })
    }

    /// The template with every expression filled in whose names are all in `known`.
    ///
    /// A value that is filled in may itself hold expressions; they become part of the template.
    ///
    /// # Errors
    /// The first such expression that has no value.
    pub fn bind(&self, known: &Map<String, Value>) -> Result<Self, Unresolved> {
        let bound = |expression: &Expression| expression.roots().iter().all(|root| known.contains_key(*root));
        Ok(match self {
            Self::Literal(value) => Self::Literal(value.clone()),
            Self::Expression(expression) if bound(expression) => {
                Self::parse(expression.evaluate(known)?, &mut Vec::new())
            }
            Self::Expression(expression) => Self::Expression(expression.clone()),
            Self::Text(parts) => {
                let mut filled: Vec<Part> = Vec::new();
                for part in parts {
                    let text = match part {
                        Part::Text(text) => text.clone(),
                        Part::Expression(expression) if bound(expression) => match expression.evaluate(known)? {
                            Value::String(text) => text,
                            other => other.to_string(),
                        },
                        Part::Expression(expression) => {
                            filled.push(Part::Expression(expression.clone()));
                            continue;
                        }
                    };
                    match filled.last_mut() {
                        Some(Part::Text(before)) => before.push_str(&text),
                        _ => filled.push(Part::Text(text)),
                    }
                }
                match filled.as_slice() {
                    [Part::Text(text)] => Self::Literal(Value::from(text.as_str())),
                    _ => Self::Text(filled),
                }
            }
            Self::List(items) => Self::List(items.iter().map(|item| item.bind(known)).collect::<Result<_, _>>()?),
            Self::Map(entries) => Self::Map(
                entries
                    .iter()
                    .map(|(key, template)| Ok((key.clone(), template.bind(known)?)))
                    .collect::<Result<_, _>>()?,
            ),
        })
    }

    /// The value as text: strings as they are, everything else as JSON.
    ///
    /// # Errors
    /// The first expression that has no value.
    pub fn render_text(&self, scope: &dyn Scope) -> Result<String, Unresolved> {
        Ok(match self.render(scope)? {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }

    /// Every expression, in order.
    pub fn expressions(&self) -> Vec<&Expression> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Expression(expression) => vec![expression],
            Self::Text(parts) => parts
                .iter()
                .filter_map(|part| match part {
                    Part::Text(_) => None,
                    Part::Expression(expression) => Some(expression),
                })
                .collect(),
            Self::List(items) => items.iter().flat_map(Self::expressions).collect(),
            Self::Map(entries) => entries
                .iter()
                .flat_map(|(_, template)| template.expressions())
                .collect(),
        }
    }

    /// Every expression with the JSON Pointer of its place in the template, in order.
    pub fn places(&self) -> Vec<(String, &Expression)> {
        fn walk<'t>(template: &'t Template, pointer: &str, found: &mut Vec<(String, &'t Expression)>) {
            match template {
                Template::Literal(_) => {}
                Template::Expression(_) | Template::Text(_) => found.extend(
                    template
                        .expressions()
                        .into_iter()
                        .map(|expression| (pointer.to_string(), expression)),
                ),
                Template::List(items) => {
                    for (index, item) in items.iter().enumerate() {
                        walk(item, &format!("{pointer}/{index}"), found);
                    }
                }
                Template::Map(entries) => {
                    for (key, value) in entries {
                        walk(value, &format!("{pointer}/{}", escape(key)), found);
                    }
                }
            }
        }

        let mut found = Vec::new();
        walk(self, "", &mut found);
        found
    }

    /// The value as it is written, each place as `${…}`.
    pub fn written(&self) -> Value {
        let place = |expression: &Expression| format!("${{{}}}", expression.source());
        match self {
            Self::Literal(value) => value.clone(),
            Self::Expression(expression) => place(expression).into(),
            Self::Text(parts) => {
                let parts = parts.iter().map(|part| match part {
                    Part::Text(text) => text.clone(),
                    Part::Expression(expression) => place(expression),
                });
                parts.collect::<String>().into()
            }
            Self::List(items) => items.iter().map(Self::written).collect(),
            Self::Map(entries) => {
                let entries = entries.iter();
                entries
                    .map(|(key, template)| (key.clone(), template.written()))
                    .collect()
            }
        }
    }

    /// The value, if there is nothing to fill in.
    pub fn literal(&self) -> Option<&Value> {
        match self {
            Self::Literal(value) => Some(value),
            Self::Expression(_) | Self::Text(_) | Self::List(_) | Self::Map(_) => None,
        }
    }
}

fn parse(value: Value, pointer: &str, errors: &mut Vec<TemplateError>) -> Template {
    // Most of what is written holds none, and need not be taken apart.
    if !holds_expressions(&value) {
        return Template::Literal(value);
    }
    match value {
        Value::String(text) => parse_text(&text, pointer, errors),
        Value::Array(items) => {
            let items = items.into_iter().enumerate();
            list(
                items
                    .map(|(index, item)| parse(item, &format!("{pointer}/{index}"), errors))
                    .collect(),
            )
        }
        Value::Object(entries) => {
            let entries = entries.into_iter();
            map(entries
                .map(|(key, value)| {
                    let pointer = format!("{pointer}/{}", escape(&key));
                    let template = parse(value, &pointer, errors);
                    (key, template)
                })
                .collect())
        }
        scalar @ (Value::Null | Value::Bool(_) | Value::Number(_)) => Template::Literal(scalar),
    }
}

/// Returns true if a string of the value has to be looked at: for an expression, or for a `$${` that stands for itself.
fn holds_expressions(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains("${"),
        Value::Array(items) => items.iter().any(holds_expressions),
        Value::Object(entries) => entries.values().any(holds_expressions),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

fn list(items: Vec<Template>) -> Template {
    if items.iter().all(|item| item.literal().is_some()) {
        return Template::Literal(Value::Array(items.into_iter().filter_map(into_literal).collect()));
    }
    Template::List(items)
}

fn map(entries: Vec<(String, Template)>) -> Template {
    if entries.iter().all(|(_, template)| template.literal().is_some()) {
        let entries = entries.into_iter();
        return Template::Literal(Value::Object(
            entries
                .filter_map(|(key, template)| Some((key, into_literal(template)?)))
                .collect(),
        ));
    }
    Template::Map(entries)
}

fn into_literal(template: Template) -> Option<Value> {
    match template {
        Template::Literal(value) => Some(value),
        Template::Expression(_) | Template::Text(_) | Template::List(_) | Template::Map(_) => None,
    }
}

/// Splits a string at `${…}`; `$${` stands for a literal `${`.
fn parse_text(text: &str, pointer: &str, errors: &mut Vec<TemplateError>) -> Template {
    if !text.contains("${") {
        return Template::Literal(Value::from(text));
    }
    let mut parts: Vec<Part> = Vec::new();
    let mut piece = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('$') {
            piece.push_str(&rest[..at - 1]);
            piece.push_str("${");
            rest = &rest[at + 2..];
            continue;
        }
        piece.push_str(&rest[..at]);
        let inner = &rest[at + 2..];
        let Some(end) = closing_brace(inner) else {
            errors.push(TemplateError {
                pointer: pointer.to_string(),
                expression: inner.to_string(),
                error: CompileError {
                    message: NEVER_CLOSED.into(),
                    unknown_function: None,
                },
            });
            return Template::Literal(Value::from(text));
        };
        let source = &inner[..end];
        match Expression::compile(source) {
            Ok(expression) => {
                if !piece.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut piece)));
                }
                parts.push(Part::Expression(expression));
            }
            Err(error) => errors.push(TemplateError {
                pointer: pointer.to_string(),
                expression: source.to_string(),
                error,
            }),
        }
        rest = &inner[end + 1..];
    }
    piece.push_str(rest);
    if !piece.is_empty() {
        parts.push(Part::Text(piece));
    }
    match parts.as_slice() {
        [Part::Expression(expression)] => Template::Expression(expression.clone()),
        [Part::Text(text)] => Template::Literal(Value::from(text.as_str())),
        _ => Template::Text(parts),
    }
}

/// The `}` that closes an expression: braces nest, and those in string literals do not count.
fn closing_brace(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut quote: Option<char> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some(open) => {
                if c == open {
                    quote = None;
                }
            }
            None => match c {
                '"' | '\'' => quote = Some(c),
                '{' => depth += 1,
                '}' if depth == 0 => return Some(at),
                '}' => depth -= 1,
                _ => {}
            },
        }
    }
    None
}
