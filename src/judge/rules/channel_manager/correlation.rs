//! R-COR: how a confirmation refers to its push, and where it is sent.

use std::collections::HashMap;
use std::collections::hash_map;

use serde_json::{Map, Value};
use url::Url;

use crate::contract::operation::Side;
use crate::judge::history::confirmations::{
    ConfirmablePush, answered_success, confirmable_pushes, confirmations, may_be_astray, names_the_case, push_named_by,
};
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::confirmation::CONFIRMATION_PAIRS;
use crate::judge::views::fields;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-COR-1", known_push),
    Rule::new("R-COR-2", address),
    Rule::new("R-COR-3", response_url),
    Rule::new("R-COR-4", tokens),
    Rule::new("R-COR-5", once),
    Rule::new("R-COR-12", fresh),
];

/// R-COR-1: a confirmation names a push that was sent before.
fn known_push(material: Material<'_>, breaches: &mut Breaches) {
    // The platform's confirmations are the matter of R-COR-8 and R-COR-15.
    if material.judged != Side::ChannelManager {
        return;
    }
    let pushed: Vec<ConfirmablePush<'_>> = confirmable_pushes(material, Side::ChannelManager).collect();
    let earlier = material.transcript.facts.target.get("knownPushes");
    for (message, _, confirmation) in confirmations(material) {
        let expected = "the messageId of an earlier push";
        match confirmation.related {
            Some(related) => {
                let known = push_named_by(&pushed, message, confirmation).is_some()
                    || earlier.is_some_and(|known| mentions(known, related));
                // A case that pushed nothing knows no ids, so it cannot call one unknown.
                let pushed = pushed.iter().any(|push| push.message.entry < message.entry);
                if !known && pushed && !may_be_astray(material, message) {
                    let pointer = confirmation.related_pointer();
                    breaches.push(Breach::of(
                        message,
                        pointer,
                        expected,
                        "an id that no push before it had",
                    ));
                }
            }
            // That it is missing is said by the schema; that the id goes by another name is worth more.
            None => {
                if fields::present(message.body, confirmation.relates_by).is_none()
                    && let Some(name) = misnamed(message.body)
                {
                    let actual = format!("it is missing; there is `{name}` in its place");
                    breaches.push(Breach::of(message, confirmation.related_pointer(), expected, actual));
                }
            }
        }
    }
}

/// Checks that a configured value holds that id.
fn mentions(known: &Value, id: &str) -> bool {
    match known {
        Value::String(text) => text == id,
        Value::Array(items) => items.iter().any(|item| item.as_str() == Some(id)),
        Value::Object(items) => items.values().any(|item| item.as_str() == Some(id)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The name under which integrations in the field send the id of the push.
fn misnamed(body: &Map<String, Value>) -> Option<&'static str> {
    ["messageId", "MessageId", "RelatedMessageId", "relatedMessageID"]
        .into_iter()
        .find(|name| body.contains_key(*name))
}

/// R-COR-2: a confirmation is sent to the address that its push gives.
fn address(material: Material<'_>, breaches: &mut Breaches) {
    let pushed: Vec<ConfirmablePush<'_>> = confirmable_pushes(material, material.judged).collect();
    for (message, pair, confirmation) in confirmations(material) {
        if let Some(push) = push_named_by(&pushed, message, confirmation)
            && let Some(url) = fields::filled(push.message.body, "responseUrl")
            && let Ok(url) = Url::parse(url)
            && let Some(entry) = material.transcript.entries.get(message.entry)
            && !leads_to(&entry.request.url, &url, &material.case.id.key())
        {
            let actual = if pair == push.pair {
                "another address".to_string()
            } else {
                format!("the address of {}", pair.confirmation)
            };
            breaches.push(Breach::of(message, "", "the responseUrl of the push", actual));
        }
    }
}

/// Checks that a request went to that address.
///
/// Of one that arrived only the path is known. A proxy before Keycard may have taken the beginning
/// of the path away, but not the part that names the case.
fn leads_to(requested: &str, url: &Url, case: &str) -> bool {
    let wanted = url.path().trim_end_matches('/');
    if let Ok(requested) = Url::parse(requested)
        && requested.has_host()
    {
        return requested.origin() == url.origin()
            && requested.path().trim_end_matches('/') == wanted
            && requested.query() == url.query();
    }
    let (path, query) = match requested.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (requested, None),
    };
    let path = path.trim_end_matches('/');
    query == url.query() && (path == wanted || (names_the_case(path, case) && wanted.ends_with(path)))
}

/// R-COR-3: the address for the confirmation names the operation that confirms the push.
fn response_url(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    for push in confirmable_pushes(material, Side::ChannelManager) {
        let Some(text) = fields::text(push.message.body, "responseUrl") else {
            continue;
        };
        let expected = push.pair.confirmation;
        let actual = match Url::parse(text) {
            Err(_) => "no whole address".to_string(),
            Ok(url) => {
                let named = url.path().trim_end_matches('/').rsplit('/').next().unwrap_or_default();
                if named == expected {
                    continue;
                }
                match CONFIRMATION_PAIRS.iter().find(|pair| pair.confirmation == named) {
                    Some(other) => format!("an address of {}", other.confirmation),
                    None => "an address of something else".to_string(),
                }
            }
        };
        let expected = format!("an address of {expected}");
        breaches.push(Breach::of(push.message, "/responseUrl", expected, actual));
    }
}

/// R-COR-4: a confirmation carries the connection token of its push.
///
/// A client token that is not the agreed one is the matter of R-AUTH-1; the connection token of a
/// confirmation that names no push, or that is no text, is that of R-AUTH-2 and of the schema.
fn tokens(material: Material<'_>, breaches: &mut Breaches) {
    let pushed: Vec<ConfirmablePush<'_>> = confirmable_pushes(material, material.judged).collect();
    for (message, _, confirmation) in confirmations(material) {
        if let Some(push) = push_named_by(&pushed, message, confirmation)
            && let Some(token) = fields::text(message.body, "connectionToken")
            && let Some(wanted) = fields::text(push.message.body, "connectionToken")
            && token != wanted
        {
            let expected = "the connectionToken of the push";
            breaches.push(Breach::of(message, "/connectionToken", expected, "another value"));
        }
    }
}

/// R-COR-5: a push is confirmed once; again only after the first confirmation was not taken, or after the same push came
/// again.
fn once(material: Material<'_>, breaches: &mut Breaches) {
    let pushed: Vec<ConfirmablePush<'_>> = confirmable_pushes(material, material.judged).collect();
    let mut taken: HashMap<(&str, &str, Option<&str>), Vec<usize>> = HashMap::new();
    for (message, pair, confirmation) in confirmations(material) {
        let Some(related) = confirmation.related else { continue };
        let key = (
            pair.confirmation,
            related,
            fields::text(message.body, "connectionToken"),
        );
        let before = taken.entry(key).or_default();
        let times = pushed.iter().filter(|push| {
            let token = fields::text(push.message.body, "connectionToken");
            push.message.entry < message.entry && push.id == Some(related) && token == key.2
        });
        if let Some(first) = before.first()
            && before.len() >= times.count()
        {
            let actual = format!("a further one; the first is exchange {}", first + 1);
            let pointer = confirmation.related_pointer();
            breaches.push(Breach::of(
                message,
                pointer,
                "one confirmation for each message",
                actual,
            ));
        } else if answered_success(material, message) == Some(true) {
            before.push(message.entry);
        }
    }
}

/// R-COR-12: each new message has an id of its own.
fn fresh(material: Material<'_>, breaches: &mut Breaches) {
    let mut first: HashMap<(&str, Option<&str>), &SentMessage<'_>> = HashMap::new();
    for push in confirmable_pushes(material, material.judged.other()) {
        let Some(id) = push.id.filter(|id| !id.trim().is_empty()) else {
            continue;
        };
        match first.entry((id, fields::text(push.message.body, "connectionToken"))) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(push.message);
            }
            hash_map::Entry::Occupied(occupied) => {
                let earlier = occupied.get();
                // The same message once more is no new message.
                if earlier.operation != push.message.operation || earlier.body != push.message.body {
                    let actual = format!("the id of another message: exchange {}", earlier.entry + 1);
                    breaches.push(Breach::of(push.message, "/messageId", "an id of its own", actual));
                }
            }
        }
    }
}
