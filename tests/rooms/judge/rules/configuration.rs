//! Examples for a configuration that agrees with itself and with what was asked for: R-CFG-1 to R-CFG-5.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{PLATFORM, with, without};
use super::property::{asked, configuration, everything, mappings, minimal, told};
use super::scene::{Scene, authenticated, partner};
use super::{Example, breaks, holds, rules_of};

/// Examples for R-CFG-1 to R-CFG-5.
pub fn examples() -> Vec<Example> {
    [honest(), mapped(), asked_for(), unique()]
        .into_iter()
        .flatten()
        .collect()
}

/// Everything was asked for, and of what was answered one value is another.
fn telling(pointer: &str, value: Value) -> Scene {
    told(everything(), with(configuration(), pointer, value))
}

/// Nothing but a flag was asked for, and of the least that is answered one value is another.
fn least(flags: Value, pointer: &str, value: Value) -> Scene {
    told(json!({ "extent": flags }), with(minimal(), pointer, value))
}

fn honest() -> Vec<Example> {
    let failure = json!({ "success": false, "errors": [{ "code": 8, "message": "No such token." }] });
    let scenes = || {
        [
            told(everything(), configuration()),
            told(json!({}), minimal()),
            told(json!({ "extent": null }), without(minimal(), "/success")),
            told(everything(), failure.clone()),
            told(json!({}), json!({ "code": 8, "message": "No such token." })),
            // What Keycard itself says is not judged.
            asked(json!({}), configuration()),
        ]
    };
    rules_of("R-CFG-")
        .flat_map(|rule| scenes().map(|scene| holds(rule, "an honest configuration", scene)))
        .collect()
}

fn mapped() -> Vec<Example> {
    let rate = ("/inventoryMappings/3/ratePlanCode", json!("GONE"));
    let all_rates = json!({ "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": false });
    let unlisted = with(minimal(), rate.0, rate.1.clone());
    vec![
        breaks(
            "R-CFG-1",
            "a rate that is not listed",
            &[(0, "/inventoryMappings/3/ratePlanCode", Error)],
            telling(rate.0, rate.1.clone()),
        ),
        breaks(
            "R-CFG-1",
            "neither is listed",
            &[
                (0, "/inventoryMappings/1/ratePlanCode", Error),
                (0, "/inventoryMappings/1/spaceTypeCode", Error),
            ],
            telling(
                "/inventoryMappings/1",
                json!({ "ratePlanCode": "SGL", "spaceTypeCode": "FLEX" }),
            ),
        ),
        breaks(
            "R-CFG-1",
            "all rates are listed, and the categories need not be",
            &[(0, "/inventoryMappings/3/ratePlanCode", Error)],
            least(all_rates.clone(), rate.0, rate.1.clone()),
        ),
        holds(
            "R-CFG-1",
            "a category that may be one which is not synchronized",
            least(all_rates, "/inventoryMappings/0/spaceTypeCode", json!("ATTIC")),
        ),
        holds(
            "R-CFG-1",
            "a rate that may be one which is not synchronized",
            told(json!({}), unlisted.clone()),
        ),
        holds(
            "R-CFG-1",
            "nobody knows what was asked for",
            told(json!({ "extent": [true] }), unlisted),
        ),
        holds(
            "R-CFG-1",
            "of what has no lists the schema speaks",
            telling("/ratePlans", json!(null)),
        ),
        holds("R-CFG-1", "nothing is mapped", telling("/inventoryMappings", json!([]))),
        breaks(
            "R-CFG-2",
            "a product that is not listed",
            &[(0, "/productMappings/0/productCode", Error)],
            telling("/productMappings/0/productCode", json!("SPA")),
        ),
        breaks(
            "R-CFG-2",
            "a rate that is not listed",
            &[(0, "/productMappings/1/ratePlanCode", Error)],
            telling("/productMappings/1/ratePlanCode", json!("GONE")),
        ),
        breaks(
            "R-CFG-2",
            "no product is listed at all",
            &[
                (0, "/productMappings/0/productCode", Error),
                (0, "/productMappings/1/productCode", Error),
            ],
            telling("/products", json!([])),
        ),
        holds(
            "R-CFG-2",
            "the list is not there",
            told(everything(), without(configuration(), "/products")),
        ),
        holds(
            "R-CFG-2",
            "a rate that may be one which is not synchronized",
            told(
                json!({ "extent": { "includeProducts": true } }),
                with(configuration(), "/productMappings/1/ratePlanCode", json!("GONE")),
            ),
        ),
    ]
}

fn asked_for() -> Vec<Example> {
    const RATE: &str = "/ratePlans/1/isSynchronized";
    const SPACE: &str = "/spaceCategories/1/isSynchronized";
    let off = || json!(false);
    vec![
        breaks("R-CFG-3", "a rate", &[(0, RATE, Error)], least(json!({}), RATE, off())),
        breaks(
            "R-CFG-3",
            "both, without an extent",
            &[(0, RATE, Error), (0, SPACE, Error)],
            told(json!({}), with(with(minimal(), RATE, off()), SPACE, off())),
        ),
        breaks(
            "R-CFG-3",
            "only rates were asked for",
            &[(0, SPACE, Error)],
            least(json!({ "includeUnsynchronizedRates": true }), SPACE, off()),
        ),
        breaks(
            "R-CFG-3",
            "null asks for nothing",
            &[(0, SPACE, Error)],
            least(json!({ "includeUnsynchronizedCategories": null }), SPACE, off()),
        ),
        holds(
            "R-CFG-3",
            "it was asked for",
            least(json!({ "includeUnsynchronizedRates": true }), RATE, off()),
        ),
        holds(
            "R-CFG-3",
            "nobody knows what was asked for",
            least(json!({ "includeUnsynchronizedRates": "yes" }), RATE, off()),
        ),
        breaks(
            "R-CFG-4",
            "everything, unasked",
            &[
                (0, "/products", Error),
                (0, "/productMappings", Error),
                (0, "/companies", Error),
                (0, "/travelAgencies", Error),
                (0, "/ageCategories", Error),
            ],
            told(
                json!({ "extent": { "includeUnsynchronizedRates": true } }),
                configuration(),
            ),
        ),
        breaks(
            "R-CFG-4",
            "a single company",
            &[(0, "/companies", Error)],
            least(
                json!({ "includeCompanies": false, "includeProducts": true }),
                "/companies",
                json!({ "name": "Ltd" }),
            ),
        ),
        holds(
            "R-CFG-4",
            "lists with nothing in them",
            told(
                json!({}),
                with(with(minimal(), "/products", json!([])), "/ageCategories", json!(null)),
            ),
        ),
        holds(
            "R-CFG-4",
            "companies bring agencies with them",
            least(
                json!({ "includeCompanies": true }),
                "/travelAgencies",
                json!([{ "name": "Tours" }]),
            ),
        ),
    ]
}

fn unique() -> Vec<Example> {
    let sets = |pairs: &[(&str, &str)]| {
        partner().receive(
            &format!("{PLATFORM}/setInventory"),
            authenticated(mappings(pairs)),
            json!({ "success": true }),
        )
    };
    vec![
        breaks(
            "R-CFG-5",
            "two rates of one code",
            &[(0, "/ratePlans/2/code", Error)],
            telling("/ratePlans/2/code", json!("FLEX")),
        ),
        breaks(
            "R-CFG-5",
            "one code in each list",
            &[
                (0, "/spaceCategories/1/code", Error),
                (0, "/products/1/code", Error),
                (0, "/ageCategories/1/code", Error),
            ],
            told(
                everything(),
                with(
                    with(
                        with(configuration(), "/spaceCategories/1/code", json!("SGL")),
                        "/products/1/code",
                        json!("BRK"),
                    ),
                    "/ageCategories/1/code",
                    json!("10"),
                ),
            ),
        ),
        breaks(
            "R-CFG-5",
            "a pair mapped twice",
            &[(0, "/inventoryMappings/3", Error)],
            telling(
                "/inventoryMappings/3",
                json!({ "spaceTypeCode": "SGL", "ratePlanCode": "FLEX" }),
            ),
        ),
        breaks(
            "R-CFG-5",
            "a product included twice",
            &[(0, "/productMappings/1", Error)],
            telling("/productMappings/1/productCode", json!("BRK")),
        ),
        holds(
            "R-CFG-5",
            "rates and categories may share a code",
            telling("/spaceCategories/0/code", json!("FLEX")),
        ),
        holds(
            "R-CFG-5",
            "codes differ in case",
            telling("/ratePlans/2/code", json!("flex")),
        ),
        holds(
            "R-CFG-5",
            "no codes are not the same code",
            told(
                everything(),
                with(
                    with(configuration(), "/products/0/code", json!("")),
                    "/products/1/code",
                    json!(""),
                ),
            ),
        ),
        breaks(
            "R-CFG-5",
            "a channel manager sets a pair three times",
            &[
                (0, "/inventoryMappings/1", Warning),
                (0, "/inventoryMappings/3", Warning),
            ],
            sets(&[("FLEX", "SGL"), ("FLEX", "SGL"), ("FLEX", "DBL"), ("FLEX", "SGL")]),
        ),
        holds("R-CFG-5", "a channel manager sets nothing", sets(&[])),
    ]
}
