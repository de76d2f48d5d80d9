//! `[io]` Addresses of a configuration: as they are written, and as they answer.

use std::net::TcpListener;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::app::doctor::remark::Remarks;
use crate::config::model::Listening;
use crate::exchange::body::Body;
use crate::exchange::intermediary::Intermediary;
use crate::exchange::message::{Headers, Request, Response};
use crate::exchange::transcript::{FailureKind, Outcome};
use crate::runner::endpoint::Endpoint;
use crate::runner::environment::Environment;
use crate::wire::call::Caller;
use crate::wire::probe;

/// The largest difference of clocks that is not worth a remark, in seconds.
const CLOCK_TOLERANCE: i64 = 60;

/// Checks that calls of the target can be taken here, and that they find the way.
pub fn listening(listening: &Listening, remarks: &mut Remarks<'_>) {
    let Some(address) = listening.address else { return };
    match TcpListener::bind(address) {
        Ok(_) => remarks.ok(&format!(
            "[listen] {address} is free; the target is told {}",
            listening.public_url
        )),
        Err(error) => remarks.fault(&format!("[listen] address {address} cannot be listened on: {error}")),
    }
    let told = url::Url::parse(&listening.public_url);
    let is_nowhere = told.is_ok_and(|url| matches!(url.host_str(), Some("0.0.0.0" | "[::]")));
    if is_nowhere {
        remarks.fault("[listen] public-url is missing: nobody can call the address 0.0.0.0");
    }
}

/// Checks what an address is as it is written: tokens must not travel in clear.
pub fn written(section: &str, endpoint: &Endpoint, environment: Environment, remarks: &mut Remarks<'_>) {
    let Ok(url) = url::Url::parse(&endpoint.address) else {
        return;
    };
    let local = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost",
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if url.scheme() == "http" && !local {
        match environment {
            Environment::Production => remarks.fault(&format!(
                "[{section}] url is not https: production tokens would travel in clear"
            )),
            Environment::Demo => remarks.warn(&format!("[{section}] url is not https: tokens would travel in clear")),
        }
    }
    if endpoint
        .agreement
        .other_environment_url
        .as_deref()
        .map(|other| other.trim_end_matches('/'))
        == Some(endpoint.address.trim_end_matches('/'))
    {
        remarks.fault(&format!("[{section}] other-environment-url is the same as url"));
    }
}

/// Calls each address of a host once: any HTTP answer will do.
pub async fn reached(section: &str, endpoint: &Endpoint, caller: &Caller, limit: Duration, remarks: &mut Remarks<'_>) {
    let mut places: Vec<(String, &str)> = vec![("url".to_string(), endpoint.address.as_str())];
    places.extend(
        endpoint
            .addresses
            .iter()
            .map(|(operation, address)| (format!("endpoints.{operation}"), address.as_str())),
    );
    for (key, address) in places {
        let request = Request {
            method: "GET".into(),
            url: address.to_string(),
            headers: Headers::default(),
            body: Body::default(),
        };
        let (outcome, elapsed) = caller.call(&request).await;
        if may_be_tls(&outcome) && url_is_plain(address) && probe::speaks_tls(address, limit).await {
            remarks.fault(&format!(
                "[{section}] {key}: the address speaks TLS, but its url begins with http:// (is it https://?)"
            ));
            continue;
        }
        match outcome {
            Outcome::Answered(response) if operation_is_taken_away(&response, address, caller).await => {
                let text = Intermediary::of(&response).map_or_else(String::new, |found| found.to_string());
                let help = match Intermediary::of(&response) {
                    Some(Intermediary::Redirect {
                        location: Some(location),
                        ..
                    }) => format!("requests are not sent on: is {location} the address?"),
                    Some(Intermediary::Redirect { location: None, .. } | Intermediary::Page { .. }) | None => {
                        "is it the address of the API?".to_string()
                    }
                    Some(Intermediary::Gateway { .. }) => "is the system behind it running?".to_string(),
                };
                remarks.fault(&format!(
                    "[{section}] {key}: {address} answers with {text}, which the system under test itself cannot have said; {help}"
                ));
            }
            Outcome::Answered(response) => {
                remarks.ok(&format!(
                    "[{section}] {key} answers (HTTP {}, {} ms)",
                    response.status,
                    elapsed.as_millis()
                ));
                clock(section, &key, &response, elapsed, remarks);
            }
            Outcome::Failed(failure) => match failure.kind {
                FailureKind::Unreachable | FailureKind::Timeout | FailureKind::Closed => {
                    remarks.unreachable(&format!("[{section}] {key}: {}", failure.detail));
                }
                FailureKind::Address | FailureKind::Tls | FailureKind::Protocol | FailureKind::TooLarge => {
                    remarks.fault(&format!("[{section}] {key}: {}", failure.detail));
                }
            },
        }
    }
}

/// Checks that an answer to a GET comes from something before the system, and that an address below it is no better:
/// a system may well redirect those who look at its base.
async fn operation_is_taken_away(response: &Response, address: &str, caller: &Caller) -> bool {
    match Intermediary::of(response) {
        Some(Intermediary::Redirect { .. } | Intermediary::Gateway { .. }) => {}
        // A page for those who look with a browser is no fault.
        Some(Intermediary::Page { .. }) | None => return false,
    }
    let request = Request {
        method: "GET".into(),
        url: format!("{}/updateAvailability", address.trim_end_matches('/')),
        headers: Headers::default(),
        body: Body::default(),
    };
    match caller.call(&request).await.0 {
        Outcome::Answered(below) => Intermediary::of(&below).is_some(),
        Outcome::Failed(_) => true,
    }
}

fn url_is_plain(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| url.scheme() == "http")
}

/// Returns true if TLS may have answered a plain request so: most servers hang up, some say 400 in clear.
fn may_be_tls(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Answered(response) => response.status == 400,
        Outcome::Failed(failure) => match failure.kind {
            FailureKind::Closed | FailureKind::Protocol => true,
            FailureKind::Timeout
            | FailureKind::Address
            | FailureKind::Unreachable
            | FailureKind::Tls
            | FailureKind::TooLarge => false,
        },
    }
}

/// Compares the clocks: tokens expire by that of the other side.
fn clock(section: &str, key: &str, response: &Response, elapsed: Duration, remarks: &mut Remarks<'_>) {
    let Some(date) = response.headers.get("date") else {
        return;
    };
    let Ok(theirs) = rfc2822::parse(date) else { return };
    let difference = Timestamp::now().as_second() - theirs.timestamp().as_second();
    let tolerance = CLOCK_TOLERANCE + i64::try_from(elapsed.as_secs()).unwrap_or(0);
    if difference.abs() > tolerance {
        remarks.warn(&format!(
            "[{section}] {key}: the clocks differ by {difference} s; expiry will be judged differently"
        ));
    }
}
