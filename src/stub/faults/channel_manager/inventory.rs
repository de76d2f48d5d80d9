//! Faults of the description of a property, and of pushes of inventory.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::call_edits::{entries, prices, stretch};
use super::reply_edits::refuse;
use super::request_edits::{LISTS, text};
use crate::contract::operation::Side;
use crate::exchange::body;
use crate::exchange::message::Request;
use crate::stub::faults::definition::{FaultDefinition, channel_manager_fault, shown_in};
use crate::stub::faults::effect::FaultEffect::{Answer, Around, Body, Call, Json};
use crate::stub::faults::json::{Object, double, each, halve, part, set, swap};
use crate::stub::operation::Operation;
use crate::stub::reply::Reply;
use crate::stub::seed;
use crate::stub::world::World;

/// Takes the ends of periods wrongly, at the channel manager.
fn of_partner(side: Side, body: &mut Object, list: &str, days: i64) {
    if side == Side::ChannelManager {
        stretch(body, list, days);
    }
}

/// Prices an entry for one guest of an age that there is not.
fn price_by_age(entry: &mut Object) {
    let first = entry.get("prices").and_then(|prices| prices.get(0)).cloned();
    if let Some(mut price) = first {
        price["ageCategoryCode"] = json!("ELSEWHERE");
        set(entry, "agePrices", json!([price]));
    }
}

/// Refuses a push that leaves what the channel manager has stored as it was.
fn refuse_what_is_stored(world: &mut World, request: &Request, now: Timestamp) -> Reply {
    let pushes = [
        Operation::UpdateAvailability,
        Operation::UpdatePrices,
        Operation::UpdateRestrictions,
    ];
    if !Operation::at(request.path()).is_some_and(|operation| pushes.contains(&operation)) {
        return world.handle(request, now);
    }
    let before = stored(world, request, now);
    let mut reply = world.handle(request, now);
    if stored(world, request, now) == before {
        refuse(&mut reply, "All of this is known already.");
    }
    reply
}

/// Reads what the channel manager has stored for the connection of a request.
fn stored(world: &mut World, request: &Request, now: Timestamp) -> Vec<u8> {
    let asked = Request {
        url: "/hooks/channel-manager/read-inventory".into(),
        body: body::Body::of(&json!({ "connectionToken": text(request, "connectionToken") })),
        ..request.clone()
    };
    world.handle(&asked, now).response.body.bytes().to_vec()
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
        "rooms-without-beds",
        "R-CFG-6",
        "Lists rooms without their number of beds.",
        Json(|_, body| {
            each(body, "spaceCategories", |category| {
                set(category, "bedCount", json!(null))
            })
        }),
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
        "shows-logo-for-room",
        "R-CFG-10",
        "Shows a space category by a logo.",
        Json(|_, body| {
            each(body, "spaceCategories", |category| {
                let logo = json!([{ "type": 1, "url": "https://canal-house.example/logo.png" }]);
                set(category, "images", logo);
            })
        }),
    ),
    channel_manager_fault(
        "sets-unknown-rate",
        "R-CFG-12",
        "Sets an inventory with a rate that there is not.",
        Call(|call, body| {
            if call.operation == "setInventory" {
                each(body, "inventoryMappings", |pair| {
                    set(pair, "ratePlanCode", seed::UNMAPPED_RATE)
                });
            }
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
    shown_in(
        "channel-manager/transport/mews-sends-a-push-again-after-a-system-error",
        channel_manager_fault(
            "prices-for-unknown-age",
            "R-ARI-8",
            "Pushes prices for an age category that there is not.",
            Call(|_, body| each(body, "ratePrices", price_by_age)),
        ),
    ),
    shown_in(
        "channel-manager/transport/mews-sends-a-push-again-after-a-system-error",
        channel_manager_fault(
            "pushes-no-prices",
            "R-ARI-9",
            "Pushes prices without any.",
            Call(|_, body| set(body, "ratePrices", json!([]))),
        ),
    ),
    shown_in(
        "channel-manager/transport/mews-sends-a-push-again-after-a-system-error",
        channel_manager_fault(
            "rate-depends-on-itself",
            "R-ARI-10",
            "Pushes a rate that depends on itself.",
            Call(|call, body| {
                if call.operation == "updatePrices" {
                    let rate = seed::RATES[1];
                    let circle = json!([{ "rateCode": rate, "baseRateCode": rate, "adjustments": [] }]);
                    body.insert("dependentRates".into(), circle);
                }
            }),
        ),
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
    shown_in(
        "channel-manager/prices/changes-the-named-nights-alone",
        channel_manager_fault(
            "prices-a-night-too-far",
            "read-back",
            "Stores prices for the night after the last one as well.",
            Body(|side, body| of_partner(side, body, "ratePrices", 1)),
        ),
    ),
    shown_in(
        "channel-manager/prices/stores-what-was-pushed",
        channel_manager_fault(
            "prices-a-night-too-short",
            "read-back",
            "Stores no prices for the last night.",
            Body(|side, body| of_partner(side, body, "ratePrices", -1)),
        ),
    ),
    shown_in(
        "channel-manager/prices/stores-what-was-pushed",
        channel_manager_fault(
            "stores-whole-prices",
            "read-back",
            "Stores prices without their cents.",
            Body(|side, body| {
                if side == Side::ChannelManager {
                    each(body, "ratePrices", |entry| {
                        each(entry, "prices", |price| {
                            for amount in ["grossAmount", "netAmount"] {
                                let whole = price.get(amount).and_then(Value::as_f64).map(f64::round);
                                set(price, amount, json!(whole));
                            }
                        })
                    })
                }
            }),
        ),
    ),
    shown_in(
        "channel-manager/availability/changes-the-named-nights-alone",
        channel_manager_fault(
            "availability-a-night-too-far",
            "read-back",
            "Stores the number of free spaces for the night after the last one as well.",
            Body(|side, body| of_partner(side, body, "availabilities", 1)),
        ),
    ),
    shown_in(
        "channel-manager/restrictions/keeps-the-latest-for-each-night",
        channel_manager_fault(
            "restrictions-a-night-too-far",
            "read-back",
            "Stores restrictions for the night after the last one as well.",
            Body(|side, body| of_partner(side, body, "restrictions", 1)),
        ),
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
        "leaves-a-category-out",
        "R-ARI-17",
        "Pushes nothing of one space category.",
        Call(|_, body| {
            for list in LISTS {
                if let Some(entries) = body.get_mut(list).and_then(Value::as_array_mut) {
                    entries.retain(|entry| entry["spaceTypeCode"] != seed::SPACES[2]);
                }
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
        "refuses-what-it-has",
        "R-ARI-19",
        "Refuses a push that says nothing new.",
        Around(refuse_what_is_stored),
    ),
    channel_manager_fault(
        "pushes-what-was-refused",
        "R-ARI-21",
        "Takes the refusal of a push for success, and goes on pushing.",
        Answer(|call, answer| {
            if call.caller == Side::Mews {
                let is_final = |error: &Value| matches!(error["code"].as_u64(), Some(9..=14));
                let errors = answer.get("errors").and_then(Value::as_array);
                if errors.is_some_and(|errors| errors.iter().any(is_final)) {
                    answer.shift_remove("errors");
                    set(answer, "success", json!(true));
                }
            }
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
