//! Tables that list the tokens of a whole request where none are sent.

use serde_json::{Map, Value};

use super::markdown::{Block, Section};
use super::model::{Property, Variant};
use super::note::{NoteKind, Notes};
use crate::import::conventions::COMMON;

fn listed(properties: &[Property], name: &str) -> bool {
    properties.iter().any(|property| property.name == name)
}

/// The common properties of requests are not required in an object that lists them.
pub fn not_required(properties: &mut [Property], section: &Section, page: &str, notes: &mut Notes) {
    if !COMMON.iter().all(|name| listed(properties, name)) {
        return;
    }
    let what = format!("`{}` lists the tokens of a whole request", section.title);
    let done = Some("they are not required here".to_string());
    notes.suggest(page, section.line, NoteKind::UnknownContract, what, done);
    for property in properties {
        if COMMON.contains(&property.name.as_str()) {
            property.constraints.required = false;
        }
    }
}

/// A response that lists the tokens of its request is the table of that request once more: no answer has
/// tokens, and none needs what only the request is known to have.
pub fn left_out(response: &mut Vec<Property>, request: &[Variant], section: &Section, page: &str, notes: &mut Notes) {
    let asked = |name: &str| request.iter().any(|variant| listed(&variant.properties, name));
    let tokens: Vec<&str> = COMMON.into_iter().filter(|name| asked(name)).collect();
    if !tokens.contains(&"ClientToken") || !tokens.iter().all(|name| listed(response, name)) {
        return;
    }
    let line = response.iter().find(|property| property.name == "ClientToken");
    let line = line.map_or(section.line, |property| property.line);
    let what = format!("the response lists the credentials of the request: {}", quoted(&tokens));
    let mut done = "they are left out, and nothing that the request has too is required".to_string();
    let shown = example(section);
    let missing: Vec<&str> = shown
        .keys()
        .map(String::as_str)
        .filter(|name| !listed(response, name))
        .collect();
    if !missing.is_empty() {
        done.push_str(&format!(
            "; the example answers with {}, which the table does not list",
            quoted(&missing)
        ));
    }
    notes.suggest(page, line, NoteKind::UnknownContract, what, Some(done));
    response.retain(|property| !tokens.contains(&property.name.as_str()));
    for property in response {
        property.constraints.required &= !asked(&property.name);
    }
}

/// The object that a section shows as an example; empty if it shows none.
fn example(section: &Section) -> Map<String, Value> {
    let shown = section.blocks.iter().find_map(|block| match block {
        Block::Code(code) => serde_json::from_str(code).ok(),
        Block::Paragraph(_) | Block::List(_) | Block::Table(_) | Block::Quote(_) => None,
    });
    shown.unwrap_or_default()
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
