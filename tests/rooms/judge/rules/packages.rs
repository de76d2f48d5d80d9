//! Examples for the prices of packages: R-ARI-18.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{hears, with, without};
use super::property::{configuration, everything, known, priced, pushes, told};
use super::scene::Scene;
use super::{Example, breaks, holds};

/// Examples for R-ARI-18.
pub fn examples() -> Vec<Example> {
    [packages(), based()].into_iter().flatten().collect()
}

const FIRST: &str = "2031-03-01";

fn push(scene: Scene, entry: Value) -> Scene {
    pushes(scene, "updatePrices", json!([entry]))
}

/// A package with these prices for one and two guests, gross, each ten less net.
fn package(one: f64, two: f64) -> Value {
    let mut package = priced("PACK", "DBL", FIRST, FIRST);
    for (index, gross) in [one, two].into_iter().enumerate() {
        let price = &mut package["prices"][index];
        price["grossAmount"] = json!(gross);
        price["netAmount"] = json!(gross - 10.0);
    }
    package
}

fn packages() -> Vec<Example> {
    // Breakfast costs 11 each and parking 6.05: 17.05 for one guest and 28.05 for two.
    let cost = |one: f64, two: f64| push(known(), package(one, two));
    let told_so = |pointer: &str, value: Value| {
        push(
            told(everything(), with(configuration(), pointer, value)),
            package(1.0, 1.0),
        )
    };
    vec![
        holds("R-ARI-18", "above its products", cost(117.05, 128.05)),
        breaks(
            "R-ARI-18",
            "below its products for two",
            &[
                (1, "/ratePrices/0/prices/1/grossAmount", Warning),
                (1, "/ratePrices/0/prices/1/netAmount", Warning),
            ],
            cost(26.0, 26.0),
        ),
        breaks(
            "R-ARI-18",
            "below its products without tax",
            &[(1, "/ratePrices/0/prices/0/netAmount", Warning)],
            cost(20.0, 60.0),
        ),
        holds("R-ARI-18", "nothing, as it is not sold", cost(0.0, 0.0)),
        holds(
            "R-ARI-18",
            "a cheap rate that is no package",
            push(known(), with(package(1.0, 1.0), "/ratePlanCode", json!("FLEX"))),
        ),
        holds(
            "R-ARI-18",
            "a product that is charged once",
            told_so("/products/0/pricing", json!(1)),
        ),
        holds(
            "R-ARI-18",
            "a product that is not listed",
            told_so("/productMappings/0/productCode", json!("SPA")),
        ),
        holds(
            "R-ARI-18",
            "a product of no price",
            told_so("/products/1/unitAmount", json!(null)),
        ),
        holds(
            "R-ARI-18",
            "products were not asked for",
            push(
                told(
                    json!({}),
                    without(without(configuration(), "/products"), "/productMappings"),
                ),
                package(1.0, 1.0),
            ),
        ),
    ]
}

/// A package that is said to depend on the flexible rate without differing from it.
fn based() -> Vec<Example> {
    let push = |scene: Scene, package: Value, relative: f64| {
        let dependent = json!([{ "rateCode": "PACK", "baseRateCode": "FLEX", "adjustments": [
            { "relativeValue": relative, "absoluteValue": 0 },
        ] }]);
        let base = priced("FLEX", "DBL", FIRST, FIRST);
        hears(
            scene,
            "updatePrices",
            json!({ "ratePrices": [package, base], "dependentRates": dependent }),
        )
    };
    let amounts = |one: [f64; 2], two: [f64; 2]| {
        let mut package = package(0.0, 0.0);
        for (index, [gross, net]) in [one, two].into_iter().enumerate() {
            package["prices"][index]["grossAmount"] = json!(gross);
            package["prices"][index]["netAmount"] = json!(net);
        }
        package
    };
    vec![
        holds(
            "R-ARI-18",
            "base and products",
            push(known(), amounts([127.05, 115.0], [160.05, 145.0]), 0.0),
        ),
        holds(
            "R-ARI-18",
            "each term rounded",
            push(known(), amounts([127.08, 114.97], [160.1, 145.05]), 0.0),
        ),
        breaks(
            "R-ARI-18",
            "breakfast for one only",
            &[
                (1, "/ratePrices/0/prices/1/grossAmount", Error),
                (1, "/ratePrices/0/prices/1/netAmount", Error),
            ],
            push(known(), amounts([127.05, 115.0], [149.05, 135.0]), 0.0),
        ),
        breaks(
            "R-ARI-18",
            "the base alone without tax",
            &[
                (1, "/ratePrices/0/prices/0/netAmount", Error),
                (1, "/ratePrices/0/prices/1/netAmount", Error),
            ],
            push(known(), amounts([127.05, 100.0], [160.05, 120.0]), 0.0),
        ),
        breaks(
            "R-ARI-18",
            "a person may have changed the products",
            &[(1, "/ratePrices/0/prices/0/grossAmount", Warning)],
            push(
                known().step("prompt: Give the guests breakfast."),
                amounts([110.0, 115.0], [160.05, 145.0]),
                0.0,
            ),
        ),
        holds(
            "R-ARI-18",
            "it costs a tenth more than its base",
            push(known(), amounts([139.0, 126.0], [174.0, 157.0]), 10.0),
        ),
    ]
}
