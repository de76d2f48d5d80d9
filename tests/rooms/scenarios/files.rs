//! The built-in scenarios of the Channel Manager API are sound, and together they leave no hole.

use std::collections::BTreeSet;

use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Side};
use keycard::plan::case::Case;
use keycard::plan::compile;
use keycard::plan::credential::CredentialName;
use keycard::plan::expectation::Codes;
use keycard::plan::selection::Selection;
use keycard::scenario::{load, read};

/// Negative cases that no built-in scenario can prove, with the reason.
const LEFT_OUT: [(&str, &str); 2] = [
    (
        "N-27",
        "the scheme of every address is judged by rule R-AUTH-6, whatever the case",
    ),
    (
        "N-74",
        "no card but a test card is ever sent, whatever the case: tests/commands/run/cards.rs",
    ),
];

/// Operations of the platform, and whether they need a connection.
const MEWS: [(&str, bool); 12] = [
    ("getProperties", false),
    ("getConfiguration", true),
    ("getChannels", false),
    ("setInventory", true),
    ("requestAriUpdate", true),
    ("processAvailabilityConfirmation", true),
    ("processRateConfirmation", true),
    ("processRestrictionConfirmation", true),
    ("processAvailabilityBlockConfirmation", true),
    ("processGroupConfirmation", true),
    ("processAvailabilityBlock", true),
    ("processGroup", true),
];

/// Operations of the partner, and whether they push inventory.
const CHANNEL_MANAGER: [(&str, bool); 8] = [
    ("updateAvailability", true),
    ("updatePrices", true),
    ("updateRestrictions", true),
    ("confirmGroup", false),
    ("changeNotificaton", false),
    ("processAvailabilityBlock", false),
    ("processGroup", false),
    ("confirmAvailabilityBlock", false),
];

/// What is the matter with a client token, for every operation.
const CLIENT_TOKEN: [CredentialName; 12] = [
    CredentialName::Missing,
    CredentialName::Null,
    CredentialName::Blank,
    CredentialName::WrongType,
    CredentialName::Unknown,
    CredentialName::WrongCase,
    CredentialName::Padded,
    CredentialName::Truncated,
    CredentialName::Expired,
    CredentialName::Revoked,
    CredentialName::OtherEnvironment,
    CredentialName::OtherSide,
];

/// What is the matter with a connection token, for every operation that needs one.
const CONNECTION_TOKEN: [CredentialName; 10] = [
    CredentialName::Missing,
    CredentialName::Null,
    CredentialName::Blank,
    CredentialName::WrongType,
    CredentialName::Unknown,
    CredentialName::WrongCase,
    CredentialName::Padded,
    CredentialName::Truncated,
    CredentialName::OtherEnvironment,
    CredentialName::OtherClient,
];

fn cases() -> Vec<Case> {
    let mut problems = Vec::new();
    let mut scenarios = Vec::new();
    for found in load::built_in(|id| id.starts_with("channel-manager/")) {
        match read::scenario(&found.id, &found.source) {
            Ok(scenario) => scenarios.push(scenario),
            Err(found) => problems.push(found.to_string()),
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    let plan = match compile::compile(&Contract::built_in(), scenarios, &Selection::default()) {
        Ok(plan) => plan,
        Err(error) => panic!("{error}"),
    };
    (0..plan.len()).map(|position| plan.case(position).unwrap()).collect()
}

/// Whether a call can only pass by success, and nothing about the message is out of the ordinary.
fn is_valid_call(case: &Case, operation: &str) -> bool {
    case.steps.iter().any(|step| {
        let Some(call) = step.call() else { return false };
        call.operation.id == operation
            && call
                .fillings
                .iter()
                .all(|filling| filling.name == CredentialName::Valid)
            && call.raw.is_none()
            && call.without.is_empty()
            && call.method == "POST"
            && step.expect.accept.success
            && step.expect.accept.codes == Codes::None
            && step.expect.accept.statuses.is_empty()
            && step.expect.tolerate.is_empty()
    })
}

fn puts(case: &Case, operation: &str, property: &str, name: CredentialName) -> bool {
    case.steps.iter().any(|step| {
        let Some(call) = step.call() else { return false };
        call.operation.id == operation
            && call
                .fillings
                .iter()
                .any(|filling| filling.property == property && filling.name == name)
    })
}

#[test]
fn every_file_compiles_and_says_what_it_proves() {
    let cases = cases();
    assert!(cases.len() >= 700, "only {} cases", cases.len());
    let ids: BTreeSet<&str> = cases.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), cases.len(), "two cases share an id");
    for case in &cases {
        assert_eq!(case.api, Api::ChannelManager, "{}", case.id);
        assert!(!case.covers.is_empty(), "{} proves nothing", case.id);
        let once: BTreeSet<&String> = case.covers.iter().collect();
        assert_eq!(once.len(), case.covers.len(), "{} proves a thing twice", case.id);
        assert!(
            case.page.starts_with("channel-manager-api/"),
            "{} has no source",
            case.id
        );
        assert!(!case.tags.is_empty(), "{} has no tag", case.id);
        assert!(!case.requirement.contains("${"), "{}: {}", case.id, case.requirement);
    }
}

#[test]
fn the_pages_are_ones_that_the_contract_knows() {
    let contract = Contract::built_in();
    let operations = contract.operations(Api::ChannelManager).unwrap();
    let schemas: String = std::fs::read_dir("schemas/channel-manager")
        .unwrap()
        .chain(std::fs::read_dir("schemas/channel-manager/mews").unwrap())
        .chain(std::fs::read_dir("schemas/channel-manager/channel-manager").unwrap())
        .filter_map(|entry| std::fs::read_to_string(entry.unwrap().path()).ok())
        .collect();
    let known: BTreeSet<&str> = operations
        .iter()
        .map(|operation| operation.page.as_str())
        .chain(
            schemas
                .split(['"', '\n', ' '])
                .filter(|word| word.starts_with("channel-manager-api/")),
        )
        .collect();
    for case in cases() {
        assert!(known.contains(case.page.as_str()), "{}: {}", case.id, case.page);
    }
}

#[test]
fn every_rule_and_negative_case_that_is_named_exists() {
    let contract = Contract::built_in();
    let group = |id: &str| id.rsplit_once('-').map(|(group, _)| group.to_string());
    let rules = contract.rules(Api::ChannelManager).unwrap();
    let groups: BTreeSet<String> = rules.iter().filter_map(|rule| group(rule.id.as_str())).collect();
    for case in cases() {
        for id in &case.covers {
            let number = |prefix: &str| id.strip_prefix(prefix).and_then(|rest| rest.parse::<u32>().ok());
            // A group of rules that the contract does not list yet cannot be looked into.
            let later = id.starts_with("R-") && group(id).is_some_and(|group| !groups.contains(&group));
            let known = number("N-").is_some_and(|n| (1..=80).contains(&n))
                || number("ERR-").is_some_and(|n| (1..=6).contains(&n))
                || number("RES-").is_some_and(|n| (1..=13).contains(&n))
                || number("A-").is_some_and(|n| (1..=89).contains(&n))
                || number("INV-").is_some_and(|n| (1..=6).contains(&n))
                || contract.rule(Api::ChannelManager, id).is_some()
                || later;
            assert!(known, "{} covers {id}, which does not exist", case.id);
        }
    }
}

#[test]
fn every_negative_case_and_every_published_test_is_covered() {
    let covered: BTreeSet<String> = cases().into_iter().flat_map(|case| case.covers).collect();
    let negative = (1..=80).map(|number| format!("N-{number:02}"));
    let published = [("RES", 13), ("ERR", 6), ("INV", 6)];
    let published = published
        .iter()
        .flat_map(|(group, last)| (1..=*last).map(move |number| format!("{group}-{number}")));
    let mut missing = Vec::new();
    for id in negative.chain(published) {
        match LEFT_OUT.iter().find(|(left_out, _)| *left_out == id) {
            Some((_, reason)) => assert!(!covered.contains(&id), "{id} is covered after all: {reason}"),
            None if covered.contains(&id) => {}
            None => missing.push(id),
        }
    }
    assert!(missing.is_empty(), "not covered: {}", missing.join(", "));
}

#[test]
fn every_expression_of_a_minimal_body_compiles() {
    let contract = Contract::built_in();
    for api in [Api::ChannelManager, Api::Connector] {
        for operation in contract.operations(api).unwrap() {
            let faults = operation.body.faults();
            assert!(faults.is_empty(), "{}: {faults:?}", operation.id);
        }
    }
}

#[test]
fn the_lists_of_operations_are_those_of_the_contract() {
    let contract = Contract::built_in();
    let operations = contract.operations(Api::ChannelManager).unwrap();
    let ids = |side: Side| -> BTreeSet<&str> {
        operations
            .iter()
            .filter(|operation| operation.side == side)
            .map(|operation| operation.id.as_str())
            .collect()
    };
    assert_eq!(ids(Side::Mews), MEWS.iter().map(|(id, _)| *id).collect());
    assert_eq!(
        ids(Side::ChannelManager),
        CHANNEL_MANAGER.iter().map(|(id, _)| *id).collect()
    );
}

#[test]
fn every_operation_has_a_valid_call() {
    let cases = cases();
    for (operation, _) in MEWS.iter().chain(&CHANNEL_MANAGER) {
        assert!(
            cases.iter().any(|case| is_valid_call(case, operation)),
            "{operation} has no valid call"
        );
    }
}

#[test]
fn every_operation_meets_every_condition_of_its_tokens() {
    let cases = cases();
    let mut missing = Vec::new();
    let mut want = |operation: &str, property: &str, name: CredentialName| {
        if !cases.iter().any(|case| puts(case, operation, property, name)) {
            missing.push(format!("{operation}: {property} {}", name.name()));
        }
    };
    let connected = MEWS.iter().filter(|(_, connected)| *connected).chain(&CHANNEL_MANAGER);
    for (operation, _) in MEWS.iter().chain(&CHANNEL_MANAGER) {
        CLIENT_TOKEN
            .iter()
            .for_each(|name| want(operation, "clientToken", *name));
    }
    for (operation, _) in connected {
        CONNECTION_TOKEN
            .iter()
            .for_each(|name| want(operation, "connectionToken", *name));
        want(operation, "clientToken", CredentialName::OtherClient);
        want(operation, "clientToken", CredentialName::Swapped);
    }
    for (operation, pushes) in MEWS.iter().chain(&CHANNEL_MANAGER) {
        // Elsewhere nothing is said about connections out of service (N-17, N-18 name the pushes).
        let platform = MEWS.iter().any(|(id, connected)| id == operation && *connected);
        let push = CHANNEL_MANAGER.iter().any(|(id, _)| id == operation) && *pushes;
        if platform || push {
            want(operation, "connectionToken", CredentialName::Disabled);
            want(operation, "connectionToken", CredentialName::Deleted);
        }
    }
    // The confirmation of a block is about one that was sent over that connection.
    let others = CHANNEL_MANAGER
        .iter()
        .filter(|(id, _)| *id != "confirmAvailabilityBlock");
    for (operation, _) in others {
        want(operation, "connectionToken", CredentialName::OtherProperty);
    }
    for operation in ["getConfiguration", "setInventory"] {
        want(operation, "connectionToken", CredentialName::OtherProperty);
    }
    for name in [
        CredentialName::Missing,
        CredentialName::Null,
        CredentialName::Blank,
        CredentialName::WrongType,
    ] {
        want("getProperties", "email", name);
    }
    want("getProperties", "email", CredentialName::Unknown);
    want("getProperties", "email", CredentialName::OtherClient);
    assert!(missing.is_empty(), "no case for\n{}", missing.join("\n"));
}

/// A wrong token may never be answered with success, but where the same token may be right.
#[test]
fn no_case_takes_success_for_a_wrong_token() {
    const UNLESS: [&str; 3] = [
        // Both tokens of the other client together are right.
        "channel-manager/connection/mews-does-not-name-another-clients-property",
        "channel-manager/properties/",
        "channel-manager/notification/may-",
    ];
    for case in cases() {
        if UNLESS.iter().any(|prefix| case.id.as_str().starts_with(prefix)) {
            continue;
        }
        for step in &case.steps {
            let fillings = step.call().map_or(&[][..], |call| &call.fillings);
            let wrong = fillings
                .iter()
                .any(|filling| !matches!(filling.name, CredentialName::Valid | CredentialName::OtherProperty));
            let succeeds = step.expect.accept.success || step.expect.tolerate.success;
            assert!(!(wrong && succeeds), "{}", case.id);
        }
    }
}
