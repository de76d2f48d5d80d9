//! N-47 to N-54 and N-77: who is let in, where the documentation leaves the answer open.

use keycard::contract::operation::Side;
use keycard::exchange::message::Request;
use keycard::stub::seed;
use serde_json::{Value, json};

use super::calls::{calling, needs_connection, now, operations, outcome, request, told, with_tokens};

/// The outcome of each operation of the platform that needs a connection.
fn outcomes(choices: &[(&str, &str)], change: impl Fn(&mut Value)) -> Vec<(&'static str, Option<u64>)> {
    operations()
        .into_iter()
        .filter(|(side, name, _)| *side == Side::Mews && needs_connection(name))
        .map(|(_, name, _)| (name, outcome(&told(&mut calling(choices), name, &change).0)))
        .collect()
}

fn all(choices: &[(&str, &str)], change: impl Fn(&mut Value), expected: u64) {
    for (operation, outcome) in outcomes(choices, change) {
        assert_eq!(outcome, Some(expected), "{operation} {choices:?}");
    }
}

#[test]
fn a_missing_client_token() {
    for change in [(|body| body["clientToken"] = Value::Null) as fn(&mut Value), |body| {
        body["clientToken"] = json!(" ");
    }] {
        all(&[], change, 8);
        all(&[("missing-token", "6")], change, 6);
    }
    // The choice is the platform's, and not the channel manager's.
    let mut body = with_tokens(Side::ChannelManager, &json!({ "type": 1 }));
    body["clientToken"] = Value::Null;
    let reply =
        calling(&[("missing-token", "6")]).handle(&request(Side::ChannelManager, "changeNotificaton", &body), now());
    assert_eq!(outcome(reply.response.body.json().unwrap()), Some(8));
}

#[test]
fn connections_that_cannot_be_had() {
    let token = |token: &'static str| move |body: &mut Value| body["connectionToken"] = json!(token);
    all(&[], token("nonsense"), 3);
    all(&[("unknown-connection", "8")], token("nonsense"), 8);
    all(&[], token(seed::CONNECTION_OTHER_CLIENT), 8);
    all(&[("foreign-connection", "3")], token(seed::CONNECTION_OTHER_CLIENT), 3);
    for choice in ["3", "8", "9"] {
        all(
            &[("disabled-connection", choice)],
            token(seed::CONNECTION_DISABLED),
            choice.parse().unwrap(),
        );
    }
    for (operation, outcome) in outcomes(&[], token(seed::CONNECTION_DISABLED)) {
        let expected = if operation == "processGroup" { 9 } else { 3 };
        assert_eq!(outcome, Some(expected), "{operation}");
    }
    all(&[], token(seed::CONNECTION_DELETED), 3);
}

#[test]
fn email_addresses() {
    let ask = |choices: &[(&str, &str)], email: &str| {
        told(&mut calling(choices), "getProperties", |body| {
            body["email"] = json!(email)
        })
        .0
    };
    for unknown in [seed::EMAIL_UNKNOWN, seed::EMAIL_UNVERIFIED] {
        assert_eq!(outcome(&ask(&[], unknown)), Some(8));
        assert_eq!(outcome(&ask(&[("unknown-email", "6")], unknown)), Some(6));
        assert_eq!(
            ask(&[("unknown-email", "empty")], unknown),
            json!({ "success": true, "properties": [] })
        );
    }
    for malformed in ["", "noor"] {
        assert_eq!(outcome(&ask(&[], malformed)), Some(6));
        assert_eq!(outcome(&ask(&[("malformed-email", "8")], malformed)), Some(8));
    }
}

#[test]
fn an_unknown_rate_in_an_inventory() {
    for (choice, expected) in [("6", 6), ("5", 5), ("9", 9), ("7", 7)] {
        let (answer, _) = told(&mut calling(&[("unknown-rate", choice)]), "setInventory", |body| {
            body["inventoryMappings"][0]["ratePlanCode"] = json!(seed::UNMAPPED_RATE);
        });
        assert_eq!(outcome(&answer), Some(expected));
    }
}

#[test]
fn misuse_of_http() {
    let good = || request(Side::Mews, "getChannels", &with_tokens(Side::Mews, &json!({})));
    let mut text = good();
    text.headers.set("content-type", "text/plain");
    let got = Request {
        method: "GET".into(),
        ..good()
    };
    for (misused, status) in [(text, 415), (got, 405)] {
        for (choice, expected) in [("status", status), ("200", 200)] {
            let response = calling(&[("http-misuse", choice)]).handle(&misused, now()).response;
            assert_eq!(response.status, expected);
            assert_eq!(outcome(response.body.json().unwrap()), Some(6));
        }
    }
    let nowhere = Request {
        url: "/api/channelManager/v1/nothing".into(),
        ..good()
    };
    assert_eq!(
        calling(&[("http-misuse", "200")])
            .handle(&nowhere, now())
            .response
            .status,
        404
    );
}
