//! Amounts of money: with taxes, without, or both.
//!
//! Implements `channel-manager-api/mews-operations/reservations#amount`.

use serde_json::{Map, Value, json};

use crate::stub::fields::{At, Fields};

/// Difference between two amounts that are still the same, in the main unit of a currency.
const LEAST: f64 = 0.005;

/// An amount of money with its kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Amount {
    pub(super) gross: Option<f64>,
    pub(super) net: Option<f64>,
}

impl Amount {
    /// Reads a required amount.
    pub(super) fn part(fields: &mut Fields, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<Self> {
        let amount = fields.part(object, at, name)?;
        Self::read(fields, amount, At::Property(&at, name))
    }

    /// Reads an amount: at least one kind must be given.
    pub(super) fn read(fields: &mut Fields, amount: &Map<String, Value>, at: At<'_>) -> Option<Self> {
        let mut kind = |name: &str| match amount.get(name) {
            None | Some(Value::Null) => None,
            Some(_) => {
                fields.number(amount, at, name);
                amount.get(name).and_then(Value::as_f64)
            }
        };
        let amount = Self {
            gross: kind("gross"),
            net: kind("net"),
        };
        if amount == Self::default() {
            fields.invalid(at, "must have the amount net or gross");
            return None;
        }
        Some(amount)
    }

    /// Returns true if it is below zero.
    pub(super) fn is_negative(self) -> bool {
        [self.gross, self.net].into_iter().flatten().any(|kind| kind < 0.0)
    }

    /// Both amounts together, of the kinds that both have.
    pub(super) fn plus(self, other: Self) -> Self {
        self.with(other, |one, other| one + other)
    }

    /// The difference between this amount and another, of the kinds that both have.
    pub(super) fn minus(self, other: Self) -> Self {
        self.with(other, |one, other| one - other)
    }

    /// An even part of it, in whole cents; the rest is lost.
    pub(super) fn share(self, parts: usize) -> Self {
        let share = |kind: f64| (kind * 100.0 / parts.max(1) as f64).trunc() / 100.0;
        Self {
            gross: self.gross.map(share),
            net: self.net.map(share),
        }
    }

    /// Returns true if it is more than a rounding difference.
    pub(super) fn is_something(self) -> bool {
        [self.gross, self.net]
            .into_iter()
            .flatten()
            .any(|kind| kind.abs() > LEAST)
    }

    /// The amount as it is sent.
    pub(super) fn value(self) -> Value {
        let cents = |kind: f64| (kind * 100.0).round() / 100.0;
        let mut value = Map::new();
        for (name, kind) in [("gross", self.gross), ("net", self.net)] {
            if let Some(kind) = kind {
                value.insert(name.into(), json!(cents(kind)));
            }
        }
        Value::Object(value)
    }

    fn with(self, other: Self, both: fn(f64, f64) -> f64) -> Self {
        let kind = |one: Option<f64>, other: Option<f64>| Some(both(one?, other?));
        Self {
            gross: kind(self.gross, other.gross),
            net: kind(self.net, other.net),
        }
    }
}

/// The sum of amounts, of the kinds that all have; nothing of no amounts.
pub(super) fn sum(amounts: impl IntoIterator<Item = Amount>) -> Option<Amount> {
    amounts.into_iter().reduce(Amount::plus)
}
