//! Properties as JSON Schema.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::deprecation_page::note_broken_link;
use super::deprecations::{Deprecations, Owner, annotate, replacement};
use super::index::{DefId, Index, OpId};
use super::model::{DefinitionKind, Enumeration, Property, Type};
use super::note::{NoteKind, Notes};
use super::text::{Link, Mark};
use super::wording::{self, Statement};
use crate::contract::connector::Deprecation;
use crate::input::suggest;

/// Writer of properties as schemas.
pub struct SchemaWriter<'w> {
    /// Index of the links.
    pub index: &'w Index<'w>,
    /// Listed deprecations.
    pub deprecations: &'w Deprecations,
    /// The ids of the operations.
    pub ids: &'w HashMap<OpId, String>,
    /// Notes on everything that was not understood.
    pub notes: &'w mut Notes,
}

/// Place of a table of properties.
#[derive(Clone, Copy)]
pub struct Place<'p> {
    /// The path of the page.
    pub path: &'p str,
    /// Its schema file.
    pub file: &'p str,
    /// The message or the definition.
    pub owner: Owner,
    /// The operation in whose section they stand.
    pub operation: Option<OpId>,
}

impl Place<'_> {
    fn user(&self) -> Option<DefId> {
        match self.owner {
            Owner::Definition(id) => Some(id),
            Owner::Request(_) | Owner::Response(_) => None,
        }
    }
}

impl SchemaWriter<'_> {
    /// The schema of an object with these properties.
    pub fn object(&mut self, properties: &[Property], place: Place<'_>) -> Map<String, Value> {
        let mut members = Map::new();
        let mut required: Vec<&str> = Vec::new();
        for property in properties {
            let is_deprecated = self.is_deprecated(property, place);
            if property.constraints.required && !is_deprecated && !property.nullable {
                required.push(&property.name);
            }
            members.insert(property.name.clone(), self.property(property, properties, place));
        }
        let mut object = Map::new();
        object.insert("type".to_string(), json!("object"));
        object.insert("properties".to_string(), Value::Object(members));
        if !required.is_empty() {
            object.insert("required".to_string(), json!(required));
        }
        object
    }

    fn is_deprecated(&self, property: &Property, place: Place<'_>) -> bool {
        property.deprecated || self.deprecations.property(place.owner, &property.name).is_some()
    }

    fn property(&mut self, property: &Property, siblings: &[Property], place: Place<'_>) -> Value {
        let description = property.description.plain();
        for link in property.description.links() {
            note_broken_link(self.index, place.path, property.line, &link, self.notes);
        }
        let statements = wording::property(&description);
        for sentence in statements.unread {
            let what = format!("`{}` may have a rule that is not known: {sentence}", property.name);
            self.notes.add(place.path, property.line, NoteKind::UnknownRule, what);
        }
        let mut schema = self.base(&property.kind, property, place);
        let mut outer = Map::new();
        let mut rules: Vec<Value> = Vec::new();
        let mut format = None;
        for stated in statements.understood {
            match stated {
                Statement::Format(name) => {
                    format.get_or_insert(name);
                }
                Statement::Keyword(name, value) => {
                    outer.insert(name.to_string(), value);
                }
                Statement::Default(written) => {
                    outer.insert("default".to_string(), default(&property.kind, &written));
                }
                Statement::Rule(name, needs) => {
                    let needs = self.checked(needs, property, siblings, place);
                    let mut rule = Map::new();
                    rule.insert("rule".to_string(), json!(name));
                    rule.extend(needs);
                    let rule = Value::Object(rule);
                    if !rules.contains(&rule) {
                        rules.push(rule);
                    }
                }
            }
        }
        let is_list = matches!(property.kind, Type::Array(_));
        let mut inner = Map::new();
        if is_text(&property.kind) {
            match format {
                Some(name @ ("date-time" | "duration")) => inner.insert("format".to_string(), json!(name)),
                Some(name) => inner.insert("x-format".to_string(), json!(name)),
                None => None,
            };
        }
        if format == Some("identifier")
            && let Some(entity) = self.entity(property, place)
        {
            inner.insert("x-entity".to_string(), json!(entity));
        }
        if let Some(most) = property.constraints.max_length {
            inner.insert("maxLength".to_string(), json!(most));
        }
        if let Some(most) = property.constraints.max_items {
            schema.insert("maxItems".to_string(), json!(most));
        }
        match schema.get_mut("items") {
            Some(Value::Object(items)) if is_list && is_text(&property.kind) => items.extend(inner),
            _ => schema.extend(inner),
        }
        schema.extend(outer);
        if let Some(months) = property.constraints.max_months {
            schema.insert("x-max-interval".to_string(), json!(format!("P{months}M")));
        }
        if !rules.is_empty() {
            schema.insert("x-rules".to_string(), Value::Array(rules));
        }
        let is_deprecated = self.is_deprecated(property, place);
        if !property.constraints.required || is_deprecated || property.nullable {
            schema = nullable(schema);
        }
        if is_deprecated {
            schema.insert("deprecated".to_string(), json!(true));
            annotate(&self.deprecation(property, place), &mut schema);
        }
        Value::Object(schema)
    }

    fn deprecation(&self, property: &Property, place: Place<'_>) -> Deprecation {
        let mut deprecation = self
            .deprecations
            .property(place.owner, &property.name)
            .cloned()
            .unwrap_or_default();
        // What stands beside the property is nearer to it than a list elsewhere.
        let own = replacement(&property.description.without_struck(), place.path, self.index, self.ids);
        if property.deprecated && own.is_some() {
            deprecation.replacement = own;
        }
        deprecation
    }

    /// The schema of a type; what a link of it does not find is an object of which nothing is known.
    fn base(&mut self, kind: &Type, property: &Property, place: Place<'_>) -> Map<String, Value> {
        let named = |name: &str| {
            let mut schema = Map::new();
            schema.insert("type".to_string(), json!(name));
            schema
        };
        match kind {
            Type::String => named("string"),
            Type::Boolean => named("boolean"),
            Type::Integer => named("integer"),
            Type::Number => named("number"),
            Type::Object => named("object"),
            Type::Any => Map::new(),
            Type::Const(value) => {
                let mut schema = named("string");
                schema.insert("const".to_string(), json!(value));
                schema
            }
            Type::Array(items) => {
                let mut schema = named("array");
                let items = self.base(items, property, place);
                schema.insert("items".to_string(), Value::Object(items));
                schema
            }
            Type::Ref(link) => match self.reference(link, property, place) {
                Some(reference) => {
                    let mut schema = Map::new();
                    schema.insert("$ref".to_string(), json!(reference));
                    schema
                }
                None if property.says_text => named("string"),
                None => named("object"),
            },
        }
    }

    fn reference(&mut self, link: &Link, property: &Property, place: Place<'_>) -> Option<String> {
        let found = self.index.of_type(place.path, link, place.user(), place.operation);
        let name = found.as_ref().and_then(|found| self.index.name(found.id));
        if !found.as_ref().is_some_and(|found| found.exact) {
            let what = format!(
                "the type of `{}` leads to nothing that is defined: {}",
                property.name, link.target
            );
            let advice = name.map_or_else(
                || format!("it counts as {}", if property.says_text { "text" } else { "an object" }),
                |name| format!("taken as `{}#{}`", name.file, name.key),
            );
            self.notes
                .suggest(place.path, property.line, NoteKind::BrokenLink, what, Some(advice));
        }
        name.map(|name| name.reference(place.file))
    }

    /// The object that an identifier names, if its description links to it or names it.
    fn entity(&self, property: &Property, place: Place<'_>) -> Option<String> {
        let is_hybrid = || {
            let Type::Ref(link) = &property.kind else { return false };
            let found = self.index.of_type(place.path, link, place.user(), place.operation);
            found.is_some_and(|found| matches!(self.index.kind(found.id), Some(DefinitionKind::HybridIdentifier)))
        };
        if !is_text(&property.kind) && !is_hybrid() {
            return None;
        }
        let (plain, marks) = property.description.with_marks();
        let begin = plain.to_ascii_lowercase().find("unique identifier")?;
        let sentence = plain.get(begin..)?;
        let end = begin + sentence.find(". ").unwrap_or(sentence.len());
        let is_object = |id: &DefId| matches!(self.index.kind(*id), Some(DefinitionKind::Object(_)));
        let mut found = marks
            .iter()
            .filter(|(at, _)| (begin..end).contains(at))
            .filter_map(|(_, mark)| match mark {
                Mark::Link(link) => {
                    let exact = self.index.definitions(place.path, link).iter().copied().find(is_object);
                    let near = || self.index.of_type(place.path, link, None, None);
                    exact.or_else(|| near().map(|found| found.id).filter(is_object))
                }
                Mark::Code(name) => self.index.entity_named(name),
            });
        let name = self.index.name(found.next()?)?;
        Some(format!("{}#{}", name.file, name.key))
    }

    /// A rule whose names were looked up: a value of an enumeration that is spelt otherwise is put right.
    fn checked(
        &mut self,
        mut needs: Map<String, Value>,
        property: &Property,
        siblings: &[Property],
        place: Place<'_>,
    ) -> Map<String, Value> {
        let named = |name: &str| siblings.iter().find(|sibling| sibling.name == name);
        for key in [
            "property",
            "properties",
            "any_of",
            "when_present",
            "sum_of",
            "collection",
        ] {
            let names: Vec<&str> = match needs.get(key) {
                Some(Value::String(name)) => vec![name],
                Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
                _ => Vec::new(),
            };
            for name in names {
                if named(name).is_none() {
                    let what = format!("a rule of `{}` names `{name}`, which is not beside it", property.name);
                    let advice = suggest::nearest(name, siblings.iter().map(|sibling| sibling.name.as_str()));
                    let advice = advice.map(|near| format!("did you mean `{near}`?"));
                    self.notes
                        .suggest(place.path, property.line, NoteKind::UnknownName, what, advice);
                }
            }
        }
        let index = self.index;
        let other = needs.get("property").and_then(Value::as_str).and_then(named);
        let values = other.and_then(|other| enumeration(index, other, place));
        if let (Some(values), Some(Value::String(value))) = (values, needs.get_mut("equals"))
            && !values.values.iter().any(|known| known.name == *value)
        {
            let near = suggest::nearest(value, values.values.iter().map(|known| known.name.as_str()));
            let what = format!(
                "a rule of `{}` names the value `{value}`, which does not exist",
                property.name
            );
            let advice = near.map(|near| format!("taken as `{near}`"));
            self.notes
                .suggest(place.path, property.line, NoteKind::UnknownName, what, advice);
            if let Some(near) = near {
                *value = near.to_string();
            }
        }
        needs
    }
}

/// The values of a property's type.
fn enumeration<'i>(index: &Index<'i>, property: &Property, place: Place<'_>) -> Option<&'i Enumeration> {
    let Type::Ref(link) = &property.kind else { return None };
    let found = index.of_type(place.path, link, place.user(), place.operation)?;
    match index.kind(found.id)? {
        DefinitionKind::Enum(values) => Some(values),
        DefinitionKind::Object(_)
        | DefinitionKind::Dictionary(_)
        | DefinitionKind::HybridIdentifier
        | DefinitionKind::Union(_) => None,
    }
}

/// Text, or a list of texts.
fn is_text(kind: &Type) -> bool {
    match kind {
        Type::String => true,
        Type::Array(items) => **items == Type::String,
        Type::Boolean | Type::Integer | Type::Number | Type::Object | Type::Any | Type::Const(_) | Type::Ref(_) => {
            false
        }
    }
}

/// The same schema, which also accepts null.
fn nullable(mut schema: Map<String, Value>) -> Map<String, Value> {
    if let Some(reference) = schema.shift_remove("$ref") {
        let mut either = Map::new();
        either.insert("anyOf".to_string(), json!([{ "$ref": reference }, { "type": "null" }]));
        either.extend(schema);
        return either;
    }
    if let Some(kind) = schema.get_mut("type") {
        *kind = json!([kind.take(), "null"]);
    }
    schema
}

/// A default in the type of its property.
fn default(kind: &Type, written: &str) -> Value {
    let read = || serde_json::from_str::<Value>(written).ok();
    match kind {
        Type::Boolean | Type::Integer | Type::Number => read().unwrap_or_else(|| json!(written)),
        Type::Array(_) => read().filter(Value::is_array).unwrap_or_else(|| json!([written])),
        Type::String | Type::Object | Type::Any | Type::Const(_) | Type::Ref(_) => json!(written),
    }
}
