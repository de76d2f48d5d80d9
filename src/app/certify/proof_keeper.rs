//! `[io]` Keeper of proofs: what was proved is written down after each test, so that a later run can go on with it.
//!
//! A proof is the redacted record of its test. Its whole messages stand apart, in `messages/` of the folder, so
//! that the state stays small enough to be written after each test.

use jiff::Timestamp;

use crate::app::certify::prepare::Prepared;
use crate::app::certify::unsaved::Unsaved;
use crate::app::reports::leaked;
use crate::app::results::Results;
use crate::certification::conclusion::Visibility;
use crate::certification::plan::{Test, UnseenEffect};
use crate::certification::proof::{self, Proof, Proofs};
use crate::exchange::known_bookings::KnownBookings;
use crate::input::source::Source;
use crate::judge::finding::StatusName;
use crate::report::output::LeakedIn;
use crate::report::record::Record;

/// Proofs of this run and of those before it.
pub struct ProofKeeper<'c> {
    prepared: &'c Prepared,
    proofs: Proofs,
    unsaved: Unsaved,
}

impl<'c> ProofKeeper<'c> {
    /// Makes a keeper of the proofs of earlier runs.
    pub fn new(prepared: &'c Prepared, proofs: Proofs) -> Self {
        Self {
            prepared,
            proofs,
            unsaved: Unsaved::default(),
        }
    }

    /// Digest of what a proof of a test depends on.
    fn digest(&self, index: usize, test: &Test) -> String {
        let prepared = self.prepared;
        let positions = prepared.cases.get(index).into_iter().flatten();
        let scenarios = positions.filter_map(|position| prepared.plan.source(*position));
        proof::digest(
            &prepared.published,
            test,
            scenarios.map(Source::text),
            &prepared.target(),
        )
    }

    /// Returns true if the test at a position is proved.
    pub fn is_proved(&self, index: usize) -> bool {
        let test = self.prepared.published.tests.get(index);
        test.is_none_or(|test| self.valid(index, test).is_some())
    }

    /// Returns the proof of a test, unless it is not true any more.
    fn valid(&self, index: usize, test: &Test) -> Option<&Proof> {
        self.proofs.valid(&test.id, &self.digest(index, test))
    }

    /// Returns what an earlier run has proved of a test, if it is all that can be proved now.
    pub fn complete(&self, index: usize, test: &Test) -> Option<Proof> {
        let proof = self.valid(index, test)?;
        let stale = match test.unseen {
            UnseenEffect::Stored(_) => self.prepared.read_back.is_some() && !proof.read_back,
            // It costs nothing to read the list again.
            UnseenEffect::SystemErrors(_) => true,
            UnseenEffect::Nothing => false,
        };
        (!stale).then(|| proof.clone())
    }

    /// Returns the proof of a test, true or not.
    pub fn of(&self, test: &Test) -> Option<&Proof> {
        self.proofs.tests.get(&test.id)
    }

    /// Forgets what was proved of the test at a position.
    pub fn forget(&mut self, index: usize) {
        if let Some(test) = self.prepared.published.tests.get(index) {
            self.proofs.tests.remove(&test.id);
        }
    }

    /// Keeps what was proved for a later run; what is proved no longer is forgotten.
    pub fn keep(
        &mut self,
        (index, test): (usize, &Test),
        verdict: StatusName,
        sight: Visibility,
        records: &[Record],
        results: &mut Results,
    ) {
        match verdict {
            StatusName::Passed | StatusName::NeedsReview => {
                let setup = &self.prepared.setup;
                let kept = self.prepared.folder.keep_messages(&test.id, records, &setup.redactor);
                // Where there is no room for them, a later pack says of each long message that it has its beginning.
                note_leaks(kept.unwrap_or_default(), results);
                let records: Vec<Record> = records.iter().map(Record::shortened).collect();
                let proof = Proof {
                    digest: self.digest(index, test),
                    at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                    target: setup.redactor.text(&setup.name).into_inner(),
                    records_digest: proof::records_digest(&records).unwrap_or_default(),
                    read_back: sight == Visibility::Seen,
                    records,
                };
                self.proofs.tests.insert(test.id.clone(), proof);
            }
            StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun => {
                self.proofs.tests.remove(&test.id);
            }
        }
        self.unsaved.add(&test.id);
        self.save(results);
    }

    /// Writes down what was proved, and the bookings that are known.
    pub fn save(&mut self, results: &mut Results) {
        if let Some(inbox) = self.prepared.setup.target.inbox() {
            self.proofs.heard.join(&inbox.known_bookings());
        }
        let folder = &self.prepared.folder;
        let kept = folder.keep_proofs(&self.proofs, &self.prepared.setup.redactor);
        self.unsaved.written(kept.map(|leaks| note_leaks(leaks, results)));
    }

    /// Adds an error if results could not be kept.
    pub fn close(&self, results: &mut Results) {
        results
            .errors
            .extend(self.unsaved.problem(&self.prepared.folder.state()));
    }

    /// Takes the bookings of the proofs of earlier runs as known.
    pub fn know_earlier_bookings(&mut self) {
        self.proofs.heard = self.proofs.all_heard();
    }

    /// Returns every booking that is known so far.
    pub fn known_bookings(&self) -> KnownBookings {
        let mut heard = self.proofs.heard.clone();
        if let Some(inbox) = self.prepared.setup.target.inbox() {
            heard.join(&inbox.known_bookings());
        }
        heard
    }
}

/// Notes files that hold a secret.
pub fn note_leaks(leaks: Vec<LeakedIn>, results: &mut Results) {
    results.leaks.extend(leaks.iter().map(leaked));
}
