//! The platform's OpenAPI document, read into contract files.
//!
//! Everything that the document refers to must stand in it: a reference to another file is an error,
//! and so are a type that does not exist and a schema that is made of itself. What the contract files
//! cannot say is left out with a note. `additionalProperties: false` is left out without one: that a
//! request knows no further property is checked anyway, and answers may have more of them.

mod answers;
mod choice;
mod deprecation;
mod description;
mod entries;
mod error_object;
mod form;
mod keywords;
mod limits;
mod names;
mod object;
mod operations;
mod placement;
mod schema;
mod types;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Map, Value, json};

use self::description::{COMPONENTS, Description, UnplacedNote};
use self::form::{Form, Site, definition, or_empty};
use self::operations::FoundOperation;
use self::placement::Placement;
use self::schema::Translation;
use super::body;
use super::cycles;
use super::files::ContractFiles;
use super::imported::Imported;
use crate::contract::schema::definition_name;
use crate::input::pointer::escape;
use crate::input::problem::Problems;
use crate::input::source::Source;

/// Definitions by file: those of messages, and those of components with their place in the document.
type Messages = BTreeMap<String, Vec<(String, Value)>>;
type Components = BTreeMap<String, Vec<(usize, String, Value)>>;

/// Reads a document of OpenAPI 3.0 or 3.1.
///
/// # Errors
/// All problems of the document, each with its place.
pub fn read(source: &Source) -> Result<Imported, Problems> {
    let document = Description::read(source)?;
    let (mut problems, mut remarks) = (Vec::new(), Vec::new());
    let mut operations = operations::found(&document, &mut problems, &mut remarks);
    operations.sort_by(|a, b| a.file.cmp(&b.file));
    let placements = placement::assign(&document, &operations);
    let mut translation = Translation::new(&document, &placements);
    let mut messages = messages(&operations, &mut translation);
    let error_object = error_object::object(&operations, &mut translation);
    let responses = messages.entry(placement::ERROR_FILE.to_string()).or_default();
    responses.push((error_object::NAME.to_string(), error_object));
    let components = components(&placements, &mut translation);
    problems.append(&mut translation.problems);
    remarks.append(&mut translation.remarks);
    Problems::none(problems, ())?;
    let mut files = ContractFiles {
        operations: Vec::new(),
        schemas: schemas(messages, components, &operations),
    };
    answers::without_credentials(&mut files, &operations, &mut remarks);
    files.operations = operations.iter().map(|found| entries::entry(found, &files)).collect();
    let bodies = body::fill(&mut files).into_iter().map(|problem| ("body", problem));
    let answers = cycles::responses(&files).into_iter().map(|problem| ("answer", problem));
    for (part, (id, problem)) in bodies.chain(answers) {
        let place = operations.iter().find(|found| found.id == id);
        remarks.push(UnplacedNote {
            pointer: place.map(|found| found.pointer.clone()).unwrap_or_default(),
            text: format!("the smallest {part} of {id}: {problem}"),
            suggestion: None,
        });
    }
    Ok(Imported {
        files,
        notes: document.notes(remarks),
    })
}

/// The request and the response of each operation.
fn messages(operations: &[FoundOperation<'_>], translation: &mut Translation<'_, '_>) -> Messages {
    let mut messages = Messages::new();
    for found in operations {
        let mut definitions = Vec::new();
        for (part, pointer) in [("request", &found.request), ("response", &found.response)] {
            let heading = format!("{}: {part}", found.title);
            let site = Site {
                file: found.file.clone(),
                heading: found.title.clone(),
                pointer: pointer.clone().unwrap_or_else(|| found.pointer.clone()),
                chain: Vec::new(),
                siblings: Vec::new(),
                whole: true,
            };
            let name = definition_name(&found.id, part);
            let forms = pointer.as_ref().map_or_else(Vec::new, |pointer| {
                variants(pointer, &site, &mut Vec::new(), translation)
            });
            if let [(form, at)] = forms.as_slice() {
                definitions.push((name, definition(&heading, at, or_empty(form.clone()))));
                continue;
            }
            let mut options = Vec::new();
            let mut variants = Vec::new();
            for (index, (form, at)) in forms.into_iter().enumerate() {
                let name = format!("{name}.{}", index + 1);
                options.push(json!({"$ref": format!("#/$defs/{name}")}));
                variants.push((
                    name,
                    definition(&format!("{heading} {}", index + 1), &at, or_empty(form)),
                ));
            }
            let whole = if options.is_empty() {
                or_empty(Form::default())
            } else {
                Form::of("anyOf", Value::Array(options))
            };
            definitions.push((name, definition(&heading, &site.pointer, whole)));
            definitions.append(&mut variants);
        }
        messages.entry(found.file.clone()).or_default().append(&mut definitions);
    }
    messages
}

/// The forms of a message, each with its place: references are followed, since a message is a definition of its own.
fn variants(
    pointer: &str,
    site: &Site,
    chain: &mut Vec<String>,
    translation: &mut Translation<'_, '_>,
) -> Vec<(Form, String)> {
    let document = translation.document;
    let Some(schema) = document.at(pointer) else {
        return Vec::new();
    };
    let (schema, at) = match document.follow(schema, pointer) {
        Ok(found) => found,
        Err(problem) => {
            translation.push(problem);
            return Vec::new();
        }
    };
    if chain.contains(&at) {
        let help = "describe it in one of the options".to_string();
        translation.problem(pointer, "this is one of its own options".to_string(), Some(help));
        return Vec::new();
    }
    for keyword in ["oneOf", "anyOf"] {
        let options = schema.get(keyword).and_then(Value::as_array);
        if let Some(options) = options.filter(|options| options.len() > 1 && schema.get("discriminator").is_none()) {
            chain.push(at.clone());
            let places = (0..options.len()).map(|index| format!("{at}/{keyword}/{index}"));
            let all = places
                .flat_map(|place| variants(&place, site, chain, translation))
                .collect();
            chain.pop();
            return all;
        }
    }
    let site = Site {
        pointer: at.clone(),
        chain: vec![format!("#{at}")],
        ..site.clone()
    };
    vec![(translation.schema(schema, &site), at)]
}

/// Every component that something refers to, and the definitions that were lifted out of messages and components.
fn components(placements: &HashMap<String, Placement>, translation: &mut Translation<'_, '_>) -> Components {
    let mut components = Components::new();
    let mut done: HashSet<(String, String)> = HashSet::new();
    let mut take = |translation: &mut Translation<'_, '_>, order: usize| {
        for lifted in translation.lifted.drain(..) {
            components
                .entry(lifted.file)
                .or_default()
                .push((order, lifted.def, lifted.value));
        }
    };
    take(translation, 0);
    let mut found = Vec::new();
    while let Some((order, name)) = translation.wanted.pop_first() {
        let Some(placement) = placements.get(&name) else {
            continue;
        };
        let pointer = format!("/components/schemas/{}", escape(&name));
        let Some(schema) = translation.document.at(&pointer) else {
            continue;
        };
        if !done.insert((placement.file.clone(), placement.def.clone())) {
            continue;
        }
        if is_circle(translation.document, &name) {
            let help = "describe it in one of the components".to_string();
            translation.problem(&pointer, format!("{name} refers only to itself"), Some(help));
            continue;
        }
        let site = Site {
            file: placement.file.clone(),
            heading: placement.heading.clone(),
            pointer: pointer.clone(),
            chain: vec![format!("{COMPONENTS}{name}")],
            siblings: Vec::new(),
            whole: true,
        };
        let form = translation.schema(schema, &site);
        found.push((
            placement.file.clone(),
            order,
            placement.def.clone(),
            definition(&placement.heading, &pointer, form),
        ));
        take(translation, order);
    }
    for (file, order, def, value) in found {
        components.entry(file).or_default().push((order, def, value));
    }
    components
}

/// Returns true if a component is nothing but a reference that comes back to it.
fn is_circle(document: &Description<'_>, name: &str) -> bool {
    let mut seen = HashSet::new();
    let mut reference = format!("{COMPONENTS}{name}");
    while seen.insert(reference.clone()) {
        let Ok(schema) = document.target(&reference, "") else {
            return false;
        };
        match alias(schema) {
            Some(next) => reference = next.to_string(),
            None => return false,
        }
    }
    true
}

/// The reference that a schema is nothing but.
fn alias(schema: &Value) -> Option<&str> {
    let map: &Map<String, Value> = schema.as_object()?;
    if map.contains_key("properties") {
        return None;
    }
    if let Some(reference) = map.get("$ref") {
        return reference.as_str();
    }
    let options = ["allOf", "anyOf", "oneOf"]
        .into_iter()
        .find_map(|keyword| map.get(keyword)?.as_array())?;
    let mut some = options
        .iter()
        .filter(|option| option.get("type") != Some(&json!("null")));
    match (some.next(), some.next()) {
        (Some(only), None) => alias(only),
        _ => None,
    }
}

fn schemas(
    messages: Messages,
    mut components: Components,
    operations: &[FoundOperation<'_>],
) -> BTreeMap<String, Value> {
    let titles: HashMap<&str, &str> = operations
        .iter()
        .filter_map(|found| Some((found.file.as_str(), found.value.pointer("/tags/0")?.as_str()?)))
        .collect();
    let mut files: BTreeMap<String, Map<String, Value>> = messages
        .into_iter()
        .map(|(file, definitions)| (file, definitions.into_iter().collect()))
        .collect();
    for (file, definitions) in &mut components {
        // The order of the document; what was lifted out of a component stands before it.
        definitions.sort_by_key(|(order, _, _)| *order);
        let into = files.entry(file.clone()).or_default();
        into.extend(definitions.drain(..).map(|(_, def, value)| (def, value)));
    }
    files
        .into_iter()
        .map(|(file, definitions)| {
            let title = titles
                .get(file.as_str())
                .map_or_else(|| names::sentence(&file), |title| (*title).to_string());
            let schema = json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": format!("https://keycard.invalid/connector/{file}.json"),
                "title": title,
                "x-source": "openapi",
                "$defs": definitions,
            });
            (file, schema)
        })
        .collect()
}
