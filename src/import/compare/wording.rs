//! Wording of changes for people.

use serde_json::Value;

use super::change::{Aspect, Breaks, Change, Part, Reach, Subject};

/// Relation of the two contracts to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation<'n> {
    /// The same contract earlier and later.
    Time,
    /// Two descriptions of the same contract, by their names.
    Descriptions(&'n str, &'n str),
}

/// The largest number of operations that are named where a shared definition changed.
const MOST_NAMED: usize = 3;

/// The changes, by resource; each line begins with the parties that it breaks, unless they are descriptions.
pub fn lines(changes: &[Change], relation: Relation<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut resource = None;
    for change in changes {
        if resource != Some(&change.place.resource) {
            if resource.is_some() {
                lines.push(String::new());
            }
            resource = Some(&change.place.resource);
            lines.push(change.place.resource.clone());
        }
        let whom = match relation {
            Relation::Time => format!("{:<16}", whom(change.breaks)),
            Relation::Descriptions(_, _) => String::new(),
        };
        lines.push(format!("  {whom}{}: {}", change.place, sentence(change, relation)));
        if let Subject::Object { .. } = change.place.subject
            && let Some(reaches) = reaches(change)
        {
            lines.push(format!("  {}{reaches}", " ".repeat(whom.len() + 2)));
        }
    }
    lines
}

/// The parties that a change breaks, in two words.
fn whom(breaks: Breaks) -> &'static str {
    match (breaks.client, breaks.server) {
        (true, true) => "breaks both",
        (true, false) => "breaks clients",
        (false, true) => "breaks servers",
        (false, false) => "",
    }
}

/// The messages that a shared definition is a part of.
fn reaches(change: &Change) -> Option<String> {
    let said = |part: Part, word: &str| {
        let those: Vec<&Reach> = change.reaches.iter().filter(|reach| reach.part == part).collect();
        if those.is_empty() {
            return None;
        }
        let named: Vec<&str> = those
            .iter()
            .take(MOST_NAMED)
            .map(|reach| reach.operation.as_str())
            .collect();
        let more = match those.len().saturating_sub(named.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!("in {word} {}{more}", named.join(", ")))
    };
    let parts = [said(Part::Request, "requests of"), said(Part::Response, "responses of")];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// The difference, without its place.
pub fn sentence(change: &Change, relation: Relation<'_>) -> String {
    let (old, new) = (change.old.as_ref(), change.new.as_ref());
    let said = match relation {
        Relation::Descriptions(one, other) => {
            let says = |name: &str, value: Option<&Value>| match (change.aspect, value) {
                (Aspect::Operation, None) => format!("{name} has no such operation"),
                (Aspect::Property, None) => format!("{name} has no such property"),
                (Aspect::EnumValue, None) => {
                    format!("{name} has no value {}", old.or(new).map(plain).unwrap_or_default())
                }
                (Aspect::Operation, Some(_)) => format!("{name} has it"),
                (Aspect::EnumValue, Some(value)) => format!("{name} has the value {}", plain(value)),
                (aspect, value) => format!("{name} says {}", state(aspect, value)),
            };
            return format!("{}, {}", says(one, old), says(other, new));
        }
        Relation::Time => match (change.aspect, old, new) {
            (Aspect::Operation | Aspect::Object, None, _) => "is new".to_string(),
            (Aspect::Property, None, Some(new)) => format!("was added, {}", property(new)),
            (Aspect::Operation | Aspect::Object | Aspect::Property, _, None) => "was removed".to_string(),
            (Aspect::EnumValue, None, Some(new)) => format!("has a new value, {}", plain(new)),
            (Aspect::EnumValue, Some(old), None) => format!("lost the value {}", plain(old)),
            (Aspect::Option, None, Some(new)) => format!("has a new form, {}", plain(new)),
            (Aspect::Option, Some(old), None) => format!("lost the form {}", plain(old)),
            (Aspect::Rule, None, Some(new)) => format!("has a new rule, {}", plain(new)),
            (Aspect::Rule, Some(old), None) => format!("lost the rule {}", plain(old)),
            (Aspect::Quota, None, Some(new)) => format!("has a new limit, {}", plain(new)),
            (Aspect::Quota, Some(old), None) => format!("lost the limit {}", plain(old)),
            (Aspect::Deprecation, None, new) => format!("is {} now", state(change.aspect, new)),
            (Aspect::Deprecation, Some(old), None) => format!("is not {} any more", state(change.aspect, Some(old))),
            (aspect, old, new) => {
                let reported = old.or(new).filter(|_| aspect == Aspect::EnumValueDeprecation);
                let value = reported.and_then(|reported| reported.get("value"));
                let of = value
                    .map(|value| format!("the value {} is ", plain(value)))
                    .unwrap_or_default();
                format!("{of}{} now, {} before", state(aspect, new), state(aspect, old))
            }
        },
    };
    match (&change.renamed, change.new.is_some()) {
        (Some(name), true) => format!("{said}; perhaps {name} under another name"),
        (Some(name), false) => format!("{said}; perhaps {name} takes its place"),
        (None, _) => said,
    }
}

/// The statement of one contract on an aspect.
fn state(aspect: Aspect, value: Option<&Value>) -> String {
    let is_set = value == Some(&Value::Bool(true));
    let either = |yes: &str, no: &str| if is_set { yes } else { no }.to_string();
    let Some(said) = value else {
        return match aspect {
            Aspect::Operation => "there is no such operation",
            Aspect::Object => "there is no such object",
            Aspect::Property => "there is no such property",
            Aspect::EnumValue => "there is no such value",
            Aspect::Option => "there is no such form",
            Aspect::Deprecation | Aspect::EnumValueDeprecation => "not deprecated",
            Aspect::MaxItems | Aspect::MinItems => "any number of items",
            Aspect::UniqueItems => "items may repeat",
            Aspect::MaxLength | Aspect::MinLength => "any length",
            Aspect::Minimum
            | Aspect::Maximum
            | Aspect::ExclusiveMinimum
            | Aspect::ExclusiveMaximum
            | Aspect::MultipleOf => "any number",
            Aspect::MaxInterval => "an interval of any length",
            Aspect::Format => "no format",
            Aspect::Pattern => "no pattern",
            Aspect::Const => "any value",
            Aspect::Default => "no default",
            Aspect::Rule | Aspect::Quota => "no such rule",
            Aspect::PagedList => "nothing is paged",
            Aspect::Discriminator => "no property tells its form",
            Aspect::Path
            | Aspect::Side
            | Aspect::Credentials
            | Aspect::Effect
            | Aspect::Portfolio
            | Aspect::Scope
            | Aspect::Restricted
            | Aspect::Paging
            | Aspect::Filters
            | Aspect::Empty
            | Aspect::Discontinued
            | Aspect::Required
            | Aspect::Nullable
            | Aspect::Type
            | Aspect::Extensible => "nothing",
        }
        .to_string();
    };
    let text = plain(said);
    match aspect {
        Aspect::Operation => "it exists".to_string(),
        Aspect::Object => "it exists".to_string(),
        Aspect::Property => property(said),
        Aspect::Path => format!("at {text}"),
        Aspect::Side => format!("hosted by {text}"),
        Aspect::Credentials => format!("credentials in {text}"),
        Aspect::Effect => if text == "write" {
            "it changes something"
        } else {
            "it only reads"
        }
        .to_string(),
        Aspect::Portfolio => either("portfolio tokens are taken", "portfolio tokens are not taken"),
        Aspect::Scope => format!("scope by {text}"),
        Aspect::Restricted => either("restricted", "open to all"),
        Aspect::Paging => format!("paging {text}"),
        Aspect::PagedList => format!("{text} is paged"),
        Aspect::Filters => match said.as_array().is_some_and(Vec::is_empty) {
            true => "no filter needed".to_string(),
            false => format!("one of {text} needed"),
        },
        Aspect::Empty => either("an empty answer", "an answer with content"),
        Aspect::Quota | Aspect::Rule | Aspect::Option | Aspect::Type => text,
        Aspect::Discontinued => either("discontinued", "in service"),
        Aspect::Deprecation | Aspect::EnumValueDeprecation => deprecated(said),
        Aspect::Required => either("required", "optional"),
        Aspect::Nullable => either("null is possible", "null is impossible"),
        Aspect::Format => format!("format {text}"),
        Aspect::MaxItems => format!("at most {text} items"),
        Aspect::MinItems => format!("at least {text} items"),
        Aspect::UniqueItems => "no item twice".to_string(),
        Aspect::MaxLength => format!("at most {text} characters"),
        Aspect::MinLength => format!("at least {text} characters"),
        Aspect::Pattern => format!("pattern {text}"),
        Aspect::Minimum => format!("at least {text}"),
        Aspect::Maximum => format!("at most {text}"),
        Aspect::ExclusiveMinimum => format!("more than {text}"),
        Aspect::ExclusiveMaximum => format!("less than {text}"),
        Aspect::MultipleOf => format!("a multiple of {text}"),
        Aspect::MaxInterval => format!("an interval of at most {text}"),
        Aspect::Const => format!("only {text}"),
        Aspect::Default => format!("default {text}"),
        Aspect::EnumValue => format!("{text} is a value"),
        Aspect::Extensible => either("further values are possible", "no further value is possible"),
        Aspect::Discriminator => format!("{text} tells its form"),
    }
}

/// `optional string`, `required object thing, deprecated`.
fn property(reported: &Value) -> String {
    let is_set = |name: &str| reported.get(name) == Some(&Value::Bool(true));
    let presence = if is_set("required") { "required" } else { "optional" };
    let kind = reported.get("type").map(plain).unwrap_or_default();
    let end = if is_set("deprecated") { ", deprecated" } else { "" };
    format!("{presence} {kind}{end}")
}

fn deprecated(particulars: &Value) -> String {
    let part = |name: &str, before: &str| {
        let text = particulars.get(name).map(plain);
        text.map(|text| format!("{before}{text}")).unwrap_or_default()
    };
    let since = part("since", " since ");
    let ends = part("ends", ", ends ");
    format!("deprecated{since}{ends}{}", part("replacement", ", use "))
}

/// A value as a reader would write it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "nothing".to_string(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Object(map) if map.contains_key("rule") => {
            let name = map.get("rule").map(plain).unwrap_or_default();
            let rest = map.iter().filter(|(key, _)| *key != "rule");
            let rest: Vec<String> = rest.map(|(key, value)| format!("{key}: {}", plain(value))).collect();
            if rest.is_empty() {
                name
            } else {
                format!("{name} ({})", rest.join(", "))
            }
        }
        Value::Object(map) if map.contains_key("form") => {
            let form = map.get("form").filter(|form| !form.is_null()).map(plain);
            let value = map.get("value").map(plain).unwrap_or_default();
            format!(
                "{value} as {}",
                form.unwrap_or_else(|| "an object of unknown form".to_string())
            )
        }
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
