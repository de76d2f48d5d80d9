//! Breakage: the parties that a difference breaks.
//!
//! A client of the old contract calls a server of the new one: it may send what is not taken any
//! more, and get what it does not expect. A server of the old contract is called by a client of the
//! new one: the other way round. So what narrows a request breaks clients, what widens it breaks
//! servers, and for answers it is the reverse.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde_json::Value;

use super::change::{Aspect, Breaks, Part, Reach};

/// Change of the set of valid values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shift {
    /// It stays, or its change is unknown.
    None,
    /// Fewer values are valid.
    Narrower,
    /// More values are valid.
    Wider,
    /// Some values become valid, and others invalid.
    Other,
}

/// Formats that a value is held to, and not only said to have.
const FORMATS: &[&str] = &["date-time", "date", "duration", "time", "email", "uri"];

/// Rules that say what counts, and refuse nothing.
const ADVICE: &[&str] = &["default", "default_scope", "ignored_unless", "ignored_when_present"];

/// The parties that a difference breaks, at a place that those messages lead to.
pub(super) fn breaks(aspect: Aspect, old: Option<&Value>, new: Option<&Value>, reaches: &BTreeSet<Reach>) -> Breaks {
    let is_set = |value: Option<&Value>| value == Some(&Value::Bool(true));
    let shift = match aspect {
        Aspect::Object | Aspect::Deprecation | Aspect::EnumValueDeprecation => Shift::None,
        Aspect::Operation => return if new.is_some() { Breaks::SERVER } else { Breaks::CLIENT },
        Aspect::Path | Aspect::Side | Aspect::PagedList | Aspect::Empty => return Breaks::BOTH,
        Aspect::Discontinued | Aspect::Restricted => return if is_set(new) { Breaks::CLIENT } else { Breaks::NOBODY },
        Aspect::Effect => {
            return if new.is_some_and(|new| new == "write") {
                Breaks::CLIENT
            } else {
                Breaks::NOBODY
            };
        }
        Aspect::Portfolio => return if is_set(new) { Breaks::SERVER } else { Breaks::CLIENT },
        Aspect::Quota => return if new.is_some() { Breaks::CLIENT } else { Breaks::NOBODY },
        Aspect::Credentials => return if holds(old, new) { Breaks::SERVER } else { Breaks::BOTH },
        Aspect::Scope => {
            return Breaks {
                client: !holds(new, old),
                server: !holds(old, new),
            };
        }
        Aspect::Paging => return paging(old, new),
        Aspect::Filters => return filters(old, new),
        Aspect::Property => return property(old, new, reaches),
        Aspect::Required => flag(is_set(new), Shift::Narrower, Shift::Wider),
        Aspect::Nullable | Aspect::Extensible => flag(is_set(new), Shift::Wider, Shift::Narrower),
        Aspect::Type => types(text(old), text(new)),
        Aspect::MaxItems | Aspect::MaxLength | Aspect::Maximum | Aspect::ExclusiveMaximum => {
            bound(number(old), number(new), Shift::Wider)
        }
        Aspect::MinItems | Aspect::MinLength | Aspect::Minimum | Aspect::ExclusiveMinimum => {
            bound(number(old), number(new), Shift::Narrower)
        }
        Aspect::MaxInterval => bound(days(text(old)), days(text(new)), Shift::Wider),
        Aspect::Default => match (old, new) {
            (Some(_), Some(_)) => Shift::Other,
            (None, _) | (_, None) => Shift::None,
        },
        Aspect::EnumValue => flag(new.is_some(), Shift::Wider, Shift::Narrower),
        Aspect::Option => {
            // A value whose form becomes known is bound by it; one that is new comes on top.
            let form = |value: Option<&Value>| {
                value
                    .and_then(|value| value.get("form"))
                    .is_some_and(|form| !form.is_null())
            };
            match (old, new) {
                (Some(_), Some(_)) => match (form(old), form(new)) {
                    (false, true) => Shift::Narrower,
                    (true, false) => Shift::Wider,
                    (_, _) => Shift::Other,
                },
                (None, _) => Shift::Wider,
                (_, None) => Shift::Narrower,
            }
        }
        // That only the wording changed is as likely as that values did.
        Aspect::Format if old.is_none() || new.is_none() => {
            let checked = [old, new]
                .into_iter()
                .flatten()
                .all(|format| FORMATS.contains(&text(Some(format))));
            if checked {
                flag(new.is_some(), Shift::Narrower, Shift::Wider)
            } else {
                Shift::None
            }
        }
        Aspect::Rule if is_advice(old) && is_advice(new) => Shift::None,
        Aspect::Format
        | Aspect::UniqueItems
        | Aspect::Pattern
        | Aspect::MultipleOf
        | Aspect::Const
        | Aspect::Rule
        | Aspect::Discriminator => match (old, new) {
            (None, Some(_)) => Shift::Narrower,
            (Some(_), None) => Shift::Wider,
            (_, _) => Shift::Other,
        },
    };
    let (requests, responses) = directions(reaches);
    Breaks {
        client: requests && matches!(shift, Shift::Narrower | Shift::Other)
            || responses && matches!(shift, Shift::Wider | Shift::Other),
        server: requests && matches!(shift, Shift::Wider | Shift::Other)
            || responses && matches!(shift, Shift::Narrower | Shift::Other),
    }
}

/// True for requests and for responses that lead to a place; an object that no message leads to is sent by events.
fn directions(reaches: &BTreeSet<Reach>) -> (bool, bool) {
    let requests = reaches.iter().any(|reach| reach.part == Part::Request);
    (
        requests,
        reaches.iter().any(|reach| reach.part == Part::Response) || !requests,
    )
}

fn property(old: Option<&Value>, new: Option<&Value>, reaches: &BTreeSet<Reach>) -> Breaks {
    let required = |value: Option<&Value>| value.and_then(|value| value.get("required")) == Some(&Value::Bool(true));
    let (requests, responses) = directions(reaches);
    if new.is_some() {
        // A server that does not know it neither asks for it nor sends it.
        Breaks {
            client: requests && required(new),
            server: requests || responses && required(new),
        }
    } else {
        // A server that insists on it refuses a client that does not know it any more.
        Breaks {
            client: true,
            server: requests && required(old),
        }
    }
}

fn paging(old: Option<&Value>, new: Option<&Value>) -> Breaks {
    match (text(old), text(new)) {
        (_, "required") => Breaks::BOTH,
        ("none", _) => Breaks::SERVER,
        (_, "none") => Breaks::BOTH,
        (_, _) => Breaks::SERVER,
    }
}

/// Breakage by filters of which one has to be set; an empty list requires none.
fn filters(old: Option<&Value>, new: Option<&Value>) -> Breaks {
    let none = |value: Option<&Value>| value.and_then(Value::as_array).is_none_or(Vec::is_empty);
    match (none(old), none(new)) {
        (true, false) => Breaks::CLIENT,
        (false, true) => Breaks::SERVER,
        (_, _) => Breaks {
            client: !holds(new, old),
            server: !holds(old, new),
        },
    }
}

/// Returns true if a list has everything that another one has.
fn holds(list: Option<&Value>, all: Option<&Value>) -> bool {
    let list = list.and_then(Value::as_array);
    let mut all = all.and_then(Value::as_array).into_iter().flatten();
    all.all(|one| list.is_some_and(|list| list.contains(one)))
}

fn flag(set: bool, yes: Shift, no: Shift) -> Shift {
    if set { yes } else { no }
}

/// A bound of which no value is the loosest one; `more` is what a larger one does.
fn bound(old: Option<f64>, new: Option<f64>, more: Shift) -> Shift {
    let less = if more == Shift::Wider {
        Shift::Narrower
    } else {
        Shift::Wider
    };
    match (old, new) {
        (None, Some(_)) => Shift::Narrower,
        (Some(_), None) => Shift::Wider,
        (None, None) => Shift::Other,
        (Some(old), Some(new)) => match new.partial_cmp(&old) {
            Some(Ordering::Greater) => more,
            Some(Ordering::Less) => less,
            Some(Ordering::Equal) | None => Shift::Other,
        },
    }
}

fn is_advice(rule: Option<&Value>) -> bool {
    let name = |rule: &Value| rule.get("rule").and_then(Value::as_str).map(str::to_string);
    rule.is_none_or(|rule| name(rule).is_some_and(|name| ADVICE.contains(&name.as_str())))
}

fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

fn number(value: Option<&Value>) -> Option<f64> {
    value.and_then(Value::as_f64)
}

/// The approximate days of an ISO 8601 duration such as `P3M` or `P180D`, to find the longer one.
fn days(duration: &str) -> Option<f64> {
    let mut days = 0.0;
    let mut number = String::new();
    for c in duration.strip_prefix('P')?.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            'Y' => 365.25,
            'M' => 30.4375,
            'W' => 7.0,
            'D' => 1.0,
            _ => return None,
        };
        days += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    number.is_empty().then_some(days)
}

/// The change of the values of a type that is given in words.
fn types(old: &str, new: &str) -> Shift {
    let anything = "anything";
    let takes = |wide: &str, narrow: &str| {
        let all: Vec<&str> = wide.split(" or ").collect();
        narrow.split(" or ").all(|kind| {
            let one_of = kind.starts_with("enum ") || kind.starts_with("one of ");
            let shaped = kind.starts_with("object ") || kind.starts_with("dictionary ");
            all.contains(&kind)
                || kind == "integer" && all.contains(&"number")
                || one_of && all.contains(&"string")
                || shaped && all.contains(&"object")
        })
    };
    match (old == anything, new == anything) {
        (true, false) => Shift::Narrower,
        (false, true) => Shift::Wider,
        (_, _) if takes(new, old) => Shift::Wider,
        (_, _) if takes(old, new) => Shift::Narrower,
        (_, _) => Shift::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn reached_by(parts: &[Part]) -> BTreeSet<Reach> {
        let reach = |part: &Part| Reach {
            operation: "things/getAll".to_string(),
            part: *part,
        };
        parts.iter().map(reach).collect()
    }

    #[test]
    fn requests_and_responses_are_opposites() {
        let (requests, responses) = (reached_by(&[Part::Request]), reached_by(&[Part::Response]));
        for (aspect, old, new, shift) in [
            (
                Aspect::Type,
                Some(json!("integer")),
                Some(json!("number")),
                Shift::Wider,
            ),
            (
                Aspect::Type,
                Some(json!("anything")),
                Some(json!("string")),
                Shift::Narrower,
            ),
            (
                Aspect::Type,
                Some(json!("string")),
                Some(json!("one of A, B")),
                Shift::Narrower,
            ),
            (
                Aspect::Type,
                Some(json!("object")),
                Some(json!("object thing")),
                Shift::Narrower,
            ),
            (
                Aspect::Type,
                Some(json!("string or integer")),
                Some(json!("string")),
                Shift::Narrower,
            ),
            (
                Aspect::Type,
                Some(json!("string")),
                Some(json!("integer")),
                Shift::Other,
            ),
            (Aspect::MaxItems, None, Some(json!(10)), Shift::Narrower),
            (Aspect::MaxItems, Some(json!(10)), Some(json!(100)), Shift::Wider),
            (Aspect::Minimum, Some(json!(1)), Some(json!(0)), Shift::Wider),
            (
                Aspect::MaxInterval,
                Some(json!("P3M")),
                Some(json!("P180D")),
                Shift::Wider,
            ),
            (
                Aspect::MaxInterval,
                Some(json!("P3M")),
                Some(json!("odd")),
                Shift::Wider,
            ),
            (Aspect::EnumValue, Some(json!("A")), None, Shift::Narrower),
            (Aspect::Nullable, Some(json!(false)), Some(json!(true)), Shift::Wider),
            (Aspect::Required, Some(json!(false)), Some(json!(true)), Shift::Narrower),
            (
                Aspect::Format,
                Some(json!("date")),
                Some(json!("date-time")),
                Shift::Other,
            ),
            (
                Aspect::Option,
                Some(json!({"form": null})),
                Some(json!({"form": "thing"})),
                Shift::Narrower,
            ),
            (Aspect::Format, None, Some(json!("identifier")), Shift::None),
            (Aspect::Format, None, Some(json!("date-time")), Shift::Narrower),
            (Aspect::Rule, None, Some(json!({"rule": "default_scope"})), Shift::None),
            (
                Aspect::Rule,
                None,
                Some(json!({"rule": "exclusive_with"})),
                Shift::Narrower,
            ),
            (Aspect::Deprecation, None, Some(json!({})), Shift::None),
        ] {
            let expected = match shift {
                Shift::None => (Breaks::NOBODY, Breaks::NOBODY),
                Shift::Narrower => (Breaks::CLIENT, Breaks::SERVER),
                Shift::Wider => (Breaks::SERVER, Breaks::CLIENT),
                Shift::Other => (Breaks::BOTH, Breaks::BOTH),
            };
            let found = (
                breaks(aspect, old.as_ref(), new.as_ref(), &requests),
                breaks(aspect, old.as_ref(), new.as_ref(), &responses),
            );
            assert_eq!(found, expected, "{aspect:?} {old:?} {new:?}");
        }
    }

    #[test]
    fn properties_break_those_who_cannot_know() {
        let (optional, required) = (json!({"required": false}), json!({"required": true}));
        for (old, new, part, expected) in [
            (None, Some(&optional), Part::Request, Breaks::SERVER),
            (None, Some(&required), Part::Request, Breaks::BOTH),
            (None, Some(&optional), Part::Response, Breaks::NOBODY),
            (None, Some(&required), Part::Response, Breaks::SERVER),
            (Some(&optional), None, Part::Request, Breaks::CLIENT),
            (Some(&required), None, Part::Request, Breaks::BOTH),
            (Some(&required), None, Part::Response, Breaks::CLIENT),
        ] {
            assert_eq!(breaks(Aspect::Property, old, new, &reached_by(&[part])), expected);
        }
    }
}
