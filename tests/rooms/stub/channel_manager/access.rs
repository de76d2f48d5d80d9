//! Who is let in: every condition of the two tokens on every operation, and misuse of HTTP.

use keycard::contract::operation::Side;
use keycard::exchange::body::Body;
use keycard::exchange::message::Request;
use keycard::stub::environment::Environment;
use keycard::stub::options::WorldOptions;
use keycard::stub::seed;
use keycard::stub::world::World;
use serde_json::{Value, json};

use super::calls::{honest, needs_connection, now, operations, outcome, path, request, send, valid, with_tokens};

#[test]
fn valid_calls_succeed_with_either_charset_and_unknown_properties() {
    for (side, operation, body) in operations() {
        let mut body = with_tokens(side, &body);
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &body)),
            None,
            "{operation}"
        );
        body["somethingNew"] = json!({ "nested": [1] });
        let mut request = request(side, operation, &body);
        request.headers.set("content-type", "application/json; charset=UTF-8");
        let reply = honest().handle(&request, now());
        assert_eq!(reply.response.status, 200);
        assert_eq!(outcome(reply.response.body.json().unwrap()), None, "{operation}");
        assert!(reply.callbacks.is_empty());
    }
}

#[test]
fn client_tokens_are_judged_exactly() {
    for (side, operation, body) in operations() {
        let valid = seed::credential(side, "clientToken", "valid").unwrap();
        let named = |name| json!(seed::credential(side, "clientToken", name).unwrap());
        let cases = [
            ("missing", Value::Null, 8),
            ("null", Value::Null, 8),
            ("empty", json!(""), 8),
            ("blank", json!("  "), 8),
            ("number", json!(42), 6),
            ("object", json!({ "token": valid }), 6),
            ("unknown", json!("00000000000000000000000000000000"), 8),
            ("wrong case", json!(valid.to_ascii_lowercase()), 8),
            ("truncated", json!(valid[..16]), 8),
            ("padded", json!(format!("{valid} ")), 8),
            ("expired", named("expired"), 8),
            ("revoked", named("revoked"), 8),
            ("other environment", named("other-environment"), 8),
            ("other side", named("other-side"), 8),
            ("connection token", json!(seed::CONNECTION_A), 8),
        ];
        for (case, token, code) in cases {
            let mut body = with_tokens(side, &body);
            body["clientToken"] = token;
            if case == "missing" {
                body.as_object_mut().unwrap().shift_remove("clientToken");
            }
            assert_eq!(
                outcome(&send(&mut honest(), side, operation, &body)),
                Some(code),
                "{operation}: {case}"
            );
            // A bad client learns nothing about connections.
            body["connectionToken"] = json!("nonsense");
            assert_eq!(
                outcome(&send(&mut honest(), side, operation, &body)),
                Some(code),
                "{operation}: {case}"
            );
        }
    }
}

#[test]
fn connection_tokens_are_judged_exactly() {
    let token = |name| json!(seed::credential(Side::Mews, "connectionToken", name).unwrap());
    let cases = [
        ("missing", Value::Null, 6, 6),
        ("null", Value::Null, 6, 6),
        ("blank", json!(" "), 6, 6),
        ("number", json!(1), 6, 6),
        ("unknown", json!("nonsense"), 3, 3),
        ("wrong case", json!(seed::CONNECTION_A.to_ascii_lowercase()), 3, 3),
        ("padded", json!(format!(" {}", seed::CONNECTION_A)), 3, 3),
        ("other environment", token("other-environment"), 3, 3),
        ("other client", token("other-client"), 8, 3),
        ("disabled", token("disabled"), 3, 3),
        ("deleted", token("deleted"), 3, 3),
    ];
    for (side, operation, body) in operations().into_iter().filter(|(_, name, _)| needs_connection(name)) {
        for (case, token, mews, partner) in &cases {
            let mut body = with_tokens(side, &body);
            body["connectionToken"] = token.clone();
            if *case == "missing" {
                body.as_object_mut().unwrap().shift_remove("connectionToken");
            }
            let expected = match (side, operation, *case) {
                // To the sender of a group the operation is switched off.
                (Side::Mews, "processGroup", "disabled") => 9,
                (Side::Mews, ..) => *mews,
                (Side::ChannelManager, ..) => *partner,
            };
            let answer = send(&mut honest(), side, operation, &body);
            assert_eq!(outcome(&answer), Some(expected), "{operation}: {case}");
            assert!(!answer.to_string().contains("Tulip"), "{operation}: {case}");
        }
        let mut other = with_tokens(side, &body);
        other["clientToken"] = json!(seed::credential(side, "clientToken", "other-client"));
        let refused = if side == Side::Mews { 8 } else { 3 };
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &other)),
            Some(refused),
            "{operation}"
        );
    }
    // Not needed by these two, and so ignored.
    for operation in ["getProperties", "getChannels"] {
        assert_eq!(
            outcome(&valid(&mut honest(), operation, |body| body["connectionToken"] = json!(7))),
            None
        );
    }
}

#[test]
fn discontinued_token_names_count_for_nothing() {
    for (side, operation, body) in operations() {
        let (client, connection) = (
            seed::credential(side, "clientToken", "valid"),
            seed::credential(side, "connectionToken", "valid"),
        );
        let mut old = body.clone();
        old["accessToken"] = json!(client);
        old["connectionCode"] = json!(connection);
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &old)),
            Some(8),
            "{operation}"
        );
        let mut both = with_tokens(side, &body);
        both["accessToken"] = json!("nonsense");
        both["connectionCode"] = json!("nonsense");
        assert_eq!(
            outcome(&send(&mut honest(), side, operation, &both)),
            None,
            "{operation}"
        );
    }
}

#[test]
fn production_has_tokens_of_its_own() {
    let mut world = World::new(WorldOptions {
        environment: Environment::Production,
        ..WorldOptions::default()
    });
    let mut body = json!({
        "clientToken": seed::MEWS_CLIENT_PRODUCTION, "connectionToken": seed::CONNECTION_PRODUCTION,
    });
    assert_eq!(outcome(&send(&mut world, Side::Mews, "getConfiguration", &body)), None);
    body["connectionToken"] = json!(seed::CONNECTION_A);
    assert_eq!(
        outcome(&send(&mut world, Side::Mews, "getConfiguration", &body)),
        Some(3)
    );
    body["clientToken"] = json!(seed::MEWS_CLIENT);
    assert_eq!(
        outcome(&send(&mut world, Side::Mews, "getConfiguration", &body)),
        Some(8)
    );
}

#[test]
fn misuse_of_http_has_a_status_and_malformed_bodies_have_code_6() {
    for (side, operation, body) in operations() {
        let good = || request(side, operation, &with_tokens(side, &body));
        let status = |request: &Request| honest().handle(request, now()).response;
        for method in ["GET", "PUT", "HEAD", "post"] {
            let refused = status(&Request {
                method: method.into(),
                ..good()
            });
            assert_eq!((refused.status, refused.headers.get("allow")), (405, Some("POST")));
        }
        for url in [
            path(side, operation).to_uppercase(),
            format!("{}/", path(side, operation)),
        ] {
            assert_eq!(status(&Request { url, ..good() }).status, 404);
        }
        let query = Request {
            url: format!("https://host.example{}?a=b", path(side, operation)),
            ..good()
        };
        assert_eq!(status(&query).status, 200);
        for media_type in [
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/json; charset=latin1",
            "",
        ] {
            let mut request = good();
            request.headers.set("content-type", media_type);
            assert_eq!(status(&request).status, 415, "{media_type}");
        }
        let mut bare = good();
        bare.headers.remove("content-type");
        assert_eq!(status(&bare).status, 415);
        let with_mark = [b"\xef\xbb\xbf".as_slice(), good().body.bytes()].concat();
        for bytes in [
            b"".to_vec(),
            b"{".to_vec(),
            b"[]".to_vec(),
            b"null".to_vec(),
            b"\"\xff\"".to_vec(),
            with_mark,
        ] {
            let answer = status(&Request {
                body: Body::from(bytes),
                ..good()
            });
            assert_eq!(answer.status, 200);
            assert_eq!(outcome(answer.body.json().unwrap()), Some(6));
        }
    }
}
