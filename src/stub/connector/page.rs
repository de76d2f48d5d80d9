//! Pages of items: newest first, each beginning after the last of the one before.
//!
//! See `connector-api/guidelines/pagination`.

use std::sync::Arc;

use serde_json::Value;

use super::answer::{Object, Refusal};
use super::item::Item;

/// One page.
pub(super) struct Page {
    pub(super) items: Vec<Arc<Item>>,
    /// True if the request asked for a page; otherwise these are all items.
    pub(super) limited: bool,
}

impl Page {
    /// The page that a request asks for of the items that it asks for, among all that its token shows.
    pub(super) fn of<'i>(
        body: &Object,
        shown: impl Iterator<Item = &'i Arc<Item>>,
        meets: impl Fn(&Item) -> bool,
    ) -> Result<Self, Refusal> {
        let limitation = body.get("Limitation").and_then(Value::as_object);
        let Some(limitation) = limitation else {
            let items = shown.filter(|item| meets(item)).cloned().collect();
            return Ok(Self { items, limited: false });
        };
        let count = limitation.get("Count").and_then(Value::as_u64).unwrap_or_default();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let mut shown = shown.peekable();
        if let Some(cursor) = limitation.get("Cursor").and_then(Value::as_str) {
            // The items of other filters stand in the same order, so their cursors lead somewhere as well.
            if !shown.any(|item| item.id == cursor) {
                return Err(Refusal::invalid("Limitation.Cursor"));
            }
        }
        let items = shown.filter(|item| meets(item)).take(count).cloned().collect();
        Ok(Self { items, limited: true })
    }

    /// A page with nothing on it.
    pub(super) const fn empty() -> Self {
        Self {
            items: Vec::new(),
            limited: true,
        }
    }

    /// The cursor at which the next page begins.
    pub(super) fn cursor(&self) -> Value {
        match self.items.last() {
            Some(last) if self.limited => Value::String(last.id.clone()),
            Some(_) | None => Value::Null,
        }
    }
}
