//! The host on a real port: cases apart, faults of transport, bounded memory, clean end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use keycard::stub::faults::fault::Fault;
use keycard::stub::host::Host;
use keycard::stub::host_options::HostOptions;
use serde_json::{Value, json};

use super::calls::{operations, path, with_tokens};

/// A connection that is kept open over several requests, without a client that would mend it.
struct Line(BufReader<TcpStream>);

impl Line {
    fn open(host: &Host) -> Self {
        let stream = TcpStream::connect(host.address().trim_start_matches("http://")).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self(BufReader::new(stream))
    }

    /// Status, content type and body; `None` if the connection was closed first.
    fn post(&mut self, path: &str, body: &[u8]) -> Option<(u16, String, Vec<u8>)> {
        let mut message = format!(
            "POST {path} HTTP/1.1\r\nhost: stub\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
            body.len(),
        )
        .into_bytes();
        message.extend(body);
        self.0.get_mut().write_all(&message).ok()?;
        let (mut status, mut media_type, mut length) = (0, String::new(), 0);
        loop {
            let mut line = String::new();
            if self.0.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = line.strip_prefix("http/1.1 ") {
                status = rest[..3].parse().unwrap();
            } else if let Some(value) = line.strip_prefix("content-length: ") {
                length = value.parse().unwrap();
            } else if let Some(value) = line.strip_prefix("content-type: ") {
                media_type = value.to_owned();
            } else if line.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).ok()?;
        Some((status, media_type, body))
    }

    fn json(&mut self, path: &str, body: &Value) -> Value {
        let (status, media_type, body) = self.post(path, body.to_string().as_bytes()).unwrap();
        assert_eq!((status, media_type.as_str()), (200, "application/json"));
        serde_json::from_slice(&body).unwrap()
    }
}

fn call(operation: &str) -> (String, Value) {
    let (side, name, body) = operations()
        .into_iter()
        .find(|(_, name, _)| *name == operation)
        .unwrap();
    (path(side, name), with_tokens(side, &body))
}

fn faulty(fault: &str) -> Host {
    let fault: Fault = fault.parse().unwrap();
    Host::start(HostOptions {
        fault: Some(fault),
        ..HostOptions::default()
    })
    .unwrap()
}

#[test]
fn cases_do_not_see_each_other_and_can_be_forgotten() {
    let host = Host::start(HostOptions::default()).unwrap();
    assert_eq!(host.address_template(), format!("{}/{{case}}", host.address()));
    let mut line = Line::open(&host);
    let (set, inventory) = call("setInventory");
    let (get, configuration) = call("getConfiguration");
    let mut mappings = |case: &str| {
        line.json(&format!("{case}{get}"), &configuration)["inventoryMappings"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(mappings("/one"), 25);
    Line::open(&host).json(&format!("/one{set}"), &inventory);
    assert_eq!([mappings("/one"), mappings("/two"), mappings("")], [1, 25, 25]);
    host.forget("one");
    assert_eq!(mappings("/one"), 25);
}

#[test]
fn every_operation_is_served() {
    let host = Host::start(HostOptions::default()).unwrap();
    let mut line = Line::open(&host);
    for (side, name, body) in operations() {
        let path = path(side, name);
        assert_eq!(
            line.json(&format!("/case{path}?x=1"), &with_tokens(side, &body))["success"],
            true,
            "{name}"
        );
    }
    let (status, ..) = line.post("/case/api/channelManager/v1/nothing", b"{}").unwrap();
    assert_eq!(status, 404);
}

#[test]
fn faults_of_transport_reach_the_wire() {
    let (path, body) = call("getChannels");
    let body = body.to_string();
    let silent = faulty("closes-connection");
    for _ in 0..3 {
        assert!(Line::open(&silent).post(&path, body.as_bytes()).is_none());
    }
    let (_, media_type, _) = Line::open(&faulty("no-content-type"))
        .post(&path, body.as_bytes())
        .unwrap();
    assert_eq!(media_type, "");
    let (_, _, empty) = Line::open(&faulty("empty-body")).post(&path, body.as_bytes()).unwrap();
    assert_eq!(empty, b"");

    let slow = faulty("slow-answer");
    let (started, mut first, mut second) = (Instant::now(), Line::open(&slow), Line::open(&slow));
    std::thread::scope(|scope| {
        scope.spawn(|| first.post(&path, body.as_bytes()).unwrap());
        scope.spawn(|| second.post(&path, body.as_bytes()).unwrap());
    });
    // Both waited, and neither for the other.
    let elapsed = started.elapsed();
    assert!(
        elapsed >= Duration::from_secs(3) && elapsed < Duration::from_secs(6),
        "{elapsed:?}"
    );
}

/// Resident memory of this process in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn memory_stays_bounded_and_no_request_meets_an_empty_server() {
    let host = Host::start(HostOptions::default()).unwrap();
    let (path, mut body) = call("getChannels");
    // Kept copies of 20,000 such requests take 400 MB; two thousand of them a tenth.
    body["padding"] = json!("x".repeat(8_000));
    let body = body.to_string();
    Line::open(&host).post(&path, body.as_bytes()).unwrap();
    let before = resident();
    std::thread::scope(|scope| {
        for line in 0..4 {
            let (host, body, path) = (&host, body.as_bytes(), format!("/{line}{path}"));
            scope.spawn(move || {
                let mut line = Line::open(host);
                for _ in 0..5_000 {
                    assert_eq!(line.post(&path, body).unwrap().0, 200);
                }
            });
        }
    });
    let grown = resident().saturating_sub(before);
    assert!(grown < 160 << 20, "grew by {} MB", grown >> 20);
}

#[test]
fn starts_inside_a_runtime_and_closes_its_port() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let host = runtime.block_on(async { Host::start(HostOptions::default()).unwrap() });
    let address = host.address().trim_start_matches("http://").to_owned();
    let mut line = Line::open(&host);
    line.post("/", b"").unwrap();
    drop(host);
    let closed = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        TcpStream::connect(&address).is_err()
    });
    assert!(closed);
    assert!(line.post("/", b"").is_none());
}

#[test]
fn starts_quickly() {
    let quickest = (0..10)
        .map(|_| {
            let started = Instant::now();
            let host = Host::start(HostOptions::default()).unwrap();
            let elapsed = started.elapsed();
            drop(host);
            elapsed
        })
        .min()
        .unwrap();
    assert!(quickest < Duration::from_millis(50), "{quickest:?}");
}
