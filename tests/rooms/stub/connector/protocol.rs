//! Addresses, bodies, headers and the rate limit.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use jiff::ToSpan;
use keycard::exchange::body::Body;
use keycard::stub::host::Host;
use keycard::stub::host_options::HostOptions;
use serde_json::json;

use super::calls::{behaving, call, complete, holding, honest, invalid, json_of, known, now, refusal, request, send};

const READ: &str = "services/getAll";

#[test]
fn addresses_are_exact() {
    let body = complete(&json!({ "Limitation": { "Count": 10 } }));
    for path in [
        "/api/connector/v1/services/getall",
        "/api/connector/v1/Services/getAll",
        "/api/Connector/v1/services/getAll",
        "/API/connector/v1/services/getAll",
        "/api/connector/v1/services/getAll/",
        "/api/connector/v1/services/getAll/2024-01-22",
        "/api/connector/v1//services/getAll",
        "/api/connector/v2/services/getAll",
        "/api/connector",
    ] {
        let mut request = request(READ, &body);
        request.url = path.into();
        let response = send(&mut honest(), &request);
        assert_eq!(response.status, 404, "{path}");
        assert!(json_of(&response)["Message"].is_string(), "{path}");
        assert!(response.headers.get("request-id").is_some(), "{path}");
    }
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let mut request = request(READ, &body);
        request.method = method.into();
        assert_eq!(send(&mut honest(), &request).status, 404, "{method}");
    }
}

#[test]
fn the_observed_platform_takes_any_case_and_no_client_and_says_so() {
    let mut world = behaving(&[("connector", "observed")]);
    let mut body = complete(&json!({ "Limitation": { "Count": 10 } }));
    body.as_object_mut().unwrap().shift_remove("Client");
    let mut request = request(READ, &body);
    request.url = "/api/Connector/V1/services/getall".into();
    let response = send(&mut world, &request);
    assert_eq!(response.status, 200);
    assert_eq!(
        response.headers.get("x-keycard-deviation"),
        Some("the case of the path; no Client")
    );
    request.url.push('/');
    assert_eq!(send(&mut world, &request).status, 404);
    let response = call(&mut world, READ, &json!({ "Limitation": { "Count": 10 } }));
    assert_eq!(response.headers.get("x-keycard-deviation"), None);
}

#[test]
fn the_body_is_strict_json_and_comes_before_the_tokens() {
    for text in [
        "",
        "[]",
        "\"text\"",
        "null",
        "{\"Client\": \"x\",}",
        "{\"Client\": \"x\" /* comment */}",
        "// comment\n{}",
        "{\"Client\": ",
        "{'Client': 'x'}",
        "\u{feff}{}",
        "{\"Client\": NaN}",
        "{} {}",
    ] {
        let mut request = request(READ, &json!({}));
        request.body = Body::from(text.as_bytes().to_vec());
        assert_eq!(refusal(&send(&mut honest(), &request)), invalid("JSON"), "{text}");
    }
    let mut request = request(READ, &complete(&json!({ "Limitation": { "Count": 10 } })));
    for media_type in ["text/plain", "application/xml", "application/json; charset=utf-16", ""] {
        request.headers.set("content-type", media_type);
        assert_eq!(
            refusal(&send(&mut honest(), &request)),
            invalid("Content-Type"),
            "{media_type}"
        );
    }
    request.headers.set("content-type", "application/json; charset=utf-8");
    assert_eq!(send(&mut honest(), &request).status, 200);
    request.body = Body::from(vec![b' '; (4 << 20) + 1]);
    assert_eq!(send(&mut honest(), &request).status, 413);
    request.url = "/api/connector/v1/none".into();
    assert_eq!(send(&mut honest(), &request).status, 404);
}

#[test]
fn every_answer_has_an_id_of_its_own_which_errors_repeat() {
    let mut world = honest();
    let mut ids = BTreeSet::new();
    for index in 0..20 {
        let body = if index % 2 == 0 {
            json!({ "Client": "" })
        } else {
            json!({ "Limitation": { "Count": 10 } })
        };
        let response = call(&mut world, READ, &body);
        let id = response.headers.get("request-id").unwrap().to_owned();
        if response.status != 200 {
            let error = json_of(&response);
            assert_eq!(error["RequestId"], json!(id));
            assert!(error.get("Details").is_none());
        }
        assert!(ids.insert(id));
        assert_eq!(response.headers.get("content-type"), Some("application/json"));
    }
    let again = call(&mut honest(), READ, &json!({ "Limitation": { "Count": 10 } }));
    assert!(ids.contains(again.headers.get("request-id").unwrap()));
}

#[test]
fn discontinued_operations_are_gone_for_those_who_are_let_in() {
    for id in ["restrictions/add", "restrictions/delete"] {
        assert_eq!(call(&mut honest(), id, &json!({})).status, 410);
        assert_eq!(call(&mut honest(), id, &json!({ "AccessToken": "" })).status, 401);
    }
}

#[test]
fn a_token_is_good_for_two_hundred_requests_in_half_a_minute() {
    let body = complete(&json!({ "Limitation": { "Count": 1 } }));
    let bad = complete(&json!({ "AccessToken": "?" }));
    let mut world = honest();
    for index in 0..200 {
        assert_eq!(send(&mut world, &request(READ, &body)).status, 200, "{index}");
        assert_eq!(send(&mut world, &request(READ, &bad)).status, 401, "{index}");
    }
    let at = |seconds: i64| now().checked_add(seconds.seconds()).unwrap();
    let refused = world.handle(&request(READ, &body), at(10)).response;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers.get("retry-after"), Some("20"));
    assert!(json_of(&refused)["Message"].is_string());
    let other = holding("portfolio", &json!({ "Limitation": { "Count": 1 } }));
    assert_eq!(world.handle(&request(READ, &other), at(10)).response.status, 200);
    assert_eq!(world.handle(&request(READ, &body), at(29)).response.status, 429);
    assert_eq!(world.handle(&request(READ, &body), at(30)).response.status, 200);
}

#[test]
fn the_pause_is_told_in_one_of_three_ways() {
    for (choice, expected) in [
        ("seconds", Some("30")),
        ("date", Some("Mon, 01 Jun 2026 12:00:30 GMT")),
        ("absent", None),
    ] {
        let mut world = behaving(&[("connector-retry-after", choice)]);
        let body = json!({ "Limitation": { "Count": 1 } });
        let last = (0..201).map(|_| call(&mut world, READ, &body)).last().unwrap();
        assert_eq!(last.headers.get("retry-after"), expected, "{choice}");
    }
}

#[test]
fn each_case_of_a_host_has_a_world_of_its_own() {
    let host = Host::start(HostOptions::default()).unwrap();
    let post = |case: &str| {
        let mut stream = TcpStream::connect(host.address().trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        let body = complete(&json!({ "Limitation": { "Count": 1 } })).to_string();
        let head = format!(
            "POST /{case}/api/connector/v1/{READ} HTTP/1.1\r\nhost: stub\r\nconnection: close\r\n\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + &body).as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let id = answer.lines().find_map(|line| {
            let (name, value) = line.split_once(": ")?;
            name.eq_ignore_ascii_case("request-id").then(|| value.to_owned())
        });
        (answer.lines().next().unwrap().to_owned(), id.unwrap())
    };
    let ids: BTreeSet<String> = ["one", "one", "two"]
        .into_iter()
        .map(|case| {
            let (status, id) = post(case);
            assert!(status.contains("200"), "{status}");
            id
        })
        .collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn times_are_universal_whichever_way_they_are_given() {
    let mut world = honest();
    let block = json!({ "ResourceBlocks": [{
        "ResourceId": known("resources"), "Name": "Paint", "Type": "OutOfOrder",
        "StartUtc": "2026-07-01T02:00:00.5+02:00", "EndUtc": "2026-07-02T00:00:00Z",
    }] });
    let answer = json_of(&call(&mut world, "resourceBlocks/add", &block));
    assert_eq!(answer["ResourceBlocks"][0]["StartUtc"], "2026-07-01T00:00:00Z");
    let late = "2026-06-01T12:00:00.123456Z".parse().unwrap();
    let response = world
        .handle(&request("configuration/get", &complete(&json!({}))), late)
        .response;
    assert_eq!(json_of(&response)["NowUtc"], "2026-06-01T12:00:00Z");
}
