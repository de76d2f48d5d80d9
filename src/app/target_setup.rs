//! A target ready to be tested, with what has to live as long as it does: its secrets, its snapshots, its calls.

use std::io;
use std::net::SocketAddr;

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::config::model::Config;
use crate::contract::catalogue::Contract;
use crate::contract::operation::Api;
use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;
use crate::runner::listener::Listener;
use crate::runner::target::{Clock, Target};
use crate::snapshots::store::Store;
use crate::stub::host::Host;

/// The dates and the seed of a run that begins now, of the stub or of whoever lives by UTC.
pub fn clock(now: Timestamp, seed: u64) -> Clock {
    clock_in(TimeZone::UTC, now, seed)
}

fn clock_in(zone: TimeZone, now: Timestamp, seed: u64) -> Clock {
    let today = now.to_zoned(zone).date();
    let from = today.saturating_add(30.days());
    Clock {
        today: today.to_string(),
        from: from.to_string(),
        to: from.saturating_add(1.day()).to_string(),
        seed,
    }
}

/// A target, and what has to live as long as it does.
#[derive(Debug)]
pub struct TargetSetup {
    /// The implementation under test.
    pub target: Target,
    /// Redactor that knows its secrets.
    pub redactor: Redactor,
    /// The accepted snapshots.
    pub snapshots: Store,
    /// Number of secrets that are too short to be masked wherever they stand.
    pub too_short: usize,
    /// Name of the target in reports.
    pub name: String,
    /// The stub, if it is the target.
    pub stub: Option<Host>,
    /// Listener that takes calls of the target, if there is one.
    pub listener: Option<Listener>,
}

/// The sides that a configuration names as a target; its calls are heard after [`TargetSetup::listening`].
pub fn configured(config: Config, now: Timestamp, seed: u64) -> TargetSetup {
    let clock = clock_in(config.zone(), now, seed);
    let name = config
        .endpoints
        .iter()
        .map(|(_, _, endpoint)| endpoint.address.clone())
        .collect::<Vec<_>>()
        .join(" and ");
    let mut target = Target::new(clock);
    for (api, side, endpoint) in config.endpoints {
        target = target.with(api, side, endpoint);
    }
    targeted(target, config.snapshots.map_or(Store::Off, Store::Directory), name)
}

impl TargetSetup {
    /// The same, with calls of the target taken at that address, if there is one.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn listening(mut self, address: Option<SocketAddr>) -> io::Result<Self> {
        if let Some(address) = address {
            self.listen(address)?;
        }
        Ok(self)
    }

    /// Tells those who call by which method operations are called. A contract without any tells nothing.
    pub fn hosting(&self, contract: &Contract) {
        if let Some(listener) = &self.listener
            && let Ok(operations) = contract.operations(Api::ChannelManager)
        {
            listener.inbox().set_hosted_operations(operations.to_vec());
        }
    }

    /// Takes calls of the target at that address from now on.
    ///
    /// # Errors
    /// The address cannot be listened on.
    pub fn listen(&mut self, address: SocketAddr) -> io::Result<()> {
        let listener = Listener::start(address)?;
        if let Some(answers) = self.target.property_answers() {
            listener.inbox().set_property_answers(answers);
        }
        let target = std::mem::replace(&mut self.target, Target::new(Clock::default()));
        self.target = target
            .heard_by(listener.inbox().clone())
            .answered_on(listener.address().port());
        self.listener = Some(listener);
        Ok(())
    }
}

/// A target that stands already.
pub fn targeted(target: Target, snapshots: Store, name: String) -> TargetSetup {
    let (redactor, too_short) = redactor(&target);
    TargetSetup {
        redactor,
        too_short,
        target,
        snapshots,
        name,
        stub: None,
        listener: None,
    }
}

/// The redactor that knows every secret of a target, and how many it cannot replace by value.
pub fn redactor(target: &Target) -> (Redactor, usize) {
    let mut builder = Redactor::builder();
    for endpoint in target.endpoints() {
        for secret in endpoint.credentials.secrets() {
            builder = builder.secret(&secret);
        }
    }
    let too_short = builder.too_short();
    (builder.build(), too_short)
}

/// Describes an address on which Keycard cannot listen.
pub fn cannot_listen(address: Option<SocketAddr>, error: &io::Error) -> Problem {
    let address = address.map_or_else(String::new, |address| format!(" on {address}"));
    Problem::new(format!("Keycard cannot listen{address}: {error}")).with_help(Some(
        "`address` in the section `listen` of the configuration names a free port of this machine".to_string(),
    ))
}
