//! R-CFG-11, R-CFG-12 and R-CFG-14: what belongs to a connection, over several messages.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use crate::contract::operation::Side;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::history::timeline::for_each_state;
use crate::judge::material::Material;
use crate::judge::message::SentMessage;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::View;
use crate::judge::views::configuration::Configuration;
use crate::judge::views::error_list::errors;
use crate::judge::views::rate_pair::RatePair;
use crate::judge::views::value;
use crate::judge::wording::quoted;
use crate::plan::credential::CredentialName;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-CFG-11", as_set),
    Rule::new("R-CFG-12", of_existing),
    Rule::new("R-CFG-14", own_properties),
];

/// An inventory that was set.
struct SetInventory<'e> {
    pairs: HashSet<RatePair<'e>>,
    step: usize,
    /// True if the channel manager may have had pairs taken out of it since.
    shrunk: bool,
}

/// R-CFG-11: a configuration shows the inventory that was set last.
fn as_set(material: Material<'_>, breaches: &mut Breaches) {
    if material.judged != Side::Mews {
        return;
    }
    let mut sets: HashMap<&str, SetInventory<'_>> = HashMap::new();
    for (request, answer) in material.requests_with_answers() {
        let Some(key) = request.connection() else { continue };
        let step = material.step_of(request.entry);
        match (request.host, request.operation) {
            (Side::Mews, "setInventory") => match (answer.and_then(SentMessage::success), request.read()) {
                (Some(true), View::Inventory(inventory)) if inventory.is_whole => {
                    let pairs = inventory.pairs.iter().map(|(_, pair)| *pair).collect();
                    let shrunk = false;
                    sets.insert(key, SetInventory { pairs, step, shrunk });
                }
                (Some(false), _) => {}
                (Some(true) | None, _) => {
                    sets.remove(key);
                }
            },
            (Side::Mews, "getConfiguration") => {
                // What a hook or a person did to the platform in between may well concern the mappings.
                if let Some(set) = sets.get(key)
                    && !material.acted_between(set.step, step)
                    && let Some(answer) = answer.filter(|answer| answer.success() != Some(false))
                    && let View::Configuration(configuration) = answer.read()
                    && configuration.is_whole
                {
                    compare(answer.entry, set, &configuration, breaches);
                }
            }
            // Codes 10 and 11 take a category out of its rates.
            (Side::Mews | Side::ChannelManager, _) => {
                let messages = [Some(request), answer].into_iter().flatten();
                let refusals = messages.filter(|message| message.sender == Side::ChannelManager);
                if refusals.flat_map(|message| errors(message.body)).any(|(_, error)| {
                    let code = error.get("code").and_then(value::integer);
                    matches!(code, Some(10 | 11))
                }) && let Some(set) = sets.get_mut(key)
                {
                    set.shrunk = true;
                }
            }
        }
    }
}

fn compare(entry: usize, set: &SetInventory<'_>, configuration: &Configuration<'_>, breaches: &mut Breaches) {
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
    let shown: HashSet<RatePair<'_>> = configuration.pairs.iter().map(|(_, pair)| *pair).collect();
    // A pair of something that is not synchronized may be left out with it.
    let rates: HashSet<_> = configuration.rates.iter().filter_map(|rate| rate.code).collect();
    let spaces: HashSet<_> = configuration.spaces.iter().filter_map(|space| space.code).collect();
    let mut missing: Vec<&RatePair<'_>> = set
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
fn of_existing(material: Material<'_>, breaches: &mut Breaches) {
    let target = &material.transcript.facts.target;
    let none = |name: &str| target.get(name).and_then(Value::as_str);
    let (no_rate, no_space) = (none("unmappedRate"), none("unmappedSpace"));
    for_each_state(material, |message, view, known| {
        let View::Inventory(inventory) = view else { return };
        let of_target = material.agreed_connection().is_some() && message.connection() == material.agreed_connection();
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
                let breach = Breach::of(
                    message,
                    format!("/inventoryMappings/{index}/{property}"),
                    format!("the code of a {what} that exists"),
                    format!("{}, which does not", quoted(code)),
                );
                if all && is_known == Some(false) {
                    breaches.push(breach.weighing_if(known.weight()));
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
fn own_properties(material: Material<'_>, breaches: &mut Breaches) {
    let mut tokens: HashMap<&str, Caller> = HashMap::new();
    let mut ids: HashMap<&str, Caller> = HashMap::new();
    tokens.extend(material.agreed_connection().map(|agreed| (agreed, Caller::Own)));
    for (message, view) in material.judged_messages() {
        let View::Properties(properties) = view else { continue };
        let Some(caller) = caller(material, message.entry) else {
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
                breaches.push(Breach::of(
                    message,
                    format!("/properties/{}/id", property.index),
                    "a property of the employee who asks",
                    "one that an employee of another enterprise has",
                ));
            }
            for (index, token) in &property.tokens {
                if is_shared(&mut tokens, token, caller) {
                    breaches.push(Breach::of(
                        message,
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
    let call = material.case.steps.get(material.step_of(entry))?.call()?;
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

/// Checks that someone else has seen it.
fn is_shared<'e>(seen: &mut HashMap<&'e str, Caller>, value: &'e str, caller: Caller) -> bool {
    *seen.entry(value).or_insert(caller) != caller
}
