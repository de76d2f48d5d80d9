//! Names on the page: anchors and parts of ids, sides and APIs for people.

use crate::contract::operation::{Api, Side};
use crate::fnv;

/// The name by which links lead to a case: the same in every report.
pub fn anchor(id: &str) -> String {
    format!("c{:016x}", fnv::digest(id.as_bytes()))
}

/// The name of a side for people.
pub const fn side_name(side: Side) -> &'static str {
    match side {
        Side::Mews => "Mews",
        Side::ChannelManager => "channel manager",
    }
}

/// The name of an API for people.
pub const fn api_name(api: Api) -> &'static str {
    match api {
        Api::ChannelManager => "Channel Manager API",
        Api::Connector => "Connector API",
    }
}

/// The folder, the scenario within it, and the row of its matrix.
pub fn parts(id: &str) -> (&str, &str, Option<&str>) {
    let (scenario, row) = match id.split_once('[') {
        Some((scenario, row)) => (scenario, Some(row.strip_suffix(']').unwrap_or(row))),
        None => (id, None),
    };
    let (area, name) = scenario.rsplit_once('/').unwrap_or(("", scenario));
    (area, name, row)
}
