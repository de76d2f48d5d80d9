//! The implementation under test: its hosting sides, and the facts that expressions and rules know of each.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::endpoint::{CASE, Endpoint};
use super::hosting::Hosting;
use super::inbox::Inbox;
use super::pace::Pacer;
use super::property_answers::PropertyAnswers;
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::Facts;
use crate::fixture::ages::Ages;
use crate::plan::case::Case;

/// Everything that the runner knows of the system under test.
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// Each hosting side that can be called.
    hosts: HashMap<(Api, Side), Host>,
    /// Dates and seed of the run.
    clock: Clock,
    /// Takes the calls of the system under test, if Keycard listens.
    inbox: Option<Inbox>,
    /// Keeps the pace of the requests to it.
    pacer: Arc<Pacer>,
    /// Operations that it need not host.
    hosting: Arc<Hosting>,
}

/// A hosting side, with its facts where they are the same in every case.
#[derive(Clone, Debug)]
struct Host {
    endpoint: Endpoint,
    facts: Option<Arc<Facts>>,
}

/// Dates and seed: they are the same for all cases of a run.
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

impl Target {
    /// A target without any side.
    pub fn new(clock: Clock) -> Self {
        Self {
            hosts: HashMap::new(),
            clock,
            inbox: None,
            pacer: Arc::default(),
            hosting: Arc::default(),
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

    /// The inbox that takes its calls, if Keycard listens.
    pub fn inbox(&self) -> Option<&Inbox> {
        self.inbox.as_ref()
    }

    /// Keeps the pace of each access token.
    pub fn pacer(&self) -> &Pacer {
        &self.pacer
    }

    /// Knows which of the operations that it need not host are there.
    pub(super) fn hosting(&self) -> &Hosting {
        &self.hosting
    }

    /// The hosting side that a case calls.
    pub fn endpoint(&self, case: &Case) -> Option<&Endpoint> {
        self.endpoint_of(case.api, case.under_test)
    }

    /// A hosting side.
    pub fn endpoint_of(&self, api: Api, side: Side) -> Option<&Endpoint> {
        self.hosts.get(&(api, side)).map(|host| &host.endpoint)
    }

    /// Facts of a hosting side, whatever the case.
    pub fn facts_of(&self, api: Api, side: Side) -> Arc<Facts> {
        match self.hosts.get(&(api, side)) {
            None => Arc::new(self.clock.facts_of_no_one()),
            Some(host) => {
                let known = host.facts.clone();
                known.unwrap_or_else(|| Arc::new(self.clock.facts(&host.endpoint, "")))
            }
        }
    }

    /// Answers to questions about the property that is agreed with the channel manager under test; `None` if there is
    /// none, or if no space and no rate is known of the property.
    pub fn property_answers(&self) -> Option<PropertyAnswers> {
        let (api, side) = (Api::ChannelManager, Side::ChannelManager);
        PropertyAnswers::new(self.endpoint_of(api, side)?, &self.facts_of(api, side))
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

    /// Facts of the target that expressions and rules may know in that case.
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
        // One place says which of the codes scenarios mean by adults and children.
        let ages = Ages::from_facts(&known);
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
