//! What `keycard run` puts back that a case has switched, however the run is interrupted, and what it says of the rest.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use support::{CLIENT, CONNECTION, Ran, Server, answer, finish, keycard, request, write_scenario};

const STEPS: &str = "- trigger: switch-off\n  prompt: Switch it off.\n- call: getChannels\n\
                     - trigger: switch-on\n  always: true\n  prompt: Switch it on again.";

/// How the hook that switches it on again answers.
#[derive(Clone, Copy, PartialEq)]
enum On {
    Works,
    Fails,
    Hangs,
}

/// Runs the case against a target that takes so long to answer, and interrupts it so often meanwhile; gives what came
/// of it, and how often it was switched on again.
fn interrupted(times: usize, answers_after: Duration, on: On) -> (Ran, usize) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let target = Server::start(move |mut stream| {
        while request(&mut stream).is_some() {
            count.fetch_add(1, Ordering::SeqCst);
            thread::sleep(answers_after);
            answer(&mut stream, r#"{"success":true,"channels":[]}"#);
        }
    });
    let hook = |answers: On| {
        let called = Arc::new(Mutex::new(0));
        let count = Arc::clone(&called);
        let server = Server::start(move |mut stream| {
            while request(&mut stream).is_some() {
                *count.lock().unwrap() += 1;
                match answers {
                    On::Works => answer(&mut stream, "{}"),
                    On::Fails => {
                        let _ = stream.write_all(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n");
                    }
                    On::Hangs => thread::sleep(Duration::from_secs(30)),
                }
            }
        });
        (server, called)
    };
    let ((off, _), (on, switched_on)) = (hook(On::Works), hook(on));
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("own")).unwrap();
    write_scenario(&folder.path().join("own"), "switches", STEPS);
    let config = format!(
        "[mews]\nurl = \"http://{}\"\nclient-token = {{ env = \"C\" }}\nconnection-token = {{ env = \"D\" }}\n\
         [hooks.switch-off]\nurl = \"http://{}/\"\n[hooks.switch-on]\nurl = \"http://{}/\"\n",
        target.address, off.address, on.address
    );
    fs::write(folder.path().join("keycard.toml"), config).unwrap();
    let mut command = keycard();
    command.current_dir(folder.path()).env("C", CLIENT).env("D", CONNECTION);
    command.args([
        "run",
        "--config",
        "keycard.toml",
        "--no-builtin",
        "--scenarios",
        "own",
        "--timeout",
        "25s",
    ]);
    let begun = Instant::now();
    let ran = finish(command, |id| {
        while asked.load(Ordering::SeqCst) < 1 && begun.elapsed() < Duration::from_secs(20) {
            thread::sleep(Duration::from_millis(2));
        }
        for _ in 0..times {
            let sent = Command::new("kill").args(["-INT", &id.to_string()]).status().unwrap();
            assert!(sent.success());
            thread::sleep(Duration::from_millis(200));
        }
    });
    assert_eq!(ran.code, Some(3), "{ran:?}");
    let count = *switched_on.lock().unwrap();
    (ran, count)
}

#[test]
fn after_one_interrupt_the_case_ends_as_usual() {
    let (ran, switched_on) = interrupted(1, Duration::from_millis(500), On::Works);
    assert_eq!((ran.verdict(), switched_on), ("passed", 1), "{ran:?}");
    assert!(!ran.stderr.contains("still to be done"), "{ran:?}");
}

#[test]
fn after_two_interrupts_only_what_was_switched_is_put_back() {
    let (ran, switched_on) = interrupted(2, Duration::from_secs(30), On::Works);
    assert_eq!((ran.verdict(), switched_on), ("not-run", 1), "{ran:?}");
    assert!(!ran.stderr.contains("still to be done"), "{ran:?}");
}

#[test]
fn what_could_not_be_put_back_is_told() {
    let (ran, switched_on) = interrupted(2, Duration::from_secs(30), On::Fails);
    assert_eq!((ran.verdict(), switched_on), ("not-run", 1), "{ran:?}");
    let said = "still to be done by hand, for switches: Switch it on again (the hook `switch-on` failed";
    assert!(ran.stderr.contains(said), "{ran:?}");
}

#[test]
fn after_three_interrupts_nothing_is_waited_for_and_what_may_be_left_is_told() {
    let (ran, _) = interrupted(3, Duration::from_secs(30), On::Hangs);
    assert_eq!(ran.verdict(), "not-run", "{ran:?}");
    let said = "still to be done by hand, for switches: Switch it on again (the run was given up before that";
    assert!(ran.stderr.contains(said), "{ran:?}");
}
