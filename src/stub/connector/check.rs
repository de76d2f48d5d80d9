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

/// The first thing that is wrong with a request; `reach` is how long its intervals may be, if not as documented.
pub(super) fn request(known: &Known, body: &Object, reach: Option<&str>) -> Result<(), Refusal> {
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
    object(&shape.request, body, "", reach)?;
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

fn object(record: &Record, object: &Object, path: &str, reach: Option<&str>) -> Result<(), Refusal> {
    for field in &record.fields {
        let Some(value) = object.get(&field.name).filter(|value| !value.is_null()) else {
            absent(&field.node, &field.name, object, path)?;
            continue;
        };
        let path = join(path, &field.name);
        present(&field.node, object, &path)?;
        within(&field.node, value, &path, reach)?;
    }
    Ok(())
}

fn within(node: &Node, value: &Value, path: &str, reach: Option<&str>) -> Result<(), Refusal> {
    match (&node.kind, value) {
        (Kind::Record(record), Value::Object(inner)) => {
            if let Some(interval) = Interval::of(record, inner) {
                let interval = interval.ok_or_else(|| Refusal::invalid(path))?;
                let most = node
                    .most_interval
                    .as_deref()
                    .map(|documented| reach.unwrap_or(documented));
                if !interval.is_forward() || most.is_some_and(|most| !interval.fits(most)) {
                    return Err(Refusal::invalid(path));
                }
            }
            object(record, inner, path, reach)
        }
        (Kind::List(items), Value::Array(values)) => {
            values.iter().try_for_each(|value| within(items, value, path, reach))
        }
        (Kind::Dictionary(items), Value::Object(values)) => {
            values.values().try_for_each(|value| within(items, value, path, reach))
        }
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

/// What others ask of a property that is absent.
fn absent(node: &Node, name: &str, holder: &Object, path: &str) -> Result<(), Refusal> {
    for rule in node.rules.iter() {
        let text = |key: &str| rule.get(key).and_then(Value::as_str);
        let asked = match text("rule") {
            Some("required_when") => {
                let other = text("property").and_then(|other| holder.get(other));
                other.is_some() && other == rule.get("equals")
            }
            Some("required_when_present") => names(rule, "any_of").any(|other| is_set(holder.get(other))),
            _ => false,
        };
        if asked {
            return Err(Refusal::invalid(join(path, name)));
        }
    }
    Ok(())
}

/// What a property that is there asks of others.
fn present(node: &Node, holder: &Object, path: &str) -> Result<(), Refusal> {
    for rule in node.rules.iter() {
        let refused = match rule.get("rule").and_then(Value::as_str) {
            Some("exclusive_with") => names(rule, "properties").any(|other| is_set(holder.get(other))),
            Some("both_or_none") => {
                let all = names(rule, "properties").count();
                !matches!(names(rule, "properties").filter(|name| says(holder.get(*name))).count(), said if said == 0 || said == all)
            }
            _ => false,
        };
        if refused {
            return Err(Refusal::invalid(path));
        }
    }
    Ok(())
}

/// Whether a property changes anything: an update value without a value does not.
fn says(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Object(update)) => !update.is_empty(),
        _ => is_set(value),
    }
}

fn names<'r>(rule: &'r Value, key: &str) -> impl Iterator<Item = &'r str> {
    let names = rule.get(key).and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
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
