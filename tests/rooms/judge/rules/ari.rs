//! Examples for what pushes are about: R-ARI-1 to R-ARI-4, and R-ARI-16.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{PLATFORM, hears, with};
use super::property::{configuration, everything, free, known, mappings, priced, pushes, restricted, told};
use super::scene::{OTHER, Scene, authenticated, partner, platform};
use super::{Example, breaks, holds, rules_of};

/// Examples for R-ARI-1 to R-ARI-4, and R-ARI-16.
pub fn examples() -> Vec<Example> {
    [honest(), periods(), categories(), pairs(), counts(), overlaps()]
        .into_iter()
        .flatten()
        .collect()
}

/// The first two days of a month.
const FIRST: &str = "2031-03-01";
const SECOND: &str = "2031-03-02";
const THIRD: &str = "2031-03-03";

fn availability(scene: Scene, entries: Value) -> Scene {
    pushes(scene, "updateAvailability", entries)
}

fn prices(scene: Scene, entries: Value) -> Scene {
    pushes(scene, "updatePrices", entries)
}

fn restrictions(scene: Scene, entries: Value) -> Scene {
    pushes(scene, "updateRestrictions", entries)
}

fn honest() -> Vec<Example> {
    let package = json!([priced("PACK", "DBL", FIRST, FIRST), priced("FLEX", "DBL", FIRST, THIRD)]);
    let by_age = json!([{ "guestCount": 1, "ageCategoryCode": "10", "grossAmount": 5, "netAmount": 4.5, "currencyCode": "EUR" },
        { "guestCount": 1, "ageCategoryCode": "Child", "grossAmount": 5, "netAmount": 5, "currencyCode": "EUR" }]);
    let entries = || {
        json!([
            free("SGL", FIRST, FIRST, 0),
            free("DBL", FIRST, SECOND, 8),
            free("DBL", THIRD, THIRD, 7),
        ])
    };
    let closed = |state: Value| json!([restricted("LATE", "DBL", FIRST, THIRD, state)]);
    let scenes = || {
        [
            availability(known(), entries()),
            availability(platform(), entries()),
            prices(known(), with(package.clone(), "/1/agePrices", by_age.clone())),
            hears(
                known(),
                "updatePrices",
                json!({ "messageId": "p-1", "dependentRates": [
                    { "rateCode": "LATE", "baseRateCode": "FLEX", "adjustments": [
                        { "startDate": FIRST, "endDate": FIRST, "relativeValue": -10, "absoluteValue": 0 },
                        { "startDate": null, "relativeValue": 0, "absoluteValue": 0 },
                    ] },
                    { "rateCode": "PACK", "adjustments": [] },
                ] }),
            ),
            restrictions(known(), closed(json!([1]))),
            restrictions(known(), closed(json!([8, 6, 2]))),
            restrictions(known(), closed(json!([2, 6, 7, 8]))),
            restrictions(
                known(),
                with(with(closed(json!([1.0])), "/0/minLos", json!(3)), "/0/maxLos", json!(3)),
            ),
        ]
    };
    rules_of("R-ARI-")
        .flat_map(|rule| scenes().map(|scene| holds(rule, "an honest push", scene)))
        .collect()
}

fn periods() -> Vec<Example> {
    let asks = |from: &str, to: &str| {
        partner().receive(
            &format!("{PLATFORM}/requestAriUpdate"),
            authenticated(json!({ "from": from, "to": to })),
            json!({ "success": true }),
        )
    };
    let adjusted = json!({ "messageId": "p-1", "ratePrices": [priced("FLEX", "DBL", SECOND, FIRST)], "dependentRates": [
        { "rateCode": "LATE", "adjustments": [
            { "startDate": FIRST, "endDate": FIRST, "relativeValue": 1, "absoluteValue": 0 },
            { "startDate": SECOND, "endDate": FIRST, "relativeValue": 1, "absoluteValue": 0 },
        ] },
    ] });
    vec![
        breaks(
            "R-ARI-1",
            "the channel manager asks for it",
            &[(0, "/to", Error)],
            asks(SECOND, FIRST),
        ),
        holds("R-ARI-1", "the channel manager asks for one day", asks(FIRST, FIRST)),
        holds(
            "R-ARI-1",
            "what is no date is the schema's matter",
            asks("2031-03-32", FIRST),
        ),
        breaks(
            "R-ARI-1",
            "in the last entry",
            &[(1, "/availabilities/1/to", Error)],
            availability(
                known(),
                json!([free("SGL", FIRST, FIRST, 1), free("SGL", THIRD, SECOND, 1)]),
            ),
        ),
        breaks(
            "R-ARI-1",
            "of prices and of an adjustment",
            &[
                (0, "/ratePrices/0/to", Error),
                (0, "/dependentRates/0/adjustments/1/endDate", Error),
            ],
            hears(platform(), "updatePrices", adjusted),
        ),
        breaks(
            "R-ARI-1",
            "of a restriction, behind something that is none",
            &[(0, "/restrictions/1/to", Error)],
            restrictions(
                platform(),
                json!([7, restricted("FLEX", "DBL", "2032-03-01", "2031-12-31", json!([1]))]),
            ),
        ),
        holds(
            "R-ARI-1",
            "what Keycard itself pushes",
            partner().call(
                "updateAvailability",
                json!({ "availabilities": [free("SGL", THIRD, SECOND, 1)] }),
                json!({ "success": true }),
            ),
        ),
    ]
}

fn categories() -> Vec<Example> {
    let unsynchronized = with(configuration(), "/spaceCategories/1/isSynchronized", json!(false));
    let of = |code: &str| json!([free("SGL", FIRST, FIRST, 1), free(code, FIRST, FIRST, 1)]);
    let notice = |kind: i64| {
        let notice = authenticated(json!({ "type": kind }));
        known().receive(
            &format!("{PLATFORM}/changeNotificaton"),
            notice,
            json!({ "success": true }),
        )
    };
    vec![
        breaks(
            "R-ARI-2",
            "one that there is not",
            &[(1, "/availabilities/1/spaceTypeCode", Error)],
            availability(known(), of("ATTIC")),
        ),
        breaks(
            "R-ARI-2",
            "one that is not synchronized",
            &[(1, "/availabilities/1/spaceTypeCode", Error)],
            availability(told(everything(), unsynchronized), of("DBL")),
        ),
        breaks(
            "R-ARI-2",
            "one that the target's configuration does not name",
            &[(0, "/availabilities/1/spaceTypeCode", Warning)],
            availability(platform(), of("ATTIC")),
        ),
        breaks(
            "R-ARI-2",
            "a person may have changed the configuration since",
            &[(1, "/availabilities/1/spaceTypeCode", Warning)],
            availability(known().step("prompt: Take out the attic."), of("ATTIC")),
        ),
        holds(
            "R-ARI-2",
            "the configuration was changed since",
            availability(notice(1), of("ATTIC")),
        ),
        breaks(
            "R-ARI-2",
            "the connection was switched on since",
            &[(2, "/availabilities/1/spaceTypeCode", Error)],
            availability(notice(2), of("ATTIC")),
        ),
        holds(
            "R-ARI-2",
            "on a connection of which nothing is known",
            known().receive(
                &format!("{PLATFORM}/updateAvailability"),
                json!({ "connectionToken": OTHER, "availabilities": of("ATTIC") }),
                json!({ "success": true }),
            ),
        ),
        holds(
            "R-ARI-2",
            "a category without a flag",
            availability(known(), json!([free("DBL", FIRST, FIRST, 1)])),
        ),
    ]
}

fn pairs() -> Vec<Example> {
    let unsynchronized = with(configuration(), "/ratePlans/1/isSynchronized", json!(false));
    let closed = |rate: &str, space: &str| json!([restricted(rate, space, FIRST, FIRST, json!([2, 8]))]);
    let set = |scene: Scene, success: bool| {
        scene.call(
            "setInventory",
            mappings(&[("FLEX", "SGL"), ("LATE", "SGL")]),
            json!({ "success": success }),
        )
    };
    vec![
        breaks(
            "R-ARI-3",
            "a rate that there is not",
            &[(1, "/ratePrices/1/ratePlanCode", Error)],
            prices(
                known(),
                json!([
                    priced("FLEX", "SGL", FIRST, FIRST),
                    priced("NIGHT", "SGL", FIRST, FIRST)
                ]),
            ),
        ),
        breaks(
            "R-ARI-3",
            "a rate that is not synchronized",
            &[(1, "/restrictions/0/ratePlanCode", Error)],
            restrictions(told(everything(), unsynchronized), closed("LATE", "DBL")),
        ),
        breaks(
            "R-ARI-3",
            "a pair that is not mapped",
            &[(1, "/restrictions/0", Error)],
            restrictions(known(), closed("LATE", "SGL")),
        ),
        holds(
            "R-ARI-3",
            "a pair that was mapped since",
            restrictions(set(known(), true), closed("LATE", "SGL")),
        ),
        breaks(
            "R-ARI-3",
            "a pair that should have been mapped since",
            &[(2, "/restrictions/0", Error)],
            restrictions(set(known(), false), closed("LATE", "SGL")),
        ),
        breaks(
            "R-ARI-3",
            "a pair that was taken out and may have been under way",
            &[(2, "/ratePrices/0", Warning)],
            prices(set(known(), true), json!([priced("FLEX", "DBL", FIRST, FIRST)])),
        ),
        breaks(
            "R-ARI-3",
            "a category that the target's configuration does not name",
            &[(0, "/restrictions/0/spaceTypeCode", Warning)],
            restrictions(platform(), closed("FLEX", "ATTIC")),
        ),
        breaks(
            "R-ARI-3",
            "a rate that the target's configuration does not name",
            &[(0, "/restrictions/0/ratePlanCode", Warning)],
            restrictions(platform(), closed("NIGHT", "DBL")),
        ),
        holds(
            "R-ARI-3",
            "mappings that could not be read",
            restrictions(
                told(
                    everything(),
                    with(configuration(), "/inventoryMappings/0/spaceTypeCode", json!(1)),
                ),
                closed("LATE", "SGL"),
            ),
        ),
        holds(
            "R-ARI-3",
            "an entry of no rate is the schema's matter",
            restrictions(known(), with(closed("LATE", "DBL"), "/0/ratePlanCode", json!(null))),
        ),
    ]
}

fn counts() -> Vec<Example> {
    let of = |space: &str, count: Value| {
        availability(
            known(),
            with(json!([free(space, FIRST, FIRST, 1)]), "/0/availability", count),
        )
    };
    let place = &[(1, "/availabilities/0/availability", Warning)];
    vec![
        breaks("R-ARI-4", "one too many", place, of("DBL", json!(9))),
        holds("R-ARI-4", "all of them", of("DBL", json!(8.0))),
        breaks("R-ARI-4", "overbooked", place, of("DBL", json!(-1))),
        breaks(
            "R-ARI-4",
            "overbooked where there is no such category",
            place,
            of("ATTIC", json!(-1)),
        ),
        holds("R-ARI-4", "many of an unknown one", of("ATTIC", json!(1_000))),
        holds("R-ARI-4", "of a half the schema speaks", of("DBL", json!(8.5))),
        holds(
            "R-ARI-4",
            "nobody said how many there are",
            availability(platform(), json!([free("DBL", FIRST, FIRST, 1_000)])),
        ),
    ]
}

fn overlaps() -> Vec<Example> {
    vec![
        breaks(
            "R-ARI-16",
            "the last night of one is the first of the other",
            &[(1, "/availabilities/1", Warning)],
            availability(
                known(),
                json!([free("DBL", FIRST, SECOND, 1), free("DBL", SECOND, THIRD, 1)]),
            ),
        ),
        holds(
            "R-ARI-16",
            "one category after the other, and one night after the other",
            availability(
                known(),
                json!([
                    free("DBL", SECOND, THIRD, 1),
                    free("SGL", SECOND, THIRD, 1),
                    free("DBL", FIRST, FIRST, 1),
                ]),
            ),
        ),
        breaks(
            "R-ARI-16",
            "the later entry of an earlier night",
            &[(1, "/ratePrices/2", Warning)],
            prices(
                known(),
                json!([
                    priced("FLEX", "DBL", SECOND, THIRD),
                    priced("FLEX", "SGL", SECOND, THIRD),
                    priced("FLEX", "DBL", FIRST, SECOND),
                    priced("LATE", "DBL", SECOND, THIRD),
                ]),
            ),
        ),
        breaks(
            "R-ARI-16",
            "one within another, and one behind it",
            &[(1, "/restrictions/1", Warning), (1, "/restrictions/2", Warning)],
            restrictions(
                known(),
                json!([
                    restricted("FLEX", "DBL", FIRST, "2031-03-31", json!([1])),
                    restricted("FLEX", "DBL", SECOND, SECOND, json!([2, 8])),
                    restricted("FLEX", "DBL", "2031-03-20", "2031-04-02", json!([1])),
                ]),
            ),
        ),
        holds(
            "R-ARI-16",
            "a turned period covers nothing",
            availability(
                known(),
                json!([free("DBL", THIRD, FIRST, 1), free("DBL", SECOND, SECOND, 1)]),
            ),
        ),
        holds(
            "R-ARI-16",
            "two messages may",
            availability(
                availability(known(), json!([free("DBL", FIRST, THIRD, 1)])),
                json!([free("DBL", FIRST, THIRD, 2)]),
            ),
        ),
    ]
}
