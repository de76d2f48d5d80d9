//! `clean-up`: everything that a case has switched at the system under test is put back.

use crate::contract::rule::Weight;
use crate::exchange::transcript::Transcript;
use crate::judge::check_id::Check;
use crate::judge::finding::Finding;

/// Reports what is still to be done by hand. It says nothing against the system under test.
pub fn findings(transcript: &Transcript, findings: &mut Vec<Finding>) {
    findings.extend(transcript.undone.iter().map(|left| {
        let actual = format!("still to be done by hand: {left}");
        Finding::new(Check::CleanUp, Weight::Warning, "everything as it was before", actual)
            .against("What a case has switched is put back.")
    }));
}
