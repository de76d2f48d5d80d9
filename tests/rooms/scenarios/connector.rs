//! The built-in scenarios of the Connector API are sound, and together they leave no hole.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use keycard::contract::catalogue::Contract;
use keycard::contract::features::Feature;
use keycard::contract::operation::Api;
use keycard::contract::schema::Message;
use keycard::expression::template::Template;
use keycard::plan::case::Case;
use keycard::plan::compile;
use keycard::plan::credential::CredentialName;
use keycard::plan::selection::Selection;
use keycard::scenario::{load, read};
use serde_json::Value;

/// What is the matter with a token, for every operation.
const CONDITIONS: [(&str, CredentialName); 24] = [
    ("ClientToken", CredentialName::Missing),
    ("ClientToken", CredentialName::Null),
    ("ClientToken", CredentialName::Blank),
    ("ClientToken", CredentialName::WrongType),
    ("ClientToken", CredentialName::Unknown),
    ("ClientToken", CredentialName::Altered),
    ("ClientToken", CredentialName::WrongCase),
    ("ClientToken", CredentialName::Swapped),
    ("ClientToken", CredentialName::OtherClient),
    ("ClientToken", CredentialName::OtherEnvironment),
    ("ClientToken", CredentialName::Expired),
    ("AccessToken", CredentialName::Missing),
    ("AccessToken", CredentialName::Null),
    ("AccessToken", CredentialName::Blank),
    ("AccessToken", CredentialName::WrongType),
    ("AccessToken", CredentialName::Unknown),
    ("AccessToken", CredentialName::WrongCase),
    ("AccessToken", CredentialName::Padded),
    ("AccessToken", CredentialName::OtherClient),
    ("AccessToken", CredentialName::OtherEnvironment),
    ("AccessToken", CredentialName::Expired),
    ("AccessToken", CredentialName::Revoked),
    ("AccessToken", CredentialName::Disabled),
    ("AccessToken", CredentialName::DisabledEnterprise),
];

static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(Contract::built_in);

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let mut scenarios = Vec::new();
    for found in load::built_in(|id| id.starts_with("connector/")) {
        scenarios.push(read::scenario(&found.id, &found.source).unwrap());
    }
    let plan = compile::compile(&CONTRACT, scenarios, &Selection::default()).unwrap();
    (0..plan.len()).map(|position| plan.case(position).unwrap()).collect()
});

/// Whether a number stands behind a letter, and is within bounds.
fn is_numbered(id: &str, letter: char, last: u32) -> bool {
    let number = id.strip_prefix(letter).filter(|number| number.len() == 2);
    number.is_some_and(|number| number.parse::<u32>().is_ok_and(|number| (1..=last).contains(&number)))
}

#[test]
fn every_case_says_what_it_proves() {
    let ids: BTreeSet<&str> = CASES.iter().map(|case| case.id.as_str()).collect();
    assert_eq!(ids.len(), CASES.len(), "two cases share an id");
    for case in CASES.iter() {
        assert_eq!(case.api, Api::Connector, "{}", case.id);
        assert!(!case.covers.is_empty(), "{} proves nothing", case.id);
        let once: BTreeSet<&String> = case.covers.iter().collect();
        assert_eq!(once.len(), case.covers.len(), "{} proves a thing twice", case.id);
        assert!(!case.tags.is_empty(), "{} has no tag", case.id);
        assert!(!case.requirement.contains("${"), "{}: {}", case.id, case.requirement);
        let documented = ["connector-api/", "open-api/"];
        assert!(documented.iter().any(|root| case.page.starts_with(root)), "{}", case.id);
        for id in &case.covers {
            let known = is_numbered(id, 'S', 32) || is_numbered(id, 'C', 67) || is_numbered(id, 'A', 28);
            assert!(known, "{} covers {id}, which does not exist", case.id);
        }
    }
}

#[test]
fn every_rule_of_the_server_and_every_case_of_authentication_is_covered() {
    let covered: BTreeSet<&str> = CASES.iter().flat_map(|case| &case.covers).map(String::as_str).collect();
    let rules = (1..=29).map(|number| format!("S{number:02}"));
    let cases = (1..=25).map(|number| format!("A{number:02}"));
    let missing: Vec<String> = rules.chain(cases).filter(|id| !covered.contains(id.as_str())).collect();
    assert!(missing.is_empty(), "not covered: {}", missing.join(", "));
}

#[test]
fn every_operation_has_a_valid_call_and_meets_every_condition_of_its_tokens() {
    let put: BTreeSet<(&str, &str, CredentialName)> = CASES
        .iter()
        .flat_map(|case| &case.steps)
        .filter_map(|step| step.call())
        .flat_map(|call| {
            let fillings = call.fillings.iter();
            fillings.map(|filling| (call.operation.id.as_str(), filling.property.as_str(), filling.name))
        })
        .collect();
    let valid: BTreeSet<&str> = CASES
        .iter()
        .filter(|case| {
            case.id
                .as_str()
                .starts_with("connector/operations/answers-the-smallest-request")
        })
        .filter_map(|case| Some(case.steps.first()?.call()?.operation.id.as_str()))
        .collect();
    let mut missing = Vec::new();
    let mut live = 0;
    for operation in CONTRACT.operations(Api::Connector).unwrap() {
        if operation.has(Feature::Discontinued) {
            continue;
        }
        live += 1;
        assert!(
            valid.contains(operation.id.as_str()),
            "{} has no valid call",
            operation.id
        );
        for (property, name) in CONDITIONS {
            if !put.contains(&(operation.id.as_str(), property, name)) {
                missing.push(format!("{}: {property} {}", operation.id, name.name()));
            }
        }
    }
    assert_eq!(live, 200);
    assert!(missing.is_empty(), "no case for\n{}", missing.join("\n"));
}

#[test]
fn thousands_of_cases_are_about_tokens() {
    let about = |case: &&Case| case.tags.iter().any(|tag| tag == "auth" || tag == "environment");
    let count = CASES.iter().filter(about).count();
    assert!(count > 3_000, "{count}");
}

/// A filter that is spelt wrong is ignored by the platform, and the case proves nothing.
#[test]
fn no_case_sends_a_property_that_its_operation_does_not_know() {
    const UNLESS: &str = "connector/operations/takes-properties-it-does-not-know";
    let mut unknown = BTreeSet::new();
    for case in CASES.iter().filter(|case| !case.id.as_str().starts_with(UNLESS)) {
        for call in case.steps.iter().filter_map(|step| step.call()) {
            let names: Vec<String> = match &call.body {
                Some(Template::Literal(Value::Object(entries))) => entries.keys().cloned().collect(),
                Some(Template::Map(entries)) => entries.iter().map(|(name, _)| name.clone()).collect(),
                _ => continue,
            };
            let shape = CONTRACT.shape(&call.operation, Message::Request).unwrap();
            let culture = ["LanguageCode", "CultureCode"];
            for name in names {
                if !shape.knows(&name) && !culture.contains(&name.as_str()) {
                    unknown.insert(format!("{}: {} has no {name}", case.id, call.operation.id));
                }
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

/// No wrong token is ever answered with success.
#[test]
fn no_case_takes_success_for_a_wrong_token() {
    for case in CASES.iter() {
        for step in &case.steps {
            let fillings = step.call().map_or(&[][..], |call| &call.fillings);
            let wrong = fillings
                .iter()
                .any(|filling| !matches!(filling.name, CredentialName::Valid | CredentialName::Portfolio));
            let succeeds = step.expect.accept.success || step.expect.tolerate.success;
            assert!(!(wrong && succeeds), "{}", case.id);
        }
    }
}
