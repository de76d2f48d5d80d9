//! Certification of the reference channel manager in another process, over real sockets, through a
//! configuration as a partner writes it: honest, with planted faults, and behind a network that meddles.

mod accepted;
mod content;
mod faults;
mod given_up;
mod invalid;
#[cfg(unix)]
mod kept;
mod later;
mod packages;
pub mod partner;
mod patterns;
#[cfg(unix)]
mod prompts;
mod property;
mod rejection;
#[cfg(unix)]
mod resumed;
mod shards;
mod sheet;
#[cfg(unix)]
mod stale;
mod told;
mod whole;

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use keycard::stub::seed;
use partner::{Certified, Fate, Partner, Setup, between, certify, command, free, shorten};
use tempfile::TempDir;

/// Keycard's address, the partner that calls it, and a folder to certify in.
struct Stage {
    partner: Partner,
    setup: Setup,
    folder: TempDir,
}

impl Stage {
    /// The short plan, with the honest partner.
    fn honest() -> Self {
        Self::meddled(|_, _| Fate::Passes)
    }

    /// The short plan, with a partner of such options.
    fn with(words: &[&str]) -> Self {
        let listen = free();
        let partner = Partner::start(&format!("http://{listen}"), words);
        let setup = Setup::of(&partner.address, &listen);
        let folder = setup.folder();
        shorten(folder.path());
        Self { partner, setup, folder }
    }

    /// The same, where something happens to the partner's calls on their way.
    fn meddled(fate: impl Fn(&str, &str) -> Fate + Send + Sync + 'static) -> Self {
        let listen = free();
        let platform = between(&listen, fate);
        let partner = Partner::start(&format!("http://{platform}"), &[]);
        let setup = Setup::of(&partner.address, &listen);
        let folder = setup.folder();
        shorten(folder.path());
        Self { partner, setup, folder }
    }

    /// The honest partner, to which some messages come changed.
    fn meddled_towards(change: impl Fn(&str, &str) -> Option<String> + Send + Sync + 'static) -> Self {
        let mut stage = Self::honest();
        let through = between(&stage.partner.address, move |path, body| {
            change(path, body).map_or(Fate::Passes, Fate::Becomes)
        });
        stage = stage.changed(|setup| setup.url = through);
        stage
    }

    /// Writes a changed configuration.
    fn changed(mut self, change: impl FnOnce(&mut Setup)) -> Self {
        change(&mut self.setup);
        self.folder = self.setup.folder();
        shorten(self.folder.path());
        self
    }

    fn certify(&self, words: &[&str]) -> Certified {
        certify(self.folder.path(), words)
    }

    fn attest(&self, words: &[&str]) -> (Option<i32>, String) {
        let mut arguments = vec!["attest", "--plan", "short.plan.yaml"];
        arguments.extend(words);
        let output = command(self.folder.path(), &arguments).output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        (output.status.code(), String::from_utf8(text).unwrap())
    }
}

/// Every test but these.
fn all_but(others: &[&str]) -> Vec<String> {
    let groups = [("INV", 6), ("RES", 13), ("ERR", 6)];
    let ids = groups
        .iter()
        .flat_map(|(group, count)| (1..=*count).map(move |n| format!("{group}-{n}")));
    ids.filter(|id| !others.contains(&id.as_str())).collect()
}

#[test]
fn the_honest_partner_is_ready_on_all_25_tests() {
    let listen = free();
    let partner = Partner::start(&format!("http://{listen}"), &[]);
    let folder = Setup::of(&partner.address, &listen).folder();
    let certified = certify(folder.path(), &[]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    assert_eq!(certified.with("passed"), all_but(&[]), "{}", certified.text);
    assert_eq!(certified.report["run"]["plan"]["readiness"]["state"], "ready");
    assert!(certified.text.contains("ready: 24 of 24 required tests passed"));
    assert!(certified.text.contains("not a certification by Mews"));
}

#[test]
fn each_planted_fault_turns_its_tests_red_and_no_other() {
    assert!(faults::TABLE.len() >= 40);
    let left = Mutex::new(faults::TABLE.iter());
    let wrong = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((fault, more, red)) = left.lock().unwrap().next() else {
                        return;
                    };
                    let listen = free();
                    let mut words = vec!["--fault", fault];
                    words.extend(more.iter().flat_map(|option| ["--stub", option]));
                    let partner = Partner::start(&format!("http://{listen}"), &words);
                    let mut setup = Setup::of(&partner.address, &listen);
                    if *fault == "stays-silent" {
                        setup.within = "500ms";
                    }
                    let folder = setup.folder();
                    shorten(folder.path());
                    let certified = certify(folder.path(), &[]);
                    let found = certified.with("failed").join(" ");
                    if found != *red || certified.code != Some(1) {
                        wrong
                            .lock()
                            .unwrap()
                            .push(format!("{fault}: {found:?}, {:?}", certified.code));
                    }
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn one_that_never_calls_fails_where_it_should_have_called() {
    let stage = Stage::meddled(|path, _| {
        if path.ends_with("processGroup") {
            Fate::IsLost
        } else {
            Fate::Passes
        }
    })
    .changed(|setup| setup.within = "500ms");
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(1));
    let silent = ["RES-1", "RES-4", "RES-7", "RES-10", "RES-13", "ERR-6"];
    assert_eq!(certified.with("failed"), silent, "{}", certified.text);
    let listen = &stage.setup.listen;
    let told = format!(
        "none came within 500ms at http://{listen}/api/channelManager/v1/processGroup (the time is `within` in [listen])"
    );
    assert!(
        certified.reason("RES-1").contains(&told),
        "{}",
        certified.reason("RES-1")
    );
    assert!(certified.reason("RES-2").contains("RES-1 comes before it, and failed"));
    assert_eq!(certified.with("not-run").len(), 8);
}

#[test]
fn one_that_calls_late_is_told_so() {
    let first = AtomicBool::new(true);
    let stage = Stage::meddled(move |path, _| {
        if path.ends_with("processGroup") && first.swap(false, Ordering::SeqCst) {
            Fate::IsLate(Duration::from_millis(1_400))
        } else {
            Fate::Passes
        }
    })
    .changed(|setup| setup.within = "1s");
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(1));
    assert_eq!(certified.with("failed"), ["RES-1"], "{}", certified.text);
    assert!(
        certified
            .reason("RES-1")
            .contains("time-limit: expected within 1000 ms (the time is `within` in [listen])"),
        "{}",
        certified.text
    );
    assert_eq!(certified.with("not-run"), ["RES-2", "RES-3"]);
}

#[test]
fn one_that_calls_twice_is_told_so() {
    let count = AtomicUsize::new(0);
    let stage = Stage::meddled(move |path, body| {
        // The second booking is the change of the first.
        if path.ends_with("processGroup") && count.fetch_add(1, Ordering::SeqCst) == 1 {
            Fate::IsFollowedBy(body.replace("\"messageId\":\"", "\"messageId\":\"again-"))
        } else {
            Fate::Passes
        }
    });
    let certified = stage.certify(&[]);
    assert_eq!(certified.with("failed"), ["RES-2"], "{}", certified.text);
    assert_eq!(certified.with("not-run"), ["RES-3"]);
}

#[test]
fn one_that_repeats_a_message_whose_answer_was_lost_is_warned() {
    let stage = Stage::meddled(|path, _| {
        if path.ends_with("processGroup") {
            Fate::ComesTwice
        } else {
            Fate::Passes
        }
    });
    let certified = stage.certify(&[]);
    // What was refused as invalid must not come again, whatever became of the answer.
    assert_eq!(certified.with("failed"), ["ERR-6"], "{}", certified.text);
    let told = "the same message came again, as if the answer to it had been lost";
    assert!(certified.text.contains(told), "{}", certified.text);
}

#[test]
fn one_that_changes_another_booking_is_told_so() {
    let count = AtomicUsize::new(0);
    let stage = Stage::meddled(move |path, body| {
        if path.ends_with("processGroup") && count.fetch_add(1, Ordering::SeqCst) == 1 {
            Fate::Becomes(body.replace("KC-BOOKING", "XX-BOOKING"))
        } else {
            Fate::Passes
        }
    });
    let certified = stage.certify(&[]);
    assert_eq!(certified.with("failed"), ["RES-2"], "{}", certified.text);
    assert_eq!(certified.with("not-run"), ["RES-3"]);
}

#[test]
fn one_that_calls_by_another_client_token_than_is_agreed_is_told_so() {
    let stage = Stage::honest();
    let config = stage.folder.path().join("keycard.toml");
    let text = fs::read_to_string(&config).unwrap();
    let agreed = "[listen]\nclient-token = { env = \"MEWS_CLIENT_TOKEN\" }";
    fs::write(&config, text.replace("[listen]", agreed)).unwrap();
    let certify = |token: &str| {
        let arguments = ["certify", "--report", "json=report.json"];
        let output = command(stage.folder.path(), &arguments)
            .env("MEWS_CLIENT_TOKEN", token)
            .output()
            .unwrap();
        Certified::of(stage.folder.path(), &output)
    };
    let certified = certify(seed::MEWS_CLIENT);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    assert!(certified.text.contains("calls are to carry the client token 796D***"));

    let certified = certify("9A7C5E3B1D2F4A6C8E0B9D7F5A3C1E2B");
    assert_eq!(certified.code, Some(1));
    let callers = ["RES-1", "RES-4", "RES-7", "RES-10", "RES-13", "ERR-6"];
    for test in callers {
        assert!(certified.with("failed").contains(&test), "{test}: {}", certified.text);
    }
    assert!(
        certified.reason("RES-1").contains("R-AUTH-1"),
        "{}",
        certified.reason("RES-1")
    );
    assert!(!certified.text.contains(seed::MEWS_CLIENT) && !certified.text.contains("9A7C5E3B1D2F"));
}

#[test]
fn one_that_answers_too_slowly_fails_that_push_and_the_run_goes_on() {
    let stage = Stage::honest();
    let first = AtomicBool::new(true);
    let slow = between(&stage.partner.address, move |path, _| {
        if path.ends_with("updatePrices") && first.swap(false, Ordering::SeqCst) {
            Fate::IsLate(Duration::from_secs(40))
        } else {
            Fate::Passes
        }
    });
    let stage = stage.changed(|setup| setup.url = slow);
    let certified = stage.certify(&["--timeout", "2s"]);
    assert_eq!(certified.code, Some(1));
    assert_eq!(certified.with("failed"), ["INV-2"], "{}", certified.text);
    assert_eq!(certified.with("passed"), all_but(&["INV-2"]), "{}", certified.text);
}

#[test]
fn one_that_restarts_and_forgets_fails_only_what_it_forgot() {
    let stage = Stage::honest();
    let address = stage.partner.address.clone();
    let platform = format!("http://{}", stage.setup.listen);
    let again = {
        let address = address.clone();
        Arc::new(Mutex::new((stage.partner, move || {
            Partner::start_at(&address, &platform, &[])
        })))
    };
    let first = AtomicBool::new(true);
    let kept = Arc::clone(&again);
    let hooks = between(&address, move |path, _| {
        if path.ends_with("modify-reservation") && first.swap(false, Ordering::SeqCst) {
            let mut kept = kept.lock().unwrap();
            kept.0.kill();
            kept.0 = kept.1();
        }
        Fate::Passes
    });
    let mut setup = stage.setup;
    setup.hooks = hooks;
    let folder = setup.folder();
    shorten(folder.path());
    let certified = certify(folder.path(), &[]);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    assert_eq!(certified.with("inconclusive"), ["RES-2"], "{}", certified.text);
    assert_eq!(certified.with("not-run"), ["RES-3"]);
    assert_eq!(certified.with("passed"), all_but(&["RES-2", "RES-3"]));
}

#[test]
fn an_interrupted_run_keeps_what_it_proved_and_goes_on_with_the_rest() {
    let stage = Stage::honest();
    let certifying: Arc<Mutex<Option<u32>>> = Arc::default();
    let changes = Arc::new(AtomicUsize::new(0));
    let (id, count) = (Arc::clone(&certifying), Arc::clone(&changes));
    let hooks = between(&stage.partner.address, move |path, _| {
        // The second change is that of RES-5: what RES-4 booked has to be known to the run after this one.
        let interrupts = path.ends_with("modify-reservation") && count.fetch_add(1, Ordering::SeqCst) == 1;
        match *id.lock().unwrap() {
            Some(id) if interrupts => {
                let sent = Command::new("kill").args(["-INT", &id.to_string()]).status().unwrap();
                assert!(sent.success());
                Fate::IsLate(Duration::from_secs(2))
            }
            Some(_) | None => Fate::Passes,
        }
    });
    let pushes = Arc::new(AtomicUsize::new(0));
    let pushed = Arc::clone(&pushes);
    let url = between(&stage.partner.address, move |path, _| {
        if path.ends_with("updatePrices") {
            pushed.fetch_add(1, Ordering::SeqCst);
        }
        Fate::Passes
    });
    let stage = stage.changed(|setup| {
        setup.hooks = hooks;
        setup.url = url;
    });
    let mut command = command(stage.folder.path(), &["certify", "--report", "json=report.json"]);
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    *certifying.lock().unwrap() = Some(running.id());
    let output = running.wait_with_output().unwrap();
    let certified = Certified::of(stage.folder.path(), &output);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    let mut proved = all_but(&[]);
    proved.truncate(10);
    assert_eq!(certified.with("passed"), proved, "{}", certified.text);
    assert_eq!(certified.with("not-run").len(), 15);
    assert!(certified.text.contains("--resume"));

    let before = pushes.load(Ordering::SeqCst);
    let resumed = stage.certify(&["--resume"]);
    assert_eq!(resumed.code, Some(0), "{}", resumed.text);
    assert_eq!(resumed.with("passed"), all_but(&[]));
    assert!(resumed.reason("RES-3").contains("proved by an earlier run"));
    // What is to be changed is booked anew, since nobody knows what became of the first booking.
    assert_eq!(resumed.reason("RES-4"), "");
    assert_eq!(resumed.reason("RES-5"), "");
    // ERR-4 and ERR-5 push prices; INV-2, INV-3, INV-5 and INV-6 did so before.
    assert_eq!(pushes.load(Ordering::SeqCst) - before, 2);
    // The evidence of both runs is in the report.
    let cases = resumed.report["cases"].as_array().unwrap();
    assert!(
        cases
            .iter()
            .any(|case| case["id"].as_str().unwrap().ends_with("[net]#RES-4"))
    );

    // Another configuration makes earlier proofs worthless.
    let text = fs::read_to_string(stage.folder.path().join("keycard.toml")).unwrap();
    fs::write(
        stage.folder.path().join("keycard.toml"),
        text.replace("\"WEEK\", \"LATE\"", "\"LATE\", \"WEEK\""),
    )
    .unwrap();
    let anew = stage.certify(&["--resume"]);
    assert_eq!(anew.code, Some(0), "{}", anew.text);
    assert_eq!(anew.reason("RES-4"), "");
}

#[test]
fn what_the_api_does_not_show_needs_review_until_a_person_attests_it() {
    let stage = Stage::honest().changed(|setup| {
        setup.read_back = false;
        setup.system_errors = false;
    });
    let unseen = ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "INV-6", "ERR-1"];
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    assert_eq!(certified.with("needs-review"), unseen);
    assert!(certified.reason("INV-1").contains("keycard attest INV-1"));

    let shot = stage.folder.path().join("calendar.png");
    fs::write(&shot, "a picture").unwrap();
    for id in unseen {
        let (code, text) = stage.attest(&[
            id,
            "--by",
            "A. Jansen",
            "--note",
            "Seen in the extranet",
            "--file",
            "calendar.png",
        ]);
        assert_eq!(code, Some(0), "{text}");
    }
    let resumed = stage.certify(&["--resume"]);
    assert_eq!(resumed.code, Some(0), "{}", resumed.text);
    assert!(resumed.text.contains("attested by A. Jansen"), "{}", resumed.text);

    // A file that is not what was shown attests nothing.
    let copies = fs::read_dir(stage.folder.path().join("keycard-certification/attachments")).unwrap();
    for copy in copies {
        fs::write(copy.unwrap().path(), "another picture").unwrap();
    }
    let altered = stage.certify(&["--resume"]);
    assert_eq!(altered.with("needs-review"), unseen);
    assert!(altered.text.contains("missing or changed"), "{}", altered.text);
}

#[test]
fn a_hook_that_tells_something_else_than_asked_is_no_failure_of_the_partner() {
    let stage = Stage::honest().changed(|setup| setup.read_back = false);
    let config = stage.folder.path().join("keycard.toml");
    let text = fs::read_to_string(&config).unwrap();
    let hook = "[read-back]\ncommand = [\"/bin/echo\", \"{ \\\"availabilties\\\": [] }\"]\n";
    fs::write(&config, format!("{text}{hook}")).unwrap();
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    let pushes = ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "INV-6"];
    assert_eq!(certified.with("inconclusive"), pushes);
    // A command is no request: nothing is said of its address, and no curl repeats it.
    let exchanges = certified.report["cases"][0]["exchanges"].as_array().unwrap();
    let hook = exchanges.iter().find(|exchange| exchange["method"] == "RUN").unwrap();
    assert!(hook["curl"].is_null(), "{hook}");
    assert_eq!(hook["requestHeaders"][0][0], "command");
    assert!(hook["requestHeaders"][0][1].as_str().unwrap().starts_with("/bin/echo"));
    assert!(!certified.report.to_string().contains("R-AUTH-6"));
    assert!(
        certified
            .reason("INV-1")
            .contains("it told no list `availabilities`; is `availabilties` meant to be that?"),
        "{}",
        certified.reason("INV-1")
    );
}

#[test]
fn an_attestation_is_of_one_run_and_of_nothing_else() {
    let mut stage = Stage::honest().changed(|setup| {
        setup.read_back = false;
        setup.system_errors = false;
    });
    // Nobody can have seen what no run has pushed.
    let word = |id: &'static str| [id, "--by", "A. Jansen", "--note", "Seen in the extranet"];
    let (code, text) = stage.attest(&word("INV-1"));
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("holds no record of INV-1 from a run") && text.contains("run `keycard certify` first"),
        "{text}"
    );
    assert!(!stage.folder.path().join("keycard-certification").exists());

    stage.certify(&[]);
    for id in ["INV-1", "ERR-1"] {
        let (code, text) = stage.attest(&word(id));
        assert_eq!(code, Some(0), "{text}");
    }
    // What needs no word gets none.
    let resumed = stage.certify(&["--resume"]);
    let attested = ["INV-1", "ERR-1"].map(|id| resumed.with("passed").contains(&id));
    assert_eq!(attested, [true, true], "{}", resumed.text);

    // A run that pushes anew pushes what nobody has looked at; a list is none of what is pushed.
    let anew = stage.certify(&[]);
    assert!(anew.with("needs-review").contains(&"INV-1"), "{}", anew.text);
    assert!(
        anew.reason("INV-1").contains("the attestation of A. Jansen")
            && anew.reason("INV-1").contains("is of what the run at "),
        "{}",
        anew.reason("INV-1")
    );
    assert!(anew.with("passed").contains(&"ERR-1"), "{}", anew.text);

    // Of another target, and of another configuration, the word is worth nothing either.
    let config = stage.folder.path().join("keycard.toml");
    let text = fs::read_to_string(&config).unwrap();
    fs::write(&config, text.replace("\"WEEK\", \"LATE\"", "\"LATE\", \"WEEK\"")).unwrap();
    let other = stage.certify(&["--resume"]);
    for id in ["INV-1", "ERR-1"] {
        assert!(
            other.reason(id).contains("is of another configuration"),
            "{}",
            other.text
        );
    }
    let second = Partner::start(&format!("http://{}", stage.setup.listen), &[]);
    fs::write(&config, text.replace(&stage.partner.address, &second.address)).unwrap();
    stage.partner = second;
    let other = stage.certify(&["--resume"]);
    for id in ["INV-1", "ERR-1"] {
        assert!(other.with("needs-review").contains(&id), "{}", other.text);
        assert!(other.reason(id).contains("is of another target"), "{}", other.text);
    }
}

#[test]
fn what_is_no_matter_of_anyones_word_is_refused() {
    let stage = Stage::honest();
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(0), "{}", certified.text);
    for (words, expected) in [
        (["RES-1", "--by", "A", "--note", "b"], "these can be attested: INV-1"),
        (["INV1", "--by", "A", "--note", "b"], "did you mean `INV-1`?"),
        (["INV-1", "--by", " ", "--note", "b"], "--by says nothing"),
        (["INV-1", "--by", "A", "--note", ""], "--note says nothing"),
        (["INV-1", "--by", "A", "--note", "b"], "INV-1 needs no attestation"),
    ] {
        let (code, text) = stage.attest(&words);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(expected), "{text}");
    }
    let stage = stage.changed(|setup| setup.read_back = false);
    stage.certify(&[]);
    let (code, text) = stage.attest(&["INV-1", "--by", "A", "--note", "b", "--file", "nowhere.png"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("nowhere.png"), "{text}");
}

#[test]
fn a_list_of_system_errors_is_held_to_the_catalogue() {
    let stage = Stage::honest();
    let list = stage.folder.path().join("system-errors.yaml");
    for (errors, verdict, expected) in [
        (
            "- { situation: timeout, code: 1, message: It took too long. }",
            "failed",
            "maintenance",
        ),
        (
            "- { situation: timeout maintenance downtime, code: 77, message: It is all too much. }",
            "failed",
            "a published code",
        ),
        (
            "- { situation: timeout maintenance downtime, code: 1, message: '' }",
            "failed",
            "a sentence",
        ),
        (
            "- { situation: timeout maintenance downtime, code: 10, message: It is all too much. }",
            "failed",
            "categoryCode",
        ),
    ] {
        fs::write(&list, errors).unwrap();
        let certified = stage.certify(&["--resume"]);
        assert!(certified.with(verdict).contains(&"ERR-1"), "{}", certified.text);
        assert!(certified.text.contains(expected), "{}", certified.text);
    }
    fs::write(&list, "- { situation: timeout, kode: 1, message: a }").unwrap();
    let wrong = command(stage.folder.path(), &["certify"]).output().unwrap();
    let text = String::from_utf8_lossy(&wrong.stderr).into_owned();
    assert_eq!(wrong.status.code(), Some(2));
    assert!(
        text.contains("unknown key `kode`") && text.contains("system-errors.yaml:1"),
        "{text}"
    );
}

#[test]
fn faults_of_the_configuration_are_told_apart_and_stop_the_run() {
    let stage = Stage::honest();
    // A token that is missing: nothing is sent, and nothing is written.
    let output = command(stage.folder.path(), &["certify"])
        .env_remove("PARTNER_CLIENT_TOKEN")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    // A fault that only the doctor finds.
    let output = command(stage.folder.path(), &["certify"])
        .env("PARTNER_CONNECTION_TOKEN", "BD8CD776655696442C9B1B1261F44ADE")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.contains("faults of the configuration, not of the system under test"),
        "{text}"
    );
    // Nobody is there.
    let nobody = stage.changed(|setup| setup.url = free());
    let output = command(nobody.folder.path(), &["certify"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(!nobody.folder.path().join("keycard-certification").exists());
}

#[test]
fn a_test_whose_data_is_not_configured_is_not_run_and_comes_first_in_what_is_missing() {
    let stage = Stage::honest().changed(|setup| setup.rates = "\"FLEX\", \"NONREF\", \"WEEK\", \"LATE\"");
    let certified = stage.certify(&[]);
    assert_eq!(
        certified.with("not-run"),
        ["INV-1", "INV-2", "INV-3", "INV-4", "INV-5", "INV-6", "ERR-5"]
    );
    let first = &certified.report["run"]["plan"]["readiness"]["missing"][0];
    assert!(
        first["what"]
            .as_str()
            .unwrap()
            .contains("`rates` in [channel-manager]: 5 mapped codes"),
        "{first}"
    );
}

#[test]
fn what_is_wrong_with_a_plan_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let plan = "title: T\napi: channel-manager\nunder-test: channel-manager\nsource: a/page\n\
                revision: { commit: abc, date: yesterday }\ntests:\n\
                \x20 - { id: A-1, group: G, title: T, level: required, scenarios: [x] }\n\
                \x20 - { id: A-1, group: G, title: T, level: required }\n\
                \x20 - { id: A-3, group: G, title: T, level: optional, scenarios: [x], after: A-2, amounts: net }\n";
    fs::write(folder.path().join("my.plan.yaml"), plan).unwrap();
    let output = command(folder.path(), &["check", "my.plan.yaml"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    for expected in [
        "my.plan.yaml:5:",
        "this is not a date",
        "there is a test `A-1` already",
        "nothing proves the test",
        "no earlier test is `A-2`",
        "did you mean `A-1`?",
    ] {
        assert!(text.contains(expected), "{expected}\n{text}");
    }
    fs::write(folder.path().join("my.plan.yaml"), plan.replace("group: G", "grup: G")).unwrap();
    let output = command(folder.path(), &["list", "--plan", "my.plan.yaml"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        text.contains("unknown key `grup`") && text.contains("did you mean `group`?"),
        "{text}"
    );
    let output = command(folder.path(), &["list", "--plan", "chanel-manager"])
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(text.contains("did you mean `channel-manager`?"), "{text}");
}

#[test]
fn the_plan_lists_every_published_test() {
    let folder = tempfile::tempdir().unwrap();
    let output = command(folder.path(), &["list", "--plan", "channel-manager"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let ids: Vec<&str> = text.lines().filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(ids, all_but(&[]));
    assert_eq!(text.lines().filter(|line| line.contains("\trequired\t")).count(), 24);
}

#[test]
fn a_plan_names_only_cases_that_exist() {
    let stage = Stage::honest();
    let path = stage.folder.path().join("short.plan.yaml");
    let plan = fs::read_to_string(&path).unwrap();
    let ran = |words: &[&str]| {
        let output = command(stage.folder.path(), words).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for with in [["own"].as_slice(), &["keycard.toml"], &["own", "keycard.toml"]] {
        let (code, text) = ran(&[&["check", "short.plan.yaml"], with].concat());
        assert_eq!(code, Some(0), "{text}");
    }
    let (code, text) = ran(&["check", "short.plan.yaml"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.contains("name the folder of your own scenarios"), "{text}");

    fs::write(&path, plan.replace("sells-a-product]", "sells-a-produkt]")).unwrap();
    let (code, text) = ran(&["check", "short.plan.yaml", "own"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.contains("did you mean `channel-manager/certification/sells-a-product`?"),
        "{text}"
    );
    // A list can be had all the same.
    let (code, text) = ran(&["list", "--plan", "short.plan.yaml", "--scenarios", "own"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("sells-a-produkt") && text.contains("25 tests"), "{text}");
    let output = command(stage.folder.path(), &["certify"]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text.contains("sells-a-produkt") && text.contains("short.plan.yaml:"),
        "{text}"
    );
    assert!(text.contains("did you mean"), "{text}");
}
