//! The binary, and how it ended.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// The client token that is planted.
pub const CLIENT: &str = "6D1C4B7E92A84F0D93B5C7E1F2A4D6B8-CLIENT-0A1B2C3D4E5F60718293A4B5C6D7E8";
/// The connection token that is planted.
pub const CONNECTION: &str = "7E2D5C8FA3B95F1EA4C6D8F2A3B5E7C9-CONNECTION-1B2C3D4E5F60718293A4B5C6";

/// What the longest run of these tests may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a run ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    /// All of standard output.
    pub stdout: String,
    /// All of standard error.
    pub stderr: String,
    /// The JSON report; null if there is none.
    pub report: Value,
    /// The JUnit report; empty if there is none.
    pub junit: String,
    /// The most memory that it held at any time.
    pub peak_kib: u64,
}

/// The command for the scenarios of a folder against a target that is the platform.
pub fn command(folder: &Path, target: &str) -> Command {
    let mut command = keycard();
    command
        .args([
            "run",
            "--target",
            target,
            "--side",
            "mews",
            "--no-builtin",
            "--scenarios",
        ])
        .arg(folder)
        .env("KEYCARD_CLIENT_TOKEN", CLIENT)
        .env("KEYCARD_CONNECTION_TOKEN", CONNECTION)
        .env("KEYCARD_SPACES", "SGL,DBL")
        .env("KEYCARD_RATES", "FLEX,NONREF");
    command
}

/// The binary with nothing of the environment of the tests.
pub fn keycard() -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("keycard"));
    command.env_clear();
    command
}

/// Runs the binary in a folder.
#[track_caller]
pub fn keycard_in(folder: &Path, arguments: &[&str]) -> Ran {
    keycard_with(folder, arguments, &[])
}

/// Runs the binary in a folder with those variables.
#[track_caller]
pub fn keycard_with(folder: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
    ran(keycard()
        .args(arguments)
        .current_dir(folder)
        .envs(variables.iter().copied())
        .stdin(Stdio::null()))
}

/// Runs a command to its end, without reports of its own.
#[track_caller]
pub fn ran(command: &mut Command) -> Ran {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let ran = Ran {
        code: status.code(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
        report: Value::Null,
        junit: String::new(),
        peak_kib: 0,
    };
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran
}

/// Runs the scenarios of a folder with both reports.
pub fn run(folder: &Path, target: &str, arguments: &[&str]) -> Ran {
    let mut command = command(folder, target);
    command.args(arguments);
    finish(command, |_| {})
}

/// Runs a command with both reports; `meanwhile` gets the id of the process once it runs.
pub fn finish(mut command: Command, meanwhile: impl FnOnce(u32)) -> Ran {
    let out = tempfile::tempdir().unwrap();
    let (json, junit) = (out.path().join("report.json"), out.path().join("report.xml"));
    let mut child = command
        .arg("--report")
        .arg(format!("json={}", json.display()))
        .arg("--report")
        .arg(format!("junit={}", junit.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = drain(child.stdout.take().unwrap());
    let stderr = drain(child.stderr.take().unwrap());
    meanwhile(child.id());
    let status_file = format!("/proc/{}/status", child.id());
    let begun = Instant::now();
    let mut peak_kib = 0;
    let status = loop {
        if let Some(peak) = fs::read_to_string(&status_file).ok().as_deref().and_then(peak) {
            peak_kib = peak_kib.max(peak);
        }
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it does not end");
        }
        thread::sleep(Duration::from_millis(2));
    };
    let ran = Ran {
        code: status.code(),
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
        report: fs::read(&json)
            .ok()
            .map_or(Value::Null, |bytes| serde_json::from_slice(&bytes).unwrap()),
        junit: fs::read_to_string(&junit).unwrap_or_default(),
        peak_kib,
    };
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran.leaks_nothing();
    ran
}

fn drain(mut from: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8(bytes).unwrap()
    })
}

fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

impl Ran {
    /// Both streams, standard output first.
    pub fn text(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The run, once it is seen that it ended with 0.
    #[track_caller]
    pub fn passed(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.text());
        self
    }

    /// The verdict of the first case.
    pub fn verdict(&self) -> &str {
        self.report["cases"][0]["verdict"].as_str().unwrap()
    }

    /// The ids of the cases with their verdicts.
    pub fn verdicts(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_string();
        self.report["cases"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| (text(&case["id"]), text(&case["verdict"])))
            .collect()
    }

    /// The first case failed by that check, with that cause, and the terminal names the check.
    #[track_caller]
    pub fn fails(&self, check: &str, cause: &str) {
        assert_eq!(self.code, Some(1), "{self:?}");
        self.has_failed(check, cause);
    }

    /// The same, but the run ends with exit code 2: somebody in front of the target has answered.
    #[track_caller]
    pub fn fails_before_the_target(&self, check: &str, cause: &str) {
        assert_eq!(self.code, Some(2), "{self:?}");
        self.has_failed(check, cause);
    }

    #[track_caller]
    fn has_failed(&self, check: &str, cause: &str) {
        assert_eq!(self.verdict(), "failed", "{self:?}");
        let findings = self.report["cases"][0]["findings"].as_array().unwrap();
        let found = findings.iter().any(|finding| {
            finding["check"] == check
                && finding["weight"] == "error"
                && finding["actual"].as_str().unwrap().contains(cause)
        });
        assert!(found, "no {check} with `{cause}` in {findings:#?}");
        assert!(self.stdout.contains(check), "{}", self.stdout);
    }

    /// The first case is inconclusive, for that reason.
    #[track_caller]
    pub fn is_inconclusive(&self, cause: &str) {
        assert_eq!(self.verdict(), "inconclusive", "{self:?}");
        assert_eq!(self.code, Some(3), "{self:?}");
        let reason = self.report["cases"][0]["reason"].as_str().unwrap();
        assert!(reason.contains(cause), "{reason}");
        assert!(self.stdout.contains(cause), "{}", self.stdout);
    }

    /// No finding of the first case comes from that check.
    #[track_caller]
    pub fn does_not_mention(&self, check: &str) {
        let findings = self.report["cases"][0]["findings"].as_array().unwrap();
        assert!(
            findings.iter().all(|finding| finding["check"] != check),
            "{findings:#?}"
        );
    }

    /// Neither planted token is in anything that it wrote.
    #[track_caller]
    fn leaks_nothing(&self) {
        let report = self.report.to_string();
        for text in [&self.stdout, &self.stderr, &report, &self.junit] {
            for token in [CLIENT, CONNECTION] {
                // The masked form has the first and the last four characters.
                for part in [&token[4..16], &token[24..36], &token[token.len() - 16..token.len() - 4]] {
                    assert!(!text.contains(part), "a part of a token is shown, {part}, in:\n{text}");
                }
            }
        }
    }
}
