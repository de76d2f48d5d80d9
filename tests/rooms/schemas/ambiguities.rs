//! Every place where the documentation is open has a decision, and every decision is carried out somewhere.

use std::path::Path;

use keycard::contract::catalogue::Contract;
use keycard::contract::operation::Api;
use serde::Deserialize;

/// How many places the documentation leaves open.
const COUNT: usize = 89;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ambiguity {
    id: String,
    decision: String,
    r#in: Vec<Place>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Place {
    kind: Kind,
    at: String,
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Schema,
    Rule,
    Stub,
    Runner,
    Judge,
    Config,
    Scenario,
    Operations,
    Errors,
    Document,
}

fn ambiguities() -> Vec<Ambiguity> {
    let text = std::fs::read_to_string("schemas/channel-manager/ambiguities.yaml").unwrap();
    serde_saphyr::from_str(&text).unwrap()
}

/// Whether a file, or any file below a folder, holds the text.
fn holds(path: &Path, text: &str) -> bool {
    if path.is_dir() {
        let mut entries = std::fs::read_dir(path).unwrap();
        return entries.any(|entry| holds(&entry.unwrap().path(), text));
    }
    std::fs::read_to_string(path).is_ok_and(|content| content.contains(text))
}

/// What is wrong with a place, if anything is.
fn fault(contract: &Contract, id: &str, place: &Place) -> Option<String> {
    let path = Path::new(&place.at);
    match place.kind {
        Kind::Rule => {
            let known = contract.rule(Api::ChannelManager, &place.at).is_some();
            (!known).then(|| format!("there is no rule {}", place.at))
        }
        // Scenarios cite what the documentation says, and not what it leaves open.
        Kind::Scenario => (!path.exists()).then(|| format!("there is no {}", place.at)),
        Kind::Schema
        | Kind::Stub
        | Kind::Runner
        | Kind::Judge
        | Kind::Config
        | Kind::Operations
        | Kind::Errors
        | Kind::Document => (!holds(path, id)).then(|| format!("{} does not name it", place.at)),
    }
}

#[test]
fn every_open_place_is_decided() {
    let ids: Vec<String> = ambiguities().into_iter().map(|one| one.id).collect();
    let all: Vec<String> = (1..=COUNT).map(|number| format!("A-{number:02}")).collect();
    assert_eq!(ids, all);
    for one in ambiguities() {
        assert!(one.decision.ends_with('.') && one.decision.len() > 20, "{}", one.id);
        assert!(!one.r#in.is_empty(), "{} is carried out nowhere", one.id);
    }
}

#[test]
fn every_decision_is_carried_out_where_it_says() {
    let contract = Contract::built_in();
    let mut faults = Vec::new();
    for one in ambiguities() {
        for place in &one.r#in {
            if let Some(fault) = fault(&contract, &one.id, place) {
                faults.push(format!("{}: {fault}", one.id));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
