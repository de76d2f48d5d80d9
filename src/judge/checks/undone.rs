//! `clean-up`: what a case has switched at the system under test, and could not put back.

use crate::contract::rule::Weight;
use crate::exchange::transcript::Transcript;
use crate::judge::finding::Finding;

/// Tells what is still to be done by hand. It says nothing against the system under test.
pub fn findings(transcript: &Transcript, findings: &mut Vec<Finding>) {
    findings.extend(transcript.undone.iter().map(|left| Finding {
        check: "clean-up".to_string(),
        weight: Weight::Warning,
        requirement: "What a case has switched is put back.".to_string(),
        place: None,
        expected: "everything as it was before".to_string(),
        actual: format!("still to be done by hand: {left}"),
        page: None,
        detail: None,
    }));
}
