//! Examples for R-ENV.

use keycard::contract::rule::Weight::{Error, Warning};
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Response};
use serde_json::json;

use super::scene::{Scene, partner, platform};
use super::{Example, breaks, holds};

fn status(scene: Scene, status: u16) -> Scene {
    scene.call_at(
        "https://one.example",
        "updatePrices",
        json!({}),
        Response::json(status, &json!({ "success": true })),
    )
}

fn text(body: &str) -> Scene {
    let response = Response {
        status: 200,
        headers: Headers::default(),
        body: Body::from(body.as_bytes().to_vec()),
    };
    partner().call_at("https://one.example", "updatePrices", json!({}), response)
}

/// Examples for R-ENV.
pub fn examples() -> Vec<Example> {
    let ok = || partner().answer("updatePrices", json!({ "success": true }));
    let error = json!({ "code": 1, "message": "Out of order." });
    let confirmation = json!({ "relatedMessageId": "p", "success": false });
    vec![
        holds("R-ENV-1", "200", ok()),
        holds(
            "R-ENV-1",
            "a status that the scenario accepts",
            status(partner().expecting("success: true, status: 4xx"), 405),
        ),
        holds(
            "R-ENV-1",
            "a status that the scenario tolerates",
            status(partner().expecting("success: true, tolerate: { status: 405 }"), 405),
        ),
        breaks(
            "R-ENV-1",
            "401 in the second answer",
            &[(1, "", Error)],
            status(ok(), 401),
        ),
        breaks(
            "R-ENV-1",
            "201 is a success, but not the one",
            &[(0, "", Error)],
            status(partner(), 201),
        ),
        holds("R-ENV-2", "a boolean", ok()),
        holds("R-ENV-2", "no JSON: the check `json` says so", text("<html>")),
        holds(
            "R-ENV-2",
            "data without the flag",
            platform().answer("getChannels", json!({ "channels": [] })),
        ),
        holds(
            "R-ENV-2",
            "data with null as the flag",
            platform().answer("getProperties", json!({ "success": null, "properties": [] })),
        ),
        holds(
            "R-ENV-2",
            "a bare error",
            platform().answer("getConfiguration", json!({ "code": 8, "message": "Not valid." })),
        ),
        breaks(
            "R-ENV-2",
            "a list",
            &[(0, "", Error)],
            partner().answer("updatePrices", json!([])),
        ),
        breaks(
            "R-ENV-2",
            "text instead of a boolean",
            &[(0, "/success", Error)],
            partner().answer("updatePrices", json!({ "success": "true" })),
        ),
        breaks(
            "R-ENV-2",
            "no flag",
            &[(0, "/success", Error)],
            partner().answer("updatePrices", json!({})),
        ),
        breaks(
            "R-ENV-2",
            "null without data",
            &[(0, "/success", Error)],
            platform().answer("getChannels", json!({ "success": null })),
        ),
        breaks(
            "R-ENV-2",
            "no data, no flag",
            &[(0, "/success", Error)],
            platform().answer("getConfiguration", json!({})),
        ),
        breaks(
            "R-ENV-2",
            "only one operation has bare errors",
            &[(0, "/success", Error)],
            platform().answer("getProperties", error.clone()),
        ),
        holds(
            "R-ENV-3",
            "an error",
            partner().answer("updatePrices", json!({ "success": false, "errors": [error] })),
        ),
        holds("R-ENV-3", "a success", ok()),
        breaks(
            "R-ENV-3",
            "nothing",
            &[(0, "/errors", Error)],
            partner().answer("updatePrices", json!({ "success": false })),
        ),
        breaks(
            "R-ENV-3",
            "an empty list",
            &[(0, "/errors", Error)],
            partner().answer("updatePrices", json!({ "success": false, "errors": [] })),
        ),
        breaks(
            "R-ENV-3",
            "an object",
            &[(0, "/errors", Error)],
            partner().answer("updatePrices", json!({ "success": false, "errors": error })),
        ),
        holds(
            "R-ENV-3",
            "the single error, of which R-ENV-6 speaks",
            partner().answer("updatePrices", json!({ "success": false, "error": error })),
        ),
        breaks(
            "R-ENV-3",
            "a confirmation",
            &[(0, "/errors", Error)],
            partner().receive("/processRateConfirmation", confirmation, json!({ "success": true })),
        ),
        holds(
            "R-ENV-4",
            "null and empty",
            partner().answer("updatePrices", json!({ "success": true, "errors": [], "error": null })),
        ),
        breaks(
            "R-ENV-4",
            "errors all the same",
            &[(0, "/errors", Warning), (0, "/error", Warning)],
            partner().answer(
                "updatePrices",
                json!({ "success": true, "errors": [error], "error": error }),
            ),
        ),
        holds(
            "R-ENV-5",
            "a push is confirmed later",
            partner().answer("updatePrices", json!({ "success": true, "asyncConfirmation": true })),
        ),
        holds(
            "R-ENV-5",
            "false says nothing",
            partner().answer("confirmGroup", json!({ "success": true, "asyncConfirmation": false })),
        ),
        holds(
            "R-ENV-5",
            "pushes follow",
            platform().answer(
                "requestAriUpdate",
                json!({ "success": true, "asyncConfirmation": true }),
            ),
        ),
        breaks(
            "R-ENV-5",
            "a refusal is not confirmed",
            &[(0, "/asyncConfirmation", Warning)],
            partner().answer(
                "updatePrices",
                json!({ "success": false, "asyncConfirmation": true, "errors": [error] }),
            ),
        ),
        breaks(
            "R-ENV-5",
            "nothing confirms a confirmation",
            &[(0, "/asyncConfirmation", Warning)],
            partner().answer("confirmGroup", json!({ "success": true, "asyncConfirmation": true })),
        ),
        holds(
            "R-ENV-6",
            "the list",
            partner().answer(
                "updatePrices",
                json!({ "success": false, "errors": [error], "error": null }),
            ),
        ),
        breaks(
            "R-ENV-6",
            "the single error",
            &[(0, "/error", Warning)],
            partner().answer("updatePrices", json!({ "success": false, "error": error })),
        ),
    ]
}
