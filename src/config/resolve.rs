//! From the written configuration to targets: tokens fetched, addresses checked.

mod channel_manager;
mod connector;
mod waivers;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::file::ConfigFile;
use super::file::token::WrittenToken;
use super::listening::Listening;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::suggest;
use crate::plan::credential::CredentialName;
use crate::plan::waiver::Waiver;
use crate::redaction::secret::Secret;
use crate::runner::credentials::{Credentials, key};
use crate::runner::endpoint::{self, Endpoint};
use crate::runner::environment::Environment;
use crate::runner::hook::Hook;
use crate::runner::risks::{self, Gravity, Subject};

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
    /// Where Keycard listens.
    pub listening: Listening,
    /// The certification plan that is followed.
    pub plan: Option<String>,
    /// What tells the stored values.
    pub read_back: Option<Hook>,
    /// The list of system errors.
    pub system_errors: Option<PathBuf>,
    /// Known failures that are accepted for a while.
    pub waivers: Vec<Waiver>,
    /// What is not wrong but should not be so.
    pub warnings: Vec<Problem>,
    /// The file, to point into.
    source: Source,
}

impl Config {
    /// The file that it stands in.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// What can be tested.
    pub fn hosts(&self) -> Vec<(Api, Side)> {
        self.endpoints.iter().map(|(api, side, _)| (*api, *side)).collect()
    }

    /// Whether every operation that has an address of its own is one that its side hosts.
    ///
    /// # Errors
    /// Every name that is not, or what is wrong with the contract itself.
    pub fn check(&self, contract: &Contract) -> Result<(), Problems> {
        let mut problems = Vec::new();
        for (api, side, endpoint) in &self.endpoints {
            if endpoint.addresses.is_empty() {
                continue;
            }
            let here: Vec<&str> = contract
                .operations(*api)?
                .iter()
                .filter(|operation| operation.side == *side)
                .map(|operation| operation.id.as_str())
                .collect();
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
        }
        Problems::none(problems, ())
    }
}

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

/// The name of the section that describes a host.
pub const fn section(api: Api, side: Side) -> &'static str {
    match api {
        Api::ChannelManager => side.name(),
        Api::Connector => api.name(),
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

/// A configuration under reading, and what is wrong with it so far.
pub(super) struct Resolver<'r> {
    source: &'r Source,
    variable: &'r dyn Fn(&str) -> Option<String>,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
    environment: Environment,
}

impl Resolver<'_> {
    fn production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Something that is wrong with a value, and what to write instead.
    pub(super) fn fault(&mut self, pointer: &str, message: String, help: &str) {
        self.problems
            .push(Problem::at(self.source, pointer, message).with_help(Some(help.to_string())));
    }

    /// Something that is not wrong, but should not be so.
    fn warn(&mut self, pointer: &str, message: &str, help: &str) {
        self.warnings
            .push(Problem::at(self.source, pointer, message).with_help(Some(help.to_string())));
    }

    /// What must not happen to tokens by accident.
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
                Gravity::Refused => self.fault(&pointer, found.message, found.help),
                Gravity::Warned => self.warn(&pointer, &found.message, found.help),
            }
        }
    }

    /// The tokens of a section.
    fn tokens<'d>(
        &mut self,
        section: &str,
        written: impl Iterator<Item = (&'static str, CredentialName, &'d WrittenToken)>,
    ) -> Credentials {
        let mut credentials = Credentials::default();
        for (property, name, token) in written {
            if let Some(secret) = self.token(&format!("/{section}/{}", key(property, name)), token) {
                credentials.set(property, name, secret);
            }
        }
        credentials
    }

    /// The channel manager calls by that token.
    fn called_by(&mut self, endpoints: &mut [(Api, Side, Endpoint)], token: &Secret) {
        let found = endpoints
            .iter_mut()
            .find(|(api, side, _)| (*api, *side) == (Api::ChannelManager, Side::ChannelManager));
        match found {
            Some((_, _, endpoint)) => endpoint.credentials.set_other_side(token.clone()),
            None => self.fault(
                "/listen/client-token",
                "there is no channel manager that could call by this token".to_string(),
                "add `[channel-manager]`, or leave the key out",
            ),
        }
    }

    pub(super) fn url(&mut self, pointer: &str, address: &str) {
        if let Err(fault) = endpoint::check_address(address) {
            self.problems.push(
                Problem::at(
                    self.source,
                    pointer,
                    format!("this is not an address that can be called: {fault}"),
                )
                .with_help(Some("write e.g. https://partner.example/mews".to_string())),
            );
        }
    }

    /// An address to which paths are added.
    pub(super) fn base_url(&mut self, pointer: &str, address: &str) {
        self.url(pointer, address);
        let parsed = url::Url::parse(address);
        if parsed.is_ok_and(|url| url.query().is_some() || url.fragment().is_some()) {
            self.fault(
                pointer,
                "paths are added to this address, so it can have neither a query nor a fragment".to_string(),
                "leave out what begins with `?` or `#`; operations with addresses of their own stand in `endpoints`",
            );
        }
    }

    /// Codes of which each is listed once.
    pub(super) fn distinct(&mut self, pointer: &str, codes: &[String]) {
        for (index, code) in codes.iter().enumerate() {
            if codes.iter().take(index).any(|earlier| earlier == code) {
                self.fault(
                    &format!("{pointer}/{index}"),
                    format!("`{code}` is listed twice"),
                    "list each code once: what is to be pushed and booked is counted by them",
                );
            }
        }
    }

    fn token(&mut self, pointer: &str, token: &WrittenToken) -> Option<Secret> {
        let (text, shown) = match token {
            WrittenToken::Literal(text) => {
                self.warnings.push(
                    Problem::at(self.source, pointer, "a token stands in the file itself")
                        .on_key()
                        .with_help(Some(
                            "keep it in an environment variable: { env = \"NAME\" }".to_string(),
                        )),
                );
                (text.clone(), "the token".to_string())
            }
            WrittenToken::Environment(name) => match (self.variable)(name) {
                Some(text) => (text, format!("the environment variable {name}")),
                None => {
                    self.problems.push(
                        Problem::at(
                            self.source,
                            pointer,
                            format!("the environment variable {name} is not set"),
                        )
                        .with_help(Some(format!("set {name} in the environment of the run"))),
                    );
                    return None;
                }
            },
        };
        if text.trim().is_empty() {
            self.problems.push(
                Problem::at(self.source, pointer, format!("{shown} is empty")).with_help(Some(
                    "leave the key out, and cases that need the token are told as not run".to_string(),
                )),
            );
            return None;
        }
        if text.trim() != text {
            self.problems.push(
                Problem::at(
                    self.source,
                    pointer,
                    format!("{shown} has blanks or a line break around it"),
                )
                .with_help(Some("tokens are compared exactly; remove them".to_string())),
            );
            return None;
        }
        Some(Secret::new(text))
    }
}
