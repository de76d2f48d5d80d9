//! Shards of one run, joined to the result that the run would have had as a whole.

use std::collections::{BTreeMap, HashMap};

use crate::redaction::redactor::Redactor;
use crate::report::formats::json::Report;
use crate::report::head::Head;
use crate::report::plan_result::{PlanResult, Readiness};
use crate::report::record::Record;
use crate::report::summary::Summary;
use crate::report::text::counted;
use crate::report::waiver::{Scope, WaiverState};

/// Report of a shard, with a name for messages.
pub struct ShardReport {
    /// Its file, for messages.
    pub name: String,
    /// The report.
    pub report: Report,
}

/// Joins the parts of one run; `today` says which waivers have expired.
///
/// # Errors
/// Everything because of which they are not the parts of one run.
pub fn join(parts: Vec<ShardReport>, today: &str) -> Result<(Head, Vec<Record>), Vec<String>> {
    let mut faults = Vec::new();
    // What is no part at all is told as such, and not by how it differs from one.
    let mut shards_only = parts.iter().filter(|part| part.report.run.shard.is_some());
    if let Some(first) = shards_only.next() {
        faults.extend(shards_only.flat_map(|other| differences(first, other)));
    }
    shards(&parts, &mut faults);
    if faults.is_empty() {
        cases(&parts, &mut faults);
        published(&parts, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    joined(parts, today).ok_or_else(|| vec!["there is no report to join".to_string()])
}

/// Reasons for which two reports are not of one run.
fn differences(first: &ShardReport, other: &ShardReport) -> Vec<String> {
    let (a, b) = (&first.report.run, &other.report.run);
    let mut found = Vec::new();
    let mut differ = |is_so: bool, how: &str, what: [String; 2]| {
        let [one, two] = what;
        let told = if one == two {
            String::new()
        } else {
            format!(": {one} and {two}")
        };
        if is_so {
            found.push(format!("{} and {} {how}{told}", first.name, other.name));
        }
    };
    let unsaid = || [String::new(), String::new()];
    differ(
        a.tool != b.tool,
        "were made by two versions of Keycard",
        [a.tool.clone(), b.tool.clone()],
    );
    differ(
        a.versions.contract != b.versions.contract,
        "were judged by two contracts",
        unsaid(),
    );
    differ(
        a.versions.scenarios != b.versions.scenarios,
        "are of different scenarios",
        unsaid(),
    );
    differ(
        a.selection != b.selection,
        "are of different selections of cases",
        [selected(a), selected(b)],
    );
    differ(
        a.target != b.target,
        "tested different targets",
        [a.target.to_string(), b.target.to_string()],
    );
    found.extend(plans(first, other));
    found
}

fn selected(head: &Head) -> String {
    if head.selection.is_empty() {
        "all cases".to_string()
    } else {
        head.selection.join(" ")
    }
}

/// Difference of the certification plans of two reports.
fn plans(first: &ShardReport, other: &ShardReport) -> Option<String> {
    let (a, b) = (&first.report.run, &other.report.run);
    if a.versions.plan == b.versions.plan && asked(a) == asked(b) {
        return None;
    }
    let (one, two) = (what(a), what(b));
    Some(if one == two {
        format!(
            "{} and {} are both of a {one}, but the file of the plan was changed between them",
            first.name, other.name
        )
    } else {
        format!("{} is of a {one}, and {} of a {two}", first.name, other.name)
    })
}

/// Subject of a report, in words.
fn what(head: &Head) -> String {
    match &head.plan {
        Some(plan) => format!("certification by the plan `{}`, revision {}", plan.id, plan.revision),
        None => "run without a certification plan".to_string(),
    }
}

/// Plan of a certification as a whole: id, revision, tests.
fn asked(head: &Head) -> Option<(&str, &str, &[String])> {
    let plan = head.plan.as_ref()?;
    Some((&plan.id, &plan.revision, &plan.all))
}

/// Every shard must be there, once.
fn shards(parts: &[ShardReport], faults: &mut Vec<String>) {
    let mut seen: BTreeMap<u64, &str> = BTreeMap::new();
    let mut of: Option<u64> = None;
    for part in parts {
        let Some(shard) = part.report.run.shard else {
            faults.push(format!(
                "{} is of no shard, but of a whole {}; `--shard K/N` makes shards",
                part.name,
                what(&part.report.run)
            ));
            continue;
        };
        if *of.get_or_insert(shard.of) != shard.of {
            faults.push(format!("{} is one of {} shards, others are not", part.name, shard.of));
            continue;
        }
        if let Some(earlier) = seen.insert(shard.number, &part.name) {
            faults.push(format!(
                "{earlier} and {} are both of shard {}/{}",
                part.name, shard.number, shard.of
            ));
        }
    }
    let Some(of) = of else { return };
    let missing = of.saturating_sub(seen.len() as u64);
    if missing > 0 {
        let which: Vec<String> = (1..=of)
            .filter(|number| !seen.contains_key(number))
            .take(10)
            .map(|number| format!("{number}/{of}"))
            .collect();
        faults.push(format!(
            "{} missing: {}{}",
            if missing == 1 {
                "a shard is".to_string()
            } else {
                format!(
                    "{} are",
                    counted(usize::try_from(missing).unwrap_or(usize::MAX), "shard")
                )
            },
            which.join(", "),
            if missing > 10 { ", …" } else { "" }
        ));
    }
}

/// No case may be in two of them; within one, tests of a certification may share a case.
fn cases(parts: &[ShardReport], faults: &mut Vec<String>) {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    for (index, part) in parts.iter().enumerate() {
        for case in &part.report.cases {
            if let Some(earlier) = seen.insert(case.id.as_str(), index).filter(|earlier| *earlier != index)
                && let Some(earlier) = parts.get(earlier)
            {
                let (id, one, other) = (&case.id, &earlier.name, &part.name);
                faults.push(format!("the case {id} is in {one} and in {other}"));
            }
        }
    }
}

/// Every published test of a certification must be in one of them, and no other.
fn published(parts: &[ShardReport], faults: &mut Vec<String>) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    let mut all: &[String] = &[];
    for part in parts {
        let Some(plan) = &part.report.run.plan else { continue };
        all = &plan.all;
        for test in &plan.tests {
            if let Some(earlier) = seen.insert(&test.id, &part.name) {
                faults.push(format!("the test {} is in {earlier} and in {}", test.id, part.name));
            }
            if !all.contains(&test.id) {
                faults.push(format!("the test {} in {} is none of the plan", test.id, part.name));
            }
        }
    }
    let missing = all.iter().filter(|id| !seen.contains_key(id.as_str()));
    faults.extend(missing.map(|id| format!("the test {id} is in none of the shards")));
}

/// The result of a certification, out of those of its shards.
fn certified(parts: Vec<PlanResult>) -> Option<PlanResult> {
    let mut parts = parts.into_iter();
    let mut whole = parts.next()?;
    for part in parts {
        whole.tests.extend(part.tests);
        // One of them judges the list.
        whole.declared.extend(part.declared);
    }
    let all = std::mem::take(&mut whole.all);
    whole.tests.sort_by_key(|test| all.iter().position(|id| *id == test.id));
    // What is joined was redacted when it was written.
    whole.readiness = Readiness::of(&whole.tests, None, &Redactor::default());
    Some(whole)
}

fn joined(parts: Vec<ShardReport>, today: &str) -> Option<(Head, Vec<Record>)> {
    let mut heads = Vec::new();
    let mut records = Vec::new();
    for part in parts {
        heads.push(part.report.run);
        records.extend(part.report.cases);
    }
    records.sort_by_key(|record| record.position);
    heads.sort_by_key(|head| head.shard);
    let mut summary = Summary::default();
    for record in &records {
        summary.add(record);
    }
    summary.incomplete = heads.iter().any(|head| head.summary.incomplete);
    let plans = heads.iter_mut().filter_map(|head| head.plan.take());
    let plan = certified(plans.collect());
    let mut heads = heads.into_iter();
    let mut whole = heads.next()?;
    for head in heads {
        whole.started = whole.started.min(head.started);
        whole.unclaimed.count += head.unclaimed.count;
        whole.unclaimed.calls.extend(head.unclaimed.calls);
        for waiver in head.waivers {
            match whole.waivers.iter_mut().find(|known| known.waiver == waiver.waiver) {
                Some(known) => {
                    known.add(&waiver);
                    if waiver.standing == WaiverState::NoLongerFailing {
                        known.standing = waiver.standing;
                    }
                }
                None => whole.waivers.push(waiver),
            }
        }
    }
    let scope = if whole.selection.is_empty() && !summary.incomplete {
        Scope::Whole
    } else {
        Scope::Part
    };
    for waiver in &mut whole.waivers {
        let told = waiver.standing;
        match &plan {
            None => waiver.settle(today, scope),
            // Which cases there are, each part of a certification knows; a test that was not run has none in its report.
            Some(_) => {
                waiver.settle(today, Scope::Part);
                let all_pass = told == WaiverState::NoLongerFailing && waiver.passed == waiver.cases;
                if waiver.standing == WaiverState::Undecided && (told == WaiverState::Unmatched || all_pass) {
                    waiver.standing = told;
                }
            }
        }
    }
    summary.waiver_faults = whole.waivers.iter().filter(|waiver| waiver.fault().is_some()).count();
    whole.shard = None;
    whole.summary = summary;
    whole.conclusion = match &plan {
        Some(plan) => plan.conclusion(summary.waiver_faults),
        None => summary.conclusion(),
    };
    whole.plan = plan;
    Some((whole, records))
}
