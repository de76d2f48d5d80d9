//! From the written configuration to targets: tokens fetched, addresses checked.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::document::{Document, Environment, SideDocument, StrictnessDocument, TokenDocument};
use super::listening::{self, Listening};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::Strictness;
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::suggest;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;
use crate::runner::credentials::Credentials;
use crate::runner::hook::Hooks;
use crate::runner::target::{self, Agreement, Endpoint};

/// A space code that no property uses, for tests with an unmapped one.
const UNMAPPED_SPACE: &str = "KC-NO-SUCH-SPACE";
/// A rate code that no property uses.
const UNMAPPED_RATE: &str = "KC-NO-SUCH-RATE";

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
    /// What is not wrong but should not be so.
    pub warnings: Vec<Problem>,
    /// The file, to point into.
    source: Source,
}

impl Config {
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
    document: Document,
    base: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Config, Problems> {
    let mut resolver = Resolver {
        source,
        variable,
        problems: Vec::new(),
        warnings: Vec::new(),
    };
    let environment = document.environment.unwrap_or_default();
    let listening = resolver.listening(document.listen.as_ref());
    let hooks = resolver.hooks(&document.hooks, document.hooks_url.as_ref(), base);
    let strictness = match document.strictness {
        Some(StrictnessDocument::Lenient) => Strictness::Lenient,
        Some(StrictnessDocument::Strict) | None => Strictness::Strict,
    };
    let sides = [
        ("channel-manager", Side::ChannelManager, document.channel_manager),
        ("mews", Side::Mews, document.mews),
    ];
    if sides.iter().all(|(_, _, side)| side.is_none()) {
        resolver.problems.push(
            Problem::new("the configuration names nothing to test")
                .in_file(source)
                .with_help(Some("add `[channel-manager]` or `[mews]` with a `url`".to_string())),
        );
    }
    let mut endpoints: Vec<(Api, Side, Endpoint)> = Vec::new();
    for (section, side, document) in sides {
        let Some(document) = document else { continue };
        let mut endpoint = resolver.side(section, document, environment, &listening);
        endpoint.hooks = hooks.clone();
        endpoint.agreement.strictness = strictness;
        endpoints.push((Api::ChannelManager, side, endpoint));
    }
    let clients: HashMap<Side, Secret> = endpoints
        .iter()
        .filter_map(|(_, side, endpoint)| {
            Some((
                *side,
                endpoint.credentials.get("clientToken", CredentialName::Valid)?.clone(),
            ))
        })
        .collect();
    for (_, side, endpoint) in &mut endpoints {
        if let Some(other) = clients.get(&side.other()) {
            endpoint.credentials.set_other_side(other.clone());
        }
    }
    let warnings = resolver.warnings;
    Problems::none(
        resolver.problems,
        Config {
            environment,
            scenarios: document.scenarios.iter().map(|path| base.join(path)).collect(),
            snapshots: document.snapshots.map(|path| base.join(path)),
            endpoints,
            listening,
            warnings,
            source: source.clone(),
        },
    )
}

/// A configuration under reading, and what is wrong with it so far.
pub(super) struct Resolver<'r> {
    pub(super) source: &'r Source,
    variable: &'r dyn Fn(&str) -> Option<String>,
    pub(super) problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Resolver<'_> {
    fn side(
        &mut self,
        section: &str,
        document: SideDocument,
        environment: Environment,
        listening: &Listening,
    ) -> Endpoint {
        let at = |key: &str| format!("/{section}/{key}");
        self.url(&at("url"), &document.url);
        self.environment(&at("url"), &document.url, environment);
        for (operation, address) in &document.endpoints {
            self.url(&at(&format!("endpoints/{operation}")), address);
            self.environment(&at(&format!("endpoints/{operation}")), address, environment);
        }
        let mut credentials = Credentials::default();
        let client = "clientToken";
        let connection = "connectionToken";
        for (key, property, name, token) in [
            ("client-token", client, CredentialName::Valid, &document.client_token),
            (
                "expired-client-token",
                client,
                CredentialName::Expired,
                &document.expired_client_token,
            ),
            (
                "revoked-client-token",
                client,
                CredentialName::Revoked,
                &document.revoked_client_token,
            ),
            (
                "other-environment-client-token",
                client,
                CredentialName::OtherEnvironment,
                &document.other_environment_client_token,
            ),
            (
                "other-client-client-token",
                client,
                CredentialName::OtherClient,
                &document.other_client_client_token,
            ),
            (
                "connection-token",
                connection,
                CredentialName::Valid,
                &document.connection_token,
            ),
            (
                "disabled-connection-token",
                connection,
                CredentialName::Disabled,
                &document.disabled_connection_token,
            ),
            (
                "deleted-connection-token",
                connection,
                CredentialName::Deleted,
                &document.deleted_connection_token,
            ),
            (
                "other-environment-connection-token",
                connection,
                CredentialName::OtherEnvironment,
                &document.other_environment_connection_token,
            ),
            (
                "other-client-connection-token",
                connection,
                CredentialName::OtherClient,
                &document.other_client_connection_token,
            ),
            (
                "other-property-connection-token",
                connection,
                CredentialName::OtherProperty,
                &document.other_property_connection_token,
            ),
        ] {
            if let Some(token) = token
                && let Some(secret) = self.token(&at(key), token)
            {
                credentials.set(property, name, secret);
            }
        }
        for (name, email) in [
            (CredentialName::Valid, &document.email),
            (CredentialName::OtherClient, &document.other_client_email),
        ] {
            if let Some(email) = email {
                credentials.set("email", name, Secret::new(email.clone()));
            }
        }
        Endpoint {
            address: document.url,
            addresses: document.endpoints.into_iter().collect(),
            credentials,
            agreement: Agreement {
                production: environment == Environment::Production,
                spaces: document.spaces,
                rates: document.rates,
                currency: document.currency.unwrap_or_else(|| "EUR".to_string()),
                unmapped_space: document.unmapped_space.unwrap_or_else(|| UNMAPPED_SPACE.to_string()),
                unmapped_rate: document.unmapped_rate.unwrap_or_else(|| UNMAPPED_RATE.to_string()),
                known_booking: document.known_booking.map(|booking| {
                    json!({
                        "channelManagerId": booking.channel_manager_id,
                        "reservationCode": booking.reservation_code,
                        "confirmationNumber": booking.confirmation_number,
                    })
                }),
                // The case stands in the address, so that a call to it finds the case.
                response_url: format!(
                    "{}/{{case}}/api/channelManager/v1",
                    listening.public_url.trim_end_matches('/')
                ),
                other_environment_url: document.other_environment_url,
                strictness: Strictness::default(),
                more: listening::known(
                    &document.products,
                    &document.ages,
                    document.unmapped_pair.as_ref(),
                    document.known.as_ref(),
                ),
            },
            hooks: Hooks::default(),
            patience: listening.patience,
        }
    }

    pub(super) fn url(&mut self, pointer: &str, address: &str) {
        if let Err(fault) = target::callable(address) {
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

    /// Tokens of one environment must not be sent to the other.
    fn environment(&mut self, pointer: &str, address: &str, environment: Environment) {
        let host = url::Url::parse(address)
            .ok()
            .and_then(|url| url.host_str().map(str::to_string));
        let (belongs, named) = match (host.as_deref(), environment) {
            (Some("api.mews.com"), Environment::Demo) => ("production", "demo"),
            (Some("api.mews-demo.com"), Environment::Production) => ("demo", "production"),
            _ => return,
        };
        self.problems.push(
            Problem::at(
                self.source,
                pointer,
                format!("this is the {belongs} environment, but the configuration says `environment = \"{named}\"`"),
            )
            .with_help(Some(
                "tokens belong to one environment; nothing is sent until the two agree".to_string(),
            )),
        );
    }

    fn token(&mut self, pointer: &str, token: &TokenDocument) -> Option<Secret> {
        let (text, shown) = match token {
            TokenDocument::Literal(text) => {
                self.warnings.push(
                    Problem::at(self.source, pointer, "a token stands in the file itself")
                        .on_key()
                        .with_help(Some(
                            "keep it in an environment variable: { env = \"NAME\" }".to_string(),
                        )),
                );
                (text.clone(), "the token".to_string())
            }
            TokenDocument::Environment(name) => match (self.variable)(name) {
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
