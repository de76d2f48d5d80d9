//! Faults of what an availability block is made of: nights, prices, its number and its release.

use serde_json::json;

use super::call_edits::{block, categories};
use crate::contract::operation::Side;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault};
use crate::stub::faults::effect::FaultEffect::Call;
use crate::stub::faults::json::{each, part, set, swap};

pub(super) const FAULTS: &[FaultDefinition] = &[
    channel_manager_fault(
        "spaces-end-before-they-start",
        "R-BLK-2",
        "Allocates spaces of a block from a day to an earlier one.",
        Call(|_, body| {
            categories(body, |category| {
                each(category, "allocatedSpaces", |spaces| swap(spaces, "start", "end"));
            })
        }),
    ),
    channel_manager_fault(
        "released-at-its-end",
        "R-BLK-6",
        "Releases a block on the day on which it ends.",
        Call(|_, body| {
            block(body, |block| {
                let end = block.get("dates").and_then(|dates| dates.get("end")).cloned();
                part(block, "releaseStrategy", |release| set(release, "fixedDate", end));
            })
        }),
    ),
    channel_manager_fault(
        "numbers-new-block",
        "R-BLK-8",
        "Sends a new block with a number of the platform's.",
        Call(|call, body| {
            if call.caller == Side::ChannelManager {
                block(body, |block| {
                    if block.get("status") == Some(&json!("Created")) {
                        block.insert("confirmationNumber".into(), json!("B-900"));
                    }
                });
            }
        }),
    ),
    channel_manager_fault(
        "block-without-prices",
        "R-BLK-9",
        "Sends the rates of a block without prices.",
        Call(|_, body| {
            categories(body, |category| {
                each(category, "rates", |rate| set(rate, "prices", json!([])));
            })
        }),
    ),
    channel_manager_fault(
        "releases-in-words",
        "R-BLK-15",
        "Writes the offset of a rolling release in words.",
        Call(|_, body| {
            block(body, |block| {
                part(block, "releaseStrategy", |release| set(release, "offset", "7 days"));
            })
        }),
    ),
];
