//! Definitions and messages as the schema file of their page.

use serde_json::{Map, Value, json};

use super::coproduct::{Candidate, Coproduct, Style};
use super::deprecations::{Owner, annotate};
use super::index::{DefId, OpId};
use super::markdown::anchor;
use super::model::{Definition, DefinitionKind, Enumeration, Operation, PageContent, Type};
use super::note::NoteKind;
use super::property::{Place, SchemaWriter};
use crate::contract::schema::BASE;

/// A page as a schema file; none if it defines nothing.
pub fn file(page: usize, described: &PageContent, writer: &mut SchemaWriter<'_>) -> Option<Value> {
    if described.operations.is_empty() && described.definitions.is_empty() {
        return None;
    }
    let file = writer.index.file(page).to_string();
    let source = source(&described.path);
    let mut defs = Map::new();
    for (operation, each) in described.operations.iter().enumerate() {
        let id = OpId { page, operation };
        let Some(name) = writer.ids.get(&id) else { continue };
        let name = name.replace('/', ".");
        messages(&name, id, each, described, &file, writer, &mut defs);
    }
    for (definition, each) in described.definitions.iter().enumerate() {
        let id = DefId { page, definition };
        let Some(key) = writer.index.name(id).map(|name| name.key.clone()) else {
            continue;
        };
        let mut schema = Map::new();
        schema.insert("title".to_string(), json!(each.title));
        schema.insert("x-source".to_string(), json!(format!("{source}#{}", each.anchor)));
        schema.extend(body(id, each, described, &file, writer));
        defs.insert(key, Value::Object(schema));
    }
    Some(json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{BASE}connector/{file}.json"),
        "title": described.title,
        "x-source": source,
        "$defs": defs,
    }))
}

/// The name of a page in `x-source`.
pub fn source(path: &str) -> String {
    format!("connector-api/{}", path.trim_end_matches(".md"))
}

fn messages(
    name: &str,
    id: OpId,
    operation: &Operation,
    described: &PageContent,
    file: &str,
    writer: &mut SchemaWriter<'_>,
    defs: &mut Map<String, Value>,
) {
    let source = source(&described.path);
    let place = |owner| Place {
        path: &described.path,
        file,
        owner,
        operation: Some(id),
    };
    let titled = |title: &str, anchor: &str, rest: Map<String, Value>| {
        let mut schema = Map::new();
        schema.insert("title".to_string(), json!(title));
        schema.insert("x-source".to_string(), json!(format!("{source}#{anchor}")));
        schema.extend(rest);
        Value::Object(schema)
    };
    let mut forms: Vec<Map<String, Value>> = Vec::new();
    for variant in &operation.request {
        forms.push(writer.object(&variant.properties, place(Owner::Request(id))));
    }
    let request = if operation.request.len() > 1 {
        let mut references = Vec::new();
        for (number, (form, variant)) in forms.into_iter().zip(&operation.request).enumerate() {
            let key = format!("{name}.request.{}", number + 1);
            references.push(json!({ "$ref": format!("#/$defs/{key}") }));
            let title = variant.title.as_deref().unwrap_or(&operation.title);
            defs.insert(key, titled(title, &anchor(title), form));
        }
        let mut either = Map::new();
        either.insert("anyOf".to_string(), Value::Array(references));
        either
    } else {
        forms.pop().unwrap_or_else(any_object)
    };
    let title = format!("{}: request", operation.title);
    defs.insert(format!("{name}.request"), titled(&title, &operation.anchor, request));
    let response = writer.object(&operation.response, place(Owner::Response(id)));
    let title = format!("{}: response", operation.title);
    defs.insert(format!("{name}.response"), titled(&title, &operation.anchor, response));
}

fn any_object() -> Map<String, Value> {
    let mut object = Map::new();
    object.insert("type".to_string(), json!("object"));
    object
}

fn body(
    id: DefId,
    definition: &Definition,
    described: &PageContent,
    file: &str,
    writer: &mut SchemaWriter<'_>,
) -> Map<String, Value> {
    let operation = definition.operation.map(|operation| OpId {
        page: id.page,
        operation,
    });
    match &definition.kind {
        DefinitionKind::Object(properties) => {
            let place = Place {
                path: &described.path,
                file,
                owner: Owner::Definition(id),
                operation,
            };
            let mut schema = writer.object(properties, place);
            let candidate = Candidate {
                index: writer.index,
                path: &described.path,
                id,
                title: &definition.title,
                operation,
                properties,
            };
            if let Some(coproduct) = candidate.coproduct(writer.notes) {
                add(&coproduct, file, writer, &mut schema);
            }
            schema
        }
        DefinitionKind::Enum(values) => enumeration(id, values, writer),
        DefinitionKind::Dictionary(values) => {
            let mut schema = any_object();
            schema.insert("additionalProperties".to_string(), plain(values));
            schema
        }
        DefinitionKind::HybridIdentifier => {
            let mut schema = Map::new();
            schema.insert("type".to_string(), json!("string"));
            schema.insert("x-format".to_string(), json!("hybrid-identifier"));
            schema
        }
        DefinitionKind::Union(links) => {
            let mut members = Vec::new();
            for (link, line) in links {
                let found = writer.index.of_type(&described.path, link, Some(id), None);
                match found.and_then(|found| writer.index.name(found.id)) {
                    Some(name) => members.push(json!({ "$ref": name.reference(file) })),
                    None => {
                        let what = format!("`{}` leads to nothing that is defined: {}", link.text, link.target);
                        writer.notes.add(&described.path, *line, NoteKind::BrokenLink, what);
                    }
                }
            }
            let mut schema = Map::new();
            schema.insert("anyOf".to_string(), Value::Array(members));
            schema
        }
    }
}

/// The values of a dictionary.
fn plain(kind: &Type) -> Value {
    match kind {
        Type::String | Type::Const(_) => json!({ "type": "string" }),
        Type::Boolean => json!({ "type": "boolean" }),
        Type::Integer => json!({ "type": "integer" }),
        Type::Number => json!({ "type": "number" }),
        Type::Object => json!({ "type": "object" }),
        Type::Array(items) => json!({ "type": "array", "items": plain(items) }),
        Type::Any | Type::Ref(_) => json!({}),
    }
}

fn enumeration(id: DefId, values: &Enumeration, writer: &SchemaWriter<'_>) -> Map<String, Value> {
    let mut schema = Map::new();
    schema.insert("type".to_string(), json!("string"));
    let names: Vec<&str> = values.values.iter().map(|value| value.name.as_str()).collect();
    if values.extensible {
        schema.insert("x-extensible".to_string(), json!(true));
        schema.insert("x-values".to_string(), json!(names));
    } else {
        schema.insert("enum".to_string(), json!(names));
    }
    let mut deprecated = Map::new();
    for name in names {
        if let Some(deprecation) = writer.deprecations.value(id, name) {
            let mut annotated = Map::new();
            annotate(deprecation, &mut annotated);
            deprecated.insert(name.to_string(), Value::Object(annotated));
        }
    }
    if !deprecated.is_empty() {
        schema.insert("x-deprecated-values".to_string(), Value::Object(deprecated));
    }
    schema
}

fn add(coproduct: &Coproduct, file: &str, writer: &SchemaWriter<'_>, schema: &mut Map<String, Value>) {
    let discriminator = &coproduct.discriminator;
    let told = |is: &str| json!({ "properties": { discriminator: { "const": is } }, "required": [discriminator] });
    let mut map = Map::new();
    let mut branches = Vec::new();
    let mut about = Map::new();
    about.insert("discriminator".to_string(), json!(discriminator));
    match &coproduct.style {
        Style::Value { value, map: objects } => {
            about.insert("value".to_string(), json!(value));
            for (name, object) in objects {
                let object = object.and_then(|id| writer.index.name(id));
                let reference = object.map(|object| object.reference(file));
                if let Some(reference) = &reference {
                    let then = json!({ "properties": { value: { "$ref": reference } } });
                    branches.push(json!({ "if": told(name), "then": then }));
                }
                map.insert(name.clone(), json!(reference));
            }
        }
        Style::Tagged(members) => {
            for member in members {
                let then = json!({ "required": [member], "properties": { member: { "type": "object" } } });
                branches.push(json!({ "if": told(member), "then": then }));
                map.insert(member.clone(), json!(member));
            }
        }
    }
    about.insert("map".to_string(), Value::Object(map));
    schema.insert("x-coproduct".to_string(), Value::Object(about));
    if !branches.is_empty() {
        schema.insert("allOf".to_string(), Value::Array(branches));
    }
}
