//! Making data of the shape that the contract describes: the same for the same id, and consistent in itself.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::amount::Amount;
use super::answer::{Object, object};
use super::enterprise::Enterprise;
use super::entity::Entity;
use super::identifier::{identifier, pick};
use super::node::{Field, Format, Node, Record, Union, ValueKind};
use super::reference::{self, Target};
use super::sample_text::{sample, spaced};

/// Presence of the properties that may be absent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fullness {
    /// Most of it.
    Full,
    /// None of it.
    Bare,
}

/// The item that data are made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Origin<'o> {
    pub(super) enterprise: Enterprise,
    pub(super) entity: Option<Entity>,
    pub(super) index: usize,
    pub(super) id: &'o str,
    pub(super) created: Timestamp,
    pub(super) fullness: Fullness,
}

/// Number of elements in the lists of an item.
const ELEMENTS: usize = 2;
/// Properties that are null in made-up data, because nothing has happened to the item yet.
const NOT_YET: [&str; 17] = [
    "CancelledUtc",
    "CanceledUtc",
    "CancellationReason",
    "CancellationReasonDetail",
    "ClosedUtc",
    "DeletedUtc",
    "ReleasedUtc",
    "ActualStartUtc",
    "ActualEndUtc",
    "MergeTargetId",
    "TaxExemptionReason",
    "TaxExemptionLegalReference",
    "QrCodeData",
    "ParentResourceId",
    "MotherCompanyId",
    "BaseRateId",
    "CorrectedBillId",
];

impl Origin<'_> {
    /// An object of that shape.
    pub(super) fn record(&self, record: &Record, path: &str) -> Object {
        if record.key == "objects:amount" {
            let cents = 6000 + 600 * i64::try_from(pick(&[self.id, path], 20)).unwrap_or_default();
            return object(Amount::usual(self.enterprise, cents).value());
        }
        let mut made = Object::with_capacity(record.fields.len());
        for field in &record.fields {
            if !field.node.deprecated {
                made.insert(field.name.clone(), self.property(field, record, path));
            }
        }
        if let Some(union) = &record.union {
            self.unite(union, &mut made, path);
        }
        order_bounds(&mut made);
        made
    }

    /// A value for a property, as it would be within an object of that description.
    pub(super) fn value_of(&self, field: &Field, holder: &Record) -> Value {
        self.property(field, holder, "")
    }

    fn property(&self, field: &Field, holder: &Record, path: &str) -> Value {
        let name = field.name.as_str();
        let node = &field.node;
        let path = &format!("{path}/{name}");
        let left_out = node.nullable
            && match self.fullness {
                // The time of its creation is always known.
                Fullness::Bare => !matches!(name, "CreatedUtc" | "UpdatedUtc"),
                Fullness::Full => {
                    NOT_YET.contains(&name)
                        || path.len() > 200
                        || (pick(&[self.id, path, "absent"], 4) == 0 && !name.ends_with("Id"))
                }
            };
        if left_out {
            return Value::Null;
        }
        self.value(node, name, holder, path)
    }

    /// A value of that kind for the property of that name.
    fn value(&self, node: &Node, name: &str, holder: &Record, path: &str) -> Value {
        match &node.kind {
            ValueKind::Any => Value::Null,
            ValueKind::Boolean => match name {
                "IsActive" | "IsEnabled" | "IsDefault" | "IsPublic" => Value::Bool(true),
                _ => Value::Bool(pick(&[self.id, path], 2) == 0),
            },
            ValueKind::Integer => json!(self.number(name, path)),
            ValueKind::Number => match name {
                "Latitude" => json!(51.5),
                "Longitude" => json!(-0.1),
                _ => json!(self.number(name, path)),
            },
            ValueKind::Text { format, longest } => self.text(node, *format, *longest, name, holder, path),
            ValueKind::Choice(choices) => {
                let at = pick(&[self.id, path], choices.len());
                let choice = |wanted: &str| choices.iter().find(|choice| *choice == wanted);
                let usual = match name {
                    "AccountType" => choice("Customer"),
                    "ActivityState" => choice("Active"),
                    _ => None,
                };
                usual
                    .or_else(|| choices.get(at))
                    .map_or(Value::Null, |choice| json!(choice))
            }
            ValueKind::List(items) => self.list(items, name, holder, path),
            ValueKind::Record(record) => Value::Object(self.record(record, path)),
            ValueKind::Dictionary(values) => {
                // Texts are keyed by language, and other values by any name.
                let key = if matches!(values.kind, ValueKind::Text { .. }) {
                    "en-GB"
                } else {
                    "1"
                };
                json!({ key: self.value(values, name, holder, path) })
            }
        }
    }

    fn list(&self, items: &Node, name: &str, holder: &Record, path: &str) -> Value {
        let count = match (&items.kind, self.fullness) {
            (_, Fullness::Bare) => 0,
            (ValueKind::Record(_), Fullness::Full) => ELEMENTS,
            (_, Fullness::Full) => 1,
        };
        (0..count)
            .map(|at| {
                let own = identifier(&[self.id, path, &at.to_string()]);
                let element = Origin {
                    id: &own,
                    index: self.index + at,
                    ..*self
                };
                element.value(items, name, holder, &format!("{path}/{at}"))
            })
            .collect()
    }

    fn number(&self, name: &str, path: &str) -> usize {
        match name {
            "Ordering" => self.index,
            "MinimalAge" => 0,
            "MaximalAge" => 99,
            "TaxPrecision" | "Precision" => 2,
            // As a number it has to be one of its own.
            "Number" => 10_000 * (self.enterprise.index() + 1) + self.index,
            _ => 1 + pick(&[self.id, path], 4),
        }
    }

    fn text(
        &self,
        node: &Node,
        format: Format,
        longest: Option<usize>,
        name: &str,
        holder: &Record,
        path: &str,
    ) -> Value {
        if name == "Id" && path == "/Id" {
            return json!(self.id);
        }
        if let Some(target) = reference::target(node, name, &holder.key) {
            return json!(self.reference(target));
        }
        match format {
            Format::Identifier if name.ends_with("Id") || name.ends_with("Ids") => json!(identifier(&[self.id, path])),
            Format::DateTime => json!(self.time(name)),
            // Whatever else is said of its form, the name promises an instant.
            _ if name.ends_with("Utc") => json!(self.time(name)),
            Format::Duration => json!("P0Y0M1DT0H0M0S"),
            Format::Day => json!(match name {
                "BirthDate" => "1985-04-17",
                "Issuance" | "IssuanceDate" => "2021-05-04",
                "Expiration" | "ExpirationDate" => "2031-05-04",
                _ => "2026-03-01",
            }),
            Format::Country => json!(self.enterprise.country()),
            Format::Currency => json!(self.enterprise.currency()),
            Format::Base64 => json!("AA=="),
            Format::Plain | Format::Identifier => {
                // Names of things say what they are.
                let subject = match (self.entity, name) {
                    (Some(entity), "Name" | "Names" | "ShortName" | "ShortNames" | "ExternalNames") => {
                        if entity == Entity::Enterprise {
                            let own = self.enterprise.name().chars();
                            return json!(own.take(longest.unwrap_or(usize::MAX)).collect::<String>());
                        }
                        spaced(entity.stem())
                    }
                    _ => name.to_owned(),
                };
                json!(sample(&subject, self.enterprise, self.index, longest))
            }
        }
    }

    /// Time at which something happens to the item.
    fn time(&self, name: &str) -> String {
        let day = self.created.as_second().div_euclid(86_400) * 86_400;
        let midnight = Timestamp::from_second(day).unwrap_or(self.created);
        let later = |days: i64| {
            midnight
                .saturating_add(SignedDuration::from_hours(24 * days))
                .unwrap_or(midnight)
        };
        let time = if name.starts_with("End") || name.contains("EndUtc") || name.starts_with("Last") {
            later(2)
        } else if name.starts_with("Start") || name.contains("StartUtc") || name.starts_with("First") {
            later(0)
        } else if name.starts_with("Expir") || name.starts_with("Deadline") || name.starts_with("Due") {
            later(30)
        } else {
            self.created
        };
        time.to_string()
    }

    /// Adds the properties that depend on the one that decides the shape.
    fn unite(&self, union: &Union, made: &mut Object, path: &str) {
        let chosen = made.get(&union.discriminator).and_then(Value::as_str);
        let chosen = chosen.unwrap_or_default().to_owned();
        for (value, shapes) in &union.branches {
            for (name, node) in shapes {
                if *value == chosen {
                    let own = self.value(node, name, &Record::default(), &format!("{path}/{name}"));
                    made.insert(name.clone(), own);
                } else if *name == *value {
                    // Each shape has a property of its own; that of another is empty.
                    made.insert(name.clone(), Value::Null);
                }
            }
        }
    }

    /// The id of something else of the enterprise.
    pub(super) fn reference(&self, target: Target) -> String {
        let entity = match target {
            Target::Chain => return self.enterprise.chain(),
            Target::One(entity) => entity,
            Target::Account => Entity::Customer,
            Target::AccountingItem => Entity::OrderItem,
            Target::ServiceOrder => Entity::Reservation,
        };
        let count = entity.count(self.enterprise);
        let own = self.entity.unwrap_or(entity);
        entity.seeded(self.enterprise, own.referred(self.index, count))
    }
}

/// Orders pairs of numbers of which the first must not be greater.
fn order_bounds(made: &mut Object) {
    for (start, end) in [
        ("MinimumTimeUnitCount", "MaximumTimeUnitCount"),
        ("MinimalAge", "MaximalAge"),
    ] {
        let number = |name: &str| made.get(name).and_then(Value::as_u64);
        if let (Some(least), Some(most)) = (number(start), number(end))
            && least > most
        {
            made.insert(start.into(), json!(most));
            made.insert(end.into(), json!(least));
        }
    }
}
