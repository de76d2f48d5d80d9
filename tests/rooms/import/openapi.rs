//! The OpenAPI document read into contract files: each feature on a small document of its own, each
//! fault with its place, and `keycard contract import` through the binary.

use std::fs;
use std::path::Path;

use keycard::contract::connector::Paging;
use keycard::import::files::ContractFiles;
use keycard::import::imported::Imported;
use keycard::import::openapi;
use keycard::input::problem::Problems;
use keycard::input::source::{Source, Syntax};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{copy_folder, keycard_in};

/// The head of a document and one operation whose answer is the component `Answer`.
const HEAD: &str = "openapi: 3.0.4
info: { title: Lamps, version: v1 }
paths:
  /api/connector/v1/lamps/getAll:
    post:
      tags: [Street lamps]
      summary: Get all lamps
      requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/LampFilterParameters' } } } }
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/LampResult' } } } }, default: { content: { application/json: { schema: { $ref: '#/components/schemas/Fault' } } } } }
components:
  schemas:
    Fault: { type: object, required: [Message], properties: { Message: { type: string } } }
    LampFilterParameters:
      type: object
      required: [ClientToken, AccessToken, Client, Limitation]
      properties:
        ClientToken: { type: string }
        AccessToken: { type: string }
        Client: { type: string }
        EnterpriseIds: { type: array, maxItems: 1000, items: { type: string, format: uuid }, nullable: true }
        Limitation: { allOf: [{ $ref: '#/components/schemas/Limitation' }] }
    Limitation: { type: object, required: [Count], properties: { Count: { type: integer, minimum: 1, maximum: 1000 } } }
";

/// A document whose answer has one list, of things that are described by `thing`.
fn document(thing: &str) -> String {
    format!(
        "{HEAD}    LampResult:
      type: object
      required: [Lamps]
      properties:
        Lamps: {{ type: array, items: {{ $ref: '#/components/schemas/Lamp' }} }}
        Cursor: {{ type: string, format: uuid, nullable: true }}
{thing}"
    )
}

fn read(text: &str) -> Result<Imported, Problems> {
    openapi::read(&Source::new("lamps.yaml", Syntax::Yaml, text))
}

/// The definition of the thing, without its title and source.
#[track_caller]
fn lamp(thing: &str) -> Value {
    let imported = read(&document(thing)).unwrap();
    stripped(&imported.files.schemas["streetlamps"]["$defs"]["lamp"])
}

fn stripped(definition: &Value) -> Value {
    let mut definition = definition.clone();
    let map = definition.as_object_mut().unwrap();
    map.shift_remove("title");
    map.shift_remove("x-source");
    definition
}

/// The properties of a thing whose only properties are those.
#[track_caller]
fn properties(written: &str) -> Value {
    lamp(&format!("    Lamp: {{ type: object, properties: {{ {written} }} }}\n    Bulb: {{ type: object, properties: {{ Watt: {{ type: number, format: double }} }} }}\n    HueEnum: {{ title: Hue of light, type: string, enum: [Warm, Cold] }}\n"))["properties"].clone()
}

/// The notes on a document, as line and text.
fn notes(text: &str) -> Vec<(usize, String)> {
    let notes = read(text).unwrap().notes;
    notes.into_iter().map(|note| (note.line, note.text)).collect()
}

/// Every file can be compiled as JSON Schema, and every reference leads somewhere.
fn is_sound(files: &ContractFiles) {
    for (name, schema) in &files.schemas {
        assert!(jsonschema::meta::is_valid(schema), "{name} is no JSON Schema");
        leads_somewhere(files, name, schema);
    }
    let texts = files.render();
    let sources = texts.iter().map(|(path, text)| {
        let syntax = if path.ends_with(".json") {
            Syntax::Json
        } else {
            Syntax::Yaml
        };
        (path.clone(), Source::new(path, syntax, text.clone()))
    });
    assert_eq!(&ContractFiles::parse(sources.collect()).unwrap(), files);
}

fn leads_somewhere(files: &ContractFiles, file: &str, value: &Value) {
    match value {
        Value::Object(map) => {
            if let Some(reference) = map.get("$ref").and_then(Value::as_str) {
                let (other, def) = reference.split_once("#/$defs/").unwrap();
                let file = if other.is_empty() {
                    file
                } else {
                    other.trim_end_matches(".json")
                };
                assert!(
                    files.schemas[file]["$defs"].get(def).is_some(),
                    "{reference} leads nowhere"
                );
            }
            // The values of an enum are whatever they are.
            map.iter()
                .filter(|(key, _)| *key != "enum")
                .for_each(|(_, value)| leads_somewhere(files, file, value));
        }
        Value::Array(items) => items.iter().for_each(|item| leads_somewhere(files, file, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[test]
fn an_operation_is_read_with_its_particulars() {
    let text = document("    Lamp: { type: object, properties: { Id: { type: string, format: uuid } } }\n").replace(
        "      summary: Get all lamps\n",
        "      summary: Get all lamps\n      description: 'This supports [Portfolio Access Tokens](x).'\n      deprecated: true\n      x-restricted: true\n      x-deprecatedMessage: 'Use `lights/getAll`.'\n",
    );
    let files = read(&text).unwrap().files;
    is_sound(&files);
    let [entry] = files.operations.as_slice() else {
        panic!("one operation")
    };
    assert_eq!(entry.id, "lamps/getAll");
    assert_eq!(entry.path, "/api/connector/v1/lamps/getAll");
    assert_eq!(entry.file, "streetlamps");
    assert_eq!(entry.title, "Get all lamps");
    assert_eq!(entry.source, "openapi#/paths/~1api~1connector~1v1~1lamps~1getAll/post");
    assert_eq!(entry.credentials, ["ClientToken", "AccessToken"]);
    assert_eq!(entry.scope, ["EnterpriseIds"]);
    assert_eq!(entry.paging, Paging::Required);
    assert_eq!(entry.items.as_deref(), Some("Lamps"));
    assert!(entry.portfolio && entry.restricted && !entry.empty && !entry.discontinued);
    let deprecated = entry.deprecated.as_ref().unwrap();
    assert_eq!(deprecated.replacement.as_deref(), Some("lights/getAll"));
    assert_eq!(
        entry.body,
        json!({"Client": "${target.client}", "Limitation": {"Count": 10}})
    );

    let request = &files.schemas["streetlamps"]["$defs"]["lamps.getAll.request"];
    assert_eq!(request["title"], "Get all lamps: request");
    assert_eq!(
        request["required"],
        json!(["ClientToken", "AccessToken", "Client", "Limitation"])
    );
    assert_eq!(
        request["properties"]["EnterpriseIds"],
        json!({"type": ["array", "null"], "items": {"type": "string", "x-format": "identifier"}, "maxItems": 1000})
    );
    assert_eq!(
        request["properties"]["Limitation"],
        json!({"$ref": "pagination.json#/$defs/limitation"})
    );
    assert_eq!(files.schemas["pagination"]["x-source"], "openapi");
}

#[test]
fn values_are_read_by_type_format_and_limit() {
    for (written, expected) in [
        (
            "A: { type: string, minLength: 1, maxLength: 5, pattern: '^a' }",
            json!({"type": "string", "maxLength": 5, "minLength": 1, "pattern": "^a"}),
        ),
        (
            "A: { type: string, format: date-time, nullable: true }",
            json!({"type": ["string", "null"], "format": "date-time"}),
        ),
        (
            "A: { type: string, format: uuid }",
            json!({"type": "string", "x-format": "identifier"}),
        ),
        (
            "A: { type: string, format: currency }",
            json!({"type": "string", "x-format": "iso-4217"}),
        ),
        (
            "A: { type: integer, format: int32, minimum: 0, exclusiveMinimum: true }",
            json!({"type": "integer", "exclusiveMinimum": 0}),
        ),
        (
            "A: { type: number, maximum: 1.5, default: 1 }",
            json!({"type": "number", "maximum": 1.5, "default": 1}),
        ),
        (
            "A: { type: string, x-schema-id: HybridIdentifier }",
            json!({"type": "string", "x-format": "hybrid-identifier"}),
        ),
        (
            "A: { type: array, items: { type: string }, x-schema-id: HybridIdentifier }",
            json!({"type": "array", "items": {"type": "string", "x-format": "hybrid-identifier"}}),
        ),
        (
            "A: { type: object, additionalProperties: { type: number } }",
            json!({"type": "object", "additionalProperties": {"type": "number"}}),
        ),
        (
            "A: { type: object, additionalProperties: false }",
            json!({"type": "object", "properties": {}}),
        ),
        ("A: { type: object }", json!({"type": "object"})),
        ("A: {}", json!({})),
        ("A: { nullable: true }", json!({})),
        (
            "A: { type: string, deprecated: true, x-deprecatedMessage: 'Use B instead.' }, B: { type: string }",
            json!({"type": "string", "deprecated": true, "x-replacement": "B"}),
        ),
        (
            "A: { allOf: [{ $ref: '#/components/schemas/Bulb' }], nullable: true, x-max-interval-in-months: 3 }",
            json!({"anyOf": [{"$ref": "#/$defs/bulb"}, {"type": "null"}], "x-max-interval": "P3M"}),
        ),
        (
            "A: { anyOf: [{ $ref: '#/components/schemas/HueEnum' }] }",
            json!({"$ref": "#/$defs/hue-of-light"}),
        ),
        (
            "A: { oneOf: [{ type: string }, { type: integer }], nullable: true }",
            json!({"anyOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]}),
        ),
        (
            "A: { type: string, enum: [X, null] }",
            json!({"anyOf": [{"type": "string", "enum": ["X"]}, {"type": "null"}]}),
        ),
    ] {
        assert_eq!(properties(written)["A"], expected, "{written}");
    }
}

#[test]
fn an_enum_and_an_object_become_definitions() {
    let text = document(
        "    Lamp:
      title: Lamp
      type: object
      required: [Hue]
      properties: { Hue: { $ref: '#/components/schemas/HueEnum' }, Bulb: { title: Data, type: object, properties: { Watt: { type: number } } } }
    HueEnum: { title: Hue of light, type: string, enum: [Warm, Cold], x-enumNames: [a, b] }
    NeverUsed: { type: object, properties: { A: { type: string } } }
",
    );
    let files = read(&text).unwrap().files;
    is_sound(&files);
    let definitions = files.schemas["streetlamps"]["$defs"].as_object().unwrap();
    let names: Vec<&String> = definitions.keys().collect();
    assert_eq!(
        names,
        [
            "lamps.getAll.request",
            "lamps.getAll.response",
            "lamp-data",
            "lamp",
            "hue-of-light"
        ]
    );
    assert_eq!(
        definitions["hue-of-light"],
        json!({"title": "Hue of light", "x-source": "openapi#/components/schemas/HueEnum", "type": "string", "enum": ["Warm", "Cold"]})
    );
    assert_eq!(
        definitions["lamp"]["properties"]["Bulb"],
        json!({"$ref": "#/$defs/lamp-data"})
    );
}

#[test]
fn components_that_read_alike_are_one_and_namesakes_are_numbered() {
    let definitions = |other: &str| {
        let text = document(&format!(
            "    Lamp: {{ type: object, properties: {{ A: {{ $ref: '#/components/schemas/Hue' }}, B: {{ $ref: '#/components/schemas/HueEnum' }} }} }}
    Hue: {{ type: string, enum: [Warm, Cold], description: One }}
    HueEnum: {{ type: string, enum: {other}, description: Another }}
"
        ));
        let files = read(&text).unwrap().files;
        files.schemas["streetlamps"]["$defs"]["lamp"]["properties"].clone()
    };
    assert_eq!(
        definitions("[Warm, Cold]"),
        json!({"A": {"$ref": "#/$defs/hue"}, "B": {"$ref": "#/$defs/hue"}})
    );
    assert_eq!(
        definitions("[Warm]"),
        json!({"A": {"$ref": "#/$defs/hue"}, "B": {"$ref": "#/$defs/hue-2"}})
    );
}

#[test]
fn what_several_pages_use_lives_with_its_resource_or_among_the_objects() {
    let text = document("    Lamp: { type: object, properties: { Post: { $ref: '#/components/schemas/PostData' }, Size: { $ref: '#/components/schemas/Size' } } }
    PostData: { type: object, properties: { Height: { type: number } } }
    Size: { type: object, properties: { Height: { type: number } } }
    PostResult: { type: object, properties: { Post: { $ref: '#/components/schemas/PostData' }, Size: { $ref: '#/components/schemas/Size' } } }
")
    .replace(
        "components:\n",
        "  /api/connector/v1/posts/get:
    post:
      tags: [Posts]
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/PostResult' } } } } }
components:\n",
    );
    let files = read(&text).unwrap().files;
    is_sound(&files);
    assert!(files.schemas["posts"]["$defs"].get("post-data").is_some());
    assert!(files.schemas["objects"]["$defs"].get("size").is_some());
    assert_eq!(
        files.schemas["streetlamps"]["$defs"]["lamp"]["properties"]["Post"],
        json!({"$ref": "posts.json#/$defs/post-data"})
    );
    // Without a summary, the title is made of the id; without a request, anything may be sent.
    assert_eq!(files.operations[0].title, "Posts get");
    assert_eq!(
        stripped(&files.schemas["posts"]["$defs"]["posts.get.request"]),
        json!({"type": "object", "properties": {}})
    );
}

#[test]
fn parts_are_put_together() {
    let lamp = lamp(
        "    Lamp:
      required: [Hue]
      properties: { Hue: { type: string } }
      allOf: [{ $ref: '#/components/schemas/Thing' }, { properties: { Watt: { type: number } } }]
    Thing:
      required: [Id]
      properties: { Id: { type: string }, Hue: { type: integer } }
      allOf: [{ $ref: '#/components/schemas/Dated' }]
    Dated: { type: object, properties: { CreatedUtc: { type: string, format: date-time } } }
",
    );
    assert_eq!(
        lamp,
        json!({
            "type": "object",
            "properties": {
                "Hue": {"type": "string"},
                "Id": {"type": "string"},
                "CreatedUtc": {"type": "string", "format": "date-time"},
                "Watt": {"type": "number"},
            },
            "required": ["Hue", "Id"],
        })
    );
}

#[test]
fn a_schema_may_contain_itself() {
    let text = document(
        "    Lamp: { type: object, required: [Next], properties: { Next: { $ref: '#/components/schemas/Lamp' }, All: { type: array, items: { $ref: '#/components/schemas/Lamp' } } } }\n",
    );
    let files = read(&text).unwrap().files;
    is_sound(&files);
    assert_eq!(
        files.schemas["streetlamps"]["$defs"]["lamp"]["properties"],
        json!({"Next": {"$ref": "#/$defs/lamp"}, "All": {"type": "array", "items": {"$ref": "#/$defs/lamp"}}})
    );
}

#[test]
fn a_part_of_the_document_can_be_referred_to() {
    let text = document(
        "    Lamp: { type: object, properties: { A: { $ref: '#/components/schemas/Bulb/properties/Watt' } } }
    Bulb: { type: object, properties: { Watt: { type: number } } }
",
    );
    assert_eq!(
        read(&text).unwrap().files.schemas["streetlamps"]["$defs"]["lamp"]["properties"]["A"],
        json!({"type": "number"})
    );
}

#[test]
fn bodies_and_answers_may_stand_elsewhere() {
    let text = HEAD.replace(
        "requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/LampFilterParameters' } } } }",
        "requestBody: { $ref: '#/components/requestBodies/Lamps' }",
    ).replace(
        "'200': { content: { application/json: { schema: { $ref: '#/components/schemas/LampResult' } } } }",
        "201: { $ref: '#/components/responses/Lamps' }",
    ) + "    Unit: { type: object, additionalProperties: false }
  requestBodies: { Lamps: { content: { text/json: { schema: { $ref: '#/components/schemas/LampFilterParameters' } } } } }
  responses: { Lamps: { content: { application/json: { schema: { $ref: '#/components/schemas/Unit' } } } } }
";
    let files = read(&text).unwrap().files;
    assert!(files.operations[0].empty);
    assert_eq!(files.operations[0].paging, Paging::Required);
    assert_eq!(
        stripped(&files.schemas["streetlamps"]["$defs"]["lamps.getAll.response"]),
        json!({"type": "object", "properties": {}})
    );
}

#[test]
fn a_request_in_several_forms_has_variants() {
    let text = document("    Lamp: { type: object, properties: {} }
    ById: { type: object, required: [LampIds], properties: { LampIds: { type: array, items: { type: string, format: uuid } } } }
    ByHue: { type: object, required: [Hue], properties: { Hue: { type: string } } }
")
    .replace("schema: { $ref: '#/components/schemas/LampFilterParameters' }", "schema: { oneOf: [{ $ref: '#/components/schemas/ById' }, { $ref: '#/components/schemas/ByHue' }] }");
    let files = read(&text).unwrap().files;
    is_sound(&files);
    let definitions = &files.schemas["streetlamps"]["$defs"];
    assert_eq!(
        definitions["lamps.getAll.request"]["anyOf"],
        json!([{"$ref": "#/$defs/lamps.getAll.request.1"}, {"$ref": "#/$defs/lamps.getAll.request.2"}])
    );
    assert_eq!(definitions["lamps.getAll.request.2"]["required"], json!(["Hue"]));
    assert_eq!(
        files.operations[0].body,
        json!({"LampIds": ["${target.known.streetlamps}"]})
    );
}

#[test]
fn a_discriminator_tells_the_form() {
    let parts = "    Gas: { type: object, required: [Kind], properties: { Kind: { type: string }, Pressure: { type: number } } }
    Led: { type: object, required: [Kind], properties: { Kind: { type: string }, Watt: { type: number } } }
";
    let case = |value: &str, def: &str| {
        json!({
            "if": {"properties": {"Kind": {"const": value}}, "required": ["Kind"]},
            "then": {"$ref": format!("#/$defs/{def}")},
        })
    };
    let expected = |gas: &str, led: &str| {
        json!({
            "type": "object",
            "properties": {"Kind": {"type": "string", "enum": [gas, led]}},
            "required": ["Kind"],
            "allOf": [case(gas, "gas"), case(led, "led")],
            "x-coproduct": {"discriminator": "Kind", "map": {gas: "#/$defs/gas", led: "#/$defs/led"}},
        })
    };
    let one_of = "oneOf: [{ $ref: '#/components/schemas/Gas' }, { $ref: '#/components/schemas/Led' }]";
    let mapped = lamp(&format!(
        "    Lamp: {{ {one_of}, discriminator: {{ propertyName: Kind, mapping: {{ G: Gas, L: '#/components/schemas/Led' }} }} }}\n{parts}"
    ));
    assert_eq!(mapped, expected("G", "L"));
    let implied = lamp(&format!(
        "    Lamp: {{ {one_of}, discriminator: {{ propertyName: Kind }} }}\n{parts}"
    ));
    assert_eq!(implied, expected("Gas", "Led"));
}

#[test]
fn a_base_knows_the_schemas_that_include_it() {
    let text = document("    Lamp: { type: object, required: [Kind], properties: { Kind: { type: string } }, discriminator: { propertyName: Kind } }
    Gas: { allOf: [{ $ref: '#/components/schemas/Lamp' }, { type: object, properties: { Pressure: { type: number } } }] }
");
    let files = read(&text).unwrap().files;
    is_sound(&files);
    let definitions = &files.schemas["streetlamps"]["$defs"];
    assert_eq!(
        definitions["lamp"]["x-coproduct"],
        json!({"discriminator": "Kind", "map": {"Gas": "#/$defs/gas"}})
    );
    assert_eq!(
        stripped(&definitions["gas"]),
        json!({"type": "object", "properties": {"Kind": {"type": "string"}, "Pressure": {"type": "number"}}, "required": ["Kind"]})
    );
}

#[test]
fn a_value_follows_from_its_discriminator() {
    let lamp = lamp(
        "    Lamp:
      type: object
      x-coproduct: true
      properties:
        Discriminator: { $ref: '#/components/schemas/KindEnum' }
        Value: { oneOf: [{ $ref: '#/components/schemas/GasData' }, { type: object }] }
    KindEnum: { type: string, enum: [Gas, Led] }
    GasData: { type: object, properties: { Pressure: { type: number } } }
",
    );
    assert_eq!(
        lamp["properties"],
        json!({"Discriminator": {"$ref": "#/$defs/kind"}, "Value": {"type": "object"}})
    );
    assert_eq!(
        lamp["x-coproduct"],
        json!({"discriminator": "Discriminator", "value": "Value", "map": {"Gas": "#/$defs/gas-data", "Led": null}})
    );
    assert_eq!(
        lamp["allOf"][0]["then"],
        json!({"properties": {"Value": {"$ref": "#/$defs/gas-data"}}})
    );
}

#[test]
fn members_are_named_after_their_discriminator() {
    let lamp = lamp(
        "    Lamp:
      type: object
      required: [Discriminator]
      properties:
        Discriminator: { allOf: [{ $ref: '#/components/schemas/KindEnum' }] }
        Gas: { allOf: [{ $ref: '#/components/schemas/GasData' }], nullable: true }
    KindEnum: { type: string, enum: [Gas, Led] }
    GasData: { type: object, properties: { Pressure: { type: number } } }
",
    );
    assert_eq!(
        lamp["x-coproduct"],
        json!({"discriminator": "Discriminator", "map": {"Gas": "Gas"}})
    );
    assert_eq!(
        lamp["allOf"][0]["then"],
        json!({"required": ["Gas"], "properties": {"Gas": {"type": "object"}}})
    );
}

#[test]
fn version_3_1_is_json_schema() {
    let text = document(
        "    Lamp:
      type: [object]
      properties:
        A: { type: [string, 'null'], format: date }
        B: { type: [string, integer] }
        C: { anyOf: [{ $ref: '#/components/schemas/Bulb' }, { type: 'null' }], deprecated: true }
        D: { $ref: '#/components/schemas/Bulb', deprecated: true }
        E: { const: Fixed }
        F: { oneOf: [{ const: X, title: An X }, { const: Y }] }
        G: { type: integer, exclusiveMinimum: 0 }
        H: true
    Bulb: { type: object, properties: { Watt: { type: number } } }
",
    )
    .replace("openapi: 3.0.4", "openapi: 3.1.0");
    let imported = read(&text).unwrap();
    is_sound(&imported.files);
    assert_eq!(imported.notes, []);
    assert_eq!(
        imported.files.schemas["streetlamps"]["$defs"]["lamp"]["properties"],
        json!({
            "A": {"type": ["string", "null"], "format": "date"},
            "B": {"type": ["string", "integer"]},
            "C": {"anyOf": [{"$ref": "#/$defs/bulb"}, {"type": "null"}], "deprecated": true},
            "D": {"$ref": "#/$defs/bulb", "deprecated": true},
            "E": {"const": "Fixed"},
            "F": {"type": "string", "enum": ["X", "Y"]},
            "G": {"type": "integer", "exclusiveMinimum": 0},
            "H": {},
        })
    );
}

#[test]
fn json_is_read_as_well() {
    let value: Value = serde_saphyr::from_str(&document(
        "    Lamp: { type: object, properties: { A: { type: string } } }\n",
    ))
    .unwrap();
    let source = Source::new("lamps.json", Syntax::Json, value.to_string());
    let from_json = openapi::read(&source).unwrap().files;
    assert_eq!(
        from_json,
        read(&document(
            "    Lamp: { type: object, properties: { A: { type: string } } }\n"
        ))
        .unwrap()
        .files
    );
}

#[test]
fn the_server_may_be_a_part_of_the_path() {
    let text = document("    Lamp: { type: object }\n")
        .replace("/api/connector/v1/lamps/getAll", "/lamps/getAll")
        .replace(
            "paths:",
            "servers: [{ url: 'https://lamps.invalid/api/connector/v1/' }]\npaths:",
        );
    assert_eq!(
        read(&text).unwrap().files.operations[0].path,
        "/api/connector/v1/lamps/getAll"
    );
}

#[test]
fn what_cannot_be_taken_over_is_noted_with_its_line() {
    let line = document("").lines().count();
    let noted = |written: &str| {
        notes(&document(&format!(
            "    Lamp: {{ type: object, properties: {{ A: {written}, Bulb: {{ $ref: '#/components/schemas/Bulb' }} }} }}\n    Bulb: {{ type: object }}\n"
        )))
    };
    for (written, expected) in [
        (
            "{ type: string, not: { const: X } }",
            "`not` is left out: the contract files cannot say it",
        ),
        (
            "{ type: string, maxLenght: 5 }",
            "`maxLenght` is no keyword of a schema, and is left out",
        ),
        (
            "{ type: string, x-colour: red }",
            "`x-colour` is not known here and left out, wherever it stands",
        ),
        (
            "{ $ref: '#/components/schemas/Bulb', nullable: true }",
            "what stands beside `$ref` counts for nothing in OpenAPI 3.0, and is left out",
        ),
        ("{ type: array }", "an array says nothing of its items"),
        (
            "{ type: object, required: [B], properties: { C: { type: string } } }",
            "\"B\" is required, but no property has that name",
        ),
        (
            "false",
            "a schema that refuses everything is read as one that takes anything",
        ),
        (
            "{ type: array, format: date, items: { type: string } }",
            "an array has no format; its items are meant",
        ),
        (
            "{ allOf: [{ $ref: '#/components/schemas/Bulb' }], anyOf: [{ type: object }] }",
            "`anyOf` beside `allOf` is left out",
        ),
    ] {
        assert_eq!(noted(written), [(line + 1, expected.to_string())], "{written}");
    }
    assert_eq!(noted("{ type: string }"), []);
}

#[test]
fn a_mistyped_keyword_gets_a_suggestion() {
    let text = document("    Lamp: { type: object, properties: { A: { type: string, maxLenght: 5 } } }\n");
    let notes = read(&text).unwrap().notes;
    assert_eq!(notes[0].page, "lamps.yaml");
    assert_eq!(notes[0].suggestion.as_deref(), Some("did you mean `maxLength`?"));
}

#[test]
fn other_paths_and_methods_are_left_out_with_a_note() {
    let text = document("    Lamp: { type: object }\n").replace(
        "components:\n",
        "  /health: { get: { responses: {} } }
  /api/connector/v1/lamps/count: { get: { responses: {} }, parameters: [] }
components:\n",
    );
    assert_eq!(
        notes(&text),
        [
            (
                10,
                "the path /health is left out: it is not below /api/connector/v1/".to_string()
            ),
            (
                11,
                "GET /api/connector/v1/lamps/count is left out: every call of this API is a POST".to_string()
            ),
        ]
    );
}

#[test]
fn faults_are_told_with_place_and_advice() {
    let thing = |written: &str| document(&format!("    Lamp: {written}\n    Bulb: {{ type: object }}\n"));
    for (text, message, help) in [
        (String::new(), "the file is empty", None),
        (
            "just text".to_string(),
            "this is no OpenAPI document: it is no map of keys",
            Some("openapi: 3.0.4"),
        ),
        (
            "info: {}".to_string(),
            "this is no OpenAPI document: it has no key `openapi`",
            Some("openapi: 3.0.4"),
        ),
        (
            "swagger: '2.0'".to_string(),
            "Swagger 2.0 is not read, but OpenAPI 3.0 and 3.1 are",
            Some("convert it"),
        ),
        (
            "openapi: 4.0.0".to_string(),
            "OpenAPI 4.0.0 is not read, but 3.0 and 3.1 are",
            Some("openapi: 3.0.4"),
        ),
        (
            "openapi: 3".to_string(),
            "OpenAPI 3 is not read, but 3.0 and 3.1 are",
            Some("openapi: 3.0.4"),
        ),
        ("openapi: 3.0.4".to_string(), "the document has no map of `paths`", None),
        (
            "openapi: 3.0.4\npaths: []".to_string(),
            "the document has no map of `paths`",
            None,
        ),
        (
            "openapi: 3.0.4\npaths: {}".to_string(),
            "there is no POST operation below /api/connector/v1/",
            Some("Connector API"),
        ),
        ("openapi: [".to_string(), "", None),
        (
            thing("{ $ref: 'other.yaml#/Lamp' }"),
            "`other.yaml#/Lamp` leads out of the document",
            Some("bundle the document"),
        ),
        (
            thing("{ $ref: '#/components/schemas/Blub' }"),
            "`#/components/schemas/Blub` leads to nothing in the document",
            Some("did you mean `#/components/schemas/Bulb`?"),
        ),
        (
            thing("{ $ref: 5 }"),
            "expected a reference, such as `#/components/schemas/Name`",
            None,
        ),
        (
            thing("{ type: strin }"),
            "`strin` is no type",
            Some("did you mean `string`?"),
        ),
        (
            thing("{ type: object, properties: [] }"),
            "expected a map of properties",
            None,
        ),
        (
            thing("{ type: object, required: Id, properties: {} }"),
            "expected a list of names",
            None,
        ),
        (thing("text"), "expected a schema: a map of keywords", None),
        (
            thing("{ $ref: '#/components/schemas/Lamp' }"),
            "Lamp refers only to itself",
            Some("describe it"),
        ),
        (
            thing("{ anyOf: [{ $ref: '#/components/schemas/Lamp' }, { type: 'null' }] }"),
            "Lamp refers only to itself",
            Some("describe it"),
        ),
        (
            thing("{ allOf: [{ $ref: '#/components/schemas/Lamp' }] }"),
            "Lamp refers only to itself",
            Some("describe it"),
        ),
        (
            thing("{ allOf: [{ $ref: '#/components/schemas/Lamp' }, { type: object }] }"),
            "`#/components/schemas/Lamp` is made of itself by `allOf`",
            Some("leave it out"),
        ),
        (
            document(
                "    Lamp: { allOf: [{ $ref: '#/components/schemas/Post' }, { type: object }] }\n    Post: { allOf: [{ $ref: '#/components/schemas/Lamp' }, { type: object }] }\n",
            ),
            "`#/components/schemas/Lamp` is made of itself by `allOf`",
            Some("leave it out"),
        ),
        (
            thing("{ type: object, properties: { A: { $ref: '#/components/schemas/Lamp/properties/A' } } }"),
            "`#/components/schemas/Lamp/properties/A` contains itself",
            Some("a component of its own"),
        ),
        (
            thing("{ type: object, discriminator: { mapping: {} } }"),
            "a discriminator names no property: `propertyName` is missing",
            None,
        ),
        (
            thing("{ type: object }").replace(
                "schema: { $ref: '#/components/schemas/LampFilterParameters' }",
                "schema: { $ref: '#/components/schemas/Loop' }",
            ) + "    Loop: { oneOf: [{ $ref: '#/components/schemas/Loop' }, { type: object }] }\n",
            "this is one of its own options",
            Some("describe it"),
        ),
    ] {
        let problems = read(&text).expect_err(&text);
        let said: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert!(
            said.iter().any(|said| said.starts_with(message)),
            "{text}\nwas to give: {message}\nbut gave: {said:?}"
        );
        let problem = problems
            .iter()
            .find(|problem| problem.message.starts_with(message))
            .unwrap();
        let advice = problem.help.clone().unwrap_or_default();
        assert!(
            help.is_none_or(|help| advice.contains(help)),
            "{text}\nadvice: {advice}"
        );
    }
}

#[test]
fn a_fault_points_to_its_line() {
    let text = document("    Lamp:\n      type: object\n      properties:\n        A: { type: strin }\n");
    let problems = read(&text).unwrap_err();
    let problem = problems.iter().next().unwrap();
    let source = Source::new("lamps.yaml", Syntax::Yaml, text.as_str());
    let span = problem.span(Some(&source.tree().unwrap())).unwrap();
    assert_eq!(&text[span], "strin");
}

/// What multiplies without end or bound is refused, and quickly.
#[test]
fn nothing_grows_beyond_bounds() {
    // Each of these includes the next one twice.
    let mut diamonds = String::new();
    for number in 0..60 {
        let next = number + 1;
        diamonds.push_str(&format!("    L{number}: {{ allOf: [{{ $ref: '#/components/schemas/L{next}' }}, {{ $ref: '#/components/schemas/L{next}' }}] }}\n"));
    }
    diamonds.push_str("    L60: { type: object, properties: { A: { type: string } } }\n    Lamp: { allOf: [{ $ref: '#/components/schemas/L0' }, { type: object }] }\n");
    let files = read(&document(&diamonds)).unwrap().files;
    assert_eq!(
        files.schemas["streetlamps"]["$defs"]["lamp"]["properties"],
        json!({"A": {"type": "string"}})
    );

    let mut copies = String::from(
        "    Lamp: { type: object, properties: { A: { $ref: '#/components/schemas/C0/properties/A' } } }\n",
    );
    for number in 0..60 {
        let next = format!("$ref: '#/components/schemas/C{}/properties/A'", number + 1);
        copies.push_str(&format!("    C{number}: {{ properties: {{ A: {{ oneOf: [{{ {next} }}, {{ type: array, items: {{ {next} }} }}] }} }} }}\n"));
    }
    copies.push_str("    C60: { properties: { A: { type: string } } }\n");
    let problems = read(&document(&copies)).unwrap_err();
    assert!(
        problems.to_string().contains("multiply beyond all bounds"),
        "{problems}"
    );

    let mut options = String::from(
        "    Lamp: { type: object, properties: { Discriminator: { $ref: '#/components/schemas/E0' }, Value: { type: string } } }\n",
    );
    for number in 0..60 {
        let next = format!("$ref: '#/components/schemas/E{}'", number + 1);
        options.push_str(&format!("    E{number}: {{ anyOf: [{{ {next} }}, {{ {next} }}] }}\n"));
    }
    options.push_str("    E60: { type: string }\n");
    assert!(read(&document(&options)).is_ok());
}

/// A schema of keywords that stand where they may and where they may not.
fn soup() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        Just(json!(true)),
        Just(json!(5)),
        Just(json!("string")),
        Just(json!("object")),
        Just(json!(["A", "null", null])),
        (0..4_usize).prop_map(|name| json!({"$ref": format!("#/components/schemas/S{name}")})),
        (0..4_usize).prop_map(|name| json!({"$ref": format!("#/components/schemas/S{name}/properties/A")})),
        Just(json!({"type": "string", "enum": ["A", "B"]})),
        Just(
            json!({"type": "object", "properties": {"Discriminator": {"enum": ["A"]}, "Value": {"oneOf": [{"$ref": "#/components/schemas/S0"}]}}})
        ),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let keywords = [
            "allOf",
            "anyOf",
            "oneOf",
            "items",
            "properties",
            "additionalProperties",
            "required",
            "type",
            "enum",
            "not",
            "discriminator",
            "nullable",
            "format",
            "x-coproduct",
            "A",
            "Discriminator",
        ];
        let pairs = proptest::collection::vec((0..keywords.len(), inner.clone()), 0..4);
        prop_oneof![
            proptest::collection::vec(inner, 0..3).prop_map(Value::Array),
            pairs.prop_map(move |pairs| {
                let named = pairs
                    .into_iter()
                    .map(|(index, value)| (keywords[index].to_string(), value));
                Value::Object(named.collect::<Map<_, _>>())
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(256), failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever a document holds, there is an end to it: sound files, or problems that can be shown.
    #[test]
    fn any_document_is_read_or_refused(schemas in proptest::collection::vec(soup(), 4), inline in soup()) {
        let named = schemas.into_iter().enumerate().map(|(index, schema)| (format!("S{index}"), schema));
        let text = json!({
            "openapi": "3.1.0",
            "paths": {"/api/connector/v1/lamps/get": {"post": {
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}},
                "responses": {"200": {"content": {"application/json": {"schema": inline}}}},
            }}},
            "components": {"schemas": named.collect::<Map<_, _>>()},
        });
        let source = Source::new("soup.json", Syntax::Json, text.to_string());
        match openapi::read(&source) {
            Ok(imported) => {
                for (file, schema) in &imported.files.schemas {
                    leads_somewhere(&imported.files, file, schema);
                }
            }
            Err(problems) => prop_assert!(problems.len() > 0),
        }
    }
}

/// Runs `keycard contract` in a folder; gives the exit code and both streams.
fn contract(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = keycard_in(folder, &[&["contract"], arguments].concat());
    (ran.code.unwrap(), ran.stdout, ran.stderr)
}

#[test]
fn the_command_writes_checks_and_removes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(
        at("lamps.yaml"),
        document("    Lamp: { type: object, properties: { A: { type: string, not: {} } } }\n"),
    )
    .unwrap();
    let import = ["import", "--openapi", "lamps.yaml", "--out", "out"];
    let check = [&import[..], &["--check"]].concat();

    let (code, out, err) = contract(folder.path(), &import[..3]);
    assert_eq!((code, at("out").exists()), (0, false));
    assert!(out.starts_with("lamps.yaml:29: `not` is left out"), "{out}");
    assert!(
        out.ends_with("1 operation, 3 objects, 0 enums, 5 constraints; 1 note\n"),
        "{out}"
    );
    assert_eq!(err, "Nothing was written; --out DIR writes the contract files.\n");

    let (code, out, _) = contract(folder.path(), &check);
    assert_eq!((code, at("out").exists()), (1, false));
    assert!(out.contains("would add out/operations.json"), "{out}");

    let (code, out, err) = contract(folder.path(), &import);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("added out/streetlamps.json"), "{out}");

    // What a person wrote stays; what nothing describes any more goes.
    for name in ["rules.yaml", "errors.yaml", "README.md", "own.json"] {
        fs::write(at("out").join(name), "{\"by\": \"hand\"}").unwrap();
    }
    let stale = fs::read_to_string(at("out/streetlamps.json"))
        .unwrap()
        .replace("connector/streetlamps", "connector/gone");
    fs::write(at("out/gone.json"), stale).unwrap();
    fs::write(at("out/pagination.json"), "{}").unwrap();

    let (code, out, _) = contract(folder.path(), &check);
    assert_eq!((code, at("out/gone.json").exists()), (1, true));
    assert!(
        out.contains("would change out/pagination.json\nwould remove out/gone.json\n"),
        "{out}"
    );
    let (code, out, _) = contract(folder.path(), &import);
    assert_eq!((code, at("out/gone.json").exists()), (0, false));
    assert!(
        out.contains("changed out/pagination.json\nremoved out/gone.json\n"),
        "{out}"
    );
    assert!(at("out/own.json").exists() && at("out/rules.yaml").exists());
    let (code, out, _) = contract(folder.path(), &check);
    assert_eq!(code, 0);
    assert!(out.contains("out is up to date\n"), "{out}");
}

#[test]
fn the_command_tells_where_documentation_and_document_disagree() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("docs/connector-api/operations")).unwrap();
    let page = "# Street lamps

## Get all lamps

### Request

`[PlatformAddress]/api/connector/v1/lamps/getAll`

| Property | Type | Contract | Description |
| :-- | :-- | :-- | :-- |
| `ClientToken` | string | required | Token. |
| `AccessToken` | string | required | Token. |
| `Client` | string | required | Name. |
| `EnterpriseIds` | array of string | optional, max 100 items | Unique identifiers of the enterprises. |
| `Limitation` | [Limitation](../guidelines/pagination.md#limitation) | required | Limitation. |

### Response

| Property | Type | Contract | Description |
| :-- | :-- | :-- | :-- |
| `Lamps` | array of [Lamp](#lamp) | required | The lamps. |
| `Cursor` | string | optional | Unique identifier of the last lamp. |

#### Lamp

| Property | Type | Contract | Description |
| :-- | :-- | :-- | :-- |
| `A` | string | optional | A text. |
| `B` | string | required | A text. |
";
    fs::write(folder.path().join("docs/connector-api/operations/streetlamps.md"), page).unwrap();
    fs::create_dir_all(folder.path().join("docs/connector-api/guidelines")).unwrap();
    let limitation = "# Pagination\n\n#### Limitation\n\n| Property | Type | Contract | Description |\n| :-- | :-- | :-- | :-- |\n| `Count` | number | required, max 1000 | Count. |\n";
    fs::write(
        folder.path().join("docs/connector-api/guidelines/pagination.md"),
        limitation,
    )
    .unwrap();
    fs::write(folder.path().join("lamps.yaml"), document("    Lamp: { type: object, required: [A], properties: { A: { type: string }, C: { type: string, nullable: true } } }\n")).unwrap();

    let both = ["import", "--docs", "docs", "--openapi", "lamps.yaml", "--out", "out"];
    let (code, out, err) = contract(folder.path(), &both);
    assert_eq!((code, err.as_str()), (0, ""));
    for line in [
        "  lamps/getAll request: EnterpriseIds: the documentation says at most 100 items, the OpenAPI document says at most 1000 items\n",
        "  streetlamps#lamp: A: the documentation says optional, the OpenAPI document says required\n    in responses of lamps/getAll\n",
        "  streetlamps#lamp: B: the documentation says required string, the OpenAPI document has no such property\n",
        "  streetlamps#lamp: C: the documentation has no such property, the OpenAPI document says optional string\n",
    ] {
        assert!(out.contains(line), "{line}\nis not in\n{out}");
    }
    // It is the documentation that is written.
    let written = fs::read_to_string(folder.path().join("out/streetlamps.json")).unwrap();
    assert!(
        written.contains("connector-api/operations/streetlamps#lamp"),
        "{written}"
    );

    let (code, out, _) = contract(folder.path(), &[&both[..], &["--json"]].concat());
    let shown: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(code, 0);
    assert_eq!(shown["counts"]["operations"], 1);
    assert_eq!(shown["files"]["added"], json!([]));
    let places: Vec<&Value> = shown["disagreements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| &line["place"])
        .collect();
    assert!(places.contains(&&json!("streetlamps#lamp: C")), "{places:?}");
}

#[test]
fn an_answer_that_is_the_request_once_more_has_no_credentials() {
    let text = document("    Lamp: { type: object }\n").replace("LampResult' }", "LampFilterParameters' }");
    let imported = read(&text).unwrap();
    is_sound(&imported.files);
    let definitions = &imported.files.schemas["streetlamps"]["$defs"];
    let names = |part: &str| {
        let properties = definitions[format!("lamps.getAll.{part}")]["properties"].as_object();
        properties.unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names("response"), ["EnterpriseIds", "Limitation"]);
    assert_eq!(definitions["lamps.getAll.response"].get("required"), None);
    assert_eq!(names("request").len(), 5);
    let [note] = imported.notes.as_slice() else {
        panic!("one note: {:?}", imported.notes)
    };
    assert_eq!(note.line, 9);
    assert!(
        note.text
            .ends_with("lists the credentials of the request: `ClientToken`, `AccessToken`, `Client`"),
        "{}",
        note.text
    );
}

/// Copies the contract files that are published.
#[test]
fn the_error_object_is_what_most_failures_answer() {
    let default = "default: { content: { application/json: { schema: { $ref: '#/components/schemas/Fault' } } } }";
    let described = document("    Lamp: { type: object }\n");
    let imported = read(&described).unwrap();
    is_sound(&imported.files);
    assert_eq!(
        stripped(&imported.files.schemas["responses"]["$defs"]["error-response-details"]),
        json!({"type": "object", "properties": {"Message": {"type": "string"}}, "required": ["Message"]})
    );
    let odd = default.replace("default", "202").replace("Fault", "Limitation");
    let others = format!(
        "{odd}, '400': {{ $ref: '#/components/responses/Bad' }}, '401': {{ $ref: '#/components/responses/Bad' }}, {}",
        default.replace("default", "'500'").replace("Fault", "Limitation")
    );
    let bad =
        "  responses: { Bad: { content: { application/json: { schema: { $ref: '#/components/schemas/Fault' } } } } }\n";
    let counted = read(&(described.replace(default, &others) + bad)).unwrap();
    assert_eq!(counted.files.schemas["responses"], imported.files.schemas["responses"]);

    let silent = described.replace(&format!(", {default}"), "");
    assert_eq!(
        notes(&silent),
        [(3, "no operation describes what it answers when it fails".to_string())]
    );
    assert_eq!(
        stripped(&read(&silent).unwrap().files.schemas["responses"]["$defs"]["error-response-details"]),
        json!({"type": "object", "properties": {}})
    );
}

#[test]
fn a_contract_that_is_imported_over_another_one_loads() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas"), &at("copy"));
    fs::write(
        at("lamps.yaml"),
        document("    Lamp: { type: object }\n").replace("v1/lamps", "v1/sources"),
    )
    .unwrap();
    fs::create_dir(at("own")).unwrap();
    let scenario = "requirement: The platform refuses unknown tokens.\nsource: connector-api/guidelines/authentication\n\
        level: required\napi: connector\ncovers: [S09]\nsteps:\n  - call: sources/getAll\n    with: { AccessToken: unknown }\n    expect: { status: 401 }\n";
    fs::write(at("own/refuses.yaml"), scenario).unwrap();
    let (code, out, err) = contract(
        folder.path(),
        &["import", "--openapi", "lamps.yaml", "--out", "copy/connector"],
    );
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("changed copy/connector/responses.json\n"), "{out}");
    assert!(out.contains("removed copy/connector/sources.json\n"), "{out}");
    let ran = keycard_in(
        folder.path(),
        &[
            "run",
            "--schemas",
            "copy",
            "--no-builtin",
            "--scenarios",
            "own",
            "--api",
            "connector",
        ],
    )
    .passed();
    assert!(ran.stdout.contains("1 passed of 1 case"), "{}", ran.text());
}

#[test]
fn a_constraint_that_no_value_could_be_held_to_is_left_out_and_told() {
    let line = document("").lines().count() + 5;
    for (keyword, written, expected, shown) in [
        ("maxLength", "-3", "a whole number from 0 up", "-3"),
        ("minLength", "1.5", "a whole number from 0 up", "1.5"),
        ("maxItems", "'ten'", "a whole number from 0 up", "\"ten\""),
        ("minItems", "[1]", "a whole number from 0 up", "[1]"),
        ("x-max-interval-in-months", "-1", "a whole number from 0 up", "-1"),
        ("pattern", "'(['", "a regular expression", "\"([\""),
        ("pattern", "5", "a regular expression", "5"),
        ("enum", "[]", "a list of at least one value", "[]"),
        ("enum", "Warm", "a list of at least one value", "\"Warm\""),
        ("minimum", "five", "a number", "\"five\""),
        ("maximum", "true", "a number", "true"),
        ("exclusiveMinimum", "five", "a number", "\"five\""),
        ("exclusiveMaximum", "[]", "a number", "[]"),
        ("multipleOf", "0", "a number above 0", "0"),
        ("uniqueItems", "perhaps", "true or false", "\"perhaps\""),
        ("nullable", "1", "true or false", "1"),
        ("deprecated", "since May", "true or false", "\"since May\""),
        ("format", "5", "the name of a format", "5"),
    ] {
        let told = format!("`{keyword}` is left out: it should be {expected}, and is {shown}");
        for schema in [
            format!("          type: string\n          {keyword}: {written}\n"),
            format!(
                "          description: A.\n          {keyword}: {written}\n          allOf: [{{ type: string }}]\n"
            ),
        ] {
            let text = document(&format!(
                "    Lamp:\n      type: object\n      properties:\n        A:\n{schema}"
            ));
            let imported = read(&text).unwrap();
            let told_at: Vec<(usize, &str)> = imported
                .notes
                .iter()
                .map(|note| (note.line, note.text.as_str()))
                .collect();
            assert_eq!(told_at, [(line + 1, told.as_str())], "{schema}");
            let lamp = stripped(&imported.files.schemas["streetlamps"]["$defs"]["lamp"]);
            assert_eq!(
                lamp,
                json!({"type": "object", "properties": {"A": {"type": "string"}}}),
                "{schema}"
            );
        }
        // In a part of several, too, where the next one counts.
        let parts = format!(
            "    Lamp:\n      type: object\n      properties:\n        A:\n          allOf:\n            - {keyword}: {written}\n            - {{ type: string, enum: [A] }}\n"
        );
        let imported = read(&document(&parts)).unwrap();
        assert_eq!(notes(&document(&parts)), [(line + 1, told)], "{parts}");
        let lamp = &imported.files.schemas["streetlamps"]["$defs"]["lamp"];
        assert_eq!(
            lamp["properties"],
            json!({"A": {"type": "string", "enum": ["A"]}}),
            "{parts}"
        );
    }
    // What is right stays.
    assert_eq!(
        properties(
            "A: { type: string, maxLength: 0, minLength: 5.0, pattern: '^(a|b)$' }, B: { type: number, multipleOf: 0.5, minimum: -1, exclusiveMinimum: true }, C: { type: string, nullable: true, enum: [null, X] }"
        ),
        json!({
            "A": {"type": "string", "maxLength": 0, "minLength": 5.0, "pattern": "^(a|b)$"},
            "B": {"type": "number", "exclusiveMinimum": -1, "multipleOf": 0.5},
            "C": {"anyOf": [{"type": "string", "enum": ["X"]}, {"type": "null"}]},
        })
    );
}

#[test]
fn an_answer_without_end_is_told() {
    let lamp = |required: &str| {
        document(&format!(
            "    Lamp: {{ type: object, required: [{required}], properties: {{ Next: {{ $ref: '#/components/schemas/Lamp' }} }} }}\n"
        ))
        .replace("Lamps: { type: array, items: { $ref: '#/components/schemas/Lamp' } }", "Lamps: { $ref: '#/components/schemas/Lamp' }")
    };
    let told = "the smallest answer of lamps/getAll: an object requires itself: \
        streetlamps#lamps.getAll.response -> streetlamps#lamp -> streetlamps#lamp";
    assert_eq!(notes(&lamp("Next")), [(5, told.to_string())]);
    assert_eq!(notes(&lamp("")), []);
}
