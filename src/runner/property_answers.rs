//! Answers that Keycard gives, in the place of Mews, when a channel manager asks what a property offers.
//!
//! A channel manager reads the configuration of a connection before it sends a booking, and again now and
//! then. No step of a scenario need await that: it is answered out of what is agreed with the target.
//! Implements `channel-manager-api/mews-operations/configuration`.
//!
//! The runner answers and not the stub: a channel manager may ask at any time, in a case or between two, and has
//! to see the spaces and rates by which its pushes and bookings are judged. A step that awaits the question comes
//! first.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Map, Value};

use super::acknowledgement::{accepted, refused};
use super::endpoint::{Endpoint, TIME_ZONE};
use crate::exchange::message::{Request, Response};
use crate::exchange::transcript::Facts;
use crate::fixture::catalogue::{Catalogue, Pricing};
use crate::fixture::offer;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;

/// The property that a channel manager may ask about, and who may ask.
#[derive(Clone, Debug)]
pub struct PropertyAnswers {
    catalogue: Catalogue,
    /// The same for a property that sets its prices without tax.
    net: Catalogue,
    /// True while it is one.
    is_net: Arc<AtomicBool>,
    /// Name of its time zone.
    zone: String,
    /// The client token of the channel manager, if it is known.
    client: Option<String>,
    /// The token of the connection, if it is known.
    connection: Option<String>,
}

/// Tokens that a question has to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asker {
    Client,
    Connection,
}

impl PropertyAnswers {
    /// Answers with what is agreed with a channel manager; `None` if no space and no rate is known of the property.
    pub(super) fn new(endpoint: &Endpoint, known: &Facts) -> Option<Self> {
        let catalogue = Catalogue::from_facts(&known.target).ok()?;
        let mut facts = known.target.clone();
        facts["pricingMode"] = Value::from(1);
        let net = Catalogue::from_facts(&facts).ok()?;
        let zone = known.target["timeZone"].as_str().unwrap_or(TIME_ZONE).to_string();
        let exposed = |secret: &Secret| secret.expose().to_string();
        Some(Self {
            catalogue,
            net,
            is_net: Arc::default(),
            zone,
            client: endpoint.credentials.other_side().map(exposed),
            connection: endpoint
                .credentials
                .get("connectionToken", CredentialName::Valid)
                .map(exposed),
        })
    }

    /// The client token of the channel manager, if it is known.
    pub(super) fn client(&self) -> Option<&str> {
        self.client.as_deref()
    }

    /// Sets the prices of the property with tax from now on, or without.
    pub(super) fn set_pricing(&self, pricing: Pricing) {
        self.is_net.store(pricing == Pricing::Net, Ordering::Relaxed);
    }

    fn catalogue(&self) -> &Catalogue {
        if self.is_net.load(Ordering::Relaxed) {
            &self.net
        } else {
            &self.catalogue
        }
    }

    /// The answer to a question about the property; `None` if the request is none.
    pub(super) fn answer(&self, request: &Request) -> Option<Response> {
        let operation = request.path().rsplit('/').next()?;
        let asker = match operation {
            "getProperties" | "getChannels" => Asker::Client,
            "getConfiguration" | "setInventory" | "requestAriUpdate" => Asker::Connection,
            _ => return None,
        };
        let Ok(Value::Object(body)) = request.body.json() else {
            return Some(refused(6, "The message is not a JSON object."));
        };
        if let Some(refusal) = self.refusal(body, asker) {
            return Some(refusal);
        }
        let answer = match operation {
            "getProperties" => offer::properties(self.connection.as_deref()),
            "getChannels" => offer::channels(self.catalogue()),
            "getConfiguration" => {
                let token = body["connectionToken"].as_str().unwrap_or_default();
                let nothing = Value::Null;
                let extent = body.get("extent").unwrap_or(&nothing);
                offer::configuration(self.catalogue(), &self.zone, token, extent)
            }
            // What is mapped stays what is agreed, and what is pushed is what the tests push.
            _ => return Some(accepted()),
        };
        Some(Response::json(200, &Value::Object(answer)))
    }

    /// The refusal of a caller whose tokens are missing, or are not those that are agreed.
    fn refusal(&self, body: &Map<String, Value>, asker: Asker) -> Option<Response> {
        let token = |name: &str| body.get(name).and_then(Value::as_str).filter(|token| !token.is_empty());
        let is_wrong = |known: &Option<String>, token: Option<&str>| match (known, token) {
            (_, None) => true,
            (Some(known), Some(token)) => known != token,
            // Whose token it is cannot be told.
            (None, Some(_)) => false,
        };
        if is_wrong(&self.client, token("clientToken")) {
            return Some(refused(8, "The client token is not that of the configuration."));
        }
        if asker == Asker::Connection && is_wrong(&self.connection, token("connectionToken")) {
            return Some(refused(3, "The connection token is not that of the configuration."));
        }
        None
    }
}
