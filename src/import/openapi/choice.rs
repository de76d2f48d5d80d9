//! Schemas that are made of others: `allOf`, `oneOf`, `anyOf`, and `discriminator`.

use serde_json::{Map, Value, json};

use super::description::COMPONENTS;
use super::form::{Form, Site};
use super::limits;
use super::object::{Part, case};
use super::schema::Translation;
use crate::input::pointer::escape;

impl<'d> Translation<'d, '_> {
    /// All parts at once. One part without company is that part; of several, the keywords are put together.
    pub(super) fn all_of(&mut self, map: &'d Map<String, Value>, parts: &'d [Value], site: &Site) -> Form {
        let choice = ["anyOf", "oneOf"]
            .into_iter()
            .find(|keyword| map.contains_key(*keyword));
        if let Some(keyword) = choice {
            self.remark(
                &format!("{}/{keyword}", site.pointer),
                format!("`{keyword}` beside `allOf` is left out"),
                None,
            );
        }
        let own = ["properties", "required", "additionalProperties", "items", "enum"]
            .into_iter()
            .any(|keyword| map.get(keyword).is_some_and(|value| *value != Value::Bool(false)));
        if let ([part], false) = (parts, own) {
            return self.schema(part, &site.same("allOf/0"));
        }
        let mut found = Vec::new();
        self.parts(map, site, &mut site.chain.clone(), &mut found);
        let mut merged = Map::new();
        for (part, _) in &found {
            for (key, value) in *part {
                if !matches!(key.as_str(), "allOf" | "title" | "description" | "discriminator")
                    && !merged.contains_key(key)
                    && limits::fault(key, value).is_none()
                {
                    merged.insert(key.clone(), value.clone());
                }
            }
        }
        if let Some(declared) = map.get("discriminator") {
            merged.insert("discriminator".to_string(), declared.clone());
        }
        self.typed(&merged, &found, site)
    }

    /// The map and everything that it includes, the map first.
    fn parts(&mut self, map: &'d Map<String, Value>, site: &Site, chain: &mut Vec<String>, found: &mut Vec<Part<'d>>) {
        found.push((map, site.pointer.clone()));
        for (index, part) in map
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let mut place = site.same(&format!("allOf/{index}"));
            let before = chain.len();
            let mut part = part;
            while let Some(reference) = part.get("$ref").and_then(Value::as_str) {
                let here = format!("{}/$ref", place.pointer);
                if chain.iter().any(|seen| seen == reference) {
                    self.problem(
                        &here,
                        format!("`{reference}` is made of itself by `allOf`"),
                        Some("leave it out of one of the `allOf` lists on the way".to_string()),
                    );
                    return;
                }
                chain.push(reference.to_string());
                match self.document.target(reference, &here) {
                    Ok(target) => part = target,
                    Err(problem) => {
                        self.push(problem);
                        return;
                    }
                }
                place.pointer = reference.trim_start_matches('#').to_string();
            }
            match part.as_object() {
                // Several ways may lead to one part.
                Some(_) if found.iter().any(|(_, known)| *known == place.pointer) => {}
                Some(map) => {
                    if let Some(keyword) = ["anyOf", "oneOf"]
                        .into_iter()
                        .find(|keyword| map.contains_key(*keyword))
                    {
                        self.remark(
                            &format!("{}/{keyword}", place.pointer),
                            format!("`{keyword}` within `allOf` is left out"),
                            None,
                        );
                    }
                    self.check_keywords(map, &place);
                    self.parts(map, &place, chain, found);
                }
                None => self.problem(&place.pointer, "expected a schema: a map of keywords".to_string(), None),
            }
            chain.truncate(before);
        }
    }

    /// Translates a choice of one schema out of several.
    pub(super) fn choice(
        &mut self,
        map: &'d Map<String, Value>,
        keyword: &str,
        options: &'d [Value],
        site: &Site,
    ) -> Form {
        if map.contains_key("properties") {
            self.remark(
                &format!("{}/{keyword}", site.pointer),
                format!("`{keyword}` beside `properties` is left out"),
                None,
            );
            return self.typed(map, &[(map, site.pointer.clone())], site);
        }
        let is_null =
            |option: &Value| option.get("type") == Some(&json!("null")) || option.get("enum") == Some(&json!([null]));
        let some: Vec<(usize, &'d Value)> = options
            .iter()
            .enumerate()
            .filter(|(_, option)| !is_null(option))
            .collect();
        let nullable = some.len() < options.len();
        let constants: Vec<&Value> = some.iter().filter_map(|(_, option)| option.get("const")).collect();
        let mut form = if let [(index, only)] = some.as_slice() {
            self.schema(only, &site.same(&format!("{keyword}/{index}")))
        } else if !some.is_empty() && constants.len() == some.len() && constants.iter().all(|value| value.is_string()) {
            let mut form = Form::of("type", json!("string"));
            form.map.insert("enum".to_string(), json!(constants));
            form
        } else if let Some(declared) = map.get("discriminator") {
            let mut form = Form::of("type", json!("object"));
            let implied = some
                .iter()
                .filter_map(|(_, option)| option.get("$ref")?.as_str())
                .map(|reference| {
                    (
                        reference.rsplit('/').next().unwrap_or(reference).to_string(),
                        reference.to_string(),
                    )
                })
                .collect();
            self.discriminated(declared, implied, site, &mut form);
            form
        } else {
            let mut options: Vec<Value> = Vec::new();
            let mut nullable = false;
            for (index, option) in some {
                let form = self.schema(option, &site.within(format!("{}/{keyword}/{index}", site.pointer)));
                nullable |= form.nullable;
                let value = Form {
                    nullable: false,
                    ..form
                }
                .finish();
                if !options.contains(&value) {
                    options.push(value);
                }
            }
            Form {
                nullable,
                ..Form::of("anyOf", Value::Array(options))
            }
        };
        form.nullable |= nullable;
        form
    }

    /// A base whose `discriminator` says which of the schemas that include it is meant.
    pub(super) fn base(&mut self, declared: &Value, site: &Site, form: &mut Form) {
        let own = site.pointer.strip_prefix('#').unwrap_or(&site.pointer);
        let including: Vec<(String, String)> = self
            .document
            .schemas()
            .filter(|(_, schema)| {
                let parts = schema.get("allOf").and_then(Value::as_array);
                parts.into_iter().flatten().any(|part| {
                    let reference = part.get("$ref").and_then(Value::as_str).unwrap_or_default();
                    reference.strip_prefix('#') == Some(own)
                })
            })
            .map(|(name, _)| (name.to_string(), format!("{COMPONENTS}{}", escape(name))))
            .collect();
        self.discriminated(declared, including, site, form);
    }

    /// The table of a `discriminator`: its `mapping`, or else the names of the schemas themselves.
    fn discriminated(&mut self, declared: &Value, implied: Vec<(String, String)>, site: &Site, form: &mut Form) {
        let place = format!("{}/discriminator", site.pointer);
        let Some(property) = declared.get("propertyName").and_then(Value::as_str) else {
            self.problem(
                &place,
                "a discriminator names no property: `propertyName` is missing".to_string(),
                None,
            );
            return;
        };
        let mapping = declared.get("mapping").and_then(Value::as_object);
        let table: Vec<(String, String)> = match mapping {
            Some(mapping) => mapping
                .iter()
                .filter_map(|(value, target)| Some((value.clone(), target.as_str()?.to_string())))
                .map(|(value, target)| {
                    let whole = target.starts_with('#') || target.contains(['/', '.']);
                    (value, if whole { target } else { format!("{COMPONENTS}{target}") })
                })
                .collect(),
            None => implied,
        };
        let (mut pairs, mut cases) = (Map::new(), Vec::new());
        for (value, target) in &table {
            let mut inside = site.within(place.clone());
            if mapping.is_some() {
                inside.pointer = format!("{place}/mapping/{}", escape(value));
            }
            let found = self.reference(&Value::String(target.clone()), &inside);
            if let Some(reference) = found.map.get("$ref") {
                pairs.insert(value.clone(), reference.clone());
                cases.push(case(property, value, json!({"$ref": reference})));
            }
        }
        if pairs.is_empty() {
            return;
        }
        let values: Vec<&String> = pairs.keys().collect();
        if let Some(properties) = form
            .map
            .entry("properties")
            .or_insert_with(|| json!({}))
            .as_object_mut()
            && !properties.contains_key(property)
        {
            properties.insert(property.to_string(), json!({"type": "string", "enum": values}));
        }
        if let Some(required) = form.map.entry("required").or_insert_with(|| json!([])).as_array_mut()
            && !required.iter().any(|name| name == property)
        {
            required.push(json!(property));
        }
        form.map.insert("allOf".to_string(), Value::Array(cases));
        form.map.insert(
            "x-coproduct".to_string(),
            json!({"discriminator": property, "map": pairs}),
        );
    }
}
