//! Tasks.

use serde_json::json;

use super::super::answer::{Answer, Object};
use super::super::call::Call;
use super::super::entity::Entity;
use super::super::store::Store;
use super::handler::Handler;

pub(super) const ALL: &[(&str, Handler)] = &[("tasks/close", close_tasks)];

fn close_tasks(call: &Call<'_>, store: &mut Store) -> Answer {
    for id in call.texts("TaskIds") {
        store.change(Entity::Task, id, call.now, |data| {
            data.insert("State".into(), json!("Closed"));
            data.insert("ClosedUtc".into(), json!(call.now.to_string()));
        });
    }
    call.changed(Object::new())
}
