//! What must not happen to tokens by accident: looked for before anything is sent.

use super::credentials::{Credentials, key};
use super::environment::{Astray, Environment};
use super::published;
use super::target::Endpoint;
use crate::contract::operation::{Api, Side};
use crate::plan::credential::CredentialName;

/// Where a precaution points: something that was configured.
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

/// How much a precaution weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gravity {
    /// Nothing may be sent.
    Refused,
    /// It should not be so.
    Warned,
}

/// One thing that should not be so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Precaution {
    /// The position of the host that it is about.
    pub host: usize,
    /// What of it.
    pub subject: Subject,
    /// Whether anything may be sent.
    pub gravity: Gravity,
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
}

const AGREE: &str = "tokens belong to one environment; nothing is sent until the two agree";
const DECOY: &str = "a decoy is a token of the other environment that is no longer in force: this one gets to see it";
const PUBLISHED_ONLY: &str = "production tokens are sent to https://api.mews.com only; another address needs tokens for tests, and \
     `environment = \"demo\"`";

/// The conditions in which a token opens something.
const IN_FORCE: [CredentialName; 5] = [
    CredentialName::Valid,
    CredentialName::OtherClient,
    CredentialName::OtherProperty,
    CredentialName::NotGranted,
    CredentialName::Portfolio,
];

/// Everything of the hosts of an environment that should not be so.
pub fn of(environment: Environment, hosts: &[(Api, Side, Endpoint)]) -> Vec<Precaution> {
    let mut found = Found {
        environment,
        hosts,
        precautions: Vec::new(),
    };
    for (position, (api, side, endpoint)) in hosts.iter().enumerate() {
        found.addresses(position, *api, *side, endpoint);
        found.tokens(position, *api, &endpoint.credentials);
    }
    found.precautions
}

struct Found<'h> {
    environment: Environment,
    hosts: &'h [(Api, Side, Endpoint)],
    precautions: Vec<Precaution>,
}

impl Found<'_> {
    fn refuse(&mut self, host: usize, subject: Subject, message: String, help: &'static str) {
        self.precautions.push(Precaution {
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
                (Ok(()), _) | (Err(Astray::Unknown | Astray::InClear), Side::ChannelManager) => continue,
                (Err(astray @ Astray::Other(_)), _) => (
                    format!("{astray}, but the configuration says `environment = \"{own}\"`"),
                    AGREE,
                ),
                (Err(astray @ (Astray::Unknown | Astray::InClear)), Side::Mews) => (astray.to_string(), PUBLISHED_ONLY),
            };
            self.refuse(host, subject, message, help);
        }
        if let Some(other) = &endpoint.agreement.other_environment_url
            && Environment::of(other) == Some(self.environment)
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
            for (name, secret) in credentials.of(property) {
                let published = published::named(secret.expose());
                let (message, help) = if let Some(published) = published
                    && self.environment == Environment::Production
                {
                    (format!("this is {published}, and the environment is production"), AGREE)
                } else if name != CredentialName::OtherEnvironment {
                    continue;
                } else if let Some(published) = published {
                    (format!("this decoy is {published}, which is in force"), DECOY)
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
            published::named(valid.expose())
        });
        if let (Some(client), Some(access)) = (client, access)
            && client.integration != access.integration
        {
            self.precautions.push(Precaution {
                host,
                subject: Subject::Token(Credentials::tokens(api)[1], CredentialName::Valid),
                gravity: Gravity::Warned,
                message: format!("this is {access}, but the other token is {client}"),
                help: "an access token works with the client token that it was given to alone",
            });
        }
    }
}

/// Where a token is configured as one that opens something: the position of the host, and the key.
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
