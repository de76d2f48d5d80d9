//! What is struck out, and what the list of deprecations adds.

use keycard::contract::connector::Deprecation;
use keycard::import::docs::note::NoteKind;
use serde_json::json;

use super::*;

const COLUMNS: &str = "| Feature | Comments | Deprecated | Discontinued |\n| :-- | :-- | :-- | :-- |\n";

/// The page, with rows about operations, properties and values.
fn list(operations: &str, properties: &str, values: &str) -> Page {
    page(
        "deprecations/README.md",
        format!(
            "# Deprecations\n\n## Deprecated operations\n\n{COLUMNS}{operations}\n## Deprecated properties\n\n\
             {COLUMNS}{properties}\n### Deprecated enum values\n\n{COLUMNS}{values}\n### Old searches\n\n\
             * [Get all boats](../operations/boats.md#get-all-boats)\n"
        ),
    )
}

fn both(boats: &str, list: Page) -> ImportedPages {
    read(&[page("operations/boats.md", boats), list])
}

#[test]
fn a_struck_property_is_deprecated_and_not_required() {
    let rows = "| `Id` | string | required | |\n\
        | ~~`Name`~~ | ~~string~~ | ~~required, max length 5 characters~~ | ~~Its name.~~ **Deprecated!** Use `Title` instead. |\n";
    let imported = boats(&boat(rows));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let boat = def(&imported, "boats", "boat");
    assert_eq!(boat["required"], json!(["Id"]));
    assert_eq!(
        boat["properties"]["Name"],
        json!({ "type": ["string", "null"], "maxLength": 5, "deprecated": true, "x-replacement": "Title" })
    );
}

#[test]
fn the_list_adds_days_to_a_property() {
    let rows = "| ~~`Name`~~ | ~~string~~ | ~~optional~~ | **Deprecated!** |\n| ~~`Age`~~ | ~~integer~~ | ~~optional~~ | **Deprecated!** |\n";
    let row = "| `Name`, `Age` <br>in [Boat](../operations/boats.md#boat) | Replaced by `Title` | 9th Jan 2025 | 10 Jan 2026 |\n";
    let imported = both(&boat(rows), list("", row, ""));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let properties = &def(&imported, "boats", "boat")["properties"];
    for name in ["Name", "Age"] {
        let days = json!([
            properties[name]["x-since"],
            properties[name]["x-ends"],
            properties[name]["x-replacement"]
        ]);
        assert_eq!(days, json!(["2025-01-09", "2026-01-10", "Title"]));
    }
}

#[test]
fn a_property_is_found_where_the_operation_uses_it() {
    let rows = "| `Extent` | [Boat extent](#boat-extent) | required | |\n| ~~`Old`~~ | ~~string~~ | ~~optional~~ | **Deprecated!** |\n";
    let response = format!(
        "{HEAD}| `Boats` | array of [Boat](#boat) | required | |\n\n#### Boat extent\n\n{HEAD}\
         | `Boats` | boolean | optional | |\n| ~~`Crew`~~ | ~~boolean~~ | ~~optional~~ | **Deprecated!** |\n\n\
         #### Boat\n\n{HEAD}| `Hull` | [Hull](#hull) | required | |\n| `Crew` | string | optional | |\n\n\
         #### Hull\n\n{HEAD}| ~~`Paint`~~ | ~~string~~ | ~~optional~~ | **Deprecated!** |\n"
    );
    let rows_of_list = "| Extent `Crew` in [Get all boats](../operations/boats.md#get-all-boats) | - | 01 Feb 2024 | - |\n\
        | `Paint` in [Get all boats](../operations/boats.md#get-all-boats) response | - | 02 Feb 2024 | |\n\
        | `Old` in [Old searches](#old-searches) | - | 03 Feb 2024 | |\n";
    let imported = both(&operation("", rows, &response), list("", rows_of_list, ""));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let since = |key: &str, name: &str| def(&imported, "boats", key)["properties"][name]["x-since"].clone();
    assert_eq!(since("boat-extent", "Crew"), "2024-02-01");
    assert_eq!(
        since("boat", "Crew"),
        serde_json::Value::Null,
        "only the extent is meant"
    );
    assert_eq!(since("hull", "Paint"), "2024-02-02");
    assert_eq!(since("boats.getAll.request", "Old"), "2024-02-03");
}

#[test]
fn the_list_knows_what_replaces_an_operation() {
    let add = operation("", "", "```\n{}\n```").replace("# Boats\n\n", "");
    let two = format!(
        "# Boats\n\n{}\n{}",
        add.replace("## Get all boats", "## ~~Get all boats~~"),
        add.replace("Get all boats", "Find boats")
            .replace("boats/getAll", "boats/search")
    );
    let row = "| [Get all boats](../operations/boats.md#get-all-boats) | Replaced by [Find boats](../operations/boats.md#find-boats) | 11 Nov 2025 | 10 Jan 2027 |\n";
    let imported = both(&two, list(row, "", ""));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let day = |day: &str| Some(day.to_string());
    assert_eq!(
        imported.files.operations[0].deprecated,
        Some(Deprecation {
            since: day("2025-11-11"),
            ends: day("2027-01-10"),
            replacement: day("boats/search"),
        })
    );
    assert_eq!(imported.files.operations[1].deprecated, None);
}

#[test]
fn an_operation_that_has_ended_is_found_by_its_title() {
    let ended = page("operations/discontinued.md", operation("", "", "```\n{}\n```"));
    let row = "| Get all boats | Sail no more | 21 Jun 2024 | 10 Jan 2026 |\n";
    let imported = read(&[ended, list(row, "", "")]);
    assert!(
        imported.notes.iter().all(|note| note.kind == NoteKind::BrokenLink),
        "{:?}",
        imported.notes
    );
    let deprecated = entry(&imported).deprecated.clone().unwrap();
    assert_eq!(deprecated.ends.as_deref(), Some("2026-01-10"));
}

#[test]
fn an_operation_that_only_its_page_calls_deprecated_is() {
    let quoted = operation("> ### Deprecated!\n> Use another one.", "", "```\n{}\n```");
    assert_eq!(entry(&boats(&quoted)).deprecated, Some(Deprecation::default()));
}

#[test]
fn old_values_of_a_list_are_marked() {
    let row = "| `Wood` value in [Hull](../operations/boats.md#hull) | Replaced by `Steel` | 23 Apr 2026 | - |\n";
    let imported = both("# Boats\n\n#### Hull\n\n* `Wood`\n* `Steel`\n", list("", "", row));
    let hull = def(&imported, "boats", "hull");
    assert_eq!(hull["enum"], json!(["Wood", "Steel"]));
    let old = json!({ "Wood": { "x-replacement": "Steel", "x-since": "2026-04-23" } });
    assert_eq!(hull["x-deprecated-values"], old);
}

#[test]
fn a_row_that_is_about_nothing_known_is_told() {
    let text = boat("| `Id` | string | required | |\n");
    for (operations, properties, values, kind, what) in [
        (
            "| Sink all boats | - | - | - |\n",
            "",
            "",
            NoteKind::UnknownDeprecation,
            "no page describes such an operation",
        ),
        (
            "",
            "| `Colour` in [Boat](../operations/boats.md#boat) | - | - | - |\n",
            "",
            NoteKind::UnknownDeprecation,
            "it does not stand where the row says",
        ),
        (
            "",
            "| `Id` in [Boat](../operations/boats.md#boat) | - | - | - |\n",
            "",
            NoteKind::UnknownDeprecation,
            "its own table does not strike it out",
        ),
        (
            "",
            "",
            "| `Red` value in [Boat](../operations/boats.md#boat) | - | - | - |\n",
            NoteKind::UnknownDeprecation,
            "the list that is named has no such value",
        ),
        (
            "| Sink all boats | - | 40 Jan 2025 | - |\n",
            "",
            "",
            NoteKind::UnknownDate,
            "`40 Jan 2025` is not a day",
        ),
        (
            "| Sink all boats | - | 10 Jan 20255 | - |\n",
            "",
            "",
            NoteKind::UnknownDate,
            "`10 Jan 20255` is not a day",
        ),
        (
            "| Sink all boats | - | Prior to 2021 |\n",
            "",
            "",
            NoteKind::BrokenRow,
            "the row has 3 cells, not 4",
        ),
    ] {
        let notes = both(&text, list(operations, properties, values)).notes;
        let found = notes.iter().any(|note| note.kind == kind && note.what.contains(what));
        assert!(found, "{what}: {notes:?}");
    }
}
