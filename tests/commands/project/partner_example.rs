//! The crate in `examples/partner/` is built and run as a partner would: with cargo, outside of
//! this package.
//!
//! It is copied to a folder of its own first, so that a test never writes into the source, and
//! built into the target directory that is in use, with the same lock file: most of what it needs
//! is there already. Cargo lets go of that directory before it runs tests.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[test]
#[ignore = "it builds the library once more; .ci/full runs it"]
fn a_partner_runs_its_own_scenarios_with_three_lines() {
    let partner = Partner::copy();

    let own = partner.test(None);
    let text = text(&own);
    assert!(own.status.success(), "{text}");
    assert!(text.contains("test availability/takes-a-whole-month"), "{text}");
    assert!(
        text.contains("test tokens/refuses-tokens-that-do-not-fit[updatePrices,unknown]"),
        "{text}"
    );
    assert!(text.contains("test result: ok. 19 passed; 0 failed"), "{text}");

    // The same with an expectation that the stub does not meet.
    let wrong = partner.folder.join("wrong");
    fs::create_dir(&wrong).expect("a folder");
    let scenario = fs::read_to_string(root().join("examples/partner/scenarios/availability/takes-a-whole-month.yaml"))
        .expect("the example")
        .replace("expect: { success: true }", "expect: { error: 8 }");
    fs::write(wrong.join("planted.yaml"), scenario).expect("a file");
    let planted = partner.test(Some(&wrong));
    let text = self::text(&planted);
    assert!(!planted.status.success(), "{text}");
    assert!(text.contains("outcome"), "{text}");
    assert!(text.contains("expected  error 8"), "{text}");
    assert!(text.contains("test result: FAILED. 0 passed; 1 failed"), "{text}");
}

#[test]
fn the_example_is_three_lines() {
    let code = fs::read_to_string(root().join("examples/partner/tests/contract.rs")).expect("the example");
    let lines = code
        .lines()
        .filter(|line| !line.starts_with("//") && !line.trim().is_empty());
    assert_eq!(lines.count(), 3);
}

/// The example, copied.
struct Partner {
    folder: PathBuf,
}

impl Partner {
    fn copy() -> Self {
        // Always the same folder: cargo goes by its path, and would keep what it built for each.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("partner-example");
        if folder.exists() {
            fs::remove_dir_all(&folder).expect("the copy of an earlier run");
        }
        copy(&root().join("examples/partner"), &folder);
        let manifest = folder.join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let here = format!("path = {:?}", root());
        assert!(text.contains("path = \"../..\""), "{text}");
        fs::write(&manifest, text.replace("path = \"../..\"", &here)).expect("a manifest");
        // The same versions as here, which have been fetched already.
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        Self { folder }
    }

    /// Runs `cargo test` in it.
    fn test(&self, scenarios: Option<&Path>) -> Output {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["test", "--offline", "--color", "never", "--test", "contract"])
            .current_dir(&self.folder);
        // What cargo says of this package would make build scripts of others run again.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if matches!(&*name, "CARGO" | "OUT_DIR")
                || name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
            {
                command.env_remove(&*name);
            }
        }
        command
            .env("CARGO_TARGET_DIR", target())
            // As in the profile of this package: what is built differently is built again.
            .env("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")
            .env_remove("KEYCARD_SCENARIOS")
            .env_remove("KEYCARD_CONFIG");
        if let Some(folder) = scenarios {
            command.env("KEYCARD_SCENARIOS", folder);
        }
        command.output().expect("cargo runs")
    }
}

fn text(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The target directory that is in use.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("a folder above it")
        .to_path_buf()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name");
        if name == "target" || name == "Cargo.lock" {
            continue;
        }
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(&path, to.join(name)).expect("a file");
        }
    }
}
