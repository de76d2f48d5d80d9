//! One fault at a time in an otherwise valid message, and where the schema must tell of it.

use keycard::contract::operation::Side::{self, ChannelManager, Mews};
use keycard::contract::schema::Message::{self, Request, Response};
use serde_json::{Value, json};

use super::{CONTRACT, bodies, edited, operation};

/// Stands for a property that is taken away.
const GONE: &str = "(gone)";

/// Side, operation, message; the place that is changed, what is put there, and where it must show.
type Row = (Side, &'static str, Message, &'static str, Value, &'static str);

const R0: &str = "/reservations/0";

#[expect(clippy::too_many_lines, reason = "a table")]
fn table() -> Vec<Row> {
    let gone = || Value::from(GONE);
    vec![
        // The caller.
        (Mews, "getProperties", Request, "/clientToken", gone(), ""),
        (
            Mews,
            "getProperties",
            Request,
            "/clientToken",
            json!(""),
            "/clientToken",
        ),
        (Mews, "getProperties", Request, "/email", json!("nobody"), "/email"),
        (Mews, "getProperties", Request, "/email", gone(), ""),
        (Mews, "getChannels", Request, "/clientToken", json!(7), "/clientToken"),
        (Mews, "getConfiguration", Request, "/connectionToken", gone(), ""),
        (
            Mews,
            "getConfiguration",
            Request,
            "/connectionToken",
            Value::Null,
            "/connectionToken",
        ),
        (Mews, "getConfiguration", Request, "/extent", json!([]), "/extent"),
        (
            Mews,
            "getConfiguration",
            Request,
            "/extent/includeProducts",
            json!("yes"),
            "/extent/includeProducts",
        ),
        // Configuration.
        (Mews, "getProperties", Response, "/properties", json!({}), "/properties"),
        (
            Mews,
            "getProperties",
            Response,
            "/properties/0/id",
            gone(),
            "/properties/0",
        ),
        (
            Mews,
            "getProperties",
            Response,
            "/properties/0/connections/0/token",
            gone(),
            "/properties/0/connections/0",
        ),
        (
            Mews,
            "getChannels",
            Response,
            "/channels/0/code",
            json!("4"),
            "/channels/0/code",
        ),
        (Mews, "getConfiguration", Response, "/property", gone(), ""),
        (
            Mews,
            "getConfiguration",
            Response,
            "/property/pricingMode",
            json!(2),
            "/property/pricingMode",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/ratePlans/0/currencyCode",
            json!("eur"),
            "/ratePlans/0/currencyCode",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/ratePlans/0/isSynchronized",
            json!("true"),
            "/ratePlans/0/isSynchronized",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/ratePlans/0/cancellationPolicies/0/offset",
            json!("P1D"),
            "/ratePlans/0/cancellationPolicies/0/offset",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/spaceCategories/0/bedType",
            json!(7),
            "/spaceCategories/0/bedType",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/spaceCategories/0/images/0/type",
            json!(3),
            "/spaceCategories/0/images/0/type",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/products/0/pricing",
            json!(5),
            "/products/0/pricing",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/products/0/unitAmount/taxValues/0/value",
            json!("1"),
            "/products/0/unitAmount/taxValues/0/value",
        ),
        (
            Mews,
            "getConfiguration",
            Response,
            "/inventoryMappings/0/spaceTypeCode",
            json!(""),
            "/inventoryMappings/0/spaceTypeCode",
        ),
        (
            Mews,
            "setInventory",
            Request,
            "/inventoryMappings",
            Value::Null,
            "/inventoryMappings",
        ),
        (
            Mews,
            "setInventory",
            Request,
            "/inventoryMappings/0/ratePlanCode",
            json!(1),
            "/inventoryMappings/0/ratePlanCode",
        ),
        (Mews, "requestAriUpdate", Request, "/from", json!("2031-02-30"), "/from"),
        (Mews, "requestAriUpdate", Request, "/to", json!("1.3.2031"), "/to"),
        (Mews, "requestAriUpdate", Request, "/ariType/1", json!(4), "/ariType/1"),
        // Pushes.
        (
            ChannelManager,
            "updateAvailability",
            Request,
            "/availabilities",
            gone(),
            "",
        ),
        (
            ChannelManager,
            "updateAvailability",
            Request,
            "/availabilities/0/availability",
            json!(1.5),
            "/availabilities/0/availability",
        ),
        (
            ChannelManager,
            "updateAvailability",
            Request,
            "/responseUrl",
            json!("in/updates"),
            "/responseUrl",
        ),
        (
            ChannelManager,
            "updatePrices",
            Request,
            "/ratePrices/0/agePrices",
            gone(),
            "/ratePrices/0",
        ),
        (
            ChannelManager,
            "updatePrices",
            Request,
            "/ratePrices/0/prices/0/grossAmount",
            json!("121.5"),
            "/ratePrices/0/prices/0/grossAmount",
        ),
        (
            ChannelManager,
            "updatePrices",
            Request,
            "/dependentRates/0/adjustments/0/startDate",
            json!("tomorrow"),
            "/dependentRates/0/adjustments/0/startDate",
        ),
        (
            ChannelManager,
            "updateRestrictions",
            Request,
            "/restrictions/0/state/0",
            json!(3),
            "/restrictions/0/state/0",
        ),
        (
            ChannelManager,
            "updateRestrictions",
            Request,
            "/restrictions/0/minLos",
            json!("2"),
            "/restrictions/0/minLos",
        ),
        (ChannelManager, "changeNotificaton", Request, "/type", json!(9), "/type"),
        (ChannelManager, "confirmGroup", Request, "/error/code", gone(), "/error"),
        (
            ChannelManager,
            "confirmGroup",
            Request,
            "/reservations",
            json!([{ "code": "01" }]),
            "/reservations/0",
        ),
        // Answers.
        (ChannelManager, "updatePrices", Response, "/success", gone(), ""),
        (
            ChannelManager,
            "updatePrices",
            Response,
            "/success",
            json!("true"),
            "/success",
        ),
        (
            ChannelManager,
            "updatePrices",
            Response,
            "/asyncConfirmation",
            json!(1),
            "/asyncConfirmation",
        ),
        (
            Mews,
            "processGroup",
            Response,
            "/errors",
            json!([{ "code": 15, "message": "?" }]),
            "/errors/0/code",
        ),
        (
            Mews,
            "processGroup",
            Response,
            "/errors",
            json!([{ "code": 7 }]),
            "/errors/0",
        ),
        // Confirmations.
        (
            Mews,
            "processAvailabilityConfirmation",
            Request,
            "/relatedMessageId",
            gone(),
            "",
        ),
        (
            Mews,
            "processRateConfirmation",
            Request,
            "/success",
            json!("false"),
            "/success",
        ),
        (
            Mews,
            "processRestrictionConfirmation",
            Request,
            "/errors",
            json!({}),
            "/errors",
        ),
        (
            Mews,
            "processRestrictionConfirmation",
            Request,
            "/errors/0/rateCode",
            json!(3),
            "/errors/0/rateCode",
        ),
        (
            Mews,
            "processAvailabilityBlockConfirmation",
            Request,
            "/relatedMessageId",
            json!(""),
            "/relatedMessageId",
        ),
        (
            Mews,
            "processAvailabilityBlockConfirmation",
            Request,
            "/code",
            json!(5),
            "/code",
        ),
        (Mews, "processGroupConfirmation", Request, "/code", gone(), ""),
        (Mews, "processGroupConfirmation", Request, "/code", json!(true), "/code"),
        (
            Mews,
            "processGroupConfirmation",
            Request,
            "/reservations/0/confirmationNumber",
            gone(),
            R0,
        ),
        (
            ChannelManager,
            "confirmAvailabilityBlock",
            Request,
            "/messageId",
            gone(),
            "",
        ),
        (
            ChannelManager,
            "confirmAvailabilityBlock",
            Request,
            "/success",
            json!("true"),
            "/success",
        ),
        // Groups to the platform.
        (Mews, "processGroup", Request, "/messageId", gone(), ""),
        (
            Mews,
            "processGroup",
            Request,
            "/channelManagerId",
            Value::Null,
            "/channelManagerId",
        ),
        (Mews, "processGroup", Request, "/channelId", gone(), ""),
        (Mews, "processGroup", Request, "/currencyCode", gone(), ""),
        (
            Mews,
            "processGroup",
            Request,
            "/currencyCode",
            json!("Euro"),
            "/currencyCode",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/totalAmount",
            json!(131.5),
            "/totalAmount",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/totalAmount/gross",
            json!("131.5"),
            "/totalAmount/gross",
        ),
        (Mews, "processGroup", Request, "/paymentType", gone(), ""),
        (Mews, "processGroup", Request, "/paymentType", json!(4), "/paymentType"),
        (
            Mews,
            "processGroup",
            Request,
            "/paymentType",
            json!("1"),
            "/paymentType",
        ),
        (Mews, "processGroup", Request, "/customer", Value::Null, "/customer"),
        (Mews, "processGroup", Request, "/customer/lastName", gone(), "/customer"),
        (
            Mews,
            "processGroup",
            Request,
            "/customer/title",
            json!("Mr"),
            "/customer/title",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/customer/loyaltyInfo/membershipId",
            gone(),
            "/customer/loyaltyInfo",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/customer/address/latitude",
            json!("60"),
            "/customer/address/latitude",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/paymentCard/type",
            json!(14),
            "/paymentCard/type",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/paymentCard/number",
            json!(4_111),
            "/paymentCard/number",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/paymentCard/expireDate",
            gone(),
            "/paymentCard",
        ),
        (Mews, "processGroup", Request, "/sources/0/code", gone(), "/sources/0"),
        (
            Mews,
            "processGroup",
            Request,
            "/sources/0/type",
            json!(10),
            "/sources/0/type",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/sources/0/isPrimary",
            json!(1),
            "/sources/0/isPrimary",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/comments/0",
            json!({ "text": "Late" }),
            "/comments/0",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations",
            json!({}),
            "/reservations",
        ),
        (Mews, "processGroup", Request, "/reservations/0/code", gone(), R0),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/spaceTypeCode",
            gone(),
            R0,
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/ratePlanCode",
            Value::Null,
            "/reservations/0/ratePlanCode",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/from",
            json!("2031-02-29"),
            "/reservations/0/from",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/to",
            json!("2031-03-02T00:00:00Z"),
            "/reservations/0/to",
        ),
        (Mews, "processGroup", Request, "/reservations/0/amounts", gone(), R0),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/amounts",
            json!({ "gross": 1 }),
            "/reservations/0/amounts",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/state",
            json!(4),
            "/reservations/0/state",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/guestCounts/0/count",
            json!("2"),
            "/reservations/0/guestCounts/0/count",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/extras/0/amount",
            gone(),
            "/reservations/0/extras/0",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/0/guests/0/lastName",
            Value::Null,
            "/reservations/0/guests/0/lastName",
        ),
        (
            Mews,
            "processGroup",
            Request,
            "/reservations/1/from",
            json!(20_310_301),
            "/reservations/1/from",
        ),
        // Groups from the platform.
        (ChannelManager, "processGroup", Request, "/responseUrl", gone(), ""),
        (ChannelManager, "processGroup", Request, "/customer", gone(), ""),
        (
            ChannelManager,
            "processGroup",
            Request,
            "/reservations/0/confirmationNumber",
            gone(),
            R0,
        ),
        (
            ChannelManager,
            "processGroup",
            Request,
            "/reservations/0/timeState",
            gone(),
            R0,
        ),
        (
            ChannelManager,
            "processGroup",
            Request,
            "/reservations/0/timeState",
            json!(6),
            "/reservations/0/timeState",
        ),
        (
            ChannelManager,
            "processGroup",
            Request,
            "/reservations/0/paymentCardData/identifier",
            gone(),
            "/reservations/0/paymentCardData",
        ),
        // Blocks to the platform.
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock",
            gone(),
            "",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/code",
            gone(),
            "/availabilityBlock",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/confirmationNumber",
            gone(),
            "/availabilityBlock",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/status",
            json!("Changed"),
            "/availabilityBlock/status",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/pickupType",
            json!("All"),
            "/availabilityBlock/pickupType",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/dates/end",
            gone(),
            "/availabilityBlock/dates",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/releaseStrategy/fixedDate",
            gone(),
            "/availabilityBlock/releaseStrategy",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/releaseStrategy",
            json!({ "type": "Rolling" }),
            "/availabilityBlock/releaseStrategy",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/releaseStrategy",
            json!({ "type": "Rolling", "offset": "7 days" }),
            "/availabilityBlock/releaseStrategy/offset",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/spaceCategories/0/rates/0/prices",
            gone(),
            "/availabilityBlock/spaceCategories/0/rates/0",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/count",
            json!("3"),
            "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/count",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/booker/lastName",
            gone(),
            "/availabilityBlock/booker",
        ),
        (
            Mews,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/originalRateCode",
            gone(),
            "/availabilityBlock",
        ),
        // Blocks from the platform.
        (
            ChannelManager,
            "processAvailabilityBlock",
            Request,
            "/connectionToken",
            gone(),
            "",
        ),
        (
            ChannelManager,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/confirmationNumber",
            gone(),
            "/availabilityBlock",
        ),
        (
            ChannelManager,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/releaseStrategy/offset",
            json!("P3W"),
            "/availabilityBlock/releaseStrategy/offset",
        ),
        (
            ChannelManager,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/spaceCategories/0/occupiedSpaces",
            gone(),
            "/availabilityBlock/spaceCategories/0",
        ),
        (
            ChannelManager,
            "processAvailabilityBlock",
            Request,
            "/availabilityBlock/spaceCategories/0/rates/0/currencyCode",
            json!("EURO"),
            "/availabilityBlock/spaceCategories/0/rates/0/currencyCode",
        ),
    ]
}

#[test]
fn each_fault_is_told_once_and_where_it_is() {
    let rows = table();
    assert!(rows.len() >= 60);
    let mut wrong = Vec::new();
    for (side, id, message, pointer, value, expected) in rows {
        let operation = operation(side, id);
        let body = match message {
            Request => bodies::maximal(operation),
            Response => bodies::full_answer(operation),
        };
        let value = (value != GONE).then_some(value);
        let found = CONTRACT
            .schema(operation, message)
            .unwrap()
            .violations(&edited(body, pointer, value.clone()));
        let places: Vec<&str> = found.iter().map(|violation| violation.pointer.as_str()).collect();
        if places != [expected] {
            wrong.push(format!("{side} {id} {pointer} {value:?}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_cancelled_group_needs_no_more_than_its_name() {
    let operation = operation(Mews, "processGroup");
    let schema = CONTRACT.schema(operation, Request).unwrap();
    let head =
        json!({ "clientToken": "opaque", "connectionToken": "opaque", "messageId": "m-1", "channelManagerId": "g-1" });
    for reservations in [
        GONE.into(),
        Value::Null,
        json!([]),
        json!([{ "code": "01", "state": 3 }]),
    ] {
        let mut body = head.clone();
        if reservations != GONE {
            body["reservations"] = reservations;
        }
        assert_eq!(schema.violations(&body), [], "{body}");
    }
    let mut body = head;
    body["reservations"] = json!([{ "code": "01", "state": 3 }, { "code": "02" }]);
    assert!(schema.violations(&body).iter().any(|found| found.pointer.is_empty()));
    assert!(
        schema
            .violations(&body)
            .iter()
            .all(|found| found.pointer != "/reservations/0")
    );
}

#[test]
fn neither_tokens_nor_cards_are_quoted() {
    let operation = operation(Mews, "processGroup");
    let schema = CONTRACT.schema(operation, Request).unwrap();
    for (pointer, value) in [
        ("/paymentCard/number", json!(4_111_111_111_111_111_u64)),
        ("/paymentCard/cvv", json!(739)),
        ("/clientToken", json!(739)),
    ] {
        let found = schema.violations(&edited(bodies::maximal(operation), pointer, Some(value)));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].actual, "a number", "{pointer}");
    }
}
