//! A target behind a configuration, as a partner has it: another process would be no different.

use std::path::Path;

use keycard::contract::operation::Side;
use keycard::stub::faults::fault::Fault;
use keycard::stub::host::Host;
use keycard::stub::host_options::HostOptions;
use keycard::stub::secrets;
use keycard::stub::seed;
use serde_json::Value;
use support::{Ran, keycard_with};

/// Runs the binary with the tokens of the stub in the environment, and nothing else of ours.
/// Runs the binary in a folder, with the tokens that [`configuration`] names.
fn with_tokens(folder: &Path, arguments: &[&str]) -> Ran {
    let tokens = [
        ("PARTNER_CLIENT_TOKEN", "clientToken", "valid"),
        ("PARTNER_EXPIRED", "clientToken", "expired"),
        ("PARTNER_REVOKED", "clientToken", "revoked"),
        ("PARTNER_OTHER_CLIENT", "clientToken", "other-client"),
        ("PARTNER_CONNECTION_TOKEN", "connectionToken", "valid"),
        ("PARTNER_DISABLED", "connectionToken", "disabled"),
    ];
    let tokens = tokens.map(|(variable, property, name)| {
        (
            variable,
            seed::credential(Side::ChannelManager, property, name).unwrap(),
        )
    });
    let tokens: Vec<_> = tokens.iter().map(|(variable, token)| (*variable, &**token)).collect();
    keycard_with(folder, arguments, &tokens)
}

fn configuration(address: &str, more: &str) -> String {
    format!(
        r#"
environment = "demo"

[channel-manager]
url = "{address}/channelManager"
client-token = {{ env = "PARTNER_CLIENT_TOKEN" }}
connection-token = {{ env = "PARTNER_CONNECTION_TOKEN" }}
spaces = ["SGL", "DBL", "TWN", "DRM", "BED"]
rates = ["FLEX", "NONREF", "WEEK", "LATE", "PKG"]
known-booking = {{ channel-manager-id = "KC-BOOKING-1", reservation-code = "01", confirmation-number = "KC-R-1" }}
{more}
"#
    )
}

fn fault(name: &str) -> Fault {
    name.parse().unwrap()
}

fn host(fault: Option<Fault>) -> Host {
    Host::start(HostOptions {
        fault,
        ..HostOptions::default()
    })
    .unwrap()
}

fn report(folder: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(folder.join("out.json")).unwrap()).unwrap()
}

/// The verdict and the reason of a case.
fn verdict<'r>(report: &'r Value, id: &str) -> (&'r str, &'r str) {
    let case = report["cases"].as_array().unwrap().iter().find(|case| case["id"] == id);
    let case = case.unwrap_or_else(|| panic!("no case {id}"));
    (
        case["verdict"].as_str().unwrap(),
        case["reason"].as_str().unwrap_or_default(),
    )
}

#[test]
fn a_case_whose_credential_is_not_configured_is_not_run() {
    let host = host(None);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("keycard.toml"), configuration(host.address(), "")).unwrap();
    let run = with_tokens(
        folder.path(),
        &[
            "run",
            "--config",
            "keycard.toml",
            "--jobs",
            "1",
            "--report",
            "json=out.json",
        ],
    );
    assert_eq!(run.code, Some(0), "{}\n{}", run.stdout, run.stderr);

    let report = report(folder.path());
    let stem = "channel-manager/auth/channel-manager-refuses-a-client-token-not-in-force";
    assert_eq!(
        verdict(&report, &format!("{stem}[updatePrices,expired]")),
        ("not-run", "no `expired-client-token` is configured")
    );
    assert_eq!(
        verdict(&report, &format!("{stem}[updatePrices,wrong-case]")).0,
        "passed"
    );
    let summary = &report["run"]["summary"];
    assert_eq!(summary["failedRequired"], 0);
    assert!(summary["notRun"].as_u64().unwrap() > 0);
    assert!(run.stdout.contains("NOT RUN"), "what is not run is told");
    assert!(
        report["cases"]
            .as_array()
            .unwrap()
            .iter()
            .all(|case| case["underTest"] == "channel-manager"),
        "only the side that is configured is tested"
    );
}

#[test]
fn a_credential_that_is_configured_brings_its_cases() {
    let host = host(None);
    let folder = tempfile::tempdir().unwrap();
    let more = r#"
expired-client-token = { env = "PARTNER_EXPIRED" }
revoked-client-token = { env = "PARTNER_REVOKED" }
other-client-client-token = { env = "PARTNER_OTHER_CLIENT" }
disabled-connection-token = { env = "PARTNER_DISABLED" }
"#;
    std::fs::write(folder.path().join("keycard.toml"), configuration(host.address(), more)).unwrap();
    let arguments = [
        "run",
        "--config",
        "keycard.toml",
        "--report",
        "json=out.json",
        "--report",
        "junit=out.xml",
    ];
    let run = with_tokens(folder.path(), &arguments);
    assert_eq!(run.code, Some(0), "{}\n{}", run.stdout, run.stderr);
    let id = "channel-manager/auth/channel-manager-refuses-a-client-token-not-in-force[updatePrices,expired]";
    assert_eq!(verdict(&report(folder.path()), id).0, "passed");

    for file in ["out.json", "out.xml"] {
        let artefact = std::fs::read_to_string(folder.path().join(file)).unwrap();
        for secret in secrets::all() {
            assert!(
                !artefact.contains(secret),
                "{file} holds {}",
                keycard::redaction::secret::mask(secret)
            );
        }
        assert!(
            file != "out.json" || artefact.contains("BD8C***4ADE"),
            "a token is shown by its ends"
        );
    }
}

#[test]
fn a_target_with_a_fault_fails_and_says_where_and_why() {
    let host = host(Some(fault("category-error-without-code")));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("keycard.toml"), configuration(host.address(), "")).unwrap();
    let run = with_tokens(
        folder.path(),
        &["run", "--config", "keycard.toml", "covers:N-33", "--jobs", "1"],
    );
    let said = run.stdout;
    assert_eq!(run.code, Some(1), "{said}");
    for part in [
        "FAILED",
        "R-ERR-3",
        "expected",
        "actual",
        "response /errors/0",
        "source",
        "curl -X POST",
    ] {
        assert!(said.contains(part), "`{part}` is missing in\n{said}");
    }
    assert!(!said.contains(seed::PARTNER_CLIENT));
}

#[test]
fn nothing_that_writes_runs_against_production_unasked() {
    let host = host(None);
    let folder = tempfile::tempdir().unwrap();
    let production = configuration(host.address(), "").replace("\"demo\"", "\"production\"");
    std::fs::write(folder.path().join("keycard.toml"), production).unwrap();
    let run = with_tokens(
        folder.path(),
        &["run", "--config", "keycard.toml", "channel-manager/availability"],
    );
    assert_eq!(run.code, Some(4), "{}", run.stdout);
    assert!(run.stdout.contains("--allow-production-writes"));
    let allowed = [
        "run",
        "--config",
        "keycard.toml",
        "channel-manager/availability",
        "--allow-production-writes",
    ];
    assert_eq!(with_tokens(folder.path(), &allowed).code, Some(0));
}

#[test]
fn doctor_tells_faults_of_the_configuration_from_an_unreachable_target() {
    let host = host(None);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keycard.toml");
    std::fs::write(&file, configuration(host.address(), "")).unwrap();
    let well = with_tokens(folder.path(), &["doctor"]);
    assert_eq!(well.code, Some(0), "{}{}", well.stdout, well.stderr);
    assert!(well.stdout.contains("BD8C***4ADE"));

    std::fs::write(
        &file,
        configuration(
            host.address(),
            "expired-client-token = { env = \"PARTNER_CLIENT_TOKEN\" }",
        ),
    )
    .unwrap();
    let fault = with_tokens(folder.path(), &["doctor"]);
    assert_eq!(fault.code, Some(2));
    assert!(
        fault
            .stdout
            .contains("[channel-manager] expired-client-token is the same as client-token")
    );

    // Nobody can call back an address that stands for all of them.
    let listens = |more: &str| {
        let section = format!("\n[listen]\naddress = \"0.0.0.0:0\"\n{more}");
        std::fs::write(&file, configuration(host.address(), "") + &section).unwrap();
        with_tokens(folder.path(), &["doctor"])
    };
    let nowhere = listens("");
    assert_eq!(nowhere.code, Some(2), "{}", nowhere.stdout);
    assert!(nowhere.stdout.contains("[listen] public-url is missing"));
    let somewhere = listens("public-url = \"http://127.0.0.1:8400\"\n");
    assert_eq!(somewhere.code, Some(0), "{}", somewhere.stdout);

    let address = host.address().to_string();
    drop(host);
    std::fs::write(&file, configuration(&address, "")).unwrap();
    let gone = with_tokens(folder.path(), &["doctor", "--timeout", "2s"]);
    assert_eq!(gone.code, Some(3), "{}", gone.stdout);
    assert!(gone.stdout.contains("UNREACHABLE"));
    let run = with_tokens(
        folder.path(),
        &["run", "--config", "keycard.toml", "channel-manager/availability"],
    );
    assert_eq!(run.code, Some(3), "{}", run.stdout);
    assert!(run.stdout.contains("INCONCLUSIVE"));
}

#[test]
fn init_writes_what_check_takes_and_run_passes() {
    let host = host(None);
    let folder = tempfile::tempdir().unwrap();
    let init = with_tokens(folder.path(), &["init", "mine"]);
    assert_eq!(init.code, Some(0), "{}", init.stderr);
    let again = with_tokens(folder.path(), &["init", "mine"]);
    assert_eq!(again.code, Some(2), "an existing file is never written over");

    let check = with_tokens(folder.path(), &["check", "mine/keycard.toml", "mine/scenarios"]);
    assert_eq!(check.code, Some(0), "{}", check.stderr);

    let file = folder.path().join("mine/keycard.toml");
    let text_of_file = std::fs::read_to_string(&file).unwrap();
    let address = format!("{}/channelManager", host.address());
    std::fs::write(
        &file,
        text_of_file.replace("http://127.0.0.1:9000\"", &format!("{address}\"")),
    )
    .unwrap();
    let run = with_tokens(
        folder.path(),
        &[
            "run",
            "--config",
            "mine/keycard.toml",
            "takes-availability",
            "tag:valid",
        ],
    );
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
}

#[test]
fn the_configuration_of_the_folder_is_read_unless_another_target_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let case = "channel-manager/auth/mews-refuses-an-absent-client-token";
    let first = |ran: &Ran| ran.stdout.lines().next().unwrap_or_default().to_string();
    let ran = with_tokens(folder.path(), &["run", case]);
    assert_eq!(
        (ran.code, first(&ran).as_str()),
        (Some(0), "Testing the built-in stub.")
    );

    // Nobody is there: a run that tests the stub would pass.
    let mews = "[mews]\nurl = \"http://127.0.0.1:9\"\nclient-token = { env = \"PARTNER_CLIENT_TOKEN\" }\nspaces = [\"SGL\"]\nrates = [\"FLEX\"]\n";
    std::fs::write(folder.path().join("keycard.toml"), mews).unwrap();
    let ran = with_tokens(folder.path(), &["run", case]);
    assert_eq!(ran.code, Some(3), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(
        first(&ran),
        "Testing http://127.0.0.1:9, as keycard.toml says (demo environment)."
    );

    for named in [
        &["--target", "stub"][..],
        &["--stub", "confirmations=later"],
        &["--fault", "rate-without-currency"],
    ] {
        let ran = with_tokens(folder.path(), &[&["run", case], named].concat());
        assert_eq!(ran.code, Some(0), "{named:?}: {}{}", ran.stdout, ran.stderr);
        assert!(
            first(&ran).starts_with("Testing the built-in stub"),
            "{named:?}: {}",
            ran.stdout
        );
    }
}

#[test]
fn a_gate_takes_no_case_that_was_not_run() {
    let host = host(None);
    let folder = tempfile::tempdir().unwrap();
    let case = "channel-manager/auth/channel-manager-refuses-a-client-token-not-in-force";
    let run = |settings: &str, more: &[&str]| {
        let text = format!("{settings}\n{}", configuration(host.address(), ""));
        std::fs::write(folder.path().join("keycard.toml"), text).unwrap();
        with_tokens(folder.path(), &[&["run", case], more].concat())
    };
    assert_eq!(run("", &[]).code, Some(0));
    for (settings, more) in [("", &["--fail-on-not-run"][..]), ("fail-on-not-run = true", &[])] {
        let ran = run(settings, more);
        assert_eq!(ran.code, Some(3), "{}{}", ran.stdout, ran.stderr);
        assert!(
            ran.stderr.contains("were not run, and they would have to"),
            "{}",
            ran.stderr
        );
    }
}
