//! The semantic rules: what must hold of messages beyond their schemas.
//!
//! Each rule is a function, listed as [`Rule`] at the top of its file; its level, wording and source are data in
//! `schemas/<api>/rules.yaml`, and a test holds the two together. A rule knows what was read of the case before
//! it, in `views` and `history`, and no other rule.

pub mod breach;
mod channel_manager;
mod connector;
pub mod rule;

use self::breach::Breaches;
use self::rule::Rule;
use super::finding::Finding;
use super::history::timeline;
use super::material::Material;
use crate::contract::operation::Api;
use crate::contract::rule::Weight;

/// Every rule of an API, file by file.
pub fn of_api(api: Api) -> impl Iterator<Item = &'static Rule> {
    let files = match api {
        Api::ChannelManager => channel_manager::FILES,
        Api::Connector => connector::FILES,
    };
    files.iter().copied().flatten()
}

/// Every breach of every rule of the case's API, in the order of its `rules.yaml`.
pub fn findings(material: Material<'_>) -> Vec<Finding> {
    let api = material.case.api;
    let states = timeline::states(material);
    let material = Material {
        property_states: &states,
        ..material
    };
    let mut broken: Vec<(usize, Vec<Finding>)> = Vec::new();
    for rule in of_api(api) {
        let mut breaches = Breaches::default();
        (rule.judge)(material, &mut breaches);
        if breaches.are_none() {
            continue;
        }
        // Metadata is read only when there is something to say.
        let all = material.contract.rules(api).unwrap_or_default();
        let position = all.iter().position(|data| data.id == rule.id);
        let data = position.and_then(|position| all.get(position));
        let findings = breaches.counted().map(|breach| Finding {
            check: rule.id.clone().into(),
            weight: breach.weight.or(data.map(|data| data.level)).unwrap_or(Weight::Error),
            requirement: data.map(|data| data.statement.clone()).unwrap_or_default(),
            place: Some(breach.place),
            expected: breach.expected,
            actual: breach.actual,
            page: data.map(|data| data.source.clone()),
            likely_cause: None,
            detail: None,
            subject: breach.subject,
        });
        broken.push((position.unwrap_or(usize::MAX), findings.collect()));
    }
    broken.sort_by_key(|(position, _)| *position);
    broken.into_iter().flat_map(|(_, findings)| findings).collect()
}
