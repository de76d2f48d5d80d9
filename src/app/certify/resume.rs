//! Resumption of an earlier run: bookings that are known, and tests that are begun anew.
//!
//! Nothing is guessed of what an interrupt left in the dark: after Ctrl-C nobody knows whether a hook had its
//! effect, or whether a message was taken. So a booking whose tests are not all proved is made anew where hooks
//! can make one. Where a person has to act, the same booking is gone on with.

use crate::app::certify::certification::Certification;
use crate::certification::plan::Test;

impl Certification<'_> {
    /// Takes the bookings of earlier runs as known, and forgets the proofs of tests that are to be begun anew.
    pub fn resume(&mut self) {
        self.proofs.know_earlier_bookings();
        self.begin_anew();
        self.know_bookings();
    }

    /// Takes every booking so far as known: the next test asks for a new one, and a known one is a repetition.
    pub fn know_bookings(&self) {
        if let Some(inbox) = self.prepared.setup.target.inbox() {
            inbox.set_earlier_bookings(self.proofs.known_bookings());
        }
    }

    /// Forgets what was proved of the tests that somebody wants to begin anew, and of those that share their bookings.
    fn begin_anew(&mut self) {
        let tests = &self.prepared.published.tests;
        let wanted = tests
            .iter()
            .enumerate()
            .filter(|(_, test)| self.options.restart.contains(&test.id));
        let forgotten: Vec<usize> = wanted
            .flat_map(|(index, _)| self.sharing(index).chain([index]).collect::<Vec<_>>())
            .collect();
        for index in forgotten {
            self.proofs.forget(index);
        }
    }

    /// Describes what to do where a person is asked to go on with a booking of an earlier run, and cannot.
    pub fn way_out(test: &Test) -> String {
        format!(
            "if that was done before and cannot be done again, press Ctrl-C; `keycard certify --resume --restart {}` begins with a \
             new booking",
            test.id
        )
    }

    /// Returns true if a proved test is tried again, because another one that shares its booking is not proved.
    ///
    /// Whatever became of the booking after the last proof is not known, and hooks make another one at once. Where a
    /// person has to act, the same one is gone on with.
    pub fn begins_anew(&self, index: usize) -> bool {
        let prepared = self.prepared;
        let mut others = self.sharing(index).peekable();
        if others.peek().is_none() || others.all(|other| self.proofs.is_proved(other)) {
            return false;
        }
        let mut positions = prepared.cases.get(index).into_iter().flatten();
        positions.all(|position| {
            let Ok(case) = prepared.plan.case(*position) else {
                return false;
            };
            let (target, key) = (&prepared.setup.target, case.id.key());
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
    pub fn forget_later(&mut self, index: usize) {
        let later: Vec<usize> = self.sharing(index).filter(|other| *other > index).collect();
        for other in later {
            self.proofs.forget(other);
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
