//! The suite of `keycard::harness` with waivers, as another crate runs it: this test starts itself as such a
//! suite, and looks at what it says.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use keycard::harness::Suite;
use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};
use support::{CLIENT, CONNECTION, Server, answer, copy_folder, request, write_scenario};
use tempfile::TempDir;

/// Set where this test is the suite: what is called of it, `select=` and `schemas=` with their values.
const SUITE: &str = "KEYCARD_TEST_SUITE";

fn main() -> ExitCode {
    if let Ok(calls) = std::env::var(SUITE) {
        let mut suite = Suite::built_in();
        for call in calls.split_whitespace() {
            suite = match call.split_once('=').unwrap() {
                ("select", selector) => suite.select(selector),
                ("schemas", directory) => suite.schemas(directory),
                (name, _) => panic!("no such call: {name}"),
            };
        }
        return suite.main();
    }
    let tests: [(&str, fn()); 11] = [
        ("without_a_waiver_a_failure_fails", without_a_waiver_a_failure_fails),
        (
            "a_waived_failure_is_ignored_with_its_reason",
            a_waived_failure_is_ignored,
        ),
        (
            "an_expired_waiver_fails_with_its_cases",
            an_expired_waiver_fails_with_its_cases,
        ),
        ("a_waiver_about_no_case_fails", a_waiver_about_no_case_fails),
        (
            "a_waiver_that_is_no_longer_needed_fails",
            a_waiver_that_is_no_longer_needed_fails,
        ),
        (
            "a_waiver_by_itself_asks_its_cases_once",
            a_waiver_by_itself_asks_its_cases_once,
        ),
        (
            "a_target_that_is_not_there_is_given_up",
            a_target_that_is_not_there_is_given_up,
        ),
        ("only_what_is_selected_is_a_test", only_what_is_selected_is_a_test),
        ("a_tag_selects_its_cases", a_tag_selects_its_cases),
        (
            "a_selector_that_selects_nothing_is_refused",
            a_selector_that_selects_nothing_is_refused,
        ),
        (
            "contract_files_of_ones_own_are_judged_by",
            contract_files_of_ones_own_are_judged_by,
        ),
    ];
    let trials = tests.map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.into()).exit_code()
}

/// A target that answers wrongly where a scenario is called broken, and three scenarios.
struct Scene {
    folder: TempDir,
    server: Server,
    /// How many requests came.
    asked: Arc<AtomicUsize>,
}

/// What a suite said: the outcome of each test, and everything.
struct Said {
    code: Option<i32>,
    tests: BTreeMap<String, String>,
    text: String,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        for id in ["good", "broken-one", "broken-two"] {
            write_scenario(
                folder.path(),
                id,
                &format!("- call: getChannels\n  body: {{ note: {id} }}"),
            );
        }
        let asked = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&asked);
        let server = Server::start(move |mut stream| {
            while let Some(body) = request(&mut stream) {
                count.fetch_add(1, Ordering::SeqCst);
                let channels = if body.contains("broken") { "7" } else { "[]" };
                answer(&mut stream, &format!(r#"{{"channels":{channels},"success":true}}"#));
            }
        });
        Self { folder, server, asked }
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Runs the suite with those waivers: case and last day.
    fn run(&self, waivers: &[(&str, &str)], arguments: &[&str]) -> Said {
        self.run_with("", waivers, arguments)
    }

    /// Runs it once those calls are made of it.
    fn run_with(&self, calls: &str, waivers: &[(&str, &str)], arguments: &[&str]) -> Said {
        let config = self.folder.path().join("keycard.toml");
        let mut text = format!(
            "[mews]\nurl = \"http://{}\"\nclient-token = {{ env = \"C\" }}\nconnection-token = {{ env = \"D\" }}\n",
            self.server.address
        );
        for (case, expires) in waivers {
            text.push_str(&format!(
                "[[waivers]]\ncase = \"{case}\"\nowner = \"Ada\"\nreason = \"mended in May\"\nexpires = {expires}\n"
            ));
        }
        std::fs::write(&config, text).unwrap();
        suite(calls, self.folder.path(), &config, arguments)
    }
}

fn suite(calls: &str, scenarios: &Path, config: &Path, arguments: &[&str]) -> Said {
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--color", "never"])
        .args(arguments)
        .env(SUITE, calls)
        .env("KEYCARD_SCENARIOS", scenarios)
        .env("KEYCARD_CONFIG", config)
        .env("C", CLIENT)
        .env("D", CONNECTION)
        .output()
        .unwrap();
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    let tests = text.lines().filter_map(|line| {
        let (name, outcome) = line.strip_prefix("test ")?.split_once("... ")?;
        Some((name.trim().to_string(), outcome.trim().to_string()))
    });
    Said {
        code: output.status.code(),
        tests: tests.collect(),
        text,
    }
}

impl Said {
    #[track_caller]
    fn is(&self, test: &str, outcome: &str) {
        let found = self.tests.get(test).map_or("missing", String::as_str);
        assert!(found.starts_with(outcome), "{test}: {found}\n{}", self.text);
    }

    #[track_caller]
    fn says(&self, text: &str) {
        assert!(self.text.contains(text), "no `{text}` in:\n{}", self.text);
    }
}

fn without_a_waiver_a_failure_fails() {
    let said = Scene::new().run(&[], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("broken-one", "FAILED");
    said.is("good", "ok");
    assert_eq!(said.tests.len(), 3, "{}", said.text);
}

fn a_waived_failure_is_ignored() {
    let scene = Scene::new();
    let said = scene.run(&[("broken-*", "2999-01-01")], &[]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    said.is("broken-one", "ignored");
    said.is("broken-two", "ignored");
    said.is("good", "ok");
    said.is("waivers/broken-*", "ok");
    said.says("waived by Ada until 2999-01-01: mended in May");
    said.says("2 passed; 0 failed; 2 ignored");
    // What is not waived still fails.
    let said = scene.run(&[("broken-one", "2999-01-01")], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("broken-two", "FAILED");
    said.is("waivers/broken-one", "ok");
}

fn an_expired_waiver_fails_with_its_cases() {
    let said = Scene::new().run(&[("broken-*", "2020-01-01")], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("broken-one", "FAILED");
    said.is("waivers/broken-*", "FAILED");
    said.says("the waiver of `broken-*` by Ada expired on 2020-01-01");
}

fn a_waiver_about_no_case_fails() {
    let scene = Scene::new();
    let said = scene.run(&[("broken-*", "2999-01-01"), ("brokn", "2999-01-01")], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("waivers/brokn", "FAILED");
    said.is("waivers/broken-*", "ok");
    said.says("the waiver of `brokn` by Ada is about no case");
    // One of a built-in case is not missed where those are left out, and proves nothing either.
    let waivers = [("broken-*", "2999-01-01"), ("channel-manager/auth/*", "2999-01-01")];
    let said = scene.run(&waivers, &[]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    said.is("waivers/channel-manager/auth/*", "ignored");
}

fn a_waiver_that_is_no_longer_needed_fails() {
    let said = Scene::new().run(&[("broken-*", "2999-01-01"), ("good", "2999-01-01")], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("good", "ok");
    said.is("waivers/good", "FAILED");
    said.says("the waiver of `good` by Ada is no longer needed, since its 1 case passes");
}

fn a_waiver_by_itself_asks_its_cases_once() {
    let scene = Scene::new();
    let waivers = [("broken-*", "2999-01-01"), ("good", "2999-01-01")];
    let said = scene.run(&waivers, &["--exact", "waivers/good"]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    assert_eq!(said.tests.len(), 1, "{}", said.text);
    assert_eq!(scene.asked(), 1);
    let said = scene.run(&waivers, &["good", "--test-threads", "1"]);
    said.is("good", "ok");
    said.is("waivers/good", "FAILED");
    assert_eq!(scene.asked(), 2, "the case was run twice");
    let said = scene.run(&waivers, &["--list"]);
    said.says("waivers/broken-*: test");
    assert_eq!(scene.asked(), 2, "a list sends nothing");
}

fn a_target_that_is_not_there_is_given_up() {
    let mut scene = Scene::new();
    for number in 0..5 {
        write_scenario(scene.folder.path(), &format!("more-{number}"), "- call: getChannels");
    }
    scene.server.address = "127.0.0.1:1".to_string();
    let said = scene.run(&[], &["--test-threads", "1"]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.says("0 passed; 8 failed");
    let given_up = "not tried, since the target could not be asked in 5 cases in a row: no connection";
    assert_eq!(said.text.matches(given_up).count(), 3, "{}", said.text);
}

fn only_what_is_selected_is_a_test() {
    let scene = Scene::new();
    let said = scene.run_with("select=broken-one select=good", &[], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("broken-one", "FAILED");
    said.is("good", "ok");
    assert_eq!(said.tests.len(), 2, "{}", said.text);
    assert_eq!(scene.asked(), 2);
    // What is left out may still need its waiver.
    let waivers = [("broken-one", "2999-01-01"), ("broken-two", "2999-01-01")];
    let said = scene.run_with("select=broken-one", &waivers, &[]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    said.is("waivers/broken-one", "ok");
    said.is("waivers/broken-two", "ignored");
}

fn a_tag_selects_its_cases() {
    let scene = Scene::new();
    let file = scene.folder.path().join("good.yaml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("steps:", "tags: [smoke]\nsteps:")).unwrap();
    let said = scene.run_with("select=tag:smoke", &[], &[]);
    assert_eq!(said.code, Some(0), "{}", said.text);
    said.is("good", "ok");
    assert_eq!(said.tests.len(), 1, "{}", said.text);
}

fn a_selector_that_selects_nothing_is_refused() {
    let scene = Scene::new();
    let said = scene.run_with("select=goood", &[], &[]);
    assert_eq!(said.code, Some(4), "{}", said.text);
    said.says("no case matches `goood`");
    let said = scene.run_with("select=tags:smoke select=tag:", &[], &[]);
    assert_eq!(said.code, Some(2), "{}", said.text);
    said.says("`tags:` is not a kind of selector");
    said.says("Suite::select(\"tag:\")");
    assert_eq!(scene.asked(), 0);
}

fn contract_files_of_ones_own_are_judged_by() {
    let scene = Scene::new();
    let folder = tempfile::tempdir().unwrap();
    copy_folder(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas"),
        &folder.path().join("schemas"),
    );
    let file = folder
        .path()
        .join("schemas/channel-manager/mews/getChannels.response.json");
    let mut schema: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    *schema.pointer_mut("/$defs/channels/properties/channels").unwrap() = json!({ "type": "integer" });
    std::fs::write(&file, schema.to_string()).unwrap();
    let calls = format!("schemas={}", folder.path().join("schemas").display());
    let said = scene.run_with(&calls, &[], &[]);
    assert_eq!(said.code, Some(101), "{}", said.text);
    said.is("broken-one", "ok");
    said.is("good", "FAILED");
    std::fs::write(&file, "{").unwrap();
    let said = scene.run_with(&calls, &[], &[]);
    assert_eq!(said.code, Some(2), "{}", said.text);
    said.says("getChannels.response.json");
}
