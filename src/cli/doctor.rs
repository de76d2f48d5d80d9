//! `keycard doctor`: is the configuration right, before the target is blamed?
//!
//! It sends no token and changes nothing: each address gets one GET of its base, and any HTTP
//! answer will do. Where a token must not go is found when the file is read, which this begins with.

mod agreed;

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::arguments::DoctorArguments;
use super::planning;
use crate::app::exit::Exit;
use crate::app::scenarios;
use crate::config::load;
use crate::config::model::Listening;
use crate::config::model::section;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};
use crate::exchange::transcript::{FailureKind, Outcome};
use crate::report::text::counted;
use crate::runner::endpoint::Endpoint;
use crate::runner::environment::Environment;
use crate::wire::call::{Caller, Limits};
use crate::wire::probe;

/// The largest difference of clocks that is not worth a word.
const CLOCK_TOLERANCE: i64 = 60;

/// Runs the command.
pub fn run(arguments: &DoctorArguments) -> Exit {
    let contract = scenarios::contract(None);
    let config = match load::file(&arguments.config).and_then(|config| config.check(&contract).map(|()| config)) {
        Ok(config) => config,
        Err(problems) => return planning::refuse_all(&problems),
    };
    let mut report = Report {
        file: &arguments.config,
        faults: 0,
        unreachable: 0,
        warnings: 0,
    };
    report.ok("the file is read and every environment variable that it names is set");
    for warning in config.warnings.iter().chain(&config.unneeded_ids(&contract)) {
        let key = match &warning.place {
            crate::input::problem::Place::Key(pointer) | crate::input::problem::Place::Value(pointer) => key(pointer),
            _ => String::new(),
        };
        report.warn(&format!("{key}: {}", warning.message));
    }
    agreed::tokens(&config, &mut report);
    listening(&config.listening, &mut report);
    agreed::caller(&config, &mut report);
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        eprintln!("error: no runtime can be had");
        return Exit::Inconclusive;
    };
    let limits = Limits {
        answer: arguments.timeout,
        connect: arguments.timeout,
        body: 1 << 20,
        idle: Duration::ZERO,
    };
    let caller = Caller::new(limits);
    for (api, side, endpoint) in &config.endpoints {
        let section = section(*api, *side);
        agreed::of(&contract, *api, *side, endpoint, &mut report);
        addresses(section, endpoint, config.environment, &mut report);
        runtime.block_on(reach(section, endpoint, &caller, arguments.timeout, &mut report));
    }
    println!();
    println!(
        "{}, {}, {}",
        counted(report.faults, "fault"),
        counted(report.unreachable, "unreachable address"),
        counted(report.warnings, "warning")
    );
    if report.faults > 0 {
        Exit::Input
    } else if report.unreachable > 0 {
        Exit::Inconclusive
    } else {
        Exit::Passed
    }
}

struct Report<'r> {
    file: &'r Path,
    faults: usize,
    unreachable: usize,
    warnings: usize,
}

impl Report<'_> {
    fn ok(&self, text: &str) {
        println!("ok           {text}");
    }

    fn warn(&mut self, text: &str) {
        self.warnings += 1;
        println!("warning      {}: {text}", self.file.display());
    }

    fn fault(&mut self, text: &str) {
        self.faults += 1;
        println!("FAULT        {}: {text}", self.file.display());
    }

    fn unreachable(&mut self, text: &str) {
        self.unreachable += 1;
        println!("UNREACHABLE  {}: {text}", self.file.display());
    }
}

/// `/mews/client-token` as a person finds it in the file.
fn key(pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches('/').splitn(2, '/');
    match (parts.next(), parts.next()) {
        (Some(section), Some(key)) => format!("[{section}] {}", key.replace('/', ".")),
        _ => pointer.to_string(),
    }
}

/// Whether calls of the target can be heard here, and find the way.
fn listening(listening: &Listening, report: &mut Report<'_>) {
    let Some(address) = listening.address else { return };
    match TcpListener::bind(address) {
        Ok(_) => report.ok(&format!(
            "[listen] {address} is free; the target is told {}",
            listening.public_url
        )),
        Err(error) => report.fault(&format!("[listen] address {address} cannot be listened on: {error}")),
    }
    let told = url::Url::parse(&listening.public_url);
    let is_nowhere = told.is_ok_and(|url| matches!(url.host_str(), Some("0.0.0.0" | "[::]")));
    if is_nowhere {
        report.fault("[listen] public-url is missing: nobody can call the address 0.0.0.0");
    }
}

fn addresses(section: &str, endpoint: &Endpoint, environment: Environment, report: &mut Report<'_>) {
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
            Environment::Production => report.fault(&format!(
                "[{section}] url is not https: production tokens would travel in clear"
            )),
            Environment::Demo => report.warn(&format!("[{section}] url is not https: tokens would travel in clear")),
        }
    }
    if endpoint
        .agreement
        .other_environment_url
        .as_deref()
        .map(|other| other.trim_end_matches('/'))
        == Some(endpoint.address.trim_end_matches('/'))
    {
        report.fault(&format!("[{section}] other-environment-url is the same as url"));
    }
}

async fn reach(section: &str, endpoint: &Endpoint, caller: &Caller, limit: Duration, report: &mut Report<'_>) {
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
            report.fault(&format!(
                "[{section}] {key}: the address speaks TLS, but its url begins with http:// (is it https://?)"
            ));
            continue;
        }
        match outcome {
            Outcome::Answered(response) => {
                report.ok(&format!(
                    "[{section}] {key} answers (HTTP {}, {} ms)",
                    response.status,
                    elapsed.as_millis()
                ));
                clock(section, &key, &response, elapsed, report);
            }
            Outcome::Failed(failure) => match failure.kind {
                FailureKind::Unreachable | FailureKind::Timeout | FailureKind::Closed => {
                    report.unreachable(&format!("[{section}] {key}: {}", failure.detail));
                }
                FailureKind::Address | FailureKind::Tls | FailureKind::Protocol | FailureKind::TooLarge => {
                    report.fault(&format!("[{section}] {key}: {}", failure.detail));
                }
            },
        }
    }
}

fn url_is_plain(address: &str) -> bool {
    url::Url::parse(address).is_ok_and(|url| url.scheme() == "http")
}

/// Whether TLS may have answered a plain request so: most servers hang up, some say 400 in clear.
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

/// Tokens expire by the other side's clock.
fn clock(section: &str, key: &str, response: &Response, elapsed: Duration, report: &mut Report<'_>) {
    let Some(date) = response.headers.get("date") else {
        return;
    };
    let Ok(theirs) = rfc2822::parse(date) else { return };
    let difference = Timestamp::now().as_second() - theirs.timestamp().as_second();
    let tolerance = CLOCK_TOLERANCE + i64::try_from(elapsed.as_secs()).unwrap_or(0);
    if difference.abs() > tolerance {
        report.warn(&format!(
            "[{section}] {key}: the clocks differ by {difference} s; expiry will be judged differently"
        ));
    }
}
