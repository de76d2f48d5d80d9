//! Reasons for which a case ends early, made of the errors that lead to them.

use super::credentials::kebab;
use crate::exchange::transcript::Stop;
use crate::expression::scope::Unresolved;

/// The reason for which a case ends at an expression without a value: too little is configured, or an earlier answer
/// lacks it.
pub(super) fn unresolved(step: usize, unresolved: &Unresolved) -> Stop {
    match unresolved.part_of_target() {
        Some(part) => Stop::NotConfigured {
            reason: format!("too little is configured as `{}`: {}", kebab(part), unresolved.reason),
        },
        None => Stop::Unresolved {
            step,
            reason: unresolved.to_string(),
        },
    }
}
