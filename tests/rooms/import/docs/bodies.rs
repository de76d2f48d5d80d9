//! The smallest valid bodies.

use keycard::import::docs::note::NoteKind;
use serde_json::{Value, json};

use super::*;

/// The body of an operation whose request has these rows, without the name of the client.
fn body(rows: &str, definitions: &str) -> Value {
    let imported = boats_and_shared(&operation("", rows, &format!("```\n{{}}\n```\n\n{definitions}")));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let mut body = entry(&imported).body.clone();
    assert_eq!(
        body.as_object_mut().unwrap().shift_remove("Client"),
        Some(json!("${target.client}"))
    );
    body
}

#[test]
fn only_what_is_required_is_there() {
    let rows = "| `Name` | string | required | |\n| `Age` | integer | optional | |\n\
        | ~~`Old`~~ | ~~string~~ | ~~required~~ | **Deprecated!** |\n| `Fast` | boolean | required | |\n\
        | `Length` | number | required | Must be a positive number. |\n| `Share` | number | required | Must be between 0 and 0.5. |\n\
        | `Short` | string | required, max length 3 characters | |\n";
    let expected = json!({ "Name": "Keycard", "Fast": false, "Length": 1, "Share": 0.5, "Short": "Key" });
    assert_eq!(body(rows, ""), expected);
}

#[test]
fn text_has_the_form_that_is_asked_for() {
    let rows = "| `SailsUtc` | string | required | In UTC timezone in ISO 8601 format. |\n\
        | `EndUtc` | string | required | In UTC timezone in ISO 8601 format. |\n\
        | `Rest` | string | required | ISO 8601 duration. |\n| `Launch` | string | required | Day in ISO 8601 format. |\n\
        | `Flag` | string | required | ISO 3166-1 code. |\n| `Fare` | string | required | ISO-4217 code. |\n\
        | `Chart` | string | required | Base64 encoded. |\n| `Email` | string | required | |\n\
        | `Names` | [Localized text](_objects.md#localized-text) | required | |\n\
        | `More` | [Dictionary](_objects.md#dictionary) | required | |\n| `TaxCodes` | array of string | required | |\n";
    assert_eq!(
        body(rows, ""),
        json!({
            "SailsUtc": "2031-03-01T00:00:00Z", "EndUtc": "2031-03-02T00:00:00Z", "Rest": "P0M1DT0H0M0S",
            "Launch": "2031-03-01", "Flag": "GB", "Fare": "GBP", "Chart": "AA==", "Email": "guest@example.com",
            "Names": { "en-US": "Keycard" }, "More": {}, "TaxCodes": [],
        })
    );
}

#[test]
fn identifiers_come_from_the_target() {
    let rows = "| `Which` | string | required | Unique identifier of the [Boat](#boat). |\n\
        | `Whose` | string | required | Unique identifier of the `Boat`. |\n\
        | `OldBoatId` | string | required | Unique identifier of it. |\n\
        | `BoatIds` | array of string | required | Unique identifiers of them. |\n| `BoatId` | string | required | |\n\
        | `Id` | string [Hybrid identifier](_objects.md#hybrid-identifier) | required | |\n";
    let boat = "${target.known.boats}";
    assert_eq!(
        body(rows, &format!("#### Boat\n\n{HEAD}| `Id` | string | required | |\n")),
        json!({ "Which": boat, "Whose": boat, "OldBoatId": boat, "BoatIds": [boat], "BoatId": boat, "Id": boat })
    );
    let imported = boats(&operation(
        "",
        "| `SeaId` | string | required | Unique identifier of it. |\n",
        "```\n{}\n```",
    ));
    assert_eq!(
        entry(&imported).body["SeaId"],
        boat,
        "the page's own, for want of a better one"
    );
    assert_eq!(kinds(&imported.notes), [(3, NoteKind::UnknownEntity)]);
}

#[test]
fn a_filter_is_set_and_one_by_identifier_is_preferred() {
    let required = "Required if no other filter is provided.";
    let by_time = format!(
        "| `LeftUtc` | [Time interval](_objects.md#time-interval) | optional, max length 1 month | {required} |\n"
    );
    let by_id = format!("| `BoatIds` | array of string | optional | Unique identifiers of boats. {required} |\n");
    let old = format!(
        "| ~~`Ids`~~ | ~~array of string~~ | ~~optional~~ | ~~Unique identifiers of boats. {required}~~ **Deprecated!** |\n"
    );
    let day = json!({ "StartUtc": "2031-03-01T00:00:00Z", "EndUtc": "2031-03-02T00:00:00Z" });
    assert_eq!(body(&by_time, ""), json!({ "LeftUtc": day }));
    assert_eq!(
        body(&format!("{old}{by_time}{by_id}"), ""),
        json!({ "BoatIds": ["${target.known.boats}"] })
    );
    assert_eq!(
        body(&format!("{by_time}{}", by_id.replace("optional", "required")), ""),
        json!({ "BoatIds": ["${target.known.boats}"] }),
        "a filter that is there already is enough"
    );
}

#[test]
fn objects_are_filled_as_well() {
    let rows = "| `Boats` | array of [Boat](#boat) | required | |\n| `Pages` | [Limitation](../guidelines/pagination.md#limitation) | required | |\n\
        | `Extent` | [Boat extent](#boat-extent) | required | |\n| `Days` | [Days](#days) | required | |\n";
    let definitions = format!(
        "#### Boat\n\n{HEAD}| `Name` | string | required | |\n| `Hull` | [Hull](#hull) | required | |\n| `Note` | string | optional | |\n\n\
         #### Hull\n\n* `Wood`\n* `Steel`\n\n#### Boat extent\n\n{HEAD}| ~~`Old`~~ | ~~boolean~~ | ~~optional~~ | **Deprecated!** |\n\
         | `Boats` | boolean | optional | |\n| `Crew` | boolean | optional | |\n\n#### Days\n\n{HEAD}\
         | `Monday` | boolean | required | |\n| `Tuesday` | boolean | required | |\n"
    );
    assert_eq!(
        body(rows, &definitions),
        json!({
            "Boats": [{ "Name": "Keycard", "Hull": "Wood" }], "Pages": { "Count": 10 }, "Extent": { "Boats": true },
            "Days": { "Monday": true, "Tuesday": true },
        })
    );
}

#[test]
fn the_first_value_of_a_discriminator_that_leads_somewhere_is_chosen() {
    let rows = "| `Cargo` | [Cargo](#cargo) | required | |\n| `Load` | [Load](#load) | required | |\n";
    let definitions = format!(
        "#### Cargo\n\n{HEAD}| `Discriminator` | [Cargo kind](#cargo-kind) | required | |\n| `Value` | object | required | |\n\n\
         #### Cargo kind\n\n* `None` - No additional data.\n* `Fish` - [Fish](#fish)\n\n#### Fish\n\n{HEAD}| `Weight` | number | required | |\n\n\
         #### Load\n\n{HEAD}| `Discriminator` | [Load kind](#load-kind) | required | |\n| `Fish` | [Fish](#fish) | optional | |\n\n\
         #### Load kind\n\n* `Wool`\n* `Fish`\n"
    );
    assert_eq!(
        body(rows, &definitions),
        json!({
            "Cargo": { "Discriminator": "Fish", "Value": { "Weight": 1 } },
            "Load": { "Discriminator": "Fish", "Fish": { "Weight": 1 } },
        })
    );
}

#[test]
fn a_rule_that_asks_for_more_is_kept() {
    let rows = "| `Hull` | [Hull](#hull) | required | |\n| `Wood` | string | optional | Required when `Hull` is `Oak`. |\n\
        | `Steel` | string | optional | Required when `Hull` is `Iron`. |\n| `GrossValue` | number | optional | Required for Gross Pricing environments. |\n";
    let definitions = "#### Hull\n\n* `Oak`\n* `Iron`\n";
    assert_eq!(
        body(rows, definitions),
        json!({ "Hull": "Oak", "Wood": "Keycard", "GrossValue": 1 })
    );
}

#[test]
fn what_a_value_implies_is_so() {
    let rows = "| `Keel` | [Keel](#keel) | required | If set to `None`, the `Hull` must be `Iron`. |\n\
        | `Hull` | [Hull](#hull) | required | |\n\
        | `Mast` | [Hull](#hull) | required | If the value is not `Iron`, the `Sail` must be `Large`. |\n\
        | `Sail` | [Sail](#sail) | required | |\n";
    let definitions =
        "#### Keel\n\n* `Long`\n* `None`\n\n#### Hull\n\n* `Oak`\n* `Iron`\n\n#### Sail\n\n* `Small`\n* `Large`\n";
    assert_eq!(
        body(rows, definitions),
        json!({ "Keel": "Long", "Hull": "Oak", "Mast": "Oak", "Sail": "Large" })
    );
}

#[test]
fn a_moment_that_has_to_be_near_is_counted_from_today() {
    let rows = "| `LaunchUtc` | string | required | Must be within 30 days of the order. ISO-8601 format. |\n";
    assert_eq!(
        body(rows, ""),
        json!({ "LaunchUtc": "${addDays(today, 15)}T00:00:00Z" })
    );
}

#[test]
fn an_object_that_requires_itself_is_told() {
    let rows = "| `Boat` | [Boat](#boat) | required | |\n";
    let itself = format!(
        "```\n{{}}\n```\n\n#### Boat\n\n{HEAD}| `Tug` | [Tug](#tug) | required | |\n\n#### Tug\n\n{HEAD}| `Boat` | [Boat](#boat) | required | |\n"
    );
    let imported = boats(&operation("", rows, &itself));
    assert_eq!(kinds(&imported.notes), [(3, NoteKind::RequiredCycle)]);
    assert!(
        imported.notes[0].what.contains("boats#boat -> boats#tug -> Boat"),
        "{}",
        imported.notes[0].what
    );
    assert_eq!(entry(&imported).body["Boat"], json!({ "Tug": {} }));
    let listed = itself.replace("| `Boat` | [Boat](#boat) |", "| `Boats` | array of [Boat](#boat) |");
    let imported = boats(&operation("", rows, &listed));
    assert!(imported.notes.is_empty(), "an empty list ends it: {:?}", imported.notes);
    assert_eq!(entry(&imported).body["Boat"], json!({ "Tug": { "Boats": [] } }));
}

#[test]
fn an_answer_without_end_is_told_as_well() {
    let table = format!(
        "{HEAD}| `Boat` | [Boat](#boat) | required | |\n\n#### Boat\n\n{HEAD}| `Tug` | [Tug](#tug) | required | |\n\n\
         #### Tug\n\n{HEAD}| `Boat` | [Boat](#boat) | required | |\n"
    );
    let imported = boats(&operation("", "", &table));
    assert_eq!(kinds(&imported.notes), [(3, NoteKind::RequiredCycle)]);
    assert_eq!(
        imported.notes[0].what,
        "the smallest answer of boats/getAll: an object requires itself: \
         boats#boats.getAll.response -> boats#boat -> boats#tug -> boats#boat"
    );
    for (row, ending) in [
        ("`Boat` | [Boat](#boat) | required", "`Boat` | [Boat](#boat) | optional"),
        (
            "`Boat` | [Boat](#boat) | required",
            "`Boats` | array of [Boat](#boat) | required",
        ),
        (
            "`Boat` | [Boat](#boat) | required",
            "~~`Boat`~~ | ~~[Boat](#boat)~~ | ~~required~~",
        ),
    ] {
        let at = table.rfind(row).unwrap();
        let ended = format!("{}{ending}{}", &table[..at], &table[at + row.len()..]);
        let imported = boats(&operation("", "", &ended));
        assert!(imported.notes.is_empty(), "{ending}: {:?}", imported.notes);
    }
}
