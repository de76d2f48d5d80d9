//! Examples for what is pushed no longer once it was refused for good: R-ARI-21.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{PLATFORM, hears};
use super::property::{free, known, mappings, priced, pushes, restricted};
use super::scene::{OTHER, Scene, authenticated};
use super::{Example, breaks, holds};

/// Examples for R-ARI-21.
pub fn examples() -> Vec<Example> {
    [codes(), later(), anew()].into_iter().flatten().collect()
}

const FIRST: &str = "2031-03-01";

fn availability() -> Value {
    json!([
        free("SGL", FIRST, FIRST, 1),
        free("DBL", FIRST, FIRST, 1),
        free("DBL", "2031-03-02", "2031-03-02", 1)
    ])
}

fn prices() -> Value {
    json!([
        priced("FLEX", "SGL", FIRST, FIRST),
        priced("FLEX", "DBL", FIRST, FIRST),
        priced("LATE", "DBL", FIRST, FIRST),
    ])
}

fn restrictions() -> Value {
    json!([restricted("LATE", "DBL", FIRST, FIRST, json!([1]))])
}

/// A push of the platform, which Keycard answers with these errors.
fn refused(scene: Scene, operation: &str, entries: Value, errors: Value) -> Scene {
    let list = match operation {
        "updateAvailability" => "availabilities",
        "updatePrices" => "ratePrices",
        _ => "restrictions",
    };
    scene.receive(
        &format!("{PLATFORM}/{operation}"),
        authenticated(json!({ "messageId": "p-0", list: entries })),
        json!({ "success": false, "errors": errors }),
    )
}

fn error(code: i64, rate: Option<&str>, space: Option<&str>) -> Value {
    json!({ "code": code, "message": "Not known.", "rateCode": rate, "categoryCode": space })
}

/// Any call of Keycard: what comes after it is of a later time.
fn meanwhile(scene: Scene) -> Scene {
    scene.call("getChannels", json!({}), json!({ "channels": [] }))
}

/// After a push of prices was refused with that error.
fn after(error: Value) -> Scene {
    meanwhile(refused(known(), "updatePrices", prices(), json!([error])))
}

fn codes() -> Vec<Example> {
    let rate = || after(error(9, Some("FLEX"), None));
    let space = || after(error(10, None, Some("DBL")));
    let pair = || after(error(11, Some("FLEX"), Some("DBL")));
    let kind = |code: i64| after(error(code, None, None));
    vec![
        breaks(
            "R-ARI-21",
            "prices of a rate, told once",
            &[
                (3, "/ratePrices/0/ratePlanCode", Error),
                (3, "/ratePrices/1/ratePlanCode", Error),
            ],
            pushes(rate(), "updatePrices", prices()),
        ),
        holds(
            "R-ARI-21",
            "restrictions of another rate",
            pushes(rate(), "updateRestrictions", restrictions()),
        ),
        holds(
            "R-ARI-21",
            "availability has no rate",
            pushes(rate(), "updateAvailability", availability()),
        ),
        breaks(
            "R-ARI-21",
            "availability of a category",
            &[
                (3, "/availabilities/1/spaceTypeCode", Error),
                (3, "/availabilities/2/spaceTypeCode", Error),
            ],
            pushes(space(), "updateAvailability", availability()),
        ),
        breaks(
            "R-ARI-21",
            "prices of a category",
            &[
                (3, "/ratePrices/1/spaceTypeCode", Warning),
                (3, "/ratePrices/2/spaceTypeCode", Warning),
            ],
            pushes(space(), "updatePrices", prices()),
        ),
        breaks(
            "R-ARI-21",
            "prices of a pair",
            &[(3, "/ratePrices/1", Error)],
            pushes(pair(), "updatePrices", prices()),
        ),
        holds(
            "R-ARI-21",
            "either half of a pair",
            pushes(pair(), "updateRestrictions", restrictions()),
        ),
        holds(
            "R-ARI-21",
            "availability of half a pair",
            pushes(pair(), "updateAvailability", availability()),
        ),
        breaks(
            "R-ARI-21",
            "availability",
            &[(3, "", Error)],
            pushes(kind(12), "updateAvailability", availability()),
        ),
        holds(
            "R-ARI-21",
            "prices without availability",
            pushes(kind(12), "updatePrices", prices()),
        ),
        breaks(
            "R-ARI-21",
            "prices",
            &[(3, "", Error)],
            pushes(kind(13), "updatePrices", prices()),
        ),
        holds(
            "R-ARI-21",
            "restrictions without prices",
            pushes(kind(13), "updateRestrictions", restrictions()),
        ),
        breaks(
            "R-ARI-21",
            "restrictions",
            &[(3, "", Error)],
            pushes(kind(14), "updateRestrictions", restrictions()),
        ),
        holds(
            "R-ARI-21",
            "a system error passes",
            pushes(kind(1), "updatePrices", prices()),
        ),
        holds(
            "R-ARI-21",
            "an error about nothing",
            pushes(after(error(9, None, None)), "updatePrices", prices()),
        ),
    ]
}

fn later() -> Vec<Example> {
    let error = || json!([error(13, None, None)]);
    let confirms = |related: Value, operation: &str| {
        hears(
            known(),
            "updatePrices",
            json!({ "messageId": "p-0", "ratePrices": prices() }),
        )
        .call(
            operation,
            json!({ "relatedMessageId": related, "success": false, "errors": error() }),
            json!({ "success": true }),
        )
    };
    let other = json!({ "connectionToken": OTHER, "messageId": "p-1", "ratePrices": prices() });
    vec![
        holds(
            "R-ARI-21",
            "it may have been under way",
            pushes(
                refused(known(), "updatePrices", prices(), error()),
                "updatePrices",
                prices(),
            ),
        ),
        breaks(
            "R-ARI-21",
            "it was refused by a confirmation",
            &[(4, "", Error)],
            pushes(
                meanwhile(confirms(json!("p-0"), "processRateConfirmation")),
                "updatePrices",
                prices(),
            ),
        ),
        holds(
            "R-ARI-21",
            "what is accepted is not refused, whatever errors it brings",
            pushes(
                meanwhile(known().receive(
                    &format!("{PLATFORM}/updatePrices"),
                    authenticated(json!({ "ratePrices": prices() })),
                    json!({ "success": true, "errors": error() }),
                )),
                "updatePrices",
                prices(),
            ),
        ),
        holds(
            "R-ARI-21",
            "of another connection",
            meanwhile(refused(known(), "updatePrices", prices(), error())).receive(
                &format!("{PLATFORM}/updatePrices"),
                other,
                json!({ "success": true }),
            ),
        ),
        holds(
            "R-ARI-21",
            "code 9 of the platform is no matter of a rate",
            pushes(
                known().call(
                    "requestAriUpdate",
                    json!({}),
                    json!({ "success": false, "errors": [{ "code": 13, "message": "Not now." }] }),
                ),
                "updatePrices",
                prices(),
            ),
        ),
    ]
}

fn anew() -> Vec<Example> {
    let off = || after(error(9, Some("FLEX"), None));
    let notice = |kind: i64| {
        off().receive(
            &format!("{PLATFORM}/changeNotificaton"),
            authenticated(json!({ "type": kind })),
            json!({ "success": true }),
        )
    };
    let push = |scene: Scene| pushes(scene, "updatePrices", prices());
    vec![
        holds("R-ARI-21", "the property changed something", push(notice(1))),
        holds("R-ARI-21", "the connection is switched on", push(notice(2))),
        breaks(
            "R-ARI-21",
            "the connection is only switched off",
            &[
                (4, "/ratePrices/0/ratePlanCode", Error),
                (4, "/ratePrices/1/ratePlanCode", Error),
            ],
            push(notice(3)),
        ),
        holds(
            "R-ARI-21",
            "a person synchronized it again",
            push(off().step("prompt: Synchronize the rate.")),
        ),
        holds(
            "R-ARI-21",
            "the inventory was set",
            push(off().call("setInventory", mappings(&[("FLEX", "DBL")]), json!({ "success": true }))),
        ),
    ]
}
