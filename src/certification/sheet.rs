//! Table of what was pushed, night by night, for a person who compares it with what the property sees.

use std::io::{self, Write};

use serde_json::Value;

use crate::contract::push::InventoryKind;
use crate::judge::read_back::comparison::text;
use crate::judge::read_back::inventory::PushedInventory;
use crate::report::csv::row;

/// Writes a line for each value that should be stored, as CSV.
///
/// # Errors
/// The output cannot be written.
pub fn csv(pushed: &PushedInventory<'_>, out: &mut impl Write) -> io::Result<()> {
    row(out, &["Night", "Category", "Rate", "What", "Value"])?;
    for kind in pushed.kinds() {
        for (cell, in_force) in pushed.cells(kind) {
            let night = cell.night.to_string();
            for (what, value) in values(kind, in_force.entry) {
                row(out, &[&night, &cell.space, &cell.rate, &what, &value])?;
            }
        }
    }
    Ok(())
}

/// The values of an entry for each of its nights.
fn values(kind: InventoryKind, entry: &Value) -> Vec<(String, String)> {
    let named = |key: &str, what: &str| {
        let value = entry.get(key).filter(|value| !value.is_null())?;
        Some((what.to_string(), text(Some(value))))
    };
    match kind {
        InventoryKind::Availability => named("availability", "availability").into_iter().collect(),
        InventoryKind::Prices => {
            let prices = entry.get("prices").and_then(Value::as_array).into_iter().flatten();
            let of_guests = |price: &Value| {
                let amount = |key: &str, what: &str| Some(format!("{} {what}", text(Some(price.get(key)?))));
                let amounts: Vec<String> = [amount("grossAmount", "gross"), amount("netAmount", "net")]
                    .into_iter()
                    .flatten()
                    .collect();
                let guests = text(price.get("guestCount"));
                (format!("price for {guests}"), amounts.join(", "))
            };
            prices.map(of_guests).collect()
        }
        InventoryKind::Restrictions => [
            named("state", "state"),
            named("minLos", "shortest stay"),
            named("maxLos", "longest stay"),
        ]
        .into_iter()
        .flatten()
        .collect(),
    }
}
