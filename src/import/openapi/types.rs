//! Schemas by their type: enums, scalars, lists, and objects that become definitions of their own.

use serde_json::{Map, Value, json};

use super::form::{Form, Site, definition};
use super::keywords;
use super::object::Part;
use super::schema::{Lifted, Translation};
use super::{names, placement};
use crate::input::suggest;

impl<'d> Translation<'d, '_> {
    /// A schema without references, choices and parts.
    pub(super) fn plain(&mut self, map: &'d Map<String, Value>, site: &Site) -> Form {
        let inline = map
            .get("properties")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty());
        if inline && !site.whole {
            return self.lift(map, site);
        }
        self.typed(map, &[(map, site.pointer.clone())], site)
    }

    /// A schema by its type; `parts` are all maps whose properties it has.
    pub(super) fn typed(&mut self, map: &Map<String, Value>, parts: &[Part<'d>], site: &Site) -> Form {
        let (mut kinds, mut nullable) = self.types(map, site);
        let has_properties = parts.iter().any(|(part, _)| part.contains_key("properties"));
        let mut form = Form::default();
        let values = map.get("enum").and_then(Value::as_array);
        if let Some(values) = values.filter(|values| !values.is_empty()) {
            let some: Vec<Value> = values.iter().filter(|value| !value.is_null()).cloned().collect();
            nullable |= some.len() < values.len();
            if kinds.is_empty() {
                kinds.push(if some.iter().all(Value::is_number) && !some.is_empty() {
                    "number"
                } else {
                    "string"
                });
            }
            form.map.insert("type".to_string(), json!(kinds.first()));
            form.map.insert("enum".to_string(), Value::Array(some));
            form.nullable = nullable;
            return form;
        }
        if kinds.is_empty() && (has_properties || map.get("additionalProperties").is_some_and(Value::is_object)) {
            kinds.push("object");
        } else if kinds.is_empty() && map.contains_key("items") {
            kinds.push("array");
        }
        match kinds.as_slice() {
            [] => {}
            [one] => {
                form.map.insert("type".to_string(), json!(one));
            }
            several => {
                form.map.insert("type".to_string(), json!(several));
            }
        }
        if kinds.contains(&"object") {
            self.object(map, parts, site, &mut form);
        }
        if kinds.contains(&"array") {
            self.array(map, parts, site, &mut form);
        } else if let Some((key, format)) = map.get("format").and_then(Value::as_str).and_then(keywords::format) {
            form.map.insert(key.to_string(), json!(format));
        }
        if map.get("x-schema-id").and_then(Value::as_str) == Some("HybridIdentifier") && kinds == ["string"] {
            form.map.insert("x-format".to_string(), json!("hybrid-identifier"));
        }
        // Nothing can be added to a schema that takes anything.
        form.nullable = nullable && !kinds.is_empty();
        form
    }

    /// The types that are named, without null; true if null is one of them.
    fn types(&mut self, map: &Map<String, Value>, site: &Site) -> (Vec<&'static str>, bool) {
        let named: Vec<&Value> = match map.get("type") {
            None => Vec::new(),
            Some(Value::Array(all)) => all.iter().collect(),
            Some(one) => vec![one],
        };
        let mut kinds = Vec::new();
        for name in named {
            let name = name.as_str().map_or_else(|| name.to_string(), str::to_string);
            match keywords::TYPES.iter().find(|known| **known == name) {
                Some(known) => kinds.push(*known),
                None => {
                    let help = suggest::help(&name, keywords::TYPES.iter().copied());
                    self.problem(&format!("{}/type", site.pointer), format!("`{name}` is no type"), help);
                }
            }
        }
        let before = kinds.len();
        kinds.retain(|kind| *kind != "null");
        let nullable = kinds.len() < before;
        (kinds, nullable)
    }

    fn array(&mut self, map: &Map<String, Value>, parts: &[Part<'d>], site: &Site, form: &mut Form) {
        let found = parts
            .iter()
            .find_map(|(part, at)| part.get("items").map(|items| (items, at)));
        let Some((items, at)) = found else {
            self.remark(
                &site.pointer,
                "an array says nothing of its items".to_string(),
                Some("add `items`".to_string()),
            );
            return;
        };
        let mut inner = self.schema(items, &site.within(format!("{at}/items")));
        let plain = inner.map.get("type") == Some(&json!("string")) && inner.map.len() == 1;
        if let Some((key, format)) = map.get("format").and_then(Value::as_str).and_then(keywords::format) {
            self.remark(
                &format!("{}/format", site.pointer),
                "an array has no format; its items are meant".to_string(),
                Some("move `format` into `items`".to_string()),
            );
            if plain {
                inner.map.insert(key.to_string(), json!(format));
            }
        }
        if plain && map.get("x-schema-id").and_then(Value::as_str) == Some("HybridIdentifier") {
            inner.map.insert("x-format".to_string(), json!("hybrid-identifier"));
        }
        form.map.insert("items".to_string(), inner.finish());
    }

    /// Makes a definition of an object that the document writes where it is used.
    fn lift(&mut self, map: &'d Map<String, Value>, site: &Site) -> Form {
        let own = map
            .get("title")
            .and_then(Value::as_str)
            .map(|title| title.trim().trim_end_matches('.'));
        let heading = match own {
            Some(title) if title.contains(' ') => title.to_string(),
            _ => {
                let name = site
                    .pointer
                    .split('/')
                    .rev()
                    .find(|step| *step != "items" && step.parse::<usize>().is_err());
                let words = names::sentence(own.filter(|title| !title.is_empty()).or(name).unwrap_or("object"));
                format!("{} {}", site.heading, words.to_lowercase())
            }
        };
        let anchor = names::slug(&heading);
        let inside = Site {
            heading: heading.clone(),
            siblings: Vec::new(),
            whole: true,
            ..site.clone()
        };
        let form = self.typed(map, &[(map, site.pointer.clone())], &inside);
        let value = definition(
            &heading,
            &site.pointer,
            Form {
                nullable: false,
                ..form.clone()
            },
        );
        let same = |lifted: &&Lifted| lifted.file == site.file && same_but_source(&lifted.value, &value);
        let def = match self.lifted.iter().find(same) {
            Some(known) => known.def.clone(),
            None => {
                let free = |def: &String| !self.taken.contains(&(site.file.clone(), def.clone()));
                let mut names = (0..).map(|before| placement::numbered(&anchor, before));
                let def = names.find(free).unwrap_or_default();
                self.taken.insert((site.file.clone(), def.clone()));
                self.lifted.push(Lifted {
                    file: site.file.clone(),
                    def: def.clone(),
                    value,
                });
                def
            }
        };
        Form {
            nullable: form.nullable,
            ..Form::of("$ref", json!(format!("#/$defs/{def}")))
        }
    }
}

fn same_but_source(a: &Value, b: &Value) -> bool {
    let strip = |value: &Value| {
        let mut map = value.as_object().cloned().unwrap_or_default();
        map.shift_remove("x-source");
        map
    };
    strip(a) == strip(b)
}
