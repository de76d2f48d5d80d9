//! Pages: how long they are, in which order, and how one leads to the next.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::{Told, id};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::evidence::Evidence;
use crate::judge::rules::breach::{Breach, Breaches};

/// What was handed out to the same question so far.
#[derive(Default)]
struct Chain<'e> {
    /// The cursor of the last page.
    cursor: Option<&'e str>,
    seen: HashSet<&'e str>,
    /// The order of the items, as the longest first page had them.
    order: Vec<&'e str>,
}

impl<'e> Chain<'e> {
    /// Where a page behind that cursor is not as the longest page had it; that has to reach so far.
    fn skipped(&self, cursor: Option<&str>, ids: &[Option<&'e str>]) -> Option<usize> {
        let start = match cursor {
            None => 0,
            Some(cursor) => self.order.iter().position(|id| *id == cursor)? + 1,
        };
        let expected = self.order.get(start..)?;
        std::iter::zip(expected, ids).position(|(expected, id)| id.is_some_and(|id| id != *expected))
    }
}

/// S12: a page is no longer than asked for, newest first, and repeats nothing of the pages before.
pub(super) fn page(evidence: Evidence<'_>, breaches: &mut Breaches) {
    let mut chains: HashMap<String, Chain<'_>> = HashMap::new();
    for told in Told::all(evidence) {
        let (Some((name, items)), Some(limitation)) = (told.items(), told.limitation()) else {
            continue;
        };
        let mut add = |pointer: String, expected: String, actual: String, weight| {
            let breach = Breach::new(told.entry, Message::Response, pointer, expected, actual);
            breaches.push(breach.weighing_if(weight));
        };
        if let Some(count) = limitation.get("Count").and_then(Value::as_u64)
            && items.len() as u64 > count
        {
            let actual = format!("{} items", items.len());
            add(format!("/{name}"), format!("at most {count} items"), actual, None);
        }
        if let Some(position) = first_older(items) {
            let actual = "an item that is newer than the one before it".to_string();
            let pointer = format!("/{name}/{position}/CreatedUtc");
            add(pointer, "the newest first".to_string(), actual, Some(Weight::Warning));
        }
        let chain = chains.entry(question(told)).or_default();
        let cursor = limitation.get("Cursor").and_then(Value::as_str);
        let ids: Vec<Option<&str>> = items.iter().map(id).collect();
        if let Some(position) = chain.skipped(cursor, &ids) {
            let expected = "the item that follows on a longer page".to_string();
            let actual = "another one".to_string();
            add(
                format!("/{name}/{position}/Id"),
                expected,
                actual,
                Some(Weight::Warning),
            );
        }
        if cursor.is_none() && ids.len() > chain.order.len() {
            chain.order = ids.iter().copied().flatten().collect();
        }
        if cursor.is_none() || cursor != chain.cursor {
            chain.seen.clear();
        }
        for (position, item) in items.iter().enumerate() {
            if let Some(id) = id(item)
                && !chain.seen.insert(id)
            {
                let expected = "an item that no page before had".to_string();
                let actual = "an item that was handed out already".to_string();
                add(format!("/{name}/{position}/Id"), expected, actual, None);
            }
        }
        chain.cursor = told.told.get("Cursor").and_then(Value::as_str);
    }
}

/// The operation and everything asked of it but the page.
fn question(told: Told<'_>) -> String {
    let filters: Map<String, Value> = told
        .asked
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "Limitation")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    format!("{} {}", told.operation.id, Value::Object(filters))
}

/// The first item that was created after the one before it.
fn first_older(items: &[Value]) -> Option<usize> {
    let created = |item: &Value| -> Option<jiff::Timestamp> { item.get("CreatedUtc")?.as_str()?.parse().ok() };
    let position = items
        .windows(2)
        .position(|pair| matches!((created(&pair[0]), created(&pair[1])), (Some(a), Some(b)) if a < b))?;
    Some(position + 1)
}

/// S13: the cursor is the id of the last item, and null only where there is none.
pub(super) fn cursor(evidence: Evidence<'_>, breaches: &mut Breaches) {
    for told in Told::all(evidence) {
        let (Some((_, items)), Some(_)) = (told.items(), told.limitation()) else {
            continue;
        };
        let cursor = told.told.get("Cursor");
        let (expected, actual) = match (items.last(), cursor) {
            (None, Some(Value::Null)) => continue,
            (None, None) => ("null, as no item came", "it is missing"),
            (None, Some(_)) => ("null, as no item came", "a value"),
            (Some(_), None) => ("the id of the last item", "it is missing"),
            (Some(_), Some(Value::Null)) => ("the id of the last item", "null"),
            (Some(last), Some(cursor)) => match id(last) {
                Some(id) if cursor.as_str() != Some(id) => ("the id of the last item", "another value"),
                _ => continue,
            },
        };
        breaches.push(Breach::new(told.entry, Message::Response, "/Cursor", expected, actual));
    }
}
