//! `read-back`: what a channel manager shows as stored is what was pushed and accepted before, night by night.
//!
//! The hook `read-inventory` may show more than a case has pushed: other categories, other nights. Of these nothing
//! is said here. A night counts where it is clear what should be stored: a push that was refused, or that is confirmed
//! only after a later one, may be stored or not, and so may a night of which one push speaks twice.

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::contract::operation::Side;
use crate::contract::push::{InventoryKind, Push};
use crate::judge::finding::Finding;
use crate::judge::history::inventory_pushes::{InventoryPush, PushOutcome, inventory_pushes};
use crate::judge::history::stored_inventory::shown_inventories;
use crate::judge::material::Material;
use crate::judge::read_back::comparison::ComparedAmounts;
use crate::judge::read_back::inventory::{PushPlace, PushedInventory};
use crate::judge::read_back::{findings as differences, format};

/// Compares each inventory that was shown with what was pushed before.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    for (pushed, shown) in comparable(material) {
        if format::check(shown, &pushed.kinds()).is_ok() {
            let found = differences::findings(&pushed, shown, ComparedAmounts::Stored);
            findings.extend(found.into_iter().map(|deviation| deviation.finding));
        }
    }
}

/// The reason for which an inventory that was shown cannot be compared: then nothing is proved by it.
pub fn unreadable(material: Material<'_>) -> Option<String> {
    comparable(material).find_map(|(pushed, shown)| {
        let fault = format::check(shown, &pushed.kinds()).err()?;
        Some(format!(
            "the answer of the hook read-inventory cannot be compared: {fault}"
        ))
    })
}

/// Each inventory that was shown, with what was pushed before it.
fn comparable(material: Material<'_>) -> impl Iterator<Item = (PushedInventory<'_>, &Map<String, Value>)> {
    let shown = shown_inventories(material).filter(move |_| material.judged == Side::ChannelManager);
    shown.map(move |(entry, asked, shown)| (pushed_before(material, entry, asked), shown))
}

/// The inventory that should be stored for the nights that were asked for.
fn pushed_before<'e>(material: Material<'e>, entry: usize, asked: &[u8]) -> PushedInventory<'e> {
    let mut pushed = PushedInventory::default();
    // The store that is shown is that of the agreed connection.
    let agreed = material.agreed_connection();
    let pushes: Vec<InventoryPush<'e>> = inventory_pushes(material)
        .into_iter()
        .filter(|push| push.message.entry < entry && agreed.is_some() && push.message.connection() == agreed)
        .collect();
    let shown_in = material.step_of(entry);
    let mut unclear: Vec<&InventoryPush<'e>> = Vec::new();
    for (position, push) in pushes.iter().enumerate() {
        let next = pushes.iter().skip(position + 1).find(|next| next.kind == push.kind);
        let accepted = match push.outcome {
            PushOutcome::Accepted(since) if since < entry => Some(since),
            PushOutcome::Accepted(_) | PushOutcome::Refused | PushOutcome::Unknown => None,
        };
        match accepted {
            Some(since) if next.is_none_or(|next| since < next.message.entry) => {
                let exchange = push.message.entry;
                pushed.take(PushPlace { part: 0, exchange }, push.kind, push.message.body);
                pushed.forget_doubled();
            }
            Some(_) => unclear.push(push),
            None => pushed.forget(push.kind, push.message.body),
        }
        // A hook or a person may well have changed what is stored since, and a booking takes spaces.
        if material.acted_between(material.step_of(push.message.entry), shown_in)
            || push.kind == InventoryKind::Availability && sold_between(material, push.message.entry, entry)
        {
            unclear.push(push);
        }
    }
    for push in unclear {
        pushed.forget(push.kind, push.message.body);
    }
    if let Some((from, to)) = period(asked) {
        pushed.keep(from, to);
    }
    pushed
}

/// Checks that spaces may have been taken or given back between two exchanges.
fn sold_between(material: Material<'_>, after: usize, before: usize) -> bool {
    let mut between = material
        .requests()
        .filter(|message| message.entry > after && message.entry < before);
    between.any(|message| {
        [Push::Group, Push::Block]
            .iter()
            .any(|push| push.operation() == message.operation)
    })
}

/// The nights that a hook was asked for, if it was asked for some.
fn period(asked: &[u8]) -> Option<(Date, Date)> {
    let asked: Value = serde_json::from_slice(asked).ok()?;
    let date = |name: &str| asked.get(name)?.as_str()?.parse().ok();
    Some((date("from")?, date("to")?))
}
