//! Every semantic rule of the Channel Manager API, by examples that break it and examples that keep it.

mod ari;
mod authentication;
mod block;
mod configuration;
mod correlation;
mod envelope;
mod errors;
mod group;
mod hostile;
mod house;
mod inventory;
mod messages;
mod mutations;
mod packages;
mod places;
mod prices;
mod property;
mod redelivered;
mod restrictions;
mod scene;
mod store;
mod switched_off;
mod updates;

use keycard::contract::operation::Api;
use keycard::contract::rule::{Operations, RuleId, Weight};
use keycard::judge::finding::Finding;
use keycard::judge::rules;
use scene::{CONTRACT, PLANTED, Scene, authenticated, partner};
use serde_json::{Value, json};

/// One conversation, and what one rule says of it.
struct Example {
    /// The rule.
    rule: &'static str,
    /// What is special about it.
    about: &'static str,
    /// The conversation.
    scene: Scene,
    /// Entry, pointer and weight of each breach; none if the rule holds.
    breaches: &'static [(usize, &'static str, Weight)],
}

fn breaks(
    rule: &'static str,
    about: &'static str,
    breaches: &'static [(usize, &'static str, Weight)],
    scene: Scene,
) -> Example {
    assert!(!breaches.is_empty(), "{rule}: {about}");
    Example {
        rule,
        about,
        scene,
        breaches,
    }
}

fn holds(rule: &'static str, about: &'static str, scene: Scene) -> Example {
    Example {
        rule,
        about,
        scene,
        breaches: &[],
    }
}

/// The rules whose ids begin so.
fn rules_of(group: &'static str) -> impl Iterator<Item = &'static str> {
    let rules = CONTRACT.rules(Api::ChannelManager).unwrap().iter();
    rules
        .map(|rule| rule.id.as_str())
        .filter(move |id| id.starts_with(group))
}

fn examples() -> Vec<Example> {
    [
        envelope::examples(),
        errors::examples(),
        authentication::examples(),
        correlation::examples(),
        configuration::examples(),
        house::examples(),
        inventory::examples(),
        ari::examples(),
        prices::examples(),
        packages::examples(),
        restrictions::examples(),
        store::examples(),
        redelivered::examples(),
        updates::examples(),
        switched_off::examples(),
        group::examples(),
        block::examples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

#[test]
fn each_rule_of_the_contract_has_one_function() {
    let mut functions: Vec<&RuleId> = rules::of_api(Api::ChannelManager).map(|rule| &rule.id).collect();
    let data = CONTRACT.rules(Api::ChannelManager).unwrap();
    let mut documented: Vec<&RuleId> = data.iter().map(|rule| &rule.id).collect();
    functions.sort();
    documented.sort();
    assert_eq!(functions, documented);
}

#[test]
fn each_rule_has_an_example_that_breaks_it_and_one_that_keeps_it() {
    let examples = examples();
    for rule in rules::of_api(Api::ChannelManager) {
        let of_rule = || examples.iter().filter(|example| example.rule == rule.id.as_str());
        assert!(
            of_rule().any(|example| !example.breaches.is_empty()),
            "nothing breaks {}",
            rule.id
        );
        assert!(
            of_rule().any(|example| example.breaches.is_empty()),
            "nothing keeps {}",
            rule.id
        );
    }
    for example in &examples {
        assert!(
            rules::of_api(Api::ChannelManager).any(|rule| rule.id.as_str() == example.rule),
            "{} is no rule",
            example.rule
        );
    }
}

#[test]
fn each_example_is_judged_as_it_says() {
    let mut wrong = String::new();
    for example in examples() {
        let findings = example.scene.findings();
        let found: Vec<(Place<'_>, usize)> = findings
            .iter()
            .filter(|finding| finding.check.as_str() == example.rule)
            .map(|finding| {
                let place = finding.place.as_ref().unwrap();
                ((place.entry, place.pointer.as_str(), finding.weight), places(finding))
            })
            .collect();
        if !are(&found, example.breaches) {
            let Example {
                rule, about, breaches, ..
            } = example;
            wrong.push_str(&format!(
                "\n{rule}: {about}\n  expected {breaches:?}\n  found    {found:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

type Place<'e> = (usize, &'e str, Weight);

/// In how many places something is found.
fn places(finding: &Finding) -> usize {
    let count = finding.actual.strip_suffix(" places");
    let count = count.and_then(|text| text.rsplit_once(", in "));
    count.map_or(1, |(_, count)| count.parse().unwrap())
}

/// Whether that is what was found: one finding may stand for several places that differ in positions only.
fn are(found: &[(Place<'_>, usize)], expected: &[Place<'_>]) -> bool {
    let form = |pointer: &str| {
        let is_name = |part: &&str| part.parse::<usize>().is_err();
        pointer.split('/').filter(is_name).collect::<Vec<_>>().join("/")
    };
    let mut left: Vec<Place<'_>> = expected.to_vec();
    let mut told = 0;
    found.iter().all(|(first, count)| {
        // Of what stands for several, the first is shown, and all are told in order.
        let Some(position) = left.iter().skip(told).position(|place| place == first) else {
            return false;
        };
        told += position;
        left.remove(told);
        (1..*count).all(|_| {
            let is_like = |place: &Place<'_>| (place.0, form(place.1), place.2) == (first.0, form(first.1), first.2);
            let other = left.iter().skip(told).position(is_like);
            other.map(|other| left.remove(told + other)).is_some()
        })
    }) && left.is_empty()
}

#[test]
fn each_rule_says_which_operations_it_speaks_of() {
    let operations = CONTRACT.operations(Api::ChannelManager).unwrap();
    let named = |rule: &str| &CONTRACT.rule(Api::ChannelManager, rule).unwrap().operations;
    let mut wrong = String::new();
    for rule in CONTRACT.rules(Api::ChannelManager).unwrap() {
        if let Operations::Named(names) = &rule.operations {
            let unknown = names
                .iter()
                .find(|name| operations.iter().all(|known| known.id != **name));
            assert_eq!(unknown, None, "{}", rule.id);
        }
    }
    for example in examples() {
        for finding in example.scene.findings() {
            let operation = example.scene.operation(finding.place.as_ref().unwrap().entry);
            // What leads to no operation is about none.
            let exists = operations.iter().any(|known| known.id == operation);
            if exists && !named(finding.check.as_str()).contains(operation) {
                wrong.push_str(&format!("\n{} is found in {operation}", finding.check));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_finding_can_be_read_and_looked_up() {
    for finding in examples().iter().flat_map(|example| example.scene.findings()) {
        assert!(!finding.requirement.is_empty(), "{finding:?}");
        assert!(
            finding
                .page
                .as_deref()
                .is_some_and(|page| page.starts_with("channel-manager-api/")),
            "{finding:?}"
        );
        assert!(
            !finding.expected.is_empty() && !finding.actual.is_empty(),
            "{finding:?}"
        );
    }
}

#[test]
fn no_rule_repeats_a_token() {
    // Tokens stand in every example; here also where a confused implementation may put them.
    let confused = partner()
        .answer(
            "updatePrices",
            json!({ "success": scene::OTHER, "asyncConfirmation": scene::OTHER, "error": scene::OTHER }),
        )
        .answer("updatePrices", json!({ "success": true, "errors": scene::OTHER }))
        .answer("updatePrices", json!(scene::OTHER))
        .answer(
            "updatePrices",
            json!({ "success": false, "errors": [scene::OTHER, { "code": scene::OTHER, "message": scene::OTHER }] }),
        )
        .answer(
            "updatePrices",
            json!({ "success": false, "errors": [{ "code": 2, "message": scene::OTHER }] }),
        )
        .receive(
            "/processGroup",
            json!({ "clientToken": [scene::OTHER], "connectionToken": { "x": scene::OTHER } }),
            json!({}),
        );
    let findings = examples()
        .into_iter()
        .map(|example| example.scene)
        .chain([confused])
        .flat_map(|scene| scene.findings());
    for finding in findings {
        assert!(!format!("{finding:?}").contains(PLANTED), "{finding:?}");
    }
}

#[test]
fn nothing_is_said_of_an_honest_conversation() {
    let group =
        authenticated(json!({ "messageId": "m-1", "channelManagerId": "b-1", "channelId": "c-1", "reservations": [] }));
    let confirmation = json!({ "relatedMessageId": "p-1", "success": false, "errors": [
        { "code": 10, "message": "The category XXL is not known.", "categoryCode": "XXL" },
    ] });
    let findings = partner()
        .call(
            "updateAvailability",
            push("p-1", "XXL"),
            json!({ "success": true, "asyncConfirmation": true }),
        )
        .receive(
            "/a-case/processAvailabilityConfirmation",
            authenticated(confirmation),
            json!({ "success": true }),
        )
        .receive(
            "/v1/push/0426f19b66715a93",
            group,
            json!({ "success": true, "asyncConfirmation": true }),
        )
        .call(
            "confirmGroup",
            json!({ "relatedMessageId": "m-1", "channelManagerId": "b-1", "reservations": [] }),
            json!({ "success": true }),
        )
        .findings();
    assert_eq!(findings, []);
}

#[test]
fn a_large_push_is_judged_whole() {
    let rows: Vec<Value> = (0..30_000)
        .map(|row| json!({ "spaceTypeCode": if row % 2 == 0 { "SGL" } else { "DBL" }, "from": "2031-03-01", "to": "2031-03-01", "availability": row }))
        .collect();
    let errors: Vec<Value> = (0..2_000)
        .map(|row| json!({ "code": 10, "message": format!("The category X{row} is not known."), "categoryCode": format!("X{row}") }))
        .collect();
    let scene = partner().call(
        "updateAvailability",
        json!({ "availabilities": rows }),
        json!({ "success": false, "errors": errors }),
    );
    let findings = scene.findings();
    assert_eq!(
        findings
            .iter()
            .filter(|finding| finding.check.as_str() == "R-ERR-7")
            .count(),
        2_000
    );
}

/// A push of availability for one category.
fn push(id: &str, space: &str) -> Value {
    json!({ "messageId": id, "availabilities": [{ "spaceTypeCode": space, "availability": 1 }] })
}
