//! Settling of a case that ended: learn its secrets, judge it, record it redacted. Every command and `cargo test` settle
//! their cases here.
//!
//! A case is forgotten after that, so memory does not grow with the number of cases. A report that needs all of
//! them reads the records back, see [`crate::report::spool`].

use std::io;
use std::path::Path;

use crate::app::target_setup::TargetSetup;
use crate::contract::catalogue::Contract;
use crate::exchange::transcript::{Outcome, Transcript};
use crate::judge::conversation::Conversation;
use crate::judge::finding::Verdict;
use crate::judge::judgement::Judge;
use crate::judge::snapshot;
use crate::plan::case::Case;
use crate::redaction::redactor::Redactor;
use crate::report::record::Record;
use crate::report::recorder::{Detail, JudgedCase, Origin, TestPart, record};
use crate::report::waiver::WaiverRecord;
use crate::snapshots::store::{self, Proposal, Store};
use crate::stub::host::Host;

/// Snapshots of cases that have none.
static NO_SNAPSHOTS: Store = Store::Off;

/// Everything that cases are settled with.
#[derive(Clone, Copy)]
pub struct Settlement<'s> {
    contract: &'s Contract,
    redactor: &'s Redactor,
    snapshots: &'s Store,
    stub: Option<&'s Host>,
}

/// A case that ended, with its verdict.
#[derive(Debug)]
pub struct Judged {
    /// The case.
    pub case: Case,
    /// Everything that went over the wire.
    pub transcript: Transcript,
    /// The verdict.
    pub verdict: Verdict,
}

impl<'s> Settlement<'s> {
    /// Makes a settlement of cases that ran against a target.
    pub fn new(setup: &'s TargetSetup, contract: &'s Contract) -> Self {
        Self {
            contract,
            redactor: &setup.redactor,
            snapshots: &setup.snapshots,
            stub: setup.stub.as_ref(),
        }
    }

    /// Makes a settlement of cases that are made of recorded exchanges: there is no target, and there are no snapshots.
    pub fn of_recording(redactor: &'s Redactor, contract: &'s Contract) -> Self {
        Self {
            contract,
            redactor,
            snapshots: &NO_SNAPSHOTS,
            stub: None,
        }
    }

    /// Judges a case. Tokens that the target handed out are secrets from then on.
    pub fn judge(self, case: Case, transcript: Transcript) -> Judged {
        self.learn(&transcript);
        let verdict = self.judgement().judge(&case, &transcript);
        Judged {
            case,
            transcript,
            verdict,
        }
    }

    /// Makes the redacted record of a judged case. It is that of a published test if it is a `part` of the case.
    pub fn record(
        self,
        judged: &Judged,
        origin: Origin<'_>,
        part: Option<TestPart<'_>>,
        waiver: Option<&WaiverRecord>,
        detail: Detail,
    ) -> Record {
        let judged = JudgedCase {
            case: &judged.case,
            transcript: &judged.transcript,
            verdict: &judged.verdict,
            origin,
            part,
            waiver,
        };
        record(&judged, detail, self.redactor)
    }

    /// Writes the snapshots of a judged case that are new or changed as proposals, and returns their number.
    ///
    /// # Errors
    /// A proposal cannot be written.
    pub fn propose_snapshots(self, directory: &Path, judged: &Judged) -> io::Result<usize> {
        let (case, judge) = (&judged.case, self.judgement());
        let conversation = Conversation::new(case, &judged.transcript, judge.contract);
        let mut count = 0;
        for taken in snapshot::take(conversation.material(), judge.redactor) {
            if store::propose(directory, &taken, case.id.as_str(), &case.requirement)? == Proposal::Written {
                count += 1;
            }
        }
        Ok(count)
    }

    /// Frees what the built-in stub keeps for a case.
    pub fn forget(self, case: &Case) {
        if let Some(host) = self.stub {
            host.forget(&case.id.key());
        }
    }

    fn judgement(self) -> Judge<'s> {
        Judge {
            contract: self.contract,
            redactor: self.redactor,
            snapshots: self.snapshots,
        }
    }

    fn learn(self, transcript: &Transcript) {
        for entry in &transcript.entries {
            if let Outcome::Answered(response) = &entry.outcome
                && let Ok(json) = response.body.json()
            {
                self.redactor.learn_from(json);
            }
        }
    }
}
