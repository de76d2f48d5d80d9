//! Operations and their entries.

use keycard::contract::connector::Paging;
use keycard::contract::operation::{Effect, Side};
use serde_json::json;

use super::*;

const LIMITATION: &str =
    "| `Limitation` | [Limitation](../guidelines/pagination.md#limitation) | required | How much. |\n";

#[test]
fn an_operation_is_read_whole() {
    let rows = format!(
        "| `EnterpriseIds` | array of string | optional, max 1000 items | Unique identifiers of the enterprises. |\n{LIMITATION}"
    );
    let response = format!(
        "{HEAD}| `Crew` | array of string | optional | Names. |\n| `Boats` | array of [Boat](#boat) | required | All. |\n\
         | `Cursor` | string | optional | Unique identifier of the last one. |\n\n#### Boat\n\n{HEAD}| `Id` | string | required | Unique identifier of the boat. |\n"
    );
    let prose = "> ### Restricted!\n> Only for friends.\n\nThis operation supports [Portfolio Access Tokens](x.md).";
    let imported = boats_and_shared(&operation(prose, &rows, &response));
    let entry = entry(&imported);
    assert_eq!(entry.id, "boats/getAll");
    assert_eq!(entry.path, "/api/connector/v1/boats/getAll");
    assert_eq!((entry.side, entry.effect), (Side::Mews, Effect::Read));
    assert_eq!((entry.file.as_str(), entry.title.as_str()), ("boats", "Get all boats"));
    assert_eq!(entry.source, "connector-api/operations/boats#get-all-boats");
    assert_eq!(entry.credentials, ["ClientToken", "AccessToken"]);
    assert!(entry.portfolio && entry.restricted && !entry.empty && !entry.discontinued);
    assert_eq!(entry.scope, ["EnterpriseIds"]);
    assert_eq!(entry.paging, Paging::Required);
    assert_eq!(
        entry.items.as_deref(),
        Some("Boats"),
        "the first list that always comes"
    );
    assert_eq!(entry.filters, Vec::<String>::new());
    assert_eq!(entry.deprecated, None);
    let keys: Vec<String> = imported.files.schemas["boats"]["$defs"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    assert_eq!(keys, ["boats.getAll.request", "boats.getAll.response", "boat"]);
    let request = def(&imported, "boats", "boats.getAll.request");
    assert_eq!(
        request["required"],
        json!(["ClientToken", "AccessToken", "Client", "Limitation"])
    );
    assert_eq!(request["x-source"], "connector-api/operations/boats#get-all-boats");
}

#[test]
fn reading_and_writing_are_told_by_the_name() {
    for (action, effect) in [
        ("getAll", Effect::Read),
        ("getPdf", Effect::Read),
        ("search", Effect::Read),
        ("price", Effect::Read),
        ("add", Effect::Write),
        ("updatePrice", Effect::Write),
    ] {
        let text =
            operation("", "", "```javascript\n{}\n```").replace("boats/getAll", &format!("boats/{action}/2031-01-01"));
        let imported = boats(&text);
        assert_eq!(entry(&imported).effect, effect, "{action}");
        assert_eq!(entry(&imported).id, format!("boats/{action}/2031-01-01"));
        def(&imported, "boats", &format!("boats.{action}.2031-01-01.request"));
    }
}

#[test]
fn an_empty_answer_is_an_object_without_properties() {
    let imported = boats(&operation("", "", "```javascript\n{ }\n```"));
    assert!(imported.notes.is_empty(), "{:?}", imported.notes);
    assert!(entry(&imported).empty);
    let response = def(&imported, "boats", "boats.getAll.response");
    assert_eq!(response["properties"], json!({}));
    assert_eq!(entry(&imported).paging, Paging::None);
}

#[test]
fn one_of_several_filters_must_be_set() {
    let rows = "| `BoatIds` | array of string | optional | Unique identifiers of boats. Required if no other filter is provided. |\n\
        | `Names` | array of string | optional | Names. |\n\
        | `SinceUtc` | string | optional | Since then. Required if no other filter is provided. |\n";
    let imported = boats(&operation("", rows, "```\n{}\n```"));
    assert_eq!(entry(&imported).filters, ["BoatIds", "SinceUtc"]);
    let named = "At least one of the filter parameters `Names` or `SinceUtc` must be specified in the request.";
    let rows = "| `Names` | array of string | optional | Names. |\n| `SinceUtc` | string | optional | Since then. |\n";
    let imported = boats(&operation(named, rows, "```\n{}\n```"));
    assert_eq!(entry(&imported).filters, ["Names", "SinceUtc"]);
    assert!(entry(&imported).quotas.is_empty());
}

#[test]
fn limits_of_the_whole_operation_are_kept() {
    let prose = "Each boat can be rented or sold up to 30 times within 7 days. A quota of 150,000 boats per harbour applies. \
        The __maximum size of time interval__ depends on the tide: 10 hours if hours, 20 days if days, or 30 months if months.";
    let imported = boats(&operation(prose, "", "```\n{}\n```"));
    assert_eq!(
        entry(&imported).quotas,
        [
            json!({ "rule": "max_interval_by_time_unit", "hours": 10, "days": 20, "months": 30 }),
            json!({ "rule": "quota", "count": 30, "per_days": 7, "scope": "boat" }),
            json!({ "rule": "quota", "count": 150_000, "scope": "harbour" }),
        ]
    );
}

#[test]
fn a_request_may_have_forms_that_exclude_one_another() {
    let text = format!(
        "# Boats\n\n## Get boats\n\n### Request\n\n`[PlatformAddress]/api/connector/v1/boats/get`\n\n\
         #### By name\n\n{HEAD}{TOKENS}| `Name` | string | required | |\n\n#### By age\n\n{HEAD}{TOKENS}\
         | `Age` | integer | required | |\n\n#### Age unit\n\n* `Year`\n\n### Response\n\n```\n{{}}\n```\n"
    );
    let imported = boats(&text);
    let request = def(&imported, "boats", "boats.get.request");
    let forms = [
        json!({ "$ref": "#/$defs/boats.get.request.1" }),
        json!({ "$ref": "#/$defs/boats.get.request.2" }),
    ];
    assert_eq!(request["anyOf"], json!(forms));
    assert_eq!(def(&imported, "boats", "boats.get.request.2")["title"], "By age");
    assert_eq!(def(&imported, "boats", "age-unit")["enum"], json!(["Year"]));
    assert_eq!(
        entry(&imported).body,
        json!({ "Client": "${target.client}", "Name": "Keycard" })
    );
}

#[test]
fn pages_and_operations_come_in_order() {
    let two = format!(
        "{}\n{}",
        operation("", "", "```\n{}\n```"),
        operation("", "", "```\n{}\n```")
            .replace("# Boats\n\n## Get", "## Add")
            .replace("boats/getAll", "boats/add")
    );
    let ships = operation("", "", "```\n{}\n```").replace("boats", "anchors");
    let imported = read(&[page("operations/boats.md", two), page("operations/anchors.md", ships)]);
    let ids: Vec<&str> = imported
        .files
        .operations
        .iter()
        .map(|entry| entry.id.as_str())
        .collect();
    assert_eq!(ids, ["anchors/getAll", "boats/getAll", "boats/add"]);
}

#[test]
fn what_has_ended_is_marked() {
    let text = operation("", "", "```\n{}\n```");
    let imported = read(&[page("operations/discontinued.md", text)]);
    assert!(entry(&imported).discontinued);
    assert_eq!(entry(&imported).file, "discontinued");
}
