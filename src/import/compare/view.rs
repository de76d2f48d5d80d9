//! A schema of the contract files as a comparison sees it: references followed, null set apart.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::import::files::ContractFiles;

/// The largest number of references in a row.
const MOST_HOPS: usize = 64;

/// The depth to which a type is spelt out.
const DEPTH: usize = 3;

/// The definitions of contract files, by the names of references.
#[derive(Clone, Copy)]
pub(super) struct Definitions<'f> {
    pub(super) files: &'f ContractFiles,
}

/// A schema with its place.
#[derive(Clone, Debug)]
pub(super) struct LocatedSchema<'f> {
    pub(super) file: &'f str,
    /// The definition, or the definition and the way within it.
    pub(super) location: String,
    pub(super) value: &'f Value,
}

/// A schema with its references followed.
#[derive(Clone, Debug)]
pub(super) struct View<'f> {
    /// Schemas of the value, from the outside in; the last one has its form.
    layers: Vec<&'f Map<String, Value>>,
    /// Number of layers before the definition that is referred to.
    outer: usize,
    /// The definition that is referred to.
    pub(super) named: Option<&'f str>,
    pub(super) nullable: bool,
    pub(super) located: LocatedSchema<'f>,
    pub(super) kind: ValueForm<'f>,
}

/// The form of a value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ValueForm<'f> {
    /// Anything.
    Any,
    /// Any value of these types.
    Scalar(Vec<&'f str>),
    /// One of these texts, or for an open list any text.
    Enum { values: Vec<String>, extensible: bool },
    /// A list.
    Array,
    /// An object with these properties.
    Object,
    /// An object with any names.
    Dictionary,
    /// One of several forms.
    Union,
}

/// The schema that stands for a missing one.
static ANYTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

impl<'f> Definitions<'f> {
    /// A definition of a file.
    pub(super) fn definition(self, file: &str, name: &str) -> Option<LocatedSchema<'f>> {
        let (file, schema) = self.files.schemas.get_key_value(file)?;
        Some(LocatedSchema {
            file,
            location: format!("{file}#{name}"),
            value: schema.get("$defs")?.get(name)?,
        })
    }

    /// All definitions of all files.
    pub(super) fn definitions(self) -> BTreeMap<(&'f str, &'f str), LocatedSchema<'f>> {
        let mut all = BTreeMap::new();
        for (file, schema) in &self.files.schemas {
            for (name, value) in schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
                let location = format!("{file}#{name}");
                all.insert((file.as_str(), name.as_str()), LocatedSchema { file, location, value });
            }
        }
        all
    }

    /// The schema that a reference in a file leads to, with the name of the definition.
    pub(super) fn reference(self, file: &str, reference: &'f str) -> Option<(LocatedSchema<'f>, &'f str)> {
        let (other, name) = reference.split_once("#/$defs/")?;
        let file = if other.is_empty() {
            file
        } else {
            other.strip_suffix(".json")?
        };
        Some((self.definition(file, name)?, name))
    }

    /// The schema that a reference in a file leads to.
    pub(super) fn referred(self, file: &str, reference: &'f str) -> Option<View<'f>> {
        let (located, name) = self.reference(file, reference)?;
        let mut view = self.view(&located);
        if view.named.is_none() {
            view.named = Some(name);
        }
        Some(view)
    }

    /// Follows references and sets null apart.
    pub(super) fn view(self, located: &LocatedSchema<'f>) -> View<'f> {
        let mut located = located.clone();
        let (mut layers, mut outer, mut named, mut nullable) = (Vec::new(), 0, None, false);
        for _ in 0..MOST_HOPS {
            let Some(map) = located.value.as_object() else { break };
            layers.push(map);
            if let Some(options) = map.get("anyOf").and_then(Value::as_array) {
                let mut some = options.iter().enumerate().filter(|(_, option)| !is_null(option));
                let first = some.next();
                let alone = some.next().is_none();
                nullable |= options.iter().any(is_null);
                match first {
                    Some((index, only)) if alone => {
                        located.location = format!("{}/anyOf/{index}", located.location);
                        located.value = only;
                        continue;
                    }
                    Some(_) | None => break,
                }
            }
            let Some(reference) = map.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let Some((target, name)) = self.reference(located.file, reference) else {
                break;
            };
            outer = layers.len();
            named = Some(name);
            located = target;
        }
        let map = layers.last().copied().unwrap_or(&ANYTHING);
        nullable |= kinds(map).contains(&"null");
        View {
            kind: kind(map),
            layers,
            outer,
            named,
            nullable,
            located,
        }
    }

    /// A type in words, such as `array of string`.
    pub(super) fn words(self, view: &View<'f>) -> String {
        self.spelt(view, DEPTH)
    }

    fn spelt(self, view: &View<'f>, depth: usize) -> String {
        let inner = |located: Option<LocatedSchema<'f>>| match (located, depth.checked_sub(1)) {
            (Some(located), Some(depth)) => self.spelt(&self.view(&located), depth),
            (None, _) | (_, None) => "anything".to_string(),
        };
        match &view.kind {
            ValueForm::Any => "anything".to_string(),
            ValueForm::Scalar(kinds) => kinds.join(" or "),
            ValueForm::Enum { values, extensible } => {
                let open = if *extensible { ", or another value" } else { "" };
                match (view.named, values.len()) {
                    (Some(name), _) => format!("enum {name}"),
                    (None, ..=6) => format!("one of {}{open}", values.join(", ")),
                    (None, count) => format!("one of {count} values{open}"),
                }
            }
            ValueForm::Array => format!("array of {}", inner(view.items())),
            ValueForm::Object => view
                .named
                .map_or_else(|| "object".to_string(), |name| format!("object {name}")),
            ValueForm::Dictionary => format!("dictionary of {}", inner(view.entries())),
            ValueForm::Union => {
                let options: Vec<String> = view.options().into_iter().map(|located| inner(Some(located))).collect();
                options.join(" or ")
            }
        }
    }
}

impl<'f> View<'f> {
    /// The schema that has the form of the value.
    pub(super) fn map(&self) -> &'f Map<String, Value> {
        self.layers.last().copied().unwrap_or(&ANYTHING)
    }

    /// Returns true if its form is that of a definition, which is compared once and elsewhere.
    pub(super) fn is_shared(&self) -> bool {
        self.named.is_some()
            && match self.kind {
                ValueForm::Array
                | ValueForm::Enum { .. }
                | ValueForm::Object
                | ValueForm::Dictionary
                | ValueForm::Union => true,
                ValueForm::Any | ValueForm::Scalar(_) => false,
            }
    }

    /// The value of a keyword here; keywords of a shared definition are left to it.
    pub(super) fn says(&self, keyword: &str) -> Option<&'f Value> {
        let own = if self.is_shared() {
            self.outer
        } else {
            self.layers.len()
        };
        self.layers.iter().take(own).find_map(|layer| layer.get(keyword))
    }

    /// The schema of the items of a list.
    pub(super) fn items(&self) -> Option<LocatedSchema<'f>> {
        self.part("items")
    }

    /// The schema of the values of a dictionary.
    pub(super) fn entries(&self) -> Option<LocatedSchema<'f>> {
        self.part("additionalProperties")
            .filter(|located| located.value.is_object())
    }

    /// The forms of a union.
    pub(super) fn options(&self) -> Vec<LocatedSchema<'f>> {
        let options = ["anyOf", "oneOf"]
            .into_iter()
            .find_map(|keyword| self.map().get(keyword)?.as_array());
        let some = options
            .into_iter()
            .flatten()
            .enumerate()
            .filter(|(_, option)| !is_null(option));
        some.map(|(index, value)| LocatedSchema {
            file: self.located.file,
            location: format!("{}/anyOf/{index}", self.located.location),
            value,
        })
        .collect()
    }

    /// The properties of an object, by name.
    pub(super) fn properties(&self) -> BTreeMap<&'f str, LocatedSchema<'f>> {
        let all = self.map().get("properties").and_then(Value::as_object);
        all.into_iter()
            .flatten()
            .map(|(name, value)| {
                let located = LocatedSchema {
                    file: self.located.file,
                    location: format!("{}/{name}", self.located.location),
                    value,
                };
                (name.as_str(), located)
            })
            .collect()
    }

    /// Returns true if a property of an object must be there.
    pub(super) fn requires(&self, name: &str) -> bool {
        let required = self.map().get("required").and_then(Value::as_array);
        required.is_some_and(|all| all.iter().any(|one| one == name))
    }

    fn part(&self, keyword: &str) -> Option<LocatedSchema<'f>> {
        self.map().get(keyword).map(|value| LocatedSchema {
            file: self.located.file,
            location: format!("{}/{keyword}", self.located.location),
            value,
        })
    }
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "null")
}

fn kinds(map: &Map<String, Value>) -> Vec<&str> {
    match map.get("type") {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        Some(one) => one.as_str().into_iter().collect(),
        None => Vec::new(),
    }
}

fn kind<'f>(map: &'f Map<String, Value>) -> ValueForm<'f> {
    let values = map
        .get("enum")
        .or_else(|| map.get("x-values"))
        .and_then(Value::as_array);
    if let Some(values) = values {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
        return ValueForm::Enum {
            values: values.iter().filter(|value| !value.is_null()).map(text).collect(),
            extensible: map.get("x-extensible") == Some(&Value::Bool(true)),
        };
    }
    let options = ["anyOf", "oneOf"]
        .into_iter()
        .find_map(|keyword| map.get(keyword)?.as_array());
    if options.is_some_and(|options| options.iter().any(|option| !is_null(option))) {
        return ValueForm::Union;
    }
    let mut kinds = kinds(map);
    kinds.retain(|kind| *kind != "null");
    kinds.sort_unstable();
    kinds.dedup();
    match kinds.as_slice() {
        [] if map.contains_key("properties") => ValueForm::Object,
        [] => ValueForm::Any,
        ["array"] => ValueForm::Array,
        ["object"] if map.contains_key("properties") => ValueForm::Object,
        ["object"] if map.get("additionalProperties").is_some_and(Value::is_object) => ValueForm::Dictionary,
        _ => ValueForm::Scalar(kinds),
    }
}
