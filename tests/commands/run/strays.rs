//! Calls of strangers, and calls that only a lenient host would take: what the platform would not take takes no step's
//! place; where nothing else comes, the call that fits best is reported with what is wrong with it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};
use support::{CLIENT, CONNECTION, Ran, Server, answer, finish, keycard, request};
use tempfile::TempDir;

/// The address of a booking, below that of Keycard.
const GROUP: &str = "/api/channelManager/v1/processGroup";

/// Sends a request to an address of this machine; gives status and body.
fn send(method: &str, address: &str, body: &str) -> (u16, String) {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let mut stream = TcpStream::connect(host).unwrap();
    let length = body.len();
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(format!("{head}{body}").as_bytes()).unwrap();
    let mut text = String::new();
    let _ = stream.read_to_string(&mut text);
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0);
    (status, text)
}

/// A booking that is right in all that it says.
fn booking() -> Value {
    json!({
        "clientToken": CLIENT,
        "connectionToken": CONNECTION,
        "messageId": "message-1",
        "channelId": "channel-1",
        "channelManagerId": "booking-1",
        "currencyCode": "EUR",
        "totalAmount": { "gross": 109.0 },
        "paymentType": 3,
        "customer": { "lastName": "Lind", "email": "guest@lind.example" },
        "reservations": [{
            "code": "01",
            "spaceTypeCode": "SGL",
            "ratePlanCode": "FLEX",
            "from": "2031-03-01",
            "to": "2031-03-02",
            "totalAmount": { "gross": 109.0 },
            "amounts": [{ "gross": 109.0 }],
            "guestCounts": [{ "code": "Adult", "count": 1 }],
        }],
    })
}

/// The address of Keycard without a case, of one that names a case.
fn base(address: &str) -> String {
    address.split('/').take(3).collect::<Vec<_>>().join("/")
}

/// Runs a case in which a hook makes the partner book, and the partner does `act` with the address of Keycard.
fn booked(act: impl Fn(&str) + Send + Sync + 'static) -> Ran {
    let partner = Server::start(move |mut stream| {
        while let Some(text) = request(&mut stream) {
            let told: Value = serde_json::from_str(&text).unwrap();
            act(&base(told["keycard"].as_str().unwrap()));
            answer(&mut stream, "{}");
        }
    });
    let steps = "steps:\n  - id: booking\n    receive: processGroup\n    within: 1s\n    \
                 trigger: book\n    body: { keycard: '${target.responseUrl}' }\n";
    run(&folder(&partner, steps))
}

/// Runs a case in which Keycard pushes, and the partner does `act` with the push after it has taken it.
fn pushed(act: impl Fn(&Value) + Send + Sync + 'static) -> Ran {
    let partner = Server::start(move |mut stream| {
        while let Some(text) = request(&mut stream) {
            let push: Value = serde_json::from_str(&text).unwrap();
            answer(
                &mut stream,
                &json!({ "success": true, "asyncConfirmation": true }).to_string(),
            );
            act(&push);
        }
    });
    run(&folder(&partner, "steps: [{ call: updateAvailability }]\n"))
}

fn folder(partner: &Server, steps: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let scenario = format!(
        "requirement: The partner does its part.\n\
        source: channel-manager-api/channel-manager-operations/inventory\n\
        api: channel-manager\nunder-test: channel-manager\n{steps}"
    );
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    std::fs::write(folder.path().join("scenarios/a.yaml"), scenario).unwrap();
    let address = &partner.address;
    let configuration = format!(
        "environment = \"demo\"\n[channel-manager]\nurl = \"http://{address}\"\n\
         client-token = {{ env = \"CLIENT\" }}\nconnection-token = {{ env = \"CONNECTION\" }}\n\
         spaces = [\"SGL\", \"DBL\"]\nrates = [\"FLEX\", \"NONREF\"]\n\
         [mews]\nurl = \"http://127.0.0.1:9\"\nclient-token = {{ env = \"CLIENT\" }}\nconnection-token = {{ env = \"CONNECTION\" }}\n\
         [listen]\naddress = \"127.0.0.1:0\"\nwithin = \"1s\"\nquiet = \"200ms\"\n\
         [hooks.book]\nurl = \"http://{address}/book\"\n"
    );
    std::fs::write(folder.path().join("keycard.toml"), configuration).unwrap();
    folder
}

fn run(folder: &TempDir) -> Ran {
    let mut command = keycard();
    let arguments = "run --config keycard.toml --side channel-manager --no-builtin --scenarios scenarios";
    command
        .current_dir(folder.path())
        .args(arguments.split(' '))
        .env("CLIENT", CLIENT)
        .env("CONNECTION", CONNECTION);
    finish(command, |_| {})
}

/// Checks that the case passed and that so many calls were left aside, one of them for that reason.
#[track_caller]
fn passed_beside(ran: &Ran, count: usize, reason: &str) {
    assert_eq!((ran.verdict(), ran.code), ("passed", Some(0)), "{ran:#?}");
    let unclaimed = &ran.report["run"]["unclaimed"];
    assert_eq!(unclaimed["count"], count, "{unclaimed}");
    assert!(unclaimed.to_string().contains(reason), "{unclaimed}");
    assert!(ran.stdout.contains("to Keycard belonged to no case"), "{}", ran.stdout);
}

#[test]
fn a_probe_before_the_booking_is_no_matter_of_the_case() {
    let ran = booked(|keycard| {
        let (status, _) = send("POST", &format!("{keycard}/wp-login.php"), "log=admin&pwd=admin");
        assert_eq!(status, 404);
        let (status, _) = send("POST", &format!("{keycard}{GROUP}"), &booking().to_string());
        assert_eq!(status, 200);
    });
    passed_beside(&ran, 1, "there is no operation `wp-login.php`");
}

#[test]
fn a_forged_booking_takes_no_step_s_place() {
    let ran = booked(|keycard| {
        let mut forged = booking();
        forged["clientToken"] = json!("0000000000000000");
        forged["messageId"] = json!("forged");
        for token in [json!("0000000000000000"), Value::Null] {
            forged["clientToken"] = token;
            let (status, text) = send("POST", &format!("{keycard}{GROUP}"), &forged.to_string());
            assert_eq!(status, 200);
            assert!(text.contains("\"code\":8"), "{text}");
        }
        send("POST", &format!("{keycard}{GROUP}"), &booking().to_string());
    });
    passed_beside(&ran, 2, "its `clientToken` is not the agreed one");
}

#[test]
fn where_only_a_probe_comes_no_call_came() {
    let ran = booked(|keycard| {
        send("POST", &format!("{keycard}/wp-login.php"), "log=admin&pwd=admin");
    });
    ran.fails("callback", "none came within");
}

#[test]
fn a_forgotten_or_misspelt_token_is_the_finding() {
    for name in ["ClientToken", "client_token"] {
        let ran = booked(move |keycard| {
            let mut misspelt = booking();
            let token = misspelt["clientToken"].take();
            misspelt.as_object_mut().unwrap().shift_remove("clientToken");
            misspelt[name] = token;
            send("POST", &format!("{keycard}{GROUP}"), &misspelt.to_string());
        });
        ran.fails("R-AUTH-1", "missing");
        assert!(!ran.stdout.contains("none came"), "{}", ran.stdout);
    }
}

#[test]
fn another_method_is_the_finding() {
    let ran = booked(|keycard| {
        let (status, text) = send("PUT", &format!("{keycard}{GROUP}"), &booking().to_string());
        assert_eq!(status, 405, "{text}");
        assert!(text.to_lowercase().contains("allow: post"), "{text}");
    });
    ran.fails("callback", "the method PUT");
    assert!(!ran.stdout.contains("none came"), "{}", ran.stdout);
}

#[test]
fn an_address_that_only_a_lenient_host_takes_is_the_finding() {
    for (path, cause) in [
        ("/api/channelManager/v1/processgroup", "case"),
        ("/api/channelmanager/v1/processGroup", "case"),
        ("/api/channelManager/v1/processGroup/", "a slash too many"),
        ("//api/channelManager/v1/processGroup", "a slash too many"),
        ("/processGroup", "the part before the name"),
        ("/api/channelManager/v1/sendGroup", "there is no operation `sendGroup`"),
    ] {
        let ran = booked(move |keycard| {
            let (status, text) = send("POST", &format!("{keycard}{path}"), &booking().to_string());
            assert_eq!(status, 404, "{path}: {text}");
        });
        ran.fails("callback", cause);
        assert!(!ran.stdout.contains("none came"), "{path}: {}", ran.stdout);
    }
}

#[test]
fn a_lenient_address_stays_a_finding_when_the_right_call_follows() {
    let ran = booked(|keycard| {
        send("POST", &format!("{keycard}/processGroup"), &booking().to_string());
        send("POST", &format!("{keycard}{GROUP}"), &booking().to_string());
    });
    ran.fails("callback", "the part before the name");
}

/// An honest confirmation of a push.
fn confirmation(push: &Value) -> Value {
    json!({
        "clientToken": CLIENT,
        "connectionToken": CONNECTION,
        "relatedMessageId": push["messageId"],
        "success": true,
    })
}

#[test]
fn an_invented_confirmation_is_named_with_the_one_that_is_meant_and_what_it_lacks() {
    let ran = pushed(|push| {
        let address = push["responseUrl"].as_str().unwrap();
        let invented = address.replace("processAvailabilityConfirmation", "updateAvailabilityConfirmation");
        let mut body = confirmation(push);
        body.as_object_mut().unwrap().shift_remove("relatedMessageId");
        let (status, text) = send("POST", &invented, &body.to_string());
        assert_eq!(status, 404, "{text}");
    });
    ran.fails(
        "callback",
        "there is no operation `updateAvailabilityConfirmation`; perhaps `processAvailabilityConfirmation`; \
         its body lacks `relatedMessageId`",
    );
    ran.does_not_mention("R-COR-6");
}

#[test]
fn a_confirmation_without_its_token_is_refused_and_reported_as_that() {
    let ran = pushed(|push| {
        let mut body = confirmation(push);
        body.as_object_mut().unwrap().shift_remove("clientToken");
        let (status, text) = send("POST", push["responseUrl"].as_str().unwrap(), &body.to_string());
        assert!(status == 200 && text.contains("\"code\":8"), "{text}");
    });
    ran.fails("R-AUTH-1", "missing");
    ran.does_not_mention("R-COR-6");
}

#[test]
fn a_forged_confirmation_beside_the_right_one_is_no_matter_of_the_case() {
    let ran = pushed(|push| {
        let mut body = confirmation(push);
        body["clientToken"] = json!("forged");
        body["success"] = json!(false);
        let address = push["responseUrl"].as_str().unwrap();
        send("POST", address, &body.to_string());
        send("POST", address, &confirmation(push).to_string());
    });
    passed_beside(&ran, 1, "its `clientToken` is not the agreed one");
}
