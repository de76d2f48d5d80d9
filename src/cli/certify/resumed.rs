//! What is gone on with after an earlier run, and what is begun anew.

use super::course::Course;
use crate::certification::plan::{Published, Test};
use crate::input::problem::{Problem, Problems};
use crate::input::suggest;

impl Course<'_> {
    /// Takes what earlier runs have heard of for what it is, when it is sent again.
    pub(super) fn knows_earlier(&mut self) {
        self.proofs.heard = self.proofs.all_heard();
        self.begin_anew();
        self.hears_from_now();
    }

    /// Takes whatever was heard of so far for what it is, when it is sent again: the next test asks for something new.
    pub(super) fn hears_from_now(&self) {
        if let Some(inbox) = self.prepared.assembled.target.inbox() {
            let mut heard = self.proofs.heard.clone();
            heard.join(&inbox.known_bookings());
            inbox.set_earlier_bookings(heard);
        }
    }

    /// Forgets what was proved of the tests that somebody wants to begin anew, and of those that share their bookings.
    fn begin_anew(&mut self) {
        let tests = &self.prepared.published.tests;
        let wanted = tests
            .iter()
            .enumerate()
            .filter(|(_, test)| self.restart.contains(&test.id));
        let forgotten: Vec<usize> = wanted
            .flat_map(|(index, _)| self.sharing(index).chain([index]).collect::<Vec<_>>())
            .collect();
        for index in forgotten {
            if let Some(test) = tests.get(index) {
                self.proofs.tests.remove(&test.id);
            }
        }
    }

    /// What to do where a person is asked to go on with a booking of an earlier run, and cannot.
    pub(super) fn way_out(test: &Test) -> String {
        format!(
            "if that was done before and cannot be done again, press Ctrl-C; `keycard certify --resume --restart {}` begins with a \
             new booking",
            test.id
        )
    }

    /// Whether what was proved of a test is tried again, because another one that shares its booking is not proved.
    ///
    /// Whatever became of the booking after the last proof is not known, and hooks make another one at once. Where a
    /// person has to act, the same one is gone on with.
    pub(super) fn begins_anew(&self, index: usize) -> bool {
        let prepared = self.prepared;
        let is_proved = |other: usize| {
            let test = prepared.published.tests.get(other);
            test.is_none_or(|test| self.proofs.valid(&test.id, &self.digest(other, test)).is_some())
        };
        let mut others = self.sharing(index).peekable();
        if others.peek().is_none() || others.all(is_proved) {
            return false;
        }
        let mut positions = prepared.cases.get(index).into_iter().flatten();
        positions.all(|position| {
            let Ok(case) = prepared.plan.case(*position) else {
                return false;
            };
            let (target, key) = (&prepared.assembled.target, case.id.key());
            let Some(endpoint) = target.endpoint(&case) else {
                return false;
            };
            let mut triggers = case.steps.iter().filter_map(|step| step.trigger.as_ref());
            triggers.all(|trigger| {
                let hook = trigger.hook.as_ref();
                hook.is_some_and(|name| endpoint.hooks.get(name, &key).is_some())
            })
        })
    }

    /// Forgets what was proved of the tests that go on from a test which is tried now: it was of another booking.
    pub(super) fn forget_later(&mut self, index: usize) {
        let later: Vec<usize> = self.sharing(index).filter(|other| *other > index).collect();
        for other in later {
            if let Some(test) = self.prepared.published.tests.get(other) {
                self.proofs.tests.remove(&test.id);
            }
        }
    }

    /// The other tests that share a case with one.
    fn sharing(&self, index: usize) -> impl Iterator<Item = usize> {
        let cases = &self.prepared.cases;
        let own = cases.get(index).map_or(&[][..], Vec::as_slice);
        let others = cases.iter().enumerate().filter(move |(other, _)| *other != index);
        let sharing = others.filter(|(_, positions)| positions.iter().any(|position| own.contains(position)));
        sharing.map(|(other, _)| other)
    }
}

/// Whether the plan has the tests that are to be begun anew.
pub(super) fn known(restart: &[String], published: &Published) -> Result<(), Problems> {
    let ids = || published.tests.iter().map(|test| test.id.as_str());
    let unknown = restart.iter().filter(|id| !ids().any(|known| known == *id));
    let problems = unknown.map(|id| {
        let message = format!("--restart: the plan `{}` has no test `{id}`", published.id);
        Problem::new(message).with_help(suggest::help(id, ids()))
    });
    Problems::none(problems.collect(), ())
}
