//! Whether what a request names exists, and belongs to an enterprise that its token covers.

use serde_json::Value;

use super::answer::{Object, Refusal};
use super::check::join;
use super::entity::Entity;
use super::library::Known;
use super::node::{Kind, Node, Record};
use super::reference::{self, Target};
use super::scope::Scope;
use super::store::Store;

/// Looks up every id of a request.
pub(super) fn check(known: &Known, body: &Object, scope: &Scope, store: &Store) -> Result<(), Refusal> {
    let shape = known.shape();
    let looking = Looking {
        scope,
        store,
        main: shape.entity,
        accounts: known.particulars.file == "accounts",
    };
    looking.object(&shape.request, body, "")
}

struct Looking<'l> {
    scope: &'l Scope,
    store: &'l Store,
    /// What `Id` and `Ids` are of.
    main: Option<Entity>,
    accounts: bool,
}

impl Looking<'_> {
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
        match (&node.kind, value) {
            (Kind::Text { .. }, Value::String(id)) => match self.target(node, name, holder) {
                Some(target) if !self.exists(target, id) => Err(Refusal::invalid(path)),
                Some(_) | None => Ok(()),
            },
            (Kind::List(items), Value::Array(values)) => values
                .iter()
                .try_for_each(|value| self.value(items, name, value, holder, path)),
            (Kind::Record(record), Value::Object(object)) if record.is_update_value() => {
                // How an id is changed is called like the id.
                match (record.fields.first(), object.get("Value")) {
                    (Some(field), Some(value)) => self.value(&field.node, name, value, holder, path),
                    _ => Ok(()),
                }
            }
            (Kind::Record(record), Value::Object(object)) => self.object(record, object, path),
            (
                Kind::Any
                | Kind::Boolean
                | Kind::Integer
                | Kind::Number
                | Kind::Text { .. }
                | Kind::Choice(_)
                | Kind::List(_)
                | Kind::Record(_)
                | Kind::Dictionary(_),
                _,
            ) => Ok(()),
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

/// Whether there is such a thing in an enterprise that the token covers.
pub(super) fn exists(store: &Store, target: Target, id: &str, scope: &Scope) -> bool {
    let one = |entity: Entity| {
        let mut all = store.of(entity, scope.covered).filter(|item| item.is_there());
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
