//! One test against the system under test: its cases, or the part of a case that belongs to it.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::course::{Course, Ended};
use super::evidence::Part;
use crate::certification::conclusion::Sight;
use crate::certification::declared;
use crate::certification::plan::{Test, Unseen};
use crate::exchange::transcript::{Stop, Transcript};
use crate::judge::finding::{Status, StatusName, Verdict};
use crate::plan::case::{Case, CaseId};
use crate::report::record::Record;
use crate::report::recorder::{Detail, JudgedCase, Origin, record};
use crate::runner::schedule::{self, Prompts};
use crate::runner::session::EarlierPart;
use crate::runner::setting::Setting;

/// How often a countdown is shown anew.
pub(super) const TICK: Duration = Duration::from_millis(500);

impl Course<'_> {
    /// Runs and judges the cases of a test.
    pub(super) async fn tried(
        &mut self,
        index: usize,
        test: &Test,
        stopped: &watch::Receiver<bool>,
    ) -> Result<(Vec<Record>, Sight), Ended> {
        let prepared = self.prepared;
        let mut parts = Vec::new();
        for position in prepared.cases.get(index).into_iter().flatten() {
            let case = prepared.plan.case(*position);
            let case = case.map_err(|problems| Ended::Trouble(problems.to_string()))?;
            let Some(steps) = case.steps_for(&test.id) else {
                continue;
            };
            let marked = case.steps.iter().any(|step| step.proves.is_some());
            // What was said for the tests before this one belongs to the same story.
            let said = self.heard.get(case.id.as_str()).filter(|_| steps.start > 0);
            let begun = said.map_or_else(EarlierPart::default, |entries| EarlierPart {
                from: steps.start,
                entries: entries.clone(),
                replayed: self.replayed.contains(case.id.as_str()),
            });
            if steps.start == 0 {
                self.replayed.remove(case.id.as_str());
            }
            let first = begun.entries.len();
            let until = case.until(steps.end);
            if let Some(stop) = self.reachability.given_up(&case) {
                let transcript = Transcript {
                    facts: prepared.assembled.target.facts(&case),
                    stopped: Some(stop),
                    ..Transcript::default()
                };
                parts.push(Part::judged(prepared, until, transcript, 0, marked.then_some(test)));
                continue;
            }
            self.forget_later(index);
            if let Some(inbox) = prepared.assembled.target.inbox() {
                inbox.set_pricing(test.pricing);
            }
            let way_out = begun.replayed.then(|| Self::way_out(test));
            self.hears_from_now();
            let transcript = self.run_part(&until, begun, way_out.as_deref(), stopped).await;
            self.reachability.note(&case, &transcript, first);
            let left = transcript.undone.iter();
            self.left.extend(left.map(|left| format!("{}: {left}", case.id)));
            if matches!(transcript.stopped, Some(Stop::Cancelled { .. })) {
                return Err(Ended::Interrupted);
            }
            crate::cli::ledger::learn(&prepared.assembled, &transcript);
            if marked {
                self.heard.insert(case.id.to_string(), transcript.entries.clone());
            }
            let part = Part::judged(prepared, until, transcript, first, marked.then_some(test));
            part.knocks(&mut self.door);
            parts.push(part);
        }
        if let Some(reason) = self.refused() {
            parts.iter_mut().for_each(|part| part.excuse(&reason));
        }
        let mut sight = Sight::Seen;
        if let Unseen::Stored(amounts) = test.unseen
            && parts.iter().all(Part::passed)
        {
            sight = match &prepared.read_back {
                Some(hook) => {
                    self.read_back(hook, amounts, &mut parts).await;
                    Sight::Seen
                }
                None => {
                    self.compared(test, &parts, stopped).await;
                    Sight::Unseen
                }
            };
        }
        let records = parts.into_iter().map(|part| part.record(prepared)).collect();
        Ok((records, sight))
    }

    /// Runs a part of a case, until it ends or the run is given up; then what it has switched is put back.
    async fn run_part(
        &mut self,
        case: &Case,
        begun: EarlierPart,
        way_out: Option<&str>,
        stopped: &watch::Receiver<bool>,
    ) -> Transcript {
        let (questions, mut open) = mpsc::unbounded_channel();
        let setting = Setting {
            target: &self.prepared.assembled.target,
            caller: &self.caller,
            questions: (self.prompts == Prompts::Shown).then_some(&questions),
            given_up: Some(stopped),
        };
        let mut running = pin!(schedule::part_of_case(case, setting, self.writes, begun));
        let asked = &mut self.asked;
        let mut ticks = tokio::time::interval(TICK);
        let transcript = loop {
            tokio::select! {
                biased;
                Some(question) = open.recv() => asked.ask(question, way_out),
                transcript = &mut running => break transcript,
                _ = ticks.tick() => asked.tick(),
            }
        };
        asked.close();
        transcript
    }

    /// Judges the list of system errors.
    pub(super) fn declared(&mut self, test: &Test, situations: &[String]) -> Result<(Vec<Record>, Sight), Ended> {
        let prepared = self.prepared;
        let published = &prepared.published;
        let Some(errors) = &prepared.system_errors else {
            return Ok((Vec::new(), Sight::Unseen));
        };
        let id = format!("{}/certification/system-errors", published.id).parse();
        let id = id.map_err(|_| Ended::Trouble(format!("the plan `{}` has no name of its own", published.id)))?;
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
        let verdict: Verdict = declared::judge(prepared.plan.contract(), published, errors, situations);
        let transcript = Transcript::default();
        let redactor = &prepared.assembled.redactor;
        self.declared = declared::shown(errors, redactor);
        let judged = JudgedCase {
            case: &case,
            transcript: &transcript,
            verdict: &verdict,
            origin: Origin::default(),
            part: None,
            waiver: None,
        };
        let record = record(&judged, Detail::Exchanges, redactor);
        Ok((vec![record], Sight::Seen))
    }
}

/// Whether nothing is left to be said against a verdict.
pub(super) fn is_passed(status: &Status) -> bool {
    status.name() == StatusName::Passed
}
