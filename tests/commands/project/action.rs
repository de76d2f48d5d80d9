//! The GitHub Action's script, run as the shell it is, and what its definition and the Dockerfile promise.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

const SCRIPT: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/action/run.sh"));
const ACTION: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/action.yml"));
const DOCKERFILE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Dockerfile"));
const IGNORED: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/.dockerignore"));
const CASES: &str = "channel-manager/auth/mews-goes-by";
const BINARY: &str = env!("CARGO_BIN_EXE_keycard");

struct Step {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    summary: String,
    outputs: String,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs the script in a folder with those inputs.
fn run(folder: &TempDir, inputs: &[(&str, &str)]) -> Step {
    let here = folder.path();
    let (summary, outputs) = (here.join("summary.md"), here.join("outputs"));
    let mut command = Command::new("bash");
    command
        .arg(root().join("action/run.sh"))
        .current_dir(here)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("GITHUB_STEP_SUMMARY", &summary)
        .env("GITHUB_OUTPUT", &outputs)
        .env("RUNNER_TEMP", here);
    for (name, value) in inputs {
        command.env(format!("KEYCARD_INPUT_{name}"), value);
    }
    let output = command.output().unwrap();
    Step {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        summary: fs::read_to_string(summary).unwrap_or_default(),
        outputs: fs::read_to_string(outputs).unwrap_or_default(),
    }
}

#[test]
fn a_run_that_passes_leaves_summary_annotations_and_reports() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("summary.md"), "# Before\n").unwrap();
    let ran = run(
        &folder,
        &[("BINARY", BINARY), ("SELECTORS", CASES), ("EVIDENCE", "evidence.zip")],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.summary.starts_with("# Before\n") && ran.summary.contains("Keycard: passed"),
        "{}",
        ran.summary
    );
    assert!(ran.stdout.starts_with("::notice title=Keycard::"), "{}", ran.stdout);
    assert_eq!(
        ran.outputs,
        "exit-code=0\nreports=keycard-reports\nevidence=evidence.zip\n"
    );
    for name in ["report.json", "report.xml", "report.html"] {
        assert!(folder.path().join("keycard-reports").join(name).exists(), "{name}");
    }
    let verified = Command::new(BINARY)
        .args(["evidence", "verify"])
        .arg(folder.path().join("evidence.zip"))
        .status()
        .unwrap();
    assert!(verified.success());
}

#[test]
fn selectors_are_refused_where_they_would_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [("BINARY", BINARY), ("COMMAND", "certify"), ("SELECTORS", "tag:auth\n")];
    let ran = run(&folder, &inputs);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    let expected = "::error title=Keycard::the input `selectors` is of no use to certify";
    assert!(ran.stdout.contains(expected), "{}", ran.stdout);
    // Lines without a word select nothing.
    let ran = run(
        &folder,
        &[("BINARY", BINARY), ("COMMAND", "certify"), ("SELECTORS", "\n \n")],
    );
    assert!(!ran.stdout.contains("`selectors`"), "{}", ran.stdout);
}

#[test]
fn a_failure_is_annotated_and_fails_the_step() {
    let folder = tempfile::tempdir().unwrap();
    let case = "channel-manager/auth/mews-refuses-a-client-token-not-in-force[getChannels,expired]";
    let arguments = "--fault\r\naccepts-expired-token\n\n--jobs\n4";
    let ran = run(
        &folder,
        &[("BINARY", BINARY), ("SELECTORS", case), ("ARGUMENTS", arguments)],
    );
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert!(ran.stdout.contains("::error "), "{}", ran.stdout);
    assert!(ran.summary.contains("Keycard: failed"), "{}", ran.summary);
    assert!(ran.outputs.contains("exit-code=1\n"));
}

#[test]
fn summary_and_annotations_can_be_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let inputs = [
        ("BINARY", BINARY),
        ("SELECTORS", CASES),
        ("SUMMARY", "false"),
        ("ANNOTATIONS", "false"),
    ];
    let ran = run(&folder, &inputs);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.summary, "");
    assert!(!ran.stdout.contains("::"), "{}", ran.stdout);
}

#[test]
fn what_is_not_told_passes_only_where_that_is_said() {
    let folder = tempfile::tempdir().unwrap();
    // Nobody listens on that port.
    fs::write(
        folder.path().join("keycard.toml"),
        "[mews]\nurl = \"http://127.0.0.1:9\"\nclient-token = { env = \"PATH\" }\nconnection-token = { env = \"PATH\" }\n",
    )
    .unwrap();
    let inputs = [("BINARY", BINARY), ("SELECTORS", CASES), ("CONFIG", "keycard.toml")];
    let ran = run(&folder, &inputs);
    assert_eq!(ran.code, Some(3), "{}{}", ran.stdout, ran.stderr);
    let ran = run(&folder, &[&inputs[..], &[("ALLOW_INCONCLUSIVE", "true")]].concat());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.outputs
            .ends_with("exit-code=3\nreports=keycard-reports\nevidence=\n"),
        "{}",
        ran.outputs
    );
}

#[test]
fn wrong_inputs_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for (inputs, says) in [
        (&[("BINARY", "none")][..], "is not a program"),
        (
            &[("BINARY", BINARY), ("COMMAND", "init")],
            "is run or certify, not init",
        ),
        (
            &[("BINARY", BINARY), ("WORKING_DIRECTORY", "none")],
            "there is no directory none",
        ),
    ] {
        let ran = run(&folder, inputs);
        assert_eq!(ran.code, Some(2), "{says}");
        assert!(
            ran.stdout.contains("::error title=Keycard::") && ran.stdout.contains(says),
            "{}",
            ran.stdout
        );
    }
    let ran = run(&folder, &[("BINARY", BINARY), ("SELECTORS", "no/such/case")]);
    assert_eq!(ran.code, Some(4), "{}", ran.stderr);
}

#[test]
fn no_input_is_read_as_code() {
    let folder = tempfile::tempdir().unwrap();
    let evil = "x; touch pwned; $(touch pwned) `touch pwned` && touch pwned";
    for name in [
        "SELECTORS",
        "ARGUMENTS",
        "CONFIG",
        "WORKING_DIRECTORY",
        "COMMAND",
        "BINARY",
    ] {
        let mut inputs = vec![("SELECTORS", CASES)];
        if name != "BINARY" {
            inputs.push(("BINARY", BINARY));
        }
        inputs.push((name, evil));
        let ran = run(&folder, &inputs);
        assert_ne!(ran.code, Some(0), "{name}");
    }
    run(&folder, &[("BINARY", BINARY), ("SELECTORS", CASES), ("REPORTS", evil)]);
    let ran = run(
        &folder,
        &[("BINARY", BINARY), ("SELECTORS", CASES), ("REPORTS", "a\nexit-code=0")],
    );
    assert!(
        ran.outputs.ends_with("reports=a exit-code=0\nevidence=\n"),
        "{}",
        ran.outputs
    );
    for folder in [folder.path(), root()] {
        assert!(!folder.join("pwned").exists());
    }
}

/// A stand-in for cargo tells what it was asked for, and puts the program where it would.
#[test]
fn without_a_program_it_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let tools = folder.path().join("tools");
    fs::create_dir(&tools).unwrap();
    let cargo = format!(
        "#!/usr/bin/env bash\nset -eu\necho \"$@\" >>'{0}/asked'\nroot=\"${{@: -1}}\"\nmkdir -p \"$root/bin\"\ncp '{BINARY}' \"$root/bin/keycard\"\n",
        folder.path().display()
    );
    fs::write(tools.join("cargo"), cargo).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(tools.join("cargo"), fs::Permissions::from_mode(0o755)).unwrap();
    }
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    for _ in 0..2 {
        let output = Command::new("bash")
            .arg(root().join("action/run.sh"))
            .current_dir(folder.path())
            .env_clear()
            .env("PATH", &path)
            .env("RUNNER_TEMP", folder.path())
            .env("GITHUB_ACTION_PATH", "/the/action")
            .env("KEYCARD_INPUT_SELECTORS", CASES)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    // Once: the second step of a job finds what the first one built.
    let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
    let root = folder.path().join("keycard");
    assert_eq!(
        asked,
        format!(
            "install --quiet --locked --path /the/action --root {}\n",
            root.display()
        )
    );
}

#[test]
fn definition_and_script_know_the_same_inputs() {
    let action: Value = serde_saphyr::from_str(ACTION).unwrap();
    let declared: BTreeSet<String> = action["inputs"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, input)| {
            assert!(
                input["description"].is_string() && input["default"].is_string(),
                "{name}"
            );
            name.clone()
        })
        .collect();
    let step = &action["runs"]["steps"][0];
    let handed: BTreeSet<String> = step["env"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(variable, value)| {
            let name = variable
                .strip_prefix("KEYCARD_INPUT_")
                .unwrap()
                .to_lowercase()
                .replace('_', "-");
            assert_eq!(value, &format!("${{{{ inputs.{name} }}}}"));
            name
        })
        .collect();
    assert_eq!(declared, handed);
    for name in &declared {
        let read = name.to_uppercase().replace('-', "_");
        let taken = [format!("$(input {read})"), format!("lines_of {read}")];
        assert!(
            taken.iter().any(|taken| SCRIPT.contains(taken)),
            "the script does not read {name}"
        );
    }
    for name in action["outputs"].as_object().unwrap().keys() {
        assert!(
            SCRIPT.contains(&format!("\"{name}=")),
            "the script does not write {name}"
        );
    }
    assert_eq!(action["runs"]["steps"].as_array().unwrap().len(), 1);
    assert!(
        !step["run"].as_str().unwrap().contains("${{"),
        "an input would be read as code"
    );
}

#[test]
fn the_script_has_no_fault_that_shellcheck_knows() {
    let Ok(output) = Command::new("shellcheck").arg(root().join("action/run.sh")).output() else {
        // Not everybody has it.
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// No daemon builds it here, so it is read.
#[test]
fn the_image_is_small_and_runs_as_nobody() {
    let lines: Vec<&str> = DOCKERFILE
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let stages: Vec<&&str> = lines.iter().filter(|line| line.starts_with("FROM ")).collect();
    let [build, last] = stages[..] else {
        panic!("{stages:?}")
    };
    let manifest: toml::Table = fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let version = manifest["package"]["rust-version"].as_str().unwrap();
    assert!(build.starts_with(&format!("FROM rust:{version}-")), "{build}");
    assert!(build.ends_with(" AS build") && last.contains("distroless"), "{last}");
    // Debian 12 is bookworm: a program for a newer C library would not start.
    assert!(build.contains("bookworm") && last.contains("debian12"));
    let after: Vec<&&str> = lines.iter().skip_while(|line| line != &last).collect();
    let position = |start: &str| after.iter().position(|line| line.starts_with(start)).unwrap();
    assert!(position("USER nonroot") < position("ENTRYPOINT"));
    assert!(lines.contains(&r#"ENTRYPOINT ["keycard"]"#));
    assert!(
        !DOCKERFILE.contains("ARG ") && !DOCKERFILE.contains("ENV "),
        "nothing of a person's goes in"
    );
    assert!(DOCKERFILE.contains("cargo build --release --locked"));

    let sent: BTreeSet<&str> = IGNORED.lines().filter_map(|line| line.strip_prefix('!')).collect();
    assert!(IGNORED.lines().any(|line| line == "*"));
    for needed in [
        "Cargo.toml",
        "Cargo.lock",
        "build.rs",
        "askama.toml",
        "src",
        "scenarios",
        "schemas",
        "snapshots",
        "benches",
        "tests",
    ] {
        assert!(sent.contains(needed), "the build needs {needed}");
        assert!(root().join(needed).exists(), "{needed}");
    }
    assert!(!sent.contains("target") && !sent.contains(".git"));
}
