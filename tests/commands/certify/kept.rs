//! What is kept of a certification: where there is no room for it, and where it was damaged.

use super::*;

/// Certifies where no file may grow beyond so many blocks, as on a disk that is nearly full.
fn cramped(stage: &Stage, blocks: u32, words: &[&str]) -> Certified {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
    let whole = command(stage.folder.path(), &[&["certify"], words].concat());
    let mut command = Command::new("sh");
    command
        .args(["-c", &script, "sh"])
        .arg(whole.get_program())
        .args(whole.get_args());
    command
        .current_dir(stage.folder.path())
        .env_clear()
        .stdin(Stdio::null());
    command.envs(whole.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Certified::of(stage.folder.path(), &command.output().unwrap())
}

fn told(certified: &Certified) -> Vec<&str> {
    let lines = certified.text.lines();
    lines
        .filter(|line| line.contains("error:") || line.contains("help:"))
        .collect()
}

#[test]
fn what_cannot_be_kept_is_told_once_with_what_it_means() {
    let stage = Stage::honest();
    let certified = cramped(&stage, 4, &[]);
    assert!(
        certified.text.contains("ready: 24 of 24 required tests passed"),
        "{}",
        certified.text
    );
    assert_eq!(
        told(&certified),
        [
            "error: cannot write keycard-certification/state.json: File too large (os error 27)",
            "  help: the verdicts of this run stand, but a later `--resume` will not know the results of 25 tests, INV-1, \
             INV-2, INV-3 and so on",
        ],
        "{}",
        certified.text
    );
    assert_eq!(certified.code, Some(3));
    let names = |folder: &str| -> Vec<String> {
        let left = fs::read_dir(stage.folder.path().join(folder)).unwrap();
        let names = left.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    };
    assert_eq!(
        names("keycard-certification"),
        ["messages"],
        "no half of a file is left"
    );
    let messages = names("keycard-certification/messages");
    assert!(messages.iter().all(|name| name.ends_with(".jsonl")), "{messages:?}");

    // What was kept while there was room is gone on with.
    let certified = cramped(&stage, 400, &[]);
    let unknown = told(&certified).concat();
    assert!(unknown.contains("will not know the results of"), "{}", certified.text);
    assert!(!unknown.contains("25 tests"), "{unknown}");
    let resumed = stage.certify(&["--resume"]);
    assert_eq!(resumed.code, Some(0), "{}", resumed.text);
    assert!(resumed.text.contains("proved by an earlier run"), "{}", resumed.text);
}

#[test]
fn a_certification_that_is_not_begun_leaves_no_spool() {
    let stage = Stage::honest().changed(|setup| setup.url = free());
    let certified = stage.certify(&[]);
    assert_eq!(certified.code, Some(3), "{}", certified.text);
    let spool = stage.folder.path().join("report.json.partial.jsonl");
    assert!(!spool.exists());
}

#[test]
fn a_damaged_state_is_shown_around_the_place_and_stops_only_those_who_go_on_with_it() {
    let stage = Stage::honest();
    assert_eq!(stage.certify(&[]).code, Some(0));
    let state = stage.folder.path().join("keycard-certification/state.json");
    let whole = fs::read_to_string(&state).unwrap();
    let place = whole.match_indices("\"verdict\"").last().unwrap().0;
    assert!(place > 70_000, "it is one long line");
    fs::write(&state, format!("{}?{}", &whole[..place], &whole[place..])).unwrap();

    let resumed = stage.certify(&["--resume"]);
    assert_eq!(resumed.code, Some(2), "{}", resumed.text);
    let line = format!("keycard-certification/state.json:1:{}]", place + 1);
    for said in [
        &line,
        "key must be a string",
        "?\"verdict\"",
        "certify without `--resume`",
    ] {
        assert!(resumed.text.contains(said), "no {said} in {}", resumed.text);
    }
    assert!(
        resumed.text.lines().all(|line| line.chars().count() < 120),
        "{}",
        resumed.text
    );

    let anew = stage.certify(&[]);
    assert_eq!(anew.code, Some(0), "{}", anew.text);
    assert!(!fs::read_to_string(&state).unwrap().contains("?\"verdict\""));
}
