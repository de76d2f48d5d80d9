//! Certifications that are interrupted at one point or another, and gone on with.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::partner::{Certified, Fate, Partner, Setup, between, certify, command, free, shorten};
use super::{Stage, all_but};

/// The process that certifies, once it runs.
type Certifying = Arc<Mutex<Option<u32>>>;

/// Sends a signal to the process that certifies, if it runs; once.
fn strikes(certifying: &Certifying, signal: &str) {
    if let Some(id) = certifying.lock().unwrap().take() {
        let sent = Command::new("kill").args([signal, &id.to_string()]).status().unwrap();
        assert!(sent.success());
    }
}

/// Certifies until a signal ends it.
fn interrupted(stage: &Stage, certifying: &Certifying) -> Certified {
    let mut command = command(stage.folder.path(), &["certify", "--report", "json=report.json"]);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    *certifying.lock().unwrap() = Some(running.id());
    let output = running.wait_with_output().unwrap();
    Certified::of(stage.folder.path(), &output)
}

#[test]
fn a_run_interrupted_after_a_hook_goes_on_whatever_became_of_the_booking() {
    for (hook, signal) in [
        ("multi-gross-reservation", "-INT"),
        ("modify-multi-reservation", "-INT"),
        ("cancel-booking", "-INT"),
        ("cancel-booking", "-KILL"),
    ] {
        let stage = Stage::honest();
        let certifying = Certifying::default();
        let (id, address) = (Arc::clone(&certifying), stage.partner.address.clone());
        let hooks = between(&address.clone(), move |path, body| {
            if path.ends_with(hook) && id.lock().unwrap().is_some() {
                // It is done, and nobody hears of it.
                super::partner::post(&address, path, body);
                strikes(&id, signal);
                return Fate::IsLost;
            }
            Fate::Passes
        });
        let stage = stage.changed(|setup| setup.hooks = hooks);
        let first = interrupted(&stage, &certifying);
        assert_ne!(first.code, Some(0), "{}", first.text);
        let resumed = stage.certify(&["--resume"]);
        assert_eq!(resumed.code, Some(0), "{hook} {signal}: {}", resumed.text);
        assert_eq!(resumed.with("passed"), all_but(&[]));
    }
}

#[test]
fn a_message_of_an_interrupted_run_that_comes_again_is_nothing_of_the_resumed_one() {
    // The fourth to the sixth message are about one space in net amounts: each of them is left unanswered once,
    // and comes again while the resumed run books, changes or cancels.
    for (unanswered, again) in [
        (4, "single-net"),
        (5, "single-net"),
        (5, "modify-res"),
        (6, "cancel-book"),
    ] {
        let certifying = Certifying::default();
        let count = AtomicUsize::new(0);
        let kept: Arc<Mutex<Option<(String, String)>>> = Arc::default();
        let (id, keeps) = (Arc::clone(&certifying), Arc::clone(&kept));
        let stage = Stage::meddled(move |path, body| {
            if path.ends_with("processGroup") && count.fetch_add(1, Ordering::SeqCst) + 1 == unanswered {
                *keeps.lock().unwrap() = Some((path.to_string(), body.to_string()));
                strikes(&id, "-INT");
                // Keycard is gone by then.
                return Fate::IsLate(Duration::from_secs(1));
            }
            Fate::Passes
        });
        let resumes = Arc::new(AtomicBool::new(false));
        let (now, listen) = (Arc::clone(&resumes), stage.setup.listen.clone());
        let hooks = between(&stage.partner.address, move |path, _| {
            if path.contains(again)
                && now.load(Ordering::SeqCst)
                && let Some((path, body)) = kept.lock().unwrap().take()
            {
                super::partner::post(&listen, &path, &body);
            }
            Fate::Passes
        });
        let stage = stage.changed(|setup| setup.hooks = hooks);
        let first = interrupted(&stage, &certifying);
        assert_eq!(first.code, Some(3), "{}", first.text);
        resumes.store(true, Ordering::SeqCst);
        let resumed = stage.certify(&["--resume"]);
        assert_eq!(resumed.code, Some(0), "{unanswered} {again}: {}", resumed.text);
        assert_eq!(resumed.with("passed"), all_but(&[]));
    }
}

#[test]
fn a_partner_that_was_set_up_anew_may_give_the_same_ids_again() {
    let listen = free();
    let platform = format!("http://{listen}");
    let mut partner = Partner::start(&platform, &["--fault", "repeats-message-ids"]);
    let setup = Setup::of(&partner.address, &listen);
    let folder = setup.folder();
    shorten(folder.path());
    let first = certify(folder.path(), &[]);
    assert_eq!(
        first.with("failed"),
        ["RES-2", "RES-5", "RES-8", "RES-11"],
        "{}",
        first.text
    );
    let address = partner.address.clone();
    partner.kill();
    let _mended = Partner::start_at(&address, &platform, &[]);
    let resumed = certify(folder.path(), &["--resume"]);
    assert_eq!(resumed.code, Some(0), "{}", resumed.text);
}

#[test]
fn what_a_hook_answers_when_it_fails_is_told() {
    let stage = Stage::honest();
    let address = stage.partner.address.clone();
    let hooks = between(&stage.partner.address, move |path, body| {
        if path.ends_with("cancel-booking") {
            // The second one finds nothing left to be cancelled.
            super::partner::post(&address, path, body);
        }
        Fate::Passes
    });
    let stage = stage.changed(|setup| setup.hooks = hooks);
    let certified = stage.certify(&[]);
    assert!(
        certified
            .reason("RES-3")
            .contains("HTTP 422: The booking is cancelled already."),
        "{}",
        certified.text
    );
}

#[test]
fn what_a_test_has_switched_off_is_switched_on_again_however_it_ends() {
    // A push that is never answered, and Ctrl-C meanwhile.
    for signal in [None, Some("-INT")] {
        let stage = Stage::honest();
        let certifying = Certifying::default();
        let id = Arc::clone(&certifying);
        let off = Arc::new(AtomicBool::new(false));
        let (switched, first) = (Arc::clone(&off), AtomicBool::new(true));
        let hooks = between(&stage.partner.address, move |path, _| {
            if path.ends_with("activate-connection") {
                switched.store(path.ends_with("deactivate-connection"), Ordering::SeqCst);
            }
            Fate::Passes
        });
        let is_off = Arc::clone(&off);
        let url = between(&stage.partner.address, move |path, _| {
            if path.ends_with("updatePrices") && is_off.load(Ordering::SeqCst) && first.swap(false, Ordering::SeqCst) {
                if let Some(signal) = signal {
                    strikes(&id, signal);
                }
                return Fate::IsLate(Duration::from_secs(3));
            }
            Fate::Passes
        });
        let stage = stage.changed(|setup| {
            setup.hooks = hooks;
            setup.url = url;
        });
        let certified = match signal {
            Some(_) => interrupted(&stage, &certifying),
            None => stage.certify(&["--timeout", "1s"]),
        };
        assert_ne!(certified.code, Some(0), "{}", certified.text);
        assert!(!off.load(Ordering::SeqCst), "{}", certified.text);
        assert!(!certified.text.contains("still to be done"), "{}", certified.text);
        let resumed = stage.certify(&["--resume"]);
        assert_eq!(resumed.code, Some(0), "{}", resumed.text);
    }
}

#[test]
fn what_cannot_be_switched_on_again_is_told_last() {
    let stage = Stage::honest();
    let hooks = between(&stage.partner.address, |path, _| {
        if path.ends_with("/activate-connection") {
            return Fate::Becomes("[]".to_string());
        }
        Fate::Passes
    });
    let stage = stage.changed(|setup| setup.hooks = hooks);
    let certified = stage.certify(&[]);
    // A booking cannot be sent while it is off.
    assert_eq!(certified.with("inconclusive"), ["ERR-5", "ERR-6"], "{}", certified.text);
    let expected = "still to be done by hand, for short/refuses-pushes-while-switched-off: Switch the connection on again \
                    (the hook `activate-connection` failed: it answered with HTTP 422";
    assert!(certified.text.contains(expected), "{}", certified.text);
    assert!(
        certified.reason("ERR-5").contains("still to be done by hand"),
        "{}",
        certified.text
    );
}
