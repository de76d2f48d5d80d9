//! How fast requests of the Connector API are sent, and what becomes of HTTP 429: through the binary, against
//! targets that count what arrives.

use std::fs;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::{CLIENT, CONNECTION, Ran, Server, connector_answer, finish, keycard, request, write_connector_scenario};
use tempfile::TempDir;

/// The access token in force; a run must not show it.
const VALID: &str = CONNECTION;
const OTHER: &str = "OTHER-0123456789-0123456789-0123456789";

const REFUSED: (u16, &str) = (401, "");
const EXPECTS_REFUSAL: &str = "- call: accountingCategories/getAll\n  expect: { status: 401 }";

/// A request that arrived.
#[derive(Clone, Debug)]
struct Arrival {
    at: Instant,
    token: String,
}

/// A target of the Connector API that answers by how many requests came before: status and fields.
struct Target {
    server: Server,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
}

impl Target {
    fn answering(answer: impl Fn(usize) -> (u16, String) + Send + Sync + 'static) -> Self {
        let arrivals: Arc<Mutex<Vec<Arrival>>> = Arc::default();
        let seen = Arc::clone(&arrivals);
        let server = Server::start(move |mut stream| {
            while let Some(body) = request(&mut stream) {
                let at = Instant::now();
                let body: Value = serde_json::from_str(&body).unwrap_or_default();
                let token = body["AccessToken"].as_str().unwrap_or_default().to_string();
                let before = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(Arrival { at, token });
                    seen.len() - 1
                };
                let (status, fields) = answer(before);
                connector_answer(&mut stream, status, &fields, "{\"Message\":\"No.\"}");
            }
        });
        Self { server, arrivals }
    }

    /// The first so many are answered 429 with that field, all others 401.
    fn limiting(first: usize, fields: &'static str) -> Self {
        Self::answering(move |before| {
            if before < first {
                (429, fields.to_string())
            } else {
                (401, String::new())
            }
        })
    }

    fn refusing() -> Self {
        Self::answering(|_| (REFUSED.0, REFUSED.1.to_string()))
    }

    fn arrivals(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }
}

/// A folder with so many scenarios that expect to be refused.
fn scenarios(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..count {
        write_connector_scenario(folder.path(), &format!("case-{number:02}"), EXPECTS_REFUSAL);
    }
    folder
}

/// A folder with one scenario of those steps.
fn scenario(steps: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_connector_scenario(folder.path(), "case", steps);
    folder
}

fn command(folder: &TempDir, target: &Target, pace: &str, arguments: &[&str]) -> Command {
    let config = folder.path().join("keycard.toml");
    let text = format!(
        "[connector]\nurl = \"http://{}\"\nclient-token = {{ env = \"A\" }}\naccess-token = {{ env = \"B\" }}\n\
         expired-access-token = {{ env = \"C\" }}\n{pace}\n",
        target.server.address
    );
    fs::write(&config, text).unwrap();
    let mut command = keycard();
    command
        .args(["run", "--no-builtin", "--scenarios"])
        .arg(folder.path())
        .arg("--config")
        .arg(&config)
        .args(arguments)
        .env("A", CLIENT)
        .env("B", VALID)
        .env("C", OTHER);
    command
}

fn run(folder: &TempDir, target: &Target, pace: &str, arguments: &[&str]) -> Ran {
    finish(command(folder, target, pace, arguments), |_| {})
}

/// A pace so quick that waiting for HTTP 429 takes no time.
const QUICK: &str = "pace = { requests = 100, within = \"60ms\" }";

/// The roles of what the first case sent.
fn roles(ran: &Ran) -> Vec<&str> {
    let exchanges = ran.report["cases"][0]["exchanges"].as_array().unwrap();
    exchanges
        .iter()
        .map(|exchange| exchange["role"].as_str().unwrap())
        .collect()
}

#[test]
fn no_time_as_long_as_the_window_sees_more_than_the_pace() {
    const PACE: usize = 5;
    let target = Target::refusing();
    let folder = scenarios(23);
    let ran = run(&folder, &target, "pace = { requests = 5, within = \"300ms\" }", &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let arrivals = target.arrivals();
    assert_eq!(arrivals.len(), 23);
    for burst in arrivals.windows(PACE + 1) {
        // The target notes an arrival a little late now and then.
        let took = burst[PACE].at - burst[0].at;
        assert!(took > Duration::from_millis(150), "{took:?} for {} requests", PACE + 1);
    }
}

#[test]
fn without_a_pace_nothing_waits_and_nothing_is_sent_again() {
    let target = Target::limiting(1, "Retry-After: 100\r\n");
    let ran = run(&scenario(EXPECTS_REFUSAL), &target, "pace = \"none\"", &[]);
    ran.fails("outcome", "HTTP 429");
    assert_eq!(target.arrivals().len(), 1);
}

#[test]
fn a_token_that_waits_does_not_hold_back_another() {
    let folder = scenarios(6);
    let steps = "- call: accountingCategories/getAll\n  with: { AccessToken: expired }\n  expect: { status: 401 }";
    write_connector_scenario(folder.path(), "other", steps);
    let slow = "pace = { requests = 2, within = \"800ms\" }";
    let position = |jobs| {
        let target = Target::refusing();
        let ran = run(&folder, &target, slow, &["--jobs", jobs]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let arrivals = target.arrivals();
        assert_eq!(arrivals.len(), 7);
        arrivals.iter().position(|arrival| arrival.token == OTHER).unwrap()
    };
    assert!(position("2") <= 2, "it comes while the third of the others waits");
    assert_eq!(position("1"), 6, "one case after the other means just that");
}

#[test]
fn a_request_that_was_turned_away_is_sent_again_when_the_target_says() {
    for dated in [false, true] {
        let field = if dated {
            format!("Retry-After: {}\r\n", http_date(Duration::from_secs(3)))
        } else {
            "Retry-After: 1\r\n".to_string()
        };
        let fields: &'static str = field.leak();
        let target = Target::limiting(1, fields);
        let ran = run(
            &scenario(EXPECTS_REFUSAL),
            &target,
            "pace = { requests = 5, within = \"300ms\" }",
            &[],
        );
        assert_eq!(ran.code, Some(0), "{fields}{ran:?}");
        assert_eq!(roles(&ran), ["limited", "step"]);
        assert!(ran.stdout.contains("1 request was answered 429"), "{}", ran.stdout);
        let arrivals = target.arrivals();
        assert_eq!(arrivals.len(), 2);
        assert!(arrivals[1].at - arrivals[0].at >= Duration::from_secs(1), "{fields}");
    }
}

/// A date so far ahead, as HTTP writes it.
fn http_date(ahead: Duration) -> String {
    let date = jiff::Timestamp::now() + ahead;
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&date)
        .unwrap()
}

#[test]
fn a_token_that_was_told_to_wait_sends_nothing_meanwhile() {
    let target = Target::limiting(1, "Retry-After: 1\r\n");
    let ran = run(
        &scenarios(4),
        &target,
        "pace = { requests = 1, within = \"200ms\" }",
        &["--jobs", "4"],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let arrivals = target.arrivals();
    assert_eq!(arrivals.len(), 5);
    assert!(arrivals[1].at - arrivals[0].at >= Duration::from_secs(1));
}

#[test]
fn a_target_that_asks_for_a_long_wait_is_not_asked_again_before() {
    let hour = format!("Retry-After: {}\r\n", http_date(Duration::from_secs(3600)));
    for (field, asked) in [
        (
            "Retry-After: 121\r\n",
            "to wait for 2m 1s; Keycard waits for 2m at most",
        ),
        ("Retry-After: 3600\r\n", "to wait for 1h;"),
        (hour.leak(), "to wait for "),
        ("Retry-After: 99999999999999999999999\r\n", "to wait for 100years;"),
        (
            "Retry-After: Mon, 01 Mar 9999 12:00:00 GMT\r\n",
            "to wait for 100years;",
        ),
    ] {
        let target = Target::limiting(1, field);
        let ran = run(&scenarios(3), &target, QUICK, &["--jobs", "1"]);
        assert_eq!(target.arrivals().len(), 1, "{field}");
        ran.is_inconclusive(asked);
        assert_eq!(roles(&ran), ["limited"]);
        assert!(ran.verdicts().iter().all(|(_, verdict)| verdict == "inconclusive"));
        let reason = ran.report["cases"][2]["reason"].as_str().unwrap();
        assert!(reason.contains("Keycard waits for 2m at most"), "{reason}");
    }
}

#[test]
fn a_target_that_turns_everything_away_ends_the_case_inconclusive() {
    const FIELDS: [&str; 7] = [
        "",
        "Retry-After: 0\r\n",
        "Retry-After: -5\r\n",
        "Retry-After: soon\r\n",
        "Retry-After:\r\n",
        "Retry-After: Sun, 01 Mar 2020 12:00:00 GMT\r\n",
        "Retry-After: nonsense\r\nRetry-After: 1\r\n",
    ];
    // After each case that is turned away to the end comes one that is not.
    let target = Target::answering(|before| match (before % 7, FIELDS.get(before / 7)) {
        (0..6, Some(fields)) => (429, fields.to_string()),
        _ => (401, String::new()),
    });
    let ran = run(&scenarios(2 * FIELDS.len()), &target, QUICK, &["--jobs", "1"]);
    assert_eq!(target.arrivals().len(), 7 * FIELDS.len());
    assert_eq!(roles(&ran), ["limited"; 6]);
    ran.is_inconclusive("HTTP 429 was answered 6 times");
    let verdicts: Vec<String> = ran.verdicts().into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts, ["inconclusive", "passed"].repeat(FIELDS.len()));
}

#[test]
fn a_token_that_is_turned_away_again_and_again_is_not_used_any_more() {
    let target = Target::limiting(usize::MAX, "");
    let ran = run(&scenarios(6), &target, QUICK, &["--jobs", "1"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(target.arrivals().len(), 3 * 6);
    assert!(ran.verdicts().iter().all(|(_, verdict)| verdict == "inconclusive"));
    for (case, said) in [(4, "nothing more is sent with it"), (5, "in 5 cases in a row")] {
        let reason = ran.report["cases"][case]["reason"].as_str().unwrap();
        assert!(reason.contains(said), "{reason}");
    }
}

/// How many cases of a run are inconclusive since they were not tried.
fn not_tried(ran: &Ran) -> usize {
    let cases = ran.report["cases"].as_array().unwrap().iter();
    let reasons = cases.filter(|case| case["verdict"] == "inconclusive");
    let reasons = reasons.filter_map(|case| case["reason"].as_str());
    reasons.filter(|reason| reason.starts_with("not tried")).count()
}

#[test]
fn a_target_that_is_not_there_is_given_up() {
    let mut target = Target::refusing();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap().to_string();
    drop(listener);
    for address in [closed, "no-such-host.invalid".to_string()] {
        target.server.address = address;
        // What never left does not count against the pace: else the second request would wait for an hour.
        let ran = run(
            &scenarios(20),
            &target,
            "pace = { requests = 1, within = \"1h\" }",
            &["--jobs", "1"],
        );
        ran.is_inconclusive("no connection");
        assert_eq!(ran.verdicts().len(), 20);
        assert!(ran.verdicts().iter().all(|(_, verdict)| verdict == "inconclusive"));
        assert_eq!(not_tried(&ran), 15);
        assert_eq!(ran.junit.matches("in 5 cases in a row: no connection").count() / 15, 1);
    }
}

#[test]
fn a_target_that_recovers_is_not_given_up() {
    let folder = scenarios(0);
    for number in 0..12 {
        // Each case sends with a token that no other uses, so that none pays for another.
        let steps = format!("{EXPECTS_REFUSAL}\n  body: {{ AccessToken: TOKEN-{number:02} }}");
        write_connector_scenario(folder.path(), &format!("case-{number:02}"), &steps);
    }
    let long = Target::answering(|before| match before % 5 {
        0..4 => (429, "Retry-After: 3600\r\n".to_string()),
        _ => (401, String::new()),
    });
    let ran = run(&folder, &long, QUICK, &["--jobs", "1"]);
    assert_eq!(not_tried(&ran), 0, "four in a row are not enough");
    assert_eq!(long.arrivals().len(), 12);
    let long = Target::limiting(usize::MAX, "Retry-After: 3600\r\n");
    let ran = run(&folder, &long, QUICK, &["--jobs", "1"]);
    assert_eq!(not_tried(&ran), 7);
    assert_eq!(long.arrivals().len(), 5);
    assert_eq!(ran.code, Some(3), "{ran:?}");
}

/// A target whose answer to everything is that.
fn answering(body: &'static str) -> Server {
    Server::start(move |mut stream| {
        while request(&mut stream).is_some() {
            connector_answer(&mut stream, 200, "", body);
        }
    })
}

#[test]
fn where_nothing_fills_a_page_nothing_is_shown_about_pages() {
    let server = answering("{\"Outlets\":[],\"Cursor\":null}");
    let mut command = keycard();
    let url = format!("http://{}", server.address);
    command.args(["run", "--api", "connector", "--target", &url]);
    command.arg("connector/paging/leads-from-page-to-page[outlets/getAll]");
    command.env("MEWS_CLIENT_TOKEN", CLIENT).env("MEWS_ACCESS_TOKEN", VALID);
    let ran = finish(command, |_| {});
    ran.is_inconclusive("step 3 (outlets/getAll): there are too few items for a second page");
    assert_eq!(roles(&ran).len(), 2);
}

#[test]
fn a_step_is_done_only_where_what_it_needs_is_given() {
    const FIRST: &str = "- id: first\n  call: outlets/getAll\n  body: { Limitation: { Count: 2 } }\n\
                         - call: outlets/getAll\n  body: { Limitation: { Count: 3 } }\n  given:\n    otherwise: there is no cursor\n";
    for (check, sent, reason) in [
        ("[first.response.Cursor == null]", 2, ""),
        (
            "[first.response.Cursor == null, first.response.Cursor != null]",
            1,
            "step 2 (outlets/getAll): there is no cursor",
        ),
        ("[first.response.Cursor]", 1, "is null, which is neither true nor false"),
        ("[first.response.Nothing]", 1, "there is no property `Nothing`"),
    ] {
        let target = Target {
            server: answering("{\"Outlets\":[],\"Cursor\":null}"),
            arrivals: Arc::default(),
        };
        let ran = run(&scenario(&format!("{FIRST}    check: {check}")), &target, QUICK, &[]);
        assert_eq!(roles(&ran).len(), sent, "{ran:?}");
        if reason.is_empty() {
            assert_eq!(ran.code, Some(0), "{ran:?}");
        } else {
            ran.is_inconclusive(reason);
        }
    }
}

#[test]
fn what_is_to_be_turned_away_is_sent_once() {
    let folder = scenarios(0);
    let expected = [
        "{ status: 429 }",
        "{ status: [401, 429] }",
        "{ status: 401, tolerate: { status: 429 } }",
    ];
    for (number, expect) in expected.iter().enumerate() {
        let steps = format!("- call: accountingCategories/getAll\n  expect: {expect}");
        write_connector_scenario(folder.path(), &format!("case-{number}"), &steps);
    }
    let target = Target::limiting(usize::MAX, "Retry-After: 9\r\n");
    let ran = run(&folder, &target, QUICK, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(roles(&ran), ["step"]);
    assert_eq!(target.arrivals().len(), expected.len());
}

const BURST: &str = "- call: accountingCategories/getAll\n  repeat: 200\n  expect: { status: 401 }\n\
                     - call: accountingCategories/getAll\n  expect: { status: 429 }";

#[test]
fn a_limit_is_not_broken_unless_the_configuration_says_so() {
    let limited = || {
        Target::answering(|before| match before {
            0..200 => (401, String::new()),
            _ => (429, String::new()),
        })
    };
    for pace in [
        "",
        "pace = { requests = 300, within = \"30s\" }",
        "break-limits = false",
    ] {
        let target = limited();
        let ran = run(&scenario(BURST), &target, pace, &[]);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        let reason = ran.report["cases"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("`break-limits = true` in [connector]"), "{reason}");
        assert_eq!(target.arrivals().len(), 0);
    }
    for pace in ["break-limits = true", "pace = \"none\""] {
        let target = limited();
        let ran = run(&scenario(BURST), &target, pace, &[]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert_eq!(target.arrivals().len(), 201);
    }
}

#[test]
fn what_a_later_step_lacks_is_known_before_the_first_is_sent() {
    const FIRST: &str = "- call: accountingCategories/getAll\n  expect: { status: 401 }";
    for (second, lacking) in [
        (
            "- call: accountingCategories/getAll\n  with: { AccessToken: portfolio }",
            "no `portfolio-access-token` is configured",
        ),
        (
            "- call: services/getAll\n  body: { ServiceIds: [\"${target.known.services}\"] }",
            "too little is configured as `known`",
        ),
        (
            "- call: services/getAll\n  raw: \"${target.foreign.services}\"",
            "too little is configured as `foreign`",
        ),
        ("- trigger: book", "there is no hook `book`"),
        ("- prompt: Book a night.", "a person has to act"),
    ] {
        let target = Target::refusing();
        let ran = run(&scenario(&format!("{FIRST}\n{second}")), &target, "", &[]);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        let reason = ran.report["cases"][0]["reason"].as_str().unwrap();
        assert!(reason.contains(lacking), "{reason}");
        assert_eq!(target.arrivals().len(), 0, "{second}");
    }
}

#[test]
fn a_refusal_of_any_kind_is_not_taken_for_one_that_was_meant() {
    let target = Target::limiting(1, "");
    let steps = "- call: accountingCategories/getAll\n  expect: { status: 4xx }";
    let ran = run(&scenario(steps), &target, QUICK, &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(roles(&ran), ["limited", "step"]);
}

#[test]
fn no_other_status_is_tried_again() {
    const STATUSES: [u16; 11] = [400, 401, 403, 404, 408, 409, 413, 500, 502, 503, 504];
    let target = Target::answering(|before| (STATUSES[before % STATUSES.len()], "Retry-After: 1\r\n".to_string()));
    let folder = scenarios(0);
    for (number, _) in STATUSES.iter().enumerate() {
        let steps = "- call: accountingCategories/getAll\n  expect: { success: true }";
        write_connector_scenario(folder.path(), &format!("case-{number:02}"), steps);
    }
    let ran = run(&folder, &target, QUICK, &["--jobs", "1"]);
    assert_eq!(target.arrivals().len(), STATUSES.len());
    assert!(ran.verdicts().iter().all(|(_, verdict)| verdict == "failed"), "{ran:?}");
}

#[test]
fn a_connection_that_breaks_is_not_tried_again() {
    let server = Server::start(|mut stream| {
        request(&mut stream);
    });
    let target = Target {
        server,
        arrivals: Arc::default(),
    };
    let ran = run(&scenario(EXPECTS_REFUSAL), &target, QUICK, &[]);
    ran.fails("transport", "the connection ended before the answer was whole");
    assert_eq!(target.server.connections(), 1);
}

#[test]
fn the_channel_manager_api_knows_no_such_waiting() {
    let target = Target::limiting(1, "Retry-After: 100\r\n");
    let folder = support::scenario();
    let ran = support::run(folder.path(), &format!("http://{}", target.server.address), &[]);
    ran.fails("R-ENV-1", "HTTP status 429");
    assert_eq!(target.arrivals().len(), 1);
}

#[test]
fn whoever_interrupts_twice_does_not_wait_for_the_turn() {
    let target = Target::limiting(usize::MAX, "Retry-After: 100\r\n");
    let folder = scenarios(2);
    let command = command(&folder, &target, "", &[]);
    let begun = Instant::now();
    let ran = finish(command, |id| {
        while target.arrivals().is_empty() && begun.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(2));
        }
        for _ in 0..2 {
            thread::sleep(Duration::from_millis(200));
            let sent = Command::new("kill").args(["-INT", &id.to_string()]).status().unwrap();
            assert!(sent.success());
        }
    });
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(target.arrivals().len() <= 2);
}
