//! Between JSON and CEL: values in both directions, and the functions that Keycard adds.

use std::sync::Arc;

use cel::objects::Key;
use serde_json::Value;

pub(super) fn add_functions(context: &mut cel::Context<'_, '_>) -> Result<(), cel::DeclarationError> {
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

/// JSON as CEL sees it: whole numbers are `int`, so that `count == 2` holds.
pub(super) fn to_cel(value: &Value) -> cel::Value {
    match value {
        Value::Null => cel::Value::Null,
        Value::Bool(flag) => cel::Value::Bool(*flag),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => cel::Value::Int(int),
            (None, Some(uint)) => cel::Value::UInt(uint),
            (None, None) => cel::Value::Float(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => cel::Value::String(Arc::new(text.clone())),
        Value::Array(items) => cel::Value::List(Arc::new(items.iter().map(to_cel).collect())),
        Value::Object(entries) => cel::Value::Map(cel::objects::Map {
            map: Arc::new(
                entries
                    .iter()
                    .map(|(key, value)| (Key::String(Arc::new(key.clone())), to_cel(value)))
                    .collect(),
            ),
        }),
    }
}

pub(super) fn from_cel(value: &cel::Value) -> Option<Value> {
    Some(match value {
        cel::Value::Null => Value::Null,
        cel::Value::Bool(flag) => Value::from(*flag),
        cel::Value::Int(int) => Value::from(*int),
        cel::Value::UInt(uint) => Value::from(*uint),
        cel::Value::Float(float) => Value::from(*float),
        cel::Value::String(text) => Value::from(text.as_str()),
        cel::Value::List(items) => Value::Array(items.iter().map(from_cel).collect::<Option<_>>()?),
        cel::Value::Map(map) => {
            let mut entries: Vec<(String, Value)> = map
                .map
                .iter()
                .map(|(key, value)| Some((key.to_string(), from_cel(value)?)))
                .collect::<Option<_>>()?;
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
            Value::Object(entries.into_iter().collect())
        }
        cel::Value::Function(..) | cel::Value::Bytes(_) | cel::Value::Opaque(_) | cel::Value::Struct(_) => return None,
    })
}
