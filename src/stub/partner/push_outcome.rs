//! The outcome of a push.

use crate::stub::answer::{Answer, Refusal};

/// Outcome of a push, or the reasons why it cannot even be read.
///
/// The second is always reported at once; the time of the first is a matter of behaviour.
pub(super) type PushOutcome = Result<Answer, Vec<Refusal>>;
