//! The inventory that a channel manager has stored, where it shows it.
//!
//! The hook `read-inventory` answers with `restrictions`, `availabilities` and `prices`, one entry for each
//! night. It may show a part only, and need not show what is open without limits.

use serde_json::{Map, Value};

use crate::exchange::transcript::{Outcome, Role};
use crate::judge::material::Material;
use crate::plan::case::READ_INVENTORY;

/// Every inventory that a channel manager showed: position of the exchange, request and answer.
pub fn shown_inventories(material: Material<'_>) -> impl Iterator<Item = (usize, &[u8], &Map<String, Value>)> {
    let entries = material.transcript.entries.iter().enumerate();
    entries.filter_map(move |(index, entry)| {
        let trigger = material.case.steps.get(entry.step)?.trigger.as_ref()?;
        if entry.role != Role::Hook || trigger.hook.as_deref() != Some(READ_INVENTORY) {
            return None;
        }
        let Outcome::Answered(response) = &entry.outcome else {
            return None;
        };
        let shown = response.body.json().ok()?.as_object()?;
        Some((index, entry.request.body.bytes(), shown))
    })
}
