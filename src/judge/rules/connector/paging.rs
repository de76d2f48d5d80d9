//! Pages: how long they are, in which order, and how one leads to the next.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::data_answer::{DataAnswer, id};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("S12", page), Rule::new("S13", cursor)];

/// One page, and what it was asked for.
struct Page<'e> {
    entry: usize,
    name: &'e str,
    items: &'e [Value],
    ids: Vec<Option<&'e str>>,
    count: Option<u64>,
    cursor: Option<&'e str>,
    next: Option<&'e str>,
    question: String,
}

impl<'e> Page<'e> {
    fn all(material: Material<'e>) -> Vec<Self> {
        let pages = DataAnswer::all(material).filter_map(|answer| {
            let (Some((name, items)), Some(limitation)) = (answer.items(), answer.limitation()) else {
                return None;
            };
            Some(Self {
                entry: answer.entry,
                name,
                items,
                ids: items.iter().map(id).collect(),
                count: limitation.get("Count").and_then(Value::as_u64),
                cursor: limitation.get("Cursor").and_then(Value::as_str),
                next: answer.body.get("Cursor").and_then(Value::as_str),
                question: question(answer),
            })
        });
        pages.collect()
    }

    /// Checks that it begins with the newest item of all, and has that one.
    fn shows(&self, question: &str, id: &str) -> bool {
        self.cursor.is_none() && self.question == question && self.ids.contains(&Some(id))
    }
}

/// The items that were handed out to the same question so far.
#[derive(Default)]
struct PageChain<'e> {
    /// The cursor of the last page.
    cursor: Option<&'e str>,
    seen: HashSet<&'e str>,
    /// The order of the items, as the longest first page had them.
    order: Vec<&'e str>,
}

impl<'e> PageChain<'e> {
    /// The first place in which a page is not as the longest page had it, and the item that stood there; that has to reach so far.
    fn skipped(&self, page: &Page<'e>) -> Option<(usize, &'e str)> {
        let start = match page.cursor {
            None => 0,
            Some(cursor) => self.order.iter().position(|id| *id == cursor)? + 1,
        };
        let expected = self.order.get(start..)?;
        let mut pairs = std::iter::zip(expected, &page.ids).enumerate();
        pairs.find_map(|(position, (expected, id))| {
            id.is_some_and(|id| id != *expected).then_some((position, *expected))
        })
    }
}

/// S12: a page is no longer than asked for, newest first, repeats nothing of the pages before and leaves nothing out.
fn page(material: Material<'_>, breaches: &mut Breaches) {
    let mut chains: HashMap<&str, PageChain<'_>> = HashMap::new();
    let pages = Page::all(material);
    for (index, page) in pages.iter().enumerate() {
        let mut add = |pointer: String, expected: String, actual: String, weight| {
            let place = format!("/{}{pointer}", page.name);
            let breach = Breach::new(page.entry, Message::Response, place, expected, actual);
            breaches.push(breach.weighing_if(weight));
        };
        if let Some(count) = page.count
            && page.items.len() as u64 > count
        {
            let actual = format!("{} items", page.items.len());
            add(String::new(), format!("at most {count} items"), actual, None);
        }
        if let Some(position) = first_older(page.items) {
            let actual = "an item that is newer than the one before it".to_string();
            add(
                format!("/{position}/CreatedUtc"),
                "the newest first".to_string(),
                actual,
                None,
            );
        }
        let chain = chains.entry(&page.question).or_default();
        if let Some((position, left_out)) = chain.skipped(page) {
            // Unless a later page shows that it is still there, it may have been deleted in between.
            let is_there = pages
                .iter()
                .skip(index + 1)
                .any(|later| later.shows(&page.question, left_out));
            let expected = "the item that follows on a longer page".to_string();
            let weight = (!is_there).then_some(Weight::Warning);
            add(format!("/{position}/Id"), expected, "another one".to_string(), weight);
        }
        if page.cursor.is_none() && page.ids.len() > chain.order.len() {
            chain.order = page.ids.iter().copied().flatten().collect();
        }
        if page.cursor.is_none() || page.cursor != chain.cursor {
            chain.seen.clear();
        }
        for (position, id) in page.ids.iter().enumerate() {
            if let Some(id) = id
                && !chain.seen.insert(id)
            {
                let expected = "an item that no page before had".to_string();
                let actual = "an item that was handed out already".to_string();
                add(format!("/{position}/Id"), expected, actual, None);
            }
        }
        chain.cursor = page.next;
    }
}

/// The operation and everything asked of it but the page.
fn question(answer: DataAnswer<'_>) -> String {
    let filters: Map<String, Value> = answer
        .request
        .into_iter()
        .flatten()
        .filter(|(name, _)| *name != "Limitation")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    format!("{} {}", answer.operation.id, Value::Object(filters))
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
fn cursor(material: Material<'_>, breaches: &mut Breaches) {
    for answer in DataAnswer::all(material) {
        let (Some((_, items)), Some(_)) = (answer.items(), answer.limitation()) else {
            continue;
        };
        let cursor = answer.body.get("Cursor");
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
        breaches.push(Breach::new(
            answer.entry,
            Message::Response,
            "/Cursor",
            expected,
            actual,
        ));
    }
}
