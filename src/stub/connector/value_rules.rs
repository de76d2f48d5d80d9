//! Rules for the values of a request that its pages state in prose: between properties, and between them and the time.
//!
//! The contract keeps each as a rule of its own kind beside the schema of the property (`x-rules`).

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::answer::{Object, Refusal};
use super::call::Call;
use super::entity::Entity;
use super::filter;
use super::interval::instant;
use super::node::{Node, Record};
use super::parameter::{is_set, join};
use super::store::Store;

/// A property of a request, with its surroundings.
pub(super) struct Property<'p> {
    pub(super) name: &'p str,
    pub(super) value: &'p Value,
    /// The object that holds it, as described and as sent.
    pub(super) record: &'p Record,
    pub(super) holder: &'p Object,
    /// The object that holds that one, or the list of which it is one.
    pub(super) outer: Option<&'p Object>,
    pub(super) now: Timestamp,
}

impl Property<'_> {
    /// Returns true if it breaks a rule.
    pub(super) fn breaks(&self, rule: &Value) -> bool {
        let holder = |name: &str| self.holder.get(name);
        let number = rule.get("value").and_then(Value::as_i64).unwrap_or_default();
        match rule.get("rule").and_then(Value::as_str) {
            Some("exclusive_with") => names(rule, "properties").any(|other| is_set(holder(other))),
            Some("both_or_none") => {
                let all = names(rule, "properties").count();
                let said = names(rule, "properties")
                    .filter(|name| changes_something(holder(name)))
                    .count();
                said != 0 && said != all
            }
            Some("implies") => {
                let (own, other) = (plain(self.value), holder(text(rule, "property")).map(plain));
                let applies = match (rule.get("when"), rule.get("when_not")) {
                    (Some(when), _) => is_like(own, when),
                    (None, Some(not)) => own.is_string() && !is_like(own, not),
                    (None, None) => false,
                };
                // What an update does not name stays, and may be right.
                let named = other.filter(|other| other.is_string());
                applies && named.is_some_and(|other| rule.get("equals").is_some_and(|meant| !is_like(other, meant)))
            }
            Some("needs_another_filter") => {
                let mut others = self.record.fields.iter().filter(|field| field.name != self.name);
                !others.any(|other| {
                    filter::is_filter(&other.name)
                        && !has_rule(&other.node, "needs_another_filter")
                        && is_set(holder(&other.name))
                })
            }
            Some("end_not_after_now_minus_minutes") => {
                let end = self.value.get("EndUtc").and_then(Value::as_str).and_then(instant);
                let latest = self.now.checked_sub(SignedDuration::from_mins(number));
                end.zip(latest.ok()).is_some_and(|(end, latest)| end > latest)
            }
            Some("within_days") => {
                let time = plain(self.value).as_str().and_then(instant);
                let latest = self.now.checked_add(SignedDuration::from_hours(24 * number));
                time.zip(latest.ok()).is_some_and(|(time, latest)| time > latest)
            }
            Some("sum_equals_abs") => {
                let of = |name: &str| self.outer.and_then(|outer| outer.get(text(rule, name)));
                let parts = of("collection").and_then(Value::as_array);
                let parts = parts.into_iter().flatten();
                let sum: f64 = parts.filter_map(|part| part.get(text(rule, "sum_of"))?.as_f64()).sum();
                let whole = of("property").and_then(|whole| plain(whole).as_f64());
                whole.is_some_and(|whole| (sum - whole.abs()).abs() > 0.001)
            }
            _ => false,
        }
    }
}

/// Returns true if a rule requires a property that is absent.
pub(super) fn requires(rule: &Value, holder: &Object, outer: Option<&Object>) -> bool {
    match rule.get("rule").and_then(Value::as_str) {
        Some("required_when") => {
            let property = text(rule, "property");
            let other = holder.get(property).or_else(|| outer?.get(property)).map(plain);
            other.is_some_and(|other| {
                let one_of = rule.get("one_of").and_then(Value::as_array);
                let mut meant = rule.get("equals").into_iter().chain(one_of.into_iter().flatten());
                meant.any(|meant| is_like(other, meant))
            })
        }
        Some("required_when_present") => names(rule, "any_of").any(|other| is_set(holder.get(other))),
        _ => false,
    }
}

/// The property that must differ between the elements of a list, if two of them have the same.
pub(super) fn repeated_property<'r>(record: &'r Record, values: &[Value]) -> Option<&'r str> {
    let unique = record
        .fields
        .iter()
        .filter(|field| has_rule(&field.node, "unique_in_collection"));
    let mut unique = unique.map(|field| field.name.as_str());
    unique.find(|name| {
        let mut seen = Vec::new();
        let mut held = values.iter().filter_map(|value| value.get(name));
        held.any(|value| {
            seen.contains(&value) || {
                seen.push(value);
                false
            }
        })
    })
}

/// Checks the times of products that are charged once, or once for each person: start and end must be the same.
pub(super) fn check_single_times(call: &Call<'_>, store: &Store) -> Result<(), Refusal> {
    each(
        &call.endpoint.shape().request,
        call.body,
        "",
        &mut |record, object, path| {
            let product = object.get("ProductId").and_then(Value::as_str);
            let Some(product) = product.and_then(|id| call.visible(store, Entity::Product, id)) else {
                return Ok(());
            };
            if !matches!(product.text("ChargingMode"), Some("Once" | "PerPerson")) {
                return Ok(());
            }
            for field in &record.fields {
                for rule in field.node.rules.iter() {
                    if rule
                        .get("rule")
                        .is_none_or(|kind| kind != "equals_property_for_once_or_per_person")
                    {
                        continue;
                    }
                    let time = |name: &str| object.get(name).and_then(Value::as_str).and_then(instant);
                    let pair = time(&field.name).zip(time(text(rule, "property")));
                    if pair.is_some_and(|(own, other)| own != other) {
                        return Err(Refusal::invalid(join(path, &field.name)));
                    }
                }
            }
            Ok(())
        },
    )
}

/// Checks each object of a request.
fn each(
    record: &Record,
    object: &Object,
    path: &str,
    check: &mut impl FnMut(&Record, &Object, &str) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    check(record, object, path)?;
    for field in &record.fields {
        let (Some(inner), Some(value)) = (field.node.record(), object.get(&field.name)) else {
            continue;
        };
        let path = join(path, &field.name);
        let several = value.as_array().into_iter().flatten();
        for part in several.chain([value]).filter_map(Value::as_object) {
            // A plain call would make a type of its own for each depth.
            each(inner, part, &path, &mut *check)?;
        }
    }
    Ok(())
}

fn has_rule(node: &Node, kind: &str) -> bool {
    node.rules
        .iter()
        .any(|rule| rule.get("rule").is_some_and(|rule| rule == kind))
}

/// The value that an update value sets, or the value itself.
fn plain(value: &Value) -> &Value {
    match value {
        Value::Object(update) => update.get("Value").unwrap_or(value),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => value,
    }
}

/// Returns true if a value is the one that the prose means; the prose does not always write upper and lower case exactly.
fn is_like(value: &Value, meant: &Value) -> bool {
    match (value, meant) {
        (Value::String(value), Value::String(meant)) => value.eq_ignore_ascii_case(meant),
        _ => value == meant,
    }
}

/// Returns true if a property changes anything: an update value without a value does not.
fn changes_something(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Object(update)) => !update.is_empty(),
        _ => is_set(value),
    }
}

fn text<'r>(rule: &'r Value, key: &str) -> &'r str {
    rule.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn names<'r>(rule: &'r Value, key: &str) -> impl Iterator<Item = &'r str> {
    let names = rule.get(key).and_then(Value::as_array);
    names.into_iter().flatten().filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::contract::catalogue::Contract;
    use crate::contract::operation::Api;
    use crate::stub::connector::library::Library;

    /// Kinds that are looked for here.
    const HERE: [&str; 11] = [
        "both_or_none",
        "end_not_after_now_minus_minutes",
        "equals_property_for_once_or_per_person",
        "exclusive_with",
        "implies",
        "needs_another_filter",
        "required_when",
        "required_when_present",
        "sum_equals_abs",
        "unique_in_collection",
        "within_days",
    ];
    /// Kinds that are looked for where what they are about is known: scope, filters, units of time, amounts.
    const ELSEWHERE: [&str; 6] = [
        "default_scope",
        "max_interval_by_time_unit",
        "required_if_no_other_filter",
        "required_in_pricing_environment",
        "required_unless",
        "required_with_portfolio_token",
    ];
    /// Kinds that forbid nothing: what is ignored may be sent, and a default need not be.
    const HARMLESS: [&str; 3] = ["default", "ignored_unless", "ignored_when_present"];

    #[test]
    fn each_kind_of_rule_in_a_request_is_looked_for() {
        fn kinds(record: &Record, depth: usize, found: &mut BTreeSet<String>) {
            for field in &record.fields {
                for rule in field.node.rules.iter() {
                    found.insert(text(rule, "rule").to_owned());
                }
                if let Some(inner) = field.node.record().filter(|_| depth < 12) {
                    kinds(inner, depth + 1, found);
                }
            }
        }
        let contract = Contract::built_in();
        let mut found = BTreeSet::new();
        for operation in contract.operations(Api::Connector).unwrap() {
            kinds(
                &Library::shared().at(&operation.path).unwrap().shape().request,
                0,
                &mut found,
            );
        }
        let known: BTreeSet<String> = [&HERE[..], &ELSEWHERE, &HARMLESS]
            .concat()
            .into_iter()
            .map(str::to_owned)
            .collect();
        assert_eq!(found, known);
    }
}
