//! Examples for R-GRP.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{block, cancellation, group, hears, only, partners, platform_group, platforms, with, without};
use super::scene::{Scene, authenticated, partner, platform};
use super::{Example, breaks, holds, rules_of};

/// Examples for R-GRP.
pub fn examples() -> Vec<Example> {
    [
        honest(),
        whole(),
        stays(),
        amounts(),
        extras(),
        guests(),
        payment(),
        codes(),
        history(),
        of_the_platform(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every rule holds for the honest messages of both sides, and for each form of a cancellation.
fn honest() -> Vec<Example> {
    let all_cancelled = json!({ "messageId": "m-9", "channelId": "C-1", "channelManagerId": "B-1", "reservations": [
        { "code": "01", "state": 3, "guestCounts": [{ "code": "Adult", "count": 2 }] },
        { "code": "02", "state": 3.0, "guestCounts": [] },
    ] });
    let partly = with(
        group(),
        "/reservations/1",
        json!({ "code": "02", "state": 3, "guestCounts": [] }),
    );
    let scenes = || {
        [
            partners(group()),
            partners(with(partly.clone(), "/totalAmount", json!({ "gross": 230.01 }))),
            partners(cancellation()),
            partners(without(cancellation(), "/reservations")),
            partners(with(cancellation(), "/reservations", json!(null))),
            partners(all_cancelled.clone()),
            platforms(platform_group()),
            platforms(json!({ "messageId": "p-2", "reservations": null })),
        ]
    };
    rules_of("R-GRP-")
        .flat_map(|rule| scenes().map(|scene| holds(rule, "an honest message", scene)))
        .collect()
}

fn whole() -> Vec<Example> {
    let many = |count: usize| {
        let one = group().pointer("/reservations/1").unwrap().clone();
        let all: Vec<Value> = (0..count)
            .map(|code| with(one.clone(), "/code", json!(format!("{code:03}"))))
            .collect();
        partners(with(group(), "/reservations", json!(all)))
    };
    let coded = |one: &str, other: &str| {
        let first = with(group(), "/reservations/0/code", json!(one));
        partners(with(first, "/reservations/1/code", json!(other)))
    };
    let lost = |value: Value| partners(with(group(), "/reservations", value));
    vec![
        breaks(
            "R-GRP-1",
            "neither a stay nor a cancellation",
            &[(0, "/reservations/1", Error)],
            partners(with(
                group(),
                "/reservations/1",
                json!({ "code": "02", "guestCounts": [] }),
            )),
        ),
        breaks(
            "R-GRP-1",
            "a word as state",
            &[(0, "/reservations/0/state", Warning)],
            partners(with(group(), "/reservations/0/state", json!("Canceled"))),
        ),
        breaks(
            "R-GRP-1",
            "a state that does not exist",
            &[(0, "/reservations/0/state", Warning)],
            partners(with(group(), "/reservations/0/state", json!(4))),
        ),
        breaks(
            "R-GRP-2",
            "nothing of a booking",
            &[
                (0, "/currencyCode", Error),
                (0, "/totalAmount", Error),
                (0, "/customer", Error),
                (0, "/paymentType", Error),
            ],
            partners(json!({ "messageId": "m-1", "reservations": group()["reservations"] })),
        ),
        breaks(
            "R-GRP-2",
            "null, and blank",
            &[(0, "/currencyCode", Error), (0, "/customer", Error)],
            partners(with(
                with(group(), "/customer", json!(null)),
                "/currencyCode",
                json!(" "),
            )),
        ),
        breaks(
            "R-GRP-2",
            "the platform tells no payment type",
            &[(0, "/customer", Error)],
            platforms(without(platform_group(), "/customer")),
        ),
        breaks(
            "R-GRP-11",
            "one code twice",
            &[(0, "/reservations/1/code", Error)],
            coded("01", "01"),
        ),
        breaks(
            "R-GRP-11",
            "an underscore",
            &[(0, "/reservations/0/code", Error)],
            coded("_", "02"),
        ),
        breaks(
            "R-GRP-11",
            "with an underscore",
            &[(0, "/reservations/1/code", Warning)],
            coded("01", "A_1"),
        ),
        holds("R-GRP-12", "a hundred", many(100)),
        breaks("R-GRP-12", "one more", &[(0, "/reservations", Warning)], many(101)),
        breaks(
            "R-GRP-31",
            "nothing that is a reservation",
            &[(0, "/reservations", Error)],
            lost(json!([null, "02"])),
        ),
        breaks(
            "R-GRP-31",
            "a booking that lost its reservations",
            &[(0, "/reservations", Warning)],
            lost(json!([])),
        ),
        holds(
            "R-GRP-31",
            "a cancellation with what is left to pay",
            partners(with(cancellation(), "/totalAmount", json!({ "gross": 50.0 }))),
        ),
    ]
}

fn stays() -> Vec<Example> {
    let between = |from: &str, to: &str| {
        let first = with(group(), "/reservations/0/from", json!(from));
        partners(with(first, "/reservations/0/to", json!(to)))
    };
    vec![
        breaks(
            "R-GRP-3",
            "nothing of a stay, but a state",
            &[
                (0, "/reservations/1/spaceTypeCode", Error),
                (0, "/reservations/1/ratePlanCode", Error),
                (0, "/reservations/1/from", Error),
                (0, "/reservations/1/to", Error),
                (0, "/reservations/1/totalAmount", Error),
                (0, "/reservations/1/amounts", Error),
            ],
            partners(with(group(), "/reservations/1", json!({ "code": "02", "state": 2 }))),
        ),
        breaks(
            "R-GRP-3",
            "no rate",
            &[(0, "/reservations/0/ratePlanCode", Error)],
            partners(with(group(), "/reservations/0/ratePlanCode", json!(""))),
        ),
        holds(
            "R-GRP-3",
            "of one without a state R-GRP-1 speaks",
            partners(with(group(), "/reservations/1", json!({ "code": "02" }))),
        ),
        breaks(
            "R-GRP-5",
            "departure before arrival",
            &[(0, "/reservations/0/to", Error)],
            between("2031-03-03", "2031-03-01"),
        ),
        breaks(
            "R-GRP-5",
            "no night",
            &[(0, "/reservations/0/to", Error)],
            between("2031-03-01", "2031-03-01"),
        ),
        holds("R-GRP-5", "no date is the schema's matter", between("2031-3-1", "soon")),
        breaks(
            "R-GRP-6",
            "an amount too many",
            &[(0, "/reservations/0/amounts", Error)],
            between("2031-03-01", "2031-03-02"),
        ),
        breaks(
            "R-GRP-6",
            "no amounts over the end of February",
            &[(0, "/reservations/0/amounts", Error)],
            partners(with(group(), "/reservations/0/amounts", json!([]))),
        ),
        holds(
            "R-GRP-6",
            "over the end of a leap February",
            between("2032-02-28", "2032-03-01"),
        ),
        holds(
            "R-GRP-6",
            "of turned dates R-GRP-5 speaks",
            between("2031-03-03", "2031-03-01"),
        ),
    ]
}

fn amounts() -> Vec<Example> {
    let price = |pointer: &str, value: Value| partners(with(group(), pointer, value));
    vec![
        breaks(
            "R-GRP-7",
            "neither",
            &[(0, "/reservations/0/amounts/1", Error)],
            price("/reservations/0/amounts/1", json!({ "value": 114.0 })),
        ),
        breaks(
            "R-GRP-7",
            "net among gross, told once",
            &[(0, "/reservations/0/amounts/0", Warning)],
            price("/reservations/0/amounts", json!([{ "net": 100.0 }, { "net": 104.0 }])),
        ),
        breaks(
            "R-GRP-7",
            "an extra without",
            &[(0, "/reservations/0/extras/0/amount", Error)],
            price("/reservations/0/extras/0/amount", json!({})),
        ),
        breaks(
            "R-GRP-8",
            "a night below zero",
            &[(0, "/reservations/0/amounts/0/gross", Error)],
            price("/reservations/0/amounts/0/gross", json!(-0.01)),
        ),
        holds(
            "R-GRP-8",
            "a night for nothing",
            price("/reservations/0/amounts/0/gross", json!(0)),
        ),
        holds(
            "R-GRP-8",
            "an extra may be taken off",
            price("/reservations/0/extras/0/amount/gross", json!(-12.0)),
        ),
        breaks(
            "R-GRP-9",
            "extras are left out",
            &[(0, "/reservations/0/totalAmount/gross", Warning)],
            price("/reservations/0/totalAmount/gross", json!(218.0)),
        ),
        holds(
            "R-GRP-9",
            "rounded, a cent for each term",
            price("/reservations/0/totalAmount/gross", json!(230.03)),
        ),
        breaks(
            "R-GRP-9",
            "more than rounded",
            &[(0, "/reservations/0/totalAmount/gross", Warning)],
            price("/reservations/0/totalAmount/gross", json!(230.04)),
        ),
        holds(
            "R-GRP-9",
            "an amount lacks the kind, of which R-GRP-7 speaks",
            price("/reservations/0/amounts/0", json!({ "net": 1.0 })),
        ),
        breaks(
            "R-GRP-10",
            "in cents",
            &[(0, "/totalAmount/gross", Warning)],
            price("/totalAmount/gross", json!(33000)),
        ),
        breaks(
            "R-GRP-10",
            "a cancelled one is counted",
            &[(0, "/totalAmount/gross", Warning)],
            price("/reservations/1/state", json!(3)),
        ),
        holds("R-GRP-10", "rounded", price("/totalAmount/gross", json!(330.02))),
        breaks(
            "R-GRP-10",
            "net of the platform",
            &[(0, "/totalAmount/net", Warning)],
            platforms(with(platform_group(), "/totalAmount/net", json!(90))),
        ),
        breaks(
            "R-GRP-15",
            "more is taken off than it costs",
            &[(0, "/reservations/0/totalAmount/gross", Warning)],
            price("/reservations/0/totalAmount/gross", json!(-1.0)),
        ),
    ]
}

fn extras() -> Vec<Example> {
    let extra = |name: &str, value: Value| partners(with(group(), &format!("/reservations/0/extras/0/{name}"), value));
    let dated = |from: &str, to: &str| {
        let first = with(group(), "/reservations/0/extras/0/from", json!(from));
        partners(with(first, "/reservations/0/extras/0/to", json!(to)))
    };
    let knowing = |scene: Scene| scene.knowing(|facts| facts.target["products"] = json!(["BRK", "PARK"]));
    vec![
        breaks(
            "R-GRP-13",
            "one day, said twice",
            &[(0, "/reservations/0/extras/0/to", Error)],
            dated("2031-03-02", "2031-03-02"),
        ),
        breaks(
            "R-GRP-13",
            "turned",
            &[(0, "/reservations/0/extras/0/to", Warning)],
            dated("2031-03-03", "2031-03-02"),
        ),
        breaks(
            "R-GRP-13",
            "another year",
            &[
                (0, "/reservations/0/extras/0/from", Warning),
                (0, "/reservations/0/extras/0/to", Warning),
            ],
            dated("2021-03-01", "2021-03-02"),
        ),
        breaks(
            "R-GRP-13",
            "only one",
            &[(0, "/reservations/0/extras/0/to", Warning)],
            extra("to", json!(null)),
        ),
        holds(
            "R-GRP-13",
            "none",
            partners(with(
                without(group(), "/reservations/0/extras/0/to"),
                "/reservations/0/extras/0/from",
                json!(null),
            )),
        ),
        breaks(
            "R-GRP-14",
            "none of it",
            &[(0, "/reservations/0/extras/0/count", Warning)],
            extra("count", json!(0)),
        ),
        breaks(
            "R-GRP-14",
            "a pricing that does not exist",
            &[(0, "/reservations/0/extras/0/pricing", Warning)],
            extra("pricing", json!(5)),
        ),
        holds("R-GRP-14", "products are not known", extra("code", json!("SPA"))),
        holds("R-GRP-14", "a mapped product", knowing(partners(group()))),
        breaks(
            "R-GRP-14",
            "another product",
            &[(0, "/reservations/0/extras/0/code", Warning)],
            knowing(extra("code", json!("SPA"))),
        ),
    ]
}

fn guests() -> Vec<Example> {
    let first = |name: &str, value: Value| with(group(), &format!("/reservations/0/{name}"), value);
    let uncounted = || without(group(), "/reservations/0/guestCounts");
    let aged = |code: &str| {
        let counts = json!([{ "code": code, "count": 2 }]);
        partners(first("guestCounts", counts)).knowing(|facts| facts.target["ages"] = json!(["10", "8"]))
    };
    let counted = |adults: Value, children: Value| {
        partners(with(
            first("adultCount", adults),
            "/reservations/0/childCount",
            children,
        ))
    };
    vec![
        breaks(
            "R-GRP-4",
            "no guests",
            &[(0, "/reservations/0/guestCounts", Error)],
            partners(uncounted()),
        ),
        breaks(
            "R-GRP-4",
            "the deprecated form",
            &[(0, "/reservations/0/guestCounts", Warning)],
            partners(with(uncounted(), "/reservations/0/adultCount", json!(2))),
        ),
        breaks(
            "R-GRP-4",
            "a cancelled reservation",
            &[(0, "/reservations/0/guestCounts", Warning)],
            partners(with(uncounted(), "/reservations/0/state", json!(3))),
        ),
        breaks(
            "R-GRP-4",
            "nobody comes",
            &[(0, "/reservations/0/guestCounts", Error)],
            partners(first("guestCounts", json!([]))),
        ),
        breaks(
            "R-GRP-4",
            "fewer than nobody",
            &[(0, "/reservations/0/guestCounts/1/count", Error)],
            partners(first(
                "guestCounts",
                json!([{ "code": "Adult", "count": 2 }, { "code": "Child", "count": -1 }]),
            )),
        ),
        breaks(
            "R-GRP-4",
            "no age",
            &[(0, "/reservations/0/guestCounts/0/code", Error)],
            aged("Adults"),
        ),
        holds("R-GRP-4", "the code of an age category", aged("10")),
        holds("R-GRP-4", "a word where there are codes", aged("SeniorCitizen")),
        holds(
            "R-GRP-4",
            "age categories are not known",
            partners(first("guestCounts", json!([{ "code": "10", "count": 1 }]))),
        ),
        holds("R-GRP-24", "they agree", counted(json!(2), json!(1))),
        holds("R-GRP-24", "only one of them", partners(first("adultCount", json!(2)))),
        breaks(
            "R-GRP-24",
            "they differ",
            &[
                (0, "/reservations/0/adultCount", Error),
                (0, "/reservations/0/childCount", Error),
            ],
            counted(json!(3), json!(0)),
        ),
        breaks(
            "R-GRP-23",
            "no last names",
            &[
                (0, "/customer/lastName", Error),
                (0, "/booker/lastName", Error),
                (0, "/reservations/0/guests/0/lastName", Error),
            ],
            partners(with(
                with(
                    with(group(), "/customer/lastName", json!("")),
                    "/booker",
                    json!({ "email": "a@b.example" }),
                ),
                "/reservations/0/guests",
                json!([{ "firstName": "Lin" }]),
            )),
        ),
        breaks(
            "R-GRP-23",
            "no e-mail address",
            &[(0, "/customer/email", Warning)],
            partners(without(group(), "/customer/email")),
        ),
        breaks(
            "R-GRP-23",
            "a title that does not exist",
            &[(0, "/customer/title", Error)],
            partners(with(group(), "/customer/title", json!("Dr"))),
        ),
        breaks(
            "R-GRP-26",
            "a programme without a member",
            &[(0, "/customer/loyaltyInfo/membershipId", Error)],
            partners(with(group(), "/customer/loyaltyInfo", json!({ "programCode": "GOLD" }))),
        ),
        holds(
            "R-GRP-26",
            "a member",
            partners(with(group(), "/customer/loyaltyInfo", json!({ "membershipId": "7" }))),
        ),
    ]
}

fn payment() -> Vec<Example> {
    let card = |name: &str, value: Value| partners(with(group(), &format!("/paymentCard/{name}"), value));
    let in_production = |scene: Scene| scene.knowing(|facts| facts.production = true);
    let currency = |code: &str| {
        partners(with(group(), "/currencyCode", json!(code))).knowing(|facts| facts.target["currency"] = json!("EUR"))
    };
    let of_block = |number: &str| {
        let card = json!({ "type": 1, "number": number, "expireDate": "0821" });
        hears(
            partner(),
            "processAvailabilityBlock",
            with(block(), "/availabilityBlock/paymentCard", card),
        )
    };
    vec![
        breaks(
            "R-GRP-16",
            "with blanks",
            &[(0, "/paymentCard/number", Error)],
            card("number", json!("4111 1111 1111 1111")),
        ),
        breaks(
            "R-GRP-16",
            "a wrong digit",
            &[(0, "/paymentCard/number", Warning)],
            card("number", json!("4111111111111112")),
        ),
        breaks(
            "R-GRP-16",
            "month 13",
            &[(0, "/paymentCard/expireDate", Error)],
            card("expireDate", json!("1322")),
        ),
        breaks(
            "R-GRP-16",
            "a slash",
            &[(0, "/paymentCard/expireDate", Error)],
            card("expireDate", json!("10/22")),
        ),
        breaks(
            "R-GRP-16",
            "zeros",
            &[(0, "/paymentCard/cvv", Error)],
            card("cvv", json!("000")),
        ),
        breaks(
            "R-GRP-16",
            "no such type",
            &[(0, "/paymentCard/type", Error)],
            card("type", json!(14)),
        ),
        breaks(
            "R-GRP-16",
            "of a block",
            &[(0, "/availabilityBlock/paymentCard/number", Error)],
            of_block("4111-1111"),
        ),
        holds("R-GRP-16", "of a block too", of_block("370000000000002")),
        breaks(
            "R-GRP-17",
            "none in production",
            &[(0, "/paymentCard", Error)],
            in_production(partners(without(group(), "/paymentCard"))),
        ),
        holds("R-GRP-17", "none in a test", partners(without(group(), "/paymentCard"))),
        holds("R-GRP-17", "none to cancel", in_production(partners(cancellation()))),
        breaks(
            "R-GRP-22",
            "no such currency",
            &[(0, "/currencyCode", Error)],
            currency("EURO"),
        ),
        breaks(
            "R-GRP-22",
            "small letters",
            &[(0, "/currencyCode", Error)],
            currency("eur"),
        ),
        breaks(
            "R-GRP-22",
            "another currency",
            &[(0, "/currencyCode", Warning)],
            currency("GBP"),
        ),
        holds("R-GRP-22", "another one in production", in_production(currency("GBP"))),
        holds("R-GRP-22", "that of the property", currency("EUR")),
        breaks(
            "R-GRP-30",
            "no test card",
            &[(0, "/paymentCard/number", Error)],
            card("number", json!("4000000000000002")),
        ),
        breaks(
            "R-GRP-30",
            "another date",
            &[(0, "/paymentCard/expireDate", Warning)],
            card("expireDate", json!("1230")),
        ),
        breaks(
            "R-GRP-30",
            "of a block",
            &[(0, "/availabilityBlock/paymentCard/number", Error)],
            of_block("4000000000000002"),
        ),
        holds(
            "R-GRP-30",
            "in production",
            in_production(card("number", json!("4000000000000002"))),
        ),
        holds(
            "R-GRP-30",
            "of no number R-GRP-16 speaks",
            card("number", json!("none")),
        ),
    ]
}

fn codes() -> Vec<Example> {
    let sources = |scene: Scene, sources: Value| hears(scene, "processGroup", with(group(), "/sources", sources));
    let channels = || {
        hears(partner(), "none", json!({})).receive(
            "/x/getChannels",
            authenticated(json!({})),
            json!({ "channels": [{ "code": 1, "name": "Booking.com" }, { "code": 2, "name": "Expedia" }] }),
        )
    };
    let source = |code: Value, name: &str, is_primary: bool| json!({ "code": code, "name": name, "type": 0, "isPrimary": is_primary });
    let booked = |space: &str, rate: &str| {
        let first = with(group(), "/reservations/0/spaceTypeCode", json!(space));
        with(first, "/reservations/0/ratePlanCode", json!(rate))
    };
    let agreed = |scene: Scene| {
        scene.knowing(|facts| {
            facts.target["unmappedSpace"] = json!("NONE");
            facts.target["unmappedRate"] = json!("NONE");
        })
    };
    let configured = |flag: bool| {
        let extent = json!({ "extent": { "includeUnsynchronizedCategories": flag } });
        let answer = json!({ "spaceCategories": [{ "code": "SGL" }, { "code": "DBL" }, { "code": "OFF" }] });
        partner().receive("/x/getConfiguration", authenticated(extent), answer)
    };
    vec![
        holds(
            "R-GRP-18",
            "a known one, and a new one",
            sources(
                channels(),
                json!([source(json!(2), "expedia", true), source(json!(null), "New", false)]),
            ),
        ),
        breaks(
            "R-GRP-18",
            "no such type",
            &[(0, "/sources/0/type", Error)],
            partners(with(group(), "/sources/0/type", json!(10))),
        ),
        breaks(
            "R-GRP-18",
            "a known one without its code",
            &[(2, "/sources/0/code", Error)],
            sources(channels(), json!([source(json!(null), "Expedia", true)])),
        ),
        breaks(
            "R-GRP-18",
            "the name of another",
            &[(2, "/sources/0/name", Warning)],
            sources(channels(), json!([source(json!(2), "ChoiceCRS", true)])),
        ),
        breaks(
            "R-GRP-18",
            "two primary ones",
            &[(0, "/sources", Warning)],
            sources(
                partner(),
                json!([source(json!(1), "A", true), source(json!(2), "B", true)]),
            ),
        ),
        breaks(
            "R-GRP-18",
            "no primary one",
            &[(0, "/sources", Warning)],
            sources(partner(), json!([source(json!(1), "A", false)])),
        ),
        breaks(
            "R-GRP-21",
            "codes that are agreed not to exist",
            &[
                (0, "/reservations/0/spaceTypeCode", Error),
                (0, "/reservations/0/ratePlanCode", Error),
            ],
            agreed(partners(booked("NONE", "NONE"))),
        ),
        breaks(
            "R-GRP-21",
            "codes that may not be synchronized",
            &[
                (0, "/reservations/0/spaceTypeCode", Warning),
                (0, "/reservations/0/ratePlanCode", Warning),
            ],
            agreed(partners(booked("OFF", "PRIVATE"))),
        ),
        holds(
            "R-GRP-21",
            "listed by the platform",
            hears(configured(true), "processGroup", booked("OFF", "FLEX")),
        ),
        breaks(
            "R-GRP-21",
            "not in the whole list",
            &[(1, "/reservations/0/spaceTypeCode", Error)],
            hears(configured(true), "processGroup", booked("TENT", "FLEX")),
        ),
        breaks(
            "R-GRP-21",
            "not in a part of the list",
            &[(1, "/reservations/0/spaceTypeCode", Warning)],
            hears(configured(false), "processGroup", booked("TENT", "FLEX")),
        ),
        holds(
            "R-GRP-21",
            "nothing is known",
            partners(booked("TENT", "WEEK")).knowing(|facts| facts.target = json!({})),
        ),
    ]
}

/// A further version of the group, under an id of its own.
fn later(scene: Scene, id: &str, body: Value) -> Scene {
    hears(scene, "processGroup", with(body, "/messageId", json!(id)))
}

/// Our confirmation of the first version, which begins another step.
fn confirmed(scene: Scene) -> Scene {
    let reservations = json!([{ "code": "01", "confirmationNumber": "R-1" }]);
    scene.call(
        "confirmGroup",
        json!({ "relatedMessageId": "m-1", "channelManagerId": "B-1", "reservations": reservations }),
        json!({ "success": true }),
    )
}

fn history() -> Vec<Example> {
    let recoded = |one: &str, other: &str| {
        let first = with(group(), "/reservations/0/code", json!(one));
        with(first, "/reservations/1/code", json!(other))
    };
    let refused = |code: u64, body: Value| {
        let answer = json!({ "success": false, "errors": [{ "code": code, "message": "No." }] });
        partner().receive("/x/processGroup", authenticated(body), answer)
    };
    let booking = |id: &str, channel: &str| {
        with(
            with(group(), "/channelManagerId", json!(id)),
            "/channelId",
            json!(channel),
        )
    };
    let cancelling = |id: &str, channel: &str| {
        with(
            with(cancellation(), "/channelManagerId", json!(id)),
            "/channelId",
            json!(channel),
        )
    };
    let of_block = |scene: Scene| {
        hears(
            scene,
            "processGroup",
            with(group(), "/availabilityBlockCode", json!("BL1")),
        )
    };
    let blocked = |start: &str, status: &str| {
        let dated = with(
            block(),
            "/availabilityBlock/dates",
            json!({ "start": start, "end": "2031-03-03" }),
        );
        hears(
            partner(),
            "processAvailabilityBlock",
            with(dated, "/availabilityBlock/status", json!(status)),
        )
    };
    vec![
        holds(
            "R-GRP-19",
            "a change of dates",
            later(
                partners(group()),
                "m-2",
                with(group(), "/reservations/1/to", json!("2031-03-04")),
            ),
        ),
        holds(
            "R-GRP-19",
            "one of two is cancelled",
            later(partners(group()), "m-2", only(0)),
        ),
        holds("R-GRP-19", "one is added", later(partners(only(1)), "m-2", group())),
        holds(
            "R-GRP-19",
            "the version before was refused",
            later(refused(7, group()), "m-2", recoded("11", "12")),
        ),
        holds(
            "R-GRP-19",
            "booked anew",
            later(
                later(partners(group()), "m-2", cancellation()),
                "m-3",
                recoded("11", "12"),
            ),
        ),
        breaks(
            "R-GRP-19",
            "all codes are new",
            &[(1, "/reservations/0/code", Error), (1, "/reservations/1/code", Error)],
            later(partners(group()), "m-2", recoded("11", "12")),
        ),
        breaks(
            "R-GRP-19",
            "one code is new",
            &[(1, "/reservations/1/code", Warning)],
            later(partners(group()), "m-2", recoded("01", "12")),
        ),
        breaks(
            "R-GRP-19",
            "only what changed is sent, and all is paid",
            &[(1, "/reservations", Error)],
            later(
                partners(group()),
                "m-2",
                with(only(0), "/totalAmount/gross", json!(330.0)),
            ),
        ),
        breaks(
            "R-GRP-19",
            "other reservations, a step later",
            &[(2, "/reservations", Warning)],
            later(confirmed(partners(only(0))), "m-2", only(1)),
        ),
        breaks(
            "R-GRP-20",
            "a message for each reservation",
            &[(1, "/reservations", Error)],
            later(partners(only(0)), "m-2", only(1)),
        ),
        holds(
            "R-GRP-20",
            "a step later",
            later(confirmed(partners(only(0))), "m-2", only(1)),
        ),
        breaks(
            "R-GRP-20",
            "a group for each reservation",
            &[(1, "/channelManagerId", Error)],
            later(partners(booking("B-1", "C-1")), "m-2", booking("B-2", "C-1")),
        ),
        holds(
            "R-GRP-20",
            "two bookings",
            later(partners(booking("B-1", "C-1")), "m-2", booking("B-2", "C-2")),
        ),
        holds(
            "R-GRP-20",
            "booked anew",
            later(
                later(partners(group()), "m-2", cancellation()),
                "m-3",
                booking("B-2", "C-1"),
            ),
        ),
        breaks(
            "R-GRP-25",
            "another block",
            &[(1, "/availabilityBlockCode", Warning)],
            {
                let body = with(group(), "/availabilityBlockCode", json!("BL2"));
                hears(blocked("2031-03-01", "Created"), "processGroup", body)
            },
        ),
        breaks(
            "R-GRP-25",
            "a cancelled block",
            &[(1, "/availabilityBlockCode", Warning)],
            of_block(blocked("2031-03-01", "Canceled")),
        ),
        breaks(
            "R-GRP-25",
            "before the block",
            &[
                (1, "/reservations/0/from", Warning),
                (1, "/reservations/1/from", Warning),
            ],
            of_block(blocked("2031-03-02", "Created")),
        ),
        holds(
            "R-GRP-25",
            "within the block",
            of_block(blocked("2031-03-01", "Created")),
        ),
        holds("R-GRP-25", "no block is known", of_block(partner())),
        holds(
            "R-GRP-29",
            "of a group before it",
            later(partners(group()), "m-2", cancellation()),
        ),
        holds(
            "R-GRP-29",
            "twice",
            later(partners(cancellation()), "m-2", cancellation()),
        ),
        breaks(
            "R-GRP-29",
            "under another id",
            &[(1, "/channelManagerId", Error)],
            later(partners(group()), "m-2", cancelling("B-7", "C-1")),
        ),
        breaks(
            "R-GRP-29",
            "one that is not found",
            &[(0, "/channelManagerId", Error)],
            refused(2, cancellation()),
        ),
        holds("R-GRP-29", "refused for another reason", refused(8, cancellation())),
    ]
}

fn of_the_platform() -> Vec<Example> {
    let one = |name: &str, value: Value| platforms(with(platform_group(), &format!("/reservations/0/{name}"), value));
    let supplied = |id: Value, channel: Value, number: &str| {
        let reservations = json!([{ "code": "01", "confirmationNumber": number }]);
        let confirmation =
            json!({ "relatedMessageId": "m-1", "channelManagerId": "B-1", "reservations": reservations });
        let accepted = json!({ "success": true, "asyncConfirmation": true });
        let scene = hears(
            platform().call("processGroup", only(0), accepted),
            "confirmGroup",
            confirmation,
        );
        let body = with(with(platform_group(), "/channelManagerId", id), "/channelId", channel);
        hears(scene, "processGroup", body)
    };
    vec![
        breaks(
            "R-GRP-27",
            "no number",
            &[(0, "/reservations/0/confirmationNumber", Error)],
            platforms(without(platform_group(), "/reservations/0/confirmationNumber")),
        ),
        breaks(
            "R-GRP-27",
            "no time state",
            &[(0, "/reservations/0/timeState", Error)],
            platforms(without(platform_group(), "/reservations/0/timeState")),
        ),
        breaks(
            "R-GRP-27",
            "no such time state",
            &[(0, "/reservations/0/timeState", Error)],
            one("timeState", json!(6)),
        ),
        breaks(
            "R-GRP-27",
            "gone, but booked",
            &[(0, "/reservations/0/timeState", Warning)],
            one("timeState", json!(5)),
        ),
        breaks(
            "R-GRP-27",
            "cancelled, but in house",
            &[(0, "/reservations/0/timeState", Warning)],
            platforms(with(
                with(platform_group(), "/reservations/0/state", json!(3)),
                "/reservations/0/timeState",
                json!(2),
            )),
        ),
        breaks("R-GRP-27", "a payment type", &[(0, "/paymentType", Warning)], {
            platforms(with(platform_group(), "/paymentType", json!(1)))
        }),
        holds("R-GRP-28", "both ids", supplied(json!("B-1"), json!("C-1"), "R-1")),
        holds(
            "R-GRP-28",
            "a reservation of the property",
            supplied(json!(null), json!(null), "R-7"),
        ),
        breaks(
            "R-GRP-28",
            "no ids",
            &[(2, "/channelId", Error), (2, "/channelManagerId", Error)],
            supplied(json!(null), json!(null), "R-1"),
        ),
        breaks(
            "R-GRP-28",
            "the id of another booking",
            &[(2, "/channelManagerId", Error)],
            supplied(json!("B-2"), json!("C-1"), "R-1"),
        ),
    ]
}
