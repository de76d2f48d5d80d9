//! A target that is not there, or hangs, costs a few time limits and not one for each test.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::partner::{Fate, between};
use super::{Stage, all_but};

/// Longer than any time limit of these tests.
const NEVER: Duration = Duration::from_secs(60);

#[test]
fn a_target_that_never_answers_is_given_up() {
    let stage = Stage::honest();
    let asked = Arc::new(AtomicUsize::new(0));
    let silent = |asked: &Arc<AtomicUsize>| {
        let count = Arc::clone(asked);
        between(&stage.partner.address, move |path, body| {
            // What the examination of the configuration asks is answered: it says nothing.
            let asks = !body.is_empty();
            if asks && (path.contains("/update") || path.contains("/confirm") || path.contains("/hooks/")) {
                count.fetch_add(1, Ordering::SeqCst);
                return Fate::IsLate(NEVER);
            }
            Fate::Passes
        })
    };
    let (url, hooks) = (silent(&asked), silent(&asked));
    let honest = (stage.setup.url.clone(), stage.setup.hooks.clone());
    let stage = stage.changed(|setup| (setup.url, setup.hooks) = (url, hooks));
    let certified = stage.certify(&["--timeout", "300ms"]);
    assert_ne!(certified.code, Some(0), "{}", certified.text);
    assert_eq!(asked.load(Ordering::SeqCst), 7, "{}", certified.text);
    for test in ["RES-4", "ERR-2", "ERR-6"] {
        assert!(
            certified.with("inconclusive").contains(&test),
            "{test}: {}",
            certified.text
        );
        let reason = certified.reason(test);
        assert!(
            reason.contains("not tried, since the target gave no answer in 7 cases in a row"),
            "{reason}"
        );
    }
    // None of it is taken for a result.
    let stage = stage.changed(|setup| (setup.url, setup.hooks) = honest);
    let resumed = stage.certify(&["--resume"]);
    assert_eq!(resumed.code, Some(0), "{}", resumed.text);
}

#[test]
fn a_target_that_goes_away_is_given_up() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        // The configuration is found right, that of `url` and that of `[read-back]`, and then the port is closed.
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        }
    });
    let stage = Stage::honest().changed(|setup| setup.url = url);
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    assert!(
        certified.with("passed").iter().all(|test| *test == "ERR-1"),
        "{}",
        certified.text
    );
    assert!(!certified.reason("INV-5").contains("not tried"), "{}", certified.text);
    for test in ["INV-6", "RES-1", "ERR-6"] {
        let reason = certified.reason(test);
        assert!(
            reason.contains("not tried, since the target could not be asked in 5 cases in a row"),
            "{reason}"
        );
    }
}

#[test]
fn one_that_is_slow_with_every_push_is_judged_by_all_the_rest() {
    let stage = Stage::honest();
    let url = between(&stage.partner.address, |path, _| {
        if path.contains("/update") {
            Fate::IsLate(NEVER)
        } else {
            Fate::Passes
        }
    });
    let stage = stage.changed(|setup| setup.url = url);
    let certified = stage.certify(&["--timeout", "700ms"]);
    let pushes = [
        "INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "INV-6", "ERR-3", "ERR-4", "ERR-5",
    ];
    assert_eq!(certified.with("passed"), all_but(&pushes), "{}", certified.text);
    assert!(!certified.text.contains("not tried"), "{}", certified.text);
}
