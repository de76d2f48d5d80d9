//! What the README shows is true: its examples are valid, its commands exist, its tables are whole.

use std::path::Path;

use clap::Parser;
use keycard::cli::commands::Arguments;
use keycard::config::file::{self, ConfigFile};
use keycard::config::resolve;
use keycard::input::schema;
use keycard::input::source::{Source, Syntax};
use keycard::plan::credential::CredentialName;
use keycard::scenario;
use keycard::stub::faults::fault::Fault;
use support::{keycard, keycard_in};

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));

/// The fenced blocks of a language.
fn blocks(language: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut lines = README.lines();
    while let Some(line) = lines.next() {
        let Some(opened) = line.strip_prefix("```") else {
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if opened == language {
            found.push(block.join("\n") + "\n");
        }
    }
    found
}

/// Every command line of a console block.
fn commands() -> Vec<String> {
    blocks("console")
        .iter()
        .flat_map(|block| block.lines())
        .filter_map(|line| line.strip_prefix("$ ").map(str::to_string))
        .collect()
}

/// What the binary prints in a folder, where it has to pass.
fn printed(folder: &Path, arguments: &[&str]) -> String {
    keycard_in(folder, arguments).passed().stdout
}

#[test]
fn the_scenario_does_what_is_said_of_it() {
    let scenarios = blocks("yaml");
    assert_eq!(scenarios.len(), 2);
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("my-scenarios");
    std::fs::create_dir(&own).unwrap();
    for (index, scenario) in scenarios.iter().enumerate() {
        std::fs::write(own.join(format!("example-{index}.yaml")), scenario).unwrap();
    }
    let checked = printed(folder.path(), &["check", "my-scenarios"]);
    assert!(README.contains(checked.trim()), "README says otherwise: {checked}");
    let ran = printed(folder.path(), &["run", "--no-builtin", "--scenarios", "my-scenarios"]);
    let (counts, _) = ran.rsplit_once(" in ").unwrap();
    assert!(README.contains(counts.trim()), "README says otherwise: {ran}");
}

#[test]
fn the_number_of_cases_is_true() {
    let listed = printed(Path::new(env!("CARGO_MANIFEST_DIR")), &["list"]);
    let number = listed.lines().count();
    assert!(
        README.contains(&format!("{number} built-in cases")),
        "README does not say that there are {number} cases"
    );
    assert!(README.contains(&format!("{number} passed of {number} cases against the built-in stub")));
    let faults = Fault::all().count();
    assert!(
        README.contains(&format!("plants each of {faults} mistakes")),
        "{faults} faults"
    );
}

#[test]
fn the_configurations_are_valid() {
    let mut configurations = 0;
    for block in blocks("toml") {
        if block.contains("[[test]]") {
            let manifest: toml::Table = block.parse().unwrap();
            assert!(manifest["dev-dependencies"]["keycard"].is_table());
            assert_eq!(manifest["test"][0]["harness"].as_bool(), Some(false));
            continue;
        }
        configurations += 1;
        let source = Source::new("README.md", Syntax::Toml, block);
        let document: ConfigFile = schema::read(&source, file::schema).unwrap_or_else(|problems| panic!("{problems}"));
        let variable = |name: &str| Some(format!("{name}-0123456789"));
        let config = resolve::config(&source, document, Path::new(""), &variable)
            .unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(config.warnings.len(), 0);
        assert_eq!(config.endpoints.len(), 1);
    }
    assert_eq!(configurations, 4);
}

#[test]
fn the_commands_exist() {
    let commands = commands();
    for command in &commands {
        let words: Vec<String> = command
            .split(' ')
            .map(|word| word.trim_matches('\'').to_string())
            .collect();
        let rest = match words[0].as_str() {
            "keycard" => &words[1..],
            "cargo" if words.iter().any(|word| word == "--") => {
                let after = words.iter().position(|word| word == "--").unwrap();
                &words[after + 1..]
            }
            "cargo" | "export" => continue,
            other => panic!("what is `{other}`?"),
        };
        let whole = std::iter::once("keycard".to_string()).chain(rest.iter().cloned());
        if let Err(error) = Arguments::try_parse_from(whole) {
            panic!("{command}\n{error}");
        }
    }
    for name in [
        "cargo run --release -- run",
        "cargo test",
        "keycard init",
        "keycard doctor",
        "keycard run",
        "keycard check",
        "keycard snapshots",
        "keycard redact",
        "keycard evidence keygen",
        "keycard evidence verify",
        "keycard compare",
        "keycard merge",
        "keycard demo",
        "keycard certify",
        "keycard attest",
        "keycard self-test",
    ] {
        assert!(commands.iter().any(|command| command.starts_with(name)), "{name}");
    }
}

#[test]
fn the_failure_is_shown_as_it_is() {
    let command = commands()
        .into_iter()
        .find(|command| command.contains("--fault"))
        .unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).map(|word| word.trim_matches('\'')).collect();
    let output = keycard().args(words).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    // Ports, keys of cases and times differ from run to run.
    for line in String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|line| !line.contains("http://") && !line.contains(" in 0."))
    {
        assert!(README.lines().any(|shown| shown == line), "README lacks: {line}");
    }
}

#[test]
fn the_tables_are_whole() {
    let lacks = |word: &str| !README.contains(&format!("`{word}`"));
    for (name, _) in CredentialName::ALL {
        assert!(!lacks(name), "README does not tell of the credential `{name}`");
    }
    let schema = scenario::file::schema();
    let keys = |value: &serde_json::Value| -> Vec<String> {
        value["properties"].as_object().unwrap().keys().cloned().collect()
    };
    let parts = ["WrittenStep", "WrittenExpect"].map(|part| keys(&schema["$defs"][part]));
    for key in keys(&schema).iter().chain(parts.iter().flatten()) {
        assert!(!lacks(key), "README does not tell of the key `{key}`");
    }
    for check in Fault::all().map(Fault::caught_by) {
        // The rules of the Connector API are a letter and two digits.
        let rule = check.starts_with("R-") || (check.len() == 3 && check.ends_with(|c: char| c.is_ascii_digit()));
        assert!(rule || !lacks(check), "README does not tell of the check `{check}`");
    }
    for code in 0..=4 {
        assert!(
            README.contains(&format!("\n| {code} | ")),
            "README lacks exit code {code}"
        );
    }
}
