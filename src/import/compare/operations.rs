//! Operations as a whole.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::breakage;
use super::change::{Aspect, Breaks, Change, Part, Place, Reach, Subject};
use super::walk::Walk;
use crate::contract::entry::ConnectorEntry;

/// Properties that report by themselves how an operation is paged.
const PAGING: &[&str] = &["Limitation"];

/// Compares all operations, their messages included.
pub(super) fn compare(walk: &mut Walk<'_>) -> Vec<Change> {
    let by_id = |entries: &'_ [ConnectorEntry]| -> BTreeMap<String, usize> {
        let numbered = entries.iter().enumerate();
        numbered.map(|(index, entry)| (entry.id.clone(), index)).collect()
    };
    let (old, new) = (walk.old, walk.new);
    let (before, after) = (by_id(&old.files.operations), by_id(&new.files.operations));
    let ids: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut changes = Vec::new();
    for id in ids {
        let was = before.get(id).and_then(|index| old.files.operations.get(*index));
        let is = after.get(id).and_then(|index| new.files.operations.get(*index));
        match (was, is) {
            (Some(was), Some(is)) => {
                let first = walk.pairs.len();
                walk.operation(was, is);
                let reported: BTreeSet<String> = walk
                    .pairs
                    .get(first..)
                    .into_iter()
                    .flatten()
                    .filter(|pair| matches!(&pair.subject, Subject::Operation { id: own, .. } if own == id))
                    .flat_map(|pair| &pair.found)
                    .filter(|found| matches!(found.aspect, Aspect::Property | Aspect::Required))
                    .map(|found| found.property.clone())
                    .collect();
                changes.extend(whole(walk, was, is, &reported));
            }
            (was, is) => {
                let says = |entry: Option<&ConnectorEntry>| {
                    entry.map(|entry| json!({"title": entry.title, "path": entry.path}))
                };
                let Some(there) = was.or(is) else { continue };
                changes.extend(change(walk, there, there, Aspect::Operation, says(was), says(is)));
            }
        }
    }
    changes
}

/// Compares what two entries say beside their messages; `reported` are the properties that came, went or must be there now.
fn whole(walk: &Walk<'_>, old: &ConnectorEntry, new: &ConnectorEntry, reported: &BTreeSet<String>) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut report = |aspect: Aspect, before: Option<Value>, after: Option<Value>| {
        changes.extend(change(walk, old, new, aspect, before, after));
    };
    let explained = |before: &[String], after: &[String]| {
        let differ = before.iter().filter(|name| !after.contains(name));
        let mut differ = differ
            .chain(after.iter().filter(|name| !before.contains(name)))
            .peekable();
        differ.peek().is_some() && differ.all(|name| reported.contains(name))
    };
    report(Aspect::Path, Some(json!(old.path)), Some(json!(new.path)));
    report(Aspect::Side, Some(json!(old.side)), Some(json!(new.side)));
    report(Aspect::Effect, Some(json!(old.effect)), Some(json!(new.effect)));
    report(
        Aspect::Portfolio,
        Some(json!(old.portfolio)),
        Some(json!(new.portfolio)),
    );
    report(
        Aspect::Restricted,
        Some(json!(old.restricted)),
        Some(json!(new.restricted)),
    );
    report(
        Aspect::Discontinued,
        Some(json!(old.discontinued)),
        Some(json!(new.discontinued)),
    );
    if !explained(&old.credentials, &new.credentials) {
        report(
            Aspect::Credentials,
            Some(list(&old.credentials)),
            Some(list(&new.credentials)),
        );
    }
    if !explained(&old.scope, &new.scope) {
        report(Aspect::Scope, Some(list(&old.scope)), Some(list(&new.scope)));
    }
    if !PAGING.iter().any(|name| reported.contains(*name)) {
        report(Aspect::Paging, Some(json!(old.paging)), Some(json!(new.paging)));
    }
    let lists: Vec<String> = old.items.iter().chain(&new.items).cloned().collect();
    if !lists.iter().any(|name| reported.contains(name)) && old.paging == new.paging {
        report(
            Aspect::PagedList,
            old.items.as_ref().map(|name| json!(name)),
            new.items.as_ref().map(|name| json!(name)),
        );
    }
    report(Aspect::Filters, Some(list(&old.filters)), Some(list(&new.filters)));
    if reported.is_empty() {
        report(Aspect::Empty, Some(json!(old.empty)), Some(json!(new.empty)));
    }
    for quota in old.quotas.iter().filter(|quota| !new.quotas.contains(quota)) {
        report(Aspect::Quota, Some(quota.clone()), None);
    }
    for quota in new.quotas.iter().filter(|quota| !old.quotas.contains(quota)) {
        report(Aspect::Quota, None, Some(quota.clone()));
    }
    let deprecation = |entry: &ConnectorEntry| {
        let particulars = entry.deprecated.as_ref()?;
        let all = [
            ("since", &particulars.since),
            ("ends", &particulars.ends),
            ("replacement", &particulars.replacement),
        ];
        let some = all
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_string(), json!(value.as_ref()?))));
        Some(Value::Object(some.collect()))
    };
    let (before, after) = (deprecation(old), deprecation(new));
    if !walk.expressiveness.differs() || before.is_some() != after.is_some() {
        report(Aspect::Deprecation, before, after);
    }
    changes
}

/// Names in a fixed order: that of a list says nothing.
fn list(names: &[String]) -> Value {
    let mut names = names.to_vec();
    names.sort();
    json!(names)
}

fn change(
    walk: &Walk<'_>,
    old: &ConnectorEntry,
    new: &ConnectorEntry,
    aspect: Aspect,
    before: Option<Value>,
    after: Option<Value>,
) -> Option<Change> {
    if before == after || walk.expressiveness.explains(aspect, before.as_ref(), after.as_ref()) {
        return None;
    }
    let reaches: BTreeSet<Reach> = [Reach {
        operation: old.id.clone(),
        part: Part::Operation,
    }]
    .into();
    let breaks: Breaks = breakage::breaks(aspect, before.as_ref(), after.as_ref(), &reaches);
    Some(Change {
        place: Place {
            resource: old.file.clone().min(new.file.clone()),
            subject: Subject::Operation {
                id: old.id.clone(),
                part: Part::Operation,
            },
            property: String::new(),
        },
        aspect,
        old: before,
        new: after,
        breaks,
        reaches,
        renamed: None,
    })
}
