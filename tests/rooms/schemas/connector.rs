//! The committed files of the Connector contract: complete, consistent, and in the form that the importer writes.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use jsonschema::{Retrieve, Uri};
use keycard::contract::connector::Paging;
use keycard::contract::entry::ConnectorEntry;
use keycard::contract::operation::Effect;
use keycard::import::files::ContractFiles;
use keycard::input::source::{Source, Syntax};
use serde_json::{Value, json};

/// What the importer wrote; `errors.yaml` and `rules.yaml` are written by hand.
static TEXTS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/connector");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let named = paths.map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), path));
    named
        .filter(|(name, _)| name.ends_with(".json"))
        .map(|(name, path)| (name, std::fs::read_to_string(path).unwrap()))
        .collect()
});

static FILES: LazyLock<ContractFiles> = LazyLock::new(|| {
    let sources = TEXTS
        .iter()
        .map(|(name, text)| (name.clone(), Source::new(name, Syntax::Json, text.as_str())));
    ContractFiles::parse(sources.collect()).unwrap()
});

/// Each definition as its file, its key and its schema.
fn definitions() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    FILES.schemas.iter().flat_map(|(file, schema)| {
        let definitions = schema["$defs"].as_object().unwrap();
        definitions
            .iter()
            .map(move |(key, schema)| (file.as_str(), key.as_str(), schema))
    })
}

fn is_message(key: &str) -> bool {
    key.contains('.')
}

/// Each property of each definition, and the schema of its items if it is a list.
fn properties() -> impl Iterator<Item = (&'static Value, Option<&'static Value>)> {
    let objects = definitions().filter_map(|(_, _, schema)| schema["properties"].as_object());
    objects.flat_map(|properties| properties.values().map(|property| (property, property.get("items"))))
}

/// How many properties or lists have a keyword.
fn with(keyword: &str) -> usize {
    let has = |schema: &Value| usize::from(schema.get(keyword).is_some());
    properties()
        .map(|(property, items)| has(property) + items.map_or(0, has))
        .sum()
}

/// How often each value of a keyword occurs.
fn counted(keyword: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (property, items) in properties() {
        for schema in [Some(property), items].into_iter().flatten() {
            let found: Vec<&Value> = match &schema[keyword] {
                Value::Array(values) => values.iter().map(|value| &value["rule"]).collect(),
                value => vec![value],
            };
            for name in found.into_iter().filter_map(Value::as_str) {
                *counts.entry(name.to_string()).or_default() += 1;
            }
        }
    }
    counts
}

fn operations(is: impl Fn(&ConnectorEntry) -> bool) -> usize {
    FILES.operations.iter().filter(|operation| is(operation)).count()
}

#[test]
fn the_operations_are_all_there() {
    assert_eq!(operations(|_| true), 202);
    assert_eq!(operations(|operation| operation.discontinued), 2);
    let live = |is: fn(&ConnectorEntry) -> bool| operations(|operation| !operation.discontinued && is(operation));
    assert_eq!(live(|operation| operation.effect == Effect::Read), 90);
    assert_eq!(live(|operation| operation.effect == Effect::Write), 110);
    assert_eq!(live(|operation| operation.deprecated.is_some()), 10);
    assert_eq!(live(|operation| operation.restricted), 24);
    assert_eq!(live(|operation| operation.portfolio), 124);
    assert_eq!(live(|operation| !operation.scope.is_empty()), 138);
    assert_eq!(live(|operation| operation.paging == Paging::Required), 62);
    assert_eq!(live(|operation| operation.paging == Paging::Optional), 1);
    assert_eq!(
        live(|operation| operation.paging != Paging::None && operation.items.is_none()),
        0
    );
    assert_eq!(live(|operation| operation.empty), 41);
    assert_eq!(live(|operation| !operation.filters.is_empty()), 15);
    assert_eq!(live(|operation| !operation.quotas.is_empty()), 6);
}

#[test]
fn the_definitions_are_all_there() {
    let types = || {
        definitions()
            .filter(|(_, key, _)| !is_message(key))
            .map(|(_, _, schema)| schema)
    };
    let values = |schema: &Value| {
        let list = schema.get("enum").or_else(|| schema.get("x-values"))?.as_array()?;
        Some(list.len())
    };
    let lists: Vec<usize> = types().filter_map(values).collect();
    assert_eq!((lists.len(), lists.iter().sum::<usize>()), (148, 833));
    let unions = types().filter(|schema| schema.get("anyOf").is_some()).count();
    assert_eq!(unions, 1);
    assert_eq!(
        types().count() - lists.len() - unions,
        383,
        "objects, dictionaries and identifiers"
    );
    assert_eq!(types().filter(|schema| schema.get("x-extensible").is_some()).count(), 4);
    let old = types().filter_map(|schema| schema["x-deprecated-values"].as_object());
    assert_eq!(old.map(serde_json::Map::len).sum::<usize>(), 13);
    let coproducts = || types().filter_map(|schema| schema.get("x-coproduct"));
    let (by_value, tagged): (Vec<&Value>, Vec<&Value>) = coproducts().partition(|about| about.get("value").is_some());
    assert_eq!((by_value.len(), tagged.len()), (13, 8));
    let rows = |is: fn(&str) -> bool| {
        let owners = definitions().filter(|(_, key, _)| is(key));
        owners
            .filter_map(|(_, _, schema)| schema["properties"].as_object())
            .map(serde_json::Map::len)
            .sum::<usize>()
    };
    assert_eq!(rows(|key| key.contains(".request")), 1557);
    assert_eq!(rows(|key| key.ends_with(".response")), 421);
    assert_eq!(rows(|key| !is_message(key)), 2410);
}

#[test]
fn the_constraints_are_all_there() {
    let keywords = [
        "maxItems",
        "maxLength",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "default",
        "const",
        "deprecated",
    ];
    let expected = [374, 110, 8, 5, 3, 20, 4, 147];
    assert_eq!(keywords.map(with), expected, "{keywords:?}");
    let counts = |pairs: &[(&str, usize)]| -> BTreeMap<String, usize> {
        pairs
            .iter()
            .map(|(name, count)| ((*name).to_string(), *count))
            .collect()
    };
    assert_eq!(
        counted("x-max-interval"),
        counts(&[("P1M", 3), ("P3M", 93), ("P180D", 1)])
    );
    assert_eq!(counted("format"), counts(&[("date-time", 237), ("duration", 34)]));
    assert_eq!(
        counted("x-format"),
        counts(&[
            ("base64", 7),
            ("identifier", 931),
            ("iso-3166-1", 23),
            ("iso-4217", 15),
            ("iso-8601", 21)
        ])
    );
    assert_eq!(
        counted("x-rules"),
        counts(&[
            ("both_or_none", 1),
            ("default", 1),
            ("default_scope", 61),
            ("end_not_after_now_minus_minutes", 1),
            ("equals_property_for_once_or_per_person", 4),
            ("exclusive_with", 6),
            ("ignored_unless", 2),
            ("ignored_when_present", 3),
            ("implies", 4),
            ("max_digits", 4),
            ("max_interval_by_time_unit", 9),
            ("needs_another_filter", 2),
            ("required_if_no_other_filter", 46),
            ("required_in_pricing_environment", 2),
            ("required_unless", 2),
            ("required_when", 17),
            ("required_when_present", 2),
            ("required_with_portfolio_token", 80),
            ("sum_equals_abs", 1),
            ("unique_in_collection", 2),
            ("within_days", 1),
        ])
    );
}

#[test]
fn every_reference_leads_somewhere() {
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str));
                let mapped = map.get("x-coproduct").filter(|about| about.get("value").is_some());
                let targets = mapped
                    .and_then(|about| about["map"].as_object())
                    .into_iter()
                    .flat_map(|map| map.values());
                found.extend(targets.filter_map(Value::as_str));
                map.values().for_each(|value| references(value, found));
            }
            Value::Array(items) => items.iter().for_each(|value| references(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    for (file, key, schema) in definitions() {
        let mut found = Vec::new();
        references(schema, &mut found);
        for reference in found {
            let (other, target) = reference.split_once("#/$defs/").unwrap();
            let other = other.strip_suffix(".json").unwrap_or(file);
            let definition = FILES.schemas.get(other).and_then(|schema| schema["$defs"].get(target));
            assert!(definition.is_some(), "{file}#{key}: {reference}");
        }
    }
    for entity in counted("x-entity").into_keys() {
        let (file, key) = entity.split_once('#').unwrap();
        assert!(FILES.schemas[file]["$defs"].get(key).is_some(), "{entity}");
    }
}

#[test]
fn the_files_are_as_the_importer_writes_them() {
    for (name, text) in FILES.render() {
        assert!(TEXTS[&name] == text, "{name} was changed by hand");
    }
    assert_eq!(TEXTS.len(), FILES.schemas.len() + 1);
}

#[test]
fn no_description_was_copied() {
    fn longest(value: &Value) -> usize {
        match value {
            Value::Object(map) => map.values().map(longest).max().unwrap_or(0),
            Value::Array(items) => items.iter().map(longest).max().unwrap_or(0),
            Value::String(text) => text.split(' ').count(),
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        }
    }

    for (file, key, schema) in definitions() {
        assert_eq!(schema.get("description"), None, "{file}#{key}");
        assert!(longest(schema) < 12, "{file}#{key} holds a sentence");
    }
}

struct Committed;

impl Retrieve for Committed {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let name = uri.as_str().rsplit('/').next().unwrap_or_default();
        let schema = FILES.schemas.get(name.trim_end_matches(".json"));
        schema.cloned().ok_or_else(|| format!("{uri} is no file").into())
    }
}

/// A value as it is sent: known identifiers and tokens filled in.
fn filled(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("${target.known.") => json!("3f2b8a60-5c1d-4e7f-9a24-7d0c6e1b8f55"),
        Value::String(text) if text.starts_with("${addDays(today, ") => {
            json!(format!("2031-03-01{}", text.split_once('}').unwrap().1))
        }
        Value::Array(items) => items.iter().map(filled).collect(),
        Value::Object(map) => map.iter().map(|(name, value)| (name.clone(), filled(value))).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

#[test]
fn each_body_satisfies_its_schema() {
    for operation in &FILES.operations {
        let key = format!("{}.request", operation.id.replace('/', "."));
        let reference = format!("https://keycard.invalid/connector/{}.json#/$defs/{key}", operation.file);
        let schema = json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": reference });
        let validator = jsonschema::options()
            .with_retriever(Committed)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap_or_else(|error| panic!("{}: {error}", operation.id));
        let mut body = filled(&operation.body);
        for token in &operation.credentials {
            body[token] = json!("token");
        }
        let errors: Vec<String> = validator.iter_errors(&body).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?} in {body}", operation.id);
        let sets = |name: &String| body.get(name).is_some_and(|value| !value.is_null());
        assert!(
            operation.filters.is_empty() || operation.filters.iter().any(sets),
            "{}: no filter",
            operation.id
        );
    }
}

#[test]
fn each_body_names_a_page_that_exists() {
    fn known(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => {
                let page = text
                    .strip_prefix("${target.known.")
                    .and_then(|rest| rest.strip_suffix('}'));
                found.extend(page.map(str::to_string));
            }
            Value::Array(items) => items.iter().for_each(|value| known(value, found)),
            Value::Object(map) => map.values().for_each(|value| known(value, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    for operation in &FILES.operations {
        let mut found = Vec::new();
        known(&operation.body, &mut found);
        for page in found {
            assert!(FILES.schemas.contains_key(&page), "{}: {page}", operation.id);
        }
    }
}
