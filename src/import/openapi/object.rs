//! Objects: their properties, and values whose form depends on one property.

use serde_json::{Map, Value, json};

use super::form::{Form, Site};
use super::placement;
use super::schema::Translation;
use crate::input::pointer::escape;

/// The map of a schema with its place.
pub(super) type Part<'d> = (&'d Map<String, Value>, String);

impl<'d> Translation<'d, '_> {
    /// The properties of an object, out of all maps that describe it; of two for one name, the first counts.
    pub(super) fn object(&mut self, map: &Map<String, Value>, parts: &[Part<'d>], site: &Site, form: &mut Form) {
        let mut found: Vec<(&'d String, &'d Value, String)> = Vec::new();
        for (part, at) in parts {
            match part.get("properties") {
                Some(Value::Object(all)) => {
                    for (name, schema) in all {
                        if !found.iter().any(|(known, _, _)| *known == name) {
                            found.push((name, schema, format!("{at}/properties/{}", escape(name))));
                        }
                    }
                }
                Some(_) => self.problem(
                    &format!("{at}/properties"),
                    "expected a map of properties".to_string(),
                    None,
                ),
                None => {}
            }
        }
        let described = parts.iter().any(|(part, _)| part.contains_key("properties"));
        let more = parts
            .iter()
            .find_map(|(part, at)| part.get("additionalProperties").map(|more| (more, at)));
        if !found.is_empty() || described || more.is_some_and(|(more, _)| *more == Value::Bool(false)) {
            let siblings: Vec<String> = found.iter().map(|(name, _, _)| (*name).clone()).collect();
            let mut properties = Map::new();
            for (name, schema, pointer) in &found {
                let site = Site {
                    siblings: siblings.clone(),
                    ..site.within(pointer.clone())
                };
                let value = self.schema(schema, &site).finish();
                properties.insert((*name).clone(), value);
            }
            form.map.insert("properties".to_string(), Value::Object(properties));
            self.required(parts, &siblings, form);
        }
        if let Some((more, at)) = more.filter(|(more, _)| more.is_object()) {
            let value = self
                .schema(more, &site.within(format!("{at}/additionalProperties")))
                .finish();
            form.map.insert("additionalProperties".to_string(), value);
        }
        self.discriminate(map, &found, site, form);
    }

    fn required(&mut self, parts: &[Part<'d>], known: &[String], form: &mut Form) {
        let mut required: Vec<&str> = Vec::new();
        for (part, at) in parts {
            let names = match part.get("required") {
                None => continue,
                Some(Value::Array(names)) => names,
                Some(_) => {
                    self.problem(&format!("{at}/required"), "expected a list of names".to_string(), None);
                    continue;
                }
            };
            for (index, name) in names.iter().enumerate() {
                match name.as_str() {
                    Some(name) if known.iter().any(|known| known == name) => required.push(name),
                    _ => self.remark(
                        &format!("{at}/required/{index}"),
                        format!("{name} is required, but no property has that name"),
                        None,
                    ),
                }
            }
        }
        let required: Vec<&String> = known.iter().filter(|name| required.contains(&name.as_str())).collect();
        if !required.is_empty() {
            form.map.insert("required".to_string(), json!(required));
        }
    }

    /// Notes the form of the object for each value of its discriminator, if there is one.
    fn discriminate(
        &mut self,
        map: &Map<String, Value>,
        found: &[(&'d String, &'d Value, String)],
        site: &Site,
        form: &mut Form,
    ) {
        if let Some(declared) = map.get("discriminator") {
            self.base(declared, site, form);
            return;
        }
        let property = |wanted: &str| found.iter().find(|(name, _, _)| *name == wanted);
        let Some((_, discriminator, _)) = property("Discriminator") else {
            return;
        };
        let values = self.values(discriminator, &mut Vec::new());
        if let Some((_, value, at)) = property("Value") {
            self.by_value(value, &values, &site.within(at.clone()), form);
            return;
        }
        let members: Vec<&String> = values.iter().filter(|value| property(value).is_some()).collect();
        if members.is_empty() {
            return;
        }
        let pairs: Map<String, Value> = members.iter().map(|name| ((*name).clone(), json!(name))).collect();
        let cases = members.iter().map(|name| {
            let then = json!({"required": [name], "properties": {name.as_str(): {"type": "object"}}});
            case("Discriminator", name, then)
        });
        form.map.insert("allOf".to_string(), Value::Array(cases.collect()));
        form.map.insert(
            "x-coproduct".to_string(),
            json!({"discriminator": "Discriminator", "map": pairs}),
        );
    }

    /// `{Discriminator, Value}`: the form of the value follows from the name.
    fn by_value(&mut self, value: &'d Value, values: &[String], site: &Site, form: &mut Form) {
        let mut options: Vec<(&'d str, &'d Value, String)> = Vec::new();
        for keyword in ["oneOf", "anyOf", "allOf"] {
            for (index, option) in value
                .get(keyword)
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .enumerate()
            {
                if let Some(name) = option
                    .get("$ref")
                    .and_then(Value::as_str)
                    .and_then(placement::component)
                {
                    options.push((name, option, format!("{}/{keyword}/{index}", site.pointer)));
                }
            }
        }
        if options.is_empty() || values.is_empty() {
            return;
        }
        // A single option belongs to a single value, whatever the names are.
        let alone = options.len() == 1 && values.len() == 1;
        let mut pairs: Map<String, Value> = values.iter().map(|value| (value.clone(), Value::Null)).collect();
        let mut cases = Vec::new();
        for (name, option, pointer) in options {
            let folded = name.to_lowercase();
            let meant = values
                .iter()
                .filter(|value| alone || folded.contains(&value.to_lowercase()))
                .max_by_key(|value| value.len());
            let target = self.schema(option, &site.within(pointer.clone()));
            match meant.filter(|value| pairs.get(*value).is_some_and(Value::is_null)) {
                Some(meant) => {
                    let reference = target.map.get("$ref").cloned().unwrap_or_default();
                    pairs.insert(meant.clone(), reference);
                    let then = json!({"properties": {"Value": target.map}});
                    cases.push(case("Discriminator", meant, then));
                }
                None => self.remark(
                    &pointer,
                    format!("it cannot be told which value of `Discriminator` stands for {name}"),
                    Some("name the value in the component's name, or write a `discriminator`".to_string()),
                ),
            }
        }
        if let Some(properties) = form.map.get_mut("properties").and_then(Value::as_object_mut)
            && let Some(written) = properties.get_mut("Value")
        {
            *written = Form {
                nullable: value.get("nullable") == Some(&Value::Bool(true)),
                ..Form::of("type", json!("object"))
            }
            .finish();
        }
        form.map.insert("allOf".to_string(), Value::Array(cases));
        form.map.insert(
            "x-coproduct".to_string(),
            json!({"discriminator": "Discriminator", "value": "Value", "map": pairs}),
        );
    }

    /// The names that a schema lists; `seen` are the references that were followed.
    fn values(&self, schema: &'d Value, seen: &mut Vec<&'d str>) -> Vec<String> {
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values.iter().filter_map(Value::as_str).map(str::to_string).collect();
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            if seen.contains(&reference) {
                return Vec::new();
            }
            seen.push(reference);
            let target = self.document.target(reference, "").ok();
            return target.map(|target| self.values(target, seen)).unwrap_or_default();
        }
        ["allOf", "anyOf", "oneOf"]
            .into_iter()
            .filter_map(|keyword| schema.get(keyword)?.as_array())
            .flatten()
            .map(|option| self.values(option, seen))
            .find(|values| !values.is_empty())
            .unwrap_or_default()
    }
}

/// `if` the discriminator has that value, `then`.
pub(super) fn case(discriminator: &str, value: &str, then: Value) -> Value {
    json!({
        "if": {"properties": {discriminator: {"const": value}}, "required": [discriminator]},
        "then": then,
    })
}
