//! The choices by which a world is made.

use super::behaviour::{Behaviour, ConnectorEnvironment};
use super::environment::Environment;

/// Choices by which a world is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct WorldOptions {
    /// Environment that is played.
    pub environment: Environment,
    /// Choices where the documentation leaves one.
    pub behaviour: Behaviour,
}

impl WorldOptions {
    /// Environment that the Connector API plays.
    pub fn connector_environment(&self) -> Environment {
        match self.behaviour.connector_environment {
            ConnectorEnvironment::Demo => self.environment,
            ConnectorEnvironment::Production => Environment::Production,
        }
    }
}
