//! What goes wrong with what a property is said to be like, and with pushes of inventory.

use serde_json::json;

use super::effect::Effect::{Body, Call, Json};
use super::{Planted, planted};
use crate::contract::operation::Side;
use crate::stub::edit::{LISTS, Object, each, set};
use crate::stub::seed;
use crate::stub::spoil::{double, entries, halve, part, prices, put, stretch, swap};

/// Takes the ends of periods wrongly, at the channel manager.
fn of_partner(side: Side, body: &mut Object, list: &str, days: i64) {
    if side == Side::ChannelManager {
        stretch(body, list, days);
    }
}

pub(super) const FAULTS: &[Planted] = &[
    // What a property is said to be like.
    planted(
        "maps-unknown-rate",
        "R-CFG-1",
        "Maps a rate that is not listed.",
        Json(|_, body| each(body, "inventoryMappings", |pair| set(pair, "ratePlanCode", "ELSEWHERE"))),
    ),
    planted(
        "maps-unknown-product",
        "R-CFG-2",
        "Maps a product that is not listed.",
        Json(|_, body| each(body, "productMappings", |pair| set(pair, "productCode", "ELSEWHERE"))),
    ),
    planted(
        "lists-category-twice",
        "R-CFG-5",
        "Lists a space category twice.",
        Json(|_, body| double(body, "spaceCategories")),
    ),
    planted(
        "ages-upside-down",
        "R-CFG-7",
        "Lists an age category whose minimum is above its maximum.",
        Json(|_, body| {
            each(body, "ageCategories", |age| {
                age.insert("minimumAge".into(), json!(99));
                age.insert("maximumAge".into(), json!(18));
            })
        }),
    ),
    planted(
        "lies-off-the-globe",
        "R-CFG-8",
        "Gives a latitude beyond the pole.",
        Json(|_, body| {
            part(body, "property", |property| {
                part(property, "address", |address| put(address, "latitude", json!(152.4)));
            })
        }),
    ),
    planted(
        "gross-without-taxes",
        "R-CFG-9",
        "Gives the net price of a product as its gross price.",
        Json(|_, body| {
            each(body, "products", |product| {
                part(product, "unitAmount", |amount| {
                    let net = amount.get("netValue").cloned().unwrap_or_default();
                    put(amount, "grossValue", net);
                });
            })
        }),
    ),
    planted(
        "smaller-than-its-parts",
        "R-CFG-13",
        "Counts fewer spaces in the property than in its categories.",
        Json(|_, body| part(body, "property", |property| put(property, "spaceCount", json!(1)))),
    ),
    // What is pushed of availability, prices and restrictions.
    planted(
        "pushes-backwards",
        "R-ARI-1",
        "Pushes periods that end before they begin.",
        Call(|_, body| {
            entries(body, |entry| {
                put(entry, "from", json!("2031-03-09"));
                put(entry, "to", json!("2031-03-02"));
            })
        }),
    ),
    planted(
        "pushes-unknown-category",
        "R-ARI-2",
        "Pushes availability of a category that there is not.",
        Call(|_, body| each(body, "availabilities", |entry| set(entry, "spaceTypeCode", "ELSEWHERE"))),
    ),
    planted(
        "pushes-unknown-rate",
        "R-ARI-3",
        "Pushes prices of a rate that there is not.",
        Call(|_, body| entries(body, |entry| set(entry, "ratePlanCode", "ELSEWHERE"))),
    ),
    planted(
        "offers-more-than-there-is",
        "R-ARI-4",
        "Offers more spaces than the category has.",
        Call(|_, body| each(body, "availabilities", |entry| put(entry, "availability", json!(9_000)))),
    ),
    planted(
        "two-prices-for-one-guest",
        "R-ARI-5",
        "Pushes two prices for the same number of guests.",
        Call(|_, body| prices(body, |price| put(price, "guestCount", json!(1)))),
    ),
    planted(
        "prices-in-other-currency",
        "R-ARI-6",
        "Pushes prices in another currency than the rate's.",
        Call(|_, body| prices(body, |price| set(price, "currencyCode", "JPY"))),
    ),
    planted(
        "gross-below-net",
        "R-ARI-7",
        "Takes gross for net and net for gross.",
        Call(|_, body| prices(body, |price| swap(price, "grossAmount", "netAmount"))),
    ),
    planted(
        "invents-state",
        "R-ARI-11",
        "Pushes a state of restrictions that does not exist.",
        Call(|_, body| each(body, "restrictions", |entry| put(entry, "state", json!([3])))),
    ),
    planted(
        "open-and-closed",
        "R-ARI-12",
        "Pushes restrictions that are open and closed at once.",
        Call(|_, body| each(body, "restrictions", |entry| put(entry, "state", json!([1, 2, 6])))),
    ),
    planted(
        "closes-to-nothing",
        "R-ARI-13",
        "Closes without saying what to.",
        Call(|_, body| each(body, "restrictions", |entry| put(entry, "state", json!([2])))),
    ),
    planted(
        "shortest-above-longest",
        "R-ARI-14",
        "Pushes a shortest stay above the longest.",
        Call(|_, body| {
            each(body, "restrictions", |entry| {
                put(entry, "minLos", json!(9));
                put(entry, "maxLos", json!(2));
            })
        }),
    ),
    planted(
        "keeps-old-restrictions",
        "R-ARI-15",
        "Stores every restriction as an open one.",
        Body(|_, body| each(body, "restrictions", |entry| put(entry, "state", json!([1])))),
    ),
    planted(
        "prices-a-night-too-far",
        "check",
        "Stores prices for the night after the last one as well.",
        Body(|side, body| of_partner(side, body, "ratePrices", 1)),
    ),
    planted(
        "prices-a-night-too-short",
        "check",
        "Stores no prices for the last night.",
        Body(|side, body| of_partner(side, body, "ratePrices", -1)),
    ),
    planted(
        "restrictions-a-night-too-far",
        "check",
        "Stores restrictions for the night after the last one as well.",
        Body(|side, body| of_partner(side, body, "restrictions", 1)),
    ),
    planted(
        "says-a-night-twice",
        "R-ARI-16",
        "Says the same night twice in one push.",
        Call(|_, body| {
            for list in LISTS {
                double(body, list);
            }
        }),
    ),
    planted(
        "package-below-its-product",
        "R-ARI-18",
        "Lets a package cost less than the product in it.",
        Call(|_, body| {
            each(body, "ratePrices", |entry| {
                if entry.get("ratePlanCode").is_some_and(|rate| rate == seed::RATES[4]) {
                    each(entry, "prices", |price| {
                        put(price, "grossAmount", json!(5.45));
                        put(price, "netAmount", json!(5));
                    });
                }
            })
        }),
    ),
    planted(
        "pushes-half-a-year",
        "R-ARI-20",
        "Pushes half of what was asked for.",
        Call(|_, body| {
            for list in LISTS {
                halve(body, list);
            }
        }),
    ),
];
