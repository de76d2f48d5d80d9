//! Snapshots through the real binary: proposed, accepted, rejected, compared; never written in CI.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use keycard::app::scenarios::{self, Scenarios};
use keycard::app::snapshot_review::names;
use keycard::contract::catalogue::Contract;
use keycard::plan::selection::Selection;
use keycard::snapshots::store;
use support::{Ran, keycard_with};

const SELECTOR: &str = "channel-manager/confirmation/does-not-find-an-unknown-booking";

/// Runs the binary in a folder, as a CI would if `ci` says so.
fn keycard(folder: &Path, arguments: &[&str], ci: Option<&str>) -> Ran {
    let ci: Vec<_> = ci.map(|value| ("CI", value)).into_iter().collect();
    keycard_with(folder, arguments, &ci)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files(&path))
        } else {
            found.push(path)
        }
    }
    found.sort();
    found
}

fn project() -> (PathBuf, HashSet<String>) {
    let selection = Selection::default();
    let contract = Contract::built_in();
    let plan = scenarios::plan(&contract, &Scenarios::default(), &selection).unwrap();
    (Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots"), names(&plan))
}

#[test]
fn the_project_has_no_stale_and_no_waiting_snapshot() {
    let (root, wanted) = project();
    let (accepted, proposed) = store::names(&root).unwrap();
    assert!(accepted.len() > 250, "{}", accepted.len());
    assert_eq!(store::stale(&accepted, &wanted), Vec::<String>::new());
    assert_eq!(proposed, Vec::<String>::new());
}

#[test]
fn insta_reads_every_accepted_snapshot_as_we_do() {
    use keycard::judge::snapshot::{AcceptedSnapshots, SnapshotLookup};

    let (root, _) = project();
    for name in store::names(&root).unwrap().0 {
        let by_insta = insta::Snapshot::from_file(&root.join(format!("{name}.snap"))).unwrap();
        let SnapshotLookup::Found(embedded) = store::Store::BuiltIn.read(&name) else {
            panic!("{name} is not embedded")
        };
        assert_eq!(
            by_insta.as_text().unwrap().to_string().trim_end(),
            embedded.trim_end(),
            "{name}"
        );
    }
}

#[test]
fn nothing_is_written_unless_asked_and_never_in_ci() {
    let folder = tempfile::tempdir().unwrap();
    let run = keycard(folder.path(), &["run", SELECTOR, "--snapshots", "snaps"], None);
    assert_eq!(run.code, Some(0), "{}", run.text());
    assert!(
        run.text().contains("there is none"),
        "a snapshot that was never accepted is a warning"
    );
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());

    let refused = keycard(
        folder.path(),
        &["run", SELECTOR, "--snapshots", "snaps", "--update-snapshots"],
        Some("true"),
    );
    assert_eq!(refused.code, Some(2), "{}", refused.text());
    let accept = keycard(folder.path(), &["snapshots", "accept", "--dir", "snaps"], Some("1"));
    assert_eq!(accept.code, Some(2), "{}", accept.text());
    assert_eq!(files(folder.path()), Vec::<PathBuf>::new());
}

#[test]
fn a_proposal_is_accepted_compared_and_a_change_is_shown_as_a_difference() {
    let folder = tempfile::tempdir().unwrap();
    let update = ["run", SELECTOR, "--snapshots", "snaps", "--update-snapshots"];
    assert_eq!(keycard(folder.path(), &update, None).code, Some(0));
    let proposed = files(folder.path());
    assert!(
        !proposed.is_empty()
            && proposed
                .iter()
                .all(|path| path.to_string_lossy().ends_with(".snap.new"))
    );

    let list = keycard(folder.path(), &["snapshots", "list", "--dir", "snaps"], None);
    assert_eq!(list.code, Some(1), "something waits for a person");
    assert!(list.text().contains("proposed  channel-manager/confirmation"));
    assert_eq!(
        keycard(folder.path(), &["snapshots", "accept", "--dir", "snaps"], None).code,
        Some(0)
    );
    assert!(
        files(folder.path())
            .iter()
            .all(|path| path.to_string_lossy().ends_with(".snap"))
    );

    // Another run has other fresh values, and the snapshot still fits.
    let same = keycard(folder.path(), &["run", SELECTOR, "--snapshots", "snaps"], None);
    assert_eq!(same.code, Some(0), "{}", same.text());
    assert!(!same.text().contains("warning"), "{}", same.text());

    let other = ["run", SELECTOR, "--snapshots", "snaps", "--fault", "other-wording"];
    let changed = keycard(folder.path(), &other, None);
    assert_eq!(changed.code, Some(1), "{}", changed.text());
    let said = changed.text();
    assert!(said.contains("--- accepted") && said.contains("+++ answered"), "{said}");

    // A proposal for the change can be rejected, and nothing is left of it.
    let update = [other.as_slice(), &["--update-snapshots"]].concat();
    keycard(folder.path(), &update, None);
    assert_eq!(
        keycard(folder.path(), &["snapshots", "reject", "--dir", "snaps"], None).code,
        Some(0)
    );
    assert_eq!(
        keycard(folder.path(), &["snapshots", "list", "--dir", "snaps"], None).code,
        Some(0)
    );
}

#[test]
fn a_stale_snapshot_is_listed_and_accepting_removes_it() {
    let folder = tempfile::tempdir().unwrap();
    let stale = folder.path().join("snaps/channel-manager/gone.snap");
    std::fs::create_dir_all(stale.parent().unwrap()).unwrap();
    std::fs::write(&stale, "---\nsource: x\n---\n{}\n").unwrap();
    let list = keycard(folder.path(), &["snapshots", "list", "--dir", "snaps"], None);
    assert_eq!(list.code, Some(1));
    assert!(list.text().contains("stale     channel-manager/gone"));
    assert_eq!(
        keycard(folder.path(), &["snapshots", "accept", "--dir", "snaps"], None).code,
        Some(0)
    );
    assert!(!stale.exists());
}

#[test]
fn a_snapshot_that_cannot_be_read_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    keycard(
        folder.path(),
        &["run", SELECTOR, "--snapshots", "snaps", "--update-snapshots"],
        None,
    );
    keycard(folder.path(), &["snapshots", "accept", "--dir", "snaps"], None);
    for path in files(folder.path()) {
        std::fs::write(path, b"\xff\xfe no snapshot").unwrap();
    }
    let run = keycard(folder.path(), &["run", SELECTOR, "--snapshots", "snaps"], None);
    assert_eq!(run.code, Some(1), "{}", run.text());
    assert!(run.text().contains("cannot be read"), "{}", run.text());
}
