//! What is wrong with each entry of a long push is told once, with the number of places.

use keycard::contract::rule::Weight;
use keycard::judge::finding::Finding;
use serde_json::{Value, json};

use super::messages::{PLATFORM, block, hears, partners, with};
use super::property::{configuration, free, known, priced, pushes, restricted};
use super::scene::{Scene, authenticated, partner, platform};

/// So many days.
const DAYS: usize = 365;

fn night(number: usize) -> String {
    let first = jiff::civil::date(2031, 3, 1);
    let span = jiff::Span::new().days(i64::try_from(number).unwrap());
    first.checked_add(span).unwrap().to_string()
}

/// An entry for each day.
fn year(entry: impl Fn(&str) -> Value) -> Value {
    (0..DAYS).map(|number| entry(&night(number))).collect()
}

/// Where a rule finds something, and what it says is there.
fn told(scene: &Scene, rule: &str) -> Vec<(String, String)> {
    let findings = scene
        .findings()
        .into_iter()
        .filter(|finding| finding.check.as_str() == rule);
    let told = |finding: Finding| (finding.place.unwrap().pointer, finding.actual);
    findings.map(told).collect()
}

#[test]
fn an_unknown_code_is_told_once_and_each_of_them() {
    let codes = ["SGL", "KNG", "DBL", "TWN"];
    let by_night: Value = (0..DAYS)
        .flat_map(|number| codes.map(|code| free(code, &night(number), &night(number), 1)))
        .collect();
    let by_code: Value = codes
        .iter()
        .flat_map(|code| (0..DAYS).map(|number| free(code, &night(number), &night(number), 1)))
        .collect();
    for (entries, first) in [(by_night, [1, 3]), (by_code, [DAYS, 3 * DAYS])] {
        let scene = pushes(known(), "updateAvailability", entries);
        let expected = std::iter::zip(first, ["KNG", "TWN"]).map(|(first, code)| {
            (
                format!("/availabilities/{first}/spaceTypeCode"),
                format!("\"{code}\", which is not known to be mapped, in {DAYS} places"),
            )
        });
        assert_eq!(told(&scene, "R-ARI-2"), expected.collect::<Vec<_>>());
    }
}

#[test]
fn an_unknown_rate_is_told_once_for_all_categories() {
    let entries: Value = ["NONE", "FLEX", "NIL"]
        .iter()
        .flat_map(|rate| {
            let of = move |space| (0..DAYS).map(move |number| priced(rate, space, &night(number), &night(number)));
            of("SGL").chain(of("DBL"))
        })
        .collect();
    let scene = pushes(known(), "updatePrices", entries);
    let expected = [(0, "NONE"), (4 * DAYS, "NIL")].map(|(first, code)| {
        let actual = format!("\"{code}\", which is not known to be mapped, in {} places", 2 * DAYS);
        (format!("/ratePrices/{first}/ratePlanCode"), actual)
    });
    assert_eq!(told(&scene, "R-ARI-3"), expected);
}

/// The rule, the list, what is told, and a push in which each entry breaks the rule in one way.
fn slips() -> Vec<(&'static str, &'static str, Scene)> {
    let availability = |entry: &dyn Fn(&str) -> Value| pushes(known(), "updateAvailability", year(entry));
    let prices = |pointer: &str, value: Value| {
        let entry = |night: &str| with(priced("FLEX", "DBL", night, night), pointer, value.clone());
        pushes(known(), "updatePrices", year(entry))
    };
    let restrictions = |pointer: &str, value: Value| {
        let entry = |night: &str| {
            with(
                restricted("FLEX", "DBL", night, night, json!([1])),
                pointer,
                value.clone(),
            )
        };
        pushes(known(), "updateRestrictions", year(entry))
    };
    let child = json!([{ "guestCount": 1, "ageCategoryCode": "NONE", "grossAmount": 5, "netAmount": 5, "currencyCode": "EUR" }]);
    vec![
        (
            "R-ARI-1",
            "/availabilities/0/to",
            availability(&|night| free("SGL", night, "2031-01-01", 1)),
        ),
        (
            "R-ARI-4",
            "/availabilities/0/availability",
            availability(&|night| free("SGL", night, night, -1)),
        ),
        (
            "R-ARI-4",
            "/availabilities/0/availability",
            availability(&|night| free("SGL", night, night, 5)),
        ),
        (
            "R-ARI-5",
            "/ratePrices/0/prices/1/guestCount",
            prices("/prices/1/guestCount", json!(1)),
        ),
        (
            "R-ARI-6",
            "/ratePrices/0/prices/1/currencyCode",
            prices("/prices/1/currencyCode", json!("USD")),
        ),
        (
            "R-ARI-7",
            "/ratePrices/0/prices/0/grossAmount",
            prices("/prices/0/netAmount", json!(111)),
        ),
        (
            "R-ARI-8",
            "/ratePrices/0/agePrices/0/ageCategoryCode",
            prices("/agePrices", child),
        ),
        ("R-ARI-11", "/restrictions/0/state", restrictions("/state", json!([]))),
        (
            "R-ARI-11",
            "/restrictions/0/state/1",
            restrictions("/state", json!([1, 1])),
        ),
        (
            "R-ARI-12",
            "/restrictions/0/state",
            restrictions("/state", json!([1, 2, 6])),
        ),
        ("R-ARI-13", "/restrictions/0/state", restrictions("/state", json!([2]))),
        ("R-ARI-14", "/restrictions/0/minLos", restrictions("/minLos", json!(0))),
    ]
}

#[test]
fn the_same_slip_in_each_entry_is_told_once() {
    for (rule, pointer, scene) in slips() {
        let told = told(&scene, rule);
        let [(place, actual)] = told.as_slice() else {
            panic!("{rule} is told {} times: {:?}", told.len(), told.first());
        };
        assert_eq!(place, pointer, "{rule}");
        assert!(actual.ends_with(&format!(", in {DAYS} places")), "{rule}: {actual}");
    }
}

#[test]
fn nights_that_are_spoken_of_twice_are_told_once_for_each_pair() {
    let once = |rate, space| year(|night| priced(rate, space, night, night));
    let mut entries = Vec::new();
    for pair in [
        ("FLEX", "SGL"),
        ("FLEX", "DBL"),
        ("LATE", "DBL"),
        ("FLEX", "DBL"),
        ("LATE", "DBL"),
    ] {
        entries.extend(once(pair.0, pair.1).as_array().unwrap().iter().cloned());
    }
    let scene = pushes(known(), "updatePrices", Value::Array(entries));
    let actual = format!("2031-03-01 once more, in {DAYS} places");
    let expected = [3 * DAYS, 4 * DAYS].map(|first| (format!("/ratePrices/{first}"), actual.clone()));
    assert_eq!(told(&scene, "R-ARI-16"), expected);
}

#[test]
fn a_store_that_keeps_nothing_is_told_once_for_each_pair() {
    let pushed = |space| json!({ "ratePlanCode": "FLEX", "spaceTypeCode": space, "from": night(0), "to": night(DAYS - 1), "state": [2, 8] });
    let stored = |space| {
        year(move |night| json!({ "ratePlanCode": "FLEX", "spaceTypeCode": space, "date": night, "state": [1] }))
    };
    let all: Vec<Value> = ["SGL", "DBL"]
        .into_iter()
        .flat_map(|space| stored(space).as_array().unwrap().clone())
        .collect();
    let scene = partner()
        .call(
            "updateRestrictions",
            json!({ "messageId": "p-1", "restrictions": [pushed("SGL"), pushed("DBL")] }),
            json!({ "success": true }),
        )
        .shows(json!({}), json!({ "restrictions": all }));
    let mut told = told(&scene, "R-ARI-15");
    told.sort_unstable();
    let expected = [0, DAYS].map(|first| (format!("/restrictions/{first}/state"), format!("[1], in {DAYS} places")));
    assert_eq!(told, expected);
}

#[test]
fn what_is_the_same_in_another_message_or_another_property_is_told_again() {
    let entries = || json!([free("KNG", "2031-03-01", "2031-03-01", 1)]);
    let scene = pushes(
        pushes(known(), "updateAvailability", entries()),
        "updateAvailability",
        entries(),
    );
    let told = told(&scene, "R-ARI-2");
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, actual)| !actual.contains("places")), "{told:?}");
}

#[test]
fn lists_of_other_messages_are_no_exception() {
    let mappings: Value = (0..DAYS)
        .map(|_| json!({ "ratePlanCode": "NONE", "spaceTypeCode": "SGL" }))
        .collect();
    let configured = super::property::told(
        super::property::everything(),
        with(configuration(), "/inventoryMappings", mappings),
    );
    let nights: Value = year(|_| json!({ "gross": -1.0 }));
    let group = with(super::messages::group(), "/reservations/0/amounts", nights);
    let backwards = year(|night| json!({ "start": night, "end": "2031-01-01", "count": 1 }));
    let block = with(
        block(),
        "/availabilityBlock/spaceCategories/0/allocatedSpaces",
        backwards,
    );
    for (rule, scene) in [
        ("R-CFG-1", configured),
        ("R-GRP-8", partners(group)),
        ("R-BLK-2", hears(partner(), "processAvailabilityBlock", block)),
    ] {
        let told = told(&scene, rule);
        assert_eq!(told.len(), 1, "{rule}: {told:?}");
        assert!(told[0].1.ends_with(&format!(", in {DAYS} places")), "{rule}: {told:?}");
    }
}

#[test]
fn a_hostile_push_is_cut_where_it_says_so() {
    let entries: Value = (0..60_000)
        .map(|_| json!({ "ratePlanCode": "FLEX", "spaceTypeCode": "SGL", "state": [] }))
        .collect();
    let scene = platform().receive(
        &format!("{PLATFORM}/updateRestrictions"),
        authenticated(json!({ "messageId": "p-1", "restrictions": entries })),
        json!({ "success": true }),
    );
    let found: Vec<Finding> = scene
        .findings()
        .into_iter()
        .filter(|finding| finding.check.as_str() == "R-ARI-11")
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].weight, Weight::Error);
    assert_eq!(found[0].actual, "none, in 50000 places or more");
}
