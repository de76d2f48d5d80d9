//! Targets of the ids in requests and answers: as the schema says, or else by the name of the property.

use super::entity::Entity;
use super::node::{Field, Node, Record, ValueKind};

/// Kind of thing that an id names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    One(Entity),
    /// A customer or a company.
    Account,
    /// A reservation or an order of products.
    ServiceOrder,
    /// An item that was sold, or a payment.
    AccountingItem,
    /// A chain of enterprises.
    Chain,
}

/// Target of the property of that name, in an object that is described at `holder` (`file:definition`).
pub(super) fn target(node: &Node, name: &str, holder: &str) -> Option<Target> {
    let node = node.items().unwrap_or(node);
    if !matches!(node.kind, ValueKind::Text { .. }) {
        return None;
    }
    by_name(node.entity, name, holder)
}

/// Target of a property by its name, and by the kind of data that its schema names.
pub(super) fn by_name(entity: Option<Entity>, name: &str, holder: &str) -> Option<Target> {
    let stem = name.strip_suffix("Ids").or_else(|| name.strip_suffix("Id"))?;
    // These are of one of several kinds, whichever of them the schema leads to.
    let several = match stem {
        "Account" | "AssociatedAccount" | "SourceAccount" | "TargetAccount" => Some(Target::Account),
        "ServiceOrder" | "Order" => Some(Target::ServiceOrder),
        "AccountingItem" | "Item" => Some(Target::AccountingItem),
        "Chain" => Some(Target::Chain),
        _ => None,
    };
    if let Some(target) = several.or(entity.map(Target::One)) {
        return Some(target);
    }
    let page = holder.split(':').next().unwrap_or_default();
    Some(match stem {
        "Group" if page == "reservations" && holder != "reservations:rate-for-extent" => {
            Target::One(Entity::ReservationGroup)
        }
        "Group" => Target::One(Entity::RateGroup),
        "Category" if holder == "products:product" => Target::One(Entity::ProductCategory),
        "Category" => Target::One(Entity::ResourceCategory),
        // The counter of a bill and the like are all counters; a refund is a payment.
        "Refund" => Target::One(Entity::Payment),
        _ => Target::One(Entity::of_stem(stem)?),
    })
}

/// Returns true if a property is the id, or are the ids, of something of a kind.
pub(super) fn refers_to(field: &Field, holder: &Record, entity: Entity) -> bool {
    matches!(field.name.as_str(), "Id" | "Ids")
        || target(&field.node, &field.name, &holder.key) == Some(Target::One(entity))
}
