//! Pushes of availability, prices and restrictions.
//!
//! Implements `channel-manager-api/use-cases/inventory-updates`.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::inventory_change::{CurrentInventory, InventoryChange};
use super::state::Platform;
use crate::contract::push::{InventoryKind, Push};
use crate::stub::access::Connection;
use crate::stub::property::Pair;
use crate::stub::scene::Scene;

/// The property sells so many nights ahead.
const HORIZON: i64 = 1_100;

/// Full update of the inventory.
pub(super) struct FullUpdate {
    pub(super) from: Date,
    /// The last night.
    pub(super) to: Date,
    pub(super) kinds: Vec<InventoryKind>,
    /// Number of nights that a message covers; all, if there is none.
    pub(super) chunk: Option<i64>,
}

impl Platform {
    /// Owes the pushes of a full update, and names them: operation and message. They come later, and hold
    /// everything of the period.
    ///
    /// Nights that are over are left out, and those that are not on sale yet.
    pub(super) fn push_update(
        &mut self,
        connection: &'static Connection,
        update: &FullUpdate,
        scene: &mut Scene,
    ) -> Vec<(Push, String)> {
        let today = scene.today();
        let last = update.to.min(today.saturating_add(HORIZON.days()));
        let mut from = update.from.max(today);
        let mut sent = Vec::new();
        while from <= last {
            let to = match update.chunk {
                Some(nights) => last.min(from.saturating_add((nights.clamp(1, HORIZON) - 1).days())),
                None => last,
            };
            for kind in &update.kinds {
                let entries = self.entries(connection, *kind, (from, to));
                sent.extend(self.push_entries(connection, *kind, entries, scene));
            }
            let Ok(next) = to.tomorrow() else { break };
            from = next;
        }
        sent
    }

    /// Owes the push of what was just changed, if that is synchronized.
    pub(super) fn push_change(
        &mut self,
        connection: &'static Connection,
        change: InventoryChange,
        scene: &mut Scene,
    ) -> Option<(Push, String)> {
        let (kind, period) = (change.kind, (change.from, change.to));
        let link = self.connections.state(connection);
        let pair = link.synchronized(connection).into_iter().find(|pair| {
            pair.space == change.pair.space && (kind == InventoryKind::Availability || pair.rate == change.pair.rate)
        });
        link.changes.push(change);
        let entries = pair.map(|pair| self.entries_of(connection, kind, &[pair], period))?;
        self.push_entries(connection, kind, entries, scene)
    }

    /// The entries of a kind for everything that is synchronized.
    fn entries(&mut self, connection: &'static Connection, kind: InventoryKind, period: (Date, Date)) -> Vec<Value> {
        let mut pairs = self.connections.state(connection).synchronized(connection);
        if kind == InventoryKind::Availability {
            let mut seen = BTreeSet::new();
            pairs.retain(|pair| seen.insert(pair.space.clone()));
        }
        self.entries_of(connection, kind, &pairs, period)
    }

    fn entries_of(
        &mut self,
        connection: &'static Connection,
        kind: InventoryKind,
        pairs: &[Pair],
        period: (Date, Date),
    ) -> Vec<Value> {
        let link = self.connections.state(connection);
        if !link.pushes(kind) {
            return Vec::new();
        }
        let inventory = CurrentInventory {
            property: connection.property,
            changes: &link.changes,
        };
        pairs
            .iter()
            .flat_map(|pair| inventory.entries(kind, pair, period))
            .collect()
    }

    /// Nothing is sent about nothing.
    fn push_entries(
        &mut self,
        connection: &'static Connection,
        kind: InventoryKind,
        entries: Vec<Value>,
        scene: &mut Scene,
    ) -> Option<(Push, String)> {
        if entries.is_empty() {
            return None;
        }
        let content = Map::from_iter([(kind.pushed_list().to_owned(), Value::Array(entries))]);
        let message = self.push(kind.push(), connection, content, None, scene);
        Some((kind.push(), message))
    }
}
