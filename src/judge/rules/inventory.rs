//! R-CFG-11, R-CFG-12 and R-CFG-14: what belongs to a connection, over several messages.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::breach::{Breach, Breaches};
use super::exchanges::{acted_between, agreed, connection, requests, step_of, success};
use super::known::with_known;
use super::quoted;
use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::material::{Material, errors};
use crate::judge::views::View;
use crate::judge::views::ari::Pair;
use crate::judge::views::configuration::Configuration;
use crate::judge::views::fields::integer;
use crate::plan::credential::CredentialName;

/// An inventory that was set.
struct Set<'e> {
    pairs: HashSet<Pair<'e>>,
    step: usize,
    /// Whether the channel manager may have had pairs taken out of it since.
    shrunk: bool,
}

/// R-CFG-11: a configuration shows the inventory that was set last.
pub fn as_set(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let mut sets: HashMap<&str, Set<'_>> = HashMap::new();
    for (request, answer) in requests(material) {
        let Some(key) = connection(request) else { continue };
        let step = step_of(material, request.entry);
        match (request.host, request.operation) {
            (Side::Mews, "setInventory") => match (answer.and_then(success), request.read()) {
                (Some(true), View::Inventory(inventory)) if inventory.is_whole => {
                    let pairs = inventory.pairs.iter().map(|(_, pair)| *pair).collect();
                    let shrunk = false;
                    sets.insert(key, Set { pairs, step, shrunk });
                }
                (Some(false), _) => {}
                (Some(true) | None, _) => {
                    sets.remove(key);
                }
            },
            (Side::Mews, "getConfiguration") => {
                // What a hook or a person did to the platform in between may well concern the mappings.
                if let Some(set) = sets.get(key)
                    && !acted_between(material, set.step, step)
                    && let Some(answer) = answer.filter(|answer| success(answer) != Some(false))
                    && let View::Configuration(configuration) = answer.read()
                    && configuration.is_whole
                {
                    compare(answer.entry, set, &configuration, breaches);
                }
            }
            // Codes 10 and 11 take a category out of its rates.
            (Side::Mews | Side::ChannelManager, _) => {
                let messages = [Some(request), answer].into_iter().flatten();
                let refusals = messages.filter(|said| said.sender == Side::ChannelManager);
                if refusals.flat_map(|said| errors(said.body)).any(|(_, error)| {
                    let code = error.get("code").and_then(integer);
                    matches!(code, Some(10 | 11))
                }) && let Some(set) = sets.get_mut(key)
                {
                    set.shrunk = true;
                }
            }
        }
    }
}

fn compare(entry: usize, set: &Set<'_>, configuration: &Configuration<'_>, breaches: &mut Breaches) {
    if !configuration.pairs_are_whole {
        return;
    }
    for (index, pair) in &configuration.pairs {
        if breaches.are_enough() {
            return;
        }
        if !set.pairs.contains(pair) {
            let pointer = format!("/inventoryMappings/{index}");
            let actual = format!("{} with {}", quoted(pair.rate), quoted(pair.space));
            breaches.push(Breach::new(
                entry,
                Message::Response,
                pointer,
                "the pairs that were set",
                actual,
            ));
        }
    }
    if set.shrunk {
        return;
    }
    let shown: HashSet<Pair<'_>> = configuration.pairs.iter().map(|(_, pair)| *pair).collect();
    // A pair of something that is not synchronized may be left out with it.
    let rates: HashSet<_> = configuration.rates.iter().filter_map(|rate| rate.code).collect();
    let spaces: HashSet<_> = configuration.spaces.iter().filter_map(|space| space.code).collect();
    let mut missing: Vec<&Pair<'_>> = set
        .pairs
        .difference(&shown)
        .filter(|pair| rates.contains(pair.rate) && spaces.contains(pair.space))
        .collect();
    missing.sort_unstable();
    if let [first, rest @ ..] = missing.as_slice() {
        let expected = format!(
            "also {} with {}, which was set",
            quoted(first.rate),
            quoted(first.space)
        );
        let actual = match rest.len() {
            0 => "it is missing".to_string(),
            more => format!("it is missing, like {more} more"),
        };
        breaches.push(Breach::new(
            entry,
            Message::Response,
            "/inventoryMappings",
            expected,
            actual,
        ));
    }
}

/// R-CFG-12: an inventory is made of rates and categories that exist.
pub fn of_existing(material: Material<'_>, breaches: &mut Breaches) {
    let target = &material.transcript.facts.target;
    let none = |name: &str| target.get(name).and_then(Value::as_str);
    let (no_rate, no_space) = (none("unmappedRate"), none("unmappedSpace"));
    with_known(material, |said, view, known| {
        let View::Inventory(inventory) = view else { return };
        let of_target = agreed(material).is_some() && connection(said) == agreed(material);
        for (index, pair) in &inventory.pairs {
            if breaches.are_enough() {
                return;
            }
            let rates = known.rates.as_ref().map(|rates| rates.contains_key(pair.rate));
            let spaces = known.spaces.as_ref().map(|spaces| spaces.contains_key(pair.space));
            let halves = [
                (
                    "ratePlanCode",
                    "rate plan",
                    pair.rate,
                    rates,
                    known.has_all_rates,
                    no_rate,
                ),
                (
                    "spaceTypeCode",
                    "space category",
                    pair.space,
                    spaces,
                    known.has_all_spaces,
                    no_space,
                ),
            ];
            for (property, what, code, is_known, all, none) in halves {
                if is_known == Some(true) {
                    continue;
                }
                let breach = Breach::new(
                    said.entry,
                    said.message,
                    format!("/inventoryMappings/{index}/{property}"),
                    format!("the code of a {what} that exists"),
                    format!("{}, which does not", quoted(code)),
                );
                if all && is_known == Some(false) {
                    breaches.push(known.weigh(breach));
                } else if of_target && none == Some(code) {
                    // Not mapped, by the target's configuration; that it does not exist at all is likely.
                    breaches.push(breach.weighing(Weight::Warning));
                }
            }
        }
    });
}

/// R-CFG-14: each employee and each client sees its own.
///
/// Who may see what is not told by any message. What a scenario knows is which calls it made in
/// another's name; what these see must be nothing that the calls in the target's own name see.
pub fn own_properties(material: Material<'_>, breaches: &mut Breaches) {
    let mut tokens: HashMap<&str, Caller> = HashMap::new();
    let mut ids: HashMap<&str, Caller> = HashMap::new();
    tokens.extend(agreed(material).map(|agreed| (agreed, Caller::Own)));
    for (said, view) in material.judged() {
        let View::Properties(properties) = view else { continue };
        let Some(caller) = caller(material, said.entry) else {
            continue;
        };
        for property in &properties.0 {
            if breaches.are_enough() {
                return;
            }
            // Another client may well be connected to the same property.
            if let Some(id) = property.id
                && caller != Caller::OtherClient
                && is_shared(&mut ids, id, caller)
            {
                breaches.push(Breach::new(
                    said.entry,
                    said.message,
                    format!("/properties/{}/id", property.index),
                    "a property of the employee who asks",
                    "one that an employee of another enterprise has",
                ));
            }
            for (index, token) in &property.tokens {
                if is_shared(&mut tokens, token, caller) {
                    breaches.push(Breach::new(
                        said.entry,
                        said.message,
                        format!("/properties/{}/connections/{index}/token", property.index),
                        "a connection of the client and the employee who ask",
                        "one that others have",
                    ));
                }
            }
        }
    }
}

/// In whose name a call was made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Caller {
    /// The target's own client, for its own employee.
    Own,
    /// Another client.
    OtherClient,
    /// An employee of another enterprise.
    OtherEmployee,
}

/// In whose name the call of an exchange was made, if the scenario says so.
fn caller(material: Material<'_>, entry: usize) -> Option<Caller> {
    let call = material.case.steps.get(step_of(material, entry))?.call()?;
    let filled = |property: &str| {
        let filling = call.fillings.iter().find(|filling| filling.property == property);
        filling.map_or(CredentialName::Valid, |filling| filling.name)
    };
    // Whether a call with any other credential is answered at all is the matter of its scenario.
    let (client, email) = (filled("clientToken"), filled("email"));
    if client == CredentialName::OtherClient {
        Some(Caller::OtherClient)
    } else if client != CredentialName::Valid {
        None
    } else if email == CredentialName::OtherClient {
        Some(Caller::OtherEmployee)
    } else {
        (email == CredentialName::Valid).then_some(Caller::Own)
    }
}

/// Whether someone else has seen it.
fn is_shared<'e>(seen: &mut HashMap<&'e str, Caller>, value: &'e str, caller: Caller) -> bool {
    *seen.entry(value).or_insert(caller) != caller
}
