//! Faults of the description of a property, and of pushes of inventory.

use serde_json::json;

use super::call_edits::{entries, prices, stretch};
use super::request_edits::LISTS;
use crate::contract::operation::Side;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault};
use crate::stub::faults::effect::FaultEffect::{Body, Call, Json};
use crate::stub::faults::json::{Object, double, each, halve, part, set, swap};
use crate::stub::seed;

/// Takes the ends of periods wrongly, at the channel manager.
fn of_partner(side: Side, body: &mut Object, list: &str, days: i64) {
    if side == Side::ChannelManager {
        stretch(body, list, days);
    }
}

pub(super) const FAULTS: &[FaultDefinition] = &[
    // What a property is said to be like.
    channel_manager_fault(
        "maps-unknown-rate",
        "R-CFG-1",
        "Maps a rate that is not listed.",
        Json(|_, body| each(body, "inventoryMappings", |pair| set(pair, "ratePlanCode", "ELSEWHERE"))),
    ),
    channel_manager_fault(
        "maps-unknown-product",
        "R-CFG-2",
        "Maps a product that is not listed.",
        Json(|_, body| each(body, "productMappings", |pair| set(pair, "productCode", "ELSEWHERE"))),
    ),
    channel_manager_fault(
        "lists-category-twice",
        "R-CFG-5",
        "Lists a space category twice.",
        Json(|_, body| double(body, "spaceCategories")),
    ),
    channel_manager_fault(
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
    channel_manager_fault(
        "lies-off-the-globe",
        "R-CFG-8",
        "Gives a latitude beyond the pole.",
        Json(|_, body| {
            part(body, "property", |property| {
                part(property, "address", |address| set(address, "latitude", json!(152.4)));
            })
        }),
    ),
    channel_manager_fault(
        "gross-without-taxes",
        "R-CFG-9",
        "Gives the net price of a product as its gross price.",
        Json(|_, body| {
            each(body, "products", |product| {
                part(product, "unitAmount", |amount| {
                    let net = amount.get("netValue").cloned().unwrap_or_default();
                    set(amount, "grossValue", net);
                });
            })
        }),
    ),
    channel_manager_fault(
        "smaller-than-its-parts",
        "R-CFG-13",
        "Counts fewer spaces in the property than in its categories.",
        Json(|_, body| part(body, "property", |property| set(property, "spaceCount", json!(1)))),
    ),
    // What is pushed of availability, prices and restrictions.
    channel_manager_fault(
        "pushes-backwards",
        "R-ARI-1",
        "Pushes periods that end before they begin.",
        Call(|_, body| {
            entries(body, |entry| {
                set(entry, "from", json!("2031-03-09"));
                set(entry, "to", json!("2031-03-02"));
            })
        }),
    ),
    channel_manager_fault(
        "pushes-unknown-category",
        "R-ARI-2",
        "Pushes availability of a category that there is not.",
        Call(|_, body| each(body, "availabilities", |entry| set(entry, "spaceTypeCode", "ELSEWHERE"))),
    ),
    channel_manager_fault(
        "pushes-unknown-rate",
        "R-ARI-3",
        "Pushes prices of a rate that there is not.",
        Call(|_, body| entries(body, |entry| set(entry, "ratePlanCode", "ELSEWHERE"))),
    ),
    channel_manager_fault(
        "offers-more-than-there-is",
        "R-ARI-4",
        "Offers more spaces than the category has.",
        Call(|_, body| each(body, "availabilities", |entry| set(entry, "availability", json!(9_000)))),
    ),
    channel_manager_fault(
        "two-prices-for-one-guest",
        "R-ARI-5",
        "Pushes two prices for the same number of guests.",
        Call(|_, body| prices(body, |price| set(price, "guestCount", json!(1)))),
    ),
    channel_manager_fault(
        "prices-in-other-currency",
        "R-ARI-6",
        "Pushes prices in another currency than the rate's.",
        Call(|_, body| prices(body, |price| set(price, "currencyCode", "JPY"))),
    ),
    channel_manager_fault(
        "gross-below-net",
        "R-ARI-7",
        "Takes gross for net and net for gross.",
        Call(|_, body| prices(body, |price| swap(price, "grossAmount", "netAmount"))),
    ),
    channel_manager_fault(
        "invents-state",
        "R-ARI-11",
        "Pushes a state of restrictions that does not exist.",
        Call(|_, body| each(body, "restrictions", |entry| set(entry, "state", json!([3])))),
    ),
    channel_manager_fault(
        "open-and-closed",
        "R-ARI-12",
        "Pushes restrictions that are open and closed at once.",
        Call(|_, body| each(body, "restrictions", |entry| set(entry, "state", json!([1, 2, 6])))),
    ),
    channel_manager_fault(
        "closes-to-nothing",
        "R-ARI-13",
        "Closes without saying what to.",
        Call(|_, body| each(body, "restrictions", |entry| set(entry, "state", json!([2])))),
    ),
    channel_manager_fault(
        "shortest-above-longest",
        "R-ARI-14",
        "Pushes a shortest stay above the longest.",
        Call(|_, body| {
            each(body, "restrictions", |entry| {
                set(entry, "minLos", json!(9));
                set(entry, "maxLos", json!(2));
            })
        }),
    ),
    channel_manager_fault(
        "keeps-old-restrictions",
        "R-ARI-15",
        "Stores every restriction as an open one.",
        Body(|_, body| each(body, "restrictions", |entry| set(entry, "state", json!([1])))),
    ),
    channel_manager_fault(
        "prices-a-night-too-far",
        "check",
        "Stores prices for the night after the last one as well.",
        Body(|side, body| of_partner(side, body, "ratePrices", 1)),
    ),
    channel_manager_fault(
        "prices-a-night-too-short",
        "check",
        "Stores no prices for the last night.",
        Body(|side, body| of_partner(side, body, "ratePrices", -1)),
    ),
    channel_manager_fault(
        "restrictions-a-night-too-far",
        "check",
        "Stores restrictions for the night after the last one as well.",
        Body(|side, body| of_partner(side, body, "restrictions", 1)),
    ),
    channel_manager_fault(
        "says-a-night-twice",
        "R-ARI-16",
        "Says the same night twice in one push.",
        Call(|_, body| {
            for list in LISTS {
                double(body, list);
            }
        }),
    ),
    channel_manager_fault(
        "package-below-its-product",
        "R-ARI-18",
        "Lets a package cost less than the product in it.",
        Call(|_, body| {
            each(body, "ratePrices", |entry| {
                if entry.get("ratePlanCode").is_some_and(|rate| rate == seed::RATES[4]) {
                    each(entry, "prices", |price| {
                        set(price, "grossAmount", json!(5.45));
                        set(price, "netAmount", json!(5));
                    });
                }
            })
        }),
    ),
    channel_manager_fault(
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
