//! The Connector API as a target: what a configuration says of it, and that tokens of one environment do not
//! get into the other by accident. Through the binary; nothing here leaves this machine.

use std::fs;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

use serde_json::Value;
use support::{CLIENT, CONNECTION, Ran, Server, connector_answer, finish, keycard, request, write_connector_scenario};
use tempfile::TempDir;

const DECOY: &str = "0F1E2D3C4B5A69788796A5B4C3D2E1F0-DECOY-00112233445566778899AABBCCD";

/// The two tokens of a published integration of the demo environment, each in two halves.
struct Published {
    client: [&'static str; 2],
    access: [&'static str; 2],
}

const FIRST: Published = Published {
    client: ["E0D439EE522F44368DC78E1BFB03710C", "D24FB11DBE31D4621C4817E028D9E1D"],
    access: ["C66EF7B239D24632943D115EDE9CB810", "EA00F8FD8294692C940F6B5A8F9453D"],
};
const SECOND: Published = Published {
    client: ["E916C341431C4D28A866AD200152DBD3", "A046EB5583FFBE94DE1172237763712"],
    access: ["1AEFA58C55E74D65BDC7AD2001564C12", "66633E0B736F523379B9E5966165A55"],
};

fn token(halves: [&str; 2]) -> String {
    halves.join("-")
}

/// What a program said, with lines that were broken put together.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace("\n  │", "")
}

/// A target that refuses everything and keeps what it was sent.
struct Target {
    server: Server,
    bodies: Arc<Mutex<Vec<Value>>>,
}

impl Target {
    fn refusing() -> Self {
        let bodies: Arc<Mutex<Vec<Value>>> = Arc::default();
        let seen = Arc::clone(&bodies);
        let server = Server::start(move |mut stream| {
            while let Some(body) = request(&mut stream) {
                let body = serde_json::from_str(&body).unwrap_or_default();
                seen.lock().unwrap().push(body);
                connector_answer(&mut stream, 401, "", "{\"Message\":\"No.\"}");
            }
        });
        Self { server, bodies }
    }

    fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    fn bodies(&self) -> Vec<Value> {
        self.bodies.lock().unwrap().clone()
    }
}

/// A folder with one scenario of those steps, and a configuration.
fn folder(steps: &str, config: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_connector_scenario(folder.path(), "case", steps);
    fs::write(folder.path().join("keycard.toml"), config).unwrap();
    folder
}

/// A configuration of the Connector API, with what else stands in its section.
fn connector(url: &str, more: &str) -> String {
    format!(
        "[connector]\nurl = \"{url}\"\nclient-token = {{ env = \"MEWS_CLIENT_TOKEN\" }}\n\
         access-token = {{ env = \"MEWS_ACCESS_TOKEN\" }}\n{more}\n"
    )
}

fn command(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = keycard();
    command
        .current_dir(folder.path())
        .args(words)
        .env("MEWS_CLIENT_TOKEN", CLIENT)
        .env("MEWS_ACCESS_TOKEN", CONNECTION)
        .env("DECOY", DECOY);
    command
}

const OF_FILE: [&str; 6] = ["run", "--config", "keycard.toml", "--no-builtin", "--scenarios", "."];

fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    let mut command = command(folder, &OF_FILE);
    command.args(arguments);
    finish(command, |_| {})
}

const REFUSED: &str = "- call: accountingCategories/getAll\n  expect: { status: 401 }";

#[test]
fn a_configuration_says_what_is_sent() {
    let target = Target::refusing();
    let more = "client = \"Acme PMS 1.0\"\nknown = { services = \"s-1\" }\nforeign = { services = \"f-1\" }";
    let steps = "- call: services/getAll\n  with: { AccessToken: expired }\n  body:\n    Client: \"${target.client}\"\n    \
                 ServiceIds: [\"${target.known.services}\", \"${target.foreign.services}\"]\n  expect: { status: 401 }";
    let more = format!("{more}\nexpired-access-token = {{ env = \"DECOY\" }}");
    let ran = run(&folder(steps, &connector(&target.url(), &more)), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let body = &target.bodies()[0];
    assert_eq!(body["ClientToken"], CLIENT);
    assert_eq!(body["AccessToken"], DECOY);
    assert_eq!(body["Client"], "Acme PMS 1.0");
    assert_eq!(body["ServiceIds"], serde_json::json!(["s-1", "f-1"]));
}

#[test]
fn the_client_goes_by_the_name_of_keycard_if_it_has_none() {
    let target = Target::refusing();
    let steps = format!("{REFUSED}\n  body: {{ Client: \"${{target.client}}\" }}");
    let ran = run(&folder(&steps, &connector(&target.url(), "")), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let client = concat!("Keycard ", env!("CARGO_PKG_VERSION"));
    assert_eq!(target.bodies()[0]["Client"], client);
}

#[test]
fn a_case_that_needs_what_is_not_configured_is_not_run_and_says_why() {
    let target = Target::refusing();
    for (steps, reason) in [
        (
            "- call: accountingCategories/getAll\n  with: { AccessToken: portfolio }",
            "no `portfolio-access-token` is configured",
        ),
        (
            "- call: accountingCategories/getAll\n  with: { ClientToken: other-environment }",
            "no `other-environment-client-token` is configured",
        ),
        (
            "- call: services/getAll\n  body: { ServiceIds: [\"${target.known.services}\"] }",
            "too little is configured as `known`",
        ),
    ] {
        let ran = run(&folder(steps, &connector(&target.url(), "")), &[]);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        let said = ran.report["cases"][0]["reason"].as_str().unwrap();
        assert!(said.contains(reason), "{said}");
    }
    assert_eq!(target.bodies().len(), 0);
}

#[test]
fn a_decoy_brings_its_cases() {
    let target = Target::refusing();
    let steps =
        "- call: accountingCategories/getAll\n  with: { AccessToken: other-environment }\n  expect: { status: 401 }";
    let more = "other-environment-access-token = { env = \"DECOY\" }";
    let ran = run(&folder(steps, &connector(&target.url(), more)), &[]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(target.bodies()[0]["AccessToken"], DECOY);
}

#[test]
fn a_target_that_lets_nothing_in_is_told_from_one_that_answers_wrongly() {
    let said =
        "warning: the system under test rejects every request: accountingCategories/getAll was answered with HTTP ";
    for (status, body, told) in [
        (401, "{\"Message\":\"No.\"}", true),
        (404, "<h1>Not here</h1>", true),
        (404, "{\"Message\":\"No such enterprise.\"}", false),
        (500, "{}", false),
    ] {
        let server = Server::start(move |mut stream| {
            while request(&mut stream).is_some() {
                connector_answer(&mut stream, status, "", body);
            }
        });
        let url = format!("http://{}", server.address);
        let ran = run(
            &folder("- call: accountingCategories/getAll", &connector(&url, "")),
            &[],
        );
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert_eq!(ran.stderr.contains(&format!("{said}{status}")), told, "{ran:?}");
    }
    // It was to be refused.
    let target = Target::refusing();
    let steps = REFUSED.replace("401 }", "401, check: [\"status == 402\"] }");
    let ran = run(&folder(&steps, &connector(&target.url(), "")), &[]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(!ran.stderr.contains("rejects every request"), "{ran:?}");
}

#[test]
fn only_what_is_configured_is_selected() {
    let target = Target::refusing();
    let folder = folder(REFUSED, &connector(&target.url(), ""));
    support::write_scenario(folder.path(), "channels", "- call: getChannels");
    let ran = run(&folder, &[]);
    assert_eq!(ran.verdicts(), [("case".to_string(), "passed".to_string())]);
    let mews = format!(
        "[mews]\nurl = \"{}\"\nclient-token = {{ env = \"DECOY\" }}\n",
        target.url()
    );
    fs::write(folder.path().join("keycard.toml"), mews).unwrap();
    let ran = run(&folder, &[]);
    assert_eq!(ran.verdicts(), [("channels".to_string(), "failed".to_string())]);
}

#[test]
fn a_target_needs_no_file() {
    let target = Target::refusing();
    let folder = folder(REFUSED, "");
    let words = [
        "run",
        "--api",
        "connector",
        "--target",
        &target.url(),
        "--no-builtin",
        "--scenarios",
        ".",
    ];
    let ran = finish(command(&folder, &words), |_| {});
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(target.bodies()[0]["AccessToken"], CONNECTION);

    let mut lacking = command(&folder, &words);
    lacking.env_remove("MEWS_ACCESS_TOKEN");
    let ran = finish(lacking, |_| {});
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.stderr.contains("MEWS_ACCESS_TOKEN is not set"), "{}", ran.stderr);
    assert!(ran.stdout.contains("no `access-token` is configured"), "{}", ran.stdout);
    assert_eq!(target.bodies().len(), 1);
}

/// What `keycard check` says of a configuration with those tokens.
fn check(config: &str, tokens: &[(&str, String)]) -> Output {
    let folder = folder(REFUSED, config);
    let mut command = command(&folder, &["check", "keycard.toml"]);
    command.envs(tokens.iter().map(|(name, token)| (*name, token.as_str())));
    let output = command.output().unwrap();
    for (_, token) in tokens {
        let said = text(&output.stderr) + &text(&output.stdout);
        assert!(!said.contains(&token[4..28]), "a part of a token is shown:\n{said}");
    }
    output
}

#[test]
fn published_tokens_are_no_tokens_of_production() {
    let config = format!(
        "environment = \"production\"\n{}",
        connector("https://api.mews.com", "revoked-access-token = { env = \"MORE\" }")
    );
    let own = |name| (name, "0123456789ABCDEF".repeat(4));
    let good = check(&config, &[own("MORE")]);
    assert_eq!(good.status.code(), Some(0), "{}", text(&good.stderr));
    for (name, token, said) in [
        (
            "MEWS_CLIENT_TOKEN",
            token(FIRST.client),
            "the published demo client token of Are you ready to integrate with Mews?",
        ),
        (
            "MEWS_ACCESS_TOKEN",
            token(FIRST.access),
            "the published demo access token of Are you ready to integrate with Mews?, gross pricing",
        ),
        (
            "MORE",
            token(SECOND.access),
            "the published demo access token of Connector API Test Client 2, net pricing",
        ),
        (
            "MORE",
            token(SECOND.client).to_lowercase(),
            "the published demo client token of Connector API Test Client 2",
        ),
    ] {
        let output = check(&config, &[own("MORE"), (name, token.clone())]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let stderr = text(&output.stderr);
        assert!(stderr.contains(said), "{stderr}");

        if name != "MORE" {
            let folder = folder(REFUSED, "");
            let words = [
                "run",
                "--api",
                "connector",
                "--target",
                "https://api.mews.com",
                "--no-builtin",
                "--scenarios",
                ".",
            ];
            let output = command(&folder, &words).env(name, token).output().unwrap();
            assert_eq!(output.status.code(), Some(2));
            let stderr = text(&output.stderr);
            assert!(stderr.contains(name) && stderr.contains(said), "{stderr}");
        }
    }
}

/// The other direction: a token of the demo environment goes to production only as a decoy, and where it is asked for.
#[test]
fn production_sees_a_demo_token_only_as_a_decoy_that_is_asked_for() {
    let production = |more: &str| {
        format!(
            "environment = \"production\"\n{}",
            connector("https://api.mews.com", more)
        )
    };
    let decoy = "other-environment-access-token = { env = \"DECOY\" }";
    let steps =
        "- call: accountingCategories/getAll\n  with: { AccessToken: other-environment }\n  expect: { status: 401 }";
    let ran = run(&folder(steps, &production("")), &[]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let said = ran.report["cases"][0]["reason"].as_str().unwrap();
    assert!(
        said.contains("no `other-environment-access-token` is configured"),
        "{said}"
    );
    assert_eq!(ran.report["cases"][0]["exchanges"], serde_json::json!([]));
    let own = |name| (name, "0123456789ABCDEF".repeat(4));
    let output = check(&production(decoy), &[own("MORE")]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    // One that is in force anywhere is no decoy.
    let output = check(&production(decoy), &[("DECOY", token(FIRST.access))]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    let output = check(&production(decoy), &[("DECOY", CONNECTION.to_string())]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
}

#[test]
fn published_tokens_that_do_not_belong_together_are_warned_of() {
    let config = connector("https://api.mews-demo.com", "");
    let mixed = [
        ("MEWS_CLIENT_TOKEN", token(FIRST.client)),
        ("MEWS_ACCESS_TOKEN", token(SECOND.access)),
    ];
    let output = check(&config, &mixed);
    assert_eq!(output.status.code(), Some(0));
    let stderr = text(&output.stderr);
    assert!(stderr.contains("but the other token is"), "{stderr}");
    for published in [FIRST, SECOND] {
        let pair = [
            ("MEWS_CLIENT_TOKEN", token(published.client)),
            ("MEWS_ACCESS_TOKEN", token(published.access)),
        ];
        let output = check(&config, &pair);
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()));
    }
}

#[test]
fn only_the_usual_port_is_the_published_one() {
    let own = |name| (name, "0123456789ABCDEF".repeat(4));
    let tokens = [own("MEWS_CLIENT_TOKEN"), own("MEWS_ACCESS_TOKEN")];
    for (url, environment, code, said) in [
        ("https://api.mews.com", "production", 0, ""),
        ("https://api.mews.com:443", "production", 0, ""),
        (
            "https://api.mews.com:8443",
            "production",
            2,
            "this is no published address of the platform's production",
        ),
        (
            "https://api.mews.com:8443",
            "demo",
            2,
            "this is the production environment",
        ),
        (
            "https://api.mews-demo.com:8443",
            "production",
            2,
            "this is the demo environment",
        ),
        (
            "https://api.mews-demo.com:443",
            "demo",
            0,
            "this is faster than the 200 requests",
        ),
        ("https://api.mews-demo.com:8443", "demo", 0, ""),
    ] {
        let pace = if environment == "demo" { "pace = \"none\"" } else { "" };
        let config = format!("environment = \"{environment}\"\n{}", connector(url, pace));
        let output = check(&config, &tokens);
        let shown = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{url}: {shown}");
        assert!(shown.contains(said), "{url}: {shown}");
        assert_eq!(shown.is_empty(), said.is_empty(), "{url}: {shown}");
    }
}

#[test]
fn a_name_of_an_id_that_no_operation_needs_is_warned_of() {
    let config = connector("http://127.0.0.1:9", "known = { servces = \"x\", rates = \"y\" }");
    let output = check(&config, &[]);
    let shown = text(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{shown}");
    assert!(shown.contains("did you mean `services`?"), "{shown}");
    assert!(!shown.contains("`rates`"), "{shown}");
}

#[test]
fn doctor_notices_published_tokens_in_each_other_s_place() {
    let target = Target::refusing();
    let folder = folder(REFUSED, &connector(&target.url(), ""));
    let own = "0123456789ABCDEF".repeat(4);
    let of_client = "client-token is 1AEF***5A55, the published demo access token of Connector API Test Client 2, net pricing, \
                     which belongs in the place of access-token";
    let of_access = "access-token is E916***3712, the published demo client token of Connector API Test Client 2, \
                     which belongs in the place of client-token";
    for (client, access, faults) in [
        (token(SECOND.access), token(SECOND.client), [true, true]),
        (token(SECOND.access), own.clone(), [true, false]),
        (own, token(SECOND.client), [false, true]),
    ] {
        let mut command = command(&folder, &["doctor"]);
        command
            .env("MEWS_CLIENT_TOKEN", client)
            .env("MEWS_ACCESS_TOKEN", access);
        let output = command.output().unwrap();
        let said = text(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains("are the two in each other's place?"), "{said}");
        assert_eq!([said.contains(of_client), said.contains(of_access)], faults, "{said}");
    }
}

#[test]
fn a_published_token_is_no_decoy() {
    let config = connector(
        "https://api.mews-demo.com",
        "other-environment-access-token = { env = \"MORE\" }",
    );
    let output = check(&config, &[("MORE", token(FIRST.access))]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("this decoy is the published demo access token"));
}

#[test]
fn nothing_that_may_write_runs_against_production_unasked() {
    let production = format!(
        "environment = \"production\"\n{}",
        connector("https://api.mews.com", "")
    );
    for steps in [
        // A token that is refused makes it no reading.
        "- call: customers/add\n  with: { AccessToken: altered }\n  expect: { status: 401 }",
        "- call: customers/add\n  with: { AccessToken: missing }\n  expect: { status: 4xx }",
        "- call: customers/add\n  method: GET\n  expect: { status: 404 }",
        "- call: customers/add\n  raw: \"{\"\n  expect: { status: 400 }",
        // The path of a writing operation behind the name of a reading one.
        "- call: accountingCategories/getAll\n  path: /api/connector/v1/customers/add\n  expect: { status: 401 }",
        "- call: accountingCategories/getAll\n  path: /api/connector/v1/accountingCategories/getAll/../../customers/add\n  expect: { status: 401 }",
        "- call: accountingCategories/getAll\n  path: /api/connector/v1/${credentials.ClientToken}\n  expect: { status: 404 }",
        "- call: accountingCategories/getAll\n- call: customers/add",
    ] {
        let ran = run(&folder(steps, &production), &[]);
        assert_eq!(ran.code, Some(4), "{steps}\n{ran:?}");
        let reason = ran.report["cases"][0]["reason"].as_str().unwrap();
        assert!(reason.contains("--allow-production-writes"), "{reason}");
        assert_eq!(ran.report["cases"][0]["exchanges"], serde_json::json!([]));
    }
}

#[test]
fn a_request_that_would_go_astray_is_not_sent() {
    let target = Target::refusing();
    for (host, said) in [
        ("api.mews.com", "the production environment"),
        ("API.mews.com:443", "the production environment"),
    ] {
        let steps = format!("{REFUSED}\n  headers: {{ Host: \"{host}\" }}");
        let ran = run(&folder(&steps, &connector(&target.url(), "")), &[]);
        ran.is_inconclusive("it was not sent");
        ran.is_inconclusive(said);
    }
    for path in [
        "https://api.mews.com/api/connector/v1/services/getAll",
        "//api.mews.com/api",
        "@api.mews.com/api",
    ] {
        let steps = format!("{REFUSED}\n  path: \"{path}\"");
        let ran = run(&folder(&steps, &connector(&target.url(), "")), &[]);
        assert_eq!(ran.code, Some(0), "a path stays at its host: {ran:?}");
    }
    assert_eq!(target.bodies().len(), 3);
}

#[test]
fn production_never_sees_a_published_token_nor_another_host_a_production_one() {
    let production = format!(
        "environment = \"production\"\n{}",
        connector("https://api.mews.com", "")
    );
    let published = token(FIRST.access);
    for (steps, said) in [
        (
            format!("{REFUSED}\n  body: {{ AccessToken: \"{published}\" }}"),
            "it holds the published demo access token",
        ),
        (
            format!("{REFUSED}\n  query: {{ token: \"{published}\" }}"),
            "it holds the published demo access token",
        ),
        (
            format!("{REFUSED}\n  headers: {{ X-Token: \"{published}\" }}"),
            "it holds the published demo access token",
        ),
        (
            format!("{REFUSED}\n  headers: {{ Host: \"stub.example\" }}"),
            "no published address",
        ),
    ] {
        let ran = run(&folder(&steps, &production), &[]);
        ran.is_inconclusive("it was not sent");
        ran.is_inconclusive(said);
        assert!(!ran.stdout.contains(&published[4..28]), "{}", ran.stdout);
    }
}

#[test]
fn a_hook_is_told_no_token_of_production() {
    let target = Target::refusing();
    let production = format!(
        "environment = \"production\"\nhooks-url = \"{}\"\n{}",
        target.url(),
        connector("https://api.mews.com", "")
    );
    let steps = "- trigger: tell\n  body: { token: \"${credentials.AccessToken}\" }";
    let ran = run(&folder(steps, &production), &["--allow-production-writes"]);
    ran.is_inconclusive("holds a token of production; it was not sent");
    assert_eq!(target.bodies().len(), 0);
}

#[test]
fn doctor_examines_the_section() {
    let target = Target::refusing();
    let more = "known = { service = \"s-1\", rates = \"r-1\" }\nforeign = { bils = \"b-1\" }";
    let folder = folder(REFUSED, &connector(&target.url(), more));
    let output = command(&folder, &["doctor"]).output().unwrap();
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}{}", text(&output.stderr));
    for part in [
        "[connector] client-token is 6D1C***",
        "[connector] access-token is 7E2D***",
        "[connector] url answers (HTTP 401",
        "[connector] known.service: no operation of the contract needs the id of such a thing: did you mean `services`?",
        "[connector] foreign.bils: no operation of the contract needs the id of such a thing: did you mean `bills`?",
        "portfolio-access-token",
        "ids that are not known, so their cases will not run:",
    ] {
        assert!(said.contains(part), "`{part}` is missing in\n{said}");
    }
    assert_eq!(target.bodies(), [Value::Null], "it sends no token");

    fs::write(
        folder.path().join("keycard.toml"),
        connector(&target.url(), "expired-access-token = { env = \"MEWS_ACCESS_TOKEN\" }"),
    )
    .unwrap();
    let output = command(&folder, &["doctor"])
        .env("MEWS_CLIENT_TOKEN", token(SECOND.client))
        .env("MEWS_ACCESS_TOKEN", token(SECOND.access))
        .output()
        .unwrap();
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for part in [
        "client-token is E916***3712, the published demo client token of Connector API Test Client 2\n",
        "access-token is 1AEF***5A55, the published demo access token of Connector API Test Client 2, net pricing\n",
        "[connector] expired-access-token is the same as access-token",
    ] {
        assert!(said.contains(part), "`{part}` is missing in\n{said}");
    }
}
