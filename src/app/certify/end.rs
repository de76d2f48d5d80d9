//! End of a certification: its reports written, its exit code, and everything that a person is told.

use std::collections::BTreeMap;
use std::io;

use crate::app::certify::options::CertifyOptions;
use crate::app::certify::prepare::Prepared;
use crate::app::exit::Exit;
use crate::app::head::{self, Particulars};
use crate::app::pack::Enclosed;
use crate::app::rejection;
use crate::app::results::Results;
use crate::certification::attestation::{Attestation, Attestations};
use crate::certification::proof;
use crate::judge::access::Rejection;
use crate::redaction::redacted::Redacted;
use crate::report::head::Head;
use crate::report::plan_result::PlanResult;
use crate::report::versions::hex;
use crate::report::waiver::WaiverUse;

/// A certification whose tests have ended.
pub struct Ended {
    /// Results of the tests.
    pub result: PlanResult,
    /// Results as every run has them.
    pub results: Results,
    /// The waivers, and the use of each.
    pub waivers: Vec<WaiverUse>,
    /// Attestations that count.
    pub in_force: Vec<Attestation>,
    /// True if it was given up.
    pub interrupted: bool,
    /// Way in which the system under test rejected every request, if the run stopped for that.
    pub rejection: Option<Rejection>,
}

/// A certification that ended, with its reports written.
pub struct CertifyEnd {
    /// Head of the reports, which holds the results of the tests.
    pub head: Head,
    /// Results as every run has them.
    pub results: Results,
    /// True if it was given up.
    pub interrupted: bool,
    /// Messages about waivers that do not serve any more, each with what may have been meant.
    pub waiver_faults: Vec<(String, Option<String>)>,
    /// Lines about errors of Keycard itself.
    pub errors: Vec<String>,
    /// Changes that are to be undone by hand, each with its case.
    pub undone: Vec<Redacted<String>>,
    /// The system under test rejects every request: what happened, and what to look at.
    pub rejection: Option<(Redacted<String>, Redacted<String>)>,
    /// The exit code.
    pub exit: Exit,
}

/// Writes the reports of a certification and concludes it.
pub fn conclude(prepared: &Prepared, options: &CertifyOptions, ended: Ended) -> CertifyEnd {
    let redactor = &prepared.setup.redactor;
    let Ended {
        result,
        mut results,
        waivers,
        in_force,
        interrupted,
        rejection,
    } = ended;
    let conclusion = result.conclusion(results.summary.waiver_faults);
    let particulars = Particulars {
        shard: options.shard,
        plan_digest: Some(hex(&prepared.published.origin.digest())),
        plan: Some(result),
        waivers,
        ..Particulars::default()
    };
    let counts = (results.summary, conclusion);
    let head = head::head(&prepared.plan, &prepared.setup, prepared.clock, particulars, counts);
    let enclosed = enclosed(prepared, in_force).and_then(|given| results.enclose(given));
    if let Err(error) = enclosed {
        results.errors.add_message(format!(
            "the attestations cannot be put into the evidence pack: {error}"
        ));
    }
    results.write_reports(&head, redactor);
    let host = (prepared.published.api, prepared.published.under_test);
    let rejection = rejection.map(|rejected| {
        let help = rejection::help(&rejected, &prepared.setup, host);
        (redactor.text(&rejection::describe(&rejected)), redactor.text(&help))
    });
    let faultless = results.errors.is_empty() && results.leaks.is_empty();
    let exit = match Exit::from(conclusion) {
        _ if rejection.is_some() => Exit::Input,
        Exit::Passed if !faultless => Exit::Inconclusive,
        exit => exit,
    };
    CertifyEnd {
        waiver_faults: prepared.waivers.faults(&head.waivers),
        head,
        interrupted,
        errors: results.errors.lines(redactor),
        undone: results.undone.iter().map(|undone| redactor.text(undone)).collect(),
        rejection,
        exit,
        results,
    }
}

/// Gathers the files of the attestations that count for the pack, and nothing else that the folder holds.
fn enclosed(prepared: &Prepared, attestations: Vec<Attestation>) -> io::Result<Vec<(String, Enclosed)>> {
    let files = attestations.iter().filter_map(|given| given.file.as_ref());
    // Two tests may show the same file.
    let mut given: BTreeMap<String, Enclosed> = files
        .map(|file| (file.copy.clone(), Enclosed::File(prepared.folder.copy(file))))
        .collect();
    if !attestations.is_empty() {
        let attestations = Attestations {
            format: proof::FORMAT,
            attestations,
        };
        let bytes = serde_json::to_vec_pretty(&attestations)?;
        given.insert("attestations.json".to_string(), Enclosed::Bytes(bytes));
    }
    Ok(given.into_iter().collect())
}
