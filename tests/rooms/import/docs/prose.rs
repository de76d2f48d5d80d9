//! Sentences of a description, and the keywords and rules that they give.

use keycard::import::docs::note::NoteKind;
use serde_json::{Value, json};

use super::*;

/// The property `A` of that type and description, without its type, beside three others.
fn property(kind: &str, description: &str) -> Value {
    let others =
        "| `B` | [Hull](#hull) | optional | |\n| `C` | string | optional | |\n| `D` | boolean | optional | |\n";
    let rows = format!("| `A` | {kind} | required | {description} |\n{others}");
    let imported = boats_and_shared(&format!("{}\n#### Hull\n\n* `Wood`\n* `Steel`\n", boat(&rows)));
    assert!(imported.notes.is_empty(), "{description}: {:?}", imported.notes);
    let mut schema = def(&imported, "boats", "boat")["properties"]["A"].clone();
    schema.as_object_mut().unwrap().remove("type");
    schema
}

#[test]
fn formats_are_recognised() {
    for (description, expected) in [
        (
            "When it left, in UTC timezone in ISO 8601 format.",
            json!({ "format": "date-time" }),
        ),
        ("Leaves (UTC time). ISO-8601 format.", json!({ "format": "date-time" })),
        (
            "A day in ISO 8601 format, adjusted to UTC.",
            json!({ "format": "date-time" }),
        ),
        (
            "How long, in ISO 8601 duration format.",
            json!({ "format": "duration" }),
        ),
        ("A day in ISO 8601 format.", json!({ "x-format": "iso-8601" })),
        ("ISO 3166-1 code of the flag.", json!({ "x-format": "iso-3166-1" })),
        ("ISO-4217 code of the fare.", json!({ "x-format": "iso-4217" })),
        ("Base64 encoded chart.", json!({ "x-format": "base64" })),
        ("Unique identifier of the sea.", json!({ "x-format": "identifier" })),
        ("Any words.", json!({})),
    ] {
        assert_eq!(property("string", description), expected, "{description}");
    }
    let list = json!({ "items": { "type": "string", "x-format": "identifier" } });
    assert_eq!(property("array of string", "Unique identifiers of seas."), list);
    assert_eq!(
        property("integer", "ISO-4217 code in digits."),
        json!({}),
        "only text has a format"
    );
}

#[test]
fn an_identifier_says_what_it_identifies() {
    let entity = |description: &str| property("string", description)["x-entity"].clone();
    assert_eq!(
        entity("Unique identifier of the [Boat](boats.md#boat) that left."),
        "boats#boat"
    );
    assert_eq!(entity("Unique identifier of the `Boat`."), "boats#boat");
    assert_eq!(entity("Unique identifier of the sea. See [Boat](#boat)."), Value::Null);
    assert_eq!(entity("See [Boat](#boat)."), Value::Null);
    let hybrid = property(
        "string [Hybrid identifier](_objects.md#hybrid-identifier)",
        "Unique identifier of the `Boat`.",
    );
    assert_eq!(
        hybrid,
        json!({ "$ref": "objects.json#/$defs/hybrid-identifier", "x-entity": "boats#boat" })
    );
}

#[test]
fn limits_of_numbers_are_recognised() {
    for (description, expected) in [
        ("Seats, minimum 1, maximum 12.", json!({ "minimum": 1, "maximum": 12 })),
        ("Angle in range of -90 to 90.", json!({ "minimum": -90, "maximum": 90 })),
        (
            "Share. Value must be between 0 and 0.5.",
            json!({ "minimum": 0, "maximum": 0.5 }),
        ),
        ("Seats. Must not be negative.", json!({ "minimum": 0 })),
        ("Seats. Must be non-negative.", json!({ "minimum": 0 })),
        ("Seats. Must be a positive number.", json!({ "exclusiveMinimum": 0 })),
    ] {
        assert_eq!(property("number", description), expected, "{description}");
    }
}

#[test]
fn defaults_have_the_type_of_their_property() {
    for (kind, description, expected) in [
        ("boolean", "Whether. Defaults to `true`.", json!(true)),
        ("boolean", "Whether. The default is `false`.", json!(false)),
        ("boolean", "Whether. Default value is true.", json!(true)),
        ("boolean", "Whether. `false` will be used as a default.", json!(false)),
        ("string", "Which. If not specified, `Wood` is used.", json!("Wood")),
        ("array of string", "Which. Defaults to `Wood`.", json!(["Wood"])),
        (
            "array of string",
            "Which. Defaults to `[\"Wood\", \"Steel\"]`.",
            json!(["Wood", "Steel"]),
        ),
        ("integer", "How many. Defaults to `3`.", json!(3)),
    ] {
        assert_eq!(property(kind, description)["default"], expected, "{description}");
    }
    let two = property(
        "boolean",
        "If `C` are provided, `A` defaults to true, otherwise it defaults to false.",
    );
    assert_eq!(two["default"], false);
    assert_eq!(
        two["x-rules"],
        json!([{ "rule": "default", "value": true, "when_present": "C" }])
    );
}

#[test]
fn rules_are_recognised() {
    for (description, expected) in [
        (
            "If not specified, you get all chains within scope of the Access Token.",
            json!({ "rule": "default_scope", "value": "chains" }),
        ),
        (
            "Required when using [Portfolio Access Tokens](boats.md), ignored otherwise.",
            json!({ "rule": "required_with_portfolio_token", "ignored_otherwise": true }),
        ),
        (
            "Required if no other filter is provided.",
            json!({ "rule": "required_if_no_other_filter" }),
        ),
        (
            "Must be used together with at least one another filter.",
            json!({ "rule": "needs_another_filter" }),
        ),
        (
            "Required if C filter is not provided.",
            json!({ "rule": "required_unless", "property": "C" }),
        ),
        (
            "Required if D set to true.",
            json!({ "rule": "required_when", "property": "D", "equals": true }),
        ),
        (
            "Required when `B` is set to `Wood`, ignored otherwise.",
            json!({ "rule": "required_when", "property": "B", "equals": "Wood", "ignored_otherwise": true }),
        ),
        (
            "This is required for B of `Wood` or `Steel`.",
            json!({ "rule": "required_when", "property": "B", "one_of": ["Wood", "Steel"] }),
        ),
        (
            "Required when used in conjunction with the C or D search parameter.",
            json!({ "rule": "required_when_present", "any_of": ["C", "D"] }),
        ),
        (
            "Required for Net [Pricing](boats.md) environments.",
            json!({ "rule": "required_in_pricing_environment", "value": "Net" }),
        ),
        (
            "Cannot be used with `C`.",
            json!({ "rule": "exclusive_with", "properties": ["C"] }),
        ),
        (
            "Mutually exclusive with `C`.",
            json!({ "rule": "exclusive_with", "properties": ["C"] }),
        ),
        (
            "Only used if the `B` is `Wood` or `Steel`, otherwise ignored.",
            json!({ "rule": "ignored_unless", "property": "B", "one_of": ["Wood", "Steel"] }),
        ),
        (
            "If `C` is specified, this field is ignored.",
            json!({ "rule": "ignored_when_present", "property": "C" }),
        ),
        (
            "Ignored if `C` is provided.",
            json!({ "rule": "ignored_when_present", "property": "C" }),
        ),
        (
            "If set to `X`, the `B` must be `Wood`.",
            json!({ "rule": "implies", "when": "X", "property": "B", "equals": "Wood" }),
        ),
        (
            "If the value is not `X`, the `B` must be `Steel`.",
            json!({ "rule": "implies", "when_not": "X", "property": "B", "equals": "Steel" }),
        ),
        (
            "Then both `C` and `D` must be provided.",
            json!({ "rule": "both_or_none", "properties": ["C", "D"] }),
        ),
        (
            "For products with charging `Once` and `PerPerson` must be set to same value as `C`.",
            json!({ "rule": "equals_property_for_once_or_per_person", "property": "C" }),
        ),
        (
            "A number (max 19 digits).",
            json!({ "rule": "max_digits", "value": 19 }),
        ),
        (
            "The maximum size of time interval depends on the tide: 10 hours if hours, 20 days if days, or 30 months if months.",
            json!({ "rule": "max_interval_by_time_unit", "hours": 10, "days": 20, "months": 30 }),
        ),
        (
            "The maximum size of time interval depends on the tide: 20 days.",
            json!({ "rule": "max_interval_by_time_unit", "hours": null, "days": 20, "months": null }),
        ),
        (
            "Its end must be no later than 5 minutes in the past.",
            json!({ "rule": "end_not_after_now_minus_minutes", "value": 5 }),
        ),
        (
            "Must be within 30 days of the launch.",
            json!({ "rule": "within_days", "value": 30 }),
        ),
        (
            "The sum of all `B` values in `C` must equal the absolute value of `D`.",
            json!({ "rule": "sum_equals_abs", "sum_of": "B", "collection": "C", "property": "D" }),
        ),
        (
            "Must be unique within the `C` collection.",
            json!({ "rule": "unique_in_collection" }),
        ),
    ] {
        assert_eq!(
            property("any", description)["x-rules"],
            json!([expected]),
            "{description}"
        );
    }
    assert_eq!(
        property("any", "The maximum interval is 180 days.")["x-max-interval"],
        "P180D"
    );
}

#[test]
fn a_sentence_that_sounds_like_a_rule_is_told() {
    let (_, notes) =
        boat_properties("| `A` | string | required | A name, e.g. a short one. It must rhyme. Nice ones win. |\n");
    assert_eq!(kinds(&notes), [(7, NoteKind::UnknownRule)]);
    assert_eq!(notes[0].what, "`A` may have a rule that is not known: It must rhyme.");
}

#[test]
fn a_value_that_is_misspelt_is_put_right_and_told() {
    let rows = "| `A` | string | optional | Required if `B` is `Steal`. |\n| `B` | [Hull](#hull) | optional | |\n";
    let imported = boats(&format!("{}\n#### Hull\n\n* `Wood`\n* `Steel`\n", boat(rows)));
    let rule = def(&imported, "boats", "boat")["properties"]["A"]["x-rules"][0].clone();
    assert_eq!(rule["equals"], "Steel");
    assert_eq!(kinds(&imported.notes), [(7, NoteKind::UnknownName)]);
    assert_eq!(imported.notes[0].suggestion.as_deref(), Some("taken as `Steel`"));
}
