//! Pushes, configurations and stores in which something else stands than should: no rule stumbles over them.

use jiff::civil::date;
use keycard::fixture::catalogue::Catalogue;
use keycard::fixture::recipe::Recipe;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

use super::messages::{PLATFORM, hears};
use super::property::{asked, configuration, everything, known, mappings, restricted};
use super::scene::{Scene, authenticated, partner};

/// Messages of both sides that hold something of every kind.
fn honest() -> Vec<(&'static str, Value)> {
    let made_up = |written: Value| {
        let recipe = Recipe::read(written).unwrap();
        let body = recipe.body(&Catalogue::default(), date(2031, 2, 27)).unwrap();
        (recipe.operation(), Value::Object(body))
    };
    let dependent = json!({ "ratePrices": [], "dependentRates": [
        { "rateCode": "PACK", "baseRateCode": "FLEX", "adjustments": [
            { "startDate": "2031-03-01", "endDate": "2031-03-02", "relativeValue": 0, "absoluteValue": 0.0 },
        ] },
        { "rateCode": "LATE", "baseRateCode": "PACK", "adjustments": [] },
    ] });
    vec![
        made_up(json!({ "kind": "availability", "spaces": 2, "days": 3 })),
        made_up(json!({ "kind": "prices", "spaces": 2, "rates": 2, "days": 2, "by-age": true, "entry": "night" })),
        made_up(json!({ "kind": "prices", "package": true, "spaces": 1, "days": 2 })),
        made_up(json!({ "kind": "restrictions", "spaces": 2, "rates": 2, "days": 9 })),
        ("updatePrices", dependent),
        (
            "requestAriUpdate",
            json!({ "from": "2031-03-01", "to": "2031-03-31", "ariType": [1, 2, 3] }),
        ),
        ("setInventory", mappings(&[("FLEX", "SGL"), ("LATE", "DBL")])),
        ("getConfiguration", configuration()),
        (
            "readInventory",
            json!({ "restrictions": [
            { "ratePlanCode": "FLEX", "spaceTypeCode": "DBL", "date": "2031-03-01", "state": [2, 8], "minLos": null },
            { "ratePlanCode": "FLEX", "spaceTypeCode": "DBL", "date": "2031-03-04", "state": [2, 8], "maxLos": 3 },
        ], "availabilities": [{ "spaceTypeCode": "DBL", "date": "2031-03-01", "availability": 1 }] }),
        ),
    ]
}

/// Conversations that hold the message, as something that is judged and as something that is known.
fn scenes(operation: &'static str, body: Value) -> Vec<Scene> {
    let done = || json!({ "success": true });
    let closed = || restricted("FLEX", "DBL", "2031-03-01", "2031-03-05", json!([2, 8]));
    match operation {
        "requestAriUpdate" | "setInventory" => {
            let told = hears(asked(everything(), configuration()), operation, body.clone());
            // The platform shows and pushes what came of it.
            let asks = known().knowing(|facts| facts.today = "2031-01-01".to_string());
            let shown = asks
                .call(operation, body, done())
                .call("getConfiguration", everything(), configuration());
            let collected = shown
                .covering("INV-6")
                .step("receive: updateRestrictions, more-within: 1s");
            let pushed = hears(collected, "updateRestrictions", json!({ "restrictions": [closed()] }));
            vec![told, pushed]
        }
        "getConfiguration" => {
            let before = || super::property::told(everything(), body.clone());
            honest()
                .into_iter()
                .filter(|(operation, _)| operation.starts_with("update"))
                .map(|(operation, push)| hears(before(), operation, push))
                .collect()
        }
        "readInventory" => {
            let push = |scene: Scene| scene.call("updateRestrictions", json!({ "restrictions": [closed()] }), done());
            vec![push(push(partner()).shows(json!({}), body.clone())).shows(json!({}), body)]
        }
        _ => {
            let pushed = hears(known().covering("R-ARI-17"), operation, body.clone());
            let refused = partner().call(
                operation,
                body.clone(),
                json!({ "success": false, "errors": [
                { "code": 11, "message": "Not known.", "categoryCode": "DBL", "rateCode": "FLEX" },
            ] }),
            );
            let again = pushed.receive(
                &format!("{PLATFORM}/{operation}"),
                authenticated(body.clone()),
                json!({
                    "success": false, "errors": [{ "code": 9, "message": "Not known.", "rateCode": "FLEX" }],
                }),
            );
            let twice = partner()
                .call(operation, body.clone(), done())
                .call(operation, body.clone(), done());
            let store =
                json!({ "restrictions": [{ "ratePlanCode": "FLEX", "spaceTypeCode": "DBL", "date": "2031-03-01" }] });
            let later = again.call("getChannels", json!({}), json!({ "channels": [] }));
            vec![hears(later, operation, body), refused, twice.shows(json!({}), store)]
        }
    }
}

/// The JSON Pointer of each value in a message.
fn places(value: &Value, at: &str, places: &mut Vec<String>) {
    places.push(at.to_string());
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(index, item)| self::places(item, &format!("{at}/{index}"), places));
        }
        Value::Object(properties) => {
            let properties = properties.iter();
            properties.for_each(|(name, item)| self::places(item, &format!("{at}/{name}"), places));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Any JSON, among it what stands in such messages.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-3_i64..12).prop_map(Value::from),
        prop::sample::select(vec![
            "",
            " ",
            "FLEX",
            "DBL",
            "PACK",
            "EUR",
            "2031-03-01",
            "9999-12-31",
            "-009999-01-01",
            "0000-01-01",
            "é€𝄞",
        ])
        .prop_map(Value::from),
        ".{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(
                (prop::sample::select(vec!["from", "to", "code", "state", "/~"]), inner),
                0..4
            )
            .prop_map(|items| Value::Object(items.into_iter().map(|(name, item)| (name.to_string(), item)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(support::cases(160)))]

    #[test]
    fn every_mutated_message_is_judged(
        which in any::<Index>(),
        changes in prop::collection::vec((any::<Index>(), anything()), 1..5),
    ) {
        let (operation, mut body) = which.get(&honest()).clone();
        for (place, value) in changes {
            let mut all = Vec::new();
            places(&body, "", &mut all);
            if let Some(slot) = body.pointer_mut(place.get::<String>(&all)) {
                *slot = value;
            }
        }
        // A whole that is no object is no message to these rules, but must not stop them either.
        let body = if body.is_object() { body } else { Value::Object(Map::from_iter([("success".to_string(), body)])) };
        for scene in scenes(operation, body) {
            // That each finding points to something that is there is seen to by the scene.
            let _ = scene.findings();
        }
    }
}
