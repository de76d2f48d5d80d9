//! The published schemas are those of the types. `INSTA_UPDATE=always` writes them anew.

use std::path::Path;

use serde_json::Value;
use support::assert_published;

fn current(name: &str, schema: &Value) {
    assert!(jsonschema::meta::is_valid(schema), "it is no JSON Schema");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
    assert_published(&path, &format!("{}\n", serde_json::to_string_pretty(schema).unwrap()));
}

#[test]
fn the_schema_of_scenarios_is_current() {
    current("scenario.schema.json", &keycard::scenario::file::schema());
}

#[test]
fn the_schema_of_the_configuration_is_current() {
    current("config.schema.json", &keycard::config::file::schema());
}

#[test]
fn the_schema_of_the_report_is_current() {
    current("report.schema.json", &keycard::report::formats::json::schema());
}

#[test]
fn the_schema_of_manifests_is_current() {
    current("evidence.schema.json", &keycard::evidence::manifest::schema());
}

#[test]
fn the_schema_of_comparisons_is_current() {
    current("comparison.schema.json", &keycard::evidence::comparison::schema());
}

#[test]
fn the_schema_of_contract_diffs_is_current() {
    current("contract-diff.schema.json", &keycard::import::compare::report::schema());
}

#[test]
fn the_schema_of_certification_plans_is_current() {
    current("plan.schema.json", &keycard::certification::file::schema());
}
