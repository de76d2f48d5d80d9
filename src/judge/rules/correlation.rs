//! R-COR: how a confirmation refers to its push, and where it is sent.

use std::collections::HashMap;
use std::collections::hash_map;

use serde_json::{Map, Value};
use url::Url;

use super::breach::{Breach, Breaches};
use super::pushes::{self, Push, confirmations, may_be_astray, named, names_the_case, pushes};
use crate::contract::operation::Side;
use crate::judge::conversation::Spoken;
use crate::judge::material::Material;
use crate::judge::views::confirmation::{Confirmation, PAIRS, Pair};
use crate::judge::views::value;

/// R-COR-1: a confirmation names a push that was sent before.
pub fn known_push(material: Material<'_>, breaches: &mut Breaches) {
    // The platform's confirmations are the matter of R-COR-8 and R-COR-15.
    if material.judged != Side::ChannelManager {
        return;
    }
    let sent: Vec<Push<'_>> = pushes(material, Side::ChannelManager).collect();
    let earlier = material.transcript.facts.target.get("knownPushes");
    for (said, _, confirmation) in confirmations(material) {
        let expected = "the messageId of an earlier push";
        match confirmation.related {
            Some(related) => {
                let known =
                    named(&sent, said, confirmation).is_some() || earlier.is_some_and(|known| mentions(known, related));
                // A case that pushed nothing knows no ids, so it cannot call one unknown.
                let pushed = sent.iter().any(|push| push.said.entry < said.entry);
                if !known && pushed && !may_be_astray(material, said) {
                    let pointer = confirmation.related_pointer();
                    breaches.push(Breach::of(said, pointer, expected, "an id that no push before it had"));
                }
            }
            // That it is missing is said by the schema; that the id goes by another name is worth more.
            None => {
                if value::present(said.body, confirmation.relates_by).is_none()
                    && let Some(name) = misnamed(said.body)
                {
                    let actual = format!("it is missing; there is `{name}` in its place");
                    breaches.push(Breach::of(said, confirmation.related_pointer(), expected, actual));
                }
            }
        }
    }
}

/// Whether a configured value holds that id.
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
pub fn address(material: Material<'_>, breaches: &mut Breaches) {
    let sent: Vec<Push<'_>> = pushes(material, material.judged).collect();
    for (said, pair, confirmation) in confirmations(material) {
        if let Some(push) = named(&sent, said, confirmation)
            && let Some(url) = value::filled(push.said.body, "responseUrl")
            && let Ok(url) = Url::parse(url)
            && let Some(entry) = material.transcript.entries.get(said.entry)
            && !leads_to(&entry.request.url, &url, &material.case.id.key())
        {
            let actual = if pair == push.pair {
                "another address".to_string()
            } else {
                format!("the address of {}", pair.confirmation)
            };
            breaches.push(Breach::of(said, "", "the responseUrl of the push", actual));
        }
    }
}

/// Whether a request went to that address.
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
pub fn response_url(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    for push in pushes(material, Side::ChannelManager) {
        let Some(text) = value::text(push.said.body, "responseUrl") else {
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
                match PAIRS.iter().find(|pair| pair.confirmation == named) {
                    Some(other) => format!("an address of {}", other.confirmation),
                    None => "an address of something else".to_string(),
                }
            }
        };
        let expected = format!("an address of {expected}");
        breaches.push(Breach::of(push.said, "/responseUrl", expected, actual));
    }
}

/// R-COR-4: a confirmation carries the connection token of its push.
///
/// A client token that is not the agreed one is the matter of R-AUTH-1; the connection token of a
/// confirmation that names no push, or that is no text, is that of R-AUTH-2 and of the schema.
pub fn tokens(material: Material<'_>, breaches: &mut Breaches) {
    let sent: Vec<Push<'_>> = pushes(material, material.judged).collect();
    for (said, _, confirmation) in confirmations(material) {
        if let Some(push) = named(&sent, said, confirmation)
            && let Some(token) = value::text(said.body, "connectionToken")
            && let Some(wanted) = value::text(push.said.body, "connectionToken")
            && token != wanted
        {
            let expected = "the connectionToken of the push";
            breaches.push(Breach::of(said, "/connectionToken", expected, "another value"));
        }
    }
}

/// R-COR-5: a push is confirmed once; again only after the first confirmation was not taken.
pub fn once(material: Material<'_>, breaches: &mut Breaches) {
    let mut taken: HashMap<(&str, &str, Option<&str>), usize> = HashMap::new();
    for (said, pair, confirmation) in confirmations(material) {
        let Some(related) = confirmation.related else { continue };
        let key = (pair.confirmation, related, value::text(said.body, "connectionToken"));
        if let Some(first) = taken.get(&key) {
            let actual = format!("a further one; the first is exchange {}", first + 1);
            let pointer = confirmation.related_pointer();
            breaches.push(Breach::of(said, pointer, "one confirmation for each message", actual));
        } else if pushes::answered(material, said) == Some(true) {
            taken.insert(key, said.entry);
        }
    }
}

/// R-COR-12: each new message has an id of its own.
pub fn fresh(material: Material<'_>, breaches: &mut Breaches) {
    let mut first: HashMap<(&str, Option<&str>), &Spoken<'_>> = HashMap::new();
    for push in pushes(material, material.judged.other()) {
        let Some(id) = push.id.filter(|id| !id.trim().is_empty()) else {
            continue;
        };
        match first.entry((id, value::text(push.said.body, "connectionToken"))) {
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(push.said);
            }
            hash_map::Entry::Occupied(occupied) => {
                let earlier = occupied.get();
                // The same message once more is no new message.
                if earlier.operation != push.said.operation || earlier.body != push.said.body {
                    let actual = format!("the id of another message: exchange {}", earlier.entry + 1);
                    breaches.push(Breach::of(push.said, "/messageId", "an id of its own", actual));
                }
            }
        }
    }
}

/// The confirmations of one pair, with the push that each names.
pub fn with_push<'e>(
    material: Material<'e>,
    host: Side,
    operation: &'static str,
) -> Vec<(&'e Spoken<'e>, &'e Confirmation<'e>, Option<Push<'e>>)> {
    let Some(pair) = Pair::of_push(host, operation) else {
        return Vec::new();
    };
    if material.judged != host {
        return Vec::new();
    }
    let sent: Vec<Push<'e>> = pushes(material, host).filter(|push| push.pair == pair).collect();
    confirmations(material)
        .filter(|(_, of, _)| *of == pair)
        .map(|(said, _, confirmation)| (said, confirmation, named(&sent, said, confirmation)))
        .collect()
}
