//! What a person compares where nothing is read back: a table of what was pushed, before the next test pushes the
//! same nights.

use std::pin::pin;

use tokio::sync::{oneshot, watch};

use super::course::Course;
use super::evidence::{Part, pushed};
use super::tried::TICK;
use crate::certification::plan::Test;
use crate::input::problem::Problem;
use crate::runner::event::{DoneSignal, Question};
use crate::runner::schedule::Prompts;

impl Course<'_> {
    /// Leaves the table, and in a terminal lets a person compare it now.
    pub(super) async fn compared(&mut self, test: &Test, parts: &[Part<'_>], stopped: &watch::Receiver<bool>) {
        let prepared = self.prepared;
        let Some(last) = parts.last() else { return };
        let kept = prepared
            .folder
            .keep_table(&test.id, &pushed(parts), &prepared.assembled.redactor);
        let table = prepared.folder.table(&test.id);
        match kept {
            Ok(leaks) => self.leaks.extend(leaks),
            Err(error) => return self.trouble.add(Problem::inaccessible("write", &table, &error)),
        }
        if self.prompts == Prompts::Refused {
            return;
        }
        let Some(endpoint) = prepared.assembled.target.endpoint(last.case()) else {
            return;
        };
        let (done, mut compared) = oneshot::channel();
        let within = endpoint.patience.person;
        let question = Question {
            case: last.case().id.clone(),
            text: format!(
                "compare what the property sees with {} now: the next tests push the same nights. Once the run is \
                 over, `keycard attest {} --by NAME --note TEXT` gives your word.",
                table.display(),
                test.id
            ),
            within,
            done: DoneSignal::Confirmation(done),
        };
        self.asked.ask(question, None);
        let mut end = pin!(tokio::time::sleep(within));
        let mut stopped = stopped.clone();
        let mut ticks = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                biased;
                _ = &mut compared => break,
                _ = stopped.wait_for(|stopped| *stopped) => break,
                () = end.as_mut() => break,
                _ = ticks.tick() => self.asked.tick(),
            }
        }
        self.asked.close();
    }
}
