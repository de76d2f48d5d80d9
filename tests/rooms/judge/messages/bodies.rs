//! Valid messages of every operation: the smallest, from the contract, and one with everything in it.

use keycard::contract::operation::{Operation, Side};
use keycard::contract::schema::Message;
use serde_json::{Value, json};

/// The smallest request, with its credentials.
pub fn minimal(operation: &Operation) -> Value {
    let scope = json!({
        "fresh": {
            "messageId": "m-1", "channelManagerId": "g-1", "channelId": "c-1", "reservationCode": "01",
            "confirmationNumber": "4711", "blockCode": "b-1", "blockNumber": "815", "groupCode": "g-7",
        },
        "period": { "from": "2031-03-01", "to": "2031-03-02" },
        "target": {
            "spaces": ["ATTIC"], "rates": ["FULL"], "currency": "EUR", "responseUrl": "https://keycard.example/in",
            "knownPushes": {
                "updateAvailability": "p-1", "updatePrices": "p-2", "updateRestrictions": "p-3",
                "processAvailabilityBlock": "p-4", "processGroup": "p-5",
            },
            "knownBlock": { "confirmationNumber": "816" },
            "knownGroup": { "confirmationNumber": "817" },
        },
    });
    let mut body = operation.body.template().render(scope.as_object().unwrap()).unwrap();
    for name in &operation.credentials {
        let value = if name == "email" { "host@inn.example" } else { "opaque" };
        body[name] = Value::from(value);
    }
    body
}

/// The smallest successful answer.
pub fn answer(operation: &Operation) -> Value {
    match operation.id.as_str() {
        "getProperties" => json!({ "properties": [] }),
        "getChannels" => json!({ "channels": [] }),
        "getConfiguration" => json!({
            "connectionToken": "opaque",
            "property": {
                "name": "Inn", "languageCode": "en-GB", "timeZoneIdentifier": "Europe/London", "spaceCount": 0, "pricingMode": 0,
            },
            "ratePlans": [], "spaceCategories": [], "inventoryMappings": [],
        }),
        _ => json!({ "success": true }),
    }
}

fn address() -> Value {
    json!({
        "addressLine1": "Quay 3", "addressLine2": null, "city": "Bergen", "region": "", "zip": "5003",
        "country": "NO", "latitude": 60.39, "longitude": 5.32,
    })
}

fn customer() -> Value {
    json!({
        "lastName": "Lind", "firstName": "Ada", "email": "ada@lind.example", "title": "Misses", "telephone": "+47 1",
        "nationalityCode": "NOR", "languageCode": "nb-NO", "address": address(),
        "loyaltyInfo": { "membershipId": "77", "programCode": "P", "tierCode": null },
    })
}

fn contact() -> Value {
    json!({ "email": "desk@firm.example", "telephone": "1", "address": address() })
}

fn company() -> Value {
    json!({ "id": "f-1", "name": "Firm", "contact": contact() })
}

fn card() -> Value {
    json!({ "type": 1, "number": "4111111111111111", "expireDate": "1022", "cvv": "123", "holderName": "A Lind" })
}

fn price() -> Value {
    json!({ "grossAmount": 121.5, "netAmount": 110, "currencyCode": "EUR", "guestCount": 2 })
}

fn reservation() -> Value {
    json!({
        "code": "01", "confirmationNumber": "4711", "spaceTypeCode": "ATTIC", "ratePlanCode": "FULL",
        "from": "2031-03-01", "to": "2031-03-02",
        "totalAmount": { "gross": 131.5, "net": 119 }, "amounts": [{ "gross": 121.5, "net": 110 }],
        "guestCounts": [{ "code": "Adult", "count": 2 }, { "code": "Infant", "count": 0 }],
        "state": 2, "timeState": 1,
        "extras": [{
            "code": "TEA", "amount": { "gross": 10, "net": 9 }, "count": 1, "pricing": 4,
            "from": "2031-03-01", "to": "2031-03-02",
        }],
        "guests": [customer()],
        "paymentCardData": {
            "type": 13, "obfuscatedNumber": "4111********1111", "expireDate": "1231", "identifier": "k-1", "holderName": null,
        },
    })
}

fn group() -> Value {
    json!({
        "clientToken": "opaque", "connectionToken": "opaque", "messageId": "m-1",
        "channelId": "c-1", "channelManagerId": "g-1", "availabilityBlockCode": "b-1",
        "currencyCode": "EUR", "totalAmount": { "gross": 131.5, "net": null },
        "customer": customer(), "booker": customer(),
        "sources": [{ "code": null, "name": "Fjord tours", "type": 6, "isPrimary": true }],
        "company": company(), "travelAgency": { "iata": "1", "name": "Agency", "contact": contact() },
        "reservations": [reservation(), { "code": "02", "confirmationNumber": "4712", "state": 3, "timeState": 4, "from": null }],
        "comments": ["Late arrival"],
    })
}

/// A request with every property that may be sent.
pub fn maximal(operation: &Operation) -> Value {
    let interval = json!({ "start": "2031-03-01", "end": "2031-03-02" });
    let with = |mut one: Value, other: Value| {
        let entries = other.as_object().unwrap().clone();
        one.as_object_mut().unwrap().extend(entries);
        one
    };
    let count = || with(interval.clone(), json!({ "count": 3 }));
    let head = json!({ "clientToken": "opaque", "connectionToken": "opaque" });
    let errors = json!([
        { "code": 11, "message": "Not sold together.", "categoryCode": "ATTIC", "rateCode": "FULL" },
        { "code": 1, "message": "Down.", "categoryCode": null },
    ]);
    match (operation.side, operation.id.as_str()) {
        (_, "getConfiguration") => with(
            head,
            json!({ "extent": {
            "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": true, "includeProducts": true,
            "includeCompanies": false, "includeAgeCategories": null,
        } }),
        ),
        (_, "requestAriUpdate") => with(
            head,
            json!({
                "from": "2031-03-01", "to": "2032-02-29", "ariType": [1, 2, 3], "spaceTypeCodes": ["ATTIC"], "ratePlanCodes": [],
            }),
        ),
        (_, "updatePrices") => with(
            minimal(operation),
            json!({
                "ratePrices": [{
                    "spaceTypeCode": "ATTIC", "ratePlanCode": "FULL", "from": "2031-03-01", "to": "2031-03-01", "prices": [price()],
                    "agePrices": [with(price(), json!({ "ageCategoryCode": "Child" }))],
                }],
                "dependentRates": [{ "rateCode": "LESS", "baseRateCode": "FULL", "adjustments": [
                    { "startDate": "2031-03-01", "endDate": null, "relativeValue": -0.1, "absoluteValue": 0 },
                ] }],
            }),
        ),
        (_, "confirmGroup") => with(minimal(operation), json!({ "error": errors[0], "reservations": null })),
        (_, "processAvailabilityBlockConfirmation" | "confirmAvailabilityBlock") => {
            with(minimal(operation), json!({ "success": false, "errors": errors }))
        }
        (_, "processGroupConfirmation") => with(
            minimal(operation),
            json!({
                "success": true, "errors": [], "code": "g-7", "reservations": [{ "code": "01", "confirmationNumber": "4711" }],
            }),
        ),
        (_, id) if id.ends_with("Confirmation") => {
            with(minimal(operation), json!({ "success": false, "errors": errors }))
        }
        (Side::Mews, "processGroup") => with(group(), json!({ "paymentType": 1, "paymentCard": card() })),
        (Side::ChannelManager, "processGroup") => with(
            group(),
            json!({
                "responseUrl": "https://keycard.example/in", "availabilityBlockConfirmationNumber": "815",
            }),
        ),
        (Side::Mews, "processAvailabilityBlock") => with(
            head,
            json!({ "messageId": "m-1", "availabilityBlock": {
            "code": "b-1", "confirmationNumber": "815", "status": "Updated", "name": "Fair", "dates": interval,
            "releaseStrategy": { "type": "Fixed", "fixedDate": "2031-02-20", "offset": null },
            "originalRateCode": "FULL",
            "spaceCategories": [{ "spaceTypeCode": "ATTIC", "allocatedSpaces": [count()], "rates": [
                with(interval.clone(), json!({
                    "prices": [price()], "occupancyAdjustments": [{ "value": 12.5, "ageCategoryCode": "Adult" }],
                })),
            ] }],
            "booker": customer(), "paymentCard": card(), "company": company(), "notes": "North wing",
            "pickupType": "AllInOneGroup",
        } }),
        ),
        (Side::ChannelManager, "processAvailabilityBlock") => with(
            head,
            json!({
                "messageId": "m-1", "responseUrl": "https://keycard.example/in", "availabilityBlock": {
                    "code": "b-1", "confirmationNumber": "815", "status": "Cancel", "name": "Fair", "dates": interval,
                    "releaseStrategy": { "type": "Rolling", "offset": "P3DT12H" },
                    "spaceCategories": [with(interval.clone(), json!({
                        "spaceTypeCode": "ATTIC", "allocatedSpaces": [count()], "occupiedSpaces": [],
                        "rates": [with(interval.clone(), json!({ "currencyCode": "EUR", "prices": [price()] }))],
                    }))],
                    "booker": customer(), "company": null, "notes": null, "pickupType": "IndividualGroups",
                },
            }),
        ),
        _ => minimal(operation),
    }
}

/// An answer with every property that may be sent.
pub fn full_answer(operation: &Operation) -> Value {
    let policy = json!({
        "applicability": 3, "offset": "-1DT2H0M",
        "penalty": { "absolute": { "amount": 20, "currencyCode": "EUR" }, "relative": { "value": 0.5, "nights": 1 } },
    });
    let images = json!([{ "type": 2, "url": "https://inn.example/attic.jpg" }]);
    let profile = json!({
        "id": "", "iata": null, "name": "Firm", "contact": "Ms Lie", "phone": "1", "email": "a@firm.example",
        "addresses": [address()], "channel": { "code": 4, "name": "Agents" },
    });
    match operation.id.as_str() {
        "getProperties" => json!({ "success": true, "properties": [
            { "id": "p-1", "name": "Inn", "connections": [{ "token": "opaque", "name": "Main" }] }, { "id": "p-2", "name": "Hut" },
        ] }),
        "getChannels" => json!({ "success": true, "channels": [{ "code": 4, "name": "Agents" }] }),
        "getConfiguration" => json!({
            "success": true, "connectionToken": "opaque",
            "property": {
                "name": "Inn", "description": "By the water", "languageCode": "en-GB", "timeZoneIdentifier": "Europe/London",
                "websiteUrl": "https://inn.example", "email": "desk@inn.example", "telephone": null, "spaceCount": 9,
                "pricingMode": 1, "address": address(), "images": images,
            },
            "ratePlans": [{
                "code": "FULL", "name": "Full", "currencyCode": "EUR", "description": null, "isSynchronized": true, "rateType": 0,
                "cancellationPolicies": [policy],
            }],
            "spaceCategories": [{
                "code": "ATTIC", "name": "Attic", "description": "", "spaceCount": 9, "classification": 10, "bedCount": 2,
                "bedType": 4, "extraBedCount": 0, "images": images, "isSynchronized": true,
            }],
            "inventoryMappings": [{ "ratePlanCode": "FULL", "spaceTypeCode": "ATTIC" }],
            "products": [{
                "code": "TEA", "name": "Tea", "description": "", "pricing": 4, "cancellationPolicies": [policy],
                "unitAmount": { "currencyCode": "EUR", "netValue": 9, "grossValue": 10, "taxValues": [{ "code": "VAT", "value": 1 }] },
            }],
            "productMappings": [{ "ratePlanCode": "FULL", "productCode": "TEA" }],
            "companies": [profile], "travelAgencies": [profile],
            "ageCategories": [{ "code": "Child", "name": "Child", "minimumAge": null, "maximumAge": 12 }],
        }),
        _ => json!({ "success": true, "asyncConfirmation": false, "errors": [] }),
    }
}

/// Every valid message of an operation.
pub fn all(operation: &Operation) -> Vec<(Message, Value)> {
    vec![
        (Message::Request, minimal(operation)),
        (Message::Request, maximal(operation)),
        (Message::Response, answer(operation)),
        (Message::Response, full_answer(operation)),
        (
            Message::Response,
            json!({ "success": false, "errors": [{ "code": 6, "message": "Malformed." }] }),
        ),
    ]
}
