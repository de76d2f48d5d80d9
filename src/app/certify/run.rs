//! `[io]` Run of a certification: test after test, each result shown, kept and taken into account by the next.

use tokio::sync::watch;

use crate::app::certify::certification::{Abandoned, Certification, Stopped};
use crate::app::certify::end::Ended;
use crate::certification::conclusion::{self, Visibility};
use crate::certification::plan::{Test, UnseenEffect};
use crate::certification::proof::Proof;
use crate::judge::finding::StatusName;
use crate::report::plan_result::TestResult;
use crate::report::record::Record;
use crate::report::versions::ShardRecord;

impl Certification<'_> {
    /// Runs every test.
    ///
    /// # Errors
    /// No runtime can be had.
    pub fn run(mut self) -> Result<Ended, String> {
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
            self.resume();
            self.run_tests(&stopped).await;
            *stopped.borrow()
        });
        Ok(self.close(interrupted))
    }

    fn close(mut self, interrupted: bool) -> Ended {
        self.results.summary.incomplete |= interrupted;
        self.proofs.close(&mut self.results);
        let waivers = self.waivers.close(&self.prepared.waivers);
        let faulty = waivers.iter().filter(|waiver| waiver.fault().is_some());
        self.results.summary.waiver_faults = faulty.count();
        Ended {
            rejection: self.rejection().cloned(),
            result: conclusion::plan_result(
                &self.prepared.published,
                self.tests,
                self.declared,
                self.options.shard.map(ShardRecord::from),
                &self.prepared.setup.redactor,
            ),
            results: self.results,
            waivers,
            in_force: self.in_force,
            interrupted,
        }
    }

    async fn run_tests(&mut self, stopped: &Stopped) {
        let prepared = self.prepared;
        let mut group = "";
        let taken = std::iter::zip(&prepared.published.tests, &prepared.taken).enumerate();
        for (index, (test, _)) in taken.filter(|(_, (_, taken))| **taken) {
            if group != test.group {
                group = &test.group;
                self.observer.group(group);
            }
            let result = self.run_test(index, test, stopped).await;
            let result = self.attested(test, result);
            self.observer.test(&result);
            self.tests.push(result);
        }
    }

    async fn run_test(&mut self, index: usize, test: &Test, stopped: &Stopped) -> TestResult {
        let redactor = &self.prepared.setup.redactor;
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
        let proof = self.proofs.complete(index, test);
        if let Some(proof) = proof.filter(|_| !self.begins_anew(index)) {
            return self.take_proof(index, test, proof);
        }
        let tried = match &test.unseen {
            UnseenEffect::SystemErrors(situations) if test.cases.is_empty() => {
                self.judge_declared_errors(test, situations)
            }
            UnseenEffect::Nothing | UnseenEffect::Stored(_) | UnseenEffect::SystemErrors(_) => {
                if let Some(reason) = self.describe_rejection() {
                    return not_run(&format!("not tried, since {reason}"));
                }
                self.attempt(index, test, stopped).await
            }
        };
        match tried {
            Ok((records, sight)) => self.conclude(index, test, records, sight),
            Err(Abandoned::Interrupted) => {
                self.proofs.save(&mut self.results);
                not_run("the run was interrupted")
            }
            Err(Abandoned::Error(error)) => {
                self.results.errors.add_message(error.as_str());
                not_run(&error)
            }
        }
    }

    /// Concludes a test that was tried, and keeps what was proved.
    fn conclude(&mut self, index: usize, test: &Test, mut records: Vec<Record>, sight: Visibility) -> TestResult {
        let redactor = &self.prepared.setup.redactor;
        self.waivers.take(test, &mut records, redactor);
        let result = conclusion::test_result(test, &records, sight, redactor);
        self.take_all(index, &records);
        self.proofs
            .keep((index, test), result.verdict, sight, &records, &mut self.results);
        result
    }

    /// Returns why a test cannot be run after the one that comes before it.
    fn dependence(&self, test: &Test) -> Option<String> {
        let before = test.after.as_ref()?;
        let result = self.tests.iter().find(|result| result.id == *before)?;
        match result.verdict {
            StatusName::Passed | StatusName::NeedsReview => None,
            StatusName::Failed => Some(format!("{before} comes before it, and failed")),
            StatusName::Inconclusive => Some(format!("{before} comes before it, and could not be told")),
            StatusName::NotRun => Some(format!("{before} comes before it, and was not run")),
        }
    }

    /// Takes over what an earlier run has proved.
    fn take_proof(&mut self, index: usize, test: &Test, mut proof: Proof) -> TestResult {
        let sight = Visibility::of_proof(test, &proof);
        if let Some(whole) = self.prepared.folder.messages(&test.id, &proof) {
            proof.records = whole;
        }
        let redactor = &self.prepared.setup.redactor;
        self.waivers.take(test, &mut proof.records, redactor);
        for record in &proof.records {
            self.earlier_parts.replay(record);
        }
        self.take_all(index, &proof.records);
        let mut result = conclusion::test_result(test, &proof.records, sight, redactor);
        if result.verdict == StatusName::Passed {
            let reason = format!("proved by an earlier run, at {}", proof.at);
            result.reason = Some(redactor.text(&reason));
        }
        result
    }

    /// Takes the records of a test, at their places among those of all tests.
    fn take_all(&mut self, index: usize, records: &[Record]) {
        let place = self.prepared.place(index);
        for (nth, record) in records.iter().enumerate() {
            self.results.take(&record.at(place + nth));
        }
    }

    /// Returns the result with the attestation of a person, where that is all it lacks.
    fn attested(&mut self, test: &Test, mut result: TestResult) -> TestResult {
        if result.verdict != StatusName::NeedsReview || !test.is_attestable() {
            return result;
        }
        let prepared = self.prepared;
        let Some(given) = prepared.attestations.for_test(test) else {
            return result;
        };
        let proof = self.proofs.of(test);
        if let Some(beside) = proof.and_then(|proof| given.mismatch(&prepared.published, proof)) {
            result.reason = Some(prepared.setup.redactor.text(&beside));
            return result;
        }
        if let Some(file) = &given.file
            && !prepared.folder.is_whole(file)
        {
            self.results.errors.add_message(format!(
                "the file {} of the attestation of {} is missing or changed",
                file.copy, test.id
            ));
            return result;
        }
        self.in_force.push(given.clone());
        result.verdict = StatusName::Passed;
        result.reason = None;
        result.attestation = Some(given.to_report(&prepared.setup.redactor));
        result
    }
}
