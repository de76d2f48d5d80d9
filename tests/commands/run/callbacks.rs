//! Partners that call back in every wrong way, and two hundred at once: each case gets its verdict with
//! the cause, none is mixed up with another, and every run ends.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Side};
use keycard::contract::schema::Message;
use serde_json::{Value, json};
use support::{CLIENT, CONNECTION, Ran, Server, answer, finish, keycard, request};
use tempfile::TempDir;

/// A push that a partner got, and the stream on which it is to be answered.
struct Push {
    body: Value,
    stream: TcpStream,
}

impl Push {
    fn accept(&mut self) {
        self.answer(&json!({ "success": true, "asyncConfirmation": true }));
    }

    fn answer(&mut self, body: &Value) {
        answer(&mut self.stream, &body.to_string());
    }

    fn address(&self) -> &str {
        self.body["responseUrl"].as_str().unwrap()
    }

    /// An honest confirmation.
    fn confirmation(&self) -> Value {
        json!({
            "clientToken": CLIENT,
            "connectionToken": CONNECTION,
            "relatedMessageId": self.body["messageId"],
            "success": true,
        })
    }

    fn confirm(&self) {
        post(self.address(), self.confirmation().to_string().as_bytes());
    }
}

/// Posts to an address of this machine; gives the answer, as far as there is one.
fn post(address: &str, body: &[u8]) -> String {
    let rest = address.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    // The run may be over by now.
    let Ok(mut stream) = TcpStream::connect(host) else {
        return String::new();
    };
    let head = format!(
        "POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    // The server may refuse a large body before it has read it.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    answer
}

/// A partner that does that with each push.
fn partner(act: impl Fn(Push) + Send + Sync + 'static) -> Server {
    Server::start(move |mut stream| {
        while let Some(text) = request(&mut stream) {
            let body = serde_json::from_str(&text).unwrap();
            let stream = stream.try_clone().unwrap();
            act(Push { body, stream });
        }
    })
}

/// One scenario that pushes availability, and a configuration for that partner.
fn folder(partner: &Server, within: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let scenario = "requirement: The partner takes availability.\n\
        source: channel-manager-api/channel-manager-operations/inventory\n\
        api: channel-manager\nunder-test: channel-manager\n\
        matrix: { number: [PLACEHOLDER] }\n\
        steps: [{ call: updateAvailability }]\n";
    std::fs::create_dir(folder.path().join("scenarios")).unwrap();
    write_cases(&folder, scenario, 1);
    let configuration = format!(
        "environment = \"demo\"\n[channel-manager]\nurl = \"http://{}\"\n\
         client-token = {{ env = \"CLIENT\" }}\nconnection-token = {{ env = \"CONNECTION\" }}\n\
         spaces = [\"SGL\", \"DBL\"]\nrates = [\"FLEX\", \"NONREF\"]\n\
         [mews]\nurl = \"http://127.0.0.1:9\"\nclient-token = {{ env = \"CLIENT\" }}\nconnection-token = {{ env = \"CONNECTION\" }}\n\
         [listen]\naddress = \"127.0.0.1:0\"\nwithin = \"{within}\"\nquiet = \"200ms\"\n",
        partner.address
    );
    std::fs::write(folder.path().join("keycard.toml"), configuration).unwrap();
    folder
}

fn write_cases(folder: &TempDir, scenario: &str, count: usize) {
    let mut numbers = String::new();
    for number in 0..count {
        write!(numbers, "{}{number}", if number == 0 { "" } else { ", " }).unwrap();
    }
    let text = scenario.replace("PLACEHOLDER", &numbers);
    std::fs::write(folder.path().join("scenarios/a.yaml"), text).unwrap();
}

fn run(folder: &TempDir, arguments: &[&str]) -> Ran {
    let mut command = keycard();
    command
        .current_dir(folder.path())
        .args([
            "run",
            "--config",
            "keycard.toml",
            "--side",
            "channel-manager",
            "--no-builtin",
            "--scenarios",
            "scenarios",
        ])
        .args(arguments)
        .env("CLIENT", CLIENT)
        .env("CONNECTION", CONNECTION);
    finish(command, |_| {})
}

fn against(act: impl Fn(Push) + Send + Sync + 'static) -> Ran {
    let partner = partner(act);
    run(&folder(&partner, "1s"), &[])
}

#[test]
fn a_confirmation_is_awaited() {
    let ran = against(|mut push| {
        push.accept();
        thread::sleep(Duration::from_millis(100));
        push.confirm();
    });
    assert_eq!((ran.verdict(), ran.code), ("passed", Some(0)), "{ran:#?}");
    let exchanges = ran.report["cases"][0]["exchanges"].as_array().unwrap();
    let seen: Vec<_> = exchanges
        .iter()
        .map(|exchange| (&exchange["direction"], &exchange["role"], &exchange["operation"]))
        .collect();
    assert_eq!(
        json!(seen),
        json!([
            ["outbound", "step", "updateAvailability"],
            ["inbound", "confirmation", "processAvailabilityConfirmation"]
        ])
    );
}

#[test]
fn the_outcome_of_a_confirmation_counts() {
    let ran = against(|mut push| {
        push.accept();
        let mut body = push.confirmation();
        body["success"] = json!(false);
        body["errors"] = json!([{ "code": 10, "message": "The category SGL is not mapped.", "categoryCode": "SGL" }]);
        post(push.address(), body.to_string().as_bytes());
    });
    ran.fails("outcome", "10");
}

#[test]
fn a_promise_that_is_not_kept_fails() {
    let ran = against(|mut push| push.accept());
    ran.fails("R-COR-6", "none");
}

#[test]
fn a_confirmation_before_the_answer_is_taken() {
    let ran = against(|mut push| {
        push.confirm();
        push.accept();
    });
    assert_eq!((ran.verdict(), ran.code), ("passed", Some(0)), "{ran:#?}");
    let findings = ran.report["cases"][0]["findings"].as_array().unwrap();
    let early = findings.iter().find(|finding| finding["check"] == "R-COR-6");
    let early = early.unwrap_or_else(|| panic!("no R-COR-6 in {findings:#?}"));
    assert_eq!(early["weight"], "warning");
    assert!(
        early["actual"].as_str().unwrap().contains("before the answer"),
        "{early}"
    );
}

#[test]
fn a_confirmation_that_is_only_quicker_than_the_answer_is_no_matter() {
    let ran = against(|mut push| {
        push.accept();
        push.confirm();
    });
    assert_eq!((ran.verdict(), ran.code), ("passed", Some(0)), "{ran:#?}");
    ran.does_not_mention("R-COR-6");
}

#[test]
fn a_confirmation_that_comes_late_fails_by_the_time_limit() {
    let ran = against(|mut push| {
        push.accept();
        thread::sleep(Duration::from_millis(1_400));
        push.confirm();
    });
    ran.fails("time-limit", "after 1");
    ran.does_not_mention("R-COR-6");
}

#[test]
fn a_confirmation_that_is_no_json_fails() {
    let ran = against(|mut push| {
        push.accept();
        post(push.address(), b"<confirmation/>");
        push.confirm();
    });
    ran.fails("json", "");
    ran.does_not_mention("R-COR-6");
}

#[test]
fn a_confirmation_that_is_compressed_without_a_word_is_told_to_be() {
    let ran = against(|mut push| {
        push.accept();
        post(push.address(), b"\x1f\x8b\x08\0\0\0\0\0\0\x03");
    });
    ran.fails("json", "the body is compressed by gzip");
}

#[test]
fn a_confirmation_that_names_a_property_twice_is_warned_of() {
    let ran = against(|mut push| {
        push.accept();
        let text = push.confirmation().to_string();
        let text = text.replacen('{', "{\"success\":false,", 1);
        post(push.address(), text.as_bytes());
    });
    assert_eq!(ran.code, Some(0), "{}", ran.text());
    let finding = &ran.report["cases"][0]["findings"][0];
    assert_eq!(finding["check"], "doubled-property", "{finding}");
    assert_eq!(finding["pointer"], "/success", "{finding}");
}

#[test]
fn a_confirmation_of_fifty_megabytes_is_not_read() {
    let ran = against(|mut push| {
        push.accept();
        let answer = post(push.address(), &vec![b' '; 50 << 20]);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413"), "{answer}");
        push.confirm();
    });
    ran.fails("transport", "16 MiB");
    assert!(ran.peak_kib < 200 << 10, "{} KiB", ran.peak_kib);
}

#[test]
fn a_call_for_an_unknown_case_is_told_and_harms_nobody() {
    let ran = against(|mut push| {
        push.accept();
        let host = push.address().split('/').nth(2).unwrap();
        let stray = format!("http://{host}/no-such-case/api/channelManager/v1/processAvailabilityConfirmation");
        let body = json!({ "clientToken": CLIENT, "connectionToken": CONNECTION, "relatedMessageId": "nobody's", "success": true });
        let answer = post(&stray, body.to_string().as_bytes());
        assert!(
            answer.contains("\"success\":false") && answer.contains("\"code\":7"),
            "{answer}"
        );
        push.confirm();
    });
    assert_eq!((ran.verdict(), ran.code), ("passed", Some(0)), "{ran:#?}");
    assert_eq!(ran.report["run"]["unclaimed"]["count"], 1);
    assert!(
        ran.stdout
            .contains("1 call to Keycard belonged to no case: POST /no-such-case/"),
        "{}",
        ran.stdout
    );
}

/// Asks what the property offers, as the platform is asked; gives the operation and the answer.
fn ask(base: &str, operation: &str, more: Value) -> (String, Value) {
    let mut body = json!({ "clientToken": CLIENT });
    if operation == "getConfiguration" {
        body["connectionToken"] = CONNECTION.into();
    }
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let answer = post(&format!("{base}/{operation}"), body.to_string().as_bytes());
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    (operation.to_string(), serde_json::from_str(body).unwrap())
}

#[test]
fn what_the_property_offers_is_told_to_whoever_asks() {
    let told = Arc::<Mutex<Vec<(String, Value)>>>::default();
    let heard = Arc::clone(&told);
    let ran = against(move |mut push| {
        let everything = json!({ "extent": {
            "includeProducts": true, "includeCompanies": true, "includeAgeCategories": true,
            "includeUnsynchronizedRates": true, "includeUnsynchronizedCategories": true,
        }});
        let (base, _) = push.address().rsplit_once('/').unwrap();
        let host = push.address().split('/').nth(2).unwrap();
        let elsewhere = format!("http://{host}/api/channelManager/v1");
        let mut heard = heard.lock().unwrap();
        heard.push(ask(base, "getConfiguration", everything));
        heard.push(ask(base, "getChannels", json!({})));
        heard.push(ask(base, "getProperties", json!({ "email": "someone@hotel.example" })));
        // Not at the address of a case: answered all the same.
        heard.push(ask(&elsewhere, "getConfiguration", json!({})));
        push.accept();
        push.confirm();
    });
    assert_eq!((ran.verdict(), ran.code), ("passed", Some(0)), "{ran:#?}");
    let findings = ran.report["cases"][0]["findings"].as_array().unwrap();
    assert!(findings.is_empty(), "{findings:#?}");
    let told = told.lock().unwrap();
    let contract = Contract::built_in();
    for (operation, answer) in told.iter() {
        let found = contract.operation(Api::ChannelManager, Side::Mews, operation).unwrap();
        let schema = contract.schema(found.unwrap(), Message::Response).unwrap();
        assert_eq!(schema.violations(answer), [], "{operation}: {answer:#}");
    }
    let (_, configuration) = &told[0];
    assert_eq!(configuration["connectionToken"], CONNECTION);
    let codes = |section: &str| {
        let items = configuration[section].as_array().unwrap().iter();
        items.map(|item| item["code"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(codes("spaceCategories"), ["SGL", "DBL"]);
    assert_eq!(codes("ratePlans"), ["FLEX", "NONREF"]);
    assert_eq!(configuration["inventoryMappings"].as_array().unwrap().len(), 4);
    assert!(configuration["ageCategories"].is_array());
    assert_eq!(told[2].1["properties"][0]["connections"][0]["token"], CONNECTION);
    assert!(told[3].1.get("products").is_none(), "{:#}", told[3].1);
    assert!(!ran.stdout.contains(CONNECTION) && !ran.report.to_string().contains(CONNECTION));
}

#[test]
fn nothing_is_told_to_one_with_another_token() {
    let told = Arc::<Mutex<Vec<(String, Value)>>>::default();
    let heard = Arc::clone(&told);
    against(move |mut push| {
        let (base, _) = push.address().rsplit_once('/').unwrap();
        let mut heard = heard.lock().unwrap();
        heard.push(ask(base, "getChannels", json!({ "clientToken": "another" })));
        heard.push(ask(base, "getConfiguration", json!({ "connectionToken": "another" })));
        heard.push(ask(base, "getConfiguration", json!({ "clientToken": null })));
        push.accept();
        push.confirm();
    });
    let codes: Vec<u64> = told
        .lock()
        .unwrap()
        .iter()
        .filter_map(|(_, answer)| answer.pointer("/errors/0/code")?.as_u64())
        .collect();
    assert_eq!(codes, [8, 3, 8]);
}

#[test]
fn a_thousand_confirmations_are_one_finding_and_bounded() {
    let ran = against(|mut push| {
        push.accept();
        for _ in 0..1_000 {
            push.confirm();
        }
    });
    let case = &ran.report["cases"][0];
    let of_rule = case["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["check"] == "R-COR-5");
    assert!(of_rule.count() >= 1, "{case:#}");
    assert!(case["exchanges"].as_array().unwrap().len() < 50, "{case:#}");
    ran.fails("callback", "more than are shown");
}

#[test]
fn a_confirmation_with_another_token_fails() {
    for (token, rule) in [("clientToken", "R-AUTH-1"), ("connectionToken", "R-COR-4")] {
        let ran = against(move |mut push| {
            push.accept();
            let mut body = push.confirmation();
            // Tokens are compared with regard to case.
            body[token] = json!(body[token].as_str().unwrap().to_lowercase());
            post(push.address(), body.to_string().as_bytes());
        });
        ran.fails(rule, "");
    }
}

#[test]
fn a_confirmation_of_another_message_fails() {
    let ran = against(|mut push| {
        push.accept();
        let mut body = push.confirmation();
        body["relatedMessageId"] = json!("another");
        post(push.address(), body.to_string().as_bytes());
    });
    ran.fails("R-COR-1", "");
}

#[test]
fn a_confirmation_to_another_address_fails() {
    let ran = against(|mut push| {
        push.accept();
        let elsewhere = push
            .address()
            .replace("processAvailabilityConfirmation", "processRateConfirmation");
        post(&elsewhere, push.confirmation().to_string().as_bytes());
    });
    ran.fails("R-COR-2", "");
}

#[test]
fn two_hundred_at_once_are_never_mixed_up() {
    // Every third confirms an error, every fifth never confirms; by the number of the push, the rest is honest.
    let act = |mut push: Push| {
        let number: usize = push.body["availabilities"][0]["availability"]
            .as_u64()
            .unwrap()
            .try_into()
            .unwrap();
        push.accept();
        thread::sleep(Duration::from_millis((number as u64 * 7) % 40));
        if number.is_multiple_of(3) {
            let mut body = push.confirmation();
            body["success"] = json!(false);
            body["errors"] =
                json!([{ "code": 10, "message": "The category SGL is not mapped.", "categoryCode": "SGL" }]);
            post(push.address(), body.to_string().as_bytes());
        } else if !number.is_multiple_of(5) {
            push.confirm();
        }
    };
    let partner = partner(act);
    let folder = folder(&partner, "3s");
    let scenario = "requirement: The partner takes availability.\n\
        source: channel-manager-api/channel-manager-operations/inventory\n\
        api: channel-manager\nunder-test: channel-manager\n\
        matrix: { number: [PLACEHOLDER] }\n\
        steps:\n  - call: updateAvailability\n    body: { availabilities: [{ spaceTypeCode: SGL, from: \"${period.from}\", to: \"${period.to}\", availability: \"${number}\" }] }\n";
    write_cases(&folder, scenario, 200);
    let expected = |ran: &Ran| {
        let cases = ran.report["cases"].as_array().unwrap();
        assert_eq!(cases.len(), 200);
        for (number, case) in cases.iter().enumerate() {
            let checks: Vec<&str> = case["findings"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|finding| finding["weight"] == "error")
                .map(|finding| finding["check"].as_str().unwrap())
                .collect();
            let wanted: &[&str] = match number {
                number if number % 3 == 0 => &["outcome"],
                number if number % 5 == 0 => &["R-COR-6"],
                _ => &[],
            };
            assert_eq!(checks, wanted, "{number}: {case:#}");
        }
    };
    for jobs in ["200", "200", "64", "200"] {
        expected(&run(&folder, &["--jobs", jobs]));
    }
}

#[test]
fn a_partner_that_hangs_up_on_everything_ends_the_run() {
    let calls = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let partner = partner(move |mut push| {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        push.accept();
        // Half a message, and then nothing for ever.
        let rest = push.address().strip_prefix("http://").unwrap().to_string();
        let (host, path) = rest.split_once('/').unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        let _ = stream.write_all(format!("POST /{path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{{").as_bytes());
        thread::sleep(Duration::from_secs(20));
    });
    let ran = run(&folder(&partner, "1s"), &[]);
    ran.fails("R-COR-6", "none");
    assert_eq!(calls.load(std::sync::atomic::Ordering::SeqCst), 1);
}
