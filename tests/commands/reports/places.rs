//! Where reports go: files, standard output, the summary of a job; and that no format holds a secret.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use support::{CLIENT, CONNECTION, Server, answer, command, request, write_scenario};
use tempfile::TempDir;

const REFUSED: &str = r#"{"success":false,"errors":[{"code":1,"message":"No."}]}"#;

/// A target that refuses everything, and two scenarios to ask it.
struct Scene {
    folder: TempDir,
    out: TempDir,
    server: Server,
}

impl Scene {
    /// The target says what `reply` makes of the body that it was sent.
    fn new(reply: impl Fn(&str) -> String + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for name in ["first", "second"] {
            write_scenario(folder.path(), name, "- call: getConfiguration");
        }
        Self {
            folder,
            out: tempfile::tempdir().unwrap(),
            server: Server::start(move |mut stream| {
                while let Some(body) = request(&mut stream) {
                    answer(&mut stream, &reply(&body));
                }
            }),
        }
    }

    fn command(&self, reports: &[&str]) -> Command {
        let mut command = command(self.folder.path(), &format!("http://{}", self.server.address));
        command.current_dir(self.out.path()).env("TMPDIR", self.out.path());
        for report in reports {
            command.args(["--report", report]);
        }
        command.stdin(Stdio::null());
        command
    }

    fn run(&self, reports: &[&str]) -> Output {
        let output = self.command(reports).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        output
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.out.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.out.path().join(name)).unwrap()
    }
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_report_on_standard_output_stands_there_alone() {
    let scene = Scene::new(|_| REFUSED.to_string());
    let output = scene.run(&["json=-"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["cases"].as_array().unwrap().len(), 2);
    let people = text(&output.stderr);
    assert!(people.contains("2 failed"), "{people}");
    assert_eq!(scene.names(), Vec::<String>::new(), "nothing is left behind");

    // Beside it, other reports go to files.
    let output = scene.run(&["github=-", "html=report.html"]);
    let annotations = text(&output.stdout);
    let errors = annotations.lines().filter(|line| line.starts_with("::error "));
    assert_eq!(errors.count(), 3, "{annotations}");
    assert!(annotations.lines().all(|line| line.starts_with("::")), "{annotations}");
    assert_eq!(scene.names(), ["report.html"]);
}

#[test]
fn annotations_name_the_file_of_ones_own_scenario() {
    let scene = Scene::new(|_| REFUSED.to_string());
    let output = scene.run(&["github=-", "sarif=report.sarif"]);
    let path = scene.folder.path().join("first.yaml");
    let file = format!("::error file={},title=first::", path.display());
    assert!(text(&output.stdout).contains(&file), "no {file} in {output:?}");
    let sarif: Value = serde_json::from_str(&scene.read("report.sarif")).unwrap();
    let uri = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert!(uri.as_str().unwrap().ends_with("/first.yaml"), "{uri}");
}

#[test]
fn nobody_has_to_read_what_goes_to_standard_output() {
    let scene = Scene::new(|_| REFUSED.to_string());
    let mut child = scene
        .command(&["html=-", "junit=report.xml"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert_eq!(scene.names(), ["report.xml"]);
}

#[test]
fn the_summary_of_a_job_is_appended_to_and_any_other_file_is_written_anew() {
    let scene = Scene::new(|_| REFUSED.to_string());
    let before = "# Written by an earlier command\n";
    for name in ["summary.md", "other.md"] {
        fs::write(scene.out.path().join(name), before).unwrap();
    }
    let summary = scene.out.path().join("summary.md");
    let report = format!("markdown={}", summary.display());
    let mut command = scene.command(&[&report, "markdown=other.md"]);
    let output = command.env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let (summary, other) = (scene.read("summary.md"), scene.read("other.md"));
    assert!(
        summary.starts_with(before) && summary.contains("### Failed (2)"),
        "{summary}"
    );
    assert!(!other.contains(before) && other.contains("### Failed (2)"), "{other}");
}

/// A link stays and what it leads to is written; a pipe is written to, and a folder is refused.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_is_not_replaced_by_one() {
    let scene = Scene::new(|_| REFUSED.to_string());
    let at = |name: &str| scene.out.path().join(name);
    std::os::unix::fs::symlink("real.html", at("link.html")).unwrap();
    std::os::unix::fs::symlink("/dev/null", at("null.html")).unwrap();
    let made = Command::new("mkfifo").arg(at("pipe")).status().unwrap();
    assert!(made.success());
    let reader = {
        let pipe = at("pipe");
        std::thread::spawn(move || fs::read_to_string(pipe).unwrap())
    };
    scene.run(&["json=pipe", "html=link.html", "html=null.html"]);
    let read: Value = serde_json::from_str(&reader.join().unwrap()).unwrap();
    assert_eq!(read["cases"].as_array().unwrap().len(), 2);
    assert!(fs::symlink_metadata(at("link.html")).unwrap().is_symlink());
    assert!(
        fs::read_to_string(at("real.html"))
            .unwrap()
            .starts_with("<!doctype html>")
    );
    assert!(fs::symlink_metadata(at("null.html")).unwrap().is_symlink());
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

/// One that cannot be written is named, and the others are written all the same.
#[cfg(unix)]
#[test]
fn a_report_that_cannot_be_written_is_named_and_takes_no_other_with_it() {
    let scene = Scene::new(|_| REFUSED.to_string());
    std::os::unix::fs::symlink("/dev/full", scene.out.path().join("full.html")).unwrap();
    let output = scene.command(&["html=full.html", "junit=whole.xml"]).output().unwrap();
    // What failed is known, and comes first.
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = text(&output.stderr);
    assert_eq!(told.matches("full.html: ").count(), 1, "{told}");
    assert!(
        fs::read_to_string(scene.out.path().join("whole.xml"))
            .unwrap()
            .contains("</testsuites>")
    );
}

#[test]
fn no_format_holds_a_token_that_the_target_echoes() {
    // What the target was sent comes back, within a text and as it is.
    let scene = Scene::new(|body| {
        let message = format!("You sent {body}");
        serde_json::json!({ "success": false, "errors": [{ "code": 8, "message": message }] }).to_string()
    });
    let formats = ["html", "markdown", "github", "sarif", "json", "junit"];
    let reports: Vec<String> = formats
        .iter()
        .map(|format| format!("{format}=report.{format}"))
        .collect();
    let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
    let output = scene.run(&reports);
    assert!(!text(&output.stderr).contains("holds a secret"), "{output:?}");
    let masked = format!("{}***{}", &CLIENT[..4], &CLIENT[CLIENT.len() - 4..]);
    for format in formats {
        let report = scene.read(&format!("report.{format}"));
        for secret in [CLIENT, CONNECTION] {
            assert!(!report.contains(secret), "{format}: {report}");
        }
        assert!(report.contains(&masked), "{format} shows nothing of it: {report}");
    }
}

#[test]
fn the_search_for_secrets_covers_standard_output() {
    let redactor = keycard::redaction::redactor::Redactor::default();
    assert!(redactor.learn("a secret of the target"));
    let mut out = Vec::new();
    let leaks = keycard::report::output::stream(&mut out, &redactor, |out| {
        out.write_all(b"before a secret of the target after")
    })
    .unwrap();
    assert_eq!(leaks.len(), 1);
    assert_eq!(leaks[0].path, Path::new("the report on standard output"));
}

/// What standard error says of a run, and what is left in its folder.
fn told(output: &Output) -> Vec<&str> {
    let people = text(&output.stderr);
    people
        .lines()
        .filter(|line| line.contains("error:") || line.contains("help:"))
        .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn what_was_proved_is_kept_where_a_report_has_no_room() {
    let scene = Scene::new(|_| REFUSED.to_string());
    std::os::unix::fs::symlink("/dev/full", scene.out.path().join("report.xml.partial")).unwrap();
    let output = scene.run(&["html=report.html", "junit=report.xml", "json=/dev/full"]);
    let kept = "report.html.partial.jsonl";
    assert_eq!(
        told(&output),
        [
            "error: cannot write the report report.xml: no space is left on the device".to_string(),
            "error: cannot write the report /dev/full: no space is left on the device".to_string(),
            format!(
                "  help: the verdicts of this run stand; what could be written of its records is kept in {kept}, one \
                 JSON object a line"
            ),
        ]
    );
    // The others are written, and nothing is left of the one that could not be.
    assert_eq!(scene.names(), ["report.html", kept]);
    let lines = scene.read(kept);
    let ids = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone());
    let mut ids: Vec<Value> = ids.collect();
    ids.sort_by_key(Value::to_string);
    assert_eq!(ids, ["first", "second"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_once_and_not_for_each_case() {
    let scene = Scene::new(|_| REFUSED.to_string());
    for number in 0..40 {
        write_scenario(
            scene.folder.path(),
            &format!("more-{number}"),
            "- call: getConfiguration",
        );
    }
    let spool = "report.json.partial.jsonl";
    std::os::unix::fs::symlink("/dev/full", scene.out.path().join(spool)).unwrap();
    let output = scene.run(&["json=report.json", "junit=report.xml"]);
    assert!(text(&output.stdout).contains("42 failed"), "{output:?}");
    assert_eq!(
        told(&output),
        [
            format!(
                "error: cannot write the records of the cases to {spool}: no space is left on the device; so there is \
                 no report of this run"
            ),
            "  help: the verdicts of this run stand".to_string(),
        ]
    );
    assert_eq!(scene.names(), Vec::<String>::new(), "an empty spool is no use");
}

#[test]
fn a_run_that_does_not_begin_leaves_no_spool() {
    let scene = Scene::new(|_| REFUSED.to_string());
    let mut command = scene.command(&["json=report.json", "html=no/such/report.html"]);
    let output = command.args(["--evidence", "no/such/pack"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(scene.names(), Vec::<String>::new());
}
