//! What a run ends with, and what it leaves behind: exit codes, reports, interrupts, secrets.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::Value;
use support::{CLIENT, CONNECTION, Ran, Server, answer, command, finish, head, keycard, request, run, write_scenario};
use tempfile::TempDir;

const CHANNELS: &str = r#"{"channels":[],"success":true}"#;
const REFUSED: &str = r#"{"success":false,"errors":[{"code":1,"message":"No."}]}"#;

/// A server that answers each request on a connection with what `reply` makes of its body.
fn replies(reply: impl Fn(&str) -> String + Send + Sync + 'static) -> Server {
    Server::start(move |mut stream| {
        while let Some(body) = request(&mut stream) {
            answer(&mut stream, &reply(&body));
        }
    })
}

/// A folder with so many one-call scenarios, `case-00` and so on.
fn scenarios(count: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..count {
        write_scenario(folder.path(), &format!("case-{number:02}"), "- call: getChannels");
    }
    folder
}

fn at(server: &Server) -> String {
    format!("http://{}", server.address)
}

/// The report is as its schema says, and JUnit counts what the report counts.
fn reports_agree(ran: &Ran) {
    let validator = jsonschema::validator_for(&keycard::report::formats::json::schema()).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&ran.report)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");

    let summary = &ran.report["run"]["summary"];
    let count = |key: &str| usize::try_from(summary[key].as_u64().unwrap()).unwrap();
    assert_eq!(count("cases"), ran.verdicts().len());
    let skipped = count("notRun") + count("needsReview") + count("failedOther");
    let expected = [count("cases"), count("failedRequired"), count("inconclusive"), skipped];

    let mut reader = Reader::from_str(&ran.junit);
    reader.config_mut().check_end_names = true;
    let mut written = [0; 4];
    let mut said = [0; 4];
    let mut suites = [0; 4];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(element) | Event::Empty(element) => {
                let counts = || -> [usize; 4] {
                    ["tests", "failures", "errors", "skipped"].map(|key| {
                        let value = element.try_get_attribute(key).unwrap().unwrap().value;
                        value.parse().unwrap()
                    })
                };
                match element.name().as_ref() {
                    "testsuites" => said = counts(),
                    "testsuite" => {
                        suites = counts()
                            .iter()
                            .zip(suites)
                            .map(|(a, b)| a + b)
                            .collect::<Vec<_>>()
                            .try_into()
                            .unwrap()
                    }
                    "testcase" => written[0] += 1,
                    "failure" => written[1] += 1,
                    "error" => written[2] += 1,
                    "skipped" => written[3] += 1,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    assert_eq!(written, expected, "{}", ran.junit);
    assert_eq!(said, expected, "{}", ran.junit);
    assert_eq!(suites, expected, "{}", ran.junit);
}

#[test]
fn zero_if_everything_that_is_required_held() {
    let server = replies(|_| CHANNELS.to_string());
    let ran = run(scenarios(3).path(), &at(&server), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(ran.stderr, "");
    assert!(ran.stdout.contains("3 passed of 3 cases"), "{}", ran.stdout);
    assert_eq!(ran.report["run"]["conclusion"], "passed");
    reports_agree(&ran);
}

#[test]
fn zero_against_the_built_in_stub() {
    let folder = scenarios(2);
    let mut command = keycard();
    command.args(["run", "--no-builtin", "--scenarios"]).arg(folder.path());
    let ran = finish(command, |_| {});
    assert_eq!(ran.code, Some(0), "{ran:?}");
    reports_agree(&ran);
}

#[test]
fn one_if_a_requirement_failed() {
    let server = replies(|_| REFUSED.to_string());
    let ran = run(scenarios(2).path(), &at(&server), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(ran.report["run"]["conclusion"], "failed");
    reports_agree(&ran);
}

#[test]
fn zero_if_only_a_recommendation_failed() {
    let server = replies(|_| REFUSED.to_string());
    let folder = scenarios(1);
    let file = folder.path().join("case-00.yaml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("level: recommended\n{text}")).unwrap();
    let ran = run(folder.path(), &at(&server), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("FAILED (not required)"), "{}", ran.stdout);
    reports_agree(&ran);
}

#[test]
fn two_if_the_input_is_wrong_and_no_report_is_begun() {
    let server = replies(|_| CHANNELS.to_string());
    let folder = scenarios(1);
    write_scenario(folder.path(), "wrong", "- call: getChanels");
    let ran = run(folder.path(), &at(&server), &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(ran.report, Value::Null);
    assert_eq!(server.connections(), 0);
}

#[test]
fn two_if_a_scenario_of_ones_own_has_the_id_of_a_built_in_one() {
    let list = keycard().args(["list"]).output().unwrap();
    let list = String::from_utf8(list.stdout).unwrap();
    // Without built-in scenarios there is nothing to collide with.
    let Some(id) = list.split(['\t', '[']).next().filter(|id| !id.is_empty()) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("{id}.yaml"));
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    write_scenario(folder.path(), id, "- call: getChannels");
    let output = keycard()
        .arg("run")
        .arg("--scenarios")
        .arg(folder.path())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("two scenarios have the id"), "{stderr}");
}

#[test]
fn three_if_the_target_cannot_be_reached() {
    let ran = run(scenarios(2).path(), "http://127.0.0.1:1", &[]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.report["run"]["conclusion"], "inconclusive");
    reports_agree(&ran);
}

#[test]
fn four_if_nothing_is_selected() {
    let server = replies(|_| CHANNELS.to_string());
    let ran = run(scenarios(1).path(), &at(&server), &["tag:none"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert_eq!(server.connections(), 0);
}

#[test]
fn four_if_not_one_case_could_be_tried() {
    let server = replies(|_| CHANNELS.to_string());
    let folder = scenarios(2);
    let mut command = command(folder.path(), &at(&server));
    command.env_remove("KEYCARD_CLIENT_TOKEN");
    let ran = finish(command, |_| {});
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.stderr.contains("Nothing ran"), "{}", ran.stderr);
    assert_eq!(server.connections(), 0);
    assert_eq!(ran.report["run"]["conclusion"], "nothing-ran");
    reports_agree(&ran);
}

#[test]
fn fail_fast_tells_the_rest_as_not_run() {
    let server = replies(|_| REFUSED.to_string());
    let ran = run(scenarios(6).path(), &at(&server), &["--fail-fast", "--jobs", "1"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let verdicts: Vec<String> = ran.verdicts().into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(
        verdicts,
        ["failed", "not-run", "not-run", "not-run", "not-run", "not-run"]
    );
    let reason = ran.report["cases"][5]["reason"].as_str().unwrap();
    assert!(reason.contains("--fail-fast"), "{reason}");
    assert_eq!(server.connections(), 1);
    reports_agree(&ran);
}

#[test]
fn an_interrupt_ends_the_run_and_keeps_what_is_proved() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = replies(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(300));
        CHANNELS.to_string()
    });
    let folder = scenarios(8);
    let mut command = command(folder.path(), &at(&server));
    command.args(["--jobs", "1"]);
    let begun = Instant::now();
    let ran = finish(command, |id| {
        while asked.load(Ordering::SeqCst) < 2 && begun.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(2));
        }
        let sent = Command::new("kill").args(["-INT", &id.to_string()]).status().unwrap();
        assert!(sent.success());
    });
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let verdicts: Vec<String> = ran.verdicts().into_iter().map(|(_, verdict)| verdict).collect();
    assert_eq!(verdicts[..2], ["passed", "passed"], "{ran:?}");
    assert_eq!(verdicts[2..], ["not-run"; 6], "{ran:?}");
    assert_eq!(ran.report["run"]["summary"]["incomplete"], true);
    let reason = ran.report["cases"][7]["reason"].as_str().unwrap();
    assert!(reason.contains("interrupted"), "{reason}");
    reports_agree(&ran);
}

#[test]
fn a_second_interrupt_does_not_wait_for_the_target() {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let server = replies(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        thread::sleep(Duration::from_secs(30));
        CHANNELS.to_string()
    });
    let folder = scenarios(3);
    let mut command = command(folder.path(), &at(&server));
    command.args(["--jobs", "1", "--timeout", "25s"]);
    let begun = Instant::now();
    let ran = finish(command, |id| {
        while asked.load(Ordering::SeqCst) < 1 && begun.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(2));
        }
        for _ in 0..2 {
            let sent = Command::new("kill").args(["-INT", &id.to_string()]).status().unwrap();
            assert!(sent.success());
            thread::sleep(Duration::from_millis(200));
        }
    });
    assert!(
        begun.elapsed() < Duration::from_secs(15),
        "it took {:?}",
        begun.elapsed()
    );
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert_eq!(ran.verdicts().len(), 3);
    assert!(
        ran.verdicts().iter().all(|(_, verdict)| verdict == "not-run"),
        "{ran:?}"
    );
    reports_agree(&ran);
}

#[test]
fn one_case_at_a_time_or_eight_give_the_same_verdicts() {
    let folder = scenarios(12);
    for number in [3, 7] {
        let steps = "- call: getChannels\n  expect: { error: 8 }";
        write_scenario(folder.path(), &format!("case-{number:02}"), steps);
    }
    let server = replies(|_| CHANNELS.to_string());
    let one = run(folder.path(), &at(&server), &["--jobs", "1"]);
    let eight = run(folder.path(), &at(&server), &["--jobs", "8"]);
    assert_eq!(one.verdicts(), eight.verdicts());
    assert_eq!((one.code, eight.code), (Some(1), Some(1)));
    reports_agree(&one);
    reports_agree(&eight);
}

#[test]
fn shards_share_the_cases_out() {
    let folder = scenarios(12);
    let server = replies(|_| CHANNELS.to_string());
    let whole = run(folder.path(), &at(&server), &[]);
    let mut parts = Vec::new();
    for shard in ["1/3", "2/3", "3/3"] {
        let ran = run(folder.path(), &at(&server), &["--shard", shard]);
        if ran.code != Some(4) {
            parts.extend(ran.verdicts());
        }
    }
    parts.sort();
    assert_eq!(parts, whole.verdicts());
}

#[test]
fn a_seed_repeats_the_fresh_values() {
    let folder = tempfile::tempdir().unwrap();
    let steps = "- call: getChannels\n  body: { note: \"${fresh.note}\" }";
    write_scenario(folder.path(), "fresh", steps);
    let server = replies(|_| CHANNELS.to_string());
    let note = |arguments: &[&str]| {
        let ran = run(folder.path(), &at(&server), arguments);
        let body = ran.report["cases"][0]["exchanges"][0]["requestBody"]
            .as_str()
            .unwrap()
            .to_string();
        let body: Value = serde_json::from_str(&body).unwrap();
        (
            body["note"].as_str().unwrap().to_string(),
            ran.report["run"]["seed"].as_u64().unwrap(),
        )
    };
    let (first, seed) = note(&[]);
    let (other, _) = note(&[]);
    let (again, same) = note(&["--seed", &seed.to_string()]);
    assert_ne!(first, other);
    assert_eq!((first, seed), (again, same));
}

#[test]
fn a_fresh_value_is_the_same_inside_an_expression_and_in_a_check() {
    let folder = tempfile::tempdir().unwrap();
    let steps = concat!(
        "- id: first\n  call: getChannels\n",
        "  body: { one: \"${fresh.note}\", two: \"${fresh.note + '/' + fresh['other']}\", other: \"<${fresh.other.size()}>\" }\n",
        "  expect: { check: ['first.request.two.startsWith(fresh.note)', \"fresh.unused != fresh.note\"] }",
    );
    write_scenario(folder.path(), "fresh", steps);
    let server = replies(|_| CHANNELS.to_string());
    let ran = run(folder.path(), &at(&server), &[]);
    assert_eq!(ran.code, Some(0), "{:#}", ran.report);
    let body = ran.report["cases"][0]["exchanges"][0]["requestBody"].as_str().unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    let (one, two) = (body["one"].as_str().unwrap(), body["two"].as_str().unwrap());
    assert!(two.starts_with(&format!("{one}/kc-")), "{two}");
    assert_eq!(body["other"], "<19>");
}

#[test]
fn a_token_that_comes_back_is_masked_everywhere() {
    let folder = scenarios(1);
    let steps = "- call: getConfiguration\n  headers: { X-Token: \"${credentials.clientToken}\" }\n  query: { q: \"${credentials.connectionToken}\" }\n  expect: { error: 8 }";
    write_scenario(folder.path(), "echo", steps);
    // Errors that quote the whole request, once more escaped, in headers and in text that is no JSON.
    let server = Server::start(|mut stream| {
        let mut turn = 0;
        while let Some(body) = request(&mut stream) {
            turn += 1;
            let message = format!("cannot read {body} nor {}", body.replace('"', "\\\""));
            let json =
                serde_json::json!({ "success": false, "errors": [{ "code": 3, "message": message }], CLIENT: 1 });
            let text = if turn % 2 == 0 {
                format!("<p>{body}</p>")
            } else {
                json.to_string()
            };
            let fields = format!(
                "Content-Type: application/json\r\nX-Echo: {CLIENT}\r\nSet-Cookie: t={CONNECTION}\r\nContent-Length: {}\r\n",
                text.len()
            );
            let _ = stream.write_all(format!("{}{text}", head("200 OK", &fields)).as_bytes());
        }
    });
    // `run` looks for both tokens in everything that is written.
    let ran = run(folder.path(), &at(&server), &["--jobs", "1"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let masked = format!("{}***{}", &CLIENT[..4], &CLIENT[CLIENT.len() - 4..]);
    for text in [&ran.stdout, &ran.report.to_string(), &ran.junit] {
        assert!(text.contains(&masked), "no {masked} in {text}");
    }
    assert!(!ran.stderr.contains("holds a secret"), "{}", ran.stderr);
    reports_agree(&ran);
}

#[test]
fn a_token_in_the_configuration_is_masked_everywhere() {
    let folder = scenarios(1);
    let server =
        replies(|body| serde_json::json!({ "success": false, "errors": [{ "code": 8, "message": body }] }).to_string());
    let config = folder.path().join("keycard.toml");
    let text = format!("[mews]\nurl = \"{}\"\nclient-token = \"{CLIENT}\"\n", at(&server));
    fs::write(&config, text).unwrap();
    let mut command = keycard();
    command
        .args(["run", "--no-builtin", "--scenarios"])
        .arg(folder.path())
        .arg("--config")
        .arg(&config);
    let ran = finish(command, |_| {});
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("a token stands in the file itself"),
        "{}",
        ran.stderr
    );
    assert!(ran.stdout.contains("6D1C***"), "{}", ran.stdout);
}

#[test]
fn nothing_but_the_reports_is_left_behind() {
    let server = replies(|_| CHANNELS.to_string());
    let folder = scenarios(2);
    let out = tempfile::tempdir().unwrap();
    let status = command(folder.path(), &at(&server))
        .current_dir(out.path())
        .args(["--report", "json=report.json", "--report", "junit=report.xml"])
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(names(out.path()), ["report.json", "report.xml"]);
    assert_eq!(names(folder.path()), ["case-00.yaml", "case-01.yaml"]);
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_closed_pipe_is_no_panic() {
    for arguments in [
        &["list", "--faults"][..],
        &["completions", "bash"],
        &["list", "--operations"],
        &["--help"],
    ] {
        let mut child = keycard()
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(!stderr.contains("panicked"), "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_run_that_nobody_reads_still_writes_its_reports() {
    let server = replies(|_| REFUSED.to_string());
    let folder = scenarios(3);
    let out = tempfile::tempdir().unwrap();
    let mut child = command(folder.path(), &at(&server))
        .current_dir(out.path())
        .args(["--report", "junit=report.xml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    drop(child.stderr.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
    let report = fs::read_to_string(out.path().join("report.xml")).unwrap();
    assert!(report.contains("tests=\"3\" failures=\"3\""), "{report}");
}
