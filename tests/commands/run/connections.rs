//! When a connection is used again: servers close idle ones after a time of their own, and a message that meets the
//! end of one is lost.

use std::time::Duration;

use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request};
use keycard::exchange::transcript::Outcome;
use keycard::wire::call::{Caller, Limits};
use support::{Server, answer, request};

/// How many connections so many calls take, with that pause between them.
fn connections(idle: Duration, calls: usize, pause: Duration) -> usize {
    let server = Server::start(|mut stream| while request(&mut stream).map(|_| answer(&mut stream, "{}")).is_some() {});
    let caller = Caller::new(Limits {
        idle,
        ..Limits::default()
    });
    let message = Request {
        method: "POST".into(),
        url: format!("http://{}/", server.address),
        headers: Headers::default(),
        body: Body::of(&serde_json::json!({})),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap().block_on(async {
        for _ in 0..calls {
            let (outcome, _) = caller.call(&message).await;
            assert!(matches!(outcome, Outcome::Answered(_)), "{outcome:?}");
            tokio::time::sleep(pause).await;
        }
    });
    server.connections()
}

#[test]
fn calls_in_a_row_share_a_connection() {
    assert_eq!(connections(Duration::from_secs(60), 5, Duration::ZERO), 1);
}

#[test]
fn one_that_has_been_idle_is_not_used_again() {
    assert_eq!(connections(Duration::from_millis(20), 3, Duration::from_millis(60)), 3);
}

#[test]
fn without_a_time_to_be_idle_each_call_has_its_own() {
    assert_eq!(connections(Duration::ZERO, 3, Duration::ZERO), 3);
}
