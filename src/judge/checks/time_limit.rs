//! `time-limit`: an answer that came later than the scenario allows.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::Transcript;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Answer;

/// Reports an answer that took longer than the step's `within`.
pub fn findings(answer: Answer<'_>, findings: &mut Vec<Finding>, transcript: &Transcript) {
    let (Some(within), Some(entry)) = (answer.step.expect.within, transcript.entries.get(answer.entry)) else {
        return;
    };
    if entry.elapsed <= within {
        return;
    }
    findings.push(Finding {
        check: "time-limit".to_string(),
        weight: Weight::Error,
        requirement: "The answer comes within the time that the scenario allows.".to_string(),
        place: Some(Place {
            entry: answer.entry,
            message: Message::Response,
            pointer: String::new(),
        }),
        expected: format!("an answer within {} ms", within.as_millis()),
        actual: format!("{} ms", entry.elapsed.as_millis()),
        page: None,
        detail: None,
    });
}
