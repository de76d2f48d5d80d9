//! Sums of money with their taxes.

use serde_json::{Value, json};

use super::answer::{Object, Refusal};
use super::enterprise::{Enterprise, Pricing};
use super::item::Item;

/// A sum, in cents, with its tax.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Amount {
    enterprise: Enterprise,
    net: i64,
    gross: i64,
    code: Option<String>,
}

impl Amount {
    /// A sum with the usual tax of the enterprise, given net or gross as its prices are.
    pub(super) fn usual(enterprise: Enterprise, cents: i64) -> Self {
        Self::taxed(enterprise, cents, enterprise.tax_codes().first().copied())
    }

    /// A sum that was paid: it has no tax.
    pub(super) fn paid(enterprise: Enterprise, cents: i64) -> Self {
        Self::taxed(enterprise, cents, None)
    }

    /// The price of one unit of a product.
    pub(super) fn of_product(product: &Item) -> Self {
        let price = product.data.get("Price");
        let name = match product.enterprise.pricing() {
            Pricing::Gross => "GrossValue",
            Pricing::Net => "NetValue",
        };
        let value = price.and_then(|price| price.get(name)?.as_f64()).unwrap_or_default();
        Self::usual(product.enterprise, (value * 100.0).round() as i64)
    }

    fn taxed(enterprise: Enterprise, cents: i64, code: Option<&str>) -> Self {
        let percent = code.map_or(0, percent);
        let (net, gross) = match enterprise.pricing() {
            Pricing::Gross => (share(cents, 100, 100 + percent), cents),
            Pricing::Net => (cents, cents.saturating_add(share(cents, percent, 100))),
        };
        Self {
            enterprise,
            net,
            gross,
            code: code.map(str::to_owned),
        }
    }

    /// The sum that a request gives: net or gross as the enterprise prices, with taxes that it has.
    /// One without a number is worth nothing.
    pub(super) fn of_parameters(parameters: &Object, enterprise: Enterprise) -> Result<Self, Refusal> {
        let (own, other) = match enterprise.pricing() {
            Pricing::Gross => ("GrossValue", "NetValue"),
            Pricing::Net => ("NetValue", "GrossValue"),
        };
        let value = |name: &str| parameters.get(name).and_then(Value::as_f64);
        if value(own).is_none() && value(other).is_some() {
            return Err(Refusal::invalid(own));
        }
        if currency_of(parameters).is_some_and(|currency| currency != enterprise.currency()) {
            // Seen of the platform: it does not say which identifier.
            return Err(Refusal::forbidden("Invalid identifier"));
        }
        let codes = parameters.get("TaxCodes").and_then(Value::as_array);
        let mut codes = codes.into_iter().flatten().filter_map(Value::as_str);
        let code = codes.next();
        if code.is_some_and(|code| !enterprise.tax_codes().contains(&code)) {
            return Err(Refusal::invalid("TaxCodes"));
        }
        let cents = (value(own).unwrap_or_default() * 100.0).round();
        Ok(Self::taxed(enterprise, cents as i64, code))
    }

    /// The same sum without tax, as it is paid.
    pub(super) fn untaxed(self) -> Self {
        Self {
            net: self.gross,
            code: None,
            ..self
        }
    }

    /// The sum of a number of units.
    pub(super) fn times(&self, count: i64) -> Self {
        Self {
            net: self.net.saturating_mul(count),
            gross: self.gross.saturating_mul(count),
            ..self.clone()
        }
    }

    /// The sum of both.
    pub(super) fn plus(&self, other: &Self) -> Self {
        Self {
            net: self.net.saturating_add(other.net),
            gross: self.gross.saturating_add(other.gross),
            ..self.clone()
        }
    }

    /// The sum as answers show it.
    pub(super) fn value(&self) -> Value {
        let tax = self.gross.saturating_sub(self.net);
        let values: Vec<Value> = self
            .code
            .iter()
            .map(|code| json!({ "Code": code, "Value": decimal(tax) }))
            .collect();
        json!({
            "Currency": self.enterprise.currency(),
            "NetValue": decimal(self.net),
            "GrossValue": decimal(self.gross),
            "TaxValues": values,
            "Breakdown": { "Items": [{
                "TaxRateCode": self.code,
                "NetValue": decimal(self.net),
                "TaxValue": decimal(tax),
            }] },
        })
    }
}

/// The currency that parameters name.
fn currency_of(parameters: &Object) -> Option<&str> {
    parameters.get("Currency").and_then(Value::as_str)
}

/// The rate of a tax, in percent.
pub(super) fn percent(code: &str) -> i64 {
    match code {
        "UK-S" => 20,
        "UK-R" => 5,
        "US-DC-S" => 6,
        _ => 0,
    }
}

fn decimal(cents: i64) -> f64 {
    cents as f64 / 100.0
}

/// A share of a sum, rounded; also of a sum far beyond any real one.
fn share(cents: i64, parts: i64, of: i64) -> i64 {
    (cents as f64 * parts as f64 / of as f64).round() as i64
}
