//! Access: pairs of a client token and an access token, and the operations that they may call.
//!
//! Tokens are opaque and compared byte by byte. Whatever is wrong with either is answered alike, so that nobody
//! learns which of the two exists. Implements `connector-api/guidelines/authentication`.

use super::super::environment::Environment;
use super::answer::{Object, Refusal};
use super::enterprise::Enterprise;
use super::seed;
use crate::contract::operation::Operation;

/// Application that a token belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Application {
    Ours,
    Other,
}

/// Validity of a token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    Good,
    /// It expired or was replaced; the integration was switched off or canceled, or the enterprise was.
    Ended,
}

struct ClientToken {
    token: &'static str,
    application: Application,
    standing: Standing,
}

/// Operations that a token is granted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grant {
    All,
    Configuration,
    /// All operations, and none of what their extents add.
    WithoutExtents,
}

struct AccessToken {
    token: &'static str,
    application: Application,
    standing: Standing,
    enterprises: &'static [Enterprise],
    grant: Grant,
}

use Application::{Other, Ours};
use Enterprise::{Harbour, Lodge, Mill};
use Standing::{Ended, Good};

const fn client(token: &'static str, application: Application, standing: Standing) -> ClientToken {
    ClientToken {
        token,
        application,
        standing,
    }
}

/// Client tokens of the demo environment; production has the same by other names.
static CLIENTS: [ClientToken; 4] = [
    client(seed::CLIENT, Ours, Good),
    client(seed::CLIENT_OTHER, Other, Good),
    client(seed::CLIENT_EXPIRED, Ours, Ended),
    client(seed::CLIENT_REVOKED, Ours, Ended),
];

const fn access(token: &'static str, enterprises: &'static [Enterprise]) -> AccessToken {
    AccessToken {
        token,
        application: Ours,
        standing: Good,
        enterprises,
        grant: Grant::All,
    }
}

const fn ended(token: &'static str) -> AccessToken {
    AccessToken {
        standing: Ended,
        ..access(token, &[Harbour])
    }
}

static ACCESSES: [AccessToken; 11] = [
    access(seed::ACCESS, &[Harbour]),
    access(seed::ACCESS_OTHER_PROPERTY, &[Lodge]),
    access(seed::ACCESS_PORTFOLIO, &[Harbour, Mill]),
    AccessToken {
        grant: Grant::Configuration,
        ..access(seed::ACCESS_NOT_GRANTED, &[Harbour])
    },
    AccessToken {
        grant: Grant::WithoutExtents,
        ..access(seed::ACCESS_WITHOUT_EXTENTS, &[Harbour])
    },
    AccessToken {
        application: Other,
        ..access(seed::ACCESS_OTHER_CLIENT, &[Harbour])
    },
    ended(seed::ACCESS_EXPIRED),
    ended(seed::ACCESS_REVOKED),
    ended(seed::ACCESS_DISABLED),
    ended(seed::ACCESS_DELETED),
    ended(seed::ACCESS_DISABLED_ENTERPRISE),
];

/// The access token of a request that was accepted.
#[derive(Clone, Copy)]
pub(super) struct Access(&'static AccessToken);

impl Access {
    /// The token, to count its requests.
    pub(super) const fn token(self) -> &'static str {
        self.0.token
    }

    /// The enterprises whose data it shows.
    pub(super) const fn enterprises(self) -> &'static [Enterprise] {
        self.0.enterprises
    }

    /// Returns true if it is the token of several enterprises.
    pub(super) const fn is_portfolio(self) -> bool {
        self.0.enterprises.len() > 1
    }

    /// Returns true if extents may add to its answers.
    pub(super) fn has_extents(self) -> bool {
        match self.0.grant {
            Grant::All | Grant::Configuration => true,
            Grant::WithoutExtents => false,
        }
    }

    /// Returns true if it may call the operation.
    pub(super) fn may(self, operation: &Operation) -> bool {
        match self.0.grant {
            Grant::All | Grant::WithoutExtents => true,
            Grant::Configuration => operation.id == "configuration/get",
        }
    }
}

/// Accepts a caller whose two tokens are valid in that environment and belong together.
pub(super) fn authenticate(body: &Object, environment: Environment) -> Result<Access, Refusal> {
    let sent = |name| seed::as_in_demo(environment, body.get(name)?.as_str()?);
    let (client, access) = (sent("ClientToken"), sent("AccessToken"));
    let client = CLIENTS.iter().find(|known| Some(known.token) == client);
    let access = ACCESSES.iter().find(|known| Some(known.token) == access);
    client
        .zip(access)
        .filter(|(client, access)| {
            client.standing == Good && access.standing == Good && client.application == access.application
        })
        .map(|(_, access)| Access(access))
        .ok_or(Refusal::Unauthorized)
}
