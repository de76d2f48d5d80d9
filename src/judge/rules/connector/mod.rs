//! The rules of the Connector API: what the platform has to keep to beyond schemas and statuses.

mod envelope;
mod filters;
mod paging;
mod scope;
mod secrecy;
mod universal;

use serde_json::{Map, Value};

use super::Rule;
use crate::contract::operation::Operation;
use crate::judge::material::{Answer, Material};

/// Every rule, in the order of `rules.yaml`.
pub(super) const RULES: &[Rule] = &[
    Rule::new("S01", envelope::request_id),
    Rule::new("S03", envelope::no_content),
    Rule::new("S04", envelope::error_object),
    Rule::new("S12", paging::page),
    Rule::new("S13", paging::cursor),
    Rule::new("S15", filters::kept),
    Rule::new("S18", envelope::retry_after),
    Rule::new("S25", universal::times),
    Rule::new("S27", scope::foreign),
    Rule::new("A25", secrecy::echo),
];

/// An answer with data, and the request that it belongs to.
#[derive(Clone, Copy)]
struct Told<'e> {
    entry: usize,
    operation: &'e Operation,
    /// The body of the request; empty if it is no object.
    asked: Option<&'e Map<String, Value>>,
    told: &'e Map<String, Value>,
}

impl<'e> Told<'e> {
    /// Every answer of an operation that is an object, in order.
    fn all(material: Material<'e>) -> impl Iterator<Item = Self> {
        material.answers().filter_map(|answer| {
            let Answer {
                entry,
                operation,
                request,
                response,
                ..
            } = answer;
            Some(Self {
                entry,
                operation,
                asked: request.body.json().ok().and_then(Value::as_object),
                told: response
                    .body
                    .json()
                    .ok()
                    .filter(|_| answer.is_of_the_operation())?
                    .as_object()?,
            })
        })
    }

    /// The list that the operation hands out in pages, with its name.
    fn items(&self) -> Option<(&'e str, &'e [Value])> {
        let name = self.operation.connector.as_deref()?.items.as_deref()?;
        Some((name, self.told.get(name)?.as_array()?))
    }

    /// What the request says of its page.
    fn limitation(&self) -> Option<&'e Map<String, Value>> {
        self.asked?.get("Limitation")?.as_object()
    }
}

/// The id of an item.
fn id(item: &Value) -> Option<&str> {
    item.get("Id")?.as_str()
}
