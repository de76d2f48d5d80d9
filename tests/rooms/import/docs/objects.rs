//! Objects, lists of values, and everything else that a heading defines.

use keycard::import::docs::note::NoteKind;
use serde_json::json;

use super::*;

#[test]
fn each_type_has_its_schema() {
    let rows = "| `A` | string | required | |\n| `B` | boolean | required | |\n| `C` | bool | required | |\n\
        | `D` | integer | required | |\n| `E` | decimal | required | |\n| `F` | number | required | |\n\
        | `G` | object | required | |\n| `H` | any | required | |\n| `I` | array of strings | required | |\n\
        | `J` | array of [Boat](boats.md#boat) | required | |\n| `K` | [Boat](#boat) | required | |\n\
        | `L` | string [Boat](#boat) | required | |\n| `M` | string `Sail` | required | |\n| `N` | array,null | required | |\n";
    let (properties, notes) = boat_properties(rows);
    assert!(notes.is_empty(), "{notes:?}");
    let boat = json!({ "$ref": "#/$defs/boat" });
    assert_eq!(
        properties,
        json!({
            "A": { "type": "string" }, "B": { "type": "boolean" }, "C": { "type": "boolean" }, "D": { "type": "integer" },
            "E": { "type": "number" }, "F": { "type": "number" }, "G": { "type": "object" }, "H": {},
            "I": { "type": "array", "items": { "type": "string" } }, "J": { "type": "array", "items": boat },
            "K": boat, "L": boat, "M": { "type": "string", "const": "Sail" },
            "N": { "type": ["array", "null"], "items": {} },
        })
    );
}

#[test]
fn each_contract_has_its_keywords() {
    let rows = "| `A` | string | optional, max length 20 characters | |\n| `B` | array of string | required, max 5 items | |\n\
        | `C` | array of string | optional, max 1 item | |\n| `D` | [Span](#span) | optional, max length 1 month | |\n\
        | `E` | [Span](#span) | required, max length 3 months | |\n";
    let imported = boats(&format!(
        "{}\n#### Span\n\n{HEAD}| `X` | any | required | |\n",
        boat(rows)
    ));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let boat = def(&imported, "boats", "boat");
    assert_eq!(boat["required"], json!(["B", "E"]));
    assert_eq!(
        boat["properties"],
        json!({
            "A": { "type": ["string", "null"], "maxLength": 20 },
            "B": { "type": "array", "items": { "type": "string" }, "maxItems": 5 },
            "C": { "type": ["array", "null"], "items": { "type": "string" }, "maxItems": 1 },
            "D": { "anyOf": [{ "$ref": "#/$defs/span" }, { "type": "null" }], "x-max-interval": "P1M" },
            "E": { "$ref": "#/$defs/span", "x-max-interval": "P3M" },
        })
    );
}

#[test]
fn a_page_says_where_it_comes_from() {
    let imported = read(&[
        page(
            "operations/_sea-things.md",
            boat("| `A` | string | required | |\n").replace("Boats", "Sea things"),
        ),
        page(
            "events/wh-sea.md",
            "# Sea events\n\n### Wave kind\n\n- `Low`\n- `High` - a big one\n",
        ),
        page("use-cases/sailing.md", "# Sailing\n\n### Not a list\n\n- `Low`\n"),
    ]);
    let files: Vec<&String> = imported.files.schemas.keys().collect();
    assert_eq!(files, ["sea-things", "wh-sea"]);
    let file = &imported.files.schemas["sea-things"];
    assert_eq!(file["$id"], "https://keycard.invalid/connector/sea-things.json");
    assert_eq!(file["title"], "Sea things");
    assert_eq!(file["x-source"], "connector-api/operations/_sea-things");
    assert_eq!(
        file["$defs"]["boat"]["x-source"],
        "connector-api/operations/_sea-things#boat"
    );
    assert_eq!(file["$defs"]["boat"]["title"], "Boat");
    assert_eq!(def(&imported, "wh-sea", "wave-kind")["enum"], json!(["Low", "High"]));
}

#[test]
fn a_list_that_may_grow_is_extensible() {
    let open = "# Boats\n\n#### Hull\n\n* `Wood`\n* `Steel`\n* …\n\n#### Rig\n\n\
        {% hint style=\"info\" %}\n**Note** this list is not exhaustive.\n{% endhint %}\n\n* `Sloop`\n";
    let imported = boats(open);
    for (key, values) in [("hull", json!(["Wood", "Steel"])), ("rig", json!(["Sloop"]))] {
        let schema = def(&imported, "boats", key);
        assert_eq!(schema["x-values"], values);
        assert_eq!(schema["x-extensible"], true);
        assert_eq!(schema.get("enum"), None);
    }
}

#[test]
fn only_a_list_of_values_is_one() {
    let text = "# Boats\n\n#### Advice\n\n* **Sail** - by day.\n* Row otherwise.\n\n#### Mixed\n\n* `Wood`\n* or anything else\n";
    assert!(boats(text).files.schemas.is_empty());
}

#[test]
fn dictionaries_identifiers_and_unions_are_understood() {
    let text = format!(
        "# Boats\n\n### Prices\n\nOne more collection of key-value pairs, where keys are strings and the values are numbers.\n\n\
         ### Seats\n\nOne more collection of key-value pairs, where keys are strings and the values are arrays of integers.\n\n\
         {HEAD}| ?Key? | array of integer | optional | Any. |\n\n### Event\n\nBy `Type`, it is one of the following:\n\n\
         * [Start event](#start-event)\n* [End event](boats.md#end-event)\n\n#### Start event\n\n{HEAD}\
         | `Type` | string `Start` | required | |\n\n#### End event\n\n{HEAD}| `Type` | string `End` | required | |\n"
    );
    let imported = boats_and_shared(&text);
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let values = |file, key| def(&imported, file, key)["additionalProperties"].clone();
    assert_eq!(values("boats", "prices"), json!({ "type": "number" }));
    assert_eq!(
        values("boats", "seats"),
        json!({ "type": "array", "items": { "type": "integer" } })
    );
    assert_eq!(values("objects", "localized-text"), json!({ "type": "string" }));
    assert_eq!(
        def(&imported, "objects", "hybrid-identifier")["x-format"],
        "hybrid-identifier"
    );
    let members = [
        json!({ "$ref": "#/$defs/start-event" }),
        json!({ "$ref": "#/$defs/end-event" }),
    ];
    assert_eq!(def(&imported, "boats", "event")["anyOf"], json!(members));
}

#[test]
fn links_lead_to_other_pages() {
    let rows = "| `A` | [Time interval](_objects.md#time-interval) | required | |\n\
        | `B` | [Limitation](../guidelines/pagination.md#limitation) | optional | |\n";
    let imported = boats_and_shared(&boat(rows));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let properties = &def(&imported, "boats", "boat")["properties"];
    assert_eq!(properties["A"]["$ref"], "objects.json#/$defs/time-interval");
    assert_eq!(properties["B"]["anyOf"][0]["$ref"], "pagination.json#/$defs/limitation");
}

#[test]
fn of_two_headings_with_one_name_the_nearest_is_meant() {
    let first = "# Boats\n\n#### Boat\n\n| Property | Type | Contract | Description |\n| :-- | :-- | :-- | :-- |\n\
        | `Kind` | [Kind](#kind) | required | |\n\n#### Kind\n\n* `Sail`\n\n#### Ship\n\n\
        | Property | Type | Contract | Description |\n| :-- | :-- | :-- | :-- |\n| `Kind` | [Kind](#kind) | required | |\n\n";
    let second = "#### Kind\n\n* `Motor`\n\n#### Raft\n\n| Property | Type | Contract | Description |\n\
        | :-- | :-- | :-- | :-- |\n| `Kind` | [Kind](#kind) | required | |\n";
    let imported = boats(&format!("{first}{second}"));
    let kind = |key| def(&imported, "boats", key)["properties"]["Kind"]["$ref"].clone();
    assert_eq!(kind("boat"), "#/$defs/kind", "the first, if none stands before");
    assert_eq!(kind("ship"), "#/$defs/kind", "the last before it");
    assert_eq!(kind("raft"), "#/$defs/kind-2", "the last before it");
    assert_eq!(def(&imported, "boats", "kind-2")["enum"], json!(["Motor"]));
    assert_eq!(kinds(&imported.notes), [(19, NoteKind::DuplicateHeading)]);
}

#[test]
fn an_object_and_its_discriminator_may_share_a_heading() {
    let text = format!(
        "# Boats\n\n#### Cargo\n\n{HEAD}| `Discriminator` | [Cargo](#cargo) | required | |\n| `Value` | object | required | |\n\n\
         #### Cargo\n\n* `CargoFish` - `Value` is `CargoFish`.\n* `Empty` - No additional data.\n\n\
         #### Cargo fish\n\n{HEAD}| `Weight` | number | required | |\n"
    );
    let cargo = def(&boats(&text), "boats", "cargo");
    assert_eq!(cargo["properties"]["Discriminator"]["$ref"], "#/$defs/cargo-2");
    assert_eq!(
        cargo["x-coproduct"],
        json!({ "discriminator": "Discriminator", "value": "Value", "map": { "CargoFish": "#/$defs/cargo-fish", "Empty": null } })
    );
    assert_eq!(
        cargo["allOf"],
        json!([{
            "if": { "properties": { "Discriminator": { "const": "CargoFish" } }, "required": ["Discriminator"] },
            "then": { "properties": { "Value": { "$ref": "#/$defs/cargo-fish" } } },
        }])
    );
}

/// A page whose object `Cargo data` has a discriminator with these values, beside objects for fish and for wool.
fn cargo(rows: &str, values: &str) -> ImportedPages {
    boats(&format!(
        "# Boats\n\n#### Cargo data\n\n{HEAD}| `Discriminator` | [Cargo kind](#cargo-kind) | required | |\n{rows}\n\
         #### Cargo kind\n\n{values}\n#### Fish cargo data\n\n{HEAD}| `Weight` | number | required | |\n\n\
         #### Wool cargo data\n\n{HEAD}| `Bales` | integer | required | |\n"
    ))
}

#[test]
fn the_objects_of_a_discriminator_are_found() {
    let (fish, wool) = ("#/$defs/fish-cargo-data", "#/$defs/wool-cargo-data");
    let both = json!({ "Fish": fish, "Wool": wool });
    let only_fish = json!({ "Fish": fish, "Wool": null });
    let linked = "* `Fish` - [Fish](#fish-cargo-data)\n* `Wool` - [Wool](boats.md#wool-cargo-data)\n";
    let bare = "* `Fish`\n* `Wool`\n";
    for (rows, values, map) in [
        ("| `Value` | object | required | |\n", linked, &both),
        ("| `Value` | object | required | |\n", bare, &both),
        (
            "| `Value` | object | required | Present only for `Fish`, with [Fish](#fish-cargo-data). |\n",
            bare,
            &only_fish,
        ),
        (
            "| `Value` | [Fish](#fish-cargo-data) | required | Only `Fish` so far. |\n",
            bare,
            &only_fish,
        ),
        (
            "| `Load` | object | required | It depends on `Discriminator`. |\n",
            bare,
            &both,
        ),
        (
            "| `Load` | object | required | It depends on [Cargo kind](#cargo-kind). |\n",
            bare,
            &both,
        ),
    ] {
        let imported = cargo(rows, values);
        assert!(imported.notes.is_empty(), "{rows}{:?}", imported.notes);
        assert_eq!(
            &def(&imported, "boats", "cargo-data")["x-coproduct"]["map"],
            map,
            "{rows}"
        );
    }
}

#[test]
fn a_member_may_be_named_after_the_discriminator() {
    let rows =
        "| `Fish` | [Fish](#fish-cargo-data) | optional | |\n| `Wool` | [Wool](#wool-cargo-data) | optional | |\n";
    let data = def(&cargo(rows, "* `Fish`\n* `Wool`\n* `Empty`\n"), "boats", "cargo-data");
    assert_eq!(
        data["x-coproduct"],
        json!({ "discriminator": "Discriminator", "map": { "Fish": "Fish", "Wool": "Wool" } })
    );
    assert_eq!(
        data["allOf"][1]["then"],
        json!({ "required": ["Wool"], "properties": { "Wool": { "type": "object" } } })
    );
}

#[test]
fn a_table_of_events_is_a_list_of_values() {
    let text = format!(
        "# Boats\n\n### Event\n\n{HEAD}| `Discriminator` | string [Event kind](#event-kind) | required | |\n\
         | `Value` | object | required | |\n\n### Event kind\n\n| Discriminator | Description | Value | Fetch operation |\n\
         | --- | --- | --- | --- |\n| `Sailed` | It left. | [Trip](#trip) | none |\n| `Sank` | It is gone. | [Trip](#trip) | none |\n\n\
         ### Trip\n\n{HEAD}| `Id` | string | required | |\n"
    );
    let imported = boats(&text);
    assert_eq!(def(&imported, "boats", "event-kind")["enum"], json!(["Sailed", "Sank"]));
    let map = json!({ "Sailed": "#/$defs/trip", "Sank": "#/$defs/trip" });
    assert_eq!(def(&imported, "boats", "event")["x-coproduct"]["map"], map);
}
