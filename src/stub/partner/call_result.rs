//! The result of a call of the platform, and calls that are repeated.
//!
//! Implements the duties of a sender in `channel-manager-api/guidelines/responses`: a system error
//! may pass, so the message is sent again after a while; any other refusal would only be repeated.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::exchange::message::Response;
use crate::stub::fields::integer;
use crate::stub::owed::Callback;

/// The platform's code for a failure that may pass.
pub(super) const SYSTEM_ERROR: i64 = 1;

/// A message that was not taken is sent again at most so many times …
pub(super) const MOST_REPEATS: u32 = 3;
/// … after this pause, which doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Result of a call of the platform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallResult {
    /// The call was taken; the outcome is perhaps promised for later.
    Success { promised: bool },
    /// The call was refused, with the first code of the errors.
    Failure(i64),
    /// No answer, or none that can be understood.
    NoAnswer,
}

impl CallResult {
    /// Reads an answer; both forms in which errors come are understood.
    pub(super) fn read(answer: Option<&Response>) -> Self {
        let Some(body) = answer
            .filter(|response| response.status == 200)
            .and_then(|response| response.body.json().ok())
            .and_then(Value::as_object)
        else {
            return Self::NoAnswer;
        };
        match body.get("success").and_then(Value::as_bool) {
            Some(true) => Self::Success {
                promised: body.get("asyncConfirmation").and_then(Value::as_bool) == Some(true),
            },
            // A failure without a code leaves nothing to act on.
            Some(false) => Self::Failure(error_codes(body).first().copied().unwrap_or_default()),
            None => Self::NoAnswer,
        }
    }

    /// The same call once more, if that may help and was not done too often.
    pub(super) fn repeat(self, callback: &Callback) -> Option<Callback> {
        let passing = matches!(self, Self::NoAnswer | Self::Failure(SYSTEM_ERROR));
        (passing && callback.tries < MOST_REPEATS).then(|| {
            let mut again = callback.clone().after(pause(callback.tries));
            again.tries += 1;
            again
        })
    }
}

/// The codes in `errors` and in the older `error`, in that order.
pub(super) fn error_codes(body: &Map<String, Value>) -> Vec<i64> {
    let many = body.get("errors").and_then(Value::as_array).into_iter().flatten();
    many.chain(body.get("error"))
        .filter_map(|error| error.get("code").and_then(integer))
        .collect()
}

/// The pause before a message is sent again.
pub(super) fn pause(repeats: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(repeats))
}
