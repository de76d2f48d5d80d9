//! R-AUTH: tokens and addresses. No text here ever quotes a token.

use std::collections::HashSet;

use serde_json::Value;
use url::{Host, Url};

use crate::contract::operation::Side;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Direction, Role};
use crate::judge::called_operation;
use crate::judge::material::{InboundCall, Material};
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;
use crate::judge::views::confirmation::{Confirmation, ConfirmationPair};
use crate::judge::views::fields;
use crate::redaction::secret::is_mask;

/// The rules of this file.
pub const RULES: &[Rule] = &[
    Rule::new("R-AUTH-1", client_token),
    Rule::new("R-AUTH-2", connection_token),
    Rule::new("R-AUTH-3", one_client_token),
    Rule::new("R-AUTH-4", environments),
    Rule::new("R-AUTH-5", connections),
    Rule::new("R-AUTH-6", scheme),
    Rule::new("R-AUTH-7", addresses),
];

/// Names the application that calls.
const CLIENT_TOKEN: &str = "clientToken";
/// Names the connection that a call is about.
const CONNECTION_TOKEN: &str = "connectionToken";

/// R-AUTH-1: every call carries the agreed client token.
fn client_token(material: Material<'_>, breaches: &mut Breaches) {
    // The token for calling the target is another one: this is the one for calls that come from it.
    let agreed = material.transcript.facts.inbound_client_token.as_deref();
    for call in material.inbound_calls() {
        // The platform's availability blocks are documented without a client token.
        let optional = material.case.under_test == Side::Mews
            && material.called_operation(&call.exchange.request) == called_operation::PROCESS_AVAILABILITY_BLOCK;
        compare(
            call,
            "/clientToken",
            call.body.get(CLIENT_TOKEN),
            agreed,
            optional,
            breaches,
        );
    }
}

/// R-AUTH-2: a call about a connection carries the token of the one that is agreed.
fn connection_token(material: Material<'_>, breaches: &mut Breaches) {
    // One connection has one token, and the same value travels in both directions.
    let agreed = known(material, CONNECTION_TOKEN);
    for call in material.inbound_calls() {
        let name = material.called_operation(&call.exchange.request);
        let host = material.case.under_test.other();
        let operation = material
            .contract
            .operation(material.case.api, host, name)
            .ok()
            .flatten();
        // All operations that the contract does not describe yet are about a connection.
        let optional =
            operation.is_some_and(|operation| !operation.credentials.iter().any(|needed| needed == CONNECTION_TOKEN));
        let token = call.body.get(CONNECTION_TOKEN);
        // Whether it is that of the push is said by R-COR-4, which also knows of other connections.
        if token.is_some_and(Value::is_string) && names_a_push(material, call, name) {
            continue;
        }
        compare(call, "/connectionToken", token, agreed, optional, breaches);
    }
}

/// Checks that a call confirms a message of ours that is about a connection.
fn names_a_push(material: Material<'_>, call: InboundCall<'_>, operation: &str) -> bool {
    if !Confirmation::is_reported_by(material.case.under_test.other(), operation) {
        return false;
    }
    let related = Confirmation::read(operation, call.body).related;
    related.is_some()
        && material
            .requests()
            .take_while(|message| message.entry < call.entry)
            .filter(|message| message.host == material.case.under_test)
            .any(|message| {
                ConfirmationPair::of_push(message.host, message.operation).is_some()
                    && fields::text(message.body, "messageId") == related
                    && fields::text(message.body, CONNECTION_TOKEN).is_some()
            })
}

/// R-AUTH-3: all calls carry the same client token.
fn one_client_token(material: Material<'_>, breaches: &mut Breaches) {
    let mut first = None;
    for call in material.inbound_calls() {
        let token = call.body.get(CLIENT_TOKEN).and_then(Value::as_str);
        // What was kept of an earlier run holds masks in place of tokens.
        let Some(token) = token.filter(|token| !is_mask(token)) else {
            continue;
        };
        if *first.get_or_insert(token) != token {
            breaches.push(Breach::new(
                call.entry,
                Message::Request,
                "/clientToken",
                "the token of the first call",
                "another value",
            ));
        }
    }
}

/// R-AUTH-4: each environment has a client token of its own.
fn environments(material: Material<'_>, breaches: &mut Breaches) {
    let other = material.transcript.facts.other_environment_client_token.as_deref();
    // A place is needed to point to: where nothing was exchanged, nothing is said.
    if let Some(token) = known(material, CLIENT_TOKEN)
        && other == Some(token)
        && !material.transcript.entries.is_empty()
    {
        let expected = "another token than in the other environment";
        breaches.push(Breach::new(
            0,
            Message::Request,
            "/clientToken",
            expected,
            "one token for both",
        ));
    }
}

/// R-AUTH-5: each connection has a token of its own.
fn connections(material: Material<'_>, breaches: &mut Breaches) {
    for envelope in material
        .envelopes()
        .filter(|envelope| envelope.answer.operation.id == "getProperties")
    {
        let properties = envelope.body.get("properties").and_then(Value::as_array);
        let mut seen = HashSet::new();
        for (property, value) in properties.into_iter().flatten().enumerate() {
            let connections = value.get("connections").and_then(Value::as_array);
            for (connection, value) in connections.into_iter().flatten().enumerate() {
                let Some(token) = value.get("token").and_then(Value::as_str) else {
                    continue;
                };
                if !seen.insert(token) {
                    breaches.push(Breach::new(
                        envelope.answer.entry,
                        Message::Response,
                        format!("/properties/{property}/connections/{connection}/token"),
                        "a token of its own",
                        "the token of an earlier connection",
                    ));
                }
            }
        }
    }
}

/// R-AUTH-6: endpoints are called over https.
fn scheme(material: Material<'_>, breaches: &mut Breaches) {
    let mut reported: Vec<url::Origin> = Vec::new();
    for (index, entry) in material.transcript.entries.iter().enumerate() {
        let url = &entry.request.url;
        let secure = url.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("https://"));
        // How a target is made to act is no part of the API.
        if secure || entry.direction != Direction::Outbound || entry.role == Role::Hook {
            continue;
        }
        // An address that is none ends the call, and is reported as that.
        let Ok(url) = Url::parse(url) else { continue };
        let origin = url.origin();
        if is_loopback(&url) || reported.contains(&origin) {
            continue;
        }
        reported.push(origin);
        let actual = format!("{}://{}", url.scheme(), url.host_str().unwrap_or_default());
        let breach = Breach::new(index, Message::Request, "", "an address that begins with https", actual);
        breaches.push(breach.warning_if(!material.transcript.facts.production));
    }
}

/// R-AUTH-7: a partner's environments have different base addresses.
fn addresses(material: Material<'_>, breaches: &mut Breaches) {
    let facts = &material.transcript.facts;
    if material.case.under_test == Side::ChannelManager
        && !material.transcript.entries.is_empty()
        && let Some(other) = &facts.other_environment_url
        && let Some(own) = facts.target.get("url").and_then(Value::as_str)
        && same_base(own, other)
    {
        let expected = "another base address than in the other environment";
        breaches.push(Breach::new(
            0,
            Message::Request,
            "",
            expected,
            "one base address for both",
        ));
    }
}

/// The token for calling the target that is configured for that property.
fn known<'e>(material: Material<'e>, property: &str) -> Option<&'e str> {
    material.transcript.facts.credentials.get(property)?.as_str()
}

/// Compares the token of a call with the agreed one; if that is not known, a token must be there at least.
fn compare(
    call: InboundCall<'_>,
    pointer: &str,
    token: Option<&Value>,
    agreed: Option<&str>,
    optional: bool,
    breaches: &mut Breaches,
) {
    let actual = match (token, agreed) {
        (None | Some(Value::Null), _) if optional => return,
        (None, _) => "it is missing",
        (Some(Value::Null), _) => "null",
        (Some(Value::String(token)), Some(agreed)) if token == agreed => return,
        (Some(Value::String(token)), None) if !token.trim().is_empty() => return,
        (Some(_), _) => "another value",
    };
    breaches.push(Breach::new(
        call.entry,
        Message::Request,
        pointer,
        "the agreed token",
        actual,
    ));
}

/// Checks that an address stays within the machine, where there is nobody to listen.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// Checks that two base addresses are one, however they are written.
fn same_base(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (Url::parse(one), Url::parse(other)) else {
        return false;
    };
    one.origin() == other.origin() && one.path().trim_end_matches('/') == other.path().trim_end_matches('/')
}
