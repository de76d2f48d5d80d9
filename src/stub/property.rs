//! The simulated properties: categories, rates, products and how they are mapped.
//!
//! The shapes are those of `channel-manager-api/mews-operations/configuration`; the values are
//! made up and agree with each other, which the documentation's example does not.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::seed;

/// A rate and a space category that are mapped to each other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pair {
    pub(super) rate: String,
    pub(super) space: String,
}

/// One property, as both sides know it.
pub(super) struct Property {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    /// Codes of the synchronized space categories.
    pub(super) spaces: &'static [&'static str],
    /// Codes of the synchronized rates.
    pub(super) rates: &'static [&'static str],
}

/// The property of connection A.
pub(super) static CANAL_HOUSE: Property = Property {
    id: "8f1c2d4e-6a57-4b0e-9c3d-1e2f3a4b5c6d",
    name: "Canal House",
    spaces: &seed::SPACES,
    rates: &seed::RATES,
};

/// A property of the same enterprise to which this client has no connection.
pub(super) static TULIP_ANNEX: Property = Property {
    id: "27d5b9a0-3c64-4e8f-8a71-5b6c7d8e9f01",
    name: "Tulip Annex",
    spaces: &seed::SPACES_B,
    rates: &seed::RATES_B,
};

/// The property of connection B, of another enterprise.
pub(super) static DUNE_LODGE: Property = Property {
    id: "c4a0e713-95bd-4f26-b8d2-60718293a4b5",
    name: "Dune Lodge",
    spaces: &seed::SPACES_B,
    rates: &seed::RATES_B,
};

impl Property {
    /// Returns true if the code is one of the space categories, synchronized or not.
    pub(super) fn has_space(&self, code: &str) -> bool {
        code == seed::UNSYNCHRONIZED_SPACE || self.spaces.contains(&code)
    }

    /// Returns true if the code is one of the rates, synchronized or not.
    pub(super) fn has_rate(&self, code: &str) -> bool {
        code == seed::UNSYNCHRONIZED_RATE || self.rates.contains(&code)
    }

    /// Returns true if rate and category are mapped to each other before anything is changed.
    pub(super) fn is_mapped(&self, rate: &str, space: &str) -> bool {
        self.rates.contains(&rate) && self.spaces.contains(&space)
    }

    /// Every mapping before anything is changed: all synchronized rates with all such categories.
    pub(super) fn pairs(&self) -> impl Iterator<Item = Pair> {
        self.rates.iter().flat_map(|rate| {
            self.spaces.iter().map(|space| Pair {
                rate: (*rate).to_owned(),
                space: (*space).to_owned(),
            })
        })
    }

    /// The `property` section of a configuration.
    pub(super) fn description(&self) -> Value {
        json!({
            "name": self.name,
            "description": "A simulated property.",
            "languageCode": "en-US",
            "timeZoneIdentifier": seed::TIME_ZONE,
            "websiteUrl": null,
            "email": null,
            "telephone": null,
            "spaceCount": 60,
            "pricingMode": 0,
            "address": {
                "addressLine1": "Herengracht 1",
                "addressLine2": null,
                "city": "Amsterdam",
                "region": null,
                "zip": "1015 BA",
                "country": "NL",
                "latitude": 52.38,
                "longitude": 4.89,
            },
            "images": [],
        })
    }

    /// The space categories that are synchronized, and if asked for the one that is not.
    pub(super) fn space_categories(&self, unsynchronized: bool) -> Vec<Value> {
        select(
            &SPACE_CATEGORIES,
            self.spaces,
            unsynchronized.then_some(seed::UNSYNCHRONIZED_SPACE),
        )
    }

    /// The rates that are synchronized, and if asked for the one that is not.
    pub(super) fn rate_plans(&self, unsynchronized: bool) -> Vec<Value> {
        select(
            &RATE_PLANS,
            self.rates,
            unsynchronized.then_some(seed::UNSYNCHRONIZED_RATE),
        )
    }

    /// Rates with the products that they include.
    pub(super) fn product_mappings(&self) -> Vec<Value> {
        let package = seed::RATES[4];
        self.rates
            .iter()
            .filter(|rate| **rate == package)
            .map(|rate| json!({ "ratePlanCode": rate, "productCode": seed::PRODUCT }))
            .collect()
    }
}

fn select(all: &[Value], codes: &[&str], and: Option<&str>) -> Vec<Value> {
    all.iter()
        .filter(|item| {
            item["code"]
                .as_str()
                .is_some_and(|code| codes.contains(&code) || and == Some(code))
        })
        .cloned()
        .collect()
}

static SPACE_CATEGORIES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let room = |code: &str, name: &str, count: u8, classification: u8, beds: u8, bed: u8| {
        json!({
            "code": code, "name": name, "description": null, "spaceCount": count,
            "classification": classification, "bedCount": beds, "bedType": bed, "extraBedCount": 0,
            "images": [], "isSynchronized": true,
        })
    };
    let other = |code: &str, name: &str, count: u8, classification: u8, synchronized: bool| {
        json!({
            "code": code, "name": name, "description": null, "spaceCount": count,
            "classification": classification, "bedCount": null, "bedType": null, "extraBedCount": null,
            "images": [], "isSynchronized": synchronized,
        })
    };
    vec![
        room("SGL", "Single room", 6, 9, 1, 1),
        room("DBL", "Double room", 12, 4, 2, 3),
        room("TWN", "Twin room", 8, 14, 2, 2),
        other("DRM", "Dormitory", 2, 16, true),
        other("BED", "Bed in a dormitory", 16, 8, true),
        other(seed::UNSYNCHRONIZED_SPACE, "Parking space", 10, 20, false),
    ]
});

static RATE_PLANS: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let rate = |code: &str, name: &str, synchronized: bool, nights: Value| {
        json!({
            "code": code, "name": name, "currencyCode": seed::CURRENCY, "description": null,
            "isSynchronized": synchronized, "rateType": u8::from(synchronized),
            "cancellationPolicies": [{
                "applicability": 2,
                "offset": "-1DT0H0M",
                "penalty": {
                    "absolute": { "amount": 0.0, "currencyCode": seed::CURRENCY },
                    "relative": { "value": 1.0, "nights": nights },
                },
            }],
        })
    };
    vec![
        rate("FLEX", "Flexible", true, json!(1)),
        rate("NONREF", "Non-refundable", true, Value::Null),
        rate("WEEK", "Weekly", true, json!(2)),
        rate("LATE", "Last minute", true, Value::Null),
        rate("PKG", "Bed and breakfast", true, json!(1)),
        rate(seed::UNSYNCHRONIZED_RATE, "Corporate", false, json!(1)),
    ]
});

/// The products of every property.
pub(super) fn products() -> Value {
    json!([{
        "code": seed::PRODUCT,
        "name": "Breakfast",
        "description": null,
        // Per person per night.
        "pricing": 4,
        "unitAmount": {
            "currencyCode": seed::CURRENCY,
            "netValue": 15.0,
            "grossValue": 16.35,
            "taxValues": [{ "code": "NL-L", "value": 1.35 }],
        },
        "cancellationPolicies": [],
    }])
}

/// The companies known to every property.
pub(super) fn companies() -> Value {
    json!([{ "id": "", "name": "Vos Logistics", "contact": null, "phone": null, "addresses": [], "channel": null }])
}

/// The travel agencies known to every property.
pub(super) fn travel_agencies() -> Value {
    json!([{
        "id": "", "iata": "57290001", "name": "Polder Travel", "contact": null, "phone": null,
        "addresses": [], "channel": null,
    }])
}

/// The age categories of every property; the fixed words serve as mapping codes.
pub(super) fn age_categories() -> Value {
    json!([
        { "code": seed::AGES[0], "name": "Adults", "minimumAge": 18, "maximumAge": null },
        { "code": seed::AGES[1], "name": "Children", "minimumAge": 0, "maximumAge": 17 },
    ])
}

/// The channels that the platform knows; the numbers have gaps, as in the field.
pub(super) fn channels() -> Value {
    json!([
        { "code": 1, "name": "Booking.com" },
        { "code": 2, "name": "Expedia" },
        { "code": 7, "name": "Hostelworld" },
        { "code": 19, "name": "Agoda" },
        { "code": 42, "name": "Airbnb" },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fixture_agrees_with_itself() {
        for property in [&CANAL_HOUSE, &TULIP_ANNEX, &DUNE_LODGE] {
            let spaces = property.space_categories(false);
            assert_eq!(spaces.len(), property.spaces.len());
            assert_eq!(property.rate_plans(false).len(), property.rates.len());
            assert_eq!(property.space_categories(true).len(), spaces.len() + 1);
            let count: u64 = property
                .space_categories(true)
                .iter()
                .filter_map(|space| space["spaceCount"].as_u64())
                .sum();
            assert!(count <= property.description()["spaceCount"].as_u64().unwrap());
            assert!(property.pairs().all(|pair| property.is_mapped(&pair.rate, &pair.space)));
        }
        assert_eq!(CANAL_HOUSE.pairs().count(), 25);
        let (rate, space) = seed::UNMAPPED_PAIR;
        assert!(CANAL_HOUSE.has_rate(rate) && CANAL_HOUSE.has_space(space) && !CANAL_HOUSE.is_mapped(rate, space));
        assert!(!CANAL_HOUSE.has_rate(seed::UNMAPPED_RATE) && !CANAL_HOUSE.has_space(seed::UNMAPPED_SPACE));
    }
}
