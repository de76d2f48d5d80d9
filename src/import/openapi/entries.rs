//! The entry of each operation, read off its messages as the contract files have them.

use serde_json::{Map, Value};

use super::deprecation;
use super::operations::FoundOperation;
use crate::contract::connector::{Deprecation, Paging};
use crate::contract::entry::ConnectorEntry;
use crate::contract::operation::Side;
use crate::contract::schema::definition_name;
use crate::import::conventions::{CREDENTIALS, SCOPE, effect};
use crate::import::files::ContractFiles;

/// The property that asks for one page.
const LIMITATION: &str = "Limitation";

/// The entry of an operation whose messages are in `files` already.
pub(super) fn entry(found: &FoundOperation<'_>, files: &ContractFiles) -> ConnectorEntry {
    let definition = |part: &str| {
        let definitions = files.schemas.get(&found.file).and_then(|file| file.get("$defs"));
        definitions.and_then(|all| all.get(definition_name(&found.id, part)))
    };
    let empty = Map::new();
    let properties = |definition: Option<&Value>| {
        let properties = definition.and_then(|schema| schema.get("properties"));
        properties
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_else(|| empty.clone())
    };
    // Of several forms of a request, the first says what there is.
    let request = definition("request.1").or_else(|| definition("request"));
    let asked = properties(request);
    let answered = properties(definition("response"));
    let required = request
        .and_then(|schema| schema.get("required"))
        .and_then(Value::as_array);
    let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
    let among = |names: &[&str]| {
        let there = names.iter().filter(|name| asked.contains_key(**name));
        there.map(|name| (*name).to_string()).collect::<Vec<_>>()
    };
    let paging = match (asked.contains_key(LIMITATION), is_required(LIMITATION)) {
        (false, _) => Paging::None,
        (true, true) => Paging::Required,
        (true, false) => Paging::Optional,
    };
    let text = |name: &str| found.value.get(name).and_then(Value::as_str).unwrap_or_default();
    let flag = |name: &str| found.value.get(name) == Some(&Value::Bool(true));
    ConnectorEntry {
        id: found.id.clone(),
        side: Side::Mews,
        path: found.path.clone(),
        file: found.file.clone(),
        title: found.title.clone(),
        source: format!("openapi#{}", found.pointer),
        credentials: among(&CREDENTIALS),
        effect: effect(&found.id),
        portfolio: takes_portfolio_tokens(text("description")),
        scope: among(&SCOPE),
        restricted: flag("x-restricted"),
        paging,
        items: if paging == Paging::None {
            None
        } else {
            paged_list(&found.id, &answered)
        },
        filters: Vec::new(),
        empty: answered.is_empty(),
        deprecated: flag("deprecated").then(|| Deprecation {
            since: None,
            ends: None,
            replacement: deprecation::replacement(text("x-deprecatedMessage"), &[]),
        }),
        discontinued: false,
        quotas: Vec::new(),
        // Made when all messages are there.
        body: Value::Null,
    }
}

/// Returns true if the description says that such tokens are supported; to mention them is not enough.
fn takes_portfolio_tokens(description: &str) -> bool {
    let plain = description.to_lowercase().replace(['[', '*', '`'], "");
    plain.contains("supports portfolio access token")
}

/// The list that is named like the resource, or else the first that is not on its way out.
fn paged_list(id: &str, answered: &Map<String, Value>) -> Option<String> {
    let resource = id.split('/').next().unwrap_or_default();
    let lists: Vec<&String> = answered
        .iter()
        .filter(|(_, schema)| {
            let kind = schema.get("type");
            let list = kind.is_some_and(|kind| {
                kind == "array" || kind.as_array().is_some_and(|all| all.iter().any(|one| one == "array"))
            });
            list && schema.get("deprecated").is_none()
        })
        .map(|(name, _)| name)
        .collect();
    let named = lists.iter().find(|name| name.eq_ignore_ascii_case(resource));
    named.or(lists.first()).map(|name| (*name).clone())
}
