//! `transport`: requests are answered, and messages arrive whole.
//!
//! An address that cannot be reached at all proves nothing about the target: it makes the case
//! inconclusive instead.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Entry, FailureKind, Outcome};
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Material;
use crate::judge::{pages, unanswered};

/// Reports every request whose answer broke off or cannot be read.
pub fn unanswered(material: Material<'_>, findings: &mut Vec<Finding>) {
    let is_broken = |failure| match failure {
        FailureKind::Closed | FailureKind::TooLarge | FailureKind::Protocol => true,
        // One that came too late is reported by `time-limit`.
        FailureKind::Timeout | FailureKind::Address | FailureKind::Unreachable | FailureKind::Tls => false,
    };
    unanswered::findings(material, Check::Transport, is_broken, findings);
}

/// Reports a call that did not arrive whole; returns true if it did.
pub fn of_call(index: usize, entry: &Entry, findings: &mut Vec<Finding>) -> bool {
    let Outcome::Answered(response) = &entry.outcome else {
        return true;
    };
    let actual = match response.status {
        413 => "a body larger than 16 MiB",
        408 => "a body that did not arrive whole",
        _ => return true,
    };
    findings.push(
        Finding::new(Check::Transport, Weight::Error, "a whole message", actual)
            .at(Place::whole(index, Message::Request))
            .against("A call arrives whole, and is no larger than it needs to be.")
            .on_page(pages::REQUESTS),
    );
    false
}
