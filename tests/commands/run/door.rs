//! What stands before the system under test, and the hooks that make it act: told by `doctor`, and at the door of a run.

use std::fs;
use std::io::Write as _;
use std::sync::atomic::{AtomicBool, Ordering};

use support::{CLIENT, CONNECTION, Ran, Server, answer, finish, head, keycard, ran, request};
use tempfile::TempDir;

const SCENARIO: &str = "source: channel-manager-api/channel-manager-operations/inventory\n\
    api: channel-manager\nunder-test: channel-manager\n";

/// A folder whose target is there, with more lines of the configuration.
fn folder(address: &str, more: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    let pushes = format!("requirement: A push is taken.\n{SCENARIO}steps: [{{ call: updateAvailability }}]\n");
    fs::write(folder.path().join("own/push.yaml"), pushes).unwrap();
    let books = format!(
        "requirement: A booking comes.\n{SCENARIO}steps: [{{ receive: processGroup, within: 1s, trigger: ask-for-suite, prompt: Book. }}]\n"
    );
    fs::write(folder.path().join("own/book.yaml"), books).unwrap();
    let configuration = format!(
        "{more}\nenvironment = \"demo\"\nscenarios = [\"own\"]\n[channel-manager]\nurl = \"http://{address}\"\n\
         client-token = {{ env = \"CLIENT\" }}\nconnection-token = {{ env = \"CONNECTION\" }}\n\
         spaces = [\"SGL\", \"DBL\"]\nrates = [\"FLEX\", \"NONREF\"]\n\
         [listen]\naddress = \"127.0.0.1:0\"\nwithin = \"1s\"\nquiet = \"200ms\"\n"
    );
    fs::write(folder.path().join("keycard.toml"), configuration).unwrap();
    folder
}

fn with_hooks(folder: &TempDir, hooks: &str) {
    let file = folder.path().join("keycard.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}{hooks}")).unwrap();
}

fn run(folder: &TempDir, case: &str) -> Ran {
    let mut command = keycard();
    let arguments = "run --config keycard.toml --side channel-manager --no-builtin";
    command
        .current_dir(folder.path())
        .args(arguments.split(' '))
        .arg(case)
        .env("CLIENT", CLIENT)
        .env("CONNECTION", CONNECTION);
    finish(command, |_| {})
}

fn doctor(folder: &TempDir) -> Ran {
    ran(keycard()
        .arg("doctor")
        .current_dir(folder.path())
        .env("PATH", "/usr/bin:/bin")
        .env("CLIENT", CLIENT)
        .env("CONNECTION", CONNECTION))
}

/// A target that takes every message.
fn honest() -> Server {
    Server::start(|mut stream| {
        while request(&mut stream).is_some() {
            answer(&mut stream, r#"{"success":true}"#);
        }
    })
}

/// Something that gives that answer to every request.
fn before_the_target(status: &'static str, fields: &'static str, body: &'static str) -> Server {
    Server::start(move |mut stream| {
        while request(&mut stream).is_some() {
            let fields = format!("{fields}Content-Length: {}\r\n", body.len());
            let _ = stream.write_all(format!("{}{body}", head(status, &fields)).as_bytes());
        }
    })
}

#[test]
fn what_the_target_cannot_have_said_is_a_fault_of_the_configuration() {
    for (status, fields, body, said, help) in [
        (
            "301 Moved Permanently",
            "Location: https://new.example/hotel/updateAvailability\r\n",
            "",
            "HTTP 301, a redirect to https://new.example/hotel/updateAvailability",
            "`url` be https://new.example/hotel?",
        ),
        (
            "307 Temporary Redirect",
            "Location: /login\r\n",
            "",
            "HTTP 307, a redirect to /login",
            "requests are not sent on",
        ),
        (
            "502 Bad Gateway",
            "Server: nginx\r\nContent-Type: text/html\r\n",
            "<html><title>502</title></html>",
            "HTTP 502 of a gateway, which calls itself nginx",
            "does that run",
        ),
        (
            "503 Service Unavailable",
            "",
            "no backend",
            "HTTP 503 of a gateway",
            "does that run",
        ),
        ("504 Gateway Timeout", "", "", "HTTP 504 of a gateway", "does that run"),
        (
            "200 OK",
            "Content-Type: text/html\r\n",
            "<!DOCTYPE html><html><head><title>Sign in</title></head></html>",
            "HTTP 200 and an HTML page, “Sign in”",
            "a page for people",
        ),
    ] {
        let server = before_the_target(status, fields, body);
        let folder = folder(&server.address, "");
        let ran = run(&folder, "push");
        assert_eq!(ran.code, Some(2), "{status}: {ran:#?}");
        for words in [said, help] {
            assert!(ran.stderr.contains(words), "{words}\n{}", ran.stderr);
        }
        // A page for those who look with a browser may well be there.
        if !status.starts_with("200") {
            let examined = doctor(&folder);
            assert_eq!(examined.code, Some(2), "{}", examined.text());
            assert!(examined.stdout.contains(said), "{}", examined.text());
        }
    }
}

#[test]
fn an_envelope_with_such_a_status_is_an_answer_of_the_target() {
    let body = r#"{"success":false,"errors":[{"code":1,"message":"Later."}]}"#;
    let server = before_the_target("503 Service Unavailable", "Content-Type: application/json\r\n", body);
    let ran = run(&folder(&server.address, ""), "push");
    assert_eq!(ran.code, Some(1), "{ran:#?}");
}

#[test]
fn a_redirect_of_the_base_alone_is_no_fault() {
    let first = AtomicBool::new(true);
    let server = Server::start(move |mut stream| {
        while request(&mut stream).is_some() {
            let (status, fields) = if first.swap(false, Ordering::SeqCst) {
                ("302 Found", "Location: /docs\r\nContent-Length: 0\r\n")
            } else {
                ("405 Method Not Allowed", "Content-Length: 0\r\n")
            };
            let _ = stream.write_all(head(status, fields).as_bytes());
        }
    });
    let examined = doctor(&folder(&server.address, ""));
    assert_eq!(examined.code, Some(0), "{}", examined.text());
}

#[cfg(unix)]
#[test]
fn doctor_looks_at_every_hook() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = honest();
    let folder = folder(&server.address, "");
    let script = |name: &str, text: &str, mode: u32| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
    };
    script("plain.sh", "#!/bin/sh\n", 0o644);
    script("windows.sh", "#!/bin/sh\r\necho\r\n", 0o755);
    script("lost.sh", "#!/opt/nowhere/python\n", 0o755);
    script("good.sh", "#!/bin/sh\n", 0o755);
    with_hooks(
        &folder,
        "[hooks.book]\ncommand = [\"./does-not-exist.sh\"]\n[hooks.modify-reservation]\ncommand = [\"./plain.sh\"]\n\
         [hooks.create-block]\ncommand = [\"./windows.sh\"]\n[hooks.modify-block]\ncommand = [\"./lost.sh\"]\n\
         [hooks.cancel-block]\ncommand = [\"./good.sh\"]\n[hooks.maintenance]\ncommand = [\"no-such-program\"]\n\
         [hooks.bok]\nurl = \"http://127.0.0.1:9/hook\"\n",
    );
    let examined = doctor(&folder);
    assert_eq!(examined.code, Some(2), "{}", examined.text());
    for said in [
        "[hooks.book] command: `./does-not-exist.sh` cannot be started: there is no file",
        "plain.sh is not executable",
        "windows.sh ends in a carriage return (CR)",
        "lost.sh names /opt/nowhere/python, which is not there",
        "[hooks.cancel-block] `./good.sh` is there and may be run",
        "no folder of PATH has a program of that name",
        "UNREACHABLE  keycard.toml: [hooks.bok] url: ",
        "[hooks.bok] no case calls it; did you mean `book`?",
        "[channel-manager] `known-booking` says too little, so ",
        "[channel-manager] `unmapped-pair` says too little, so ",
    ] {
        assert!(examined.stdout.contains(said), "{said}\n{}", examined.stdout);
    }
    assert!(!examined.stdout.contains("[hooks.book] no case"), "{}", examined.stdout);
}

#[cfg(unix)]
#[test]
fn a_script_with_line_ends_of_windows_is_told_as_that_in_the_run() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = honest();
    let folder = folder(&server.address, "");
    let path = folder.path().join("ask.sh");
    fs::write(&path, "#!/bin/sh\r\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    with_hooks(&folder, "[hooks.ask-for-suite]\ncommand = [\"./ask.sh\"]\n");
    run(&folder, "book").is_inconclusive("ends in a carriage return (CR)");
}

/// Checks that the case is not run, and that the reason is there.
#[track_caller]
fn is_not_run(ran: &Ran, reason: &str) {
    assert_eq!(ran.verdict(), "not-run", "{ran:#?}");
    let told = ran.report["cases"][0]["reason"].as_str().unwrap();
    assert!(told.contains("does not offer") && told.contains(reason), "{told}");
    assert!(!ran.stderr.contains("still to be done by hand"), "{}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_command_says_that_something_is_not_offered() {
    use std::os::unix::fs::PermissionsExt as _;
    for (text, reason) in [
        (
            "#!/bin/sh\necho 'there is one room only' >&2\nexit 69\n",
            "there is one room only",
        ),
        ("#!/bin/sh\necho '{\"notOffered\": \"no suites\"}'\n", "no suites"),
    ] {
        let server = honest();
        let folder = folder(&server.address, "");
        let path = folder.path().join("ask.sh");
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        with_hooks(&folder, "[hooks.ask-for-suite]\ncommand = [\"./ask.sh\"]\n");
        is_not_run(&run(&folder, "book"), reason);
    }
}

#[test]
fn an_address_says_that_something_is_not_offered() {
    let no_such = before_the_target("404 Not Found", "", "");
    let below = folder(
        &honest().address,
        &format!("hooks-url = \"http://{}/hooks\"", no_such.address),
    );
    is_not_run(&run(&below, "book"), "404");
    let hook = |address: &str| format!("[hooks.ask-for-suite]\nurl = \"http://{address}/ask\"\n");
    let not_implemented = before_the_target("501 Not Implemented", "", r#"{"notOffered":"no suites"}"#);
    let named = folder(&honest().address, "");
    with_hooks(&named, &hook(&not_implemented.address));
    is_not_run(&run(&named, "book"), "no suites");
    // The address of a hook that is named is wrong if nothing is there.
    let named = folder(&honest().address, "");
    with_hooks(&named, &hook(&no_such.address));
    run(&named, "book").is_inconclusive("HTTP 404");
}
