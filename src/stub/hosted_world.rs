//! A world as it is hosted: honest, or with a fault around it.

use jiff::Timestamp;

use super::faults::faulty_world::FaultyWorld;
use super::owed::Callback;
use super::reply::Reply;
use super::world::World;
use crate::exchange::message::{Request, Response};

/// World of a case.
pub(super) enum HostedWorld {
    /// A world without a fault.
    Honest(World),
    /// A world with a fault around it.
    Faulty(FaultyWorld),
}

impl HostedWorld {
    /// Answers a request.
    pub(super) fn handle(&mut self, request: &Request, now: Timestamp) -> Reply {
        match self {
            Self::Honest(world) => world.handle(request, now),
            Self::Faulty(world) => world.handle(request, now),
        }
    }

    /// Takes in what became of a call that was owed. Returns what is owed next.
    pub(super) fn settle(&mut self, callback: &Callback, answer: Option<&Response>, now: Timestamp) -> Vec<Callback> {
        match self {
            Self::Honest(world) => world.settle(callback, answer, now),
            Self::Faulty(world) => world.settle(callback, answer, now),
        }
    }
}
