//! Making the smallest valid body of a request from its schema.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::number::number;
use super::problem::BodyProblem;
use crate::contract::entry::ConnectorEntry;
use crate::contract::schema::definition_name;

/// The tokens, which credentials fill.
const TOKENS: [&str; 2] = ["ClientToken", "AccessToken"];

/// Deeper than any message is nested.
const DEEPEST: usize = 40;

/// More values than any smallest body has.
const MOST_VALUES: usize = 5_000;

/// Maker of the body of one operation.
pub(super) struct BodyMaker<'s> {
    pub(super) schemas: &'s BTreeMap<String, Value>,
    /// Pages that are about a kind of thing.
    pub(super) pages: &'s BTreeSet<String>,
    /// The page of the operation.
    pub(super) page: &'s str,
    /// The definitions that are being made.
    pub(super) path: Vec<String>,
    /// Number of values that were made.
    pub(super) values: usize,
    pub(super) problems: Vec<BodyProblem>,
}

/// A schema with its file.
#[derive(Clone, Copy)]
struct LocatedSchema<'s> {
    schema: &'s Value,
    file: &'s str,
}

impl<'s> BodyMaker<'s> {
    /// The body of an operation.
    pub(super) fn body(&mut self, operation: &ConnectorEntry) -> Value {
        let key = definition_name(&operation.id, "request");
        let Some(mut at) = self.definition(self.page, &key) else {
            return json!({});
        };
        if let Some(first) = first_of(at.schema)
            && let Some((_, form)) = self.followed(first, at.file)
        {
            at = form;
        }
        let mut body = self.object(at);
        let is_set = |name: &String| body.contains_key(name);
        if !operation.filters.is_empty() && !operation.filters.iter().any(is_set) {
            let properties = at.schema.get("properties");
            let filters = || {
                let known = operation
                    .filters
                    .iter()
                    .filter_map(|name| Some((name, properties?.get(name)?)));
                known.filter(|(_, schema)| !is_deprecated(schema))
            };
            let by_id = filters().find(|(_, schema)| schema.pointer("/items/x-format").is_some());
            if let Some((name, schema)) = by_id.or_else(|| filters().next())
                && let Some(value) = self.value(LocatedSchema { schema, ..at }, name)
            {
                body.insert(name.clone(), value);
            }
        }
        Value::Object(body)
    }

    fn definition(&self, file: &str, key: &str) -> Option<LocatedSchema<'s>> {
        let (file, schema) = self.schemas.get_key_value(file)?;
        let schema = schema.get("$defs")?.get(key)?;
        Some(LocatedSchema { schema, file })
    }

    /// The name and the schema behind a reference.
    fn followed(&self, schema: &Value, file: &str) -> Option<(String, LocatedSchema<'s>)> {
        let reference = schema.get("$ref")?.as_str()?;
        let (other, key) = reference.split_once("#/$defs/")?;
        let file = other.strip_suffix(".json").unwrap_or(file);
        Some((format!("{file}#{key}"), self.definition(file, key)?))
    }

    /// A value for a property of that name; none if there would be no end to it.
    fn value(&mut self, at: LocatedSchema<'s>, name: &str) -> Option<Value> {
        self.values += 1;
        if self.values > MOST_VALUES || self.path.len() > DEEPEST {
            return None;
        }
        if let Some(first) = first_of(at.schema) {
            return self.value(LocatedSchema { schema: first, ..at }, name);
        }
        if let Some((definition, target)) = self.followed(at.schema, at.file) {
            if self.path.contains(&definition) {
                return None;
            }
            self.path.push(definition);
            let text = self.hybrid(at.schema, target.schema, name);
            let value = text.or_else(|| self.value(target, name));
            self.path.pop();
            return value;
        }
        if let Some(value) = chosen(at.schema) {
            return Some(value);
        }
        Some(match kind(at.schema) {
            "object" => Value::Object(self.object(at)),
            "array" => {
                let items = at.schema.get("items").unwrap_or(&Value::Null);
                // No code of a tax would be right everywhere, and none is needed.
                let item = (name != "TaxCodes")
                    .then(|| self.value(LocatedSchema { schema: items, ..at }, name))
                    .flatten();
                Value::Array(item.into_iter().collect())
            }
            "boolean" => json!(false),
            "integer" | "number" => number(at.schema, name),
            "string" => Value::String(self.text(at.schema, name)),
            _ => json!({}),
        })
    }

    /// An identifier that may have a prefix: the property, not the shared definition, says what it identifies.
    fn hybrid(&mut self, property: &Value, target: &Value, name: &str) -> Option<Value> {
        let is_hybrid = target.get("x-format")?.as_str()? == "hybrid-identifier";
        is_hybrid.then(|| Value::String(self.identifier(property, name)))
    }

    fn object(&mut self, at: LocatedSchema<'s>) -> Map<String, Value> {
        let mut object = Map::new();
        let Some(properties) = at.schema.get("properties").and_then(Value::as_object) else {
            // The only dictionary that says something when it has one entry.
            if self.path.last().is_some_and(|last| last.ends_with("#localized-text")) {
                object.insert("en-US".to_string(), json!("Keycard"));
            }
            return object;
        };
        let required = at.schema.get("required").and_then(Value::as_array);
        let required: Vec<&str> = required.into_iter().flatten().filter_map(Value::as_str).collect();
        // An object of nothing but switches is a choice, and choosing nothing gives nothing.
        let is_switch = |schema: &Value| kind(schema) == "boolean";
        let is_extent = self.path.last().is_some_and(|last| last.ends_with("extent"));
        let is_choice = is_extent || !properties.is_empty() && properties.values().all(is_switch);
        for (name, schema) in properties {
            if !required.contains(&name.as_str()) || TOKENS.contains(&name.as_str()) {
                continue;
            }
            match self.value(LocatedSchema { schema, ..at }, name) {
                Some(Value::Bool(_)) if is_choice => {
                    object.insert(name.clone(), json!(true));
                }
                Some(value) => {
                    object.insert(name.clone(), value);
                }
                None => {
                    let mut path = self.path.clone();
                    path.push(name.clone());
                    self.problems.push(BodyProblem::Cycle(path));
                }
            }
        }
        if is_choice && object.is_empty() {
            let mut switches = properties.iter().filter(|(_, schema)| is_switch(schema));
            let first = switches.find(|(_, schema)| !is_deprecated(schema));
            object.extend(first.map(|(name, _)| (name.clone(), json!(true))));
        }
        self.discriminate(at, properties, &mut object);
        for (name, schema) in properties {
            if !object.contains_key(name)
                && needs(schema, &object)
                && let Some(value) = self.value(LocatedSchema { schema, ..at }, name)
            {
                object.insert(name.clone(), value);
            }
        }
        apply_implications(properties, &mut object);
        object
    }

    /// Chooses the first value of a discriminator that leads to an object, and adds that object.
    fn discriminate(
        &mut self,
        at: LocatedSchema<'s>,
        properties: &'s Map<String, Value>,
        object: &mut Map<String, Value>,
    ) {
        let Some(about) = at.schema.get("x-coproduct") else {
            return;
        };
        let Some(discriminator) = about.get("discriminator").and_then(Value::as_str) else {
            return;
        };
        let map = about.get("map").and_then(Value::as_object);
        let first = map.into_iter().flatten().find(|(_, target)| target.is_string());
        let (Some((name, target)), true) = (first, object.contains_key(discriminator)) else {
            return;
        };
        object.insert(discriminator.to_string(), json!(name));
        let member = about.get("value").or(Some(target)).and_then(Value::as_str);
        let Some(member) = member else { return };
        let made = if about.get("value").is_some() {
            let reference = json!({ "$ref": target });
            let Some((definition, target)) = self.followed(&reference, at.file) else {
                return;
            };
            if self.path.contains(&definition) {
                return;
            }
            self.path.push(definition);
            let made = self.value(target, member);
            self.path.pop();
            made
        } else {
            let schema = properties.get(member);
            schema.and_then(|schema| self.value(LocatedSchema { schema, ..at }, member))
        };
        if let Some(made) = made {
            object.insert(member.to_string(), made);
        }
    }
}

/// The first of several schemas of which one must hold.
fn first_of(schema: &Value) -> Option<&Value> {
    schema.get("anyOf")?.as_array()?.first()
}

fn kind(schema: &Value) -> &str {
    match schema.get("type") {
        Some(Value::String(kind)) => kind,
        Some(Value::Array(kinds)) => kinds.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    }
}

fn is_deprecated(schema: &Value) -> bool {
    schema.get("deprecated").is_some_and(|deprecated| deprecated == true)
}

/// A value that the schema itself names: the first that is not deprecated.
fn chosen(schema: &Value) -> Option<Value> {
    if let Some(value) = schema.get("const") {
        return Some(value.clone());
    }
    let values = schema.get("enum").or_else(|| schema.get("x-values"))?.as_array()?;
    let old = schema.get("x-deprecated-values");
    let is_old = |value: &&Value| {
        value
            .as_str()
            .is_some_and(|name| old.is_some_and(|old| old.get(name).is_some()))
    };
    let fresh = values.iter().find(|value| !is_old(value));
    fresh.or_else(|| values.first()).cloned()
}

/// Sets properties to the values that others imply.
fn apply_implications(properties: &Map<String, Value>, object: &mut Map<String, Value>) {
    for (name, schema) in properties {
        let rules = schema.get("x-rules").and_then(Value::as_array);
        for rule in rules.into_iter().flatten() {
            let (Some(own), Some(meant)) = (object.get(name), rule.get("equals")) else {
                continue;
            };
            let implies = rule.get("rule").is_some_and(|kind| kind == "implies");
            let applies = rule.get("when") == Some(own) || rule.get("when_not").is_some_and(|not| not != own);
            let other = rule.get("property").and_then(Value::as_str).unwrap_or_default();
            if implies
                && applies
                && let Some(value) = object.get_mut(other)
            {
                *value = meant.clone();
            }
        }
    }
}

/// Returns true if a rule of an optional property requires it beside the properties that are there.
fn needs(schema: &Value, object: &Map<String, Value>) -> bool {
    let rules = schema.get("x-rules").and_then(Value::as_array);
    rules.into_iter().flatten().any(|rule| {
        let said = |key: &str| rule.get(key).and_then(Value::as_str).unwrap_or_default();
        match said("rule") {
            "required_when" => {
                let Some(other) = object.get(said("property")) else {
                    return false;
                };
                let one_of = rule.get("one_of").and_then(Value::as_array);
                rule.get("equals") == Some(other) || one_of.is_some_and(|values| values.contains(other))
            }
            // The platform's demo property with gross prices is the first that a newcomer meets.
            "required_in_pricing_environment" => said("value") == "Gross",
            _ => false,
        }
    })
}
