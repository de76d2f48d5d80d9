//! The properties that say which enterprise and chain an item belongs to.

use serde_json::json;

use super::answer::Object;
use super::enterprise::Enterprise;
use super::entity::Entity;

/// Gives an item to its enterprise.
pub(super) fn assign(data: &mut Object, enterprise: Enterprise) {
    let own = [
        ("EnterpriseId", Entity::Enterprise.seeded(enterprise, 0)),
        ("ChainId", enterprise.chain()),
    ];
    for (name, id) in own {
        if let Some(property) = data.get_mut(name) {
            *property = json!(id);
        }
    }
}
