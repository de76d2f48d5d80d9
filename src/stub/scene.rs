//! The circumstances in which a world answers a request.

use jiff::Timestamp;
use jiff::civil::Date;

use super::behaviour::Behaviour;
use super::environment::Environment;
use super::owed::Owed;

/// Circumstances of a request, and the calls that are owed for it.
pub(super) struct Scene {
    pub(super) environment: Environment,
    /// The environment of the Connector API.
    pub(super) connector_environment: Environment,
    pub(super) behaviour: Behaviour,
    pub(super) now: Timestamp,
    pub(super) owed: Owed,
    /// The base address at which this world is reached, without a slash at its end.
    pub(super) own: String,
}

impl Scene {
    /// The day of the scene, by universal time.
    pub(super) fn today(&self) -> Date {
        self.now.to_zoned(jiff::tz::TimeZone::UTC).date()
    }
}
