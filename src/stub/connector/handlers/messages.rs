//! Messages to guests.

use serde_json::json;

use super::super::answer::{Answer, Object};
use super::super::call::Call;
use super::super::changes::add_all;
use super::super::entity::Entity;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[("messages/add", send)];

/// Sends messages; each answer repeats the name that the request has for it.
fn send(call: &Call<'_>, store: &mut Store) -> Answer {
    let sent = add_all(call, store, Entity::Message)?;
    let pairs = sent.iter().zip(call.objects("Messages"));
    let shown = pairs.map(|(message, part)| json!({ "Identifier": part.get("Identifier"), "Message": message.data }));
    let mut given = Object::new();
    given.insert("Messages".into(), shown.collect());
    call.changed(given)
}
