//! The commands of `keycard`: their groups in the help, and the names that they had before, which still work.

use std::fs;
use std::path::Path;

use support::{Ran, keycard_with};

/// The groups of `keycard --help` with their commands, in order.
const GROUPS: [(&str, &[&str]); 5] = [
    ("Start", &["init", "doctor", "check", "list", "demo"]),
    ("Test", &["run", "certify", "attest", "snapshots"]),
    ("Results", &["merge", "compare", "evidence"]),
    ("Secrets", &["redact"]),
    ("Maintain", &["contract", "self-test", "completions"]),
];

/// The commands that are in a group of their own, by the command above them.
const NESTED: [(&str, &[&str]); 2] = [
    ("evidence", &["keygen", "sign", "verify"]),
    ("contract", &["import", "diff"]),
];

/// Each old name of a command, and the words that replace it.
const MOVED: [(&str, &[&str]); 4] = [
    ("mutants", &["self-test"]),
    ("keygen", &["evidence", "keygen"]),
    ("sign", &["evidence", "sign"]),
    ("verify", &["evidence", "verify"]),
];

/// A scenario that passes against the built-in stub.
const SCENARIO: &str = "requirement: The channels can be read.
source: channel-manager-api/guidelines/responses
api: channel-manager
under-test: mews
steps:
  - call: getChannels
";

/// A configuration of a target that nobody calls.
const CONFIG: &str = r#"[channel-manager]
url = "http://127.0.0.1:9"
client-token = { env = "TREE_CLIENT_TOKEN" }
connection-token = { env = "TREE_CONNECTION_TOKEN" }
"#;

/// Runs the binary in a folder, with the tokens that [`CONFIG`] names.
fn with_tokens(folder: &Path, arguments: &[&str]) -> Ran {
    let tokens = [
        ("TREE_CLIENT_TOKEN", "client-0123456789-abcdef"),
        ("TREE_CONNECTION_TOKEN", "connection-0123456789-abcdef"),
    ];
    keycard_with(folder, arguments, &tokens)
}

/// A folder with a scenario, a configuration and an evidence pack.
fn stage() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    fs::write(folder.path().join("own/reads-channels.yaml"), SCENARIO).unwrap();
    fs::write(folder.path().join("keycard.toml"), CONFIG).unwrap();
    folder
}

/// Runs both forms in stages of their own, which have to come to the same; returns what they came to.
fn same(before: &[&[&str]], old: &[&str], new: &[&str]) -> Ran {
    let [old, new] = [old, new].map(|arguments| {
        let stage = stage();
        for arguments in before {
            let ran = with_tokens(stage.path(), arguments);
            assert_eq!(ran.code, Some(0), "{arguments:?}: {ran:?}");
        }
        with_tokens(stage.path(), arguments)
    });
    assert_eq!(old, new);
    old
}

/// Every command by its words.
fn commands() -> Vec<Vec<&'static str>> {
    let nested = |command: &str| NESTED.iter().find(|(above, _)| *above == command);
    let mut commands = vec![Vec::new()];
    for command in GROUPS.iter().flat_map(|(_, commands)| *commands) {
        commands.push(vec![*command]);
        for below in nested(command).iter().flat_map(|(_, below)| *below) {
            commands.push(vec![*command, *below]);
        }
    }
    commands
}

#[test]
fn the_help_shows_the_commands_in_groups() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let help = with_tokens(here, &["--help"]);
    assert_eq!(help.code, Some(0), "{help:?}");
    for words in [&["-h"][..], &["help"]] {
        assert_eq!(with_tokens(here, words), help, "{words:?}");
    }
    let mut shown: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in help.stdout.lines() {
        if let Some(group) = line.strip_suffix(':') {
            shown.push((group, Vec::new()));
        } else if let (Some(entry), Some((_, commands))) = (line.strip_prefix("  "), shown.last_mut()) {
            // Nothing is wrapped there.
            assert!(line.chars().count() <= 80, "{line}");
            let (command, about) = entry.split_once(' ').unwrap();
            assert!(!about.trim().is_empty(), "{line}");
            commands.push(command);
        }
    }
    let (options, groups) = shown.split_last().unwrap();
    assert_eq!(options.0, "Options");
    let groups: Vec<(&str, &[&str])> = groups
        .iter()
        .map(|(group, commands)| (*group, commands.as_slice()))
        .collect();
    assert_eq!(groups, GROUPS);
}

#[test]
fn every_command_has_its_help() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for words in commands() {
        let help = with_tokens(here, &[&words[..], &["--help"]].concat());
        let usage = ["Usage: keycard", &words.join(" ")].join(" ");
        assert!(help.stdout.contains(usage.trim_end()), "{help:?}");
        assert_eq!(help.code, Some(0), "{help:?}");
        assert_eq!(with_tokens(here, &[&["help"], &words[..]].concat()), help, "{words:?}");
    }
    for (above, below) in NESTED {
        let help = with_tokens(here, &[above, "--help"]).stdout;
        let places: Vec<usize> = below
            .iter()
            .map(|command| {
                help.find(&format!("\n  {command} "))
                    .unwrap_or_else(|| panic!("{command}: {help}"))
            })
            .collect();
        assert!(places.is_sorted(), "{help}");
    }
}

#[test]
fn no_help_and_no_completion_shows_an_old_name() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    for words in commands() {
        for flag in ["-h", "--help"] {
            texts.push(with_tokens(here, &[&words[..], &[flag]].concat()).stdout);
        }
    }
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = with_tokens(here, &["completions", shell]);
        assert_eq!(script.code, Some(0), "{script:?}");
        for now in ["self-test", "evidence", "keygen", "no-builtin", "restart"] {
            assert!(script.stdout.contains(now), "{shell} has no {now}");
        }
        texts.push(script.stdout);
    }
    for text in texts {
        for old in [
            "mutants",
            "--only",
            "--anew",
            "keycard keygen",
            "keycard sign",
            "keycard verify",
        ] {
            assert!(!text.contains(old), "{old}: {text}");
        }
    }
}

#[test]
fn an_old_name_has_the_help_of_the_new_one() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (old, new) in MOVED {
        let help = with_tokens(here, &[new, &["--help"]].concat());
        assert_eq!(help.code, Some(0), "{help:?}");
        assert_eq!(with_tokens(here, &[old, "--help"]), help);
        assert_eq!(with_tokens(here, &["help", old]), help);
        // What is wrong with the arguments is said in the new words.
        let wrong = with_tokens(here, &[new, &["--no-such-option"]].concat());
        assert_eq!(wrong.code, Some(2), "{wrong:?}");
        assert_eq!(with_tokens(here, &[old, "--no-such-option"]), wrong);
    }
}

#[test]
fn old_commands_give_the_same() {
    let pack: &[&str] = &[
        "run",
        "--target",
        "stub",
        "--no-builtin",
        "--scenarios",
        "own",
        "--evidence",
        "pack",
    ];
    let keys: &[&str] = &["evidence", "keygen", "--out", "key.pem"];
    // No two keys have the same fingerprint.
    let stage = stage();
    let made = with_tokens(stage.path(), &["keygen", "--out", "key.pem"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(stage.path().join("key.pub.pem").exists());
    let again = with_tokens(stage.path(), &["evidence", "keygen", "--out", "key.pem"]);
    assert_eq!(with_tokens(stage.path(), &["keygen", "--out", "key.pem"]), again);
    assert_eq!(again.code, Some(2), "{again:?}");

    let packed = with_tokens(stage.path(), pack);
    assert_eq!(packed.code, Some(0), "{packed:?}");
    let signed = with_tokens(stage.path(), &["sign", "pack", "--key", "key.pem"]);
    assert_eq!(signed.code, Some(0), "{signed:?}");
    let refused = with_tokens(stage.path(), &["evidence", "sign", "pack", "--key", "key.pem"]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert_eq!(
        with_tokens(stage.path(), &["sign", "pack", "--key", "key.pem"]),
        refused
    );

    let verified = with_tokens(stage.path(), &["verify", "pack", "--public-key", "key.pub.pem"]);
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let new = ["evidence", "verify", "pack", "--public-key", "key.pub.pem"];
    assert_eq!(with_tokens(stage.path(), &new), verified);
    fs::write(stage.path().join("pack/added.txt"), "more").unwrap();
    let altered = with_tokens(stage.path(), &["verify", "pack"]);
    assert_eq!(altered.code, Some(1), "{altered:?}");
    assert_eq!(with_tokens(stage.path(), &["evidence", "verify", "pack"]), altered);

    let unsigned = same(
        &[keys],
        &["sign", "none", "--key", "key.pem"],
        &["evidence", "sign", "none", "--key", "key.pem"],
    );
    assert_eq!(unsigned.code, Some(2), "{unsigned:?}");
}

#[test]
fn the_old_name_of_the_self_test_gives_the_same() {
    // A whole one takes minutes; `tests/faults/` has it.
    for arguments in [&["truncated-jsn"][..], &["--jobs", "0"], &["--first", "--first"]] {
        let ran = same(
            &[],
            &[&["mutants"], arguments].concat(),
            &[&["self-test"], arguments].concat(),
        );
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(!ran.stderr.contains("mutants"), "{ran:?}");
    }
}

#[test]
fn old_flags_give_the_same() {
    let both = |new: &[&str], flag: &str, old: &str| {
        let older: Vec<&str> = new.iter().map(|word| if *word == flag { old } else { word }).collect();
        assert_ne!(older, new);
        same(&[], &older, new)
    };
    let listed = both(
        &["list", "--no-builtin", "--scenarios", "own"],
        "--no-builtin",
        "--only",
    );
    assert_eq!(listed.code, Some(0), "{listed:?}");
    assert_eq!(listed.stdout.lines().count(), 1, "{listed:?}");
    let snapshots = [
        "snapshots",
        "list",
        "--dir",
        "own",
        "--no-builtin",
        "--scenarios",
        "own",
    ];
    let snapshots = both(&snapshots, "--no-builtin", "--only");
    assert_eq!(snapshots.code, Some(0), "{snapshots:?}");
    let failing = ["run", "--no-builtin", "--scenarios", "nowhere"];
    assert_eq!(both(&failing, "--no-builtin", "--only").code, Some(2));
    let certify = ["certify", "--resume", "--restart", "NO-1"];
    let certified = both(&certify, "--restart", "--anew");
    assert_eq!(certified.code, Some(2), "{certified:?}");
    assert!(
        certified
            .stderr
            .contains("--restart: the plan `channel-manager` has no test `NO-1`"),
        "{certified:?}"
    );

    // A run takes another time each time, and its report has the new name.
    let stage = stage();
    let run = |flag: &str| {
        let arguments = [
            "run",
            "--target",
            "stub",
            flag,
            "--scenarios",
            "own",
            "--seed",
            "7",
            "--report",
            "json=out.json",
        ];
        let ran = with_tokens(stage.path(), &arguments);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(ran.stdout.contains("1 passed of 1 case"), "{ran:?}");
        let report: serde_json::Value =
            serde_json::from_slice(&fs::read(stage.path().join("out.json")).unwrap()).unwrap();
        report["run"]["selection"].clone()
    };
    assert_eq!(run("--only"), run("--no-builtin"));
    assert_eq!(run("--only"), serde_json::json!(["--no-builtin"]));
}

#[test]
fn what_is_misspelt_is_answered_with_the_name_of_today() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (words, suggestion) in [
        (&["cerify"][..], "'certify'"),
        (&["self-tst"], "'self-test'"),
        (&["mutant"], "'self-test'"),
        (&["verfy"], "'evidence verify'"),
        (&["keygn"], "'evidence keygen'"),
        (&["evidence", "sgin"], "'sign'"),
        (&["list", "--onyl"], "'--no-builtin'"),
        (&["list", "--no-builtn"], "'--no-builtin'"),
        (&["certify", "--anow", "RES-3"], "'--restart'"),
    ] {
        let ran = with_tokens(here, words);
        assert_eq!(ran.code, Some(2), "{words:?}: {ran:?}");
        assert!(
            ran.stderr.contains("similar") && ran.stderr.contains(suggestion),
            "{words:?}: {ran:?}"
        );
    }
    let unknown = with_tokens(here, &["fly"]);
    assert!(unknown.stderr.contains("unrecognized subcommand 'fly'"), "{unknown:?}");
}

#[test]
fn a_side_is_who_hosts_the_operations() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for side in ["mews", "channel-manager"] {
        let listed = with_tokens(here, &["list", "--operations", "--side", side]);
        assert_eq!(listed.code, Some(0), "{listed:?}");
        let mut rows = listed.stdout.lines().skip(1).peekable();
        assert!(rows.peek().is_some());
        assert!(
            rows.all(|row| row.split_whitespace().next() == Some(side)),
            "{listed:?}"
        );
    }
    let ran = with_tokens(here, &["run", "--target", "http://127.0.0.1:9"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr.contains("write --side mews or --side channel-manager"),
        "{ran:?}"
    );
}
