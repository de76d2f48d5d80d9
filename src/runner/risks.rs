//! Risks of a configuration: tokens that would go to the wrong environment. Looked for before anything is sent.
//!
//! This looks at the configuration, of a file and of `--target` alike, and nothing runs if it refuses. A scenario
//! can still write an address, a field `Host` or a token of its own: `safety` looks at each request as it
//! would go out.

use super::credentials::{Credentials, key};
use super::demo_tokens::DemoToken;
use super::endpoint::Endpoint;
use super::environment::{Environment, EnvironmentMismatch as Mismatch};
use crate::contract::operation::{Api, Side};
use crate::plan::credential::CredentialName;

/// Part of the configuration that a risk is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The base address.
    Url,
    /// The address of an operation.
    Endpoint(String),
    /// The base address in the other environment.
    OtherUrl,
    /// A token: the property that it fills, and its condition.
    Token(&'static str, CredentialName),
}

/// Weight of a risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Nothing may be sent.
    Refused,
    /// It should not be so.
    Warned,
}

/// One thing that should not be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Risk {
    /// The position of the host that it is about.
    pub host: usize,
    /// Part of its configuration.
    pub subject: Subject,
    /// Weight: nothing may be sent, or it is only a warning.
    pub gravity: Gravity,
    /// Description of the risk, as one sentence without a full stop.
    pub message: String,
    /// Advice.
    pub help: &'static str,
}

const AGREE: &str = "tokens belong to one environment; nothing is sent until the two agree";
const DECOY: &str = "a decoy is a token of the other environment that is no longer in force: this one gets to see it";
const PUBLISHED_ONLY: &str = "production tokens are sent to https://api.mews.com only; another address needs tokens for tests, and \
     `environment = \"demo\"`";

/// Conditions in which a token opens something.
const IN_FORCE: [CredentialName; 5] = [
    CredentialName::Valid,
    CredentialName::OtherClient,
    CredentialName::OtherProperty,
    CredentialName::NotGranted,
    CredentialName::Portfolio,
];

/// All risks of the hosts of an environment.
pub fn find(environment: Environment, hosts: &[(Api, Side, Endpoint)]) -> Vec<Risk> {
    let mut search = Search {
        environment,
        hosts,
        risks: Vec::new(),
    };
    for (position, (api, side, endpoint)) in hosts.iter().enumerate() {
        search.addresses(position, *api, *side, endpoint);
        search.tokens(position, *api, &endpoint.credentials);
    }
    search.risks
}

/// The search for risks, with those found so far.
struct Search<'h> {
    environment: Environment,
    hosts: &'h [(Api, Side, Endpoint)],
    risks: Vec<Risk>,
}

impl Search<'_> {
    fn refuse(&mut self, host: usize, subject: Subject, message: String, help: &'static str) {
        self.risks.push(Risk {
            host,
            subject,
            gravity: Gravity::Refused,
            message,
            help,
        });
    }

    fn addresses(&mut self, host: usize, api: Api, side: Side, endpoint: &Endpoint) {
        let mut endpoints: Vec<(&String, &String)> = endpoint.addresses.iter().collect();
        endpoints.sort();
        let endpoints = endpoints
            .into_iter()
            .map(|(operation, address)| (Subject::Endpoint(operation.clone()), address));
        for (subject, address) in std::iter::once((Subject::Url, &endpoint.address)).chain(endpoints) {
            let own = self.environment.name();
            let (message, help) = match (self.environment.admits(api, address), side) {
                (Ok(()), _) | (Err(Mismatch::Unknown | Mismatch::InClear), Side::ChannelManager) => continue,
                (Err(mismatch @ Mismatch::Other(_)), _) => (
                    format!("{mismatch}, but the configuration says `environment = \"{own}\"`"),
                    AGREE,
                ),
                (Err(mismatch @ (Mismatch::Unknown | Mismatch::InClear)), Side::Mews) => {
                    (mismatch.to_string(), PUBLISHED_ONLY)
                }
            };
            self.refuse(host, subject, message, help);
        }
        if let Some(other) = &endpoint.agreement.other_environment_url
            && Environment::of_address(other) == Some(self.environment)
        {
            let message = format!(
                "this is the {} environment, the one that is tested",
                self.environment.name()
            );
            self.refuse(
                host,
                Subject::OtherUrl,
                message,
                "write the address of the other environment",
            );
        }
    }

    fn tokens(&mut self, host: usize, api: Api, credentials: &Credentials) {
        for property in Credentials::tokens(api) {
            for (name, secret) in credentials.values_of(property) {
                let demo_token = DemoToken::find(secret.expose());
                let (message, help) = if let Some(demo_token) = demo_token
                    && self.environment == Environment::Production
                {
                    (
                        format!("this is {demo_token}, and the environment is production"),
                        AGREE,
                    )
                } else if name != CredentialName::OtherEnvironment {
                    continue;
                } else if let Some(demo_token) = demo_token {
                    (format!("this decoy is {demo_token}, which is in force"), DECOY)
                } else if let Some((other, key)) = in_force(self.hosts, secret.expose()) {
                    let whose = if other == host { "" } else { " of another section" };
                    (format!("this decoy is the same token as `{key}`{whose}"), DECOY)
                } else {
                    continue;
                };
                self.refuse(host, Subject::Token(property, name), message, help);
            }
        }
        let [client, access] = Credentials::tokens(api).map(|property| {
            let valid = credentials.get(property, CredentialName::Valid)?;
            DemoToken::find(valid.expose())
        });
        if let (Some(client), Some(access)) = (client, access)
            && client.integration != access.integration
        {
            self.risks.push(Risk {
                host,
                subject: Subject::Token(Credentials::tokens(api)[1], CredentialName::Valid),
                gravity: Gravity::Warned,
                message: format!("this is {access}, but the other token is {client}"),
                help: "an access token works with the client token that it was given to alone",
            });
        }
    }
}

/// The place in which a token is configured as one that opens something: the position of the host, and the key.
fn in_force(hosts: &[(Api, Side, Endpoint)], token: &str) -> Option<(usize, String)> {
    hosts.iter().enumerate().find_map(|(position, (api, _, endpoint))| {
        Credentials::tokens(*api).into_iter().find_map(|property| {
            let same = |name: &CredentialName| {
                let known = endpoint.credentials.get(property, *name);
                known.is_some_and(|known| known.expose() == token)
            };
            let name = IN_FORCE.into_iter().find(same)?;
            Some((position, key(property, name)))
        })
    })
}
