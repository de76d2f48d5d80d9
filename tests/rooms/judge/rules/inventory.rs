//! Examples for what belongs to a connection, over several messages: R-CFG-11, R-CFG-12 and R-CFG-14.

use keycard::contract::rule::Weight::{Error, Warning};
use serde_json::{Value, json};

use super::messages::{PLATFORM, hears, with};
use super::property::{asked, configuration, everything, free, mappings, minimal};
use super::scene::{CONNECTION, OTHER, Scene, authenticated, partner, platform};
use super::{Example, breaks, holds};

/// Examples for R-CFG-11, R-CFG-12 and R-CFG-14.
pub fn examples() -> Vec<Example> {
    [shown(), shown_anyway(), existing(), own()]
        .into_iter()
        .flatten()
        .collect()
}

/// Two of the pairs that the configuration maps.
const TWO: [(&str, &str); 2] = [("FLEX", "SGL"), ("LATE", "DBL")];

fn set(scene: Scene, pairs: &[(&str, &str)], answer: Value) -> Scene {
    scene.call("setInventory", mappings(pairs), answer)
}

fn done() -> Value {
    json!({ "success": true })
}

/// Shows a configuration that maps these pairs.
fn shows(scene: Scene, pairs: &[(&str, &str)]) -> Scene {
    let pairs = mappings(pairs)["inventoryMappings"].take();
    scene.call(
        "getConfiguration",
        json!({}),
        with(minimal(), "/inventoryMappings", pairs),
    )
}

fn shown() -> Vec<Example> {
    let was_set = || set(platform(), &TWO, done());
    vec![
        holds("R-CFG-11", "in another order", shows(was_set(), &[TWO[1], TWO[0]])),
        breaks(
            "R-CFG-11",
            "a pair that was left out is still there",
            &[(1, "/inventoryMappings/1", Error)],
            shows(was_set(), &[TWO[0], ("FLEX", "DBL"), TWO[1]]),
        ),
        breaks(
            "R-CFG-11",
            "a pair is missing",
            &[(1, "/inventoryMappings", Error)],
            shows(was_set(), &TWO[..1]),
        ),
        breaks(
            "R-CFG-11",
            "nothing was changed at all",
            &[(1, "/inventoryMappings/1", Error), (1, "/inventoryMappings/3", Error)],
            was_set().call("getConfiguration", json!({}), minimal()),
        ),
        breaks(
            "R-CFG-11",
            "everything was taken out",
            &[(1, "/inventoryMappings/0", Error)],
            shows(set(platform(), &[], done()), &TWO[..1]),
        ),
        breaks(
            "R-CFG-11",
            "each time that it is shown",
            &[(1, "/inventoryMappings", Error), (2, "/inventoryMappings", Error)],
            shows(shows(was_set(), &TWO[..1]), &TWO[..1]),
        ),
        breaks(
            "R-CFG-11",
            "a refusal takes nothing back",
            &[(2, "/inventoryMappings", Error)],
            shows(
                set(
                    was_set(),
                    &[],
                    json!({ "success": false, "errors": [{ "code": 6, "message": "No." }] }),
                ),
                &TWO[..1],
            ),
        ),
    ]
}

fn shown_anyway() -> Vec<Example> {
    let was_set = || set(platform(), &TWO, done());
    let refused = |code: i64| {
        let body = json!({ "messageId": "p-1", "availabilities": [free("DBL", "2031-03-01", "2031-03-01", 1)] });
        let error = json!({ "code": code, "message": "DBL is not known.", "categoryCode": "DBL" });
        was_set().receive(
            "/x/updateAvailability",
            authenticated(body),
            json!({ "success": false, "errors": [error] }),
        )
    };
    let confirmed = hears(
        was_set(),
        "updateAvailability",
        json!({ "messageId": "p-1", "availabilities": [free("DBL", "2031-03-01", "2031-03-01", 1)] }),
    )
    .call(
        "processAvailabilityConfirmation",
        json!({ "relatedMessageId": "p-1", "success": false,
            "errors": [{ "code": 10.0, "message": "DBL is not known.", "categoryCode": "DBL" }] }),
        done(),
    );
    let of_another = json!({ "connectionToken": OTHER });
    vec![
        holds(
            "R-CFG-11",
            "the later set counts",
            shows(set(was_set(), &[], done()), &[]),
        ),
        holds(
            "R-CFG-11",
            "it may have been changed by a hook",
            shows(was_set().step("trigger: map"), &[]),
        ),
        holds(
            "R-CFG-11",
            "it may have been changed by a person",
            shows(was_set().step("prompt: Change the mappings."), &[]),
        ),
        holds(
            "R-CFG-11",
            "a category that was refused with code 10",
            shows(refused(10), &TWO[..1]),
        ),
        holds(
            "R-CFG-11",
            "a category that was refused later",
            shows(confirmed, &TWO[..1]),
        ),
        breaks(
            "R-CFG-11",
            "a refusal that has nothing to do with it",
            &[(2, "/inventoryMappings", Error)],
            shows(refused(12), &TWO[..1]),
        ),
        breaks(
            "R-CFG-11",
            "refused or not, nothing is added",
            &[(2, "/inventoryMappings/0", Error)],
            shows(refused(10), &[("FLEX", "DBL")]),
        ),
        holds(
            "R-CFG-11",
            "what came of it is not known",
            shows(set(platform(), &TWO, json!({})), &[]),
        ),
        holds(
            "R-CFG-11",
            "not every pair could be read",
            shows(
                platform().call(
                    "setInventory",
                    with(mappings(&TWO), "/inventoryMappings/0/ratePlanCode", json!(7)),
                    done(),
                ),
                &[],
            ),
        ),
        holds(
            "R-CFG-11",
            "of another connection",
            was_set().call("getConfiguration", of_another, minimal()),
        ),
        holds(
            "R-CFG-11",
            "a rate that is not synchronized is not listed, and its pairs neither",
            shows(set(platform(), &[TWO[0], ("NIGHT", "DBL")], done()), &TWO[..1]),
        ),
        holds(
            "R-CFG-11",
            "a failure shows nothing",
            was_set().call(
                "getConfiguration",
                json!({}),
                json!({ "success": false, "inventoryMappings": [] }),
            ),
        ),
    ]
}

fn existing() -> Vec<Example> {
    let sets = |scene: Scene, rate: &str, space: &str| {
        scene.receive(
            &format!("{PLATFORM}/setInventory"),
            authenticated(mappings(&[TWO[0], (rate, space)])),
            done(),
        )
    };
    let all = || asked(everything(), configuration());
    let unmapped = |scene: Scene| {
        scene.knowing(|facts| {
            facts.target["unmappedRate"] = json!("NO-RATE");
            facts.target["unmappedSpace"] = json!("NO-SPACE");
        })
    };
    vec![
        holds("R-CFG-12", "a new pair of what there is", sets(all(), "LATE", "SGL")),
        breaks(
            "R-CFG-12",
            "neither exists",
            &[
                (1, "/inventoryMappings/1/ratePlanCode", Error),
                (1, "/inventoryMappings/1/spaceTypeCode", Error),
            ],
            sets(all(), "NEW", "ATTIC"),
        ),
        breaks(
            "R-CFG-12",
            "a code in small letters",
            &[(1, "/inventoryMappings/1/spaceTypeCode", Error)],
            sets(all(), "LATE", "dbl"),
        ),
        holds(
            "R-CFG-12",
            "it may be one that is not synchronized",
            sets(asked(json!({}), minimal()), "NIGHT", "ATTIC"),
        ),
        holds("R-CFG-12", "nothing is known of it", sets(partner(), "NIGHT", "ATTIC")),
        breaks(
            "R-CFG-12",
            "codes that the target's configuration calls unmapped",
            &[
                (0, "/inventoryMappings/1/ratePlanCode", Warning),
                (0, "/inventoryMappings/1/spaceTypeCode", Warning),
            ],
            sets(unmapped(partner()), "NO-RATE", "NO-SPACE"),
        ),
        holds(
            "R-CFG-12",
            "unmapped or not, it is listed",
            sets(
                unmapped(asked(
                    everything(),
                    with(configuration(), "/ratePlans/1/code", json!("NO-RATE")),
                )),
                "NO-RATE",
                "SGL",
            ),
        ),
        holds(
            "R-CFG-12",
            "since then something was added",
            sets(
                all().call("changeNotificaton", json!({ "type": 1 }), done()),
                "NEW",
                "SGL",
            ),
        ),
        breaks(
            "R-CFG-12",
            "since then it was switched off and on",
            &[(3, "/inventoryMappings/1/ratePlanCode", Error)],
            sets(
                all().call("changeNotificaton", json!({ "type": 3 }), done()).call(
                    "changeNotificaton",
                    json!({ "type": 2 }),
                    done(),
                ),
                "NEW",
                "SGL",
            ),
        ),
        holds(
            "R-CFG-12",
            "Keycard may set what it likes",
            set(super::property::known(), &[("NEW", "ATTIC")], done()),
        ),
    ]
}

/// The properties of an employee: ids with the tokens of their connections.
fn listing(properties: &[(&str, &[&str])]) -> Value {
    let properties = properties.iter().map(|(id, tokens)| {
        let connections: Value = tokens.iter().map(|token| json!({ "token": token })).collect();
        json!({ "id": id, "name": "Harbour", "connections": connections })
    });
    json!({ "success": true, "properties": properties.collect::<Value>() })
}

fn own() -> Vec<Example> {
    let asks = |scene: Scene, credentials: &'static str, properties: &[(&str, &[&str])]| {
        scene.with_credentials(credentials).call(
            "getProperties",
            json!({ "email": "desk@example.org" }),
            listing(properties),
        )
    };
    let ours = || asks(platform(), "", &[("H-1", &[CONNECTION]), ("H-2", &[])]);
    vec![
        holds(
            "R-CFG-14",
            "twice the same",
            asks(ours(), "", &[("H-1", &[CONNECTION])]),
        ),
        holds(
            "R-CFG-14",
            "another client is connected to the same property",
            asks(ours(), "clientToken: other-client", &[("H-1", &[OTHER])]),
        ),
        breaks(
            "R-CFG-14",
            "another client sees our connection",
            &[(1, "/properties/0/connections/1/token", Error)],
            asks(ours(), "clientToken: other-client", &[("H-1", &[OTHER, CONNECTION])]),
        ),
        breaks(
            "R-CFG-14",
            "the agreed connection was never listed",
            &[(0, "/properties/0/connections/0/token", Error)],
            asks(platform(), "clientToken: other-client", &[("H-1", &[CONNECTION])]),
        ),
        breaks(
            "R-CFG-14",
            "another employee sees our property",
            &[(1, "/properties/1/id", Error)],
            asks(ours(), "email: other-client", &[("H-9", &[]), ("H-2", &[])]),
        ),
        breaks(
            "R-CFG-14",
            "property and connection",
            &[
                (1, "/properties/0/id", Error),
                (1, "/properties/0/connections/0/token", Error),
            ],
            asks(ours(), "email: other-client", &[("H-1", &[CONNECTION])]),
        ),
        holds(
            "R-CFG-14",
            "another employee has another property",
            asks(ours(), "email: other-client", &[("H-9", &[OTHER])]),
        ),
        breaks(
            "R-CFG-14",
            "we see what another client was shown before",
            &[(1, "/properties/0/connections/0/token", Error)],
            asks(
                asks(platform(), "clientToken: other-client", &[("H-1", &[OTHER])]),
                "",
                &[("H-1", &[OTHER])],
            ),
        ),
        holds(
            "R-CFG-14",
            "what an unknown employee sees is the scenario's matter",
            asks(ours(), "email: unknown", &[("H-1", &[CONNECTION])]),
        ),
    ]
}
