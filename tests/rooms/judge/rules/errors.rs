//! Examples for R-ERR.

use keycard::contract::rule::Weight::{Error, Note, Warning};
use serde_json::{Value, json};

use super::scene::{Scene, authenticated, partner, platform};
use super::{Example, breaks, holds, push};

/// A partner that refuses something with those errors.
fn refuses(operation: &str, errors: Value) -> Scene {
    partner().answer(operation, json!({ "success": false, "errors": errors }))
}

/// A platform that does.
fn platform_refuses(operation: &str, errors: Value) -> Scene {
    platform().answer(operation, json!({ "success": false, "errors": errors }))
}

/// A partner that refuses a push for that category and rate.
fn refuses_push(space: &str, rate: &str, errors: Value) -> Scene {
    let request = json!({ "restrictions": [{ "spaceTypeCode": "SGL", "ratePlanCode": "FLEX" }, { "spaceTypeCode": space, "ratePlanCode": rate }] });
    partner().call(
        "updateRestrictions",
        request,
        json!({ "success": false, "errors": errors }),
    )
}

fn refuses_confirmation(message: &str) -> Scene {
    let request = json!({ "reservations": [{ "code": "R1", "confirmationNumber": "4711" }] });
    partner().call(
        "confirmGroup",
        request,
        json!({ "success": false, "errors": [{ "code": 2, "message": message }] }),
    )
}

/// A partner that pushes a group for that date, which we answer with that code, or accept.
fn pushes(scene: Scene, id: &str, from: &str, code: Option<u64>) -> Scene {
    let group = json!({ "messageId": id, "channelManagerId": "b-1", "reservations": [{ "from": from }] });
    let answer = match code {
        Some(code) => json!({ "success": false, "errors": [{ "code": code, "message": "Not like this." }] }),
        None => json!({ "success": true }),
    };
    scene.receive("/api/channelManager/v1/processGroup", authenticated(group), answer)
}

fn confirms(scene: Scene, related: &str, code: u64) -> Scene {
    let request = json!({ "relatedMessageId": related, "channelManagerId": "b-1", "error": { "code": code, "message": "Not like this." } });
    scene.call("confirmGroup", request, json!({ "success": true }))
}

/// Examples for R-ERR.
pub fn examples() -> Vec<Example> {
    [alone(), against_the_catalogue(), against_the_request(), resent()]
        .into_iter()
        .flatten()
        .collect()
}

fn alone() -> Vec<Example> {
    let coded = |code: Value| refuses("updatePrices", json!([{ "code": code, "message": "Out of order." }]));
    let said = |message: Value| refuses("updatePrices", json!([{ "code": 1, "message": message }]));
    let bare = platform().answer("getConfiguration", json!({ "code": 99, "message": "" }));
    let confirmation =
        json!({ "relatedMessageId": "p", "success": false, "errors": [{ "code": 15, "message": "Out of order." }] });
    vec![
        holds("R-ERR-1", "a published code", coded(json!(1))),
        breaks("R-ERR-1", "too high", &[(0, "/errors/0/code", Error)], coded(json!(15))),
        breaks("R-ERR-1", "zero", &[(0, "/errors/0/code", Error)], coded(json!(0))),
        breaks("R-ERR-1", "text", &[(0, "/errors/0/code", Error)], coded(json!("1"))),
        breaks(
            "R-ERR-1",
            "a fraction",
            &[(0, "/errors/0/code", Error)],
            coded(json!(1.5)),
        ),
        breaks(
            "R-ERR-1",
            "whole, but written as a fraction",
            &[(0, "/errors/0/code", Warning)],
            coded(json!(1.0)),
        ),
        breaks(
            "R-ERR-1",
            "none",
            &[(0, "/errors/1/code", Error)],
            refuses("updatePrices", json!([{ "code": 1 }, { "message": "Out of order." }])),
        ),
        breaks(
            "R-ERR-1",
            "no object",
            &[(0, "/errors/0", Error)],
            refuses("updatePrices", json!(["Out of order."])),
        ),
        breaks("R-ERR-1", "a bare error", &[(0, "/code", Error)], bare),
        breaks(
            "R-ERR-1",
            "a confirmation",
            &[(0, "/errors/0/code", Error)],
            partner().receive(
                "/processRateConfirmation",
                authenticated(confirmation),
                json!({ "success": true }),
            ),
        ),
        breaks(
            "R-ERR-1",
            "the single error",
            &[(0, "/error/code", Error)],
            partner().answer(
                "updatePrices",
                json!({ "success": false, "error": { "code": -1, "message": "Out of order." } }),
            ),
        ),
        holds("R-ERR-2", "a message", said(json!("Out of order."))),
        breaks(
            "R-ERR-2",
            "blank",
            &[(0, "/errors/0/message", Error)],
            said(json!(" \n")),
        ),
        breaks("R-ERR-2", "null", &[(0, "/errors/0/message", Error)], said(json!(null))),
        breaks(
            "R-ERR-2",
            "none",
            &[(0, "/errors/0/message", Error)],
            refuses("updatePrices", json!([{ "code": 1 }])),
        ),
    ]
}

fn against_the_catalogue() -> Vec<Example> {
    let pair = |code: u64, category: Value, rate: Value| json!([{ "code": code, "message": "XXL and VIP are not known.", "categoryCode": category, "rateCode": rate }]);
    vec![
        holds(
            "R-ERR-3",
            "10 with its category",
            refuses("updatePrices", pair(10, json!("XXL"), json!(null))),
        ),
        holds(
            "R-ERR-3",
            "the deprecated 4 without",
            refuses("updatePrices", pair(4, json!(null), json!(null))),
        ),
        breaks(
            "R-ERR-3",
            "10 without",
            &[(0, "/errors/0/categoryCode", Error)],
            refuses("updatePrices", pair(10, json!(null), json!(null))),
        ),
        breaks(
            "R-ERR-3",
            "11 with a blank one",
            &[(0, "/errors/0/categoryCode", Error)],
            refuses("updatePrices", pair(11, json!(""), json!("VIP"))),
        ),
        holds(
            "R-ERR-4",
            "9 with its rate",
            refuses("updatePrices", pair(9, json!(null), json!("VIP"))),
        ),
        holds(
            "R-ERR-4",
            "9 from the platform",
            platform_refuses("setInventory", pair(9, json!(null), json!(null))),
        ),
        breaks(
            "R-ERR-4",
            "9 with a category",
            &[(0, "/errors/0/rateCode", Error)],
            refuses("updatePrices", pair(9, json!("VIP"), json!(null))),
        ),
        breaks(
            "R-ERR-4",
            "11 without",
            &[(0, "/errors/0/rateCode", Error)],
            refuses("updatePrices", pair(11, json!("XXL"), json!(null))),
        ),
        breaks(
            "R-ERR-4",
            "11 from the platform",
            &[(0, "/errors/0/rateCode", Error)],
            platform_refuses("setInventory", pair(11, json!("XXL"), json!(null))),
        ),
        holds(
            "R-ERR-5",
            "9 from the platform",
            platform_refuses("setInventory", pair(9, json!(null), json!(null))),
        ),
        holds(
            "R-ERR-5",
            "9 from a partner",
            refuses("updatePrices", pair(9, json!(null), json!("VIP"))),
        ),
        breaks(
            "R-ERR-5",
            "9 with a rate",
            &[(0, "/errors/0/rateCode", Note)],
            platform_refuses("setInventory", pair(9, json!(null), json!("VIP"))),
        ),
        holds(
            "R-ERR-6",
            "10",
            refuses("updatePrices", pair(10, json!("XXL"), json!(null))),
        ),
        breaks(
            "R-ERR-6",
            "4",
            &[(0, "/errors/0/code", Warning)],
            refuses("updatePrices", pair(4, json!("XXL"), json!(null))),
        ),
        breaks(
            "R-ERR-6",
            "5",
            &[(0, "/errors/0/code", Warning)],
            refuses("updatePrices", pair(5, json!(null), json!("VIP"))),
        ),
        holds(
            "R-ERR-8",
            "13 for prices",
            refuses("updatePrices", pair(13, json!(null), json!(null))),
        ),
        holds("R-ERR-8", "2 for a group", refuses_confirmation("4711 is not known.")),
        holds(
            "R-ERR-8",
            "10 anywhere",
            refuses("changeNotificaton", pair(10, json!("XXL"), json!(null))),
        ),
        breaks(
            "R-ERR-8",
            "13 for availability",
            &[(0, "/errors/0/code", Warning)],
            refuses("updateAvailability", pair(13, json!(null), json!(null))),
        ),
        breaks(
            "R-ERR-8",
            "2 for prices",
            &[(0, "/errors/0/code", Warning)],
            refuses("updatePrices", pair(2, json!(null), json!(null))),
        ),
        holds(
            "R-ERR-10",
            "all is mentioned",
            refuses("updatePrices", pair(11, json!("XXL"), json!("VIP"))),
        ),
        holds(
            "R-ERR-10",
            "the number is mentioned",
            refuses_confirmation("There is no reservation 4711."),
        ),
        holds(
            "R-ERR-10",
            "a sentence in a script without blanks",
            refuses(
                "updatePrices",
                json!([{ "code": 8, "message": "メッセージを受け付けられませんでした。" }]),
            ),
        ),
        breaks(
            "R-ERR-10",
            "a code, and only that",
            &[(0, "/errors/0/message", Warning)],
            refuses(
                "updatePrices",
                json!([{ "code": 10, "message": "XXL", "categoryCode": "XXL" }]),
            ),
        ),
        breaks(
            "R-ERR-10",
            "neither is mentioned",
            &[(0, "/errors/0/message", Warning), (0, "/errors/0/message", Warning)],
            refuses(
                "updatePrices",
                json!([{ "code": 11, "message": "Not sold here.", "categoryCode": "XXL", "rateCode": "VIP" }]),
            ),
        ),
        breaks(
            "R-ERR-10",
            "our code says nothing to the property",
            &[(0, "/errors/0/message", Warning)],
            refuses_confirmation("There is no reservation R1."),
        ),
    ]
}

fn against_the_request() -> Vec<Example> {
    let space = |code: &str| json!({ "code": 10, "message": format!("{code} is not known."), "categoryCode": code });
    let rate = |code: &str| json!({ "code": 9, "message": format!("{code} is not known."), "rateCode": code });
    let sold = json!({ "code": 11, "message": "SGL is not sold at FLEX.", "categoryCode": "SGL", "rateCode": "FLEX" });
    let nameless = json!({ "code": 4, "message": "A category is not known." });
    let denied = json!({ "code": 8, "message": "The token is not valid." });
    let inventory = json!({ "inventoryMappings": [{ "spaceTypeCode": "XXL", "ratePlanCode": "VIP" }] });
    let later = |error: Value| {
        let confirmation = json!({ "relatedMessageId": "p-2", "success": false, "errors": [error] });
        partner()
            .call(
                "updateAvailability",
                push("p-1", "SGL"),
                json!({ "success": true, "asyncConfirmation": true }),
            )
            .call(
                "updateAvailability",
                push("p-2", "XXL"),
                json!({ "success": true, "asyncConfirmation": true }),
            )
            .receive(
                "/processAvailabilityConfirmation",
                authenticated(confirmation),
                json!({ "success": true }),
            )
    };
    let elsewhere = platform().call(
        "setInventory",
        inventory,
        json!({ "success": false, "errors": [space("XL")] }),
    );
    let nowhere =
        refuses_push("XXL", "VIP", json!([space("XXL")])).knowing(|facts| facts.target = json!({ "spaces": [] }));
    vec![
        holds(
            "R-ERR-7",
            "codes of the request",
            refuses_push("XXL", "VIP", json!([space("XXL"), rate("VIP")])),
        ),
        holds("R-ERR-7", "codes of an earlier push", later(space("XXL"))),
        breaks(
            "R-ERR-7",
            "a code of another push",
            &[(2, "/errors/0/categoryCode", Error)],
            later(space("SGL")),
        ),
        breaks(
            "R-ERR-7",
            "the platform",
            &[(0, "/errors/0/categoryCode", Error)],
            elsewhere,
        ),
        breaks(
            "R-ERR-7",
            "made up",
            &[(0, "/errors/1/rateCode", Error)],
            refuses_push("XXL", "VIP", json!([space("XXL"), rate("VIPP")])),
        ),
        holds(
            "R-ERR-9",
            "all and no other",
            refuses_push("XXL", "VIP", json!([space("XXL"), rate("VIP")])),
        ),
        holds(
            "R-ERR-9",
            "another failure",
            refuses_push("XXL", "VIP", json!([denied])),
        ),
        holds(
            "R-ERR-9",
            "a pair of mapped codes",
            refuses_push("SGL", "FLEX", json!([sold])),
        ),
        holds(
            "R-ERR-9",
            "an error that may mean any category",
            refuses_push("XXL", "FLEX", json!([nameless])),
        ),
        holds("R-ERR-9", "the mappings are not known", nowhere),
        holds("R-ERR-9", "later", later(space("XXL"))),
        breaks(
            "R-ERR-9",
            "too few",
            &[(0, "/errors", Warning)],
            refuses_push("XXL", "VIP", json!([space("XXL")])),
        ),
        breaks(
            "R-ERR-9",
            "too many",
            &[(0, "/errors", Warning)],
            refuses_push("XXL", "FLEX", json!([space("XXL"), rate("FLEX"), space("SGL")])),
        ),
        breaks(
            "R-ERR-9",
            "both",
            &[(0, "/errors", Warning), (0, "/errors", Warning)],
            refuses_push("XXL", "VIP", json!([rate("VIP"), rate("FLEX")])),
        ),
    ]
}

fn resent() -> Vec<Example> {
    let refused = |code| pushes(partner(), "m-1", "2031-03-01", Some(code));
    let accepted = || pushes(partner(), "m-1", "2031-03-01", None);
    vec![
        holds(
            "R-ERR-11",
            "a repaired one",
            pushes(refused(7), "m-2", "2031-03-02", None),
        ),
        holds(
            "R-ERR-11",
            "after a system error",
            pushes(refused(1), "m-2", "2031-03-01", None),
        ),
        holds(
            "R-ERR-11",
            "after it was accepted",
            pushes(accepted(), "m-2", "2031-03-01", None),
        ),
        holds(
            "R-ERR-11",
            "sent twice before the refusal",
            confirms(pushes(accepted(), "m-2", "2031-03-01", None), "m-1", 7),
        ),
        breaks(
            "R-ERR-11",
            "the same",
            &[(1, "", Error)],
            pushes(refused(7), "m-2", "2031-03-01", None),
        ),
        breaks(
            "R-ERR-11",
            "the same message",
            &[(1, "", Error)],
            pushes(refused(2), "m-1", "2031-03-01", None),
        ),
        breaks(
            "R-ERR-11",
            "again and again",
            &[(1, "", Error), (2, "", Error)],
            pushes(
                pushes(refused(7), "m-2", "2031-03-01", Some(7)),
                "m-3",
                "2031-03-01",
                None,
            ),
        ),
        breaks(
            "R-ERR-11",
            "refused later",
            &[(2, "", Error)],
            pushes(confirms(accepted(), "m-1", 2), "m-2", "2031-03-01", None),
        ),
        breaks(
            "R-ERR-11",
            "refused later, of unknown message",
            &[(2, "", Error)],
            pushes(confirms(accepted(), "m-0", 7), "m-2", "2031-03-01", None),
        ),
    ]
}
