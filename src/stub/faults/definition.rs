//! The definition of a fault.

use super::effect::FaultEffect;
use crate::contract::operation::Api;
use crate::stub::behaviour::{Behaviour, ConnectorEnvironment};
use crate::stub::environment::Environment;

/// Definition of a fault that can be planted.
pub(super) struct FaultDefinition {
    /// API whose requests it touches; those of the other are served honestly.
    pub(super) api: Api,
    /// Name in arguments and reports.
    pub(super) name: &'static str,
    /// Environment in which it shows: the Connector API plays it, and the Channel Manager API is judged by it.
    pub(super) environment: Environment,
    /// Changes the choices of a world to those with which it shows.
    pub(super) choose: fn(&mut Behaviour),
    /// Scenario that is known to show it; where there is none, one that proves the rule it breaks does.
    pub(super) shown_in: Option<&'static str>,
    /// Check or rule that must report it.
    pub(super) caught_by: &'static str,
    /// The fault in one sentence.
    pub(super) description: &'static str,
    /// Effect on an honest world.
    pub(super) effect: FaultEffect,
}

/// A fault of the Channel Manager API.
pub(super) const fn channel_manager_fault(
    name: &'static str,
    caught_by: &'static str,
    description: &'static str,
    effect: FaultEffect,
) -> FaultDefinition {
    FaultDefinition {
        api: Api::ChannelManager,
        environment: Environment::Demo,
        choose: |_| {},
        shown_in: None,
        name,
        caught_by,
        description,
        effect,
    }
}

/// A fault of the Channel Manager API that shows where it is judged as in production.
pub(super) const fn channel_manager_production_fault(
    name: &'static str,
    caught_by: &'static str,
    description: &'static str,
    effect: FaultEffect,
) -> FaultDefinition {
    FaultDefinition {
        environment: Environment::Production,
        ..channel_manager_fault(name, caught_by, description, effect)
    }
}

/// A fault of the Connector API.
pub(super) const fn connector_fault(
    name: &'static str,
    caught_by: &'static str,
    description: &'static str,
    effect: FaultEffect,
) -> FaultDefinition {
    FaultDefinition {
        api: Api::Connector,
        ..channel_manager_fault(name, caught_by, description, effect)
    }
}

/// A fault of the Connector API that shows in its production environment.
pub(super) const fn connector_production_fault(
    name: &'static str,
    caught_by: &'static str,
    description: &'static str,
    effect: FaultEffect,
) -> FaultDefinition {
    FaultDefinition {
        environment: Environment::Production,
        choose: |behaviour| behaviour.connector_environment = ConnectorEnvironment::Production,
        ..connector_fault(name, caught_by, description, effect)
    }
}

/// A fault that shows in that scenario: it is tried first, where one catch of a fault is enough.
pub(super) const fn shown_in(scenario: &'static str, fault: FaultDefinition) -> FaultDefinition {
    FaultDefinition {
        shown_in: Some(scenario),
        ..fault
    }
}
