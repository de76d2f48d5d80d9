//! Examples for R-BLK.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{block, hears, platform_block, with, without};
use super::scene::{Scene, partner, platform};
use super::{Example, breaks, holds, rules_of};

/// The first space category.
const SPACE: &str = "/availabilityBlock/spaceCategories/0";

fn partners(body: Value) -> Scene {
    hears(partner(), "processAvailabilityBlock", body)
}

fn platforms(body: Value) -> Scene {
    hears(platform(), "processAvailabilityBlock", body)
}

fn of(name: &str, value: Value) -> Value {
    with(block(), &format!("/availabilityBlock/{name}"), value)
}

fn cancelled() -> Value {
    with(
        of("status", json!("Canceled")),
        "/availabilityBlock/confirmationNumber",
        json!("K-1"),
    )
}

/// Examples for R-BLK.
pub fn examples() -> Vec<Example> {
    [honest(), itself(), spaces(), history()]
        .into_iter()
        .flatten()
        .collect()
}

fn honest() -> Vec<Example> {
    let one_night = json!({ "start": "2031-05-01", "end": "2031-05-02" });
    let short = with(of("dates", one_night), &format!("{SPACE}/allocatedSpaces"), json!([]));
    let scenes = || {
        [
            partners(block()),
            partners(cancelled()),
            partners(with(short.clone(), &format!("{SPACE}/rates"), json!(null))),
            platforms(platform_block()),
        ]
    };
    rules_of("R-BLK-")
        .flat_map(|rule| scenes().map(|scene| holds(rule, "an honest message", scene)))
        .collect()
}

fn itself() -> Vec<Example> {
    let release = |strategy: Value| partners(of("releaseStrategy", strategy));
    let offset = |text: &str| release(json!({ "type": "Rolling", "offset": text }));
    let status = |word: &str| of("status", json!(word));
    vec![
        breaks(
            "R-BLK-1",
            "a night with the same end",
            &[(0, "/availabilityBlock/dates/end", Error)],
            partners(of("dates", json!({ "start": "2031-05-01", "end": "2031-05-01" }))),
        ),
        breaks(
            "R-BLK-5",
            "fixed without a date",
            &[(0, "/availabilityBlock/releaseStrategy/fixedDate", Error)],
            release(json!({ "type": "Fixed" })),
        ),
        breaks(
            "R-BLK-5",
            "rolling with a date only",
            &[
                (0, "/availabilityBlock/releaseStrategy/offset", Error),
                (0, "/availabilityBlock/releaseStrategy/fixedDate", Warning),
            ],
            release(json!({ "type": "Rolling", "offset": null, "fixedDate": "2031-04-20" })),
        ),
        breaks(
            "R-BLK-5",
            "small letters",
            &[(0, "/availabilityBlock/releaseStrategy/type", Warning)],
            release(json!({ "type": "fixed", "fixedDate": "2031-04-20" })),
        ),
        holds(
            "R-BLK-5",
            "fixed",
            release(json!({ "type": "Fixed", "fixedDate": "2031-05-02" })),
        ),
        breaks(
            "R-BLK-6",
            "on the day of its end",
            &[(0, "/availabilityBlock/releaseStrategy/fixedDate", Warning)],
            release(json!({ "type": "Fixed", "fixedDate": "2031-05-04" })),
        ),
        holds(
            "R-BLK-6",
            "after its start",
            release(json!({ "type": "Fixed", "fixedDate": "2031-05-02" })),
        ),
        breaks(
            "R-BLK-7",
            "updated without a number",
            &[(0, "/availabilityBlock/confirmationNumber", Error)],
            partners(status("Updated")),
        ),
        breaks(
            "R-BLK-7",
            "cancelled with a blank number",
            &[(0, "/availabilityBlock/confirmationNumber", Error)],
            partners(with(
                status("Canceled"),
                "/availabilityBlock/confirmationNumber",
                json!(""),
            )),
        ),
        breaks(
            "R-BLK-8",
            "a new one with a number",
            &[(0, "/availabilityBlock/confirmationNumber", Warning)],
            partners(of("confirmationNumber", json!("K-1"))),
        ),
        breaks(
            "R-BLK-13",
            "no last name",
            &[(0, "/availabilityBlock/booker/lastName", Error)],
            partners(of("booker", json!({ "firstName": "Lin" }))),
        ),
        breaks(
            "R-BLK-13",
            "no booker on cancelling",
            &[(0, "/availabilityBlock/booker", Error)],
            partners(without(cancelled(), "/availabilityBlock/booker")),
        ),
        breaks(
            "R-BLK-14",
            "the platform's word",
            &[(0, "/availabilityBlock/status", Warning)],
            partners(status("Create")),
        ),
        breaks(
            "R-BLK-14",
            "the channel manager's word",
            &[(0, "/availabilityBlock/status", Error)],
            platforms(with(platform_block(), "/availabilityBlock/status", json!("Created"))),
        ),
        breaks(
            "R-BLK-14",
            "no such word",
            &[(0, "/availabilityBlock/status", Error)],
            partners(status("Cancelled")),
        ),
        breaks(
            "R-BLK-14",
            "no such pick-up",
            &[(0, "/availabilityBlock/pickupType", Error)],
            partners(of("pickupType", json!("Individual"))),
        ),
        breaks(
            "R-BLK-15",
            "a number",
            &[(0, "/availabilityBlock/releaseStrategy/offset", Error)],
            offset("7"),
        ),
        breaks(
            "R-BLK-15",
            "weeks",
            &[(0, "/availabilityBlock/releaseStrategy/offset", Error)],
            offset("P1W"),
        ),
        breaks(
            "R-BLK-15",
            "no days",
            &[(0, "/availabilityBlock/releaseStrategy/offset", Error)],
            offset("PT12H"),
        ),
        breaks(
            "R-BLK-15",
            "units turned",
            &[(0, "/availabilityBlock/releaseStrategy/offset", Error)],
            offset("P1DT2M3H"),
        ),
        holds("R-BLK-15", "days", offset("P14D")),
        holds("R-BLK-15", "with a time", offset("P1DT2H30M")),
    ]
}

fn spaces() -> Vec<Example> {
    let space = |list: &str, value: Value| with(block(), &format!("{SPACE}/{list}"), value);
    let kept = |rows: Value| partners(space("allocatedSpaces", rows));
    let taken = |rows: Value| platforms(with(platform_block(), &format!("{SPACE}/occupiedSpaces"), rows));
    let rate = |name: &str, value: Value| partners(with(block(), &format!("{SPACE}/rates/0/{name}"), value));
    let old = without(block(), &format!("{SPACE}/rates/0/prices"));
    let row = |start: &str, end: &str, count: i64| json!({ "start": start, "end": end, "count": count });
    vec![
        breaks(
            "R-BLK-2",
            "no night",
            &[(0, "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/end", Error)],
            kept(json!([row("2031-05-01", "2031-05-01", 1)])),
        ),
        breaks(
            "R-BLK-2",
            "beyond the block",
            &[
                (
                    0,
                    "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/start",
                    Warning,
                ),
                (0, "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/end", Warning),
            ],
            kept(json!([row("2031-04-30", "2031-05-05", 1)])),
        ),
        breaks(
            "R-BLK-2",
            "a whole category",
            &[(0, "/availabilityBlock/spaceCategories/0/end", Warning)],
            platforms(with(platform_block(), &format!("{SPACE}/end"), json!("2031-05-09"))),
        ),
        breaks(
            "R-BLK-3",
            "a night twice",
            &[(0, "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/start", Error)],
            kept(json!([
                row("2031-05-02", "2031-05-04", 1),
                row("2031-05-01", "2031-05-03", 1)
            ])),
        ),
        breaks(
            "R-BLK-3",
            "a night left out",
            &[(
                0,
                "/availabilityBlock/spaceCategories/0/allocatedSpaces/1/start",
                Warning,
            )],
            kept(json!([
                row("2031-05-01", "2031-05-02", 1),
                row("2031-05-03", "2031-05-04", 1)
            ])),
        ),
        holds(
            "R-BLK-3",
            "nights without guests",
            taken(json!([
                row("2031-05-01", "2031-05-02", 1),
                row("2031-05-03", "2031-05-04", 1)
            ])),
        ),
        breaks(
            "R-BLK-4",
            "fewer than none",
            &[(0, "/availabilityBlock/spaceCategories/0/allocatedSpaces/0/count", Error)],
            kept(json!([row("2031-05-01", "2031-05-04", -1)])),
        ),
        breaks(
            "R-BLK-4",
            "more than kept on the second night",
            &[(
                0,
                "/availabilityBlock/spaceCategories/0/occupiedSpaces/0/count",
                Warning,
            )],
            taken(json!([row("2031-05-01", "2031-05-03", 3)])),
        ),
        holds(
            "R-BLK-4",
            "as many as kept",
            taken(json!([
                row("2031-05-01", "2031-05-02", 3),
                row("2031-05-02", "2031-05-04", 2)
            ])),
        ),
        breaks(
            "R-BLK-4",
            "on a night that is not kept",
            &[(
                0,
                "/availabilityBlock/spaceCategories/0/occupiedSpaces/0/count",
                Warning,
            )],
            taken(json!([row("2031-05-03", "2031-05-05", 1)])),
        ),
        holds(
            "R-BLK-4",
            "none on a night that is not kept",
            taken(json!([row("2031-05-03", "2031-05-05", 0)])),
        ),
        breaks(
            "R-BLK-9",
            "no prices",
            &[(0, "/availabilityBlock/spaceCategories/0/rates/0/prices", Error)],
            rate("prices", json!([])),
        ),
        breaks(
            "R-BLK-9",
            "the deprecated form",
            &[(0, "/availabilityBlock/spaceCategories/0/rates/0/prices", Warning)],
            partners(with(old, &format!("{SPACE}/rates/0/grossAmount"), json!("109.0"))),
        ),
        breaks(
            "R-BLK-9",
            "two prices for two guests",
            &[(
                0,
                "/availabilityBlock/spaceCategories/0/rates/0/prices/1/guestCount",
                Warning,
            )],
            rate("prices", json!([{ "guestCount": 2 }, { "guestCount": 2.0 }])),
        ),
        breaks(
            "R-BLK-10",
            "another currency",
            &[(
                0,
                "/availabilityBlock/spaceCategories/0/rates/0/prices/1/currencyCode",
                Error,
            )],
            platforms(with(
                platform_block(),
                &format!("{SPACE}/rates/0/prices/1/currencyCode"),
                json!("GBP"),
            )),
        ),
        breaks(
            "R-BLK-11",
            "another category and rate",
            &[
                (0, "/availabilityBlock/spaceCategories/0/spaceTypeCode", Warning),
                (0, "/availabilityBlock/originalRateCode", Warning),
            ],
            partners(with(
                space("spaceTypeCode", json!("TENT")),
                "/availabilityBlock/originalRateCode",
                json!("WEEK"),
            )),
        ),
        breaks(
            "R-BLK-11",
            "a category that is agreed not to exist",
            &[(0, "/availabilityBlock/spaceCategories/0/spaceTypeCode", Error)],
            partners(space("spaceTypeCode", json!("NONE")))
                .knowing(|facts| facts.target["unmappedSpace"] = json!("NONE")),
        ),
        breaks(
            "R-BLK-11",
            "a category twice",
            &[(0, "/availabilityBlock/spaceCategories/1/spaceTypeCode", Warning)],
            partners(of(
                "spaceCategories",
                json!([{ "spaceTypeCode": "DBL" }, { "spaceTypeCode": "DBL" }]),
            )),
        ),
    ]
}

fn history() -> Vec<Example> {
    let confirmed = |success: bool| {
        let confirmation =
            json!({ "relatedMessageId": "p-5", "success": success, "code": "OURS", "confirmationNumber": "K-9" });
        hears(platform(), "processAvailabilityBlock", platform_block()).call(
            "processAvailabilityBlockConfirmation",
            confirmation,
            json!({ "success": true }),
        )
    };
    let update = |scene: Scene, code: Value| {
        let body = with(platform_block(), "/availabilityBlock/status", json!("Update"));
        let body = with(body, "/messageId", json!("p-6"));
        hears(
            scene,
            "processAvailabilityBlock",
            with(body, "/availabilityBlock/code", code),
        )
    };
    vec![
        holds("R-BLK-12", "the confirmed code", update(confirmed(true), json!("OURS"))),
        holds("R-BLK-12", "it was not taken", update(confirmed(false), json!(null))),
        breaks(
            "R-BLK-12",
            "none",
            &[(2, "/availabilityBlock/code", Error)],
            update(confirmed(true), json!(null)),
        ),
        breaks(
            "R-BLK-12",
            "another",
            &[(2, "/availabilityBlock/code", Error)],
            update(confirmed(true), json!("BL1")),
        ),
    ]
}
