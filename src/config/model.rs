//! The configuration as it is meant: targets with their tokens, addresses checked, every default in its place.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use jiff::tz::{TimeZone, TimeZoneDatabase};
use serde_json::Value;

use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::suggest;
use crate::plan::waiver::Waiver;
use crate::runner::endpoint::{Endpoint, Patience, TIME_ZONE};
use crate::runner::environment::Environment;
use crate::runner::hook::Hook;

/// A configuration, ready to make targets of.
#[derive(Debug)]
pub struct Config {
    /// The environment that everything belongs to.
    pub environment: Environment,
    /// Directories of scenarios of one's own.
    pub scenarios: Vec<PathBuf>,
    /// The directory of accepted snapshots.
    pub snapshots: Option<PathBuf>,
    /// The sides that can be called.
    pub endpoints: Vec<(Api, Side, Endpoint)>,
    /// Addresses at which Keycard listens, and its waiting times.
    pub listening: Listening,
    /// The certification plan that is followed.
    pub plan: Option<String>,
    /// Hook that gives the stored values.
    pub read_back: Option<Hook>,
    /// The list of system errors.
    pub system_errors: Option<PathBuf>,
    /// Decision that a run proves nothing in which a case was not run.
    pub fail_on_not_run: bool,
    /// Known failures that are accepted for a while.
    pub waivers: Vec<Waiver>,
    /// Warnings: what is not wrong but should not be so.
    pub warnings: Vec<Problem>,
    /// The file, to point into.
    pub(super) source: Source,
}

impl Config {
    /// The path of the file.
    pub fn path(&self) -> &Path {
        self.source.path()
    }

    /// The hosts that can be tested.
    pub fn hosts(&self) -> Vec<(Api, Side)> {
        self.endpoints.iter().map(|(api, side, _)| (*api, *side)).collect()
    }

    /// Checks that every operation which has an address of its own is one that its side hosts, and that every one which
    /// is not hosted need not be.
    ///
    /// # Errors
    /// Every name that is not, or what is wrong with the contract itself.
    pub fn check(&self, contract: &Contract) -> Result<(), Problems> {
        let mut problems = Vec::new();
        for (api, side, endpoint) in &self.endpoints {
            let not_hosted = &endpoint.agreement.not_hosted;
            if endpoint.addresses.is_empty() && not_hosted.is_empty() {
                continue;
            }
            let operations = contract.operations(*api)?.iter();
            let operations: Vec<_> = operations.filter(|operation| operation.side == *side).collect();
            let here: Vec<&str> = operations.iter().map(|operation| operation.id.as_str()).collect();
            let mut unknown: Vec<&String> = endpoint
                .addresses
                .keys()
                .filter(|name| !here.contains(&name.as_str()))
                .collect();
            unknown.sort();
            for name in unknown {
                problems.push(
                    Problem::at(
                        &self.source,
                        format!("/{side}/endpoints/{name}"),
                        format!("the {side} side has no operation `{name}`"),
                    )
                    .on_key()
                    .with_help(suggest::help(name, here.iter().copied())),
                );
            }
            let dispensable = || operations.iter().filter(|operation| operation.need_not_be_hosted());
            for (index, name) in not_hosted.iter().enumerate() {
                if dispensable().any(|operation| operation.id == *name) {
                    continue;
                }
                let message = if here.contains(&name.as_str()) {
                    format!("`{name}` has to be hosted")
                } else {
                    format!("the {side} side has no operation `{name}`")
                };
                let names = dispensable().map(|operation| operation.id.as_str());
                problems.push(
                    Problem::at(&self.source, format!("/{side}/not-hosted/{index}"), message)
                        .with_help(suggest::help(name, names)),
                );
            }
        }
        Problems::none(problems, ())
    }

    /// The time zone of the property; the dates of those who know none are those of UTC.
    pub fn zone(&self) -> TimeZone {
        let mut sides = self.endpoints.iter();
        let side = sides.find(|(api, side, _)| (*api, *side) == (Api::ChannelManager, Side::ChannelManager));
        let named = side.map(|(_, _, endpoint)| endpoint.agreement.more.get("timeZone"));
        let named = named.map(|zone| zone.and_then(Value::as_str).unwrap_or(TIME_ZONE));
        named
            .and_then(|name| TimeZoneDatabase::bundled().get(name).ok())
            .unwrap_or(TimeZone::UTC)
    }
}

/// Addresses at which Keycard listens, and its waiting times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// The address of this machine, if the configuration asks for one.
    pub address: Option<SocketAddr>,
    /// The address that the system under test calls.
    pub public_url: String,
    /// Times for which calls are waited for.
    pub patience: Patience,
}

/// The name of the section that describes a host.
pub const fn section(api: Api, side: Side) -> &'static str {
    match api {
        Api::ChannelManager => side.name(),
        Api::Connector => api.name(),
    }
}
