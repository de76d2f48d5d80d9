//! `[io]` Trials of a suite: one for each case, one for each waiver.

use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Completion, Failed, Trial};
use tokio::sync::RwLock;

use super::waived::Waived;
use crate::app::refusal::Refusal;
use crate::app::settle::Settlement;
use crate::app::target_setup::TargetSetup;
use crate::exchange::transcript::Transcript;
use crate::input::problem::Problems;
use crate::judge::finding::StatusName;
use crate::plan::case::Case;
use crate::plan::compile::Plan;
use crate::plan::waiver::Waiver;
use crate::report::record::Record;
use crate::report::recorder::{Detail, Origin};
use crate::report::terminal;
use crate::report::waiver::{Tally, WaiverState, WaiverUse};
use crate::runner::reachability::Reachability;
use crate::runner::schedule::{self, ProductionWrites};
use crate::runner::setting::Setting;
use crate::scenario::model::Level;
use crate::wire::call::{Caller, Limits};

/// Parts that all trials of a suite share.
pub(super) struct Shared {
    plan: Plan,
    setup: TargetSetup,
    waived: Waived,
    fail_on_not_run: bool,
    caller: Caller,
    reachability: Mutex<Reachability>,
    /// Held by each case that runs: together with others, or alone.
    turn: RwLock<()>,
    runtime: tokio::runtime::Runtime,
}

impl Shared {
    /// Puts them together, with a client of their own.
    ///
    /// # Errors
    /// The system gives no thread.
    pub(super) fn new(plan: Plan, setup: TargetSetup, waived: Waived, fail_on_not_run: bool) -> Result<Self, Refusal> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Refusal::Unable(format!("Keycard cannot start a thread: {error}")))?;
        Ok(Self {
            plan,
            setup,
            waived,
            fail_on_not_run,
            caller: Caller::new(Limits::default()),
            reachability: Mutex::default(),
            turn: RwLock::new(()),
            runtime,
        })
    }
}

/// Makes a trial of each case, and one of each waiver.
///
/// # Errors
/// Two cases of one id, with file, line and column.
pub(super) fn trials(shared: &Arc<Shared>) -> Result<Vec<Trial>, Problems> {
    let cases = (0..shared.plan.len()).map(|position| trial(shared, position));
    let waivers = (0..shared.waived.waivers.len()).map(|index| Ok(waiver(shared, index)));
    cases.chain(waivers).collect()
}

fn trial(shared: &Arc<Shared>, position: usize) -> Result<Trial, Problems> {
    let name = shared.plan.id(position)?.to_string();
    let shared = Arc::clone(shared);
    Ok(Trial::ignorable_test(name, move || {
        let case = shared.case(position)?;
        let record = match shared.waived.judged.get(&position) {
            Some(judged) => judged.get_or_init(|| shared.judge(position, &case)).clone(),
            None => shared.judge(position, &case),
        };
        shared.conclude(&case, record)
    }))
}

/// The test of a waiver: whether it still serves.
fn waiver(shared: &Arc<Shared>, index: usize) -> Trial {
    let (waiver, _) = &shared.waived.waivers[index];
    let name = shared.setup.redactor.text(&format!("waivers/{}", waiver.case));
    let shared = Arc::clone(shared);
    Trial::ignorable_test(name.to_string(), move || shared.settle(index))
}

impl Shared {
    fn case(&self, position: usize) -> Result<Case, Failed> {
        let case = self.plan.case(position);
        case.map_err(|problems| Failed::from(problems.to_string()))
    }

    /// Runs and judges a case.
    fn judge(&self, position: usize, case: &Case) -> Record {
        let target = &self.setup.target;
        let setting = Setting {
            target,
            caller: &self.caller,
            questions: None,
            given_up: None,
        };
        let reachability = || self.reachability.lock().unwrap_or_else(PoisonError::into_inner);
        let given_up = reachability().given_up(case);
        let transcript = match given_up {
            Some(stop) => Transcript {
                facts: target.facts(case),
                stopped: Some(stop),
                ..Transcript::default()
            },
            None => self.runtime.block_on(async {
                let _alone;
                let _beside_others;
                if schedule::runs_alone(target, case) {
                    _alone = self.turn.write().await;
                } else {
                    _beside_others = self.turn.read().await;
                }
                schedule::one_case(case, setting, ProductionWrites::Refused).await
            }),
        };
        reachability().note(case, &transcript, 0);
        let settlement = Settlement::new(&self.setup, self.plan.contract());
        let judged = settlement.judge(case.clone(), transcript);
        settlement.forget(case);
        let origin = Origin::in_plan(&self.plan, position);
        let detail = Detail::least(judged.verdict.status.name());
        settlement.record(&judged, origin, None, None, detail)
    }

    /// Concludes the test of a case.
    fn conclude(&self, case: &Case, mut record: Record) -> Result<Completion, Failed> {
        let redactor = &self.setup.redactor;
        let waivers: Vec<Waiver> = self.waived.waivers.iter().map(|(waiver, _)| waiver.clone()).collect();
        let mut tally = Tally::new(&waivers, self.waived.today, redactor);
        if let Some(waiver) = tally.take(case.id.as_str(), record.verdict) {
            record.accept(waiver, redactor);
        }
        let text = || anstream::adapter::strip_str(&terminal::details(&record)).to_string();
        let reason = record.reason.as_ref().map(ToString::to_string).unwrap_or_default();
        match (record.verdict, record.level) {
            (StatusName::Failed, _) if record.waiver.is_some() => {
                Ok(Completion::ignored_with(format!("{reason}\n{}", text())))
            }
            (StatusName::Passed, _) => Ok(Completion::Completed),
            (StatusName::Failed, Level::Recommended | Level::Optional) => Ok(Completion::ignored_with(format!(
                "failed, but only {}:\n{}",
                record.level.name(),
                text()
            ))),
            (StatusName::Failed, Level::Required) | (StatusName::Inconclusive, _) => Err(Failed::from(text())),
            (StatusName::NotRun, _) if self.fail_on_not_run => Err(Failed::from(format!("not run: {reason}"))),
            (StatusName::NotRun | StatusName::NeedsReview, _) => Ok(Completion::ignored_with(reason)),
        }
    }

    /// Settles a waiver by the cases that it is about.
    fn settle(&self, index: usize) -> Result<Completion, Failed> {
        let (waiver, scope) = &self.waived.waivers[index];
        let redactor = &self.setup.redactor;
        let mut tally = Tally::new(std::slice::from_ref(waiver), self.waived.today, redactor);
        let mut positions: Vec<usize> = self.waived.judged.keys().copied().collect();
        positions.sort_unstable();
        for position in positions {
            let case = self.case(position)?;
            if let Some(judged) = self.waived.judged.get(&position)
                && waiver.case.matches(case.id.as_str())
            {
                let record = judged.get_or_init(|| self.judge(position, &case));
                tally.take(case.id.as_str(), record.verdict);
            }
        }
        let settled = tally.close(|_| *scope);
        let faults: Vec<String> = settled.iter().filter_map(WaiverUse::fault).collect();
        if !faults.is_empty() {
            return Err(Failed::from(faults.join("\n")));
        }
        if settled.iter().any(|waiver| waiver.standing == WaiverState::Undecided) {
            return Ok(Completion::ignored_with("it cannot be told whether it is still needed"));
        }
        Ok(Completion::Completed)
    }
}
