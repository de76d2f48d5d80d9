//! Collection of the results of a run: each case is settled as it ends, and nothing of it is kept but counts, a bounded part
//! for the terminal, and what goes into the reports.

use std::collections::BTreeMap;
use std::path::Path;

use crate::app::rejection::RejectionWatch;
use crate::app::results::Results;
use crate::app::settle::{Judged, Settlement};
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::{Role, Transcript};
use crate::input::problem::Problem;
use crate::judge::finding::StatusName;
use crate::plan::case::Case;
use crate::plan::compile::Plan;
use crate::plan::waiver::Pattern;
use crate::report::record::Record;
use crate::report::recorder::{Detail, Origin};
use crate::report::summary::Summary;
use crate::report::waiver::{Scope, Tally, WaiverUse};
use crate::scenario::model::Level;

/// A case that ended.
pub struct Ended {
    /// Its position in the plan.
    pub position: usize,
    /// The case.
    pub case: Box<Case>,
    /// Everything that went over the wire.
    pub transcript: Box<Transcript>,
}

/// Called with each case as soon as it is settled, and with the counts so far.
pub type OnSettled<'o> = dyn FnMut(&Record, &Summary) + Send + 'o;

/// Collector of the cases of a run.
pub struct Collector<'r> {
    plan: &'r Plan,
    settlement: Settlement<'r>,
    proposals: Option<&'r Path>,
    waivers: Tally,
    on_settled: &'r mut OnSettled<'r>,
    collected: Collected,
}

/// Results of a run whose cases have ended.
pub struct Collected {
    /// Results as every run has them.
    pub results: Results,
    /// Number of snapshots that were proposed.
    pub proposals: usize,
    /// Number of requests that the target rejected because too many came.
    pub limited: usize,
    /// The waivers, and the use of each.
    pub waivers: Vec<WaiverUse>,
    /// Hosts, and whether they reject every request.
    pub hosts: BTreeMap<(Api, Side), RejectionWatch>,
}

impl<'r> Collector<'r> {
    /// Makes a collector without a case.
    pub fn new(
        plan: &'r Plan,
        settlement: Settlement<'r>,
        proposals: Option<&'r Path>,
        waivers: Tally,
        results: Results,
        on_settled: &'r mut OnSettled<'r>,
    ) -> Self {
        Self {
            plan,
            settlement,
            proposals,
            waivers,
            on_settled,
            collected: Collected {
                results,
                proposals: 0,
                limited: 0,
                waivers: Vec::new(),
                hosts: BTreeMap::new(),
            },
        }
    }

    /// Settles a case; returns true if something that is required failed.
    pub fn take(&mut self, ended: Ended) -> bool {
        let judged = self.settlement.judge(*ended.case, *ended.transcript);
        self.note(&judged);
        self.propose_snapshots(&judged);
        let status = judged.verdict.status.name();
        let detail = self.collected.results.detail().unwrap_or(Detail::least(status));
        let origin = Origin::in_plan(self.plan, ended.position);
        let waiver = self.waivers.take(judged.case.id.as_str(), status);
        let record = self.settlement.record(&judged, origin, None, waiver.as_ref(), detail);
        self.settlement.forget(&judged.case);
        self.collected.results.take(&record);
        (self.on_settled)(&record, &self.collected.results.summary);
        record.verdict == StatusName::Failed && record.binding() == Level::Required
    }

    /// Ends the collection; `scope` says how much of the cases of a waiver the run took.
    pub fn close(self, scope: impl Fn(&Pattern) -> Scope) -> Collected {
        let mut collected = self.collected;
        collected.waivers = self.waivers.close(scope);
        let faulty = collected.waivers.iter().filter(|waiver| waiver.fault().is_some());
        collected.results.summary.waiver_faults = faulty.count();
        collected
    }

    /// Notes the parts of a case that no report tells.
    fn note(&mut self, judged: &Judged) {
        let Judged {
            case,
            transcript,
            verdict,
        } = judged;
        let collected = &mut self.collected;
        let limited = transcript.entries.iter().filter(|entry| entry.role == Role::Limited);
        collected.limited += limited.count();
        let undone = transcript.undone.iter().map(|undone| format!("{}: {undone}", case.id));
        collected.results.undone.extend(undone);
        let host = collected.hosts.entry((case.api, case.under_test)).or_default();
        host.note(case, transcript, verdict.status.name() == StatusName::Failed);
    }

    fn propose_snapshots(&mut self, judged: &Judged) {
        let Some(directory) = self.proposals else { return };
        match self.settlement.propose_snapshots(directory, judged) {
            Ok(count) => self.collected.proposals += count,
            Err(error) => {
                let problem = Problem::inaccessible("write snapshots to", directory, &error);
                self.collected.results.errors.add(problem);
            }
        }
    }
}
