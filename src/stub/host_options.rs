//! The choices by which a host makes its worlds.

use super::environment::Environment;
use super::faults::fault::Fault;
use super::faults::faulty_world::FaultyWorld;
use super::hosted_world::HostedWorld;
use super::options::WorldOptions;
use super::world::World;
use crate::contract::operation::Api;

/// Choices by which a host makes its worlds.
#[derive(Clone, Copy, Debug, Default)]
pub struct HostOptions {
    /// Choices of each world.
    pub world: WorldOptions,
    /// Fault that is planted around each world; without one they are honest.
    pub fault: Option<Fault>,
}

impl HostOptions {
    /// Environment that the Connector API plays: the one that was chosen, or the one in which the fault shows.
    pub fn connector_environment(&self) -> Environment {
        let world = match self.fault {
            Some(fault) => fault.shown_by(self.world),
            None => self.world,
        };
        world.connector_environment()
    }

    /// Environment by which the Channel Manager API is judged: the one in which the fault shows.
    pub fn channel_manager_environment(&self) -> Environment {
        match self.fault {
            Some(fault) if fault.api() == Api::ChannelManager => fault.environment(),
            Some(_) | None => Environment::Demo,
        }
    }

    /// A world in which nothing has happened yet, reached at that address; it calls the counterpart, if there is one.
    pub(super) fn new_world(&self, own: String, counterpart: Option<String>) -> HostedWorld {
        match self.fault {
            None => {
                let world = World::new(self.world).reached_at(own);
                HostedWorld::Honest(match counterpart {
                    Some(counterpart) => world.calling(counterpart),
                    None => world,
                })
            }
            Some(fault) => {
                let world = FaultyWorld::new(self.world, fault).reached_at(own);
                HostedWorld::Faulty(match counterpart {
                    Some(counterpart) => world.calling(counterpart),
                    None => world,
                })
            }
        }
    }
}
