//! The implementation under test: where it is, and what is agreed with it.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::credentials::Credentials;
use super::hook::Hooks;
use super::inbox::Inbox;
use super::pace::{Pace, Pacer};
use crate::contract::operation::{Api, Operation, Side};
use crate::exchange::transcript::{Facts, Strictness};
use crate::fixture::ages::Ages;
use crate::plan::case::Case;

/// What stands for the key of the case in addresses.
const CASE: &str = "{case}";

/// Where a property is of which nothing else is known.
pub const TIME_ZONE: &str = "Europe/Amsterdam";

/// Everything that the runner knows of the system under test.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Each hosting side that can be called.
    hosts: HashMap<(Api, Side), Host>,
    /// Dates and seed: what is the same for all cases of a run.
    clock: Clock,
    /// Where calls of the system under test arrive, if Keycard listens.
    inbox: Option<Inbox>,
    /// How fast requests are sent to it.
    pacer: Arc<Pacer>,
}

/// A hosting side, and what is known of it in every case; nothing, if that differs from case to case.
#[derive(Clone, Debug)]
struct Host {
    endpoint: Endpoint,
    facts: Option<Arc<Facts>>,
}

/// What is the same for all cases of a run.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    /// The date on which the run began.
    pub today: String,
    /// The first of two consecutive dates about a month ahead.
    pub from: String,
    /// The day after it.
    pub to: String,
    /// Makes the fresh values of two runs differ.
    pub seed: u64,
}

/// One hosting side of the target.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The base address. `{case}` in it stands for the case's key, for targets that keep state per case.
    pub address: String,
    /// Whole addresses of single operations.
    pub addresses: HashMap<String, String>,
    /// The credentials for calling it.
    pub credentials: Credentials,
    /// What is agreed beside the credentials.
    pub agreement: Agreement,
    /// What makes it act.
    pub hooks: Hooks,
    /// How long its calls are waited for.
    pub patience: Patience,
    /// How fast requests are sent to it; `None` for a target without a limit, whose answers are taken as they come.
    pub pace: Option<Pace>,
    /// Whether its limit may be broken on purpose.
    pub limit_tests: LimitTests,
}

/// Whether cases may send more requests than a target with a limit lets them, to see it turn some away.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LimitTests {
    /// They may.
    Allowed,
    /// They are not run: others may use the same token.
    #[default]
    Refused,
}

/// How long calls of a target are waited for where a scenario does not say so.
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

/// What is agreed with the target beside credentials.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// Whether it is a production environment.
    pub production: bool,
    /// Whether it plays one: it is judged by what holds in production, and there is nothing that could be harmed.
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
    /// How deviations are judged that the documentation's own examples make.
    pub strictness: Strictness,
    /// What else expressions and rules may know, by name: `products`, `ages`, `knownPushes` and so on.
    pub more: Map<String, Value>,
}

/// What expressions and rules may know of a target of the Connector API: the name that the client goes by,
/// and ids of what exists.
pub fn of_connector(
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

/// Whether an address is one that can be called.
///
/// # Errors
/// Why it is not, as the end of a sentence.
pub fn callable(address: &str) -> Result<(), String> {
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

impl Target {
    /// A target without any side.
    pub fn new(clock: Clock) -> Self {
        Self {
            hosts: HashMap::new(),
            clock,
            inbox: None,
            pacer: Arc::default(),
        }
    }

    /// Adds a hosting side.
    #[must_use]
    pub fn with(mut self, api: Api, side: Side, endpoint: Endpoint) -> Self {
        let facts = (!endpoint.differs_by_case()).then(|| Arc::new(self.clock.facts(&endpoint, "")));
        self.hosts.insert((api, side), Host { endpoint, facts });
        self
    }

    /// The same target with the port that was free, where its addresses for answers leave it open with 0.
    #[must_use]
    pub fn answered_on(mut self, port: u16) -> Self {
        for host in self.hosts.values_mut() {
            let url = &mut host.endpoint.agreement.response_url;
            *url = url.replacen(":0/", &format!(":{port}/"), 1);
        }
        self
    }

    /// The same target, whose calls arrive there.
    #[must_use]
    pub fn heard_by(mut self, inbox: Inbox) -> Self {
        self.inbox = Some(inbox);
        self
    }

    /// Where its calls arrive.
    pub fn inbox(&self) -> Option<&Inbox> {
        self.inbox.as_ref()
    }

    /// Keeps the pace of each access token.
    pub fn pacer(&self) -> &Pacer {
        &self.pacer
    }

    /// The hosting side that a case calls.
    pub fn endpoint(&self, case: &Case) -> Option<&Endpoint> {
        self.endpoint_of(case.api, case.under_test)
    }

    /// A hosting side.
    pub fn endpoint_of(&self, api: Api, side: Side) -> Option<&Endpoint> {
        self.hosts.get(&(api, side)).map(|host| &host.endpoint)
    }

    /// What is known of a hosting side, whatever the case.
    pub fn facts_of(&self, api: Api, side: Side) -> Arc<Facts> {
        match self.hosts.get(&(api, side)) {
            None => Arc::new(self.clock.facts_of_no_one()),
            Some(host) => {
                let known = host.facts.clone();
                known.unwrap_or_else(|| Arc::new(self.clock.facts(&host.endpoint, "")))
            }
        }
    }

    fn host(&self, case: &Case) -> Option<&Host> {
        self.hosts.get(&(case.api, case.under_test))
    }

    /// The sides that can be called.
    pub fn sides(&self) -> impl Iterator<Item = (Api, Side)> {
        self.hosts.keys().copied()
    }

    /// Every hosting side.
    pub fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.hosts.values().map(|host| &host.endpoint)
    }

    /// What expressions and rules may know of the target in that case.
    pub fn facts(&self, case: &Case) -> Arc<Facts> {
        match self.host(case) {
            None => Arc::new(self.clock.facts_of_no_one()),
            Some(Host { facts: Some(facts), .. }) => facts.clone(),
            Some(Host { endpoint, facts: None }) => Arc::new(self.clock.facts(endpoint, &case.id.key())),
        }
    }
}

impl Clock {
    fn facts_of_no_one(&self) -> Facts {
        Facts {
            today: self.today.clone(),
            period: json!({ "from": self.from, "to": self.to }),
            seed: self.seed,
            ..Facts::default()
        }
    }

    fn facts(&self, endpoint: &Endpoint, key: &str) -> Facts {
        let agreement = &endpoint.agreement;
        let mut known = json!({
            "url": endpoint.base(key),
            "responseUrl": agreement.response_url.replace(CASE, key),
            "spaces": agreement.spaces,
            "rates": agreement.rates,
            "currency": agreement.currency,
            "unmappedSpace": agreement.unmapped_space,
            "unmappedRate": agreement.unmapped_rate,
            "knownBooking": agreement.known_booking,
        });
        if let Value::Object(known) = &mut known {
            known.extend(agreement.more.clone());
        }
        // Which of the codes scenarios mean by adults and children is told in one place.
        let ages = Ages::of(&known);
        known["adult"] = json!(ages.adult());
        known["child"] = json!(ages.child());
        Facts {
            production: agreement.production || agreement.plays_production,
            strictness: agreement.strictness,
            patience: Some(endpoint.patience.call),
            target: known,
            credentials: endpoint.credentials.valid_values(),
            inbound_client_token: endpoint
                .credentials
                .other_side()
                .map(|secret| secret.expose().to_string()),
            other_environment_client_token: endpoint.credentials.other_environment_client_token(),
            other_environment_url: agreement.other_environment_url.clone(),
            ..self.facts_of_no_one()
        }
    }
}

impl Endpoint {
    /// Whether the target keeps state per case, so that its addresses differ by case.
    fn differs_by_case(&self) -> bool {
        self.address.contains(CASE) || self.agreement.response_url.contains(CASE)
    }

    /// The base address for the case of that key, without a trailing slash.
    fn base(&self, key: &str) -> String {
        self.address.trim_end_matches('/').replace(CASE, key)
    }

    /// Whether all cases meet the same state there.
    pub fn shares_state(&self) -> bool {
        !self.address.contains("{case}")
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
