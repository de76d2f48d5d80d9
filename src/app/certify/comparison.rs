//! Comparison by a person where nothing is read back: a table of what was pushed, before the next test pushes the
//! same nights.

use std::pin::pin;

use tokio::sync::oneshot;

use crate::app::certify::certification::{Certification, Stopped};
use crate::app::certify::observer::TICK;
use crate::app::certify::proof_keeper::note_leaks;
use crate::app::certify::test_part::{TestPart, pushed};
use crate::certification::plan::Test;
use crate::input::problem::Problem;
use crate::runner::event::{DoneSignal, Question};
use crate::runner::schedule::Prompts;

impl Certification<'_> {
    /// Leaves the table, and in a terminal lets a person compare it now.
    pub async fn compare_by_hand(&mut self, test: &Test, parts: &[TestPart<'_>], stopped: &Stopped) {
        let prepared = self.prepared;
        let Some(last) = parts.last() else { return };
        let kept = prepared
            .folder
            .keep_table(&test.id, &pushed(parts), &prepared.setup.redactor);
        let table = prepared.folder.table(&test.id);
        match kept {
            Ok(leaks) => note_leaks(leaks, &mut self.results),
            Err(error) => return self.results.errors.add(Problem::inaccessible("write", &table, &error)),
        }
        if self.options.prompts == Prompts::Refused {
            return;
        }
        let Some(endpoint) = prepared.setup.target.endpoint(last.case()) else {
            return;
        };
        let (done, mut compared) = oneshot::channel();
        let within = endpoint.patience.person;
        let question = Question {
            case: last.case().id.clone(),
            text: format!(
                "compare what the property sees with {} now: the next tests push the same nights. Once the run is \
                 over, `keycard attest {} --by NAME --note TEXT` records your attestation.",
                table.display(),
                test.id
            ),
            within,
            done: DoneSignal::Confirmation(done),
        };
        self.observer.ask(question, None);
        let mut end = pin!(tokio::time::sleep(within));
        let mut stopped = stopped.clone();
        let mut ticks = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                biased;
                _ = &mut compared => break,
                _ = stopped.wait_for(|stopped| *stopped) => break,
                () = end.as_mut() => break,
                _ = ticks.tick() => self.observer.tick(),
            }
        }
        self.observer.close_question();
    }
}
