//! The harness is tested by itself: every planted fault is caught by the check that is named for
//! it, and the honest stub is left alone.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use keycard::app::scenarios::{self, Scenarios};
use keycard::app::self_test;
use keycard::contract::catalogue::Contract;
use keycard::contract::operation::Api;
use keycard::contract::rule::Weight;
use keycard::judge::check_id::Check;
use keycard::judge::finding::{Finding, StatusName};
use keycard::plan::compile::Plan;
use keycard::plan::selection::{Selection, Selector};
use keycard::snapshots::store::Store;
use keycard::stub::faults::fault::Fault;

fn plan() -> Plan {
    let selection = Selection::default();
    scenarios::plan(&Contract::built_in(), &Scenarios::default(), &selection).unwrap()
}

/// Runs the plan until `seen` has enough; a case is given as its id, its verdict and its findings.
fn run(plan: &Plan, fault: Option<Fault>, mut seen: impl FnMut(&str, StatusName, &[Finding]) -> ControlFlow<()>) {
    // From the directory, where a snapshot that was never accepted is a warning.
    let snapshots = Store::Directory(concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots").into());
    self_test::play(plan, fault, 8, snapshots, |_, case, verdict| {
        seen(case, verdict.status.name(), &verdict.findings)
    })
    .unwrap();
}

#[test]
fn the_honest_stub_passes_with_nothing_above_a_note() {
    let plan = plan();
    let mut count = 0;
    let mut wrong = Vec::new();
    run(&plan, None, |id, verdict, findings| {
        count += 1;
        let worst = findings.iter().find(|finding| finding.weight > Weight::Note);
        if verdict != StatusName::Passed || worst.is_some() {
            wrong.push(format!("{id}: {verdict}: {worst:?}"));
        }
        ControlFlow::Continue(())
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, plan.len());
    assert!(count >= 700, "{count} cases");
}

#[test]
fn every_fault_is_caught_by_the_check_that_is_named_for_it() {
    let ran = support::ran(support::keycard().args(["self-test", "--first"]));
    let table = ran.stdout;
    let survivors: Vec<&str> = table.lines().filter(|line| line.ends_with("SURVIVED")).collect();
    assert!(survivors.is_empty(), "{}", survivors.join("\n"));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    // The heading and the last line belong to no fault.
    assert_eq!(table.lines().count(), Fault::all().count() + 2, "{table}");
}

/// A check or rule that no fault of the stub can show.
struct Exemption {
    id: &'static str,
    reason: &'static str,
    /// The test that fails without it.
    test: &'static str,
}

const EXEMPTIONS: [Exemption; 4] = [
    Exemption {
        id: "R-AUTH-4",
        reason: "it compares the tokens that two environments are configured with; no message holds both",
        test: "each_rule_has_an_example_that_breaks_it_and_one_that_keeps_it",
    },
    Exemption {
        id: "R-AUTH-6",
        reason: "it judges the scheme of the configured addresses; the stub is reached within the machine, without TLS",
        test: "each_rule_has_an_example_that_breaks_it_and_one_that_keeps_it",
    },
    Exemption {
        id: "R-AUTH-7",
        reason: "it compares the addresses that two environments are configured with; no message holds both",
        test: "each_rule_has_an_example_that_breaks_it_and_one_that_keeps_it",
    },
    Exemption {
        id: "system-errors",
        reason: "only a certification reads a list of system errors, which is a file",
        test: "a_list_of_system_errors_is_held_to_the_catalogue",
    },
];

/// Every check and every rule of both contracts, by its id.
fn checks_and_rules() -> BTreeSet<String> {
    let contract = Contract::built_in();
    let apis = [Api::ChannelManager, Api::Connector];
    let rules = apis
        .iter()
        .flat_map(|api| contract.rules(*api).unwrap())
        .map(|rule| rule.id.to_string());
    let checks = Check::ALL.iter().map(|check| check.id().to_string());
    checks.chain(rules).collect()
}

#[test]
fn every_check_and_every_rule_has_a_fault_or_a_reason_for_none() {
    let known = checks_and_rules();
    let caught: BTreeSet<String> = Fault::all().map(|fault| fault.caught_by().to_string()).collect();
    let unknown: Vec<&String> = caught.difference(&known).collect();
    assert!(
        unknown.is_empty(),
        "faults name what is no check and no rule: {unknown:?}"
    );
    let exempt: BTreeSet<String> = EXEMPTIONS.iter().map(|exemption| exemption.id.to_string()).collect();
    let unshown: BTreeSet<String> = known.difference(&caught).cloned().collect();
    assert_eq!(unshown, exempt, "what has no fault, and what may have none");
}

#[test]
fn every_scenario_that_shows_a_fault_exists() {
    let plan = plan();
    let scenarios: BTreeSet<String> = (0..plan.len())
        .map(|position| {
            plan.case(position)
                .unwrap()
                .id
                .as_str()
                .split('[')
                .next()
                .unwrap()
                .to_string()
        })
        .collect();
    for fault in Fault::all() {
        if let Some(scenario) = fault.shown_in() {
            assert!(scenarios.contains(scenario), "{fault}: there is no {scenario}");
        }
    }
}

#[test]
fn what_has_no_fault_has_a_test_of_its_own() {
    let tests = sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")));
    for Exemption { id, reason, test } in EXEMPTIONS {
        assert!(!reason.is_empty(), "{id}");
        let head = format!("fn {test}() {{");
        assert!(
            tests.iter().any(|source| source.contains(&head)),
            "{id}: there is no {test}"
        );
    }
}

/// The text of each Rust file below a folder.
fn sources(folder: &Path) -> Vec<String> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => sources(&path),
        Some(extension) if extension == "rs" => vec![fs::read_to_string(&path).unwrap()],
        Some(_) | None => Vec::new(),
    };
    paths.flat_map(read).collect()
}

/// Each rule that the platform has to keep to by the notes on the Connector API, and a fault that breaks it.
///
/// S30 to S32 are about webhooks and WebSockets, which the platform opens by itself; no case awaits them yet.
const RULES_OF_THE_CONNECTOR: [(&str, &str); 29] = [
    ("S01", "connector-no-request-id"),
    ("S02", "connector-items-without-id"),
    ("S03", "connector-unasked-204"),
    ("S04", "connector-error-without-message"),
    ("S05", "connector-takes-trailing-slash"),
    ("S06", "connector-takes-loose-json"),
    ("S07", "connector-skips-unknown-ids"),
    ("S08", "connector-takes-plain-values"),
    ("S09", "connector-accepts-expired-token"),
    ("S10", "connector-business-rule-as-400"),
    ("S11", "connector-any-count"),
    ("S12", "connector-overlapping-pages"),
    ("S13", "connector-null-cursor"),
    ("S14", "connector-any-cursor"),
    ("S15", "connector-interval-holds-its-end"),
    ("S16", "connector-any-interval"),
    ("S17", "connector-needs-no-filter"),
    ("S18", "connector-no-limit"),
    ("S19", "connector-never-too-heavy"),
    ("S20", "connector-overwrites-others-changes"),
    ("S21", "connector-serves-discontinued"),
    ("S22", "connector-absent-clears"),
    ("S23", "connector-shape-of-another-kind"),
    ("S24", "connector-unknown-state"),
    ("S25", "connector-local-time"),
    ("S26", "connector-refuses-half-a-culture"),
    ("S27", "connector-shows-foreign-enterprise"),
    ("S28", "connector-looks-at-enterprise-of-single-token"),
    ("S29", "connector-exports-at-once"),
];

/// The cases that say that they prove a rule notice when it is broken, by the check that is named for the fault.
#[test]
fn the_cases_of_each_rule_of_the_connector_catch_who_breaks_it() {
    let whole = plan();
    let mut promises: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for case in (0..whole.len()).map(|position| whole.case(position).unwrap()) {
        let scenario = case.id.as_str().split('[').next().unwrap().to_string();
        for rule in case.covers {
            promises.entry(rule).or_default().insert(scenario.clone());
        }
    }
    let mut survived = Vec::new();
    for (position, (rule, name)) in RULES_OF_THE_CONNECTOR.into_iter().enumerate() {
        assert_eq!(rule, format!("S{:02}", position + 1), "no rule is left out");
        let fault: Fault = name.parse().unwrap();
        let selection = Selection {
            selectors: promises[rule].iter().cloned().map(Selector::Id).collect(),
            ..Selection::default()
        };
        let few = scenarios::plan(whole.contract(), &Scenarios::default(), &selection).unwrap();
        let mut caught = false;
        run(&few.scattered().unwrap(), Some(fault), |_, _, findings| {
            let by_name =
                |finding: &Finding| finding.check.as_str() == fault.caught_by() && finding.weight > Weight::Note;
            caught = findings.iter().any(by_name);
            if caught {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        if !caught {
            survived.push(format!("{rule}: {name}"));
        }
    }
    assert!(survived.is_empty(), "{}", survived.join("\n"));
}

/// A fault that only warns must at least not be silent, and one that is an error must fail a case.
#[test]
fn a_fault_that_lets_someone_in_fails_the_run() {
    let plan = plan();
    for fault in [
        "accepts-expired-token",
        "ignores-token-case",
        "accepts-disabled-connection",
    ] {
        let mut failed = false;
        run(&plan, Some(fault.parse().unwrap()), |_, verdict, _| {
            failed = verdict == StatusName::Failed;
            if failed {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        assert!(failed, "{fault}");
    }
}
