//! Translation of schemas of the document into those of the contract files.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use super::description::{Description, UnplacedNote, Version};
use super::form::{Form, Site};
use super::keywords::{self, Keyword};
use super::limits;
use super::placement::{self, Placement};
use crate::input::pointer::escape;
use crate::input::problem::Problem;
use crate::input::suggest;

/// The largest number of copies of schemas that are no components to places that refer to them.
const MOST_COPIES: usize = 5_000;

/// A definition that the document has no component for.
pub(super) struct Lifted {
    pub(super) file: String,
    pub(super) def: String,
    pub(super) value: Value,
}

/// The state of a translation.
pub(super) struct Translation<'d, 's> {
    pub(super) document: &'d Description<'s>,
    placements: &'d HashMap<String, Placement>,
    /// Components that something refers to, by their place in the document.
    pub(super) wanted: BTreeMap<usize, String>,
    pub(super) lifted: Vec<Lifted>,
    order: HashMap<&'d str, usize>,
    pub(super) taken: HashSet<(String, String)>,
    extensions: Vec<String>,
    copies: usize,
    pub(super) problems: Vec<Problem>,
    pub(super) remarks: Vec<UnplacedNote>,
}

impl<'d, 's> Translation<'d, 's> {
    pub(super) fn new(document: &'d Description<'s>, placements: &'d HashMap<String, Placement>) -> Self {
        Self {
            document,
            placements,
            wanted: BTreeMap::new(),
            lifted: Vec::new(),
            order: document
                .schemas()
                .enumerate()
                .map(|(index, (name, _))| (name, index))
                .collect(),
            taken: placements
                .values()
                .map(|placement| (placement.file.clone(), placement.def.clone()))
                .collect(),
            extensions: Vec::new(),
            copies: 0,
            problems: Vec::new(),
            remarks: Vec::new(),
        }
    }

    pub(super) fn problem(&mut self, pointer: &str, message: String, help: Option<String>) {
        self.push(self.document.problem(pointer, message).with_help(help));
    }

    pub(super) fn push(&mut self, problem: Problem) {
        if !self.problems.iter().any(|other| other.says_the_same(&problem)) {
            self.problems.push(problem);
        }
    }

    pub(super) fn remark(&mut self, pointer: &str, text: String, suggestion: Option<String>) {
        self.remarks.push(UnplacedNote {
            pointer: pointer.to_string(),
            text,
            suggestion,
        });
    }

    /// Reads one schema.
    pub(super) fn schema(&mut self, schema: &'d Value, site: &Site) -> Form {
        let map = match schema {
            Value::Object(map) => map,
            Value::Bool(true) => return Form::default(),
            Value::Bool(false) => {
                self.remark(
                    &site.pointer,
                    "a schema that refuses everything is read as one that takes anything".to_string(),
                    None,
                );
                return Form::default();
            }
            Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                self.problem(&site.pointer, "expected a schema: a map of keywords".to_string(), None);
                return Form::default();
            }
        };
        self.check_keywords(map, site);
        let mut form = if let Some(reference) = map.get("$ref") {
            let form = self.reference(reference, site);
            if self.document.version == Version::V3_0
                && map
                    .keys()
                    .any(|key| !matches!(key.as_str(), "$ref" | "description" | "title"))
            {
                self.remark(
                    &site.pointer,
                    "what stands beside `$ref` counts for nothing in OpenAPI 3.0, and is left out".to_string(),
                    Some("put the reference into `allOf`".to_string()),
                );
                return form;
            }
            form
        } else if let Some(parts) = map
            .get("allOf")
            .and_then(Value::as_array)
            .filter(|parts| !parts.is_empty())
        {
            self.all_of(map, parts, site)
        } else if let Some((keyword, options)) = options(map) {
            self.choice(map, keyword, options, site)
        } else {
            self.plain(map, site)
        };
        keywords::annotate(map, &site.siblings, &mut form.map);
        form.nullable |= map.get("nullable") == Some(&Value::Bool(true));
        form
    }

    /// Notes keywords that are not translated.
    pub(super) fn check_keywords(&mut self, map: &Map<String, Value>, site: &Site) {
        for (name, value) in map {
            let place = format!("{}/{}", site.pointer, escape(name));
            if let Some(fault) = limits::fault(name, value) {
                self.remark(&place, fault, None);
                continue;
            }
            match keywords::keyword(name) {
                Keyword::Known => {}
                Keyword::LeftOut => self.remark(
                    &place,
                    format!("`{name}` is left out: the contract files cannot say it"),
                    None,
                ),
                Keyword::Extension => {
                    if !self.extensions.contains(name) {
                        self.extensions.push(name.clone());
                        self.remark(
                            &place,
                            format!("`{name}` is not known here and left out, wherever it stands"),
                            None,
                        );
                    }
                }
                Keyword::Unknown => {
                    let help = suggest::nearest(name, keywords::known()).map(|name| format!("did you mean `{name}`?"));
                    self.remark(
                        &place,
                        format!("`{name}` is no keyword of a schema, and is left out"),
                        help,
                    );
                }
            }
        }
    }

    /// Translates a reference.
    pub(super) fn reference(&mut self, reference: &Value, site: &Site) -> Form {
        let place = format!("{}/$ref", site.pointer);
        let Some(reference) = reference.as_str() else {
            self.problem(
                &place,
                "expected a reference, such as `#/components/schemas/Name`".to_string(),
                None,
            );
            return Form::default();
        };
        let target = match self.document.target(reference, &place) {
            Ok(target) => target,
            Err(problem) => {
                self.push(problem);
                return Form::default();
            }
        };
        let whole = placement::component(reference).filter(|name| reference.ends_with(&format!("/schemas/{name}")));
        if let Some((name, placement)) = whole.and_then(|name| Some((name, self.placements.get(name)?))) {
            let order = self.order.get(name).copied().unwrap_or_default();
            self.wanted.insert(order, name.to_string());
            let file = if placement.file == site.file {
                String::new()
            } else {
                format!("{}.json", placement.file)
            };
            return Form::of("$ref", json!(format!("{file}#/$defs/{}", placement.def)));
        }
        let mut inside = Site {
            pointer: reference.trim_start_matches('#').to_string(),
            ..site.clone()
        };
        if inside.chain.iter().any(|before| before == reference) {
            self.problem(
                &place,
                format!("`{reference}` contains itself"),
                Some("make it a component of its own".to_string()),
            );
            return Form::default();
        }
        self.copies += 1;
        if self.copies > MOST_COPIES {
            self.problem(
                "",
                "references to parts of components multiply beyond all bounds".to_string(),
                Some("make each shared schema a component of its own".to_string()),
            );
            return Form::default();
        }
        inside.chain.push(reference.to_string());
        self.schema(target, &inside)
    }
}

/// The options of `oneOf` or `anyOf`.
fn options(map: &Map<String, Value>) -> Option<(&'static str, &Vec<Value>)> {
    ["oneOf", "anyOf"].into_iter().find_map(|keyword| {
        let options = map.get(keyword)?.as_array().filter(|options| !options.is_empty())?;
        Some((keyword, options))
    })
}
