//! What a property is about, as its platform tells it, and small conversations that begin with it.

use serde_json::{Value, json};

use super::messages::{PLATFORM, hears};
use super::scene::{Scene, authenticated, partner, platform};

/// A configuration with everything in it.
pub fn configuration() -> Value {
    json!({
        "success": true,
        "property": {
            "name": "Harbour", "spaceCount": 12, "pricingMode": 0,
            "address": { "city": "Ghent", "country": "BE", "latitude": 51.05, "longitude": 3.72 },
        },
        "ratePlans": [
            { "code": "FLEX", "currencyCode": "EUR", "isSynchronized": true },
            { "code": "LATE", "currencyCode": "EUR", "isSynchronized": true },
            { "code": "PACK", "currencyCode": "EUR", "isSynchronized": true },
        ],
        "spaceCategories": [
            { "code": "SGL", "classification": 9, "spaceCount": 4, "bedCount": 1, "bedType": 1, "isSynchronized": true,
              "images": [{ "type": 2, "url": "https://pictures.example/1" }] },
            { "code": "DBL", "classification": 4, "spaceCount": 8.0, "bedCount": 2, "bedType": 3 },
        ],
        "inventoryMappings": [
            { "ratePlanCode": "FLEX", "spaceTypeCode": "SGL" }, { "ratePlanCode": "FLEX", "spaceTypeCode": "DBL" },
            { "ratePlanCode": "LATE", "spaceTypeCode": "DBL" }, { "ratePlanCode": "PACK", "spaceTypeCode": "DBL" },
        ],
        "products": [
            { "code": "BRK", "pricing": 4, "unitAmount": {
                "netValue": 10.0, "grossValue": 11.0, "taxValues": [{ "code": "T", "value": 1.0 }] } },
            { "code": "PRK", "pricing": 3, "unitAmount": {
                "netValue": 5.0, "grossValue": 6.05, "taxValues": { "code": "T", "value": 1.05 } } },
        ],
        "productMappings": [
            { "ratePlanCode": "PACK", "productCode": "BRK" }, { "ratePlanCode": "PACK", "productCode": "PRK" },
        ],
        "companies": [{ "name": "Ltd", "addresses": [{ "country": "NLD" }] }],
        "travelAgencies": [{ "name": "Tours", "addresses": { "latitude": -90, "longitude": 180.0 } }],
        "ageCategories": [
            { "code": "10", "minimumAge": 0, "maximumAge": 11 }, { "code": "11", "minimumAge": 12, "maximumAge": null },
        ],
    })
}

/// A configuration without what is listed only if it is asked for.
pub fn minimal() -> Value {
    let mut body = configuration();
    for section in [
        "products",
        "productMappings",
        "companies",
        "travelAgencies",
        "ageCategories",
    ] {
        body.as_object_mut().unwrap().shift_remove(section);
    }
    body
}

/// Everything that can be asked for.
pub fn everything() -> Value {
    json!({ "extent": {
        "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": true, "includeProducts": true,
        "includeCompanies": true, "includeAgeCategories": true,
    } })
}

/// A platform that was asked for that and answered so.
pub fn told(asked: Value, configuration: Value) -> Scene {
    platform().call("getConfiguration", asked, configuration)
}

/// A platform that told everything.
pub fn known() -> Scene {
    told(everything(), configuration())
}

/// A channel manager that asked for that and was answered so.
pub fn asked(asked: Value, configuration: Value) -> Scene {
    partner().receive(
        &format!("{PLATFORM}/getConfiguration"),
        authenticated(asked),
        configuration,
    )
}

/// Pairs of rate and category, as they are mapped.
pub fn mappings(pairs: &[(&str, &str)]) -> Value {
    let pairs = pairs
        .iter()
        .map(|(rate, space)| json!({ "ratePlanCode": rate, "spaceTypeCode": space }));
    json!({ "inventoryMappings": pairs.collect::<Value>() })
}

/// A push of that operation with these entries, after a conversation.
pub fn pushes(scene: Scene, operation: &str, entries: Value) -> Scene {
    let list = match operation {
        "updateAvailability" => "availabilities",
        "updatePrices" => "ratePrices",
        _ => "restrictions",
    };
    hears(scene, operation, json!({ "messageId": "p-1", list: entries }))
}

/// Availability of a category.
pub fn free(space: &str, from: &str, to: &str, count: i64) -> Value {
    json!({ "spaceTypeCode": space, "from": from, "to": to, "availability": count })
}

/// Prices of a pair for one guest and for two.
pub fn priced(rate: &str, space: &str, from: &str, to: &str) -> Value {
    json!({ "ratePlanCode": rate, "spaceTypeCode": space, "from": from, "to": to, "agePrices": [], "prices": [
        { "guestCount": 1, "grossAmount": 110.0, "netAmount": 100, "currencyCode": "EUR" },
        { "guestCount": 2, "grossAmount": 132.0, "netAmount": 120, "currencyCode": "EUR" },
    ] })
}

/// A restriction of a pair.
pub fn restricted(rate: &str, space: &str, from: &str, to: &str, state: Value) -> Value {
    json!({ "ratePlanCode": rate, "spaceTypeCode": space, "from": from, "to": to, "state": state,
        "minLos": null, "maxLos": null })
}
