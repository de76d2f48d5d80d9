//! Comparing contracts: each kind of change and whom it breaks, laws that hold for all contracts, and
//! `keycard contract diff` through the binary.

use std::fs;
use std::path::Path;

use keycard::contract::entry::ConnectorEntry;
use keycard::import::compare::change::{Aspect, Breaks, Change, Part};
use keycard::import::compare::wording::{self, Relation};
use keycard::import::compare::{diff, report};
use keycard::import::files::ContractFiles;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use support::{assert_golden, keycard_in};

const TIME: Relation<'static> = Relation::Time;

/// A contract with one page, `lamps`: two operations that share the object `lamp`.
fn lamps() -> ContractFiles {
    let reference = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let optional = |name: &str| json!({"anyOf": [{"$ref": format!("#/$defs/{name}")}, {"type": "null"}]});
    let schema = json!({
        "$defs": {
            "lamps.getAll.request": {
                "type": "object",
                "properties": {
                    "ClientToken": {"type": "string"},
                    "Ids": {"type": ["array", "null"], "items": {"type": "string"}, "maxItems": 100},
                    "Created": {"anyOf": [{"$ref": "#/$defs/interval"}, {"type": "null"}], "x-max-interval": "P3M"},
                    "Hues": {"type": ["array", "null"], "items": reference("hue")},
                    "Limitation": {"type": "object", "properties": {"Count": {"type": "integer", "maximum": 1000}}},
                },
                "required": ["ClientToken", "Limitation"],
            },
            "lamps.getAll.response": {
                "type": "object",
                "properties": {"Lamps": {"type": "array", "items": reference("lamp")}, "Cursor": {"type": ["string", "null"]}},
                "required": ["Lamps"],
            },
            "lamps.add.request": {
                "type": "object",
                "properties": {"ClientToken": {"type": "string"}, "Lamp": reference("lamp"), "Note": {"type": ["string", "null"], "maxLength": 20}},
                "required": ["ClientToken", "Lamp"],
            },
            "lamps.add.response": {"type": "object", "properties": {}},
            "interval": {"type": "object", "properties": {"Start": {"type": "string", "format": "date-time"}}, "required": ["Start"]},
            "lamp": {
                "type": "object",
                "properties": {
                    "Id": {"type": "string"},
                    "Hue": optional("hue"),
                    "Watt": {"type": ["integer", "null"], "minimum": 1},
                    "Sockets": {"type": ["object", "null"], "additionalProperties": {"type": "integer"}},
                    "Bulb": optional("bulb"),
                },
                "required": ["Id"],
            },
            "hue": {"type": "string", "enum": ["Warm", "Cold"]},
            "bulb": {
                "type": "object",
                "properties": {"Discriminator": {"type": "string"}, "Value": {"type": "object"}},
                "required": ["Discriminator", "Value"],
                "x-coproduct": {"discriminator": "Discriminator", "value": "Value", "map": {"Gas": "#/$defs/gas", "Led": null}},
            },
            "gas": {"type": "object", "properties": {"Pressure": {"type": ["number", "null"]}}},
            "event": {"type": "object", "properties": {"LampId": {"type": "string"}}, "required": ["LampId"]},
        },
    });
    ContractFiles {
        operations: vec![
            operation(
                "lamps/getAll",
                json!({"paging": "required", "items": "Lamps", "effect": "read"}),
            ),
            operation("lamps/add", json!({"empty": true})),
        ],
        schemas: [("lamps".to_string(), schema)].into(),
    }
}

fn operation(id: &str, particulars: Value) -> ConnectorEntry {
    let mut entry = json!({
        "id": id, "side": "mews", "path": format!("/api/connector/v1/{id}"), "file": "lamps", "title": id,
        "source": format!("connector-api/operations/lamps#{id}"), "credentials": ["ClientToken"], "effect": "write",
        "portfolio": false, "scope": [], "restricted": false, "paging": "none", "items": null, "filters": [],
        "empty": false, "deprecated": null, "discontinued": false, "quotas": [], "body": {},
    });
    entry
        .as_object_mut()
        .unwrap()
        .extend(particulars.as_object().unwrap().clone());
    serde_json::from_value(entry).unwrap()
}

/// A change as one line: place, words, whom it breaks.
fn line(change: &Change) -> String {
    let whom = match (change.breaks.client, change.breaks.server) {
        (true, true) => "both",
        (true, false) => "clients",
        (false, true) => "servers",
        (false, false) => "nobody",
    };
    format!("{}: {} [{whom}]", change.place, wording::sentence(change, TIME))
}

fn lines(old: &ContractFiles, new: &ContractFiles) -> Vec<String> {
    diff(old, new).iter().map(line).collect()
}

/// The contract with the value at a JSON Pointer below `$defs` replaced; without a value, it is removed.
fn edited(edits: &[(&str, Value)]) -> ContractFiles {
    let mut files = lamps();
    let schema = files.schemas.get_mut("lamps").unwrap();
    for (pointer, value) in edits {
        let (holder, key) = pointer.rsplit_once('/').unwrap();
        let holder = schema.pointer_mut(&format!("/$defs{holder}")).unwrap();
        if let (Value::Array(list), Ok(index)) = (&mut *holder, key.parse::<usize>()) {
            list[index] = value.clone();
            continue;
        }
        let holder = holder.as_object_mut().unwrap();
        if value.is_null() {
            assert!(holder.shift_remove(key).is_some(), "{pointer}");
        } else {
            holder.insert(key.to_string(), value.clone());
        }
    }
    files
}

#[track_caller]
fn tells(edits: &[(&str, Value)], expected: &[&str]) {
    assert_eq!(lines(&lamps(), &edited(edits)), expected, "{edits:?}");
}

#[test]
fn the_same_contract_has_no_changes() {
    assert_eq!(diff(&lamps(), &lamps()), []);
    assert_eq!(diff(&ContractFiles::default(), &ContractFiles::default()), []);
}

#[test]
fn properties_of_requests_and_responses() {
    let request = "/lamps.getAll.request/properties/New";
    let response = "/lamps.getAll.response/properties/New";
    tells(
        &[(request, json!({"type": ["string", "null"]}))],
        &["lamps/getAll request: New: was added, optional string [servers]"],
    );
    tells(
        &[
            (request, json!({"type": "string"})),
            (
                "/lamps.getAll.request/required",
                json!(["ClientToken", "Limitation", "New"]),
            ),
        ],
        &["lamps/getAll request: New: was added, required string [both]"],
    );
    tells(
        &[("/lamps.getAll.request/properties/Ids", Value::Null)],
        &["lamps/getAll request: Ids: was removed [clients]"],
    );
    tells(
        &[
            ("/lamps.add.request/properties/ClientToken", Value::Null),
            ("/lamps.add.request/required", json!(["Lamp"])),
        ],
        &["lamps/add request: ClientToken: was removed [both]"],
    );
    tells(
        &[(response, json!({"type": ["string", "null"], "deprecated": true}))],
        &["lamps/getAll response: New: was added, optional string, deprecated [nobody]"],
    );
    tells(
        &[
            (response, json!({"type": "array", "items": {"$ref": "#/$defs/hue"}})),
            ("/lamps.getAll.response/required", json!(["Lamps", "New"])),
        ],
        &["lamps/getAll response: New: was added, required array of enum hue [servers]"],
    );
    tells(
        &[("/lamps.getAll.response/properties/Cursor", Value::Null)],
        &["lamps/getAll response: Cursor: was removed [clients]"],
    );
}

#[test]
fn presence_and_null_are_told_once() {
    tells(
        &[
            (
                "/lamps.add.request/properties/Note",
                json!({"type": "string", "maxLength": 20}),
            ),
            ("/lamps.add.request/required", json!(["ClientToken", "Lamp", "Note"])),
        ],
        &["lamps/add request: Note: required now, optional before [clients]"],
    );
    tells(
        &[
            ("/lamps.getAll.response/required", json!([])),
            ("/lamps.getAll.response/properties/Lamps/type", json!(["array", "null"])),
        ],
        &["lamps/getAll response: Lamps: optional now, required before [clients]"],
    );
    tells(
        &[("/lamps.getAll.response/properties/Lamps/type", json!(["array", "null"]))],
        &["lamps/getAll response: Lamps: null is possible now, null is impossible before [clients]"],
    );
    tells(
        &[("/lamps.getAll.response/required", json!([]))],
        &["lamps/getAll response: Lamps: optional now, required before [clients]"],
    );
    tells(
        &[(
            "/lamps.getAll.request/properties/Ids/items",
            json!({"type": ["string", "null"]}),
        )],
        &["lamps/getAll request: Ids[]: null is possible now, null is impossible before [servers]"],
    );
}

#[test]
fn types_and_limits() {
    let ids = "/lamps.getAll.request/properties/Ids";
    tells(
        &[(&format!("{ids}/items"), json!({"type": "integer"}))],
        &["lamps/getAll request: Ids[]: integer now, string before [both]"],
    );
    tells(
        &[(&format!("{ids}/maxItems"), json!(10))],
        &["lamps/getAll request: Ids: at most 10 items now, at most 100 items before [clients]"],
    );
    tells(
        &[(&format!("{ids}/maxItems"), Value::Null)],
        &["lamps/getAll request: Ids: any number of items now, at most 100 items before [servers]"],
    );
    tells(
        &[("/lamps.add.request/properties/Note/maxLength", json!(40))],
        &["lamps/add request: Note: at most 40 characters now, at most 20 characters before [servers]"],
    );
    tells(
        &[("/lamps.getAll.request/properties/Created/x-max-interval", json!("P30D"))],
        &[
            "lamps/getAll request: Created: an interval of at most P30D now, an interval of at most P3M before [clients]",
        ],
    );
    tells(
        &[(
            "/lamps.getAll.request/properties/Limitation/properties/Count/maximum",
            json!(500),
        )],
        &["lamps/getAll request: Limitation.Count: at most 500 now, at most 1000 before [clients]"],
    );
    tells(
        &[(
            "/lamps.add.request/properties/Note/x-rules",
            json!([{"rule": "exclusive_with", "properties": ["Lamp"]}]),
        )],
        &["lamps/add request: Note: has a new rule, exclusive_with (properties: Lamp) [clients]"],
    );
    tells(
        &[(
            "/lamps.add.request/properties/Note/x-rules",
            json!([{"rule": "default_scope", "value": "chain"}]),
        )],
        &["lamps/add request: Note: has a new rule, default_scope (value: chain) [nobody]"],
    );
    tells(
        &[("/lamps.add.request/properties/Note/default", json!("none"))],
        &["lamps/add request: Note: default none now, no default before [nobody]"],
    );
}

#[test]
fn a_shared_object_is_told_once_with_all_messages_that_it_is_in() {
    let new = edited(&[("/lamp/properties/Watt/minimum", json!(2))]);
    let changes = diff(&lamps(), &new);
    let [change] = changes.as_slice() else {
        panic!("one change: {changes:?}")
    };
    assert_eq!(
        line(change),
        "lamps#lamp: Watt: at least 2 now, at least 1 before [both]"
    );
    let reaches: Vec<(&str, Part)> = change
        .reaches
        .iter()
        .map(|reach| (reach.operation.as_str(), reach.part))
        .collect();
    assert_eq!(
        reaches,
        [("lamps/add", Part::Request), ("lamps/getAll", Part::Response)]
    );
    assert_eq!(
        wording::lines(&changes, TIME),
        [
            "lamps",
            "  breaks both     lamps#lamp: Watt: at least 2 now, at least 1 before",
            "                    in requests of lamps/add; in responses of lamps/getAll",
        ]
    );
}

#[test]
fn objects_are_followed_to_any_depth() {
    tells(
        &[("/interval/properties/Start/format", json!("date"))],
        &["lamps#interval: Start: format date now, format date-time before [both]"],
    );
    tells(
        &[("/lamp/properties/Sockets/additionalProperties/type", json!("number"))],
        &["lamps#lamp: Sockets{}: number now, integer before [both]"],
    );
    tells(
        &[("/gas/properties/Pressure/type", json!("number"))],
        &["lamps#gas: Pressure: null is impossible now, null is possible before [both]"],
    );
}

#[test]
fn values_of_enums() {
    tells(
        &[("/hue/enum", json!(["Warm", "Cold", "Red"]))],
        &["lamps#hue: has a new value, Red [both]"],
    );
    tells(
        &[("/hue/enum", json!(["Warm"]))],
        &["lamps#hue: lost the value Cold [both]"],
    );
    // Only requests, only responses.
    let inline = json!({"type": "string", "enum": ["On", "Off"]});
    let more = json!({"type": "string", "enum": ["On", "Off", "Dim"]});
    for (pointer, whom, place) in [
        (
            "/lamps.getAll.request/properties/State",
            "servers",
            "lamps/getAll request: State",
        ),
        (
            "/lamps.getAll.response/properties/State",
            "clients",
            "lamps/getAll response: State",
        ),
    ] {
        let (old, new) = (edited(&[(pointer, inline.clone())]), edited(&[(pointer, more.clone())]));
        assert_eq!(lines(&old, &new), [format!("{place}: has a new value, Dim [{whom}]")]);
    }
}

#[test]
fn an_open_list_may_grow() {
    let open = |values: &[&str]| json!({"type": "string", "x-extensible": true, "x-values": values});
    let old = edited(&[("/hue", open(&["Warm"]))]);
    let new = edited(&[("/hue", open(&["Warm", "Red"]))]);
    assert_eq!(lines(&old, &new), ["lamps#hue: has a new value, Red [nobody]"]);
    let closed = edited(&[("/hue", json!({"type": "string", "enum": ["Warm"]}))]);
    assert_eq!(
        lines(&old, &closed),
        ["lamps#hue: no further value is possible now, further values are possible before [both]"]
    );
}

#[test]
fn deprecations_break_nobody() {
    let deprecated = json!({"type": ["string", "null"], "maxLength": 20, "deprecated": true, "x-since": "2026-01-01", "x-ends": "2027-01-01", "x-replacement": "Text"});
    tells(
        &[("/lamps.add.request/properties/Note", deprecated.clone())],
        &["lamps/add request: Note: is deprecated since 2026-01-01, ends 2027-01-01, use Text now [nobody]"],
    );
    let mut later = deprecated.clone();
    later["x-ends"] = json!("2028-01-01");
    let (old, new) = (
        edited(&[("/lamps.add.request/properties/Note", deprecated)]),
        edited(&[("/lamps.add.request/properties/Note", later)]),
    );
    assert_eq!(
        lines(&old, &new),
        [
            "lamps/add request: Note: deprecated since 2026-01-01, ends 2028-01-01, use Text now, deprecated since 2026-01-01, ends 2027-01-01, use Text before [nobody]"
        ]
    );
    assert_eq!(lines(&new, &lamps()).len(), 1);
    // A required property that is deprecated becomes an optional one, which is told by the deprecation.
    tells(
        &[
            (
                "/lamps.getAll.response/properties/Lamps",
                json!({"type": ["array", "null"], "items": {"$ref": "#/$defs/lamp"}, "deprecated": true}),
            ),
            ("/lamps.getAll.response/required", json!([])),
        ],
        &["lamps/getAll response: Lamps: is deprecated now [nobody]"],
    );
    tells(
        &[("/hue/x-deprecated-values", json!({"Cold": {"x-since": "2026-01-01"}}))],
        &["lamps#hue: the value Cold is deprecated since 2026-01-01 now, not deprecated before [nobody]"],
    );
}

#[test]
fn forms_that_a_discriminator_tells() {
    let map = "/bulb/x-coproduct/map";
    tells(
        &[(map, json!({"Gas": "#/$defs/gas", "Led": null, "Neon": null}))],
        &["lamps#bulb: has a new form, Neon [both]"],
    );
    tells(
        &[(map, json!({"Gas": "#/$defs/gas"}))],
        &["lamps#bulb: lost the form Led [both]"],
    );
    tells(
        &[(map, json!({"Gas": "#/$defs/gas", "Led": "#/$defs/interval"}))],
        &["lamps#bulb: Led as interval now, Led as an object of unknown form before [both]"],
    );
    tells(
        &[("/bulb/x-coproduct", Value::Null)],
        &["lamps#bulb: no property tells its form now, Discriminator tells its form before [both]"],
    );
    let options = |names: &[&str]| json!({"anyOf": names.iter().map(|name| json!({"$ref": format!("#/$defs/{name}")})).collect::<Vec<_>>()});
    let union = "/lamps.getAll.response/properties/Any";
    let (old, new) = (
        edited(&[(union, options(&["gas", "lamp"]))]),
        edited(&[(union, options(&["gas", "lamp", "interval"]))]),
    );
    assert_eq!(
        lines(&old, &new),
        ["lamps/getAll response: Any: has a new form, object interval [clients]"]
    );
}

#[test]
fn a_property_under_another_name_is_suspected() {
    let new = edited(&[
        ("/lamp/properties/Bulb", Value::Null),
        (
            "/lamp/properties/Illuminant",
            json!({"anyOf": [{"$ref": "#/$defs/bulb"}, {"type": "null"}]}),
        ),
    ]);
    assert_eq!(
        lines(&lamps(), &new),
        [
            "lamps#lamp: Bulb: was removed; perhaps Illuminant takes its place [clients]",
            "lamps#lamp: Illuminant: was added, optional object bulb; perhaps Bulb under another name [servers]",
        ]
    );
    let new = edited(&[
        ("/lamp/properties/Watt", Value::Null),
        ("/lamp/properties/Watts", json!({"type": ["integer", "null"]})),
        ("/lamp/properties/Lumen", json!({"type": ["integer", "null"]})),
    ]);
    assert_eq!(
        lines(&lamps(), &new),
        [
            "lamps#lamp: Lumen: was added, optional integer [servers]",
            "lamps#lamp: Watt: was removed; perhaps Watts takes its place [clients]",
            "lamps#lamp: Watts: was added, optional integer; perhaps Watt under another name [servers]",
        ]
    );
}

#[test]
fn what_a_definition_is_called_does_not_matter() {
    let text = serde_json::to_string(&lamps().schemas["lamps"]).unwrap();
    let renamed: Value = serde_json::from_str(
        &text
            .replace("\"hue\":", "\"colour\":")
            .replace("$defs/hue\"", "$defs/colour\""),
    )
    .unwrap();
    let files = ContractFiles {
        schemas: [("lamps".to_string(), renamed)].into(),
        ..lamps()
    };
    assert_eq!(diff(&lamps(), &files), []);
    let mut shorter = files.clone();
    shorter.schemas.get_mut("lamps").unwrap()["$defs"]["colour"]["enum"] = json!(["Warm"]);
    assert_eq!(
        lines(&lamps(), &shorter),
        ["lamps#colour (lamps#hue): lost the value Cold [both]"]
    );
}

#[test]
fn a_definition_may_be_written_where_it_is_used() {
    let hue = lamps().schemas["lamps"]["$defs"]["hue"].clone();
    let inline = edited(&[
        ("/lamps.getAll.request/properties/Hues/items", hue.clone()),
        ("/lamp/properties/Hue", json!({"anyOf": [hue, {"type": "null"}]})),
        ("/hue", Value::Null),
    ]);
    assert_eq!(diff(&lamps(), &inline), []);
}

#[test]
fn operations_as_a_whole() {
    let with = |particulars: Value| {
        let mut files = lamps();
        let mut entry = serde_json::to_value(&files.operations[0]).unwrap();
        entry
            .as_object_mut()
            .unwrap()
            .extend(particulars.as_object().unwrap().clone());
        files.operations[0] = serde_json::from_value(entry).unwrap();
        files
    };
    for (particulars, expected) in [
        (
            json!({"path": "/v2/lamps"}),
            "at /v2/lamps now, at /api/connector/v1/lamps/getAll before [both]",
        ),
        (
            json!({"restricted": true}),
            "restricted now, open to all before [clients]",
        ),
        (
            json!({"discontinued": true}),
            "discontinued now, in service before [clients]",
        ),
        (
            json!({"portfolio": true}),
            "portfolio tokens are taken now, portfolio tokens are not taken before [servers]",
        ),
        (
            json!({"paging": "optional"}),
            "paging optional now, paging required before [servers]",
        ),
        (
            json!({"filters": ["Ids"]}),
            "one of Ids needed now, no filter needed before [clients]",
        ),
        (
            json!({"scope": ["EnterpriseIds"]}),
            "scope by EnterpriseIds now, scope by nothing before [servers]",
        ),
        (
            json!({"credentials": ["ClientToken", "AccessToken"]}),
            "credentials in AccessToken, ClientToken now, credentials in ClientToken before [both]",
        ),
        (
            json!({"effect": "write"}),
            "it changes something now, it only reads before [clients]",
        ),
        (
            json!({"items": "Others"}),
            "Others is paged now, Lamps is paged before [both]",
        ),
        (
            json!({"quotas": [{"rule": "quota", "count": 30}]}),
            "has a new limit, quota (count: 30) [clients]",
        ),
        (
            json!({"deprecated": {"since": "2026-01-01", "ends": null, "replacement": "lights/getAll"}}),
            "is deprecated since 2026-01-01, use lights/getAll now [nobody]",
        ),
    ] {
        assert_eq!(
            lines(&lamps(), &with(particulars)),
            [format!("lamps/getAll: {expected}")]
        );
    }
    // What neither goes over the wire nor is a promise.
    assert_eq!(
        diff(
            &lamps(),
            &with(json!({"title": "Other", "source": "elsewhere", "body": {"A": 1}}))
        ),
        []
    );
}

#[test]
fn a_new_operation_is_one_change() {
    let mut files = lamps();
    let removed = files.operations.remove(0);
    assert_eq!(
        lines(&lamps(), &files),
        [format!("{}: was removed [clients]", removed.id)]
    );
    assert_eq!(lines(&files, &lamps()), [format!("{}: is new [servers]", removed.id)]);
}

#[test]
fn paging_is_told_by_its_property() {
    let mut files = edited(&[
        ("/lamps.getAll.request/properties/Limitation", Value::Null),
        ("/lamps.getAll.request/required", json!(["ClientToken"])),
    ]);
    files.operations[0].paging = keycard::contract::connector::Paging::None;
    assert_eq!(
        lines(&lamps(), &files),
        ["lamps/getAll request: Limitation: was removed [both]"]
    );
}

#[test]
fn definitions_of_events_are_told_as_well() {
    tells(
        &[
            ("/event/properties/LampId", Value::Null),
            ("/event/required", json!([])),
        ],
        &["lamps#event: LampId: was removed [clients]"],
    );
    tells(&[("/event", Value::Null)], &["lamps#event: was removed [nobody]"]);
}

#[test]
fn descriptions_of_different_kinds_are_compared_in_what_both_can_say() {
    let mut document = edited(&[
        (
            "/lamps.add.request/properties/Note/x-rules",
            json!([{"rule": "exclusive_with"}]),
        ),
        ("/lamps.add.request/properties/ClientToken/minLength", json!(1)),
        ("/lamp/properties/Id/x-format", json!("identifier")),
        ("/lamp/properties/Watt/minimum", json!(2)),
        // Neither required nor nullable: a document may leave it at that, the pages know no such thing.
        ("/lamps.getAll.response/required", json!([])),
        ("/bulb/x-coproduct", Value::Null),
        ("/event", Value::Null),
    ]);
    for operation in &mut document.operations {
        operation.source = format!("openapi#/paths/{}", operation.id);
        operation.filters = vec!["Ids".to_string()];
    }
    let changes = diff(&lamps(), &document);
    let said: Vec<String> = changes
        .iter()
        .map(|change| wording::sentence(change, Relation::Descriptions("the page", "the document")))
        .collect();
    assert_eq!(said, ["the page says at least 1, the document says at least 2"]);
}

/// References may lead round in a circle, to nothing, or nowhere at all.
#[test]
fn odd_files_are_compared_without_end_of_breath() {
    let loops = edited(&[
        ("/hue", json!({"$ref": "#/$defs/gas"})),
        ("/gas", json!({"$ref": "#/$defs/hue"})),
        (
            "/interval",
            json!({"type": "array", "items": {"$ref": "#/$defs/interval"}}),
        ),
        (
            "/lamp",
            json!({"anyOf": [{"$ref": "#/$defs/lamp"}, {"type": "array", "items": {"$ref": "#/$defs/lamp"}}]}),
        ),
    ]);
    let nothing = edited(&[
        ("/hue", json!({"$ref": "gone.json#/$defs/hue"})),
        ("/lamp", json!(5)),
        ("/interval", json!({"properties": 5, "required": {}, "enum": 5})),
    ]);
    for (old, new) in [
        (&loops, &nothing),
        (&nothing, &loops),
        (&loops, &lamps()),
        (&lamps(), &nothing),
    ] {
        assert!(!diff(old, new).is_empty());
    }
    assert_eq!(diff(&loops, &loops), []);
    assert_eq!(diff(&nothing, &nothing), []);
}

/// A contract that many changes lead away from: what the golden files show.
fn changed() -> ContractFiles {
    let mut files = edited(&[
        ("/lamps.getAll.request/properties/Ids/maxItems", json!(10)),
        (
            "/lamps.getAll.request/properties/New",
            json!({"type": ["string", "null"]}),
        ),
        ("/lamp/properties/Watt", Value::Null),
        ("/hue/enum", json!(["Warm", "Red"])),
        ("/lamps.add.request/properties/Note/deprecated", json!(true)),
        ("/lamps.delete.request", json!({"type": "object", "properties": {}})),
        ("/lamps.delete.response", json!({"type": "object", "properties": {}})),
    ]);
    files.operations[1].restricted = true;
    files.operations.push(operation("lamps/delete", json!({})));
    files
}

fn write(folder: &Path, files: &ContractFiles) {
    fs::create_dir_all(folder).unwrap();
    let error = json!({"$defs": {"error-response-details": {"type": "object", "properties": {}}}});
    fs::write(folder.join("responses.json"), error.to_string()).unwrap();
    for (name, text) in files.render() {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Runs `keycard contract` in a folder; gives the exit code and both streams.
fn contract(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let ran = keycard_in(folder, &[&["contract"], arguments].concat());
    (ran.code.unwrap(), ran.stdout, ran.stderr)
}

#[test]
fn the_command_shows_changes_in_words_and_as_json() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join("old"), &lamps());
    write(&folder.path().join("new"), &changed());
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rooms/import/diff");
    for (arguments, name) in [
        (&["diff", "old", "new"][..], "words.txt"),
        (&["diff", "old", "new", "--json"], "changes.json"),
    ] {
        let (code, out, err) = contract(folder.path(), arguments);
        assert_eq!((code, err.as_str()), (1, ""));
        assert_golden(&golden, name, &out);
    }
    let (_, out, _) = contract(folder.path(), &["diff", "old", "new", "--json"]);
    let shown: Value = serde_json::from_str(&out).unwrap();
    let validator = jsonschema::validator_for(&report::schema()).unwrap();
    assert!(validator.is_valid(&shown));
}

#[test]
fn the_exit_code_says_whether_a_client_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let harmless = edited(&[(
        "/lamps.getAll.response/properties/New",
        json!({"type": ["string", "null"]}),
    )]);
    write(&folder.path().join("old"), &lamps());
    write(&folder.path().join("new"), &harmless);
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert_eq!(
        contract(folder.path(), &["diff", "old", "old"]),
        (0, "no change\n".to_string(), String::new())
    );
    let (code, out, _) = contract(folder.path(), &["diff", "old", "new"]);
    assert_eq!(code, 0);
    assert!(
        out.ends_with("\n1 change: 0 break clients, 0 break servers, 1 breaks nobody\n"),
        "{out}"
    );
    assert_eq!(contract(folder.path(), &["diff", "new", "old"]).0, 1);
    for (arguments, said) in [
        (["diff", "old", "gone"], "cannot read gone: it does not exist"),
        (
            ["diff", "empty", "new"],
            "empty is neither a directory of contract files nor a checkout",
        ),
    ] {
        let (code, out, err) = contract(folder.path(), &arguments);
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(said), "{err}");
    }
}

#[test]
fn a_contract_of_which_something_is_missing_is_not_compared() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let mut whole = lamps();
    let hues = json!({"$defs": {"hue": {"type": "string"}, "name": {"const": {"$ref": "#/$defs/nothing"}}}});
    whole.schemas.insert("hues".to_string(), hues);
    let hue = "/lamps/$defs/lamp/properties/Hue/anyOf/0/$ref";
    let mut schemas = json!(whole.schemas);
    *schemas.pointer_mut(hue).unwrap() = json!("hues.json#/$defs/hue");
    whole.schemas = serde_json::from_value(schemas).unwrap();
    write(&at("whole"), &whole);
    assert_eq!(contract(folder.path(), &["diff", "whole", "whole"]).0, 0);

    let without = |file: &str, name: &str| {
        let mut value: Value = serde_json::from_str(&fs::read_to_string(at("whole").join(file)).unwrap()).unwrap();
        value["$defs"].as_object_mut().unwrap().shift_remove(name);
        Some(value.to_string())
    };
    for (file, text, said) in [
        (
            "lamps.json",
            None,
            vec!["lamps.json does not exist, and lamps/add needs its definition `lamps.add.request`"],
        ),
        (
            "lamps.json",
            Some("{}".to_string()),
            vec!["lamps.json has no definitions under `$defs`"],
        ),
        (
            "hues.json",
            None,
            vec!["hues.json does not exist, and `lamp` of lamps.json needs its definition `hue`"],
        ),
        (
            "hues.json",
            Some("{}".to_string()),
            vec!["hues.json has no definitions under `$defs`"],
        ),
        (
            "hues.json",
            without("hues.json", "hue"),
            vec!["hues.json has no definition `hue`, which `lamp` of lamps.json needs"],
        ),
        (
            "lamps.json",
            without("lamps.json", "lamps.add.response"),
            vec!["lamps.json has no definition `lamps.add.response`, which lamps/add needs"],
        ),
        (
            "lamps.json",
            without("lamps.json", "interval"),
            vec!["lamps.json has no definition `interval`, which `lamps.getAll.request` of lamps.json needs"],
        ),
        (
            "responses.json",
            None,
            vec!["responses.json does not exist, and every failure needs its definition `error-response-details`"],
        ),
        (
            "operations.json",
            Some("[]".to_string()),
            vec![
                "operations.json does not list lamps/add, whose messages lamps.json describes",
                "operations.json does not list lamps/getAll, whose messages lamps.json describes",
            ],
        ),
    ] {
        write(&at("part"), &whole);
        match &text {
            Some(text) => fs::write(at("part").join(file), text).unwrap(),
            None => fs::remove_file(at("part").join(file)).unwrap(),
        }
        for arguments in [["diff", "whole", "part"], ["diff", "part", "whole"]] {
            let (code, out, err) = contract(folder.path(), &arguments);
            assert_eq!((code, out.as_str()), (2, ""), "{file} {text:?}");
            // However long the lines are.
            let squeezed = |text: &str| text.replace([' ', '\n', '│'], "");
            for said in &said {
                assert!(
                    squeezed(&err).contains(&squeezed(&format!("part/{said}help:"))),
                    "{said}: {err}"
                );
            }
            assert_eq!(err.matches("part/").count(), said.len(), "{err}");
            assert!(err.to_lowercase().contains("nothing was compared"), "{err}");
        }
    }
}

#[test]
fn the_published_contract_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
    let (code, out, err) = contract(&folder, &["diff", "connector", "connector"]);
    assert_eq!((code, out.as_str(), err.as_str()), (0, "no change\n", ""));
}

/// A schema of one value; the numbers choose.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"type": "string"})),
        Just(json!({"type": ["string", "null"], "maxLength": 5})),
        Just(json!({"type": "integer", "minimum": 1})),
        Just(json!({"type": ["number", "null"]})),
        Just(json!({})),
        Just(json!({"type": "string", "format": "date-time", "deprecated": true})),
        Just(json!({"type": "string", "enum": ["A", "B"]})),
        Just(json!({"type": "string", "x-extensible": true, "x-values": ["A", "C"]})),
        (0..4_usize).prop_map(|name| json!({"$ref": format!("#/$defs/d{name}")})),
        (0..4_usize).prop_map(|name| json!({"anyOf": [{"$ref": format!("other.json#/$defs/d{name}")}, {"type": "null"}], "x-max-interval": "P3M"})),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|items| json!({"type": "array", "items": items, "maxItems": 3})),
            inner
                .clone()
                .prop_map(|values| json!({"type": "object", "additionalProperties": values})),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({"anyOf": [a, b]})),
            object(inner),
        ]
    })
}

fn object(values: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    let properties = proptest::collection::vec((0..5_usize, values, any::<bool>()), 0..5);
    properties.prop_map(|all| {
        let mut properties = Map::new();
        let mut required: Vec<String> = Vec::new();
        for (name, value, is_required) in all {
            let name = ["Alpha", "Beta", "Gamma", "Gammas", "Delta"][name].to_string();
            if is_required && !required.contains(&name) {
                required.push(name.clone());
            }
            properties.insert(name, value);
        }
        json!({"type": "object", "properties": properties, "required": required})
    })
}

/// A contract of two pages whose definitions refer to each other.
fn contracts() -> impl Strategy<Value = ContractFiles> {
    let definitions = proptest::collection::vec(value(), 8);
    let messages = proptest::collection::vec(object(value()), 4);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), 0..4_usize, any::<bool>());
    (definitions, messages, flags).prop_map(
        |(definitions, messages, (restricted, portfolio, second, dropped, openapi))| {
            let mut pages = [Map::new(), Map::new()];
            for (index, message) in messages.into_iter().enumerate() {
                let name = [
                    "lamps.get.request",
                    "lamps.get.response",
                    "lamps.add.request",
                    "lamps.add.response",
                ][index];
                pages[0].insert(name.to_string(), message);
            }
            for (index, definition) in definitions.into_iter().enumerate() {
                // Some references lead nowhere.
                if index != dropped {
                    pages[index / 4].insert(format!("d{}", index % 4), definition);
                }
            }
            let [lamps, other] = pages;
            let source = if openapi {
                "openapi#/paths/x"
            } else {
                "connector-api/operations/lamps#x"
            };
            let mut operations = vec![operation(
                "lamps/get",
                json!({"restricted": restricted, "portfolio": portfolio, "source": source}),
            )];
            if second {
                operations.push(operation(
                    "lamps/add",
                    json!({"source": source, "scope": ["EnterpriseIds"]}),
                ));
            }
            ContractFiles {
                operations,
                schemas: [
                    ("lamps".to_string(), json!({"$defs": lamps})),
                    ("other".to_string(), json!({"$defs": other})),
                ]
                .into(),
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: support::cases(96), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(contract in contracts()) {
        prop_assert_eq!(diff(&contract, &contract), vec![]);
    }

    /// Forth and back, the same places differ in the same way; what one adds, the other removes.
    #[test]
    fn the_way_back_is_the_way_there(old in contracts(), new in contracts()) {
        let there = diff(&old, &new);
        let mut back = diff(&new, &old);
        for change in &mut back {
            std::mem::swap(&mut change.old, &mut change.new);
        }
        let key = |change: &Change| format!("{} {:?} {:?} {:?} {:?} {:?}", change.place, change.aspect, change.old, change.new, change.reaches, change.renamed);
        let sorted = |changes: &[Change]| {
            let mut keys: Vec<String> = changes.iter().map(key).collect();
            keys.sort();
            keys
        };
        prop_assert_eq!(sorted(&there), sorted(&back));
    }

    /// Whatever comes or goes can be said in words, in a fixed order, and breaks no more people when it is harmless.
    #[test]
    fn changes_are_told_once_and_in_order(old in contracts(), new in contracts()) {
        let changes = diff(&old, &new);
        let keys: Vec<_> = changes.iter().map(|change| (change.place.clone(), change.aspect)).collect();
        prop_assert!(keys.is_sorted());
        for (index, change) in changes.iter().enumerate() {
            prop_assert!(!changes[..index].iter().any(|other| other.place == change.place && other.aspect == change.aspect && other.old == change.old && other.new == change.new));
            prop_assert!(change.old != change.new);
            if change.aspect == Aspect::Deprecation {
                prop_assert_eq!(change.breaks, Breaks::NOBODY);
            }
            // A property that comes never breaks a client of answers; one that goes always breaks somebody.
            if change.aspect == Aspect::Property && change.new.is_none() {
                prop_assert!(change.breaks.client);
            }
        }
        prop_assert_eq!(wording::lines(&changes, TIME).is_empty(), changes.is_empty());
    }
}
