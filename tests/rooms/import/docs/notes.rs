//! What is not understood is told, and costs only itself.

use keycard::import::docs::note::NoteKind;
use serde_json::json;

use super::*;

/// The kinds of notes on a page, and the lines that they point to as text.
fn told(text: &str) -> Vec<(NoteKind, String)> {
    let notes = boats(text).notes;
    let line = |note: &Note| text.lines().nth(note.line - 1).unwrap_or_default().trim().to_string();
    notes.iter().map(|note| (note.kind, line(note))).collect()
}

#[test]
fn each_kind_of_note_points_to_its_line() {
    let good = "| `Id` | string | required | |\n";
    let answered = "```\n{}\n```";
    for (text, kind, line) in [
        (
            boat(&format!("{good}| `A` | strin | required | |\n")),
            NoteKind::UnknownType,
            "| `A` | strin | required | |",
        ),
        (
            boat(&format!("{good}| `A` | | required | |\n")),
            NoteKind::UnknownType,
            "| `A` | | required | |",
        ),
        (
            boat(&format!("{good}| `A` | string | perhaps | |\n")),
            NoteKind::UnknownContract,
            "| `A` | string | perhaps | |",
        ),
        (
            boat(&format!("{good}| `A` | string | optional, max ten items | |\n")),
            NoteKind::UnknownContract,
            "| `A` | string | optional, max ten items | |",
        ),
        (
            boat(&format!("{good}| `A` | string | required |\n")),
            NoteKind::BrokenRow,
            "| `A` | string | required |",
        ),
        (
            boat(&format!("{good}| `A` | string | required | a | b |\n")),
            NoteKind::BrokenRow,
            "| `A` | string | required | a | b |",
        ),
        (
            boat(&format!("{good}| A name | string | required | |\n")),
            NoteKind::BrokenRow,
            "| A name | string | required | |",
        ),
        (
            boat(&format!("{good}{good}")),
            NoteKind::DuplicateProperty,
            "| `Id` | string | required | |",
        ),
        (
            boat(&format!("{good}| `A` | [Sea](#sea) | required | |\n")),
            NoteKind::BrokenLink,
            "| `A` | [Sea](#sea) | required | |",
        ),
        (
            boat(&format!(
                "{good}| `A` | string | required | See [Sea](seas.md#sea). |\n"
            )),
            NoteKind::BrokenLink,
            "| `A` | string | required | See [Sea](seas.md#sea). |",
        ),
        (
            boat(&format!("{good}| `A` | string | required | See [Sea](#sea). |\n")),
            NoteKind::BrokenLink,
            "| `A` | string | required | See [Sea](#sea). |",
        ),
        (
            boat(&format!(
                "{good}| `A` | string | required | Cannot be used with `B`. |\n"
            )),
            NoteKind::UnknownName,
            "| `A` | string | required | Cannot be used with `B`. |",
        ),
        (
            boat(good).replace("Contract", "Contact"),
            NoteKind::BrokenTable,
            "| Property | Type | Contact | Description |",
        ),
        (
            boat(good).replace("| :-- | :-- | :-- | :-- |", "| :-- | :-- | :-- |"),
            NoteKind::BrokenTable,
            "| Property | Type | Contract | Description |",
        ),
        (
            boat(&format!("{good}\n| `A` | string | required | |\n")),
            NoteKind::BrokenTable,
            "| `A` | string | required | |",
        ),
        (
            boat(&format!(
                "{good}\n| Property | Type | Contract | Description |\n| --- | --- | --- | --- |\n| `A` | any | required | |\n"
            )),
            NoteKind::BrokenTable,
            "| Property | Type | Contract | Description |",
        ),
        (
            boat(
                "| `Discriminator` | [Hull](#hull) | required | |\n| `Value` | object | required | |\n\n#### Hull\n\n* `Wood`\n",
            ),
            NoteKind::UnmappedDiscriminator,
            "* `Wood`",
        ),
        (
            boat("| `Load` | object | required | It depends on the weather. |\n"),
            NoteKind::UnmappedDiscriminator,
            "| `Load` | object | required | It depends on the weather. |",
        ),
        (
            boat("| `Discriminator` | [Hull](#hull) | required | |\n\n#### Hull\n\n* `Wood`\n"),
            NoteKind::UnmappedDiscriminator,
            "| `Discriminator` | [Hull](#hull) | required | |",
        ),
        (
            "# Boats\n\n### Loads\n\nA collection of key-value pairs, of which nobody knows more.\n".to_string(),
            NoteKind::UnknownType,
            "### Loads",
        ),
        (
            operation("", "", "Nothing is said."),
            NoteKind::MissingMessage,
            "### Response",
        ),
        (
            operation("", "", answered).replace("### Response", "### Answer"),
            NoteKind::MissingMessage,
            "## Get all boats",
        ),
        (
            operation("", "", answered).replace("| Property | Type |", "| Name | Kind |"),
            NoteKind::MissingMessage,
            "## Get all boats",
        ),
        (
            operation("", "", &format!("{answered}\n\n#### Hull\n\nA part.\n")),
            NoteKind::EmptySection,
            "#### Hull",
        ),
        (
            operation("", "", &format!("{answered}\n\n#### Update\n\n{HEAD}{TOKENS}")),
            NoteKind::UnknownContract,
            "#### Update",
        ),
    ] {
        let found = told(&text);
        assert!(
            found.contains(&(kind, line.to_string())),
            "{kind} at {line:?}: {found:?}\n{text}"
        );
        let kinds: Vec<NoteKind> = found.iter().map(|(kind, _)| *kind).collect();
        assert!(
            kinds.iter().all(|other| *other == kind),
            "only {kind}: {found:?}\n{text}"
        );
    }
}

#[test]
fn advice_is_given_where_there_is_some() {
    for (rows, advice) in [
        ("| `A` | strin | required | |\n", "did you mean `string`?"),
        ("| `A` | string | requird | |\n", "did you mean `required`?"),
        (
            "| `A` | string | required | See [Boat](#boot). |\n",
            "did you mean `#boat`?",
        ),
        (
            "| `Name` | any | optional | |\n| `A` | any | optional | Cannot be used with `Nome`. |\n",
            "did you mean `Name`?",
        ),
        ("| `A` | [Boat](#bo-at) | required | |\n", "taken as `boats#boat`"),
        ("| `A` | [Sea](#sea) | required | |\n", "it counts as an object"),
        ("| `A` | string [Sea](#sea) | required | |\n", "it counts as text"),
    ] {
        let (_, notes) = boat_properties(rows);
        let given: Vec<&str> = notes.iter().filter_map(|note| note.suggestion.as_deref()).collect();
        assert_eq!(given, [advice], "{rows}");
    }
}

#[test]
fn a_note_is_one_line_for_a_person() {
    let (_, notes) = boat_properties("| `A` | strin | required | |\n");
    let shown = "operations/boats.md:7: `A` has the unknown type `strin` (did you mean `string`?)";
    assert_eq!(notes[0].to_string(), shown);
    assert_eq!(notes[0].kind.to_string(), "unknown-type");
}

#[test]
fn a_broken_table_costs_only_itself() {
    let broken =
        "#### Hull\n\n| Property | Type | Contract | Description |\n| :-- |\n| `A` | string | required | |\n\n";
    let text = boat("| `Id` | string | required | |\n").replace("#### Boat", &format!("{broken}#### Boat"));
    let imported = boats(&format!("{text}\n#### Rig\n\n* `Sloop`\n"));
    assert_eq!(imported.notes.len(), 1, "{:?}", imported.notes);
    let keys: Vec<String> = imported.files.schemas["boats"]["$defs"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(keys, ["boat", "rig"]);
}

#[test]
fn a_broken_row_costs_only_itself() {
    let (properties, notes) = boat_properties(
        "| `A` | string | required | |\n| | | | |\n| `B` | strin | required |\n| `C` | string | required | |\n",
    );
    let text = json!({ "type": "string" });
    assert_eq!(properties, json!({ "A": text, "B": {}, "C": text }));
    let expected = [
        (8, NoteKind::BrokenRow),
        (9, NoteKind::BrokenRow),
        (9, NoteKind::UnknownType),
    ];
    assert_eq!(kinds(&notes), expected);
}

#[test]
fn what_is_described_twice_is_told() {
    let text = operation("", "", "```\n{}\n```");
    let imported = read(&[
        page("operations/boats.md", text.clone()),
        page("operations/ships.md", text),
    ]);
    assert_eq!(kinds(&imported.notes), [(3, NoteKind::DuplicateOperation)]);
    assert_eq!(imported.notes[0].page, "operations/ships.md");
    assert_eq!(entry(&imported).file, "boats");
    let values = "# X\n\n#### Kind\n\n* `A`\n";
    let imported = read(&[page("events/boats.md", values), page("operations/boats.md", values)]);
    assert_eq!(kinds(&imported.notes), [(1, NoteKind::DuplicateFile)]);
    let files: Vec<&String> = imported.files.schemas.keys().collect();
    assert_eq!(files, ["boats", "operations-boats"]);
}

#[test]
fn a_response_that_lists_the_credentials_of_its_request_is_left_without_them() {
    let rows = "| `BoatId` | string | required | The boat. |\n| `Name` | string | optional | |\n";
    let example = "```javascript\n{ \"Boats\": [], \"Name\": \"A\" }\n```\n\n";
    let own = "| `Speed` | number | required | |\n";
    let text = operation("", rows, &format!("{example}{HEAD}{TOKENS}{rows}{own}"));
    let imported = boats(&text);
    let response = def(&imported, "boats", "boats.getAll.response");
    let names: Vec<&String> = response["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["BoatId", "Name", "Speed"]);
    assert_eq!(response["required"], json!(["Speed"]));
    assert_eq!(response["properties"]["BoatId"]["type"], json!(["string", "null"]));
    assert_eq!(
        def(&imported, "boats", "boats.getAll.request")["required"],
        json!(["ClientToken", "AccessToken", "Client", "BoatId"])
    );
    let [note] = imported.notes.as_slice() else {
        panic!("one note, not {:?}", imported.notes);
    };
    let line = text.lines().nth(note.line - 1).unwrap();
    assert!(line.starts_with("| `ClientToken`"), "{line}");
    assert!(text.lines().skip(note.line).all(|line| line != "### Response"));
    assert_eq!(
        note.what,
        "the response lists the credentials of the request: `ClientToken`, `AccessToken`, `Client`"
    );
    assert_eq!(
        note.suggestion.as_deref(),
        Some(
            "they are left out, and nothing that the request has too is required; \
             the example answers with `Boats`, which the table does not list"
        )
    );
    // What a request happens to have as well is no copy of it.
    let imported = boats(&operation("", rows, &format!("{HEAD}{rows}")));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    let response = def(&imported, "boats", "boats.getAll.response");
    assert_eq!(response["required"], json!(["BoatId"]));
}

#[test]
fn an_operation_that_lies_elsewhere_is_left_out_and_told() {
    let text = operation("", "", "```\n{}\n```");
    for (address, advice) in [
        (
            "/api/conector/v1/boats/getAll",
            Some("did you mean `/api/connector/v1/boats/getAll`?"),
        ),
        (
            "/api/connector/v2/boats/getAll",
            Some("did you mean `/api/connector/v1/boats/getAll`?"),
        ),
        ("/oauth/token", None),
        ("/api/connector/v1/", None),
    ] {
        let imported = boats(&text.replace("/api/connector/v1/boats/getAll", address));
        assert!(imported.files.operations.is_empty(), "{address}");
        let [note] = imported.notes.as_slice() else {
            panic!("{address}: one note, not {:?}", imported.notes);
        };
        assert_eq!((note.line, note.kind), (9, NoteKind::ForeignAddress));
        let what = format!("the operation at {address} is left out: it is not below /api/connector/v1/");
        assert_eq!(
            (note.what.as_str(), note.suggestion.as_deref()),
            (what.as_str(), advice)
        );
    }
}
