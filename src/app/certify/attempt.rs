//! An attempt at one test: its cases, or the parts of cases that belong to it, against the system under test.

use std::pin::pin;

use tokio::sync::mpsc;

use crate::app::certify::certification::{Abandoned, Certification, Stopped};
use crate::app::certify::observer::TICK;
use crate::app::certify::test_part::TestPart;
use crate::app::settle::Judged;
use crate::certification::conclusion::Visibility;
use crate::certification::plan::{Test, UnseenEffect};
use crate::certification::system_errors;
use crate::exchange::transcript::{Stop, Transcript};
use crate::plan::case::{Case, CaseId};
use crate::report::record::Record;
use crate::report::recorder::{Detail, Origin};
use crate::runner::schedule::{self, Prompts};
use crate::runner::session::EarlierPart;
use crate::runner::setting::Setting;

impl Certification<'_> {
    /// Runs and judges the cases of a test.
    ///
    /// # Errors
    /// The run was given up, or Keycard cannot go on.
    pub async fn attempt(
        &mut self,
        index: usize,
        test: &Test,
        stopped: &Stopped,
    ) -> Result<(Vec<Record>, Visibility), Abandoned> {
        let mut parts = Vec::new();
        for position in self.prepared.cases.get(index).into_iter().flatten() {
            let case = self.prepared.plan.case(*position);
            let case = case.map_err(|problems| Abandoned::Error(problems.to_string()))?;
            parts.extend(self.run_for(index, test, case, stopped).await?);
        }
        if let Some(reason) = self.describe_rejection() {
            parts.iter_mut().for_each(|part| part.excuse(&reason));
        }
        let mut sight = Visibility::Seen;
        if let UnseenEffect::Stored(amounts) = test.unseen
            && parts.iter().all(TestPart::passed)
        {
            sight = match &self.prepared.read_back {
                Some(hook) => {
                    self.read_back(hook, amounts, &mut parts).await;
                    Visibility::Seen
                }
                None => {
                    self.compare_by_hand(test, &parts, stopped).await;
                    Visibility::Unseen
                }
            };
        }
        let settlement = self.settlement();
        let records = parts.into_iter().map(|part| part.record(settlement));
        Ok((records.collect(), sight))
    }

    /// Runs the part of a case that belongs to a test, and judges it.
    async fn run_for<'t>(
        &mut self,
        index: usize,
        test: &'t Test,
        case: Case,
        stopped: &Stopped,
    ) -> Result<Option<TestPart<'t>>, Abandoned> {
        let Some(steps) = case.steps_for(&test.id) else {
            return Ok(None);
        };
        let shared = case.steps.iter().any(|step| step.proves.is_some()).then_some(test);
        let begun = self.earlier_parts.before(&case, steps.start);
        let first = begun.entries.len();
        let until = case.until(steps.end);
        let target = &self.prepared.setup.target;
        if let Some(stop) = self.reachability.given_up(&case) {
            let transcript = Transcript {
                facts: target.facts(&case),
                stopped: Some(stop),
                ..Transcript::default()
            };
            return Ok(Some(TestPart::judge(self.settlement(), until, transcript, 0, shared)));
        }
        self.forget_later(index);
        if let Some(inbox) = target.inbox() {
            inbox.set_pricing(test.pricing);
        }
        let way_out = begun.replayed.then(|| Self::way_out(test));
        self.know_bookings();
        let transcript = self.run_part(&until, begun, way_out.as_deref(), stopped).await;
        self.reachability.note(&case, &transcript, first);
        let undone = transcript.undone.iter().map(|undone| format!("{}: {undone}", case.id));
        self.results.undone.extend(undone);
        if matches!(transcript.stopped, Some(Stop::Cancelled { .. })) {
            return Err(Abandoned::Interrupted);
        }
        if shared.is_some() {
            self.earlier_parts.keep(&case, &transcript.entries);
        }
        let part = TestPart::judge(self.settlement(), until, transcript, first, shared);
        part.note_rejection(&mut self.rejections);
        Ok(Some(part))
    }

    /// Runs a part of a case, until it ends or the run is given up; then what it has switched is put back.
    async fn run_part(
        &mut self,
        case: &Case,
        begun: EarlierPart,
        way_out: Option<&str>,
        stopped: &Stopped,
    ) -> Transcript {
        let (questions, mut open) = mpsc::unbounded_channel();
        let setting = Setting {
            target: &self.prepared.setup.target,
            caller: &self.caller,
            questions: (self.options.prompts == Prompts::Shown).then_some(&questions),
            given_up: Some(stopped),
        };
        let writes = self.options.production_writes;
        let mut running = pin!(schedule::part_of_case(case, setting, writes, begun));
        let observer = &mut *self.observer;
        let mut ticks = tokio::time::interval(TICK);
        let transcript = loop {
            tokio::select! {
                biased;
                Some(question) = open.recv() => observer.ask(question, way_out),
                transcript = &mut running => break transcript,
                _ = ticks.tick() => observer.tick(),
            }
        };
        observer.close_question();
        transcript
    }

    /// Judges the list of system errors.
    ///
    /// # Errors
    /// The plan has no name of its own.
    pub fn judge_declared_errors(
        &mut self,
        test: &Test,
        situations: &[String],
    ) -> Result<(Vec<Record>, Visibility), Abandoned> {
        let prepared = self.prepared;
        let published = &prepared.published;
        let Some(errors) = &prepared.system_errors else {
            return Ok((Vec::new(), Visibility::Unseen));
        };
        let id = format!("{}/certification/system-errors", published.id).parse();
        let id = id.map_err(|_| Abandoned::Error(format!("the plan `{}` has no name of its own", published.id)))?;
        let case = Case {
            id: CaseId::new(&id, &[]),
            requirement: test.title.clone(),
            page: test.page.clone(),
            level: test.level,
            api: published.api,
            under_test: published.under_test,
            covers: vec![test.id.clone()],
            tags: Vec::new(),
            exclusive: false,
            bindings: serde_json::Map::new(),
            steps: Vec::new(),
        };
        let judged = Judged {
            case,
            transcript: Transcript::default(),
            verdict: system_errors::judge(prepared.plan.contract(), published, errors, situations),
        };
        self.declared = system_errors::to_report(errors, &prepared.setup.redactor);
        let record = self
            .settlement()
            .record(&judged, Origin::default(), None, None, Detail::Exchanges);
        Ok((vec![record], Visibility::Seen))
    }
}
