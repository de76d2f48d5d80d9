//! The mappings of a connection, and requests for a full update.
//!
//! Implements `channel-manager-api/mews-operations/inventory`.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::inventory_pushes::FullUpdate;
use super::state::Platform;
use crate::contract::push::InventoryKind;
use crate::stub::access::Connection;
use crate::stub::answer::{Answer, Code, Refusal, done};
use crate::stub::behaviour::UnknownRate;
use crate::stub::fields::{At, Fields, integer};
use crate::stub::property::{Pair, Property};
use crate::stub::scene::Scene;

impl Platform {
    /// Replaces the mappings of a connection by the set in the request.
    pub(super) fn set_inventory(
        &mut self,
        body: &Map<String, Value>,
        connection: &Connection,
        scene: &Scene,
    ) -> Answer {
        let mut fields = Fields::default();
        let mut pairs = BTreeSet::new();
        let mut wanted = Vec::new();
        for (index, item) in fields.list(body, At::Root, "inventoryMappings").iter().enumerate() {
            let at = At::Item(&At::Root, "inventoryMappings", index);
            let Some(item) = fields.object(item, at) else { continue };
            let rate = fields.text(item, at, "ratePlanCode");
            let space = fields.text(item, at, "spaceTypeCode");
            if let (Some(rate), Some(space)) = (rate, space) {
                let pair = Pair {
                    rate: rate.to_owned(),
                    space: space.to_owned(),
                };
                if pairs.insert(pair.clone()) {
                    wanted.push(pair);
                }
            }
        }
        fields.finish()?;
        let unknown = unknown_codes(&wanted, connection.property, scene.behaviour.unknown_rate);
        if !unknown.is_empty() {
            return Err(unknown);
        }
        // An empty set is taken at its word: it removes every mapping.
        self.connections.state(connection).map(wanted);
        done()
    }

    /// Accepts a request for a full update, and owes its pushes.
    pub(super) fn request_ari_update(
        &mut self,
        body: &Map<String, Value>,
        connection: &'static Connection,
        scene: &mut Scene,
    ) -> Answer {
        let mut fields = Fields::default();
        // A period in the past is accepted: there is just nothing to push for it.
        let period = fields.period(body, At::Root);
        for (index, kind) in fields
            .optional_list(body, At::Root, "ariType")
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            if !integer(kind).is_some_and(|kind| (1..=3).contains(&kind)) {
                fields.invalid(At::Item(&At::Root, "ariType", index), "must be 1, 2 or 3");
            }
        }
        // The filters are documented as ignored at present; their form is checked all the same.
        for name in ["spaceTypeCodes", "ratePlanCodes"] {
            for (index, code) in fields
                .optional_list(body, At::Root, name)
                .unwrap_or_default()
                .iter()
                .enumerate()
            {
                if !code.is_string() {
                    fields.invalid(At::Item(&At::Root, name, index), "must be a string");
                }
            }
        }
        fields.finish()?;
        if let Some((from, to)) = period {
            let update = FullUpdate {
                from,
                to,
                kinds: InventoryKind::ALL.to_vec(),
                chunk: None,
            };
            self.push_update(connection, &update, scene);
        }
        done()
    }
}

/// One refusal for each unknown code, in the order of the request.
///
/// The documentation leaves the code for an unknown rate open: 9 from Mews would mean a
/// disabled operation and 5 is deprecated, so by default it is an invalid value.
fn unknown_codes(pairs: &[Pair], property: &Property, unknown_rate: UnknownRate) -> Vec<Refusal> {
    let code = match unknown_rate {
        UnknownRate::Validation => Code::Validation,
        UnknownRate::RateNotFound => Code::RateNotFound,
        UnknownRate::Rate => Code::Rate,
        UnknownRate::Processing => Code::Processing,
    };
    let mut seen = BTreeSet::new();
    let mut refusals = Vec::new();
    for pair in pairs {
        if !property.has_space(&pair.space) && seen.insert(("space", &pair.space)) {
            let message = format!("The space category {} does not exist; create it first.", pair.space);
            refusals.push(Refusal::new(Code::Category, message).category(&pair.space));
        }
        if !property.has_rate(&pair.rate) && seen.insert(("rate", &pair.rate)) {
            let message = format!("The rate {} does not exist; create it first.", pair.rate);
            refusals.push(Refusal::new(code, message).rate(&pair.rate));
        }
    }
    refusals
}
