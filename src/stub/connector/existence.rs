//! Existence of the items that a request names, in an enterprise that its token covers.

use serde_json::Value;

use super::answer::{Object, Refusal};
use super::entity::Entity;
use super::library::Endpoint;
use super::node::{Node, Pair, Record, ValueKind};
use super::parameter::join;
use super::reference::{self, Target};
use super::scope::Scope;
use super::store::Store;

/// Checks that every id of a request names something.
pub(super) fn check(endpoint: &Endpoint, body: &Object, scope: &Scope, store: &Store) -> Result<(), Refusal> {
    let shape = endpoint.shape();
    let lookup = Lookup {
        scope,
        store,
        main: shape.entity,
        accounts: endpoint.particulars.file == "accounts",
    };
    lookup.object(&shape.request, body, "")
}

struct Lookup<'l> {
    scope: &'l Scope,
    store: &'l Store,
    /// Kind of data that `Id` and `Ids` name.
    main: Option<Entity>,
    accounts: bool,
}

impl Lookup<'_> {
    fn object(&self, record: &Record, object: &Object, path: &str) -> Result<(), Refusal> {
        for field in &record.fields {
            // Scope has been looked at; what is ignored need not exist.
            if path.is_empty()
                && matches!(
                    field.name.as_str(),
                    "EnterpriseId" | "EnterpriseIds" | "ChainId" | "ChainIds"
                )
            {
                continue;
            }
            let Some(value) = object.get(&field.name) else { continue };
            self.value(&field.node, &field.name, value, record, &join(path, &field.name))?;
        }
        Ok(())
    }

    fn value(&self, node: &Node, name: &str, value: &Value, holder: &Record, path: &str) -> Result<(), Refusal> {
        if let (ValueKind::Text { .. }, Value::String(id)) = (&node.kind, value) {
            return match self.target(node, name, holder) {
                Some(target) if !self.exists(target, id) => Err(Refusal::invalid(path)),
                Some(_) | None => Ok(()),
            };
        }
        match node.pair(value) {
            Pair::List(items, values) => values
                .iter()
                .try_for_each(|value| self.value(items, name, value, holder, path)),
            Pair::Object(record, object) if record.is_update_value() => {
                // The change of an id is called like the id.
                match (record.fields.first(), object.get("Value")) {
                    (Some(field), Some(value)) => self.value(&field.node, name, value, holder, path),
                    _ => Ok(()),
                }
            }
            Pair::Object(record, object) => self.object(record, object, path),
            Pair::Dictionary(..) | Pair::Other => Ok(()),
        }
    }

    fn target(&self, node: &Node, name: &str, holder: &Record) -> Option<Target> {
        match name {
            "Id" | "Ids" if self.accounts => Some(Target::Account),
            "Id" | "Ids" => self.main.map(Target::One),
            "Cursor" => self.main.map(Target::One),
            _ => reference::target(node, name, &holder.key),
        }
    }

    fn exists(&self, target: Target, id: &str) -> bool {
        exists(self.store, target, id, self.scope)
    }
}

/// Returns true if there is such an item in an enterprise that the token covers.
fn exists(store: &Store, target: Target, id: &str, scope: &Scope) -> bool {
    let one = |entity: Entity| {
        let mut all = store.of(entity, scope.covered).filter(|item| item.is_listed());
        match id.strip_prefix("eid:") {
            Some(external) => all.any(|item| item.is("ExternalIdentifier", external)),
            None => all.any(|item| item.id == id),
        }
    };
    match target {
        Target::One(Entity::Image) => scope.covered.iter().any(|enterprise| {
            (0..Entity::Image.count(*enterprise)).any(|at| Entity::Image.seeded(*enterprise, at) == id)
        }),
        Target::One(entity) => one(entity),
        Target::Account => one(Entity::Customer) || one(Entity::Company),
        Target::ServiceOrder => one(Entity::Reservation) || one(Entity::ProductServiceOrder),
        Target::AccountingItem => one(Entity::OrderItem) || one(Entity::Payment),
        Target::Chain => scope.covered.iter().any(|enterprise| enterprise.chain() == id),
    }
}
