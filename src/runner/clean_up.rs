//! Steps that are always done: they put back what a case has switched, when it ends early.
//!
//! A step marked `always` is done whatever ended the case, Ctrl-C included. Its hook is an exchange like any
//! other. A failure of it is reported beside the verdict and never changes it.

use std::time::Duration;

use super::session::Session;
use crate::exchange::transcript::{CallCause, Facts, Stop, Undone};
use crate::plan::case::{Case, Step, Trigger};
use crate::plan::scope::CaseScope;

/// Longest time that a hook may take once the run is given up.
const HURRY: Duration = Duration::from_secs(5);

impl Session<'_> {
    /// Makes the system under test act; of a step that is always done, remembers that it was done.
    pub(super) async fn act(&mut self, index: usize, step: &Step, trigger: &Trigger) -> Result<CallCause, Stop> {
        let had_acted = self.acted;
        self.acted |= self.has_hook(trigger) || (trigger.prompt.is_some() && self.setting.questions.is_some());
        if !step.always {
            let acted = self.trigger(index, step, trigger).await;
            // What is not offered was not done.
            if matches!(acted, Err(Stop::NotOffered { .. })) {
                self.acted = had_acted;
            }
            return acted;
        }
        let acted = self.trigger(index, step, trigger).await;
        self.settled.push(index);
        let is_needless = matches!(acted, Err(Stop::NotOffered { .. })) && !had_acted;
        if let Err(stop) = &acted
            && !is_needless
        {
            let reason = reason(stop);
            self.leave_undone(trigger, &reason);
        }
        acted
    }

    /// Does the steps that are always done and were not reached, if anything may have been switched before.
    pub(super) async fn clean_up(&mut self) {
        let case = self.case;
        for (index, step, trigger) in case.always() {
            if !self.acted || self.settled.contains(&index) {
                continue;
            }
            if matches!(self.transcript.stopped, Some(Stop::HookFailed { .. })) && !self.has_hook(trigger) {
                // Whoever did not answer is not asked once more.
                self.settled.push(index);
                self.leave_undone(trigger, "the case had ended before a person was asked");
                continue;
            }
            self.incoming.begin_step(index);
            // What went wrong with it is remembered there.
            let _ = self.act(index, step, trigger).await;
        }
    }

    /// Does those steps once the run is given up: nobody is asked, and nothing is waited for long.
    pub(super) async fn clean_up_in_a_hurry(&mut self) {
        self.setting.questions = None;
        let case = self.case;
        for (index, _, trigger) in case.always() {
            if self.acted && !self.settled.contains(&index) && !self.has_hook(trigger) {
                self.settled.push(index);
                self.leave_undone(trigger, "the run was given up");
            }
        }
        if tokio::time::timeout(HURRY, self.clean_up()).await.is_err() {
            for (index, _, trigger) in case.always() {
                if !self.settled.contains(&index) {
                    let limit = humantime::format_duration(HURRY);
                    self.leave_undone(trigger, &format!("it was not done within {limit}"));
                }
            }
        }
    }

    /// Records what is still to be done by hand.
    fn leave_undone(&mut self, trigger: &Trigger, reason: &str) {
        let scope = CaseScope::new(self.case, &self.transcript.facts, &self.transcript.entries);
        let undone = undone(trigger, &scope, reason);
        self.transcript.undone.push(undone);
    }
}

/// Everything that a case which was dropped at once may have left undone: nobody knows how far it had come.
pub(super) fn possibly_undone(case: &Case, facts: &Facts) -> Vec<Undone> {
    let scope = CaseScope::new(case, facts, &[]);
    let reason = "the run was given up before that, and it may be needed";
    let triggers = case.always().map(|(_, _, trigger)| undone(trigger, &scope, reason));
    triggers.collect()
}

fn undone(trigger: &Trigger, scope: &CaseScope<'_>, reason: &str) -> Undone {
    let prompt = trigger.prompt.as_ref().map(|prompt| prompt.render_text(scope));
    let what = match (prompt, &trigger.hook) {
        (Some(Ok(prompt)), _) => prompt,
        (Some(Err(_)) | None, Some(hook)) => format!("what the hook `{hook}` does."),
        (Some(Err(_)) | None, None) => "what a person should have done.".to_string(),
    };
    let end = |text: &str| text.trim_end_matches('.').to_string();
    Undone {
        what: end(&what),
        reason: end(reason),
    }
}

fn reason(stop: &Stop) -> String {
    match stop {
        Stop::Unresolved { reason, .. }
        | Stop::NotConfigured { reason }
        | Stop::Cancelled { reason }
        | Stop::Limited { reason, .. }
        | Stop::NotGiven { reason, .. }
        | Stop::GivenUp { reason }
        | Stop::NotOffered { reason, .. }
        | Stop::HookFailed { reason, .. } => reason.clone(),
        Stop::NoAnswer { .. } => "there was no answer".to_string(),
        Stop::NotCalled(absence) => format!("no call of {} came", absence.operation),
    }
}
