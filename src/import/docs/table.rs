//! Tables of properties.

use super::markdown::{Row, Table};
use super::model::{Constraints, Property, Type};
use super::note::{NoteKind, Notes};
use super::text::Text;
use crate::input::suggest;

/// The head of a table of properties.
const HEAD: [&str; 4] = ["Property", "Type", "Contract", "Description"];

/// The types that have a name of their own.
const TYPES: &[(&str, Type)] = &[
    ("string", Type::String),
    ("strings", Type::String),
    ("boolean", Type::Boolean),
    ("bool", Type::Boolean),
    ("integer", Type::Integer),
    ("number", Type::Number),
    ("decimal", Type::Number),
    ("object", Type::Object),
    ("any", Type::Any),
];

/// Returns true if a table lists properties; one that seems to, but has another head, is noted.
pub fn is_of_properties(table: &Table, page: &str, notes: &mut Notes) -> bool {
    if table.head == HEAD {
        return true;
    }
    if table.head.first().is_some_and(|first| first == HEAD[0]) {
        notes.suggest(
            page,
            table.line,
            NoteKind::BrokenTable,
            format!("this table of properties has the columns {}", table.head.join(", ")),
            Some(format!("expected {}", HEAD.join(", "))),
        );
    }
    false
}

/// The properties of a table, without the rows that cannot be read.
pub fn properties(table: &Table, page: &str, notes: &mut Notes) -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        let Some(property) = property(row, page, notes) else {
            continue;
        };
        if properties.iter().any(|known| known.name == property.name) {
            let what = format!("the property `{}` stands twice in its table", property.name);
            let done = Some("the first one is taken".to_string());
            notes.suggest(page, row.line, NoteKind::DuplicateProperty, what, done);
            continue;
        }
        properties.push(property);
    }
    properties
}

fn property(row: &Row, page: &str, notes: &mut Notes) -> Option<Property> {
    let [name, kind, contract, description] = row.cells.as_slice() else {
        return None;
    };
    let shown = name.plain();
    let written = match name.codes().next() {
        Some(code) => code.to_string(),
        None => shown.clone(),
    };
    let is_name = !written.is_empty() && written.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    // A placeholder for any name, as dictionaries have it.
    let is_placeholder = written.starts_with('?') && written.ends_with('?');
    if !is_name && !is_placeholder {
        let what = format!("the row does not begin with the name of a property but with `{shown}`");
        notes.add(page, row.line, NoteKind::BrokenRow, what);
        return None;
    }
    if row.written != HEAD.len() {
        let what = format!("the row of `{written}` has {} cells, not {}", row.written, HEAD.len());
        let advice = if row.written > HEAD.len() {
            "what stands in cells too many is left out; a `|` inside a cell is written `\\|`"
        } else {
            "what is missing counts as empty"
        };
        notes.suggest(page, row.line, NoteKind::BrokenRow, what, Some(advice.to_string()));
    }
    let says_text = kind.plain().starts_with("string");
    let (kind, nullable) = read_type(kind, &written, row.line, page, notes);
    Some(Property {
        says_text,
        deprecated: name.is_struck() || description.without_struck().plain().starts_with("Deprecated!"),
        constraints: constraints(contract, &written, row.line, page, notes),
        name: written,
        kind,
        nullable,
        description: description.clone(),
        line: row.line,
    })
}

/// The type that a cell names, and whether it says that the value may be null.
fn read_type(cell: &Text, name: &str, line: usize, page: &str, notes: &mut Notes) -> (Type, bool) {
    let plain = cell.plain();
    let (core, nullable) = match plain.strip_suffix(",null") {
        Some(core) => (core.trim(), true),
        None => (plain.as_str(), false),
    };
    let (inner, is_array) = match core.strip_prefix("array") {
        Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
            let rest = rest.trim();
            (rest.strip_prefix("of ").unwrap_or(rest).trim(), true)
        }
        _ => (core, false),
    };
    let link = cell.links().into_iter().next();
    let named = TYPES.iter().find(|(known, _)| *known == inner);
    let constant = inner
        .strip_prefix("string `")
        .and_then(|constant| constant.strip_suffix('`'));
    let kind = if let Some((_, named)) = named {
        named.clone()
    } else if let Some(link) = link {
        Type::Ref(link)
    } else if let Some(constant) = constant {
        Type::Const(constant.to_string())
    } else if is_array && inner.is_empty() {
        Type::Any
    } else {
        let advice = suggest::help(inner, TYPES.iter().map(|(known, _)| *known));
        let what = if inner.is_empty() {
            format!("`{name}` has no type")
        } else {
            format!("`{name}` has the unknown type `{inner}`")
        };
        notes.suggest(page, line, NoteKind::UnknownType, what, advice);
        Type::Any
    };
    if is_array {
        (Type::Array(Box::new(kind)), nullable)
    } else {
        (kind, nullable)
    }
}

fn constraints(cell: &Text, name: &str, line: usize, page: &str, notes: &mut Notes) -> Constraints {
    let plain = cell.plain();
    let mut constraints = Constraints::default();
    for part in plain.split(',').map(str::trim) {
        let words: Vec<&str> = part.split_whitespace().collect();
        let number = |text: &str| text.parse::<u64>().ok();
        match words.as_slice() {
            ["required"] => constraints.required = true,
            ["optional"] => constraints.required = false,
            ["max", count, "item" | "items"] if number(count).is_some() => constraints.max_items = number(count),
            ["max", "length", count, "month" | "months"] if number(count).is_some() => {
                constraints.max_months = number(count);
            }
            ["max", "length", count, "character" | "characters"] if number(count).is_some() => {
                constraints.max_length = number(count);
            }
            _ => {
                let advice =
                    suggest::nearest(part, ["required", "optional"]).map(|near| format!("did you mean `{near}`?"));
                let what = format!("`{name}` has a contract that is not known: `{part}`");
                notes.suggest(page, line, NoteKind::UnknownContract, what, advice);
            }
        }
    }
    constraints
}
