//! Examples for what is pushed over several messages: R-ARI-17, R-ARI-20 and R-ARI-21.

use keycard::contract::rule::Weight::{Error, Warning};
use keycard::exchange::transcript::Stop;
use serde_json::{Value, json};

use super::messages::{PLATFORM, hears, with};
use super::property::{configuration, everything, free, known, priced, pushes, told};
use super::scene::{Scene, authenticated, partner, platform};
use super::{Example, breaks, holds};

/// Examples for R-ARI-17, R-ARI-20 and R-ARI-21.
pub fn examples() -> Vec<Example> {
    [full(), partial(), requested(), not_demanded()]
        .into_iter()
        .flatten()
        .collect()
}

/// A year, and what is not quite one.
const YEAR: [&str; 2] = ["2031-03-01", "2032-02-29"];
const FIRST: &str = "2031-03-01";
const LAST: &str = "2032-02-28";

/// A step that collects all pushes of an operation.
fn collecting(scene: Scene, operation: &str) -> Scene {
    scene.step(&format!("receive: {operation}, more-within: 1s"))
}

fn availability(scene: Scene, entries: Value) -> Scene {
    pushes(scene, "updateAvailability", entries)
}

/// Availability of both categories over two periods.
fn both(single: [&str; 2], double: [&str; 2]) -> Value {
    json!([
        free("SGL", single[0], single[1], 1),
        free("DBL", double[0], double[1], 1)
    ])
}

fn full() -> Vec<Example> {
    let begins = || collecting(known().covering("INV-6"), "updateAvailability");
    let prices = |pairs: &[(&str, &str)]| {
        let prices = pairs.iter().map(|(rate, space)| priced(rate, space, FIRST, LAST));
        pushes(
            collecting(known().covering("R-ARI-17"), "updatePrices"),
            "updatePrices",
            prices.collect(),
        )
    };
    let all = [("FLEX", "SGL"), ("FLEX", "DBL"), ("LATE", "DBL"), ("PACK", "DBL")];
    vec![
        holds(
            "R-ARI-17",
            "365 nights",
            availability(begins(), both(YEAR, [FIRST, LAST])),
        ),
        breaks(
            "R-ARI-17",
            "364 nights",
            &[(1, "", Error)],
            availability(begins(), both(YEAR, [FIRST, "2032-02-27"])),
        ),
        breaks(
            "R-ARI-17",
            "a category is forgotten",
            &[(1, "", Error)],
            availability(begins(), json!([free("SGL", FIRST, LAST, 1)])),
        ),
        breaks(
            "R-ARI-17",
            "a night is left out, and told in the last of the messages",
            &[(2, "", Error)],
            availability(
                availability(begins(), both(YEAR, [FIRST, "2031-06-30"])),
                json!([free("DBL", "2031-07-02", "2032-03-02", 1)]),
            ),
        ),
        holds(
            "R-ARI-17",
            "in two messages, and turned",
            availability(
                availability(begins(), both(YEAR, ["2031-07-01", LAST])),
                json!([free("DBL", FIRST, "2031-06-30", 1)]),
            ),
        ),
        holds("R-ARI-17", "every pair", prices(&all)),
        breaks("R-ARI-17", "a pair is forgotten", &[(1, "", Error)], prices(&all[..3])),
        breaks(
            "R-ARI-17",
            "the target's configuration names the categories",
            &[(0, "", Warning)],
            availability(
                collecting(platform().covering("INV-6"), "updateAvailability"),
                json!([free("SGL", FIRST, LAST, 1)]),
            ),
        ),
    ]
}

fn partial() -> Vec<Example> {
    let short = || json!([free("SGL", FIRST, FIRST, 1)]);
    let begins = |scene: Scene| collecting(scene.covering("INV-6"), "updateAvailability");
    let unsynchronized = with(configuration(), "/spaceCategories/1/isSynchronized", json!(false));
    let dependent = json!({ "ratePrices": [priced("FLEX", "SGL", FIRST, LAST), priced("FLEX", "DBL", FIRST, LAST)],
        "dependentRates": [
            { "rateCode": "LATE", "baseRateCode": "FLEX", "adjustments": [] },
            { "rateCode": "PACK", "baseRateCode": "FLEX", "adjustments": [] },
        ] });
    vec![
        holds(
            "R-ARI-17",
            "the case is about something else",
            availability(collecting(known().covering("INV-1"), "updateAvailability"), short()),
        ),
        holds(
            "R-ARI-17",
            "more may have come",
            availability(known().covering("INV-6").step("receive: updateAvailability"), short()),
        ),
        holds(
            "R-ARI-17",
            "the case was stopped",
            availability(begins(known()), short()).stopping(Stop::NoAnswer { step: 1 }),
        ),
        holds("R-ARI-17", "nothing was pushed at all", begins(known())),
        holds(
            "R-ARI-17",
            "a category that is not synchronized",
            availability(
                begins(told(everything(), unsynchronized)),
                json!([free("SGL", FIRST, LAST, 1)]),
            ),
        ),
        holds(
            "R-ARI-17",
            "rates that are told by the one they depend on",
            hears(
                collecting(known().covering("INV-6"), "updatePrices"),
                "updatePrices",
                dependent,
            ),
        ),
        holds(
            "R-ARI-17",
            "what Keycard itself pushes",
            partner().covering("INV-6").call(
                "updateAvailability",
                json!({ "availabilities": short() }),
                json!({ "success": true }),
            ),
        ),
    ]
}

/// On the first of the year an update of a period is asked for; what comes is collected.
fn asks(from: &str, to: &str, filters: Value) -> Scene {
    let mut body = json!({ "from": from, "to": to });
    body.as_object_mut()
        .unwrap()
        .extend(filters.as_object().unwrap().clone());
    let scene = known().knowing(|facts| facts.today = "2031-01-01".to_string());
    collecting(
        scene.call("requestAriUpdate", body, json!({ "success": true })),
        "updateAvailability",
    )
}

fn requested() -> Vec<Example> {
    let march = ["2031-03-01", "2031-03-31"];
    let asked = || asks(march[0], march[1], json!({}));
    let filtered = || {
        asks(
            march[0],
            march[1],
            json!({ "ariType": [1], "spaceTypeCodes": ["SGL"], "ratePlanCodes": ["LATE"] }),
        )
    };
    vec![
        holds("R-ARI-20", "all of it", availability(asked(), both(march, march))),
        breaks(
            "R-ARI-20",
            "the last day is part of it",
            &[(1, "", Error)],
            availability(asked(), both(march, ["2031-03-01", "2031-03-30"])),
        ),
        breaks(
            "R-ARI-20",
            "a night is left out",
            &[(1, "", Error)],
            availability(
                availability(asked(), both(march, ["2031-03-01", "2031-03-15"])),
                json!([free("DBL", "2031-03-17", "2031-04-30", 1)]),
            ),
        ),
        breaks(
            "R-ARI-20",
            "filters are obeyed",
            &[(1, "", Error)],
            availability(filtered(), json!([free("SGL", march[0], march[1], 1)])),
        ),
        holds(
            "R-ARI-20",
            "filters are ignored",
            availability(filtered(), both(march, march)),
        ),
        breaks(
            "R-ARI-20",
            "what was pushed before does not count",
            &[(2, "", Error)],
            {
                let before = availability(
                    known().knowing(|facts| facts.today = "2031-01-01".to_string()),
                    both(march, march),
                );
                let asked = before.call(
                    "requestAriUpdate",
                    json!({ "from": march[0], "to": march[1] }),
                    json!({ "success": true, "asyncConfirmation": false }),
                );
                availability(
                    collecting(asked, "updateAvailability"),
                    json!([free("SGL", march[0], march[1], 1)]),
                )
            },
        ),
    ]
}

fn not_demanded() -> Vec<Example> {
    let march = ["2031-03-01", "2031-03-31"];
    let one = || json!([free("SGL", FIRST, FIRST, 1)]);
    let answered = |answer: Value| {
        let scene = known().knowing(|facts| facts.today = "2031-01-01".to_string());
        let asked = scene.call("requestAriUpdate", json!({ "from": march[0], "to": march[1] }), answer);
        availability(collecting(asked, "updateAvailability"), one())
    };
    vec![
        holds(
            "R-ARI-20",
            "it was refused",
            answered(json!({ "success": false, "errors": [{ "code": 6, "message": "No." }] })),
        ),
        breaks(
            "R-ARI-20",
            "it was not refused",
            &[(1, "", Error)],
            answered(json!({ "success": true })),
        ),
        holds(
            "R-ARI-20",
            "nothing is pushed for the past, nor for today and tomorrow",
            availability(
                asks("2030-12-01", "2031-01-05", json!({})),
                both(["2031-01-03", "2031-01-05"], ["2031-01-03", "2031-01-05"]),
            ),
        ),
        holds(
            "R-ARI-20",
            "nothing needs to be known after a year",
            availability(
                asks("2031-12-30", "2033-12-31", json!({})),
                both(["2031-12-30", "2031-12-31"], ["2031-12-30", "2031-12-31"]),
            ),
        ),
        holds(
            "R-ARI-20",
            "a turned period is the matter of R-ARI-1",
            availability(asks(march[1], march[0], json!({})), one()),
        ),
        holds(
            "R-ARI-20",
            "what is told to a channel manager under test is not judged",
            partner()
                .receive(
                    &format!("{PLATFORM}/requestAriUpdate"),
                    authenticated(json!({ "from": march[0], "to": march[1] })),
                    json!({ "success": true }),
                )
                .call(
                    "updateAvailability",
                    json!({ "availabilities": one() }),
                    json!({ "success": true }),
                ),
        ),
    ]
}
