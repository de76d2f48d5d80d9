//! What becomes of a case when it ends: judged, recorded, told, forgotten.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use super::door::Door;
use super::progress::Progress;
use super::reports::Reports;
use super::shown::Shown;
use super::trouble::Trouble;
use crate::assembly::Assembled;
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::{Outcome, Role, Transcript};
use crate::input::problem::Problem;
use crate::judge::access::Rejection;
use crate::judge::conversation::Conversation;
use crate::judge::finding::StatusName;
use crate::judge::judgement::Judge;
use crate::judge::snapshot;
use crate::plan::case::Case;
use crate::plan::compile::Plan;
use crate::plan::waiver::Pattern;
use crate::report::recorder::{self, Detail, JudgedCase, Origin};
use crate::report::summary::Summary;
use crate::report::terminal;
use crate::report::waiver::{Scope, Tally, WaiverUse};
use crate::scenario::model::Level;
use crate::snapshots::store::{self, Proposal};

/// A case that ended, and what went over the wire.
pub struct Ended {
    /// Its position in the plan.
    pub position: usize,
    /// The case.
    pub case: Box<Case>,
    /// What went over the wire.
    pub transcript: Box<Transcript>,
}

/// Takes each case as it ends; nothing of it is kept but counts, a bounded part for the terminal,
/// and what goes into the reports.
pub struct Ledger<'r> {
    assembled: &'r Assembled,
    plan: &'r Plan,
    judge: Judge<'r>,
    reports: &'r mut Reports,
    progress: &'r Progress,
    /// Where new and changed snapshots are proposed, if they are.
    updating: Option<&'r Path>,
    waivers: Tally,
    closed: Closed,
}

/// What is left when all cases have ended.
#[derive(Default)]
pub struct Closed {
    /// The counts.
    pub summary: Summary,
    /// What is shown at the end.
    pub shown: Shown,
    /// What went wrong with Keycard itself.
    pub trouble: Trouble,
    /// How many snapshots were proposed.
    pub proposals: usize,
    /// How many requests the target turned away because too many came.
    pub limited: usize,
    /// The waivers, and what became of each.
    pub waivers: Vec<WaiverUse>,
    /// What was switched and not put back, with the case.
    pub left: Vec<String>,
    /// Whether each host lets anything in.
    pub doors: BTreeMap<(Api, Side), Door>,
}

impl Closed {
    /// The hosts that let nothing in, and how.
    pub fn refusals(&self) -> impl Iterator<Item = ((Api, Side), &Rejection)> {
        let doors = self.doors.iter();
        doors.filter_map(|(host, door)| Some((*host, door.refusal()?)))
    }
}

impl<'r> Ledger<'r> {
    /// A ledger without a case.
    pub fn new(
        assembled: &'r Assembled,
        plan: &'r Plan,
        reports: &'r mut Reports,
        progress: &'r Progress,
        updating: Option<&'r Path>,
        waivers: Tally,
    ) -> Self {
        let judge = Judge {
            contract: plan.contract(),
            redactor: &assembled.redactor,
            snapshots: &assembled.snapshots,
        };
        Self {
            assembled,
            plan,
            judge,
            reports,
            progress,
            updating,
            waivers,
            closed: Closed::default(),
        }
    }

    /// Takes a case; says whether something that is required failed.
    pub fn take(&mut self, ended: Ended) -> bool {
        let Ended {
            position,
            case,
            transcript,
        } = ended;
        learn(self.assembled, &transcript);
        let limited = transcript.entries.iter().filter(|entry| entry.role == Role::Limited);
        self.closed.limited += limited.count();
        let left = transcript.undone.iter();
        self.closed.left.extend(left.map(|left| format!("{}: {left}", case.id)));
        let verdict = self.judge.judge(&case, &transcript);
        if let Some(directory) = self.updating {
            match propose(directory, &self.judge, &case, &transcript) {
                Ok(count) => self.closed.proposals += count,
                Err(error) => {
                    let problem = Problem::inaccessible("write snapshots to", directory, &error);
                    self.closed.trouble.add(problem);
                }
            }
        }
        let status = verdict.status.name();
        let door = self.closed.doors.entry((case.api, case.under_test)).or_default();
        door.note(&case, &transcript, status == StatusName::Failed);
        let passed = status == StatusName::Passed;
        let least = if passed { Detail::Findings } else { Detail::Exchanges };
        let detail = self.reports.detail().unwrap_or(least);
        let waiver = self.waivers.take(case.id.as_str(), status);
        let judged = JudgedCase {
            case: &case,
            transcript: &transcript,
            verdict: &verdict,
            origin: Origin::in_plan(self.plan, position),
            part: None,
            waiver: waiver.as_ref(),
        };
        let record = recorder::record(&judged, detail, &self.assembled.redactor);
        if let Some(host) = &self.assembled.stub {
            host.forget(&case.id.key());
        }
        let closed = &mut self.closed;
        closed.summary.add(&record);
        self.reports.push(&record);
        if let Some(line) = terminal::line(&record) {
            self.progress.line(&line);
        }
        closed.shown.take(&record);
        self.progress
            .step(closed.summary.failed_required + closed.summary.failed_other);
        record.verdict == StatusName::Failed && record.binding() == Level::Required
    }

    /// Ends the ledger; `scope` says how much of the cases of a waiver the run took.
    pub fn close(self, scope: impl Fn(&Pattern) -> Scope) -> Closed {
        let mut closed = self.closed;
        closed.waivers = self.waivers.close(scope);
        closed.summary.waiver_faults = closed.waivers.iter().filter(|waiver| waiver.fault().is_some()).count();
        closed
    }
}

/// Tokens that the target hands out are secrets from then on.
pub(super) fn learn(assembled: &Assembled, transcript: &Transcript) {
    for entry in &transcript.entries {
        if let Outcome::Answered(response) = &entry.outcome
            && let Ok(json) = response.body.json()
        {
            assembled.redactor.learn_from(json);
        }
    }
}

fn propose(directory: &Path, judge: &Judge<'_>, case: &Case, transcript: &Transcript) -> io::Result<usize> {
    let conversation = Conversation::of(case, transcript, judge.contract);
    let mut count = 0;
    for taken in snapshot::taken(conversation.material(), judge.redactor) {
        if store::propose(directory, &taken, case.id.as_str(), &case.requirement)? == Proposal::Written {
            count += 1;
        }
    }
    Ok(count)
}
