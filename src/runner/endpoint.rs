//! One hosting side of the target: its addresses, credentials and hooks, and all else that is agreed with it.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::credentials::Credentials;
use super::hook::Hooks;
use super::pace::Pace;
use crate::contract::operation::Operation;
use crate::exchange::transcript::Strictness;
use crate::plan::case::Case;

/// Stands for the key of the case in addresses.
pub(super) const CASE: &str = "{case}";

/// Time zone of a property of which none is known.
pub const TIME_ZONE: &str = "Europe/Amsterdam";

/// One hosting side of the target.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The base address. `{case}` in it stands for the case's key, for targets that keep state per case.
    pub address: String,
    /// Whole addresses of single operations.
    pub addresses: HashMap<String, String>,
    /// The credentials for calling it.
    pub credentials: Credentials,
    /// All else that is agreed.
    pub agreement: Agreement,
    /// Hooks that make it act.
    pub hooks: Hooks,
    /// Times for which its calls are waited for.
    pub patience: Patience,
    /// Pace of the requests to it; `None` for a target without a limit, whose answers are taken as they come.
    pub pace: Option<Pace>,
    /// Leave to break its limit on purpose.
    pub limit_tests: LimitTests,
}

/// Leave to send more requests than a target with a limit allows, to see it turn some away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimitTests {
    /// They may.
    Allowed,
    /// They are not run: others may use the same token.
    #[default]
    Refused,
}

/// Times for which calls of a target are waited for where a scenario does not say so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For a call that must come.
    pub call: Duration,
    /// At the end of a case with such calls, for further ones that must not come.
    pub quiet: Duration,
    /// For a person who was asked to act.
    pub person: Duration,
    /// Between the answer to a call and the next message to whoever called: it may go on with what it called about
    /// only once it has the answer.
    pub settle: Duration,
}

impl Default for Patience {
    /// Thirty seconds, one of quiet, ten minutes for a person, and half a second to settle.
    fn default() -> Self {
        Self {
            call: Duration::from_secs(30),
            quiet: Duration::from_secs(1),
            person: Duration::from_secs(600),
            settle: Duration::from_millis(500),
        }
    }
}

/// Everything that is agreed with the target beside credentials.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// True for a production environment.
    pub production: bool,
    /// True if it plays one: it is judged by what holds in production, and there is nothing that could be harmed.
    pub plays_production: bool,
    /// Mapping codes of spaces.
    pub spaces: Vec<String>,
    /// Mapping codes of rates.
    pub rates: Vec<String>,
    /// The currency of the rates.
    pub currency: String,
    /// A space code that is not mapped.
    pub unmapped_space: String,
    /// A rate code that is not mapped.
    pub unmapped_rate: String,
    /// A booking that the target knows: `channelManagerId`, `reservationCode`, `confirmationNumber`.
    pub known_booking: Option<Value>,
    /// The base address to which confirmations are to be sent.
    pub response_url: String,
    /// The address of the other environment, where known.
    pub other_environment_url: Option<String>,
    /// Operations that the target does not host, by their ids; none of them has to be hosted.
    pub not_hosted: Vec<String>,
    /// Judgement of deviations that the documentation's own examples make.
    pub strictness: Strictness,
    /// All else that expressions and rules may know, by name: `products`, `ages`, `knownPushes` and so on.
    pub more: Map<String, Value>,
}

/// Facts of a target of the Connector API that expressions and rules may know: the name that the client goes by,
/// and ids of what exists.
pub fn connector_facts(
    client: Option<&str>,
    known: IndexMap<String, String>,
    foreign: IndexMap<String, String>,
) -> Map<String, Value> {
    let client = client.unwrap_or(concat!("Keycard ", env!("CARGO_PKG_VERSION")));
    Map::from_iter([
        ("client".to_string(), Value::from(client)),
        ("known".to_string(), json!(known)),
        ("foreign".to_string(), json!(foreign)),
    ])
}

/// Checks that an address can be called.
///
/// # Errors
/// The reason for which it cannot, as the end of a sentence.
pub fn check_address(address: &str) -> Result<(), String> {
    match url::Url::parse(address) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => Err(format!(
            "it begins with `{}:`, not with http:// or https://",
            url.scheme()
        )),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            Err("it carries a user name or password".to_string())
        }
        Ok(_) => Ok(()),
        Err(url::ParseError::RelativeUrlWithoutBase) => Err("it does not begin with http:// or https://".to_string()),
        Err(error) => Err(error.to_string()),
    }
}

impl Endpoint {
    /// Returns true if the target keeps state per case, so that its addresses differ by case.
    pub(super) fn differs_by_case(&self) -> bool {
        self.address.contains(CASE) || self.agreement.response_url.contains(CASE)
    }

    /// The base address for the case of that key, without a trailing slash.
    pub(super) fn base(&self, key: &str) -> String {
        self.address.trim_end_matches('/').replace(CASE, key)
    }

    /// Returns true if all cases meet the same state there.
    pub fn shares_state(&self) -> bool {
        !self.address.contains(CASE)
    }

    /// The address of an operation, or of another path below the same base.
    pub fn address(&self, case: &Case, operation: &Operation, path: Option<&str>) -> String {
        let base = || {
            if self.differs_by_case() {
                self.base(&case.id.key())
            } else {
                self.base("")
            }
        };
        match (path, self.addresses.get(&operation.id)) {
            (None, Some(address)) => address.clone(),
            (None, None) => format!("{}{}", base(), operation.path),
            (Some(path), _) => format!("{}/{}", base(), path.trim_start_matches('/')),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}
