//! Validation of a request: the form that the contract asks for.
//!
//! The schema says most of it. The rest is checked here: whole counts, the direction and the length of intervals,
//! filters of which one must be set, and rules between properties.

use jiff::Timestamp;
use serde_json::Value;

use super::answer::{Object, Refusal};
use super::filter;
use super::interval::Interval;
use super::library::Endpoint;
use super::node::{Node, Pair, Record};
use super::parameter::{is_set, join};
use super::value_rules::{self, Property};

/// Refuses a request by the first problem of its form.
pub(super) fn check(endpoint: &Endpoint, body: &Object, limits: Limits<'_>) -> Result<(), Refusal> {
    let shape = endpoint.shape();
    if let Some(schema) = &shape.schema {
        let violations = schema.violations(&Value::Object(body.clone()));
        let first = violations
            .iter()
            .map(|violation| parameter(&violation.pointer, &violation.keyword, &violation.expected))
            .find(|parameter| !is_judged_elsewhere(parameter));
        if let Some(parameter) = first {
            return Err(Refusal::Invalid(parameter));
        }
    }
    count(body)?;
    language(body)?;
    object(&shape.request, body, "", None, limits)?;
    filters(&endpoint.particulars.filters, &shape.request, body)
}

/// The name of the parameter that a violation is about, without places in lists.
fn parameter(pointer: &str, keyword: &str, expected: &str) -> String {
    let missing = expected
        .strip_prefix("property `")
        .and_then(|name| name.strip_suffix('`'));
    let names = pointer.split('/').filter(|name| {
        let number = name.bytes().all(|byte| byte.is_ascii_digit());
        !number
    });
    let names: Vec<&str> = names.chain(missing.filter(|_| keyword == "required")).collect();
    if names.is_empty() {
        "request".into()
    } else {
        names.join(".")
    }
}

/// Credentials are checked before; and one table lists them among the properties of each element, where nobody sends them.
fn is_judged_elsewhere(parameter: &str) -> bool {
    let last = parameter.rsplit('.').next().unwrap_or(parameter);
    matches!(last, "ClientToken" | "AccessToken" | "Client")
}

/// A page has a whole number of items.
fn count(body: &Object) -> Result<(), Refusal> {
    let count = body.get("Limitation").and_then(|limitation| limitation.get("Count"));
    match count {
        Some(Value::Number(number)) if !number.is_u64() => Err(Refusal::invalid("Limitation.Count")),
        _ => Ok(()),
    }
}

/// Checks the language and culture, which may be sent with every operation.
fn language(body: &Object) -> Result<(), Refusal> {
    for name in ["LanguageCode", "CultureCode"] {
        if body.get(name).is_some_and(|code| !code.is_string() && !code.is_null()) {
            return Err(Refusal::invalid(name));
        }
    }
    Ok(())
}

/// Checks that one of the filters is set that an operation needs; where only one is named, any other does as well.
fn filters(names: &[String], request: &Record, body: &Object) -> Result<(), Refusal> {
    let set = |name: &str| is_set(body.get(name));
    match names {
        [] => Ok(()),
        [only]
            if set(only)
                || request
                    .fields
                    .iter()
                    .any(|field| filter::is_filter(&field.name) && set(&field.name)) =>
        {
            Ok(())
        }
        [_, ..] if names.iter().any(|name| set(name)) => Ok(()),
        [first, ..] => Err(Refusal::invalid(first)),
    }
}

/// Limits of a request that its schema does not hold.
#[derive(Clone, Copy)]
pub(super) struct Limits<'m> {
    /// Duration of the longest interval, if another than documented.
    pub(super) longest_interval: Option<&'m str>,
    pub(super) now: Timestamp,
}

fn object(
    record: &Record,
    object: &Object,
    path: &str,
    outer: Option<&Object>,
    limits: Limits<'_>,
) -> Result<(), Refusal> {
    for field in &record.fields {
        let Some(value) = object.get(&field.name).filter(|value| !value.is_null()) else {
            if field
                .node
                .rules
                .iter()
                .any(|rule| value_rules::requires(rule, object, outer))
            {
                return Err(Refusal::invalid(join(path, &field.name)));
            }
            continue;
        };
        let path = join(path, &field.name);
        let property = Property {
            name: &field.name,
            value,
            record,
            holder: object,
            outer,
            now: limits.now,
        };
        if field.node.rules.iter().any(|rule| property.breaks(rule)) {
            return Err(Refusal::invalid(path));
        }
        within(&field.node, value, &path, object, limits)?;
    }
    Ok(())
}

fn within(node: &Node, value: &Value, path: &str, holder: &Object, limits: Limits<'_>) -> Result<(), Refusal> {
    match node.pair(value) {
        Pair::Object(record, inner) => {
            if let Some(interval) = Interval::of(record, inner) {
                let interval = interval.ok_or_else(|| Refusal::invalid(path))?;
                let most = node
                    .most_interval
                    .as_deref()
                    .map(|documented| limits.longest_interval.unwrap_or(documented));
                if !interval.is_forward() || most.is_some_and(|most| !interval.fits(most)) {
                    return Err(Refusal::invalid(path));
                }
            }
            object(record, inner, path, Some(holder), limits)
        }
        Pair::List(items, values) => {
            let repeated = items
                .record()
                .and_then(|record| value_rules::repeated_property(record, values));
            if let Some(name) = repeated {
                return Err(Refusal::invalid(join(path, name)));
            }
            let mut values = values.iter();
            values.try_for_each(|value| within(items, value, path, holder, limits))
        }
        Pair::Dictionary(items, values) => values
            .values()
            .try_for_each(|value| within(items, value, path, holder, limits)),
        Pair::Other => Ok(()),
    }
}

/// Returns true if a request asks for more than can be gathered in time.
///
/// The platform does not say what is too much; here it is so many items times the days of the longest interval
/// times the kinds of data that are to come with them. Each of the three can be made less.
pub(super) fn is_heavy(record: &Record, body: &Object) -> bool {
    const MOST: f64 = 60_000.0;
    let count = body
        .get("Limitation")
        .and_then(|limitation| limitation.get("Count"))
        .and_then(Value::as_f64)
        .unwrap_or(1.0);
    let intervals = record.fields.iter().filter_map(|field| {
        let inner = body.get(&field.name)?.as_object()?;
        Interval::of(field.node.record()?, inner)?
    });
    let days = intervals.map(|interval| interval.days()).fold(1.0, f64::max);
    let extents = body.get("Extent").and_then(Value::as_object).map_or(1, |extent| {
        let asked = extent.values().filter(|value| **value == Value::Bool(true));
        asked.count().max(1)
    });
    count * days * extents as f64 > MOST
}
