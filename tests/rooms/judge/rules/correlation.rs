//! Examples for R-COR.

use std::time::Duration;

use keycard::contract::rule::Weight::{Error, Warning};
use keycard::exchange::message::Response;
use keycard::exchange::transcript::{CallCause, MissingCall, Stop};
use keycard::plan::case::CaseId;
use serde_json::{Value, json};

use super::messages::{
    PLATFORM, block, cancellation, group, hears, only, platform_block, platform_group, with, without,
};
use super::scene::{CONNECTION, OTHER, Scene, authenticated, partner, platform};
use super::{Example, breaks, holds, rules_of};

/// Where the channel manager under test reaches Keycard.
const BASE: &str = "https://keycard.example/x/api/channelManager/v1";
/// Three pushes and what confirms them.
const AVAILABILITY: (&str, &str) = ("updateAvailability", "processAvailabilityConfirmation");
const PRICES: (&str, &str) = ("updatePrices", "processRateConfirmation");
const RESTRICTIONS: (&str, &str) = ("updateRestrictions", "processRestrictionConfirmation");

/// Examples for R-COR.
pub fn examples() -> Vec<Example> {
    [
        honest(),
        known_push(),
        addresses(),
        response_urls(),
        tokens(),
        once(),
        announced(),
        always(),
        related(),
        one_outcome(),
        whole(),
        stable(),
        fresh(),
        blocks_of_the_partner(),
        numbers(),
        blocks_of_the_platform(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// How addresses name the case.
fn key() -> String {
    let id: CaseId = serde_json::from_value(json!("a/case")).unwrap();
    id.key()
}

/// A push of ours, with the address for its confirmation.
fn pushed(id: &str, confirmation: &str) -> Value {
    json!({ "messageId": id, "responseUrl": format!("{BASE}/{confirmation}") })
}

fn later() -> Value {
    json!({ "success": true, "asyncConfirmation": true })
}

fn done() -> Value {
    json!({ "success": true })
}

/// A push of availability that is to be confirmed later.
fn pushes(scene: Scene, id: &str) -> Scene {
    scene.call(AVAILABILITY.0, pushed(id, AVAILABILITY.1), later())
}

/// The same over the client's connection to another property.
fn pushes_elsewhere(scene: Scene, id: &str) -> Scene {
    let body = with(pushed(id, AVAILABILITY.1), "/connectionToken", json!(OTHER));
    scene.call(AVAILABILITY.0, body, later())
}

fn confirmation(id: &str) -> Value {
    json!({ "relatedMessageId": id, "success": true })
}

/// A confirmation of availability, and our answer to it.
fn confirms_with(scene: Scene, body: Value, answer: Value) -> Scene {
    scene.receive(&format!("{PLATFORM}/{}", AVAILABILITY.1), authenticated(body), answer)
}

fn confirms(scene: Scene, id: &str) -> Scene {
    confirms_with(scene, confirmation(id), done())
}

/// One push, and that as its confirmation.
fn answered_by(body: Value) -> Scene {
    confirms_with(pushes(partner(), "p-1"), body, done())
}

/// The platform's word on the group of two, as it should be.
fn confirmed() -> Value {
    json!({ "relatedMessageId": "m-1", "channelManagerId": "B-1", "reservations": [
        { "code": "01", "confirmationNumber": "R-1" }, { "code": "02", "confirmationNumber": "R-2" },
    ] })
}

fn takes(scene: Scene, body: Value) -> Scene {
    scene.call("processGroup", body, later())
}

/// The group of two, pushed to the platform under test, and that as what it says of it.
fn told(body: Value) -> Scene {
    hears(takes(platform(), group()), "confirmGroup", body)
}

/// The platform's group, and that as what the channel manager under test says of it.
fn sold(body: Value) -> Scene {
    let scene = partner().call(
        "processGroup",
        with_address(platform_group(), "processGroupConfirmation"),
        later(),
    );
    hears(scene, "processGroupConfirmation", body)
}

/// The platform's block, and that as what the channel manager under test says of it.
fn kept(body: Value) -> Scene {
    let push = with_address(platform_block(), "processAvailabilityBlockConfirmation");
    let scene = partner().call("processAvailabilityBlock", push, later());
    hears(scene, "processAvailabilityBlockConfirmation", body)
}

/// The channel manager's block, and that as what the platform under test says of it.
fn allotted(body: Value) -> Scene {
    let scene = platform().call("processAvailabilityBlock", block(), later());
    hears(scene, "confirmAvailabilityBlock", body)
}

fn with_address(body: Value, confirmation: &str) -> Value {
    with(body, "/responseUrl", json!(format!("{BASE}/{confirmation}")))
}

fn sold_confirmation() -> Value {
    json!({ "relatedMessageId": "p-1", "success": true, "code": "G-1", "reservations": [
        { "code": "01", "confirmationNumber": "R-1" },
    ] })
}

fn kept_confirmation() -> Value {
    json!({ "relatedMessageId": "p-5", "success": true, "code": "OURS", "confirmationNumber": "K-9" })
}

fn allotted_confirmation() -> Value {
    json!({ "messageId": "m-5", "success": true, "code": "BL1", "confirmationNumber": "K-9" })
}

/// Every rule holds for honest conversations, among them some that look odd.
fn honest() -> Vec<Example> {
    let failed = json!({ "relatedMessageId": "p-1", "success": false, "errors": [
        { "code": 10, "message": "The category XXL is not known.", "categoryCode": "XXL" },
    ] });
    let refused = json!({ "relatedMessageId": "m-1", "channelManagerId": "B-1", "error": {
        "code": 7, "message": "The departure is before the arrival.",
    } });
    let scenes = || {
        vec![
            ("one push", confirms(pushes(partner(), "p-1"), "p-1")),
            ("a failure", answered_by(failed.clone())),
            (
                "two pushes, confirmed the other way round",
                confirms(confirms(pushes(pushes(partner(), "p-1"), "p-2"), "p-2"), "p-1"),
            ),
            (
                "the same message twice, confirmed after both",
                confirms(pushes(pushes(partner(), "p-1"), "p-1"), "p-1"),
            ),
            (
                "the same message twice, confirmed in between",
                confirms(pushes(partner(), "p-1"), "p-1").call(AVAILABILITY.0, pushed("p-1", AVAILABILITY.1), done()),
            ),
            (
                "one id on two connections, each confirmed for its own",
                confirms_with(
                    confirms(pushes_elsewhere(pushes(partner(), "p-1"), "p-1"), "p-1"),
                    with(confirmation("p-1"), "/connectionToken", json!(OTHER)),
                    done(),
                ),
            ),
            ("a group of the platform", sold(sold_confirmation())),
            ("a block of the platform", kept(kept_confirmation())),
            ("a group", told(confirmed())),
            ("a refused group", told(refused.clone())),
            ("a block", allotted(allotted_confirmation())),
            ("a group that is changed and cancelled", {
                let changed = with(
                    with(group(), "/messageId", json!("m-2")),
                    "/customer/lastName",
                    json!("Bos"),
                );
                let scene = hears(takes(told(confirmed()), changed), "confirmGroup", again("m-2"));
                hears(takes(scene, cancellation()), "confirmGroup", again("m-9"))
            }),
        ]
    };
    rules_of("R-COR-")
        .flat_map(|rule| {
            scenes()
                .into_iter()
                .map(move |(about, scene)| holds(rule, about, scene))
        })
        .collect()
}

/// The confirmation of the group of two for another message about it.
fn again(message: &str) -> Value {
    with(confirmed(), "/relatedMessageId", json!(message))
}

fn known_push() -> Vec<Example> {
    let at = &[(1, "/relatedMessageId", Error)];
    vec![
        breaks(
            "R-COR-1",
            "an id that nobody sent",
            at,
            answered_by(confirmation("p-2")),
        ),
        breaks(
            "R-COR-1",
            "another case of letters",
            at,
            answered_by(confirmation("P-1")),
        ),
        breaks("R-COR-1", "an empty id", at, answered_by(confirmation(""))),
        breaks(
            "R-COR-1",
            "an id that is sent afterwards",
            at,
            pushes(confirms(pushes(partner(), "p-1"), "p-2"), "p-2"),
        ),
        breaks(
            "R-COR-1",
            "under another name",
            at,
            answered_by(json!({ "messageId": "p-1", "success": true })),
        ),
        breaks(
            "R-COR-1",
            "a group by the number of the booking",
            at,
            sold(with(sold_confirmation(), "/relatedMessageId", json!("R-1"))),
        ),
        breaks(
            "R-COR-1",
            "by Keycard itself",
            &[(2, "/relatedMessageId", Error)],
            hears(platform(), "getChannels", json!({}))
                .receive(
                    "/x/updateAvailability",
                    authenticated(pushed("p-1", AVAILABILITY.1)),
                    later(),
                )
                .call(AVAILABILITY.1, confirmation("p-2"), done())
                .judging_the_other_side(),
        ),
        breaks(
            "R-COR-1",
            "unawaited, at an address of this case",
            at,
            pushes(partner(), "p-1")
                .receive(
                    &format!("/{}/v1/{}", key(), AVAILABILITY.1),
                    authenticated(confirmation("p-2")),
                    done(),
                )
                .unawaited(),
        ),
        // It may be the late word on a push of a case that is over.
        holds(
            "R-COR-1",
            "unawaited, at an address of no case",
            answered_by(confirmation("p-2")).unawaited(),
        ),
        holds("R-COR-1", "no id at all", answered_by(json!({ "success": true }))),
        holds(
            "R-COR-1",
            "no text",
            answered_by(json!({ "relatedMessageId": 7, "success": true })),
        ),
        holds(
            "R-COR-1",
            "a push from before the run",
            answered_by(confirmation("p-0")).knowing(|facts| {
                facts.target["knownPushes"] = json!({ "updateAvailability": "p-0", "updatePrices": 1 });
            }),
        ),
        // It may belong to another case, and this one has no push to confuse it with.
        holds("R-COR-1", "where nothing was pushed", confirms(partner(), "p-1")),
        holds(
            "R-COR-1",
            "of the platform, which names groups",
            told(with(confirmed(), "/relatedMessageId", json!("m-0"))),
        ),
    ]
}

fn addresses() -> Vec<Example> {
    let at = &[(1, "", Error)];
    let sent_to = |path: &str| pushes(partner(), "p-1").receive(path, authenticated(confirmation("p-1")), done());
    let given = |url: &str, path: &str| {
        let body = with(pushed("p-1", AVAILABILITY.1), "/responseUrl", json!(url));
        partner()
            .call(AVAILABILITY.0, body, later())
            .receive(path, authenticated(confirmation("p-1")), done())
    };
    let case = key();
    vec![
        breaks(
            "R-COR-2",
            "the operation of another push",
            at,
            sent_to(&format!("{PLATFORM}/{}", PRICES.1)),
        ),
        breaks(
            "R-COR-2",
            "a base address of its own",
            at,
            sent_to(&format!("/y/{}", AVAILABILITY.1)),
        ),
        breaks(
            "R-COR-2",
            "another case of letters",
            at,
            sent_to(&format!("{}/{}", PLATFORM.to_lowercase(), AVAILABILITY.1)),
        ),
        breaks(
            "R-COR-2",
            "without the query",
            at,
            given(
                &format!("{BASE}/{}?run=1", AVAILABILITY.1),
                &format!("{PLATFORM}/{}", AVAILABILITY.1),
            ),
        ),
        breaks(
            "R-COR-2",
            "the part that names the case only, where that is not all",
            at,
            given(
                &format!("{BASE}/{}", AVAILABILITY.1),
                &format!("/{case}/{}", AVAILABILITY.1),
            ),
        ),
        holds(
            "R-COR-2",
            "a slash at the end",
            sent_to(&format!("{PLATFORM}/{}/", AVAILABILITY.1)),
        ),
        holds(
            "R-COR-2",
            "with the query",
            given(
                &format!("{BASE}/{}?run=1", AVAILABILITY.1),
                &format!("{PLATFORM}/{}?run=1", AVAILABILITY.1),
            ),
        ),
        holds(
            "R-COR-2",
            "a proxy that takes its own part of the path away",
            given(
                &format!("https://proxy.example/keycard/{case}/v1/{}", AVAILABILITY.1),
                &format!("/{case}/v1/{}", AVAILABILITY.1),
            ),
        ),
        holds(
            "R-COR-2",
            "an address that is none",
            given("nowhere", &format!("{PLATFORM}/{}", AVAILABILITY.1)),
        ),
        holds(
            "R-COR-2",
            "of a push that it does not name",
            answered_by(confirmation("p-2")),
        ),
        breaks(
            "R-COR-2",
            "by Keycard itself",
            at,
            platform()
                .receive(
                    "/x/updateAvailability",
                    authenticated(with(
                        pushed("p-1", AVAILABILITY.1),
                        "/responseUrl",
                        json!(format!("https://two.example/api/{}", AVAILABILITY.1)),
                    )),
                    later(),
                )
                .call(AVAILABILITY.1, confirmation("p-1"), done())
                .judging_the_other_side(),
        ),
        holds(
            "R-COR-2",
            "by Keycard, to the base address of the push and not of the configuration",
            platform()
                .receive(
                    "/x/updateAvailability",
                    authenticated(with(
                        pushed("p-1", AVAILABILITY.1),
                        "/responseUrl",
                        json!(format!("https://two.example/api/{}", AVAILABILITY.1)),
                    )),
                    later(),
                )
                .call_at(
                    "https://two.example/api",
                    AVAILABILITY.1,
                    confirmation("p-1"),
                    Response::json(200, &done()),
                )
                .judging_the_other_side(),
        ),
    ]
}

fn response_urls() -> Vec<Example> {
    let at = &[(0, "/responseUrl", Error)];
    let push = |operation: &str, url: &str| {
        let body = with(pushed("p-1", "x"), "/responseUrl", json!(url));
        platform().receive(&format!("/x/{operation}"), authenticated(body), done())
    };
    let mut examples = vec![
        breaks(
            "R-COR-3",
            "no whole address",
            at,
            push(AVAILABILITY.0, "/processAvailabilityConfirmation"),
        ),
        breaks("R-COR-3", "nothing", at, push(AVAILABILITY.0, "")),
        breaks("R-COR-3", "the base alone", at, push(AVAILABILITY.0, BASE)),
        breaks(
            "R-COR-3",
            "its own operation",
            at,
            push(AVAILABILITY.0, &format!("{BASE}/{}", AVAILABILITY.0)),
        ),
        breaks(
            "R-COR-3",
            "in the query alone",
            at,
            push(AVAILABILITY.0, &format!("{BASE}?to=/{}", AVAILABILITY.1)),
        ),
        holds(
            "R-COR-3",
            "no address",
            platform().receive("/x/updatePrices", authenticated(json!({})), done()),
        ),
        holds(
            "R-COR-3",
            "with a query",
            push(AVAILABILITY.0, &format!("{BASE}/{}/?a=b", AVAILABILITY.1)),
        ),
        // What Keycard writes into its own pushes is not judged, unless it is asked about itself.
        holds(
            "R-COR-3",
            "a push of Keycard's",
            partner().call(PRICES.0, pushed("p-1", AVAILABILITY.1), done()),
        ),
        breaks(
            "R-COR-3",
            "a push of Keycard's, asked about itself",
            at,
            partner()
                .call(PRICES.0, pushed("p-1", AVAILABILITY.1), done())
                .judging_the_other_side(),
        ),
    ];
    let others = [
        PRICES,
        RESTRICTIONS,
        ("processGroup", "processGroupConfirmation"),
        ("processAvailabilityBlock", "processAvailabilityBlockConfirmation"),
    ];
    for (operation, confirmation) in others {
        let wrong = push(operation, &format!("{BASE}/{}", AVAILABILITY.1));
        examples.push(breaks("R-COR-3", "for another kind of push", at, wrong));
        let right = push(operation, &format!("{BASE}/{confirmation}"));
        examples.push(holds("R-COR-3", "for that kind of push", right));
    }
    examples
}

fn tokens() -> Vec<Example> {
    let at = &[(1, "/connectionToken", Error)];
    let elsewhere = |body: Value| with(body, "/connectionToken", json!(OTHER));
    vec![
        breaks(
            "R-COR-4",
            "another token",
            at,
            answered_by(elsewhere(confirmation("p-1"))),
        ),
        breaks(
            "R-COR-4",
            "another case of letters",
            at,
            answered_by(with(
                confirmation("p-1"),
                "/connectionToken",
                json!(CONNECTION.to_uppercase()),
            )),
        ),
        breaks(
            "R-COR-4",
            "the agreed token, of a push about another connection",
            at,
            confirms(pushes_elsewhere(partner(), "p-1"), "p-1"),
        ),
        breaks("R-COR-4", "a group", at, told(elsewhere(confirmed()))),
        breaks("R-COR-4", "a block", at, allotted(elsewhere(allotted_confirmation()))),
        holds(
            "R-COR-4",
            "a push about another connection",
            confirms_with(
                pushes_elsewhere(partner(), "p-1"),
                elsewhere(confirmation("p-1")),
                done(),
            ),
        ),
        // Whose it is cannot be told; R-COR-1 and R-AUTH-2 say what there is to say.
        holds(
            "R-COR-4",
            "of a push that it does not name",
            answered_by(elsewhere(confirmation("p-2"))),
        ),
        holds(
            "R-COR-4",
            "no text",
            answered_by(with(confirmation("p-1"), "/connectionToken", json!(null))),
        ),
        holds(
            "R-AUTH-2",
            "another token in a confirmation",
            answered_by(elsewhere(confirmation("p-1"))),
        ),
        holds(
            "R-AUTH-2",
            "another token in the confirmation of a block",
            allotted(elsewhere(allotted_confirmation())),
        ),
        breaks(
            "R-AUTH-2",
            "another token, of a push that it does not name",
            at,
            answered_by(elsewhere(confirmation("p-2"))),
        ),
        breaks(
            "R-AUTH-2",
            "null in a confirmation",
            at,
            answered_by(with(confirmation("p-1"), "/connectionToken", json!(null))),
        ),
    ]
}

fn once() -> Vec<Example> {
    let twice = |answer: Value| {
        confirms(
            confirms_with(pushes(partner(), "p-1"), confirmation("p-1"), answer),
            "p-1",
        )
    };
    let refused = |code: i64| json!({ "success": false, "errors": [{ "code": code, "message": "No." }] });
    vec![
        breaks("R-COR-5", "twice", &[(2, "/relatedMessageId", Warning)], twice(done())),
        breaks(
            "R-COR-5",
            "three times",
            &[(2, "/relatedMessageId", Warning), (3, "/relatedMessageId", Warning)],
            confirms(twice(done()), "p-1"),
        ),
        breaks(
            "R-COR-5",
            "first one thing, then another",
            &[(2, "/relatedMessageId", Warning)],
            confirms_with(
                answered_by(confirmation("p-1")),
                with(confirmation("p-1"), "/success", json!(false)),
                done(),
            ),
        ),
        holds(
            "R-COR-5",
            "for each time that the message came",
            confirms(pushes(confirms(pushes(partner(), "p-1"), "p-1"), "p-1"), "p-1"),
        ),
        breaks(
            "R-COR-5",
            "more often than the message came",
            &[(4, "/relatedMessageId", Warning)],
            confirms(
                confirms(pushes(confirms(pushes(partner(), "p-1"), "p-1"), "p-1"), "p-1"),
                "p-1",
            ),
        ),
        breaks(
            "R-COR-5",
            "a group",
            &[(2, "/relatedMessageId", Warning)],
            hears(told(confirmed()), "confirmGroup", confirmed()),
        ),
        breaks(
            "R-COR-5",
            "a block",
            &[(2, "/messageId", Warning)],
            hears(
                allotted(allotted_confirmation()),
                "confirmAvailabilityBlock",
                allotted_confirmation(),
            ),
        ),
        holds("R-COR-5", "again after a system error", twice(refused(1))),
        holds("R-COR-5", "again after a processing error", twice(refused(7))),
        holds(
            "R-COR-5",
            "again after an answer that says nothing",
            twice(json!("no object")),
        ),
        holds(
            "R-COR-5",
            "the outcomes of two messages",
            confirms(pushes(answered_by(confirmation("p-1")), "p-2"), "p-2"),
        ),
        holds(
            "R-COR-5",
            "one id in pushes of two kinds",
            confirms(
                pushes(partner(), "p-1").call(PRICES.0, pushed("p-1", PRICES.1), later()),
                "p-1",
            )
            .receive(
                &format!("{PLATFORM}/{}", PRICES.1),
                authenticated(confirmation("p-1")),
                done(),
            ),
        ),
        holds(
            "R-COR-2",
            "one id in pushes of two kinds",
            confirms(
                pushes(partner(), "p-1").call(PRICES.0, pushed("p-1", PRICES.1), later()),
                "p-1",
            ),
        ),
    ]
}

/// The case ended because the confirmation did not come.
fn in_vain(operation: &str, step: usize, cause: CallCause) -> Stop {
    Stop::NotCalled(MissingCall {
        step,
        operation: operation.to_string(),
        waited: Duration::from_secs(2),
        cause,
        stand_in: false,
    })
}

fn announced() -> Vec<Example> {
    let missing = &[(0, "/asyncConfirmation", Error)];
    let surplus = &[(1, "/relatedMessageId", Warning)];
    let never = |operation: &str, confirmation: &'static str| {
        partner()
            .call(operation, pushed("p-1", confirmation), later())
            .stopping(in_vain(confirmation, 0, CallCause::Promise))
    };
    let answer = |answer: Value| {
        let scene = partner().call(AVAILABILITY.0, pushed("p-1", AVAILABILITY.1), answer);
        confirms(scene, "p-1")
    };
    vec![
        breaks(
            "R-COR-6",
            "availability",
            missing,
            never(AVAILABILITY.0, AVAILABILITY.1),
        ),
        breaks("R-COR-6", "prices", missing, never(PRICES.0, PRICES.1)),
        breaks(
            "R-COR-6",
            "restrictions",
            missing,
            never(RESTRICTIONS.0, RESTRICTIONS.1),
        ),
        breaks(
            "R-COR-6",
            "the second of two",
            &[(2, "/asyncConfirmation", Error)],
            pushes(answered_by(confirmation("p-1")), "p-2").stopping(in_vain(AVAILABILITY.1, 1, CallCause::Promise)),
        ),
        breaks("R-COR-6", "not announced", surplus, answer(done())),
        breaks(
            "R-COR-6",
            "denied",
            surplus,
            answer(json!({ "success": true, "asyncConfirmation": false })),
        ),
        breaks(
            "R-COR-6",
            "refused at once",
            surplus,
            answer(json!({ "success": false, "errors": [{ "code": 1, "message": "No." }] })),
        ),
        holds(
            "R-COR-6",
            "an answer without success",
            answer(json!({ "asyncConfirmation": true })),
        ),
        holds(
            "R-COR-6",
            "an announcement in words",
            answer(json!({ "success": true, "asyncConfirmation": "true" })),
        ),
        holds("R-COR-6", "an answer that is no object", answer(json!([]))),
        // That it names no push is said by R-COR-1; it did come.
        holds(
            "R-COR-6",
            "one that names nothing",
            answered_by(json!({ "success": true })).stopping(in_vain(AVAILABILITY.1, 0, CallCause::Promise)),
        ),
        breaks(
            "R-COR-6",
            "one that may be another case's",
            missing,
            answered_by(confirmation("p-2"))
                .unawaited()
                .stopping(in_vain(AVAILABILITY.1, 0, CallCause::Promise)),
        ),
        holds(
            "R-COR-6",
            "a call that a step awaited",
            pushes(partner(), "p-1").stopping(in_vain(AVAILABILITY.1, 0, CallCause::Duty)),
        ),
        holds(
            "R-COR-6",
            "not Keycard's own",
            never(AVAILABILITY.0, AVAILABILITY.1).judging_the_other_side(),
        ),
        holds(
            "R-COR-6",
            "stopped for another reason",
            pushes(partner(), "p-1").stopping(Stop::NoAnswer { step: 0 }),
        ),
        // How much too late is said by the time limit.
        holds(
            "R-COR-6",
            "while another push was under way",
            confirms(pushes(pushes(partner(), "p-1"), "p-2"), "p-1"),
        ),
    ]
}

fn always() -> Vec<Example> {
    let block_of_the_platform = || with_address(platform_block(), "processAvailabilityBlockConfirmation");
    let group_of_the_platform = || with_address(platform_group(), "processGroupConfirmation");
    let never = |operation: &str, body: Value, confirmation: &str, answer: Value| {
        partner()
            .call(operation, body, answer)
            .stopping(in_vain(confirmation, 0, CallCause::Promise))
    };
    let denied = || json!({ "success": true, "asyncConfirmation": false });
    vec![
        breaks(
            "R-COR-7",
            "a block",
            &[(0, "", Error)],
            never(
                "processAvailabilityBlock",
                block_of_the_platform(),
                "processAvailabilityBlockConfirmation",
                later(),
            ),
        ),
        breaks(
            "R-COR-7",
            "a group, of which the answer says nothing",
            &[(0, "", Error)],
            never(
                "processGroup",
                group_of_the_platform(),
                "processGroupConfirmation",
                done(),
            ),
        ),
        breaks(
            "R-COR-7",
            "a group, of which the answer denies it",
            &[(0, "", Warning)],
            never(
                "processGroup",
                group_of_the_platform(),
                "processGroupConfirmation",
                denied(),
            ),
        ),
        breaks(
            "R-COR-7",
            "a group that the platform took",
            &[(0, "", Error)],
            takes(platform(), group()).stopping(in_vain("confirmGroup", 0, CallCause::Promise)),
        ),
        // Where it would be told is not documented.
        holds(
            "R-COR-7",
            "a block that the platform took",
            platform()
                .call("processAvailabilityBlock", block(), later())
                .stopping(in_vain("confirmAvailabilityBlock", 0, CallCause::Promise)),
        ),
        holds(
            "R-COR-7",
            "availability",
            pushes(partner(), "p-1").stopping(in_vain(AVAILABILITY.1, 0, CallCause::Promise)),
        ),
        holds(
            "R-COR-7",
            "a group that was refused",
            partner().call(
                "processGroup",
                group_of_the_platform(),
                json!({ "success": false, "errors": [{ "code": 7, "message": "No." }] }),
            ),
        ),
    ]
}

fn related() -> Vec<Example> {
    let unknown = || with(confirmed(), "/relatedMessageId", json!("m-0"));
    let stranger = || with(unknown(), "/channelManagerId", json!("B-0"));
    vec![
        breaks(
            "R-COR-8",
            "another message",
            &[(1, "/relatedMessageId", Error)],
            told(unknown()),
        ),
        breaks(
            "R-COR-8",
            "another group",
            &[(1, "/channelManagerId", Error)],
            told(with(confirmed(), "/channelManagerId", json!("B-2"))),
        ),
        breaks(
            "R-COR-8",
            "another message, although nobody waits any more",
            &[(1, "/relatedMessageId", Error)],
            told(unknown()).unawaited(),
        ),
        breaks(
            "R-COR-8",
            "the message of another group",
            &[(2, "/channelManagerId", Error)],
            hears(
                takes(
                    takes(platform(), group()),
                    with(
                        with(group(), "/messageId", json!("m-2")),
                        "/channelManagerId",
                        json!("B-2"),
                    ),
                ),
                "confirmGroup",
                with(confirmed(), "/relatedMessageId", json!("m-2")),
            ),
        ),
        // It may be the confirmation of another case's group.
        holds("R-COR-8", "a stranger that nobody awaits", told(stranger()).unawaited()),
        holds(
            "R-COR-8",
            "before any group",
            hears(platform(), "confirmGroup", confirmed()),
        ),
        holds("R-COR-8", "no ids at all", told(json!({ "reservations": [] }))),
        holds(
            "R-COR-8",
            "an earlier version of the group",
            hears(
                takes(takes(platform(), group()), with(group(), "/messageId", json!("m-2"))),
                "confirmGroup",
                confirmed(),
            ),
        ),
    ]
}

fn one_outcome() -> Vec<Example> {
    let error = || json!({ "code": 7, "message": "No." });
    let failed = || without(with(confirmed(), "/error", error()), "/reservations");
    vec![
        breaks(
            "R-COR-9",
            "both",
            &[(1, "", Error)],
            told(with(confirmed(), "/error", error())),
        ),
        breaks(
            "R-COR-9",
            "both, in a list",
            &[(1, "", Error)],
            told(with(confirmed(), "/errors", json!([error()]))),
        ),
        breaks("R-COR-9", "both, and success", &[(1, "", Error)], {
            told(with(with(confirmed(), "/error", error()), "/success", json!(true)))
        }),
        breaks(
            "R-COR-9",
            "neither",
            &[(1, "", Error)],
            told(without(confirmed(), "/reservations")),
        ),
        breaks(
            "R-COR-9",
            "null",
            &[(1, "", Error)],
            told(with(confirmed(), "/reservations", json!(null))),
        ),
        breaks(
            "R-COR-9",
            "no error in the list",
            &[(1, "", Error)],
            told(with(without(confirmed(), "/reservations"), "/errors", json!([]))),
        ),
        holds("R-COR-9", "an error", told(failed())),
        holds(
            "R-COR-9",
            "an error and an empty list",
            told(with(failed(), "/reservations", json!([]))),
        ),
        holds(
            "R-COR-9",
            "an error in a list",
            told(with(failed(), "/errors", json!([error()]))),
        ),
        holds(
            "R-COR-9",
            "no error beside the reservations",
            told(with(with(confirmed(), "/error", json!(null)), "/errors", json!([]))),
        ),
    ]
}

fn whole() -> Vec<Example> {
    let at = &[(1, "/reservations", Error)];
    let partly = || {
        with(
            group(),
            "/reservations/1",
            json!({ "code": "02", "state": 3, "guestCounts": [] }),
        )
    };
    let one = || without(confirmed(), "/reservations/1");
    let cancelled = |told_of: Value| {
        let scene = hears(takes(platform(), group()), "confirmGroup", confirmed());
        hears(
            takes(scene, cancellation()),
            "confirmGroup",
            with(told_of, "/relatedMessageId", json!("m-9")),
        )
    };
    vec![
        breaks("R-COR-10", "half of it", at, told(one())),
        breaks(
            "R-COR-10",
            "nothing of it",
            at,
            told(with(confirmed(), "/reservations", json!([]))),
        ),
        breaks(
            "R-COR-10",
            "more than there is",
            &[(1, "/reservations/2/code", Error)],
            told(with(
                confirmed(),
                "/reservations",
                json!([
                    { "code": "01", "confirmationNumber": "R-1" }, { "code": "02", "confirmationNumber": "R-2" },
                    { "code": "03", "confirmationNumber": "R-3" },
                ]),
            )),
        ),
        breaks(
            "R-COR-10",
            "half of what was cancelled",
            &[(3, "/reservations", Error)],
            cancelled(one()),
        ),
        holds("R-COR-10", "in another order", {
            let first = confirmed()["reservations"][0].clone();
            let second = confirmed()["reservations"][1].clone();
            told(with(confirmed(), "/reservations", json!([second, first])))
        }),
        holds(
            "R-COR-10",
            "a failure",
            told(with(one(), "/error", json!({ "code": 7, "message": "No." }))),
        ),
        // Whether what is cancelled in part is listed is not said.
        holds(
            "R-COR-10",
            "without the cancelled one",
            hears(takes(platform(), partly()), "confirmGroup", one()),
        ),
        holds(
            "R-COR-10",
            "with the cancelled one",
            hears(takes(platform(), partly()), "confirmGroup", confirmed()),
        ),
        holds(
            "R-COR-10",
            "one that an earlier version had",
            hears(
                takes(told(confirmed()), with(only(0), "/messageId", json!("m-2"))),
                "confirmGroup",
                again("m-2"),
            ),
        ),
        holds(
            "R-COR-10",
            "the cancellation of a group from before the case",
            hears(takes(platform(), cancellation()), "confirmGroup", again("m-9")),
        ),
    ]
}

fn stable() -> Vec<Example> {
    let changed = |number: &str| {
        let body = with(again("m-2"), "/reservations/0/confirmationNumber", json!(number));
        hears(
            takes(told(confirmed()), with(group(), "/messageId", json!("m-2"))),
            "confirmGroup",
            body,
        )
    };
    let renumbered = |body: Value| with(body, "/reservations/0/confirmationNumber", json!("R-9"));
    vec![
        breaks(
            "R-COR-11",
            "another number after a change",
            &[(3, "/reservations/0/confirmationNumber", Error)],
            changed("R-9"),
        ),
        breaks(
            "R-COR-11",
            "another number on cancelling",
            &[(3, "/reservations/0/confirmationNumber", Error)],
            hears(
                takes(told(confirmed()), cancellation()),
                "confirmGroup",
                renumbered(again("m-9")),
            ),
        ),
        breaks(
            "R-COR-11",
            "another number in the platform's own group",
            &[(2, "/reservations/0/confirmationNumber", Error)],
            hears(
                told(confirmed()),
                "processGroup",
                renumbered(with(platform_group(), "/channelManagerId", json!("B-1"))),
            ),
        ),
        holds("R-COR-11", "the same number after a change", changed("R-1")),
        holds(
            "R-COR-11",
            "the same code in another group",
            hears(
                told(confirmed()),
                "confirmGroup",
                renumbered(with(confirmed(), "/channelManagerId", json!("B-2"))),
            ),
        ),
        holds(
            "R-COR-11",
            "the same code and group on another connection",
            hears(
                told(confirmed()),
                "confirmGroup",
                renumbered(with(confirmed(), "/connectionToken", json!(OTHER))),
            ),
        ),
    ]
}

fn fresh() -> Vec<Example> {
    let first = || hears(partner(), "processGroup", group());
    let other = || with(group(), "/channelManagerId", json!("B-2"));
    vec![
        breaks(
            "R-COR-12",
            "another group with the same id",
            &[(1, "/messageId", Warning)],
            hears(first(), "processGroup", other()),
        ),
        breaks(
            "R-COR-12",
            "a block with the id of a group",
            &[(1, "/messageId", Warning)],
            hears(
                first(),
                "processAvailabilityBlock",
                with(block(), "/messageId", json!("m-1")),
            ),
        ),
        breaks(
            "R-COR-12",
            "by the platform",
            &[(1, "/messageId", Warning)],
            hears(
                hears(platform(), "processGroup", platform_group()),
                "processGroup",
                with(platform_group(), "/reservations/0/code", json!("02")),
            ),
        ),
        holds(
            "R-COR-12",
            "the same message once more",
            hears(first(), "processGroup", group()),
        ),
        holds("R-COR-12", "the same content with an id of its own", {
            hears(first(), "processGroup", with(group(), "/messageId", json!("m-2")))
        }),
        holds(
            "R-COR-12",
            "the same id on another connection",
            hears(first(), "processGroup", with(other(), "/connectionToken", json!(OTHER))),
        ),
        holds("R-COR-12", "blank ids, of which the schema speaks", {
            let blank = |body: Value| with(body, "/messageId", json!(" "));
            hears(
                hears(partner(), "processGroup", blank(group())),
                "processGroup",
                blank(other()),
            )
        }),
    ]
}

fn blocks_of_the_partner() -> Vec<Example> {
    let failed = || with(kept_confirmation(), "/success", json!(false));
    vec![
        breaks(
            "R-COR-13",
            "no code",
            &[(1, "/code", Error)],
            kept(without(kept_confirmation(), "/code")),
        ),
        breaks(
            "R-COR-13",
            "a blank code",
            &[(1, "/code", Error)],
            kept(with(kept_confirmation(), "/code", json!(" "))),
        ),
        breaks(
            "R-COR-13",
            "another number",
            &[(1, "/confirmationNumber", Error)],
            kept(with(kept_confirmation(), "/confirmationNumber", json!("K-8"))),
        ),
        breaks(
            "R-COR-13",
            "no number",
            &[(1, "/confirmationNumber", Error)],
            kept(without(kept_confirmation(), "/confirmationNumber")),
        ),
        breaks(
            "R-COR-13",
            "another number in a failure",
            &[(1, "/confirmationNumber", Error)],
            kept(with(failed(), "/confirmationNumber", json!("K-8"))),
        ),
        // A failure needs neither of the two.
        holds("R-COR-13", "a failure without either", {
            kept(without(without(failed(), "/code"), "/confirmationNumber"))
        }),
        holds(
            "R-COR-13",
            "of a push that it does not name",
            kept(with(
                with(kept_confirmation(), "/relatedMessageId", json!("p-6")),
                "/confirmationNumber",
                json!("K-8"),
            )),
        ),
    ]
}

fn numbers() -> Vec<Example> {
    vec![
        breaks(
            "R-COR-14",
            "a number of its own",
            &[(1, "/reservations/0/confirmationNumber", Error)],
            sold(with(
                sold_confirmation(),
                "/reservations/0/confirmationNumber",
                json!("OURS-1"),
            )),
        ),
        breaks(
            "R-COR-14",
            "one number too many",
            &[(1, "/reservations/1/confirmationNumber", Error)],
            sold(with(
                sold_confirmation(),
                "/reservations",
                json!([{ "code": "01", "confirmationNumber": "R-1" }, { "code": "02", "confirmationNumber": "R-2" }]),
            )),
        ),
        holds(
            "R-COR-14",
            "none of them",
            sold(with(sold_confirmation(), "/reservations", json!([]))),
        ),
        holds(
            "R-COR-14",
            "codes without numbers",
            sold(without(sold_confirmation(), "/reservations/0/confirmationNumber")),
        ),
        holds("R-COR-14", "a cancellation that tells none", {
            let push = with_address(
                json!({ "messageId": "p-1", "reservations": [], "responseUrl": "" }),
                "processGroupConfirmation",
            );
            hears(
                partner().call("processGroup", push, later()),
                "processGroupConfirmation",
                sold_confirmation(),
            )
        }),
    ]
}

fn blocks_of_the_platform() -> Vec<Example> {
    let at = &[(1, "/messageId", Error)];
    vec![
        breaks(
            "R-COR-15",
            "another message",
            at,
            allotted(with(allotted_confirmation(), "/messageId", json!("m-0"))),
        ),
        breaks(
            "R-COR-15",
            "another block",
            &[(1, "/code", Error)],
            allotted(with(allotted_confirmation(), "/code", json!("BL2"))),
        ),
        holds(
            "R-COR-15",
            "a stranger that nobody awaits",
            allotted(with(allotted_confirmation(), "/messageId", json!("m-0"))).unawaited(),
        ),
        holds(
            "R-COR-15",
            "before any block",
            hears(platform(), "confirmAvailabilityBlock", allotted_confirmation()),
        ),
        holds(
            "R-COR-15",
            "no code",
            allotted(without(allotted_confirmation(), "/code")),
        ),
    ]
}
