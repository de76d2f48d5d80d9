//! The course of a certification: test after test, each result shown, kept and taken into account by the next.

use std::collections::{HashMap, HashSet};
use std::io::IsTerminal;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::watch;

use super::arguments::CertifyArguments;
use super::asked::Asked;
use super::prepared::Prepared;
use super::unkept::Unkept;
use super::waived::Waived;
use crate::certification::attestation::Attestation;
use crate::certification::conclusion::{self, Sight};
use crate::certification::plan::{Test, Unseen};
use crate::certification::proof::{self, Proof, Proofs};
use crate::certification::replay;
use crate::cli::door::{self, Door};
use crate::cli::reports::Reports;
use crate::cli::shown::Shown;
use crate::cli::trouble::Trouble;
use crate::exchange::transcript::Entry;
use crate::input::source::Source;
use crate::judge::access::Rejection;
use crate::judge::finding::StatusName;
use crate::report::plan::{DeclaredError, PlanResult, TestResult};
use crate::report::record::Record;
use crate::report::summary::Summary;
use crate::report::terminal;
use crate::report::versions::ShardRecord;
use crate::report::waiver::WaiverUse;
use crate::report::write::LeakedIn;
use crate::runner::reachability::Reachability;
use crate::runner::schedule::{ProductionWrites, Prompts};
use crate::wire::call::{Caller, Limits};

/// A certification under way.
pub(super) struct Course<'c> {
    pub(super) prepared: &'c Prepared,
    pub(super) caller: Caller,
    pub(super) writes: ProductionWrites,
    pub(super) prompts: Prompts,
    /// What was said in a case whose steps prove several tests, by its id.
    pub(super) heard: HashMap<String, Vec<Entry>>,
    /// The cases of which an earlier run has said a part.
    pub(super) replayed: HashSet<String>,
    /// The tests that somebody wants to begin anew.
    pub(super) restart: Vec<String>,
    /// What came of the latest cases: whether the target is there at all.
    pub(super) reachability: Reachability,
    /// What was switched and not put back.
    pub(super) left: Vec<String>,
    /// Whether the system under test lets anything in.
    pub(super) door: Door,
    trusts: bool,
    pub(super) asked: Asked,
    results: Vec<TestResult>,
    /// The list of system errors, once it was judged.
    pub(super) declared: Vec<DeclaredError>,
    shard: Option<ShardRecord>,
    waived: Waived,
    /// The attestations that count.
    in_force: Vec<Attestation>,
    pub(super) proofs: Proofs,
    reports: Reports,
    summary: Summary,
    shown: Shown,
    unkept: Unkept,
    pub(super) trouble: Trouble,
    pub(super) leaks: Vec<LeakedIn>,
}

/// How a certification ended.
pub(super) struct End {
    pub(super) result: PlanResult,
    pub(super) reports: Reports,
    pub(super) summary: Summary,
    pub(super) waivers: Vec<WaiverUse>,
    pub(super) in_force: Vec<Attestation>,
    pub(super) shown: Shown,
    pub(super) trouble: Trouble,
    pub(super) leaks: Vec<LeakedIn>,
    pub(super) interrupted: bool,
    pub(super) left: Vec<String>,
    /// How the system under test turned everything away, if the run stopped for that.
    pub(super) refusal: Option<Rejection>,
}

/// Why a test that was begun has no result.
pub(super) enum Ended {
    /// The run is given up.
    Interrupted,
    /// Keycard itself cannot go on.
    Trouble(String),
}

impl<'c> Course<'c> {
    pub(super) fn new(prepared: &'c Prepared, arguments: &CertifyArguments, proofs: Proofs, reports: Reports) -> Self {
        let limits = Limits {
            answer: arguments.timeout,
            connect: arguments.timeout.min(Limits::default().connect),
            // There are few calls, and each has to count.
            idle: Duration::ZERO,
            ..Limits::default()
        };
        Self {
            prepared,
            caller: Caller::new(limits),
            writes: if arguments.allow_production_writes {
                ProductionWrites::Allowed
            } else {
                ProductionWrites::Refused
            },
            prompts: if std::io::stdin().is_terminal() && !crate::cli::in_ci() {
                Prompts::Shown
            } else {
                Prompts::Refused
            },
            heard: HashMap::new(),
            replayed: HashSet::new(),
            restart: arguments.restart.clone(),
            reachability: Reachability::default(),
            left: Vec::new(),
            door: Door::default(),
            trusts: arguments.trust_configuration,
            asked: Asked::new(),
            results: Vec::new(),
            declared: Vec::new(),
            shard: arguments.shard.map(ShardRecord::from),
            proofs,
            waived: Waived::of(prepared),
            in_force: Vec::new(),
            reports,
            summary: Summary::default(),
            shown: Shown::default(),
            unkept: Unkept::default(),
            trouble: Trouble::default(),
            leaks: Vec::new(),
        }
    }

    /// Runs every test.
    ///
    /// # Errors
    /// No runtime can be had.
    pub(super) fn run(mut self) -> Result<End, String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| format!("the run cannot start: {error}"))?;
        let interrupted = runtime.block_on(async {
            let (stop, stopped) = watch::channel(false);
            tokio::spawn(async move {
                if tokio::signal::ctrl_c().await.is_ok() {
                    // Nobody waits any more once all tests have ended.
                    let _ = stop.send(true);
                }
                // Whoever holds the other end would take a dropped one for an interrupt.
                stop.closed().await;
            });
            self.knows_earlier();
            self.tests(&stopped).await;
            *stopped.borrow()
        });
        self.summary.incomplete |= interrupted;
        self.trouble.extend(self.unkept.problem(&self.prepared.folder.state()));
        let waivers = self.waived.close(self.prepared);
        self.summary.waiver_faults = waivers.iter().filter(|waiver| waiver.fault().is_some()).count();
        Ok(End {
            refusal: self.door.refusal().filter(|_| !self.trusts).cloned(),
            result: conclusion::of(
                &self.prepared.published,
                self.results,
                self.declared,
                self.shard,
                &self.prepared.assembled.redactor,
            ),
            reports: self.reports,
            summary: self.summary,
            waivers,
            in_force: self.in_force,
            shown: self.shown,
            trouble: self.trouble,
            leaks: self.leaks,
            interrupted,
            left: self.left,
        })
    }

    async fn tests(&mut self, stopped: &watch::Receiver<bool>) {
        let prepared = self.prepared;
        let mut group = "";
        let taken = std::iter::zip(&prepared.published.tests, &prepared.taken).enumerate();
        for (index, (test, _)) in taken.filter(|(_, (_, taken))| **taken) {
            if group != test.group {
                group = &test.group;
                println!("{}", terminal::group(group));
            }
            let result = self.test(index, test, stopped).await;
            let result = self.attested(test, result);
            println!("{}", terminal::test(&result).trim_end());
            self.results.push(result);
        }
    }

    async fn test(&mut self, index: usize, test: &Test, stopped: &watch::Receiver<bool>) -> TestResult {
        let redactor = &self.prepared.assembled.redactor;
        let not_run = |reason: &str| conclusion::not_run(test, reason, &[], redactor);
        if *stopped.borrow() {
            return not_run("the run was interrupted");
        }
        let lacking = self.prepared.lacking(test.needs);
        if !lacking.is_empty() {
            return conclusion::not_run(test, "the configuration does not name enough", &lacking, redactor);
        }
        if let Some(reason) = self.dependence(test) {
            return not_run(&reason);
        }
        let digest = self.digest(index, test);
        let place = self.prepared.place(index);
        if let Some(proof) = self.proof(test, &digest).filter(|_| !self.begins_anew(index)) {
            return self.proved(place, test, proof);
        }
        let tried = match &test.unseen {
            Unseen::SystemErrors(situations) if test.cases.is_empty() => self.declared(test, situations),
            Unseen::Nothing | Unseen::Stored(_) | Unseen::SystemErrors(_) => {
                if let Some(reason) = self.refused() {
                    return not_run(&format!("not tried, since {reason}"));
                }
                self.tried(index, test, stopped).await
            }
        };
        let (mut records, sight) = match tried {
            Ok(tried) => tried,
            Err(Ended::Interrupted) => {
                self.save();
                return not_run("the run was interrupted");
            }
            Err(Ended::Trouble(trouble)) => {
                self.trouble.say(trouble.as_str());
                return not_run(&trouble);
            }
        };
        self.waived.take(test, &mut records, redactor);
        let result = conclusion::tried(test, &records, sight, redactor);
        for (nth, record) in records.iter().enumerate() {
            self.take(place + nth, record);
        }
        self.keep(test, digest, &result, sight, records);
        result
    }

    /// What is the matter if the system under test lets nothing in, and the configuration may be at fault.
    pub(super) fn refused(&self) -> Option<String> {
        let refusal = self.door.refusal().filter(|_| !self.trusts);
        refusal.map(door::told)
    }

    /// Why a test cannot be run after the one that comes before it.
    fn dependence(&self, test: &Test) -> Option<String> {
        let before = test.after.as_ref()?;
        let result = self.results.iter().find(|result| result.id == *before)?;
        match result.verdict {
            StatusName::Passed | StatusName::NeedsReview => None,
            StatusName::Failed => Some(format!("{before} comes before it, and failed")),
            StatusName::Inconclusive => Some(format!("{before} comes before it, and could not be told")),
            StatusName::NotRun => Some(format!("{before} comes before it, and was not run")),
        }
    }

    pub(super) fn digest(&self, index: usize, test: &Test) -> String {
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

    /// What an earlier run has proved of a test, if it is all that can be proved now.
    fn proof(&self, test: &Test, digest: &str) -> Option<Proof> {
        let proof = self.proofs.valid(&test.id, digest)?;
        let stale = match test.unseen {
            Unseen::Stored(_) => self.prepared.read_back.is_some() && !proof.read_back,
            // It costs nothing to read the list again.
            Unseen::SystemErrors(_) => true,
            Unseen::Nothing => false,
        };
        (!stale).then(|| proof.clone())
    }

    /// Takes over what an earlier run has proved.
    fn proved(&mut self, place: usize, test: &Test, mut proof: Proof) -> TestResult {
        let sight = Sight::of(test, &proof);
        if let Some(whole) = self.prepared.folder.messages(&test.id, &proof) {
            proof.records = whole;
        }
        let redactor = &self.prepared.assembled.redactor;
        self.waived.take(test, &mut proof.records, redactor);
        for (nth, record) in proof.records.iter().enumerate() {
            let case = record.id.as_str().split('#').next().unwrap_or_default();
            let said = replay::entries(record);
            self.heard.entry(case.to_string()).or_default().extend(said);
            self.replayed.insert(case.to_string());
            self.take(place + nth, record);
        }
        let mut result = conclusion::tried(test, &proof.records, sight, &self.prepared.assembled.redactor);
        if result.verdict == StatusName::Passed {
            let reason = format!("proved by an earlier run, at {}", proof.at);
            result.reason = Some(self.prepared.assembled.redactor.text(&reason));
        }
        result
    }

    /// Writes a case down, at its place among those of all tests.
    fn take(&mut self, place: usize, record: &Record) {
        let record = record.at(place);
        self.summary.add(&record);
        self.shown.take(&record);
        self.reports.push(&record);
    }

    /// Keeps what was proved for a later run; what is proved no longer is forgotten.
    fn keep(&mut self, test: &Test, digest: String, result: &TestResult, sight: Sight, records: Vec<Record>) {
        match result.verdict {
            StatusName::Passed | StatusName::NeedsReview => {
                let assembled = &self.prepared.assembled;
                let kept = self
                    .prepared
                    .folder
                    .keep_messages(&test.id, &records, &assembled.redactor);
                // Where there is no room for them, a later pack says of each long message that it has its beginning.
                self.leaks.extend(kept.unwrap_or_default());
                let records: Vec<Record> = records.iter().map(Record::shortened).collect();
                let proof = Proof {
                    digest,
                    at: Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
                    target: assembled.redactor.text(&assembled.name).into_inner(),
                    said: proof::said(&records).unwrap_or_default(),
                    read_back: sight == Sight::Seen,
                    records,
                };
                self.proofs.tests.insert(test.id.clone(), proof);
            }
            StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun => {
                self.proofs.tests.remove(&test.id);
            }
        }
        self.unkept.add(&test.id);
        self.save();
    }

    /// Writes down what was proved and heard of.
    fn save(&mut self) {
        if let Some(inbox) = self.prepared.assembled.target.inbox() {
            self.proofs.heard.join(&inbox.known_bookings());
        }
        let kept = self
            .prepared
            .folder
            .keep_proofs(&self.proofs, &self.prepared.assembled.redactor);
        self.unkept.written(kept.map(|leaks| self.leaks.extend(leaks)));
    }

    /// The result with the word of a person, where that is all it lacks.
    fn attested(&mut self, test: &Test, mut result: TestResult) -> TestResult {
        if result.verdict != StatusName::NeedsReview || !test.is_attestable() {
            return result;
        }
        let prepared = self.prepared;
        let Some(given) = prepared.attestations.of(test) else {
            return result;
        };
        let proof = self.proofs.tests.get(&test.id);
        if let Some(beside) = proof.and_then(|proof| given.beside(&prepared.published, proof)) {
            result.reason = Some(prepared.assembled.redactor.text(&beside));
            return result;
        }
        if let Some(file) = &given.file
            && !prepared.folder.is_whole(file)
        {
            self.trouble.say(format!(
                "the file {} of the attestation of {} is missing or changed",
                file.copy, test.id
            ));
            return result;
        }
        self.in_force.push(given.clone());
        result.verdict = StatusName::Passed;
        result.reason = None;
        result.attestation = Some(given.shown(&prepared.assembled.redactor));
        result
    }
}
