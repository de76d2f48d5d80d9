//! The answers that hold data.

use serde_json::{Map, Value};

use crate::contract::operation::Operation;
use crate::judge::material::{Answer, Material};

/// An answer with data, and the request that it belongs to.
#[derive(Clone, Copy)]
pub struct DataAnswer<'e> {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// The operation that was called.
    pub operation: &'e Operation,
    /// The body of the request; empty if it is no object.
    pub request: Option<&'e Map<String, Value>>,
    /// The body of the answer.
    pub body: &'e Map<String, Value>,
}

impl<'e> DataAnswer<'e> {
    /// Every answer of an operation that is an object, in order.
    pub fn all(material: Material<'e>) -> impl Iterator<Item = Self> {
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
                request: request.body.json().ok().and_then(Value::as_object),
                body: response
                    .body
                    .json()
                    .ok()
                    .filter(|_| answer.is_of_the_operation())?
                    .as_object()?,
            })
        })
    }

    /// The list that the operation hands out in pages, with its name.
    pub fn items(&self) -> Option<(&'e str, &'e [Value])> {
        let name = self.operation.connector.as_deref()?.items.as_deref()?;
        Some((name, self.body.get(name)?.as_array()?))
    }

    /// The part of the request about its page.
    pub fn limitation(&self) -> Option<&'e Map<String, Value>> {
        self.request?.get("Limitation")?.as_object()
    }
}

/// The id of an item.
pub fn id(item: &Value) -> Option<&str> {
    item.get("Id")?.as_str()
}
