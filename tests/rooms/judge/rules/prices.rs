//! Examples for what is said of prices: R-ARI-5 to R-ARI-10.

use keycard::contract::rule::Weight::{self, Error, Warning};
use serde_json::{Value, json};

use super::messages::{hears, with, without};
use super::property::{configuration, known, priced, pushes, told};
use super::scene::{Scene, partner, platform};
use super::{Example, breaks, holds};

/// Examples for R-ARI-5 to R-ARI-10.
pub fn examples() -> Vec<Example> {
    [guests(), currencies(), amounts(), dependent()]
        .into_iter()
        .flatten()
        .collect()
}

const FIRST: &str = "2031-03-01";

/// Prices of a flexible rate.
fn entry() -> Value {
    priced("FLEX", "DBL", FIRST, "2031-03-02")
}

/// A price by age.
fn by_age(age: &str, guests: i64, currency: &str) -> Value {
    json!({ "guestCount": guests, "ageCategoryCode": age, "grossAmount": 20, "netAmount": 19, "currencyCode": currency })
}

fn push(scene: Scene, entry: Value) -> Scene {
    pushes(scene, "updatePrices", json!([entry]))
}

/// A push of what is known, of which one value is another.
fn of(pointer: &str, value: Value) -> Scene {
    push(known(), with(entry(), pointer, value))
}

fn guests() -> Vec<Example> {
    let ages = |ages: Value| of("/agePrices", ages);
    let many: Vec<Value> = (1..=40)
        .map(|count| with(entry()["prices"][0].clone(), "/guestCount", json!(count.min(39))))
        .collect();
    vec![
        breaks(
            "R-ARI-5",
            "for nobody",
            &[(1, "/ratePrices/0/prices/0/guestCount", Warning)],
            of("/prices/0/guestCount", json!(0)),
        ),
        breaks(
            "R-ARI-5",
            "for two, twice",
            &[(1, "/ratePrices/0/prices/1/guestCount", Warning)],
            of("/prices/0/guestCount", json!(2.0)),
        ),
        breaks(
            "R-ARI-5",
            "one of many, twice",
            &[(1, "/ratePrices/0/prices/39/guestCount", Warning)],
            of("/prices", json!(many)),
        ),
        breaks(
            "R-ARI-5",
            "for one child, twice",
            &[(1, "/ratePrices/0/agePrices/2/guestCount", Warning)],
            ages(json!([
                by_age("10", 1, "EUR"),
                by_age("Child", 1, "EUR"),
                by_age("10", 1, "EUR")
            ])),
        ),
        holds(
            "R-ARI-5",
            "for one and for two of each age",
            ages(json!([
                by_age("10", 1, "EUR"),
                by_age("11", 1, "EUR"),
                by_age("10", 2, "EUR"),
                by_age("11", 2, "EUR"),
            ])),
        ),
        holds(
            "R-ARI-5",
            "of no number the schema speaks",
            of("/prices/0/guestCount", json!("2")),
        ),
        breaks(
            "R-ARI-8",
            "an age that there is not",
            &[(1, "/ratePrices/0/agePrices/1/ageCategoryCode", Warning)],
            ages(json!([by_age("11", 1, "EUR"), by_age("12", 1, "EUR")])),
        ),
        holds(
            "R-ARI-8",
            "one of the words",
            ages(json!([by_age("SeniorCitizen", 1, "EUR")])),
        ),
        holds(
            "R-ARI-8",
            "nobody said which there are",
            push(
                told(json!({}), without(configuration(), "/ageCategories")),
                with(entry(), "/agePrices", json!([by_age("12", 1, "EUR")])),
            ),
        ),
        breaks(
            "R-ARI-8",
            "the target's configuration names the ages",
            &[(0, "/ratePrices/0/agePrices/0/ageCategoryCode", Warning)],
            push(
                platform().knowing(|facts| facts.target["ages"] = json!(["7"])),
                with(
                    entry(),
                    "/agePrices",
                    json!([by_age("12", 1, "EUR"), by_age("7", 1, "EUR")]),
                ),
            ),
        ),
    ]
}

fn currencies() -> Vec<Example> {
    const FIRST_PRICE: &[(usize, &str, Weight)] = &[(1, "/ratePrices/0/prices/0/currencyCode", Error)];
    let configured = || platform().knowing(|facts| facts.target["currency"] = json!("EUR"));
    let dollars = || {
        with(
            with(entry(), "/prices/0/currencyCode", json!("USD")),
            "/prices/1/currencyCode",
            json!("USD"),
        )
    };
    vec![
        breaks(
            "R-ARI-6",
            "not that of the rate",
            &[
                (1, "/ratePrices/0/prices/0/currencyCode", Error),
                (1, "/ratePrices/0/prices/1/currencyCode", Error),
            ],
            push(known(), dollars()),
        ),
        breaks(
            "R-ARI-6",
            "the wrong one is the first",
            FIRST_PRICE,
            of("/prices/0/currencyCode", json!("USD")),
        ),
        breaks(
            "R-ARI-6",
            "small letters",
            FIRST_PRICE,
            of("/prices/0/currencyCode", json!("eur")),
        ),
        breaks(
            "R-ARI-6",
            "a sign",
            FIRST_PRICE,
            of("/prices/0/currencyCode", json!("€")),
        ),
        breaks(
            "R-ARI-6",
            "prices by age in another currency",
            &[(0, "/ratePrices/0/agePrices/0/currencyCode", Error)],
            push(platform(), with(entry(), "/agePrices", json!([by_age("10", 1, "USD")]))),
        ),
        holds("R-ARI-6", "nobody said which it is", push(platform(), dollars())),
        holds(
            "R-ARI-6",
            "each rate may have its own",
            pushes(platform(), "updatePrices", json!([entry(), dollars()])),
        ),
        breaks(
            "R-ARI-6",
            "not that of the target's configuration",
            &[
                (0, "/ratePrices/0/prices/0/currencyCode", Warning),
                (0, "/ratePrices/0/prices/1/currencyCode", Warning),
            ],
            push(configured(), dollars()),
        ),
        breaks(
            "R-ARI-6",
            "two in one entry, whatever the target's configuration says",
            &[(0, "/ratePrices/0/prices/0/currencyCode", Error)],
            push(configured(), with(entry(), "/prices/0/currencyCode", json!("USD"))),
        ),
        holds(
            "R-ARI-6",
            "of none the schema speaks",
            of("/prices/0/currencyCode", json!(978)),
        ),
    ]
}

fn amounts() -> Vec<Example> {
    vec![
        breaks(
            "R-ARI-7",
            "net above gross",
            &[(1, "/ratePrices/0/prices/1/grossAmount", Warning)],
            of("/prices/1/netAmount", json!(132.01)),
        ),
        breaks(
            "R-ARI-7",
            "of a price by age",
            &[(1, "/ratePrices/0/agePrices/0/grossAmount", Warning)],
            of(
                "/agePrices",
                json!([with(by_age("10", 1, "EUR"), "/grossAmount", json!(0))]),
            ),
        ),
        holds("R-ARI-7", "untaxed", of("/prices/1/netAmount", json!(132))),
        holds(
            "R-ARI-7",
            "what is negative is not spoken of",
            of("/prices/1/grossAmount", json!(-1)),
        ),
        holds(
            "R-ARI-7",
            "only one of them is there",
            of("/prices/1/grossAmount", json!(null)),
        ),
        breaks(
            "R-ARI-9",
            "nothing in either list",
            &[(0, "/ratePrices", Warning)],
            hears(
                platform(),
                "updatePrices",
                json!({ "ratePrices": [], "dependentRates": null }),
            ),
        ),
        breaks(
            "R-ARI-9",
            "neither list",
            &[(0, "/ratePrices", Warning)],
            hears(platform(), "updatePrices", json!({ "messageId": "p-1" })),
        ),
        holds(
            "R-ARI-9",
            "dependent rates only",
            hears(
                platform(),
                "updatePrices",
                json!({ "ratePrices": [], "dependentRates": [{ "rateCode": "LATE", "adjustments": [] }] }),
            ),
        ),
        holds(
            "R-ARI-9",
            "what is no list is the schema's matter",
            hears(platform(), "updatePrices", json!({ "ratePrices": {} })),
        ),
        holds(
            "R-ARI-9",
            "of what Keycard itself pushes nothing is said",
            partner().call("updatePrices", json!({ "ratePrices": [] }), json!({ "success": true })),
        ),
    ]
}

fn dependent() -> Vec<Example> {
    let on = |pairs: &[(&str, &str)]| {
        let rates = pairs
            .iter()
            .map(|(rate, base)| json!({ "rateCode": rate, "baseRateCode": base, "adjustments": [] }));
        hears(
            platform(),
            "updatePrices",
            json!({ "dependentRates": rates.collect::<Value>() }),
        )
    };
    vec![
        breaks(
            "R-ARI-10",
            "on itself",
            &[(0, "/dependentRates/1/baseRateCode", Warning)],
            on(&[("B", "A"), ("A", "A")]),
        ),
        breaks(
            "R-ARI-10",
            "a circle of three, with one that leads to it",
            &[(0, "/dependentRates/1/baseRateCode", Warning)],
            on(&[("X", "C"), ("B", "C"), ("C", "A"), ("A", "B")]),
        ),
        breaks(
            "R-ARI-10",
            "two circles",
            &[
                (0, "/dependentRates/0/baseRateCode", Warning),
                (0, "/dependentRates/2/baseRateCode", Warning),
            ],
            on(&[("A", "B"), ("B", "A"), ("D", "C"), ("C", "D")]),
        ),
        holds(
            "R-ARI-10",
            "a chain",
            on(&[("A", "B"), ("B", "C"), ("C", "D"), ("X", "B")]),
        ),
        holds("R-ARI-10", "two of one base", on(&[("A", "C"), ("B", "C")])),
    ]
}
