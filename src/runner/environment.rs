//! The environments of the platform: the addresses of each, and what may be sent there.

use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::contract::operation::Api;

/// One of the platform's environments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Environment {
    /// For tests.
    #[default]
    Demo,
    /// Real properties and guests.
    Production,
}

/// The published hosts of the platform; a card proxy takes the Channel Manager API's bookings.
const HOSTS: [(&str, Environment, &[Api]); 4] = [
    (
        "api.mews.com",
        Environment::Production,
        &[Api::ChannelManager, Api::Connector],
    ),
    (
        "api.mews-demo.com",
        Environment::Demo,
        &[Api::ChannelManager, Api::Connector],
    ),
    ("api.pci-proxy.com", Environment::Production, &[Api::ChannelManager]),
    ("sandbox.pci-proxy.com", Environment::Demo, &[Api::ChannelManager]),
];

/// Mismatch of an environment and an address: what belongs to the one is not sent to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnvironmentMismatch {
    /// The address belongs to the other environment, which is this one.
    Other(Environment),
    /// The address is not published, and what belongs to production is only sent to published ones.
    Unknown,
    /// The address is not https, and what belongs to production is only sent over TLS.
    InClear,
}

impl Environment {
    /// The name used in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Production => "production",
        }
    }

    /// The environment of an address of the platform, if it is a published one.
    pub fn of_address(address: &str) -> Option<Self> {
        host(address).filter(|host| host.published).map(|host| host.environment)
    }

    /// Checks that what belongs to this environment may be sent to that address of the platform's side.
    ///
    /// An address that is not published may be a stub or a proxy, so tokens for tests may go there.
    ///
    /// # Errors
    /// The mismatch, if it may not.
    pub fn admits(self, api: Api, address: &str) -> Result<(), EnvironmentMismatch> {
        match (self, host(address)) {
            (own, Some(host)) if host.environment != own => Err(EnvironmentMismatch::Other(host.environment)),
            (Self::Demo, _) => Ok(()),
            (Self::Production, Some(host)) if host.published && host.apis.contains(&api) => {
                let in_clear = url::Url::parse(address).is_ok_and(|url| url.scheme() != "https");
                if in_clear {
                    Err(EnvironmentMismatch::InClear)
                } else {
                    Ok(())
                }
            }
            (Self::Production, _) => Err(EnvironmentMismatch::Unknown),
        }
    }
}

impl fmt::Display for EnvironmentMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(environment) => write!(f, "this is the {} environment", environment.name()),
            Self::Unknown => f.write_str("this is no published address of the platform's production environment"),
            Self::InClear => f.write_str("this address is not https, so production tokens would travel in clear"),
        }
    }
}

/// A host of the platform.
struct Host {
    environment: Environment,
    apis: &'static [Api],
    /// True if the port is the usual one: who listens on another, nobody has published.
    published: bool,
}

/// The published host of an address; a dot at its end changes nothing.
fn host(address: &str) -> Option<Host> {
    let url = url::Url::parse(address).ok()?;
    let host = url.host_str()?.trim_end_matches('.').to_string();
    let (_, environment, apis) = HOSTS.iter().find(|(known, _, _)| *known == host)?;
    Some(Host {
        environment: *environment,
        apis,
        // The default of the scheme counts as none.
        published: url.port().is_none(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_spelling_of_a_host_is_known() {
        for address in [
            "https://api.mews.com",
            "https://API.Mews.COM/api/connector/v1/",
            "https://api.mews.com.",
            "https://api.mews.com:443/x",
            "http://api.mews.com",
            "https://api%2Emews.com",
            "https://ａｐｉ.mews.com",
            "https:\\\\api.mews.com\\x",
            " https://api.mews.com",
        ] {
            assert_eq!(
                Environment::of_address(address),
                Some(Environment::Production),
                "{address}"
            );
            assert!(Environment::Demo.admits(Api::Connector, address).is_err(), "{address}");
        }
        for address in [
            "https://api.mews.com.example",
            "https://xapi.mews.com",
            "https://example/api.mews.com",
            "https://example?api.mews.com",
            "https://example#@api.mews.com",
            "mailto:a@api.mews.com",
            "nothing",
        ] {
            assert_eq!(Environment::of_address(address), None, "{address}");
            assert!(
                Environment::Production.admits(Api::Connector, address).is_err(),
                "{address}"
            );
        }
    }

    #[test]
    fn another_port_is_no_published_address_and_still_no_place_for_the_other_environment() {
        for (address, own, other) in [
            ("https://api.mews.com:8443", Environment::Production, Environment::Demo),
            (
                "https://api.mews-demo.com:8443",
                Environment::Demo,
                Environment::Production,
            ),
        ] {
            assert_eq!(Environment::of_address(address), None);
            let admitted = own.admits(Api::Connector, address);
            assert_eq!(admitted.is_ok(), own == Environment::Demo, "{address}");
            assert_eq!(
                other.admits(Api::Connector, address),
                Err(EnvironmentMismatch::Other(own))
            );
        }
    }

    #[test]
    fn the_card_proxy_is_of_one_api() {
        let proxy = "https://api.pci-proxy.com/v1/push/x";
        assert_eq!(Environment::Production.admits(Api::ChannelManager, proxy), Ok(()));
        assert_eq!(
            Environment::Production.admits(Api::Connector, proxy),
            Err(EnvironmentMismatch::Unknown)
        );
        assert_eq!(
            Environment::Demo.admits(Api::ChannelManager, proxy),
            Err(EnvironmentMismatch::Other(Environment::Production))
        );
    }
}
