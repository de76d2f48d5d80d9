//! What a person is asked to do: `keycard certify` on a terminal, and somebody who acts in the partner's extranet.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::partner::{Certified, Partner, Setup, command, free, shorten};

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What somebody at the terminal sees and types.
pub(super) struct Terminal {
    keyboard: File,
    screen: Arc<Mutex<String>>,
    /// What was read of the screen already.
    read: usize,
    child: Child,
}

impl Terminal {
    /// Certifies in that folder.
    pub(super) fn certify(folder: &Path, words: &[&str]) -> Self {
        let own = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&own).unwrap();
        unlockpt(&own).unwrap();
        let size = Winsize {
            ws_row: 50,
            ws_col: 200,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&own, size).unwrap();
        let name = ptsname(&own, Vec::new()).unwrap();
        let theirs = File::options()
            .read(true)
            .write(true)
            .open(name.to_str().unwrap())
            .unwrap();
        let mut arguments = vec!["certify", "--report", "json=report.json"];
        arguments.extend(words);
        let mut command = command(folder, &arguments);
        command.env("TERM", "xterm-256color").env_remove("NO_COLOR");
        command.stdin(theirs.try_clone().unwrap());
        command.stdout(theirs.try_clone().unwrap()).stderr(theirs);
        let child = command.spawn().unwrap();
        drop(command);
        let keyboard = File::from(own);
        let mut shown = keyboard.try_clone().unwrap();
        let screen = Arc::<Mutex<String>>::default();
        let written = Arc::clone(&screen);
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            // The other end closes when the process has ended.
            while let Ok(count) = shown.read(&mut bytes) {
                if count == 0 {
                    return;
                }
                written
                    .lock()
                    .unwrap()
                    .push_str(&String::from_utf8_lossy(&bytes[..count]));
            }
        });
        Self {
            keyboard,
            screen,
            read: 0,
            child,
        }
    }

    /// Waits until that is shown, after what was waited for before.
    pub(super) fn sees(&mut self, text: &str) {
        let until = Instant::now() + PATIENCE;
        loop {
            let screen = self.screen.lock().unwrap().clone();
            if let Some(at) = screen[self.read..].find(text) {
                self.read += at + text.len();
                return;
            }
            assert!(Instant::now() < until, "{text:?} was not shown after:\n{screen}");
            thread::sleep(Duration::from_millis(5));
        }
    }

    fn presses_enter(&mut self) {
        self.keyboard.write_all(b"\n").unwrap();
    }

    /// Presses Ctrl-C. The terminal is not the controlling one of the process, so the signal is sent by hand.
    pub(super) fn interrupts(&self) {
        let process = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(process, rustix::process::Signal::INT).unwrap();
    }

    /// The end of the run.
    pub(super) fn ends(mut self, folder: &Path) -> Certified {
        let until = Instant::now() + PATIENCE;
        let code = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status.code();
            }
            if Instant::now() > until {
                self.child.kill().unwrap();
                panic!("it does not end:\n{}", self.screen.lock().unwrap());
            }
            thread::sleep(Duration::from_millis(5));
        };
        let text = self.screen.lock().unwrap().clone();
        let report = fs::read(folder.join("report.json")).unwrap_or_default();
        Certified {
            code,
            text,
            report: serde_json::from_slice(&report).unwrap_or_default(),
        }
    }
}

/// What a person can do in the partner's extranet.
pub(super) fn act(partner: &Partner, action: &str, body: &Value) -> Value {
    let body = body.to_string();
    let mut stream = TcpStream::connect(&partner.address).unwrap();
    let head = format!(
        "POST /hooks/channel-manager/{action} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        partner.address,
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    serde_json::from_str(body).unwrap_or_else(|_| panic!("{action}: {answer}"))
}

/// Three tests of a booking, and one for which the connection is to be switched off and on.
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
    scenarios: &one ["channel-manager/certification/sells-one-space[gross]"]
  - { id: RES-2, group: *bookings, title: Changes it, level: required, source: page, scenarios: *one, after: RES-1 }
  - { id: RES-3, group: *bookings, title: Cancels it, level: required, source: page, scenarios: *one, after: RES-2 }
  - id: ERR-5
    group: Errors
    title: Refuses pushes while it is switched off
    level: required
    source: page
    scenarios: [short/refuses-pushes-while-switched-off]
"#;

/// A partner without hooks, and a folder to certify it in by hand.
fn by_hand(person: &str) -> (Partner, TempDir) {
    by_hand_through(person, PLAN, str::to_string)
}

/// The same with that plan, where the partner is told another address for that of Keycard.
pub(super) fn by_hand_through(person: &str, plan: &str, platform: impl FnOnce(&str) -> String) -> (Partner, TempDir) {
    let listen = free();
    let partner = Partner::start(&format!("http://{}", platform(&listen)), &[]);
    let folder = Setup::of(&partner.address, &listen).folder();
    shorten(folder.path());
    fs::write(folder.path().join("short.plan.yaml"), plan).unwrap();
    let config = folder.path().join("keycard.toml");
    let text = fs::read_to_string(&config).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("hooks-url")).collect();
    let text = kept
        .join("\n")
        .replace("[listen]", &format!("[listen]\nperson = \"{person}\""));
    fs::write(&config, text).unwrap();
    (partner, folder)
}

/// Books, changes and cancels as asked.
fn books(partner: &Partner, terminal: &mut Terminal) {
    terminal.sees("PLEASE ACT within 20s");
    terminal.sees("Book one space for two adults and a child in gross amounts");
    // Counts down on its own line, while nobody acts.
    terminal.sees("waiting, 19s left");
    let booked = act(partner, "single-gross-reservation", &json!({}));
    let booking = json!({ "channelManagerId": booked["channelManagerId"] });
    let id = booked["channelManagerId"].as_str().unwrap();
    terminal.sees(&format!("Change something about the reservation of the booking {id}"));
    act(partner, "modify-reservation", &booking);
    terminal.sees(&format!("Cancel the whole booking {id}."));
    act(partner, "cancel-booking", &booking);
}

#[test]
fn each_thing_that_is_asked_of_a_person_is_waited_for_and_judged() {
    let (partner, folder) = by_hand("20s");
    let mut terminal = Terminal::certify(folder.path(), &[]);
    books(&partner, &mut terminal);
    terminal.sees("Switch the connection off in the channel manager.");
    terminal.sees("press Enter when it is done");
    act(&partner, "deactivate-connection", &json!({}));
    terminal.presses_enter();
    terminal.sees("Switch the connection on again.");
    terminal.sees("press Enter when it is done");
    act(&partner, "activate-connection", &json!({}));
    terminal.presses_enter();
    let certified = terminal.ends(folder.path());
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    assert_eq!(
        certified.with("passed"),
        ["RES-1", "RES-2", "RES-3", "ERR-5"],
        "{}",
        certified.text
    );
}

#[test]
fn a_person_who_says_done_and_has_not_done_it_turns_the_test_red() {
    let (partner, folder) = by_hand("20s");
    let mut terminal = Terminal::certify(folder.path(), &[]);
    books(&partner, &mut terminal);
    terminal.sees("press Enter when it is done");
    terminal.presses_enter();
    terminal.sees("Switch the connection on again.");
    terminal.presses_enter();
    let certified = terminal.ends(folder.path());
    assert_eq!(certified.code, Some(1), "{}", certified.text);
    assert_eq!(certified.with("failed"), ["ERR-5"], "{}", certified.text);
}

#[test]
fn what_nobody_did_in_time_is_asked_again_on_resume_and_nothing_else_is() {
    let (partner, folder) = by_hand("20s");
    let mut terminal = Terminal::certify(folder.path(), &[]);
    books(&partner, &mut terminal);
    // Nobody answers: the run is given up, as with Ctrl-C.
    terminal.sees("press Enter when it is done");
    terminal.interrupts();
    let first = terminal.ends(folder.path());
    assert_ne!(first.code, Some(0), "{}", first.text);
    assert_eq!(first.with("passed"), ["RES-1", "RES-2", "RES-3"], "{}", first.text);
    // It may be switched off by now.
    assert!(
        first.text.contains(
            "still to be done by hand, for short/refuses-pushes-while-switched-off: Switch the connection on again"
        ),
        "{}",
        first.text
    );

    let mut terminal = Terminal::certify(folder.path(), &["--resume"]);
    terminal.sees("Switch the connection off in the channel manager.");
    act(&partner, "deactivate-connection", &json!({}));
    terminal.presses_enter();
    terminal.sees("Switch the connection on again.");
    act(&partner, "activate-connection", &json!({}));
    terminal.presses_enter();
    let second = terminal.ends(folder.path());
    assert_eq!(second.code, Some(0), "{}", second.text);
    assert!(!second.text.contains("Book one space"), "{}", second.text);
    assert_eq!(second.with("passed").len(), 4, "{}", second.text);
}

#[test]
fn what_nobody_does_is_a_failure_of_nobody_but_never_green() {
    let (_partner, folder) = by_hand("1s");
    let terminal = Terminal::certify(folder.path(), &[]);
    let certified = terminal.ends(folder.path());
    assert_ne!(certified.code, Some(0), "{}", certified.text);
    assert_eq!(certified.with("inconclusive"), ["RES-1", "ERR-5"], "{}", certified.text);
    assert_eq!(certified.with("not-run"), ["RES-2", "RES-3"], "{}", certified.text);
    assert!(
        certified
            .reason("ERR-5")
            .contains("nobody said within 1s that it was done")
    );
}

/// Two tests whose effect the API does not show, which push the same nights.
const PUSHES: &str = r#"
title: Certification by hand
api: channel-manager
under-test: channel-manager
source: page
revision: { commit: 7a13825c, date: 2025-12-04 }
tests:
  - { id: INV-1, group: Pushes, title: Takes some, level: required, source: page, scenarios: [short/takes-availability], seen: extranet }
  - { id: INV-2, group: Pushes, title: Takes more, level: required, source: page, scenarios: [short/takes-gross-prices], seen: extranet }
"#;

/// A partner of which nothing is read back, and a folder to certify it in.
fn unread(person: &str) -> (Partner, TempDir) {
    let (partner, folder) = by_hand_through(person, PUSHES, str::to_string);
    let config = folder.path().join("keycard.toml");
    let text = fs::read_to_string(&config).unwrap();
    let (kept, _) = text.split_once("[read-back]").unwrap();
    fs::write(&config, kept).unwrap();
    (partner, folder)
}

#[test]
fn what_was_pushed_can_be_compared_before_the_next_test_pushes_the_same_nights() {
    let (partner, folder) = unread("20s");
    let mut terminal = Terminal::certify(folder.path(), &[]);
    let stored = || act(&partner, "read-inventory", &json!({}));
    let table = |test: &str| folder.path().join(format!("keycard-certification/pushed/{test}.csv"));
    terminal.sees("compare what the property sees with keycard-certification/pushed/INV-1.csv now");
    terminal.sees("press Enter when it is done");
    // Every value of the table is what the partner has; nothing else was pushed yet.
    let rows = fs::read_to_string(table("INV-1")).unwrap();
    let now = stored();
    assert_eq!(now["prices"], json!([]));
    let mut shown: Vec<String> = now["availabilities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let (night, space) = (row["date"].as_str().unwrap(), row["spaceTypeCode"].as_str().unwrap());
            format!("{night},{space},,availability,{}", row["availability"])
        })
        .collect();
    shown.sort();
    let mut written: Vec<&str> = rows.lines().skip(1).collect();
    written.sort_unstable();
    assert!(shown.len() > 20, "{rows}");
    assert_eq!(shown, written);
    terminal.presses_enter();
    terminal.sees("keycard-certification/pushed/INV-2.csv");
    terminal.presses_enter();
    let certified = terminal.ends(folder.path());
    assert_eq!(certified.with("needs-review"), ["INV-1", "INV-2"], "{}", certified.text);
    let rows = fs::read_to_string(table("INV-2")).unwrap();
    assert!(rows.contains(",price for 2,") && rows.contains(" gross"), "{rows}");
}

#[test]
fn who_compares_nothing_in_time_still_gets_the_table() {
    let (_partner, folder) = unread("50ms");
    let certified = Terminal::certify(folder.path(), &[]).ends(folder.path());
    assert_eq!(certified.with("needs-review"), ["INV-1", "INV-2"], "{}", certified.text);
    for test in ["INV-1", "INV-2"] {
        assert!(
            folder
                .path()
                .join(format!("keycard-certification/pushed/{test}.csv"))
                .is_file()
        );
    }
}
