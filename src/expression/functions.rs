//! The functions that expressions may call.

use std::sync::Arc;

use serde_json::{Value, json};

use super::cel_value::{from_cel, to_cel};

/// The functions that expressions may call besides the operators of CEL.
///
/// The last six are Keycard's own: `addDays("2031-03-01", 2)`, `nights("2031-03-01", "2031-03-04")`,
/// `sum([1.5, 2])`, `json(value)`, the compact JSON text of a value, `repeated("ab", 2)`, which is
/// `abab` and at most 16 MiB long, and `errors(response)`, the errors of a message of the Channel Manager API in
/// either documented form: the list `errors`, or the older single `error`.
pub const FUNCTIONS: &[&str] = &[
    "size",
    "contains",
    "startsWith",
    "endsWith",
    "matches",
    "string",
    "int",
    "uint",
    "double",
    "bytes",
    "bool",
    "type",
    "dyn",
    "has",
    "map",
    "filter",
    "all",
    "exists",
    "exists_one",
    "existsOne",
    "min",
    "max",
    "lowerAscii",
    "upperAscii",
    "trim",
    "split",
    "join",
    "replace",
    "substring",
    "indexOf",
    "lastIndexOf",
    "charAt",
    "addDays",
    "nights",
    "sum",
    "json",
    "repeated",
    "errors",
];

/// The longest text that is made by repeating another.
const LONGEST_TEXT: usize = 16 << 20;

/// Adds Keycard's own to a context.
///
/// # Errors
/// A name is taken already.
pub(super) fn add(context: &mut cel::Context<'_, '_>) -> Result<(), cel::DeclarationError> {
    context.add_function(
        "addDays",
        |date: Arc<String>, days: i64| -> Result<cel::Value, cel::ExecutionError> {
            let date = civil(&date)?;
            let moved = date
                .checked_add(jiff::Span::new().try_days(days).unwrap_or_default())
                .map_err(|error| cel::ExecutionError::function_error("addDays", error))?;
            Ok(moved.to_string().into())
        },
    )?;
    context.add_function(
        "nights",
        |from: Arc<String>, to: Arc<String>| -> Result<i64, cel::ExecutionError> {
            let days = civil(&from)?
                .until(civil(&to)?)
                .map_err(|error| cel::ExecutionError::function_error("nights", error))?;
            Ok(i64::from(days.get_days()))
        },
    )?;
    context.add_function(
        "sum",
        |items: Arc<Vec<cel::Value>>| -> Result<f64, cel::ExecutionError> {
            let mut total = 0.0;
            for item in items.iter() {
                total += from_cel(item)
                    .and_then(|value| value.as_f64())
                    .ok_or_else(|| cel::ExecutionError::function_error("sum", "every item must be a number"))?;
            }
            Ok(total)
        },
    )?;
    context.add_function(
        "repeated",
        |text: Arc<String>, times: i64| -> Result<cel::Value, cel::ExecutionError> {
            let times = usize::try_from(times).unwrap_or_default();
            if text.len().saturating_mul(times) > LONGEST_TEXT {
                let reason = "the text would be longer than 16 MiB";
                return Err(cel::ExecutionError::function_error("repeated", reason));
            }
            Ok(text.repeat(times).into())
        },
    )?;
    context.add_function(
        "errors",
        |message: cel::Value| -> Result<cel::Value, cel::ExecutionError> {
            let message = from_cel(&message)
                .filter(Value::is_object)
                .ok_or_else(|| cel::ExecutionError::function_error("errors", "the value is no message"))?;
            Ok(to_cel(&match (&message["errors"], &message["error"]) {
                (list @ Value::Array(_), _) => list.clone(),
                (_, Value::Null) => json!([]),
                (_, single) => json!([single]),
            }))
        },
    )?;
    context.add_function("json", |value: cel::Value| -> Result<cel::Value, cel::ExecutionError> {
        from_cel(&value)
            .map(|value| value.to_string().into())
            .ok_or_else(|| cel::ExecutionError::function_error("json", "the value has no JSON form"))
    })
}

fn civil(text: &str) -> Result<jiff::civil::Date, cel::ExecutionError> {
    text.parse()
        .map_err(|_| cel::ExecutionError::function_error("date", format!("`{text}` is not a date such as 2031-03-01")))
}
