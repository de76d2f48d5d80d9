//! The state of each connection: its standing, its mappings, what it no longer synchronizes.
//!
//! Implements `channel-manager-api/guidelines/responses#error-codes`, the consequences of 9 to 14.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::inventory_change::InventoryChange;
use crate::contract::push::InventoryKind;
use crate::stub::access::{self, Client, Connection, Standing};
use crate::stub::answer::{Code, Refusal};
use crate::stub::behaviour::{DisabledConnection, ForeignConnection, UnknownConnection};
use crate::stub::operation::Operation;
use crate::stub::property::Pair;
use crate::stub::scene::Scene;

/// State of one connection, as far as a case changed it.
#[derive(Default)]
pub(super) struct ConnectionState {
    standing: Option<Standing>,
    /// The mappings in the order in which they came; those of the property, if never set.
    mappings: Option<Vec<Pair>>,
    rates_off: BTreeSet<String>,
    spaces_off: BTreeSet<String>,
    kinds_off: Vec<InventoryKind>,
    disabled: Vec<Operation>,
    /// Changes of the inventory, the latest last.
    pub(super) changes: Vec<InventoryChange>,
}

impl ConnectionState {
    /// Returns true if the property has switched an operation off.
    pub(super) fn is_disabled(&self, operation: Operation) -> bool {
        self.disabled.contains(&operation)
    }

    /// Switches an operation off, or on again.
    pub(super) fn switch(&mut self, operation: Operation, on: bool) {
        self.disabled.retain(|disabled| *disabled != operation);
        if !on {
            self.disabled.push(operation);
        }
    }

    /// Every mapping of rate and category.
    pub(super) fn mappings(&self, connection: &Connection) -> Vec<Pair> {
        match &self.mappings {
            Some(pairs) => pairs.clone(),
            None => connection.property.pairs().collect(),
        }
    }

    /// Replaces the mappings.
    pub(super) fn map(&mut self, pairs: Vec<Pair>) {
        self.mappings = Some(pairs);
    }

    /// Returns true if the rate was unsynchronized by an error.
    pub(super) fn is_rate_off(&self, code: &str) -> bool {
        self.rates_off.contains(code)
    }

    /// Returns true if the category was unsynchronized by an error.
    pub(super) fn is_space_off(&self, code: &str) -> bool {
        self.spaces_off.contains(code)
    }

    /// The mappings for which prices and restrictions are pushed (R-ARI-21).
    pub(super) fn synchronized(&self, connection: &Connection) -> Vec<Pair> {
        let property = connection.property;
        let mut pairs = self.mappings(connection);
        pairs.retain(|pair| {
            property.rates.contains(&pair.rate.as_str())
                && property.spaces.contains(&pair.space.as_str())
                && !self.is_rate_off(&pair.rate)
                && !self.is_space_off(&pair.space)
        });
        pairs
    }

    /// Returns true if anything of a kind is pushed.
    pub(super) fn pushes(&self, kind: InventoryKind) -> bool {
        !self.kinds_off.contains(&kind)
    }

    /// Unsynchronizes a rate.
    pub(super) fn stop_rate(&mut self, code: &str) {
        self.rates_off.insert(code.to_owned());
    }

    /// Unsynchronizes a category, for all rates.
    pub(super) fn stop_space(&mut self, code: &str) {
        self.spaces_off.insert(code.to_owned());
    }

    /// Deletes a category from a rate.
    pub(super) fn stop_pair(&mut self, rate: &str, space: &str, connection: &Connection) {
        let mut pairs = self.mappings(connection);
        pairs.retain(|pair| pair.rate != rate || pair.space != space);
        self.mappings = Some(pairs);
    }

    /// Takes back everything that errors have unsynchronized. A deleted mapping has to be set anew.
    pub(super) fn synchronize(&mut self) {
        self.rates_off.clear();
        self.spaces_off.clear();
        self.kinds_off.clear();
    }

    /// Stops all pushes of a kind.
    pub(super) fn stop_kind(&mut self, kind: InventoryKind) {
        if self.pushes(kind) {
            self.kinds_off.push(kind);
        }
    }
}

/// The connections, each as a case left it.
#[derive(Default)]
pub(super) struct Connections(BTreeMap<&'static str, ConnectionState>);

impl Connections {
    /// The state of a connection.
    pub(super) fn state(&mut self, connection: &Connection) -> &mut ConnectionState {
        self.0.entry(connection.token).or_default()
    }

    /// The standing of a connection.
    pub(super) fn standing(&self, connection: &Connection) -> Standing {
        self.0
            .get(connection.token)
            .and_then(|link| link.standing)
            .unwrap_or(connection.standing)
    }

    /// Enables, disables or deletes a connection.
    pub(super) fn set_standing(&mut self, connection: &Connection, standing: Standing) {
        self.state(connection).standing = Some(standing);
    }

    /// The connection that a request names, if this client may use it.
    pub(super) fn connect(
        &self,
        body: &Map<String, Value>,
        client: Client,
        operation: Operation,
        scene: &Scene,
    ) -> Result<&'static Connection, Refusal> {
        let behaviour = scene.behaviour;
        let token = access::connection_token(body)?;
        let connection =
            access::connection(token, scene.environment).ok_or_else(|| match behaviour.unknown_connection {
                UnknownConnection::NotFound => access::not_found(),
                UnknownConnection::Authentication => Refusal::new(
                    Code::Authentication,
                    "The connection token is not valid; use one of this environment.",
                ),
            })?;
        if connection.client != client {
            return Err(match behaviour.foreign_connection {
                ForeignConnection::Authentication => Refusal::new(
                    Code::Authentication,
                    "The connection belongs to another client; use the client token for which it was made.",
                ),
                ForeignConnection::NotFound => access::not_found(),
            });
        }
        match self.standing(connection) {
            Standing::Enabled => Ok(connection),
            Standing::Disabled => Err(match (behaviour.disabled_connection, operation) {
                (DisabledConnection::ByOperation, Operation::ProcessGroup) | (DisabledConnection::Disabled, _) => {
                    switched_off()
                }
                (DisabledConnection::ByOperation | DisabledConnection::NotFound, _) => access::inactive(),
                (DisabledConnection::Authentication, _) => Refusal::new(
                    Code::Authentication,
                    "The connection token is not valid while the connection is switched off.",
                ),
            }),
            Standing::Deleted => Err(access::not_found()),
        }
    }
}

/// The answer for an operation that the property has switched off: without a rate, so that nobody
/// takes it for a rate error (N-51).
pub(super) fn switched_off() -> Refusal {
    Refusal::new(
        Code::Rate,
        "The operation is not enabled for this connection; ask the property to enable it.",
    )
}
