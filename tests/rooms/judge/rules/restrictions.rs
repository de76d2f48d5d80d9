//! Examples for what is said of restrictions: R-ARI-11 to R-ARI-14.

use keycard::contract::rule::Weight::{self, Error};
use serde_json::{Value, json};

use super::messages::with;
use super::property::{pushes, restricted};
use super::scene::{Scene, partner, platform};
use super::{Example, breaks, holds};

/// Examples for R-ARI-11 to R-ARI-14.
pub fn examples() -> Vec<Example> {
    [states(), open(), closed(), lengths()].into_iter().flatten().collect()
}

fn entry(state: Value) -> Value {
    restricted("FLEX", "DBL", "2031-03-01", "2031-03-31", state)
}

/// A push in which the second restriction has this state.
fn of(state: Value) -> Scene {
    let first = restricted("FLEX", "SGL", "2031-03-01", "2031-03-31", json!([1]));
    pushes(platform(), "updateRestrictions", json!([first, entry(state)]))
}

const STATE: &[(usize, &str, Weight)] = &[(0, "/restrictions/1/state", Error)];

fn states() -> Vec<Example> {
    vec![
        breaks("R-ARI-11", "none at all", STATE, of(json!([]))),
        breaks(
            "R-ARI-11",
            "one that is no longer supported",
            &[(0, "/restrictions/1/state/0", Error)],
            of(json!([3])),
        ),
        breaks(
            "R-ARI-11",
            "one that there never was",
            &[(0, "/restrictions/1/state/1", Error)],
            of(json!([2, 9])),
        ),
        breaks(
            "R-ARI-11",
            "one twice",
            &[(0, "/restrictions/1/state/2", Error)],
            of(json!([2, 6, 2.0])),
        ),
        holds("R-ARI-11", "all that close, in any order", of(json!([7, 8, 2, 6]))),
        holds("R-ARI-11", "of words the schema speaks", of(json!(["open"]))),
        holds("R-ARI-11", "of no list the schema speaks", of(json!(1))),
        holds(
            "R-ARI-11",
            "of what Keycard itself pushes nothing is said",
            partner().call(
                "updateRestrictions",
                json!({ "restrictions": [entry(json!([]))] }),
                json!({ "success": true }),
            ),
        ),
    ]
}

fn open() -> Vec<Example> {
    vec![
        breaks("R-ARI-12", "open and closed", STATE, of(json!([1, 2, 8]))),
        breaks("R-ARI-12", "closed to arrival, but open", STATE, of(json!([6, 1]))),
        holds(
            "R-ARI-12",
            "open, with a limit",
            with_lengths(json!([1]), json!(2), json!(null)),
        ),
        holds("R-ARI-12", "open twice is the matter of R-ARI-11", of(json!([1, 1]))),
    ]
}

fn closed() -> Vec<Example> {
    vec![
        breaks("R-ARI-13", "closed to nothing", STATE, of(json!([2]))),
        breaks("R-ARI-13", "not closed, but to departure", STATE, of(json!([7]))),
        breaks("R-ARI-13", "open, but to departure", STATE, of(json!([1, 7]))),
        holds("R-ARI-13", "to two things", of(json!([2, 8, 7]))),
        holds("R-ARI-13", "to all of them", of(json!([6, 7, 8, 2]))),
        holds(
            "R-ARI-13",
            "to a stay of certain lengths",
            with_lengths(json!([2, 8]), json!(3), json!(7)),
        ),
        holds("R-ARI-13", "what cannot be read", of(json!([2, "8"]))),
    ]
}

/// A push of one restriction with these limits.
fn with_lengths(state: Value, least: Value, most: Value) -> Scene {
    let entry = with(with(entry(state), "/minLos", least), "/maxLos", most);
    pushes(platform(), "updateRestrictions", json!([entry]))
}

fn lengths() -> Vec<Example> {
    let of = |least: Value, most: Value| with_lengths(json!([1]), least, most);
    vec![
        breaks(
            "R-ARI-14",
            "no night at least",
            &[(0, "/restrictions/0/minLos", Error)],
            of(json!(0), json!(null)),
        ),
        breaks(
            "R-ARI-14",
            "no night at most",
            &[(0, "/restrictions/0/maxLos", Error)],
            of(json!(null), json!(0)),
        ),
        breaks(
            "R-ARI-14",
            "turned",
            &[(0, "/restrictions/0/maxLos", Error)],
            of(json!(5), json!(4)),
        ),
        breaks(
            "R-ARI-14",
            "fewer than none",
            &[(0, "/restrictions/0/minLos", Error)],
            of(json!(-3), json!(-5)),
        ),
        holds("R-ARI-14", "exactly one", of(json!(1), json!(1.0))),
        holds("R-ARI-14", "at most", of(json!(null), json!(1))),
        holds("R-ARI-14", "of halves the schema speaks", of(json!(5.5), json!(4))),
    ]
}
