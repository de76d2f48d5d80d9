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
const DECOY: &str = "a decoy is a token of the other environment that is no longer in force; it is shown to this one";

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
                (Err(astray @ (Astray::Unknown | Astray::InClear)), Side::Mews) => (
                    astray.to_string(),
                    "production tokens are sent to https://api.mews.com only; tokens for tests go with `environment = \"demo\"`",
                ),
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
                let (message, help) = match (self.environment, name, published) {
                    (Environment::Production, _, Some(published)) => {
                        (format!("this is {published}, and the environment is production"), AGREE)
                    }
                    (_, CredentialName::OtherEnvironment, Some(published)) => {
                        (format!("this decoy is {published}, which is in force"), DECOY)
                    }
                    (_, CredentialName::OtherEnvironment, None) => match in_force(self.hosts, secret.expose()) {
                        Some(key) => (format!("this decoy is the same token as `{key}`"), DECOY),
                        None => continue,
                    },
                    _ => continue,
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

/// The key of a token that opens something and is the same as that one.
fn in_force(hosts: &[(Api, Side, Endpoint)], token: &str) -> Option<String> {
    hosts.iter().find_map(|(api, _, endpoint)| {
        Credentials::tokens(*api).into_iter().find_map(|property| {
            let same = |name: &CredentialName| {
                let known = endpoint.credentials.get(property, *name);
                known.is_some_and(|known| known.expose() == token)
            };
            IN_FORCE.into_iter().find(same).map(|name| key(property, name))
        })
    })
}
