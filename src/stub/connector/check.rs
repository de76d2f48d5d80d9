//! Whether a request has the form that the contract asks for.
//!
//! The schema says most of it; what JSON Schema does not know is looked for here: whole counts, the sense and the
//! length of intervals, filters of which one must be set, and what properties ask of each other.

use jiff::{Span, Timestamp};
use serde_json::Value;

use super::answer::{Object, Refusal};
use super::filter;
use super::interval::Interval;
use super::library::Known;
use super::node::{Kind, Node, Record};
use super::prose::{self, Present};

/// The first thing that is wrong with a request.
pub(super) fn request(known: &Known, body: &Object, measure: Measure<'_>) -> Result<(), Refusal> {
    let shape = known.shape();
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
    object(&shape.request, body, "", None, measure)?;
    filters(&known.particulars.filters, &shape.request, body)
}

/// The name of what a violation is about, places in lists left out.
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

/// Credentials are judged before; and one table lists them among the properties of each element, where nobody sends them.
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

/// Both may be sent with every operation, and half of the pair means nothing.
fn language(body: &Object) -> Result<(), Refusal> {
    for name in ["LanguageCode", "CultureCode"] {
        if body.get(name).is_some_and(|code| !code.is_string() && !code.is_null()) {
            return Err(Refusal::invalid(name));
        }
    }
    Ok(())
}

/// Of the filters that an operation needs, one must be set; where only one is named, any other does as well.
fn filters(names: &[String], request: &Record, body: &Object) -> Result<(), Refusal> {
    let set = |name: &str| is_set(body.get(name));
    match names {
        [] => Ok(()),
        [only]
            if set(only)
                || request
                    .fields
                    .iter()
                    .any(|field| filter::is_one(&field.name) && set(&field.name)) =>
        {
            Ok(())
        }
        [_, ..] if names.iter().any(|name| set(name)) => Ok(()),
        [first, ..] => Err(Refusal::invalid(first)),
    }
}

/// Whether a property says anything.
pub(super) fn is_set(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_)) => true,
    }
}

/// What a request is held against beside its schema.
#[derive(Clone, Copy)]
pub(super) struct Measure<'m> {
    /// How long its intervals may be, if not as documented.
    pub(super) reach: Option<&'m str>,
    pub(super) now: Timestamp,
}

fn object(
    record: &Record,
    object: &Object,
    path: &str,
    outer: Option<&Object>,
    measure: Measure<'_>,
) -> Result<(), Refusal> {
    for field in &record.fields {
        let Some(value) = object.get(&field.name).filter(|value| !value.is_null()) else {
            if field.node.rules.iter().any(|rule| prose::asks(rule, object, outer)) {
                return Err(Refusal::invalid(join(path, &field.name)));
            }
            continue;
        };
        let path = join(path, &field.name);
        let present = Present {
            name: &field.name,
            value,
            record,
            holder: object,
            outer,
            now: measure.now,
        };
        if field.node.rules.iter().any(|rule| present.breaks(rule)) {
            return Err(Refusal::invalid(path));
        }
        within(&field.node, value, &path, object, measure)?;
    }
    Ok(())
}

fn within(node: &Node, value: &Value, path: &str, holder: &Object, measure: Measure<'_>) -> Result<(), Refusal> {
    match (&node.kind, value) {
        (Kind::Record(record), Value::Object(inner)) => {
            if let Some(interval) = Interval::of(record, inner) {
                let interval = interval.ok_or_else(|| Refusal::invalid(path))?;
                let most = node
                    .most_interval
                    .as_deref()
                    .map(|documented| measure.reach.unwrap_or(documented));
                if !interval.is_forward() || most.is_some_and(|most| !interval.fits(most)) {
                    return Err(Refusal::invalid(path));
                }
            }
            object(record, inner, path, Some(holder), measure)
        }
        (Kind::List(items), Value::Array(values)) => {
            let repeated = items.record().and_then(|record| prose::repeated(record, values));
            if let Some(name) = repeated {
                return Err(Refusal::invalid(join(path, name)));
            }
            let mut values = values.iter();
            values.try_for_each(|value| within(items, value, path, holder, measure))
        }
        (Kind::Dictionary(items), Value::Object(values)) => values
            .values()
            .try_for_each(|value| within(items, value, path, holder, measure)),
        (
            Kind::Any
            | Kind::Boolean
            | Kind::Integer
            | Kind::Number
            | Kind::Text { .. }
            | Kind::Choice(_)
            | Kind::List(_)
            | Kind::Record(_)
            | Kind::Dictionary(_),
            _,
        ) => Ok(()),
    }
}

/// A name below a path.
pub(super) fn join(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

/// Whether a request asks for more than can be gathered in time.
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

/// The end of the longest interval that begins there.
pub(super) fn latest(start: Timestamp, most: &str) -> Option<Timestamp> {
    let span: Span = most.parse().ok()?;
    let zoned = start.to_zoned(jiff::tz::TimeZone::UTC);
    Some(zoned.checked_add(span).ok()?.timestamp())
}
