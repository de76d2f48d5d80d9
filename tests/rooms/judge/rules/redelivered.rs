//! Examples for a push that comes again: R-ARI-19.

use keycard::contract::rule::Weight::Warning;
use serde_json::{Value, json};

use super::messages::PLATFORM;
use super::property::{free, pushes};
use super::scene::{Scene, authenticated, partner, platform};
use super::{Example, breaks, holds};

/// Examples for R-ARI-19.
pub fn examples() -> Vec<Example> {
    [accepted_again(), unchanged()].into_iter().flatten().collect()
}

/// Days of one month.
const FIRST: &str = "2031-03-01";
const SECOND: &str = "2031-03-02";

fn done() -> Value {
    json!({ "success": true })
}

fn promised() -> Value {
    json!({ "success": true, "asyncConfirmation": true })
}

/// Keycard pushes availability, and the channel manager answers.
fn available(scene: Scene, id: &str, count: i64, answer: Value) -> Scene {
    let body = json!({ "messageId": id, "responseUrl": format!("https://one.example/{id}"),
        "availabilities": [free("DBL", FIRST, SECOND, count)] });
    scene.call("updateAvailability", body, answer)
}

fn refusal(codes: &[i64]) -> Value {
    let errors = codes.iter().map(|code| json!({ "code": code, "message": "Not now." }));
    json!({ "success": false, "errors": errors.collect::<Value>() })
}

fn accepted_again() -> Vec<Example> {
    let once = || available(partner(), "m-1", 4, done());
    let notice = |scene: Scene| scene.call("changeNotificaton", json!({ "type": 1 }), done());
    vec![
        holds("R-ARI-19", "accepted twice", available(once(), "m-1", 4, done())),
        breaks(
            "R-ARI-19",
            "refused as known",
            &[(1, "/success", Warning)],
            available(once(), "m-1", 4, refusal(&[7])),
        ),
        breaks(
            "R-ARI-19",
            "the same content under another id, again and again",
            &[(1, "/success", Warning), (2, "/success", Warning)],
            available(available(once(), "m-2", 4, refusal(&[6])), "m-3", 4, refusal(&[1, 6])),
        ),
        holds(
            "R-ARI-19",
            "a system error may pass",
            available(once(), "m-1", 4, refusal(&[1])),
        ),
        holds("R-ARI-19", "other content", available(once(), "m-1", 5, refusal(&[7]))),
        holds(
            "R-ARI-19",
            "other content in between",
            available(available(once(), "m-2", 5, done()), "m-1", 4, refusal(&[7])),
        ),
        holds(
            "R-ARI-19",
            "the first was refused as well",
            available(available(partner(), "m-1", 4, refusal(&[7])), "m-1", 4, refusal(&[7])),
        ),
        holds(
            "R-ARI-19",
            "the connection was changed in between",
            available(notice(once()), "m-1", 4, refusal(&[7])),
        ),
        holds(
            "R-ARI-19",
            "a person did something in between",
            available(once().step("prompt: Unmap the category."), "m-1", 4, refusal(&[10])),
        ),
        holds(
            "R-ARI-19",
            "the first is not confirmed yet",
            available(available(partner(), "m-1", 4, promised()), "m-1", 4, refusal(&[7])),
        ),
    ]
}

fn unchanged() -> Vec<Example> {
    let stored = |count: i64| {
        json!({ "availabilities": [
            { "spaceTypeCode": "DBL", "date": FIRST, "availability": count },
            { "spaceTypeCode": "DBL", "date": SECOND, "availability": 4 },
        ] })
    };
    let turned = || {
        let mut store = stored(4);
        store["availabilities"].as_array_mut().unwrap().reverse();
        store
    };
    let ask = || json!({ "from": FIRST, "to": SECOND });
    let before = || available(partner(), "m-1", 4, done()).shows(ask(), stored(4));
    let again = |scene: Scene| available(scene, "m-1", 4, done());
    vec![
        holds("R-ARI-19", "stored once", again(before()).shows(ask(), stored(4))),
        holds(
            "R-ARI-19",
            "shown in another order",
            again(before()).shows(ask(), turned()),
        ),
        breaks(
            "R-ARI-19",
            "added up",
            &[(3, "/availabilities", Warning)],
            again(before()).shows(ask(), stored(8)),
        ),
        breaks(
            "R-ARI-19",
            "gone",
            &[(3, "/availabilities", Warning)],
            again(before()).shows(ask(), json!({ "availabilities": [] })),
        ),
        holds(
            "R-ARI-19",
            "another period is asked for",
            again(before()).shows(json!({}), stored(8)),
        ),
        holds(
            "R-ARI-19",
            "the list is not shown",
            again(before()).shows(ask(), json!({ "prices": [] })),
        ),
        holds(
            "R-ARI-19",
            "something else was pushed in between",
            again(available(again(before()), "m-2", 8, done())).shows(ask(), stored(8)),
        ),
        holds("R-ARI-19", "nothing came in between", before().shows(ask(), stored(8))),
        holds(
            "R-ARI-19",
            "a booking came in between",
            again(before())
                .receive(
                    &format!("{PLATFORM}/processGroup"),
                    authenticated(json!({ "messageId": "g-1" })),
                    done(),
                )
                .shows(ask(), stored(3)),
        ),
        holds(
            "R-ARI-19",
            "what the platform pushes twice is not judged",
            pushes(
                pushes(platform(), "updateAvailability", json!([free("DBL", FIRST, FIRST, 1)])),
                "updateAvailability",
                json!([free("DBL", FIRST, FIRST, 1)]),
            ),
        ),
    ]
}
