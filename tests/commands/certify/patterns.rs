//! What a read-back says of one mistake: the entry that was pushed, and what all nights that differ have in common.

use std::collections::BTreeMap;

use keycard::contract::push::InventoryKind;
use keycard::judge::read_back::comparison::ComparedAmounts;
use keycard::judge::read_back::findings::{Deviation, findings};
use keycard::judge::read_back::inventory::{PushPlace, PushedInventory};
use serde_json::{Value, json};

use super::Stage;

const SPACES: [&str; 2] = ["SGL", "DBL"];
const RATES: [&str; 2] = ["FLEX", "WEEK"];

/// A push: the operation and its body.
type Push = (&'static str, Value);

fn day(nth: usize) -> String {
    let (month, day) = (nth / 28 + 1, nth % 28 + 1);
    format!("2031-{month:02}-{day:02}")
}

/// A period of four days, and another within it.
fn periods() -> [(usize, usize); 4] {
    [(0, 3), (4, 7), (8, 11), (1, 1)]
}

fn availability() -> Push {
    let entries = SPACES.iter().zip(1..).flat_map(|(space, base)| {
        periods().into_iter().enumerate().map(move |(nth, (from, to))| {
            json!({ "spaceTypeCode": space, "from": day(from), "to": day(to), "availability": base * 10 + nth })
        })
    });
    (
        "updateAvailability",
        json!({ "availabilities": entries.collect::<Vec<_>>() }),
    )
}

fn pairs() -> impl Iterator<Item = (&'static str, &'static str, usize)> {
    let pairs = SPACES
        .into_iter()
        .flat_map(|space| RATES.into_iter().map(move |rate| (space, rate)));
    pairs.zip(1..).map(|((space, rate), base)| (space, rate, base))
}

fn prices() -> Push {
    let entries = pairs().flat_map(|(space, rate, base)| {
        periods().into_iter().enumerate().map(move |(nth, (from, to))| {
            let gross = (base * 50 + nth * 7) as f64 + 0.25;
            json!({
                "spaceTypeCode": space, "ratePlanCode": rate, "from": day(from), "to": day(to),
                "prices": [{ "guestCount": 1, "grossAmount": gross, "netAmount": gross - 9.5 }],
            })
        })
    });
    ("updatePrices", json!({ "ratePrices": entries.collect::<Vec<_>>() }))
}

fn restrictions(all: &[(usize, usize, Value, Value, Value)]) -> Push {
    let entries = pairs().flat_map(|(space, rate, _)| {
        all.iter().map(move |(from, to, state, min, max)| {
            json!({
                "spaceTypeCode": space, "ratePlanCode": rate, "from": day(*from), "to": day(*to),
                "state": state, "minLos": min, "maxLos": max,
            })
        })
    });
    (
        "updateRestrictions",
        json!({ "restrictions": entries.collect::<Vec<_>>() }),
    )
}

/// What becomes of an entry, out of what is in force and its position.
type Taking = fn(Option<&Value>, &Value, usize) -> Option<Value>;

/// How a partner takes pushes.
struct Partner {
    /// What becomes of the first and the last night, as numbers of days.
    interval: fn(i64, i64) -> (i64, i64),
    entry: Taking,
}

const HONEST: Partner = Partner {
    interval: |from, to| (from, to),
    entry: |_, entry, _| Some(entry.clone()),
};

impl Partner {
    /// What is read back after those pushes.
    fn stores(&self, pushes: &[Push]) -> Value {
        let mut rows: BTreeMap<(&str, String, String, i64), Value> = BTreeMap::new();
        for (operation, body) in pushes {
            let (pushed, list) = match *operation {
                "updateAvailability" => ("availabilities", "availabilities"),
                "updatePrices" => ("ratePrices", "prices"),
                _ => ("restrictions", "restrictions"),
            };
            for (index, entry) in body[pushed].as_array().unwrap().iter().enumerate() {
                let at = |name: &str| (0..60).find(|nth| entry[name] == day(*nth)).unwrap() as i64;
                let (from, to) = (self.interval)(at("from"), at("to"));
                for night in from.max(0)..=to {
                    let code = |name: &str| entry[name].as_str().unwrap_or_default().to_string();
                    let key = (list, code("spaceTypeCode"), code("ratePlanCode"), night);
                    if let Some(taken) = (self.entry)(rows.get(&key), entry, index) {
                        rows.insert(key, taken);
                    }
                }
            }
        }
        let mut stored = json!({ "availabilities": [], "prices": [], "restrictions": [] });
        for ((list, _, _, night), mut row) in rows {
            row["date"] = json!(day(night as usize));
            stored[list].as_array_mut().unwrap().push(row);
        }
        stored
    }

    /// What is said of it.
    fn told(&self, pushes: &[Push], amounts: ComparedAmounts) -> Vec<Deviation> {
        let mut pushed = PushedInventory::default();
        for (exchange, (operation, body)) in pushes.iter().enumerate() {
            take(&mut pushed, exchange, operation, body);
        }
        findings(&pushed, self.stores(pushes).as_object().unwrap(), amounts)
    }
}

fn take<'p>(pushed: &mut PushedInventory<'p>, exchange: usize, operation: &str, body: &'p Value) {
    let kind = InventoryKind::pushed_by(operation).unwrap();
    pushed.take(PushPlace { part: 0, exchange }, kind, body.as_object().unwrap());
}

#[track_caller]
fn says(partner: &Partner, pushes: &[Push], hint: &str) -> Deviation {
    assert_eq!(HONEST.told(pushes, ComparedAmounts::Gross), []);
    let told = partner.told(pushes, ComparedAmounts::Gross);
    let [unlike] = <[Deviation; 1]>::try_from(told).unwrap();
    let finding = &unlike.finding;
    assert!(
        finding.likely_cause.as_ref().is_some_and(|cause| cause.contains(hint)),
        "{hint}: {finding:?}"
    );
    unlike
}

#[test]
fn edges_of_intervals_are_known() {
    let last = Partner {
        interval: |from, to| (from, to - 1),
        ..HONEST
    };
    let unlike = says(&last, &[availability()], "all are the last night of their interval");
    let place = unlike.finding.place.unwrap();
    assert_eq!((place.entry, place.pointer.as_str()), (0, "/availabilities/4"));
    assert_eq!(
        unlike.finding.expected,
        "20 for DBL on 2031-01-04, as pushed from 2031-01-01 to 2031-01-04"
    );
    assert!(
        unlike.finding.actual.starts_with("nothing (8 of 24 nights differ)"),
        "{}",
        unlike.finding.actual
    );

    let first = Partner {
        interval: |from, to| (from + 1, to),
        ..HONEST
    };
    says(&first, &[availability()], "all are the first night of their interval");
    let far = Partner {
        interval: |from, to| (from, to + 1),
        ..HONEST
    };
    says(&far, &[prices()], "is one day too many stored?");
    let early = Partner {
        interval: |from, to| (from - 1, to - 1),
        ..HONEST
    };
    says(&early, &[prices()], "one day too early");
    let late = Partner {
        interval: |from, to| (from + 1, to + 1),
        ..HONEST
    };
    says(&late, &[prices()], "one day too late");
}

#[test]
fn amounts_that_are_mixed_up_are_known() {
    fn with(entry: &Value, change: impl Fn(&Value) -> (f64, f64)) -> Option<Value> {
        let mut entry = entry.clone();
        for price in entry["prices"].as_array_mut().unwrap() {
            let (gross, net) = change(price);
            price["grossAmount"] = json!(gross);
            price["netAmount"] = json!(net);
        }
        Some(entry)
    }
    fn gross(price: &Value) -> f64 {
        price["grossAmount"].as_f64().unwrap()
    }
    fn net(price: &Value) -> f64 {
        price["netAmount"].as_f64().unwrap()
    }
    fn nights(entry: &Value) -> f64 {
        let at = |name: &str| (0..60).find(|nth| entry[name] == day(*nth)).unwrap();
        (at("to") - at("from") + 1) as f64
    }
    let changes: [(Taking, &str); 5] = [
        (
            |_, entry, _| with(entry, |price| (net(price), gross(price))),
            "net and gross amounts are in each other's place",
        ),
        (
            |_, entry, _| {
                with(entry, |price| {
                    (gross(price) * nights(entry), net(price) * nights(entry))
                })
            },
            "that of all nights of its interval together",
        ),
        (
            |_, entry, _| with(entry, |price| (gross(price) / nights(entry), net(price))),
            "divided among the nights",
        ),
        (
            |_, entry, _| with(entry, |price| (gross(price) * 100.0, net(price))),
            "are they stored in cents?",
        ),
        (
            |_, entry, _| with(entry, |price| (gross(price).floor(), net(price))),
            "without their cents",
        ),
    ];
    for (entry, hint) in changes {
        let partner = Partner { entry, ..HONEST };
        let unlike = says(&partner, &[prices()], hint);
        assert_eq!(unlike.finding.place.unwrap().pointer, "/ratePrices/8");
    }
}

#[test]
fn codes_in_each_others_place_are_known() {
    fn exchanged(push: Push, name: &str, one: &str, other: &str) -> Push {
        let text = push.1.to_string();
        let [first, second] = [one, other].map(|code| format!("\"{name}\":\"{code}\""));
        let text = text.replace(&first, "@").replace(&second, &first).replace('@', &second);
        (push.0, serde_json::from_str(&text).unwrap())
    }
    for (push, name, one, other, hint) in [
        (
            prices(),
            "ratePlanCode",
            "FLEX",
            "WEEK",
            "FLEX and WEEK are in each other's place",
        ),
        (
            prices(),
            "spaceTypeCode",
            "SGL",
            "DBL",
            "DBL and SGL are in each other's place",
        ),
        (
            availability(),
            "spaceTypeCode",
            "SGL",
            "DBL",
            "DBL and SGL are in each other's place",
        ),
    ] {
        let stored = HONEST.stores(&[exchanged(push.clone(), name, one, other)]);
        let mut pushed = PushedInventory::default();
        take(&mut pushed, 0, push.0, &push.1);
        let told = findings(&pushed, stored.as_object().unwrap(), ComparedAmounts::Gross);
        let cause = told[0].finding.likely_cause.as_ref().unwrap();
        assert!(cause.contains(hint), "{cause}");
    }
}

#[test]
fn what_stays_of_earlier_entries_is_known() {
    let all = |state: Value, min: Value, max: Value| restrictions(&[(0, 5, state, min, max)]);
    let first = all(json!([2, 6]), json!(3), Value::Null);
    let stays = Partner {
        entry: |before, entry, _| (before.is_none() || entry["state"] != json!([1])).then(|| entry.clone()),
        ..HONEST
    };
    let cleared = all(json!([1]), Value::Null, Value::Null);
    says(
        &stays,
        &[first.clone(), cleared],
        "an earlier restriction is still stored: the state 1 clears it",
    );
    let merges = Partner {
        entry: |before, entry, _| {
            let mut entry = entry.clone();
            if let Some(before) = before.filter(|_| entry["minLos"].is_null()) {
                entry["minLos"] = before["minLos"].clone();
            }
            Some(entry)
        },
        ..HONEST
    };
    says(
        &merges,
        &[first.clone(), all(json!([2, 8]), Value::Null, json!(9))],
        "more is stored than was pushed",
    );
    let exchanges = Partner {
        entry: |_, entry, _| {
            let mut entry = entry.clone();
            (entry["minLos"], entry["maxLos"]) = (entry["maxLos"].clone(), entry["minLos"].clone());
            Some(entry)
        },
        ..HONEST
    };
    says(&exchanges, &[first], "minLos and maxLos are in each other's place");
    let keeps = Partner {
        entry: |before, entry, _| before.is_none().then(|| entry.clone()),
        ..HONEST
    };
    let other = (
        "updateAvailability",
        json!({ "availabilities": [
        { "spaceTypeCode": "SGL", "from": day(1), "to": day(5), "availability": 99 },
    ] }),
    );
    let unlike = says(
        &keeps,
        &[availability(), other],
        "of two for a night the later one counts",
    );
    let place = unlike.finding.place.unwrap();
    assert_eq!((place.entry, place.pointer.as_str()), (1, "/availabilities/0"));
}

#[test]
fn lists_and_years_that_are_cut_are_known() {
    let begins = Partner {
        entry: |_, entry, index| (index < 11).then(|| entry.clone()),
        ..HONEST
    };
    says(&begins, &[prices()], "all are of entries from no. 12 of their push on");
    let short = Partner {
        interval: |from, to| (from, to.min(5)),
        ..HONEST
    };
    says(
        &short,
        &[availability()],
        "nothing is stored after 2031-01-06, the first 6 days",
    );
    let none = Partner {
        entry: |_, _, _| None,
        ..HONEST
    };
    says(
        &none,
        &[availability()],
        "no row of `availabilities` was read back at all",
    );
}

#[test]
fn where_nothing_is_common_nothing_is_said() {
    let odd = Partner {
        entry: |_, entry, index| {
            let mut entry = entry.clone();
            if index % 3 == 0 {
                entry["availability"] = json!(77);
            }
            Some(entry)
        },
        ..HONEST
    };
    let told = odd.told(&[availability()], ComparedAmounts::Gross);
    let [unlike] = <[Deviation; 1]>::try_from(told).unwrap();
    assert_eq!(unlike.finding.likely_cause, None);
    assert!(
        unlike.finding.actual.ends_with("nights differ)"),
        "{}",
        unlike.finding.actual
    );
    assert!(
        unlike
            .finding
            .detail
            .unwrap()
            .starts_with("read back as /availabilities/")
    );
}

#[test]
fn a_certification_names_request_and_entry() {
    let stage = Stage::meddled_towards(|path, body| {
        // Whoever takes the last night for the day after it.
        path.ends_with("updateAvailability").then(|| {
            let mut body: Value = serde_json::from_str(body).unwrap();
            for entry in body["availabilities"].as_array_mut().unwrap() {
                if entry["from"] != entry["to"] {
                    let to: jiff::civil::Date = entry["to"].as_str().unwrap()[..10].parse().unwrap();
                    entry["to"] = json!(to.yesterday().unwrap().to_string());
                }
            }
            body.to_string()
        })
    });
    let certified = stage.certify(&[]);
    assert!(certified.with("failed").contains(&"INV-1"), "{}", certified.text);
    let cases = certified.report["cases"].as_array().unwrap();
    let findings = cases.iter().flat_map(|case| case["findings"].as_array().unwrap());
    let mut found = findings.filter(|finding| finding["check"] == "read-back");
    let found = found.next().unwrap();
    let pointer = found["pointer"].as_str().unwrap();
    assert!(
        pointer.starts_with("/availabilities/") && found["message"] == "request",
        "{found}"
    );
    assert!(
        found["likelyCause"]
            .as_str()
            .unwrap()
            .contains("all are the last night of their interval"),
        "{found}"
    );
    assert!(
        found["excerpt"].as_str().unwrap().contains("\"availability\""),
        "{found}"
    );
    assert!(
        found["expected"].as_str().unwrap().contains(" as pushed from "),
        "{found}"
    );
}
