//! A message that is not what a person was asked for, because it is older or about another booking, proves nothing.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::partner::{Fate, Partner, between, command, post};
use super::prompts::{Terminal, act, by_hand_through};

/// The bookings of a plan of two, one space each: in gross amounts, then in net amounts.
const PLAN: &str = r#"
title: Certification by hand
api: channel-manager
under-test: channel-manager
source: page
revision: { commit: 7a13825c, date: 2025-12-04 }
tests:
  - id: RES-1
    group: &bookings Bookings
    title: Sends a booking
    level: required
    source: page
    scenarios: &gross ["channel-manager/certification/sells-one-space[gross]"]
  - { id: RES-2, group: *bookings, title: Changes it, level: required, source: page, scenarios: *gross, after: RES-1 }
  - { id: RES-3, group: *bookings, title: Cancels it, level: required, source: page, scenarios: *gross, after: RES-2 }
  - id: RES-4
    group: *bookings
    title: Sends a booking in net amounts
    level: required
    source: page
    scenarios: ["channel-manager/certification/sells-one-space[net]"]
"#;

/// A message on its way: path and body.
type Sent = (String, String);

/// A partner without hooks whose bookings are remembered, and sent again at will.
struct Scene {
    partner: Partner,
    folder: TempDir,
    listen: String,
    sent: Arc<Mutex<Vec<Sent>>>,
}

impl Scene {
    fn new() -> Self {
        Self::meddled(|_| Fate::Passes)
    }

    /// The same, where something happens to what the partner sends.
    fn meddled(fate: impl Fn(usize) -> Fate + Send + Sync + 'static) -> Self {
        let sent: Arc<Mutex<Vec<Sent>>> = Arc::default();
        let kept = Arc::clone(&sent);
        let mut heard = String::new();
        let (partner, folder) = by_hand_through("20s", PLAN, |listen| {
            heard = listen.to_string();
            between(listen, move |path, body| {
                if !path.ends_with("processGroup") {
                    return Fate::Passes;
                }
                let mut kept = kept.lock().unwrap();
                kept.push((path.to_string(), body.to_string()));
                fate(kept.len())
            })
        });
        Self {
            partner,
            folder,
            listen: heard,
            sent,
        }
    }

    fn certify(&self, words: &[&str]) -> Terminal {
        Terminal::certify(self.folder.path(), words)
    }

    fn act(&self, action: &str, booking: &str) -> String {
        let body = match booking {
            "" => json!({}),
            booking => json!({ "channelManagerId": booking }),
        };
        let answer = act(&self.partner, action, &body);
        answer["channelManagerId"].as_str().unwrap_or_default().to_string()
    }

    /// Sends the nth message once more, as it was or under another id.
    fn repeats(&self, nth: usize, change: impl Fn(&mut Value)) {
        let (path, body) = self.sent.lock().unwrap()[nth].clone();
        let mut body: Value = serde_json::from_str(&body).unwrap();
        change(&mut body);
        post(&self.listen, &path, &body.to_string());
    }

    /// Books, changes and cancels as asked; gives the id of the booking.
    fn first_booking(&self, terminal: &mut Terminal) -> String {
        terminal.sees("Book one space for two adults and a child in gross amounts");
        let booking = self.act("single-gross-reservation", "");
        terminal.sees("Change something about");
        self.act("modify-reservation", &booking);
        terminal.sees("Cancel the whole booking");
        self.act("cancel-booking", &booking);
        booking
    }
}

#[test]
fn what_comes_again_of_an_earlier_booking_is_not_the_one_that_is_asked_for() {
    let scene = Scene::new();
    let mut terminal = scene.certify(&[]);
    scene.first_booking(&mut terminal);
    terminal.sees("Book one space for two adults and a child in net amounts");
    // The same message, and another one about the same booking.
    scene.repeats(0, |_| {});
    scene.repeats(0, |body| {
        body["messageId"] = json!("another");
        for amount in body["reservations"][0]["amounts"].as_array_mut().unwrap() {
            *amount = json!({ "net": 100.0, "gross": 109.0 });
        }
    });
    thread::sleep(Duration::from_millis(300));
    scene.act("single-net-reservation", "");
    let certified = terminal.ends(scene.folder.path());
    assert_eq!(
        certified.with("passed"),
        ["RES-1", "RES-2", "RES-3", "RES-4"],
        "{}",
        certified.text
    );
    // What the partner asks between two tests is told beside them.
    let told = certified.report["run"]["unclaimed"]["calls"].as_array().unwrap();
    let again = told
        .iter()
        .filter(|call| call["reason"] == "it is about an earlier booking, or comes again");
    assert_eq!(again.count(), 2, "{told:#?}");
}

#[test]
fn what_comes_again_of_an_earlier_booking_does_not_prove_the_next_one() {
    let scene = Scene::new();
    let mut terminal = scene.certify(&[]);
    scene.first_booking(&mut terminal);
    terminal.sees("Book one space for two adults and a child in net amounts");
    scene.repeats(1, |_| {});
    terminal.interrupts();
    let certified = terminal.ends(scene.folder.path());
    assert_eq!(
        certified.with("passed"),
        ["RES-1", "RES-2", "RES-3"],
        "{}",
        certified.text
    );
}

#[test]
fn a_message_that_comes_again_is_not_the_change_that_is_asked_for() {
    let scene = Scene::new();
    let mut terminal = scene.certify(&[]);
    terminal.sees("Book one space for two adults and a child in gross amounts");
    let booking = scene.act("single-gross-reservation", "");
    terminal.sees("Change something about");
    scene.repeats(0, |_| {});
    thread::sleep(Duration::from_millis(300));
    scene.act("modify-reservation", &booking);
    terminal.sees("Cancel the whole booking");
    scene.repeats(1, |_| {});
    thread::sleep(Duration::from_millis(300));
    terminal.interrupts();
    let certified = terminal.ends(scene.folder.path());
    assert_eq!(certified.with("passed"), ["RES-1", "RES-2"], "{}", certified.text);
    assert_eq!(certified.with("not-run"), ["RES-3", "RES-4"], "{}", certified.text);
}

#[test]
fn what_was_done_before_it_was_asked_for_proves_nothing() {
    let scene = Scene::new();
    let mut terminal = scene.certify(&[]);
    terminal.sees("Book one space for two adults and a child in gross amounts");
    let booking = scene.act("single-gross-reservation", "");
    // Before anything else is asked for.
    scene.act("modify-reservation", &booking);
    scene.act("cancel-booking", &booking);
    terminal.sees("in net amounts");
    terminal.interrupts();
    let certified = terminal.ends(scene.folder.path());
    for test in ["RES-2", "RES-3"] {
        assert!(!certified.with("passed").contains(&test), "{}", certified.text);
    }
}

#[test]
fn a_cancellation_of_which_nobody_heard_is_proved_with_a_new_booking() {
    // The answer to the cancellation is lost: Keycard has ended by then, and the partner takes it for done.
    let scene = Scene::new();
    let mut terminal = scene.certify(&[]);
    terminal.sees("Book one space for two adults and a child in gross amounts");
    let booking = scene.act("single-gross-reservation", "");
    terminal.sees("Change something about");
    scene.act("modify-reservation", &booking);
    terminal.sees("Cancel the whole booking");
    terminal.interrupts();
    let first = terminal.ends(scene.folder.path());
    assert_eq!(first.with("passed"), ["RES-1", "RES-2"], "{}", first.text);
    scene.act("cancel-booking", &booking);
    let output = command(scene.folder.path(), &["certify", "--resume", "--restart", "RES-33"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("did you mean `RES-3`?"),
        "{output:?}"
    );

    // Resumed, the same is asked for, and what to do where it cannot be done.
    let mut terminal = scene.certify(&["--resume"]);
    terminal.sees(&format!("Cancel the whole booking {booking}."));
    terminal.sees("keycard certify --resume --restart RES-3");
    terminal.interrupts();
    let second = terminal.ends(scene.folder.path());
    assert_eq!(second.with("passed"), ["RES-1", "RES-2"], "{}", second.text);

    let mut terminal = scene.certify(&["--resume", "--restart", "RES-3"]);
    let other = scene.first_booking(&mut terminal);
    assert_ne!(other, booking);
    terminal.sees("in net amounts");
    scene.act("single-net-reservation", "");
    let third = terminal.ends(scene.folder.path());
    assert_eq!(third.code, Some(0), "{}", third.text);
    assert_eq!(third.with("passed").len(), 4, "{}", third.text);
}
