//! A certification under way: the system under test, and everything that was found so far.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::certify::earlier_parts::EarlierParts;
use crate::app::certify::observer::Observer;
use crate::app::certify::options::CertifyOptions;
use crate::app::certify::prepare::Prepared;
use crate::app::certify::proof_keeper::ProofKeeper;
use crate::app::certify::waivers::WaiverWatch;
use crate::app::rejection::{self, RejectionWatch};
use crate::app::results::Results;
use crate::app::settle::Settlement;
use crate::certification::attestation::Attestation;
use crate::certification::proof::Proofs;
use crate::judge::access::Rejection;
use crate::report::plan_result::{DeclaredError, TestResult};
use crate::runner::reachability::Reachability;
use crate::wire::call::{Caller, Limits};

/// Signal that the run is given up.
pub type Stopped = watch::Receiver<bool>;

/// A certification under way.
pub struct Certification<'c> {
    /// Everything that was decided before.
    pub prepared: &'c Prepared,
    /// Options that it goes by.
    pub options: &'c CertifyOptions,
    /// Caller of the system under test.
    pub caller: Caller,
    /// Parts of cases that ran for earlier tests.
    pub earlier_parts: EarlierParts,
    /// Watch on a target that is not there.
    pub reachability: Reachability,
    /// Watch on a target that rejects every request.
    pub rejections: RejectionWatch,
    /// Whoever shows the certification.
    pub observer: &'c mut dyn Observer,
    /// Proofs of this run and of those before it.
    pub proofs: ProofKeeper<'c>,
    /// Waivers, and what they met.
    pub waivers: WaiverWatch,
    /// Results of the tests so far.
    pub tests: Vec<TestResult>,
    /// List of system errors, once it was judged.
    pub declared: Vec<DeclaredError>,
    /// Attestations that count.
    pub in_force: Vec<Attestation>,
    /// Results as every run has them.
    pub results: Results,
}

/// Reason why a test that was begun has no result.
#[derive(Debug)]
pub enum Abandoned {
    /// The run is given up.
    Interrupted,
    /// Keycard itself cannot go on.
    Error(String),
}

impl<'c> Certification<'c> {
    /// Makes a certification without a result.
    pub fn new(
        prepared: &'c Prepared,
        options: &'c CertifyOptions,
        proofs: Proofs,
        results: Results,
        observer: &'c mut dyn Observer,
    ) -> Self {
        let limits = Limits {
            answer: options.timeout,
            connect: options.timeout.min(Limits::default().connect),
            // There are few calls, and each has to count.
            idle: Duration::ZERO,
            ..Limits::default()
        };
        Self {
            prepared,
            options,
            caller: Caller::new(limits),
            earlier_parts: EarlierParts::default(),
            reachability: Reachability::default(),
            rejections: RejectionWatch::default(),
            observer,
            proofs: ProofKeeper::new(prepared, proofs),
            waivers: WaiverWatch::new(&prepared.waivers, prepared.clock.today(), &prepared.setup.redactor),
            tests: Vec::new(),
            declared: Vec::new(),
            in_force: Vec::new(),
            results,
        }
    }

    /// Returns the settlement of its cases.
    pub fn settlement(&self) -> Settlement<'c> {
        Settlement::new(&self.prepared.setup, self.prepared.plan.contract())
    }

    /// Returns how the system under test rejects every request, if the configuration may be at fault.
    pub fn rejection(&self) -> Option<&Rejection> {
        let rejection = self.rejections.rejection();
        rejection.filter(|_| !self.options.trust_configuration)
    }

    /// Describes how the system under test rejects every request, if the configuration may be at fault.
    pub fn describe_rejection(&self) -> Option<String> {
        self.rejection().map(rejection::describe)
    }
}
