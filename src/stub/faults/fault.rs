//! A fault by its name.

use std::fmt;
use std::str::FromStr;

use super::definition::FaultDefinition;
use super::effect::FaultEffect;
use super::{channel_manager, connector};
use crate::contract::operation::Api;
use crate::stub::environment::Environment;
use crate::stub::options::WorldOptions;

/// There is no fault of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no fault named `{0}`")]
pub struct UnknownFault(pub String);

/// A fault that can be planted around a world.
///
/// ```
/// use keycard::stub::faults::fault::Fault;
///
/// let fault: Fault = "truncated-json".parse().unwrap();
/// assert_eq!(fault.caught_by(), "json");
/// ```
#[derive(Clone, Copy)]
pub struct Fault(&'static FaultDefinition);

impl Fault {
    /// Every fault, by what it is about.
    pub fn all() -> impl Iterator<Item = Self> {
        let all = channel_manager::FAULTS.into_iter().chain(connector::FAULTS);
        all.flatten().map(Self)
    }

    /// The name used in arguments and reports.
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The API whose requests it touches.
    pub const fn api(self) -> Api {
        self.0.api
    }

    /// The environment in which it shows.
    pub const fn environment(self) -> Environment {
        self.0.environment
    }

    /// The fault in one sentence.
    pub const fn description(self) -> &'static str {
        self.0.description
    }

    /// The scenario that is known to show it, if one of those that prove the rule it breaks does not.
    pub const fn shown_in(self) -> Option<&'static str> {
        self.0.shown_in
    }

    /// The check or rule that must report it; others may as well.
    pub const fn caught_by(self) -> &'static str {
        self.0.caught_by
    }

    /// The options of a world in which the fault shows.
    #[must_use]
    pub fn shown_by(self, mut options: WorldOptions) -> WorldOptions {
        (self.0.choose)(&mut options.behaviour);
        options
    }

    pub(super) const fn effect(self) -> FaultEffect {
        self.0.effect
    }
}

impl PartialEq for Fault {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Fault {}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Fault").field(&self.name()).finish()
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Fault {
    type Err = UnknownFault;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::all()
            .find(|fault| fault.name() == name)
            .ok_or_else(|| UnknownFault(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_back_to_their_fault() {
        for fault in Fault::all() {
            assert_eq!(fault.to_string().parse(), Ok(fault));
        }
        assert_eq!("no-such".parse::<Fault>(), Err(UnknownFault("no-such".into())));
    }
}
