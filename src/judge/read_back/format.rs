//! Form of the answer of a read-back hook. If it cannot be compared, the hook is at fault, not the inventory.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::inventory::{Cell, row_cell};
use crate::contract::push::InventoryKind;
use crate::input::suggest;

/// Checks the answer of the hook for those kinds.
///
/// # Errors
/// The first thing that is not in the form that the documentation of `[read-back]` describes.
pub fn check(tables: &Map<String, Value>, kinds: &[InventoryKind]) -> Result<(), String> {
    for kind in kinds {
        let list = kind.name();
        let rows = match tables.get(list) {
            Some(Value::Array(rows)) => rows,
            Some(_) => return Err(format!("`{list}` is not a list of rows")),
            None => {
                let meant = suggest::nearest(list, tables.keys().map(String::as_str));
                let meant = meant.map(|name| format!("; is `{name}` meant to be that?"));
                return Err(format!("it told no list `{list}`{}", meant.unwrap_or_default()));
            }
        };
        let mut known: HashMap<Cell, &Value> = HashMap::new();
        for (index, row) in rows.iter().enumerate() {
            let at = |fault: String| format!("/{list}/{index}: {fault}");
            let cell = cell(row, *kind).map_err(at)?;
            values(row, *kind).map_err(at)?;
            if let Some(earlier) = known.get(&cell)
                && *earlier != row
            {
                return Err(at(format!("another row tells something else of {cell}")));
            }
            known.insert(cell, row);
        }
    }
    Ok(())
}

fn cell(row: &Value, kind: InventoryKind) -> Result<Cell, String> {
    let codes: &[&str] = match kind {
        InventoryKind::Availability => &["spaceTypeCode"],
        InventoryKind::Prices | InventoryKind::Restrictions => &["spaceTypeCode", "ratePlanCode"],
    };
    for code in codes {
        if !row.get(*code).is_some_and(Value::is_string) {
            return Err(missing(row, code, "a text"));
        }
    }
    row_cell(row).ok_or_else(|| missing(row, "date", "a date as YYYY-MM-DD"))
}

/// The values of a row; what may lack is not asked for.
fn values(row: &Value, kind: InventoryKind) -> Result<(), String> {
    match kind {
        InventoryKind::Availability if row.get("availability").is_some_and(Value::is_number) => Ok(()),
        InventoryKind::Availability => Err(missing(row, "availability", "a number")),
        InventoryKind::Prices => {
            let Some(Value::Array(prices)) = row.get("prices") else {
                return Err(missing(row, "prices", "a list"));
            };
            for price in prices {
                if !price.get("guestCount").is_some_and(Value::is_number) {
                    return Err(missing(price, "guestCount", "a number"));
                }
                for amount in ["grossAmount", "netAmount"] {
                    optional(price, amount, "a number", Value::is_number)?;
                }
            }
            Ok(())
        }
        InventoryKind::Restrictions => {
            let is_list = |state: &Value| state.as_array().is_some_and(|all| all.iter().all(Value::is_u64));
            optional(row, "state", "a list of numbers", is_list)?;
            optional(row, "minLos", "a number", Value::is_number)?;
            optional(row, "maxLos", "a number", Value::is_number)
        }
    }
}

fn optional(row: &Value, name: &str, form: &str, is_so: impl Fn(&Value) -> bool) -> Result<(), String> {
    match row.get(name) {
        None | Some(Value::Null) => Ok(()),
        Some(value) if is_so(value) => Ok(()),
        Some(_) => Err(format!("`{name}` is not {form}")),
    }
}

fn missing(row: &Value, name: &str, form: &str) -> String {
    match row.get(name) {
        None | Some(Value::Null) => format!("it has no `{name}`"),
        Some(_) => format!("`{name}` is not {form}"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::check;
    use crate::contract::push::InventoryKind;

    fn fault(stored: &Value) -> String {
        check(stored.as_object().unwrap(), &InventoryKind::ALL)
            .err()
            .unwrap_or_default()
    }

    fn told() -> Value {
        json!({
            "availabilities": [{ "spaceTypeCode": "A", "date": "2026-12-01", "availability": 2 }],
            "prices": [{
                "spaceTypeCode": "A", "ratePlanCode": "R", "date": "2026-12-01T00:00:00Z",
                "prices": [{ "guestCount": 1, "grossAmount": 10.5, "netAmount": null }],
            }],
            "restrictions": [{ "spaceTypeCode": "A", "ratePlanCode": "R", "date": "2026-12-01", "state": [2], "minLos": null }],
        })
    }

    #[test]
    fn what_can_be_compared_is_taken() {
        assert_eq!(fault(&told()), "");
        assert_eq!(
            fault(&json!({ "availabilities": [], "prices": [], "restrictions": [] })),
            ""
        );
        let mut twice = told();
        let row = twice["availabilities"][0].clone();
        twice["availabilities"].as_array_mut().unwrap().push(row);
        assert_eq!(fault(&twice), "");
        // Of what was not pushed nothing is asked.
        assert_eq!(
            check(
                json!({ "availabilities": [] }).as_object().unwrap(),
                &[InventoryKind::Availability]
            ),
            Ok(())
        );
    }

    #[test]
    fn what_cannot_be_compared_is_named() {
        let changed = |change: &dyn Fn(&mut Value)| {
            let mut told = told();
            change(&mut told);
            fault(&told)
        };
        let misspelt = |told: &mut Value| {
            let rows = told.as_object_mut().unwrap().remove("availabilities").unwrap();
            told["availabilties"] = rows;
        };
        assert_eq!(
            changed(&misspelt),
            "it told no list `availabilities`; is `availabilties` meant to be that?"
        );
        assert_eq!(
            changed(&|told| told["availabilities"][0]["availability"] = json!("2")),
            "/availabilities/0: `availability` is not a number"
        );
        assert_eq!(
            changed(&|told| told["prices"][0]["ratePlanCode"] = Value::Null),
            "/prices/0: it has no `ratePlanCode`"
        );
        assert_eq!(
            changed(&|told| told["restrictions"][0]["state"] = json!("2")),
            "/restrictions/0: `state` is not a list of numbers"
        );
        let twice = |told: &mut Value| {
            let mut row = told["availabilities"][0].clone();
            row["availability"] = json!(3);
            told["availabilities"].as_array_mut().unwrap().push(row);
        };
        assert_eq!(
            changed(&twice),
            "/availabilities/1: another row tells something else of A on 2026-12-01"
        );
    }
}
