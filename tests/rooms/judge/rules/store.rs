//! Examples for the restrictions that a channel manager has stored, where it shows them: R-ARI-15.

use keycard::contract::rule::Weight::Error;
use serde_json::{Value, json};

use super::messages::{PLATFORM, with, without};
use super::property::restricted;
use super::scene::{OTHER, Scene, authenticated, partner, platform};
use super::{Example, breaks, holds};

/// Examples for R-ARI-15.
pub fn examples() -> Vec<Example> {
    [replaced(), unclear(), missing()].into_iter().flatten().collect()
}

/// Days of one month.
const FIRST: &str = "2031-03-01";
const SECOND: &str = "2031-03-02";
const THIRD: &str = "2031-03-03";
const FOURTH: &str = "2031-03-04";

fn done() -> Value {
    json!({ "success": true })
}

fn promised() -> Value {
    json!({ "success": true, "asyncConfirmation": true })
}

/// A restriction of one pair over a period.
fn on(from: &str, to: &str, state: Value, least: Value, most: Value) -> Value {
    let entry = restricted("FLEX", "DBL", from, to, state);
    with(with(entry, "/minLos", least), "/maxLos", most)
}

/// The same without limits.
fn state(from: &str, to: &str, state: Value) -> Value {
    on(from, to, state, json!(null), json!(null))
}

/// Keycard pushes restrictions.
fn push(scene: Scene, id: &str, entries: Value, answer: Value) -> Scene {
    scene.call(
        "updateRestrictions",
        json!({ "messageId": id, "restrictions": entries }),
        answer,
    )
}

/// What is stored of one night.
fn night(date: &str, state: Value, least: Value, most: Value) -> Value {
    json!({ "ratePlanCode": "FLEX", "spaceTypeCode": "DBL", "date": date, "state": state, "minLos": least, "maxLos": most })
}

fn shows(scene: Scene, restrictions: Value) -> Scene {
    scene.shows(json!({}), json!({ "restrictions": restrictions }))
}

/// The channel manager confirms a push of restrictions.
fn confirms(scene: Scene, id: &str, success: bool) -> Scene {
    let body = json!({ "relatedMessageId": id, "success": success });
    scene.receive(
        &format!("{PLATFORM}/processRestrictionConfirmation"),
        authenticated(body),
        done(),
    )
}

fn replaced() -> Vec<Example> {
    let none = || json!(null);
    // Closed for the first three nights, then open for stays of three nights from the second on.
    let twice = || {
        let closed = push(partner(), "m-1", json!([state(FIRST, THIRD, json!([2, 8]))]), done());
        push(
            closed,
            "m-2",
            json!([on(SECOND, FOURTH, json!([1]), json!(3), none())]),
            done(),
        )
    };
    let limited = || {
        let first = push(
            partner(),
            "m-1",
            json!([on(FIRST, FIRST, json!([1]), json!(3), json!(7))]),
            done(),
        );
        push(first, "m-2", json!([state(FIRST, FIRST, json!([2, 6]))]), done())
    };
    vec![
        holds(
            "R-ARI-15",
            "night by night",
            shows(
                twice(),
                json!([
                    night(FIRST, json!([8, 2]), none(), none()),
                    night(SECOND, json!([1]), json!(3), none()),
                    night(THIRD, json!([1.0]), json!(3.0), none()),
                ]),
            ),
        ),
        breaks(
            "R-ARI-15",
            "the earlier one is kept, for one night",
            &[(2, "/restrictions/0/state", Error)],
            shows(
                twice(),
                json!([
                    night(THIRD, json!([2, 8]), none(), none()),
                    night(FIRST, json!([2, 8]), none(), none()),
                    night(SECOND, json!([1]), json!(3), none())
                ]),
            ),
        ),
        breaks(
            "R-ARI-15",
            "the later one reaches too far, and too far again",
            &[
                (2, "/restrictions/0/state", Error),
                (2, "/restrictions/1/minLos", Error),
            ],
            shows(
                twice(),
                json!([
                    night(FIRST, json!([1]), json!(3), none()),
                    night(SECOND, json!([1]), json!(4), none())
                ]),
            ),
        ),
        breaks(
            "R-ARI-15",
            "both are merged",
            &[(2, "/restrictions/0/state", Error)],
            shows(limited(), json!([night(FIRST, json!([1, 2, 6]), json!(3), json!(7))])),
        ),
        breaks(
            "R-ARI-15",
            "a limit of the earlier one is left",
            &[(2, "/restrictions/0/minLos", Error)],
            shows(limited(), json!([night(FIRST, json!([2, 6]), json!(3), json!(7))])),
        ),
        breaks(
            "R-ARI-15",
            "only the upper limit is left",
            &[(2, "/restrictions/0/maxLos", Error)],
            shows(limited(), json!([night(FIRST, json!([2, 6]), none(), json!(7))])),
        ),
        holds(
            "R-ARI-15",
            "limits are not shown",
            shows(
                limited(),
                json!([without(night(FIRST, json!([6, 2]), none(), none()), "/minLos")]),
            ),
        ),
        holds("R-ARI-15", "nothing is shown of it", shows(twice(), json!([]))),
        holds(
            "R-ARI-15",
            "of other pairs and nights nothing was said",
            shows(
                twice(),
                json!([
                    with(night(FIRST, json!([7]), none(), none()), "/spaceTypeCode", json!("SGL")),
                    night("2031-03-05", json!([7]), none(), none()),
                ]),
            ),
        ),
        holds(
            "R-ARI-15",
            "it was shown before the later one came",
            push(
                shows(
                    push(partner(), "m-1", json!([state(FIRST, FIRST, json!([2, 8]))]), done()),
                    json!([night(FIRST, json!([2, 8]), none(), none())]),
                ),
                "m-2",
                json!([state(FIRST, FIRST, json!([1]))]),
                done(),
            ),
        ),
    ]
}

fn unclear() -> Vec<Example> {
    let none = || json!(null);
    let closed = || json!([state(FIRST, FIRST, json!([2, 8]))]);
    let wrong = |scene: Scene| shows(scene, json!([night(FIRST, json!([2, 7]), none(), none())]));
    let overtaken = push(
        push(partner(), "m-1", closed(), promised()),
        "m-2",
        json!([state(FIRST, FIRST, json!([1]))]),
        done(),
    );
    let other = partner().call(
        "updateRestrictions",
        json!({ "connectionToken": OTHER, "restrictions": closed() }),
        done(),
    );
    vec![
        breaks(
            "R-ARI-15",
            "accepted at once",
            &[(1, "/restrictions/0/state", Error)],
            wrong(push(partner(), "m-1", closed(), done())),
        ),
        breaks(
            "R-ARI-15",
            "accepted by a confirmation",
            &[(2, "/restrictions/0/state", Error)],
            wrong(confirms(push(partner(), "m-1", closed(), promised()), "m-1", true)),
        ),
        holds(
            "R-ARI-15",
            "not confirmed yet",
            wrong(push(partner(), "m-1", closed(), promised())),
        ),
        holds(
            "R-ARI-15",
            "refused by the confirmation",
            wrong(confirms(push(partner(), "m-1", closed(), promised()), "m-1", false)),
        ),
        holds(
            "R-ARI-15",
            "refused at once",
            wrong(push(
                partner(),
                "m-1",
                closed(),
                json!({ "success": false, "errors": [] }),
            )),
        ),
        holds(
            "R-ARI-15",
            "confirmed after a later one was accepted: either may count",
            shows(
                confirms(overtaken, "m-1", true),
                json!([night(FIRST, json!([2, 8]), none(), none())]),
            ),
        ),
        holds("R-ARI-15", "of another connection", wrong(other)),
        holds(
            "R-ARI-15",
            "one message says two things of a night",
            wrong(push(
                partner(),
                "m-1",
                json!([state(FIRST, FIRST, json!([2, 8])), state(FIRST, SECOND, json!([1]))]),
                done(),
            )),
        ),
        breaks(
            "R-ARI-15",
            "of the next night the same message says only one",
            &[(1, "/restrictions/0/state", Error)],
            shows(
                push(
                    partner(),
                    "m-1",
                    json!([state(FIRST, FIRST, json!([2, 8])), state(FIRST, SECOND, json!([1]))]),
                    done(),
                ),
                json!([night(SECOND, json!([2, 8]), none(), none())]),
            ),
        ),
        holds(
            "R-ARI-15",
            "what the platform stores is not asked",
            platform()
                .receive(
                    &format!("{PLATFORM}/updateRestrictions"),
                    authenticated(json!({ "messageId": "p-1", "restrictions": closed() })),
                    done(),
                )
                .shows(
                    json!({}),
                    json!({ "restrictions": [night(FIRST, json!([7]), none(), none())] }),
                ),
        ),
    ]
}

fn missing() -> Vec<Example> {
    let none = || json!(null);
    let ends =
        |first: Value, last: Value| json!([night(FIRST, first, none(), none()), night(FOURTH, last, none(), none())]);
    let all = |set: Value| push(partner(), "m-1", json!([state(FIRST, FOURTH, set)]), done());
    vec![
        breaks(
            "R-ARI-15",
            "two nights between are missing",
            &[(1, "/restrictions", Error), (1, "/restrictions", Error)],
            shows(all(json!([2, 8])), ends(json!([2, 8]), json!([2, 8]))),
        ),
        holds(
            "R-ARI-15",
            "open nights need not be shown",
            shows(all(json!([1])), ends(json!([1]), json!([1]))),
        ),
        holds(
            "R-ARI-15",
            "before the first and after the last that is shown, others may be",
            shows(
                all(json!([2, 8])),
                json!([night(SECOND, json!([2, 8]), none(), none())]),
            ),
        ),
        holds(
            "R-ARI-15",
            "nobody spoke of the nights between",
            shows(
                push(
                    partner(),
                    "m-1",
                    json!([state(FIRST, FIRST, json!([2, 8])), state(FOURTH, FOURTH, json!([2, 8]))]),
                    done(),
                ),
                ends(json!([2, 8]), json!([2, 8])),
            ),
        ),
    ]
}
