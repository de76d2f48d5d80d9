//! Makes targets of the written configuration: fetches tokens and checks addresses.

mod channel_manager;
mod connector;
mod listening;
mod waivers;

use std::collections::HashMap;
use std::path::Path;

use super::file::ConfigFile;
use super::model::{Config, section};
use super::resolver::Resolver;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;
use crate::runner::credentials::key;
use crate::runner::endpoint::Endpoint;
use crate::runner::risks::{self, Gravity, Subject};

/// Resolves a configuration; `variable` looks up an environment variable.
///
/// # Errors
/// Unset variables, addresses that are none, tokens of no use.
pub fn config(
    source: &Source,
    document: ConfigFile,
    base: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Problems> {
    let mut resolver = Resolver {
        source,
        variable,
        problems: Vec::new(),
        warnings: Vec::new(),
        environment: document.environment.unwrap_or_default(),
    };
    let listening = resolver.listening(document.listen.as_ref());
    let hooks = resolver.hooks(&document.hooks, document.hooks_url.as_ref(), base);
    let read_back = document
        .read_back
        .as_ref()
        .and_then(|hook| resolver.hook("/read-back", "read-back", hook, base));
    let waivers = resolver.waivers(&document.waivers);
    let strictness = document.strictness.unwrap_or_default();
    let mut endpoints: Vec<(Api, Side, Endpoint)> = Vec::new();
    for (side, written) in [
        (Side::ChannelManager, document.channel_manager),
        (Side::Mews, document.mews),
    ] {
        if let Some(written) = written {
            let api = Api::ChannelManager;
            endpoints.push((api, side, resolver.side(section(api, side), written, &listening)));
        }
    }
    if let Some(written) = document.connector {
        let (api, side) = (Api::Connector, Side::Mews);
        endpoints.push((api, side, resolver.connector(section(api, side), written, &listening)));
    }
    if endpoints.is_empty() {
        resolver.problems.push(
            Problem::new("the configuration names nothing to test")
                .in_file(source)
                .with_help(Some(
                    "add `[channel-manager]`, `[mews]` or `[connector]` with a `url`".to_string(),
                )),
        );
    }
    for (_, _, endpoint) in &mut endpoints {
        endpoint.hooks = hooks.clone();
        endpoint.agreement.strictness = strictness;
    }
    resolver.risks(&endpoints);
    know_each_other(&mut endpoints);
    let written = document.listen.as_ref().and_then(|listen| listen.client_token.as_ref());
    if let Some(token) = written.and_then(|token| resolver.token("/listen/client-token", token)) {
        resolver.called_by(&mut endpoints, &token);
    }
    let (environment, warnings) = (resolver.environment, resolver.warnings);
    Problems::none(
        resolver.problems,
        Config {
            environment,
            scenarios: document.scenarios.iter().map(|path| base.join(path)).collect(),
            snapshots: document.snapshots.map(|path| base.join(path)),
            endpoints,
            listening,
            plan: document.plan.map(|plan| beside(base, plan)),
            read_back,
            system_errors: document.system_errors.map(|path| base.join(path)),
            fail_on_not_run: document.fail_on_not_run,
            waivers,
            warnings,
            source: source.clone(),
        },
    )
}

/// The name of a built-in plan as it stands, and a file beside the configuration.
fn beside(base: &Path, plan: String) -> String {
    if plan.ends_with(".yaml") || plan.ends_with(".yml") {
        base.join(plan).to_string_lossy().into_owned()
    } else {
        plan
    }
}

/// Tells each side of the Channel Manager API the client token by which it knows the other.
fn know_each_other(endpoints: &mut [(Api, Side, Endpoint)]) {
    let clients: HashMap<Side, Secret> = endpoints
        .iter()
        .filter_map(|(_, side, endpoint)| {
            let client = endpoint.credentials.get("clientToken", CredentialName::Valid)?;
            Some((*side, client.clone()))
        })
        .collect();
    for (api, side, endpoint) in endpoints {
        if *api == Api::ChannelManager
            && let Some(other) = clients.get(&side.other())
        {
            endpoint.credentials.set_other_side(other.clone());
        }
    }
}

impl Resolver<'_> {
    /// Risks for tokens: those that refuse the configuration, and those that are only warned of.
    fn risks(&mut self, endpoints: &[(Api, Side, Endpoint)]) {
        for found in risks::find(self.environment, endpoints) {
            let Some((api, side, _)) = endpoints.get(found.host) else {
                continue;
            };
            let within = match found.subject {
                Subject::Url => "url".to_string(),
                Subject::Endpoint(operation) => format!("endpoints/{operation}"),
                Subject::OtherUrl => "other-environment-url".to_string(),
                Subject::Token(property, name) => key(property, name),
            };
            let pointer = format!("/{}/{within}", section(*api, *side));
            match found.gravity {
                Gravity::Refused => self.problem(&pointer, found.message, found.help),
                Gravity::Warned => self.warn(&pointer, &found.message, found.help),
            }
        }
    }

    /// The channel manager calls by that token.
    fn called_by(&mut self, endpoints: &mut [(Api, Side, Endpoint)], token: &Secret) {
        let found = endpoints
            .iter_mut()
            .find(|(api, side, _)| (*api, *side) == (Api::ChannelManager, Side::ChannelManager));
        match found {
            Some((_, _, endpoint)) => endpoint.credentials.set_other_side(token.clone()),
            None => self.problem(
                "/listen/client-token",
                "there is no channel manager that could call by this token".to_string(),
                "add `[channel-manager]`, or leave the key out",
            ),
        }
    }
}
