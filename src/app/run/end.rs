//! End of a run: its reports written, its exit code, and everything that a person is told.

use crate::app::case_selection::CaseSelection;
use crate::app::exit::Exit;
use crate::app::head::{self, Particulars};
use crate::app::rejection::{self, RejectionWatch};
use crate::app::results::Results;
use crate::app::run::collector::Collected;
use crate::app::run_clock::RunClock;
use crate::app::target_setup::TargetSetup;
use crate::plan::compile::Plan;
use crate::redaction::redacted::Redacted;
use crate::report::head::Unclaimed;
use crate::report::text::counted;
use crate::report::waiver::WaiverUse;

/// A run that ended.
pub struct RunEnd {
    /// Results as every run has them.
    pub results: Results,
    /// Name of the target.
    pub target: Redacted<String>,
    /// Number of snapshots that were proposed.
    pub proposals: usize,
    /// Number of requests that the target rejected because too many came.
    pub limited: usize,
    /// Calls that belonged to no case; of the built-in stub they are no news.
    pub unclaimed: Option<Unclaimed>,
    /// Messages about waivers that do not serve any more.
    pub waiver_faults: Vec<String>,
    /// Hosts that reject every request: what happened, and what to look at.
    pub rejections: Vec<(Redacted<String>, Redacted<String>)>,
    /// Reason why nothing ran, if nothing did.
    pub nothing: Option<&'static str>,
    /// Lines about errors of Keycard itself.
    pub errors: Vec<String>,
    /// Changes that are to be undone by hand, each with its case.
    pub undone: Vec<Redacted<String>>,
    /// The exit code.
    pub exit: Exit,
}

impl RunEnd {
    /// The same, but nothing is proved if a case was not run.
    #[must_use]
    pub fn refusing_not_run(mut self) -> Self {
        let not_run = self.results.summary.not_run;
        if not_run > 0 {
            let (were, that) = if not_run == 1 { ("was", "it") } else { ("were", "they") };
            self.errors.push(format!(
                "error: {} {were} not run, and {that} would have to (--fail-on-not-run)",
                counted(not_run, "case")
            ));
            if self.exit == Exit::Passed {
                self.exit = Exit::Inconclusive;
            }
        }
        self
    }
}

/// Writes the reports of a run and concludes it.
pub fn conclude(
    plan: &Plan,
    setup: TargetSetup,
    collected: Collected,
    selection: &CaseSelection,
    clock: RunClock,
) -> RunEnd {
    let Collected {
        mut results,
        proposals,
        limited,
        waivers,
        hosts,
    } = collected;
    let redactor = &setup.redactor;
    let conclusion = results.summary.conclusion();
    let particulars = Particulars {
        selection: selection.words(),
        shard: selection.shard,
        waivers: waivers.clone(),
        ..Particulars::default()
    };
    let head = head::head(plan, &setup, clock, particulars, (results.summary, conclusion));
    results.write_reports(&head, redactor);
    let exit = match Exit::from(conclusion) {
        Exit::Failed => Exit::Failed,
        _ if !results.errors.is_empty() || !results.leaks.is_empty() => Exit::Inconclusive,
        exit => exit,
    };
    let mut rejected: Vec<(_, &RejectionWatch)> = hosts.iter().map(|(host, watch)| (*host, watch)).collect();
    // The stub rejects only where a case asks for it.
    rejected.retain(|_| setup.stub.is_none());
    // What somebody else answered proves nothing of the system under test.
    let intermediary = |watch: &RejectionWatch| watch.rejection().is_some_and(|found| found.intermediary.is_some());
    let exit = if rejected.iter().any(|(_, watch)| intermediary(watch)) {
        Exit::Input
    } else {
        exit
    };
    let rejections = rejected.into_iter().filter_map(|(host, watch)| {
        let rejection = watch.rejection()?;
        let help = rejection::help(rejection, &setup, host);
        Some((redactor.text(&rejection::describe(rejection)), redactor.text(&help)))
    });
    RunEnd {
        target: redactor.text(&setup.name),
        proposals,
        limited,
        // The stub calls on after a case has ended; that nobody hears it is no news.
        unclaimed: setup.stub.is_none().then(|| head.unclaimed.clone()),
        waiver_faults: waivers.iter().filter_map(WaiverUse::fault).collect(),
        rejections: rejections.collect(),
        nothing: (exit == Exit::NothingRan).then(|| why_nothing(plan)),
        errors: results.errors.lines(redactor),
        undone: results.undone.iter().map(|undone| redactor.text(undone)).collect(),
        exit,
        results,
    }
}

fn why_nothing(plan: &Plan) -> &'static str {
    if plan.is_empty() {
        "no case falls to this shard; `keycard merge` wants its JSON report all the same"
    } else {
        "not one case could be tried"
    }
}
