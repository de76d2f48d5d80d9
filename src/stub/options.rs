//! The choices by which a world is made.

use super::behaviour::{Behaviour, ConnectorEnvironment};
use super::environment::Environment;
use super::fault::Fault;

/// Choices by which a world is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The environment that is played.
    pub environment: Environment,
    /// The mistake that is made on purpose; without one the world is honest.
    pub fault: Option<Fault>,
    /// What is done where the documentation leaves a choice.
    pub behaviour: Behaviour,
}

impl Options {
    /// The environment that the Connector API plays: the one that was chosen, or the one in which the fault shows.
    pub fn of_connector(&self) -> Environment {
        let chosen = match self.behaviour.connector_environment {
            ConnectorEnvironment::Demo => self.environment,
            ConnectorEnvironment::Production => Environment::Production,
        };
        match self.fault.map(Fault::environment) {
            Some(Environment::Production) => Environment::Production,
            Some(Environment::Demo) | None => chosen,
        }
    }
}
