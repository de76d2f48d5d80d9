//! Access rights: client tokens, connections and the e-mail addresses of employees.
//!
//! Tokens are opaque and compared byte by byte. The client token is judged before the
//! connection token, so that nobody learns which connections exist without being a client.
//! Implements `channel-manager-api/guidelines/authentication#error-handling`.

use std::sync::LazyLock;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::answer::{Code, Refusal};
use super::environment::Environment;
use super::property::{self, Property};
use super::seed;
use crate::contract::operation::Side;

/// Owner of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Client {
    /// The application that the scenarios are about.
    Ours,
    /// Another application.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Validity {
    Unlimited,
    UntilExpiry,
    Revoked,
}

struct ClientToken {
    token: &'static str,
    side: Side,
    environment: Environment,
    client: Client,
    validity: Validity,
}

/// State of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Enabled,
    Disabled,
    Deleted,
}

/// A link between one property and one client.
pub(super) struct Connection {
    pub(super) token: &'static str,
    pub(super) name: &'static str,
    pub(super) property: &'static Property,
    pub(super) client: Client,
    pub(super) environment: Environment,
    pub(super) standing: Standing,
}

const fn client(
    token: &'static str,
    side: Side,
    environment: Environment,
    client: Client,
    validity: Validity,
) -> ClientToken {
    ClientToken {
        token,
        side,
        environment,
        client,
        validity,
    }
}

static CLIENTS: [ClientToken; 10] = {
    use Client::{Other, Ours};
    use Environment::{Demo, Production};
    use Side::{ChannelManager, Mews};
    use Validity::{Revoked, Unlimited, UntilExpiry};
    [
        client(seed::MEWS_CLIENT, Mews, Demo, Ours, Unlimited),
        client(seed::MEWS_CLIENT_EXPIRED, Mews, Demo, Ours, UntilExpiry),
        client(seed::MEWS_CLIENT_REVOKED, Mews, Demo, Ours, Revoked),
        client(seed::MEWS_CLIENT_OTHER, Mews, Demo, Other, Unlimited),
        client(seed::MEWS_CLIENT_PRODUCTION, Mews, Production, Ours, Unlimited),
        client(seed::PARTNER_CLIENT, ChannelManager, Demo, Ours, Unlimited),
        client(seed::PARTNER_CLIENT_EXPIRED, ChannelManager, Demo, Ours, UntilExpiry),
        client(seed::PARTNER_CLIENT_REVOKED, ChannelManager, Demo, Ours, Revoked),
        client(seed::PARTNER_CLIENT_OTHER, ChannelManager, Demo, Other, Unlimited),
        client(
            seed::PARTNER_CLIENT_PRODUCTION,
            ChannelManager,
            Production,
            Ours,
            Unlimited,
        ),
    ]
};

/// Every connection of both environments.
pub(super) static CONNECTIONS: [Connection; 6] = [
    Connection {
        token: seed::CONNECTION_A,
        name: "Keycard A",
        property: &property::CANAL_HOUSE,
        client: Client::Ours,
        environment: Environment::Demo,
        standing: Standing::Enabled,
    },
    Connection {
        token: seed::CONNECTION_DISABLED,
        name: "Keycard (switched off)",
        property: &property::CANAL_HOUSE,
        client: Client::Ours,
        environment: Environment::Demo,
        standing: Standing::Disabled,
    },
    Connection {
        token: seed::CONNECTION_DELETED,
        name: "Keycard (deleted)",
        property: &property::CANAL_HOUSE,
        client: Client::Ours,
        environment: Environment::Demo,
        standing: Standing::Deleted,
    },
    Connection {
        token: seed::CONNECTION_B,
        name: "Keycard B",
        property: &property::DUNE_LODGE,
        client: Client::Ours,
        environment: Environment::Demo,
        standing: Standing::Enabled,
    },
    Connection {
        token: seed::CONNECTION_OTHER_CLIENT,
        name: "Someone else's",
        property: &property::TULIP_ANNEX,
        client: Client::Other,
        environment: Environment::Demo,
        standing: Standing::Enabled,
    },
    Connection {
        token: seed::CONNECTION_PRODUCTION,
        name: "Keycard",
        property: &property::CANAL_HOUSE,
        client: Client::Ours,
        environment: Environment::Production,
        standing: Standing::Enabled,
    },
];

static EXPIRY: LazyLock<Option<Timestamp>> = LazyLock::new(|| seed::EXPIRY.parse().ok());

/// Reads the client token of a request to one side and says whose it is; `absent` is the code for none.
pub(super) fn authenticate(
    body: &Map<String, Value>,
    side: Side,
    environment: Environment,
    now: Timestamp,
    absent: Code,
) -> Result<Client, Refusal> {
    let token = match body.get("clientToken") {
        None | Some(Value::Null) => "",
        Some(Value::String(token)) => token,
        Some(_) => {
            return Err(Refusal::new(
                Code::Validation,
                "The property clientToken must be a string.",
            ));
        }
    };
    if token.trim().is_empty() {
        return Err(Refusal::new(
            absent,
            "The client token is missing; send the property clientToken in the body.",
        ));
    }
    let known = CLIENTS
        .iter()
        .find(|known| known.token == token && known.side == side && known.environment == environment)
        .ok_or_else(|| {
            Refusal::new(
                Code::Authentication,
                "The client token is not valid; use the one agreed for this side and this environment.",
            )
        })?;
    match known.validity {
        Validity::Unlimited => Ok(known.client),
        Validity::UntilExpiry if EXPIRY.is_some_and(|expiry| now < expiry) => Ok(known.client),
        Validity::UntilExpiry => Err(Refusal::new(
            Code::Authentication,
            "The client token has expired; ask for a new one.",
        )),
        Validity::Revoked => Err(Refusal::new(
            Code::Authentication,
            "The client token was revoked; use the one that replaced it.",
        )),
    }
}

/// Reads the connection token of a request.
pub(super) fn connection_token(body: &Map<String, Value>) -> Result<&str, Refusal> {
    body.get("connectionToken")
        .and_then(Value::as_str)
        .filter(|token| !token.trim().is_empty())
        .ok_or_else(|| {
            Refusal::new(
                Code::Validation,
                "The property connectionToken must be a string that is not blank.",
            )
        })
}

/// The connection of that token in an environment, whoever's it is.
pub(super) fn connection(token: &str, environment: Environment) -> Option<&'static Connection> {
    CONNECTIONS
        .iter()
        .find(|connection| connection.token == token && connection.environment == environment)
}

/// The answer for a token that names no connection.
///
/// Shared by every reason for which a connection cannot be had where the caller must not learn
/// whether it exists.
pub(super) fn not_found() -> Refusal {
    Refusal::new(
        Code::ConnectionNotFound,
        "The connection was not found; check that connectionToken belongs to this environment and is not deleted.",
    )
}

/// The answer for a connection that is switched off.
pub(super) fn inactive() -> Refusal {
    Refusal::new(
        Code::ConnectionNotFound,
        "The connection is not active; enable it before using it again.",
    )
}

/// The client token that the platform sends to the channel manager.
pub(super) const fn partner_token(environment: Environment) -> &'static str {
    match environment {
        Environment::Demo => seed::PARTNER_CLIENT,
        Environment::Production => seed::PARTNER_CLIENT_PRODUCTION,
    }
}

/// The connection that a hook means if it names none.
pub(super) const fn usual_connection(environment: Environment) -> &'static str {
    match environment {
        Environment::Demo => seed::CONNECTION_A,
        Environment::Production => seed::CONNECTION_PRODUCTION,
    }
}

/// The properties of the person behind an e-mail address; `None` if it authorizes nothing.
pub(super) fn properties_of(email: &str) -> Option<&'static [&'static Property]> {
    static CANAL_HOUSE_COMPANY: [&Property; 2] = [&property::CANAL_HOUSE, &property::TULIP_ANNEX];
    static DUNE_LODGE_COMPANY: [&Property; 1] = [&property::DUNE_LODGE];
    match email {
        seed::EMAIL => Some(&CANAL_HOUSE_COMPANY),
        seed::EMAIL_OTHER_ENTERPRISE => Some(&DUNE_LODGE_COMPANY),
        // Known and not verified is answered like unknown: the address is an authorization.
        _ => None,
    }
}

/// Returns true if a text has the shape of an e-mail address.
pub(super) fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let blank = |part: &str| part.is_empty() || part.contains(char::is_whitespace) || part.contains('@');
    !blank(name) && !blank(host) && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn client_of(token: Value, side: Side, now: &str) -> Result<Client, Refusal> {
        let body = json!({ "clientToken": token });
        authenticate(
            body.as_object().unwrap(),
            side,
            Environment::Demo,
            now.parse().unwrap(),
            Code::Authentication,
        )
    }

    #[test]
    fn a_token_expires_at_its_instant() {
        let expired = || json!(seed::MEWS_CLIENT_EXPIRED);
        assert_eq!(
            client_of(expired(), Side::Mews, "2024-06-30T21:59:59.999Z"),
            Ok(Client::Ours)
        );
        assert!(client_of(expired(), Side::Mews, seed::EXPIRY).is_err());
    }

    #[test]
    fn a_token_counts_on_one_side_only() {
        let now = "2026-01-01T00:00:00Z";
        assert_eq!(
            client_of(json!(seed::PARTNER_CLIENT), Side::ChannelManager, now),
            Ok(Client::Ours)
        );
        assert!(client_of(json!(seed::MEWS_CLIENT), Side::ChannelManager, now).is_err());
        assert!(client_of(json!(seed::PARTNER_CLIENT), Side::Mews, now).is_err());
    }

    #[test]
    fn email_addresses_have_a_name_and_a_host() {
        assert!(is_email(seed::EMAIL));
        for text in [
            "",
            "noor",
            "@x.example",
            "noor@",
            "noor@host",
            "a b@x.example",
            "a@b@x.example",
            "a@.example",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }
}
