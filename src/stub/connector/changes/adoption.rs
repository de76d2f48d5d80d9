//! Adopting the parameters of a request: they become properties of an item, in the shape that answers show.

use serde_json::{Value, json};

use super::super::amount::Amount;
use super::super::answer::{Object, Refusal};
use super::super::call::Call;
use super::super::enterprise::Enterprise;
use super::super::entity::Entity;
use super::super::generation::{Fullness, Origin};
use super::super::identifier::identifier;
use super::super::interval;
use super::super::node::{Format, Node, Record, ValueKind};
use super::super::reference::{self, Target};
use super::super::store::Store;

/// Properties that requests and answers call by different names.
const NAMES: &[(Entity, &str, &str)] = &[
    (Entity::AvailabilityBlock, "TemplateRateId", "RateId"),
    (Entity::BillingAutomation, "Companies", "CompaniesWithRelations"),
    (Entity::Rate, "RateGroupId", "GroupId"),
    (Entity::Rate, "Descriptions", "Description"),
    (Entity::Reservation, "StartUtc", "ScheduledStartUtc"),
    (Entity::Reservation, "EndUtc", "ScheduledEndUtc"),
    (
        Entity::Reservation,
        "RequestedCategoryId",
        "RequestedResourceCategoryId",
    ),
    (Entity::Reservation, "CompanyId", "PartnerCompanyId"),
    (Entity::ResourceBlock, "ResourceId", "AssignedResourceId"),
    (Entity::ServiceOrderNote, "ServiceOrderId", "OrderId"),
];

/// The name in answers of a property that requests call by the given name.
pub(crate) fn shown_name(entity: Entity, given: &str) -> &str {
    let mut names = NAMES.iter();
    let listed = names.find(|(of, name, _)| *of == entity && *name == given);
    listed.map_or(given, |(_, _, shown)| shown)
}

/// Returns true if an instant stands there.
fn is_time(node: &Node) -> bool {
    matches!(
        node.kind,
        ValueKind::Text {
            format: Format::DateTime,
            ..
        }
    )
}

/// Adopts parameters for items of a kind.
pub(crate) struct Adopter<'a> {
    pub(crate) call: &'a Call<'a>,
    pub(crate) store: &'a Store,
    pub(crate) entity: Entity,
    pub(crate) enterprise: Enterprise,
}

impl Adopter<'_> {
    /// The properties that a part of a request gives, as an item of that shape has them.
    pub(crate) fn adopt(&self, part: &Object, given: &Record, shape: &Record) -> Result<Object, Refusal> {
        let mut adopted = Object::new();
        for field in &given.fields {
            let value = part.get(&field.name).filter(|value| !value.is_null());
            let shown = shape.field(shown_name(self.entity, &field.name));
            let (Some(value), Some(shown)) = (value, shown.filter(|shown| shown.name != "Id")) else {
                continue;
            };
            if let Some(value) = self.fit(value, &field.node, &field.name, given, &shown.node)? {
                adopted.insert(shown.name.clone(), value);
            }
        }
        Ok(adopted)
    }

    /// A value as answers show it; `None` if it does not fit there at all.
    pub(crate) fn fit(
        &self,
        value: &Value,
        given: &Node,
        name: &str,
        holder: &Record,
        shown: &Node,
    ) -> Result<Option<Value>, Refusal> {
        if let (Value::String(text), Some(target)) = (value, reference::target(given, name, &holder.key)) {
            return Ok(Some(json!(self.plain(target, text))));
        }
        if let (Value::String(text), true) = (value, is_time(shown)) {
            let time = interval::canonical(text).ok_or_else(|| Refusal::invalid(name))?;
            return Ok(Some(Value::String(time)));
        }
        match (value, shown.record()) {
            (Value::Object(sum), Some(record)) if record.key == "objects:amount" => self.sum(sum).map(Some),
            (Value::Object(part), Some(record)) if matches!(shown.kind, ValueKind::Record(_)) => {
                let Some(given) = given.record() else { return Ok(None) };
                let own = self.adopt(part, given, record)?;
                Ok(Some(Value::Object(self.complete(record, own))))
            }
            (Value::Array(values), Some(record)) => {
                let elements: Result<Vec<Value>, Refusal> = values
                    .iter()
                    .map(|value| match (value, given.record()) {
                        (Value::Object(part), Some(given)) => {
                            let own = self.adopt(part, given, record)?;
                            Ok(Value::Object(self.complete(record, own)))
                        }
                        _ => Ok(value.clone()),
                    })
                    .collect();
                elements.map(|elements| Some(Value::Array(elements)))
            }
            _ => Ok(shown.takes(value).then(|| value.clone())),
        }
    }

    /// The id of the item that a hybrid identifier names.
    fn plain(&self, target: Target, id: &str) -> String {
        let found = match target {
            Target::One(entity) => self.call.visible(self.store, entity, id),
            Target::Account | Target::AccountingItem | Target::ServiceOrder | Target::Chain => None,
        };
        found.map_or_else(|| id.to_owned(), |item| item.id.clone())
    }

    fn sum(&self, sum: &Object) -> Result<Value, Refusal> {
        if sum.contains_key("TaxCodes") || !sum.contains_key("Value") {
            return Amount::of_parameters(sum, self.enterprise).map(|amount| amount.value());
        }
        let cents = sum.get("Value").and_then(Value::as_f64).unwrap_or_default() * 100.0;
        if sum.get("Currency").and_then(Value::as_str) != Some(self.enterprise.currency()) {
            return Err(Refusal::forbidden("Invalid identifier"));
        }
        Ok(Amount::paid(self.enterprise, cents.round() as i64).value())
    }

    /// A part of an item with the properties that the request does not give, such as its own id.
    fn complete(&self, record: &Record, own: Object) -> Object {
        let id = identifier(&["part", &record.key, &Value::Object(own.clone()).to_string()]);
        let origin = Origin {
            enterprise: self.enterprise,
            entity: Some(self.entity),
            index: 0,
            id: &id,
            created: self.call.now,
            fullness: Fullness::Bare,
        };
        let mut whole = origin.record(record, "");
        whole.extend(own);
        whole
    }
}
