//! Examples for what a configuration says of the property: R-CFG-6 to R-CFG-10, and R-CFG-13.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{with, without};
use super::property::{configuration, everything, told};
use super::scene::Scene;
use super::{Example, breaks, holds};

/// Examples for R-CFG-6 to R-CFG-10, and R-CFG-13.
pub fn examples() -> Vec<Example> {
    [house(), products()].into_iter().flatten().collect()
}

/// Everything was asked for, and of what was answered one value is another.
fn telling(pointer: &str, value: Value) -> Scene {
    told(everything(), with(configuration(), pointer, value))
}

fn house() -> Vec<Example> {
    let class = |class: i64, bed: &str| {
        let space = without(
            with(configuration(), "/spaceCategories/1/classification", json!(class)),
            bed,
        );
        told(everything(), space)
    };
    vec![
        breaks(
            "R-CFG-6",
            "a double room with no beds",
            &[(0, "/spaceCategories/1/bedCount", Warning)],
            telling("/spaceCategories/1/bedCount", json!(null)),
        ),
        breaks(
            "R-CFG-6",
            "a villa with beds of no type",
            &[(0, "/spaceCategories/1/bedType", Warning)],
            class(15, "/spaceCategories/1/bedType"),
        ),
        holds("R-CFG-6", "a meeting room", class(19, "/spaceCategories/1/bedCount")),
        holds(
            "R-CFG-6",
            "a bed in a dormitory",
            class(8, "/spaceCategories/1/bedType"),
        ),
        breaks(
            "R-CFG-7",
            "too old for itself",
            &[(0, "/ageCategories/1/maximumAge", Warning)],
            telling("/ageCategories/1/maximumAge", json!(11)),
        ),
        holds(
            "R-CFG-7",
            "one year only",
            telling("/ageCategories/1/maximumAge", json!(12)),
        ),
        holds(
            "R-CFG-7",
            "from no age on",
            telling("/ageCategories/0/minimumAge", json!(null)),
        ),
        breaks(
            "R-CFG-8",
            "beyond the pole",
            &[(0, "/property/address/latitude", Error)],
            telling("/property/address/latitude", json!(90.001)),
        ),
        breaks(
            "R-CFG-8",
            "once around, of an agency with one address",
            &[(0, "/travelAgencies/0/addresses/longitude", Error)],
            telling("/travelAgencies/0/addresses/longitude", json!(-180.5)),
        ),
        breaks(
            "R-CFG-8",
            "a country in full",
            &[(0, "/companies/0/addresses/0/country", Error)],
            telling("/companies/0/addresses/0/country", json!("Nederland")),
        ),
        breaks(
            "R-CFG-8",
            "a number as country",
            &[(0, "/property/address/country", Error)],
            telling("/property/address/country", json!("056")),
        ),
        holds(
            "R-CFG-8",
            "small letters",
            telling("/property/address/country", json!("bel")),
        ),
        holds("R-CFG-8", "no address", telling("/property/address", json!(null))),
        breaks(
            "R-CFG-10",
            "a logo of a room",
            &[(0, "/spaceCategories/0/images/0/type", Warning)],
            telling("/spaceCategories/0/images/0/type", json!(1)),
        ),
        breaks(
            "R-CFG-10",
            "a single image",
            &[(0, "/spaceCategories/1/images/type", Warning)],
            telling("/spaceCategories/1/images", json!({ "type": 1 })),
        ),
        holds(
            "R-CFG-10",
            "the logo of the house",
            telling("/property/images", json!([{ "type": 1 }])),
        ),
        breaks(
            "R-CFG-13",
            "more rooms than the house has",
            &[(0, "/property/spaceCount", Warning)],
            telling("/property/spaceCount", json!(11)),
        ),
        holds(
            "R-CFG-13",
            "rooms that are not for sale",
            telling("/property/spaceCount", json!(40)),
        ),
        holds(
            "R-CFG-13",
            "of no number the schema speaks",
            telling("/property/spaceCount", json!("11")),
        ),
    ]
}

fn products() -> Vec<Example> {
    let gross = |value: f64| telling("/products/0/unitAmount/grossValue", json!(value));
    vec![
        breaks(
            "R-CFG-9",
            "untaxed",
            &[(0, "/products/0/unitAmount/grossValue", Warning)],
            gross(10.0),
        ),
        breaks(
            "R-CFG-9",
            "a single tax that is left out",
            &[(0, "/products/1/unitAmount/grossValue", Warning)],
            telling("/products/1/unitAmount/taxValues", json!([])),
        ),
        holds("R-CFG-9", "rounded up by a cent for each of the two", gross(11.02)),
        breaks(
            "R-CFG-9",
            "by three",
            &[(0, "/products/0/unitAmount/grossValue", Warning)],
            gross(11.03),
        ),
        holds(
            "R-CFG-9",
            "a tax that cannot be read",
            telling("/products/0/unitAmount/taxValues/0/value", json!("1.5")),
        ),
        holds(
            "R-CFG-9",
            "something else than taxes",
            telling("/products/0/unitAmount/taxValues", json!([{ "value": 0.5 }, null])),
        ),
    ]
}
