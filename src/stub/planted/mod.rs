//! The mistakes that a world can make on purpose: each with its name, the check that must notice it, and what it does.

mod access;
mod answers;
mod bookings;
mod calls;
mod connector;
mod connector_access;
mod connector_answers;
mod connector_pages;
mod connector_prose;
mod connector_rules;
pub(super) mod effect;
mod inventory;

use effect::Effect;

use super::environment::Environment;
use crate::contract::operation::Api;

/// A mistake that can be planted.
pub(super) struct Planted {
    /// The API whose requests it touches; those of the other are served honestly.
    pub(super) api: Api,
    pub(super) name: &'static str,
    /// The environment in which it shows, and which is played for its sake.
    pub(super) environment: Environment,
    pub(super) caught_by: &'static str,
    pub(super) description: &'static str,
    pub(super) effect: Effect,
}

/// Every mistake, by what it is about.
pub(super) const ALL: &[&[Planted]] = &[
    answers::FAULTS,
    access::FAULTS,
    calls::FAULTS,
    inventory::FAULTS,
    bookings::FAULTS,
    connector_access::FAULTS,
    connector_answers::FAULTS,
    connector_pages::FAULTS,
    connector_prose::FAULTS,
    connector_rules::FAULTS,
];

const fn planted(name: &'static str, caught_by: &'static str, description: &'static str, effect: Effect) -> Planted {
    Planted {
        api: Api::ChannelManager,
        environment: Environment::Demo,
        name,
        caught_by,
        description,
        effect,
    }
}

/// The same of the Connector API.
const fn of_connector(
    name: &'static str,
    caught_by: &'static str,
    description: &'static str,
    effect: Effect,
) -> Planted {
    Planted {
        api: Api::Connector,
        ..planted(name, caught_by, description, effect)
    }
}

/// The same of its production environment.
const fn of_production(
    name: &'static str,
    caught_by: &'static str,
    description: &'static str,
    effect: Effect,
) -> Planted {
    Planted {
        environment: Environment::Production,
        ..of_connector(name, caught_by, description, effect)
    }
}
