//! Amounts of money, and sums of them.

use serde_json::Value;

use super::fields;

/// Sums of money are exact to a hundredth: each term may be rounded by so much.
pub const CENT: f64 = 0.01;
/// The error that the arithmetic of floating numbers adds to that.
pub const FLOAT_ERROR: f64 = 1e-6;

/// An amount of money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount {
    /// Without taxes.
    pub net: Option<f64>,
    /// With taxes.
    pub gross: Option<f64>,
}

/// One of the two values of an [`Amount`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountKind {
    /// Without taxes.
    Net,
    /// With taxes.
    Gross,
}

impl AmountKind {
    /// Both.
    pub const BOTH: [Self; 2] = [Self::Net, Self::Gross];

    /// The property that holds it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Net => "net",
            Self::Gross => "gross",
        }
    }
}

impl Amount {
    /// Reads an object; anything else is no amount.
    pub fn read(value: Option<&Value>) -> Option<Self> {
        let body = value?.as_object()?;
        Some(Self {
            net: fields::number(body, "net"),
            gross: fields::number(body, "gross"),
        })
    }

    /// One of its values.
    pub const fn get(self, kind: AmountKind) -> Option<f64> {
        match kind {
            AmountKind::Net => self.net,
            AmountKind::Gross => self.gross,
        }
    }

    /// Its values that are there: net, and gross.
    pub const fn kinds(self) -> (bool, bool) {
        (self.net.is_some(), self.gross.is_some())
    }
}

/// A sum, and the number of its terms.
#[derive(Clone, Copy, Debug)]
pub struct Sum {
    /// The sum.
    pub value: f64,
    terms: u32,
}

impl Sum {
    /// The sum of one kind of value; nothing if any amount lacks it.
    pub fn of(amounts: impl Iterator<Item = Option<Amount>>, kind: AmountKind) -> Option<Self> {
        let mut sum = Self { value: 0.0, terms: 0 };
        for amount in amounts {
            sum.value += amount?.get(kind)?;
            sum.terms = sum.terms.saturating_add(1);
        }
        Some(sum)
    }

    /// The sum with one more term.
    pub fn and(self, term: f64) -> Self {
        Self {
            value: self.value + term,
            terms: self.terms.saturating_add(1),
        }
    }

    /// Checks that this is the sum, as far as rounding lets one tell.
    pub fn is(self, total: f64) -> bool {
        (self.value - total).abs() <= CENT * f64::from(self.terms.max(1)) + FLOAT_ERROR
    }
}
