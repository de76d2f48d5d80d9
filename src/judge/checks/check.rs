//! `check`: the conditions that the scenario writes itself are true.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Entry, Outcome, Role};
use crate::expression::operands::Operand;
use crate::expression::program::Expression;
use crate::expression::segment::Segment;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;
use crate::judge::wording;
use crate::plan::case::{Action, Step};
use crate::plan::scope::CaseScope;
use crate::redaction::redactor::Redactor;

/// The longest form of one value that is shown, in characters.
const LONGEST_VALUE: usize = 160;

/// Reports every condition that is not true.
pub fn findings(material: Material<'_>, redactor: &Redactor, findings: &mut Vec<Finding>) {
    let entries = &material.transcript.entries;
    for (index, step) in material.case.steps.iter().enumerate() {
        let conditions = &step.expect.checks;
        let Some(entry) = about(entries, index, step).filter(|_| !conditions.is_empty()) else {
            continue;
        };
        let scope = CaseScope::new(material.case, &material.transcript.facts, entries).checking(&entries[entry]);
        for condition in conditions {
            let Some(failure) = failure(&condition.expression, &scope) else {
                continue;
            };
            let parts = &failure.parts;
            let operands: Vec<Operand> = parts.iter().flat_map(|part| part.operands(&scope)).collect();
            let expected: Vec<&str> = parts.iter().map(Expression::source).collect();
            let actual = actual(&failure.reason, &operands, redactor);
            findings.push(
                Finding::new(Check::ScenarioCheck, Weight::Error, expected.join(" && "), actual)
                    .at(place(&scope, entries, entry, &operands))
                    .against(condition.because.clone().unwrap_or_default()),
            );
        }
    }
}

/// Reason for which a condition is not true.
struct Failure {
    /// Those of the conditions that it is made of which are not true.
    parts: Vec<Expression>,
    /// The text beside the values, if any is needed.
    reason: String,
}

fn failure(condition: &Expression, scope: &CaseScope<'_>) -> Option<Failure> {
    let value = condition.evaluate(scope);
    if value == Ok(Value::Bool(true)) {
        return None;
    }
    let parts = condition.conjuncts();
    let is = |part: &Expression, value: bool| part.evaluate(scope) == Ok(Value::Bool(value));
    let (parts, reason) = match value {
        // What cannot be told beside what is false was not asked for.
        Ok(Value::Bool(false)) => (
            parts.into_iter().filter(|part| is(part, false)).collect(),
            String::new(),
        ),
        Ok(_) => (Vec::new(), "it is neither true nor false".to_string()),
        Err(unresolved) => (
            parts.into_iter().filter(|part| !is(part, true)).collect(),
            format!("it cannot be told: {}", unresolved.reason),
        ),
    };
    let parts = if parts.is_empty() {
        vec![condition.clone()]
    } else {
        parts
    };
    Some(Failure { parts, reason })
}

/// The text for what there was.
fn actual(reason: &str, operands: &[Operand], redactor: &Redactor) -> String {
    let mut values: Vec<String> = operands.iter().map(|seen| shown(seen, redactor)).collect();
    let mut known = HashSet::new();
    values.retain(|text| known.insert(text.clone()));
    match (reason.is_empty(), values.is_empty()) {
        (true, true) => "it does not hold".to_string(),
        (false, true) => reason.to_string(),
        (true, false) => values.join(", "),
        // Of a path that leads nowhere the reason says no more than the path.
        (false, false) if operands.iter().any(|seen| seen.value.is_none()) => values.join(", "),
        (false, false) => format!("{reason}: {}", values.join(", ")),
    }
}

/// A path and what stands there, without secrets: they are looked for before anything is cut off.
fn shown(seen: &Operand, redactor: &Redactor) -> String {
    let path = seen.text();
    let Some(value) = &seen.value else {
        return format!("{path} is absent");
    };
    // Whether something is secret depends on the names that lead to it.
    let names = seen.segments.iter().rev().filter_map(|segment| match segment {
        Segment::Property(name) => Some(name.clone()),
        Segment::Index(_) => None,
    });
    let names: Vec<String> = if seen.size { Vec::new() } else { names.collect() };
    let nested = names.iter().fold(value.clone(), |value, name| {
        Value::Object(Map::from_iter([(name.clone(), value)]))
    });
    let redacted = redactor.json(&nested);
    let inner = names
        .iter()
        .try_fold(redacted.get(), |value, _| value.as_object()?.values().next());
    let text = inner.unwrap_or(&Value::Null).to_string();
    format!("{path} = {}", wording::shortened(&text, LONGEST_VALUE))
}

/// The place to look at: the end of a path of the condition, in a message of the side under test if there is one.
fn place(scope: &CaseScope<'_>, entries: &[Entry], own: usize, operands: &[Operand]) -> Place {
    let theirs = |entry: &Entry| match entry.direction {
        Direction::Outbound => Message::Response,
        Direction::Inbound => Message::Request,
    };
    let places = operands
        .iter()
        .filter_map(|seen| scope.place(&seen.root, seen.segments.get(..seen.certain)?));
    let mut judged = places.filter(|(entry, message, _)| *message == theirs(&entries[*entry]));
    let (entry, message, pointer) = judged.next().unwrap_or((own, theirs(&entries[own]), String::new()));
    Place {
        entry,
        message,
        pointer,
    }
}

/// The exchange that the conditions of a step speak of, if it can be read: a body that cannot is
/// reported by `json`.
fn about(entries: &[Entry], index: usize, step: &Step) -> Option<usize> {
    let role = match step.action {
        Action::Call(_) | Action::Receive(_) => Role::Step,
        Action::Act => Role::Hook,
    };
    let position = entries
        .iter()
        .position(|entry| entry.step == index && entry.role == role)?;
    let entry = &entries[position];
    let readable = match (&entry.outcome, entry.direction) {
        (_, Direction::Inbound) => entry.request.body.json().is_ok(),
        (Outcome::Answered(response), Direction::Outbound) => response.body.json().is_ok(),
        (Outcome::Failed(_), Direction::Outbound) => false,
    };
    readable.then_some(position)
}
