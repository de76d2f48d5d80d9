//! Every message of a case in the order in which it went over the wire, failures included.
//!
//! A failure is an entry and no error, so that a recorded run can be judged again. A call that arrives before the
//! answer to the message that it refers to stands behind that message.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::message::{Request, Response};

/// Everything that happened while one case ran.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// Exchanges, in the order in which they began.
    pub entries: Vec<Entry>,
    /// Reason for which the case ended before its last step, if it did.
    pub stopped: Option<Stop>,
    /// Acts that the case owes: it has switched something and could not put it back.
    pub undone: Vec<Undone>,
    /// The values of the target that the semantic rules compare messages with.
    pub facts: Arc<Facts>,
    /// Number of calls that are not among the entries, because there were too many.
    pub omitted: usize,
    /// Duration of the case.
    pub elapsed: Duration,
}

/// One message that was sent, and what came back.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position of the step in the case, from 0.
    pub step: usize,
    /// Direction of the request.
    pub direction: Direction,
    /// Relation of the exchange to its step.
    pub role: Role,
    /// Request that was sent.
    pub request: Request,
    /// Response that came back, or the reason for which none did.
    pub outcome: Outcome,
    /// Time from the first byte sent to the last byte received.
    pub elapsed: Duration,
    /// Time from the beginning of the case to that of the request.
    pub at: Duration,
    /// Time that a step had waited for the call when it came; `None` if none waited for it.
    pub waited: Option<Duration>,
}

/// Relation of an exchange to its step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The call that the step makes, or the one that it awaits.
    Step,
    /// The call by which the outcome of the step's own call was reported later.
    Confirmation,
    /// A call of a hook of the target: not part of the API, so never judged by its contract.
    Hook,
    /// A call that came while the step was under way, and that no step awaits.
    Unawaited,
    /// An attempt at the step's own call that the target turned away because too many came: HTTP 429.
    Limited,
}

/// Direction in which a request went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Keycard called the system under test.
    Outbound,
    /// The system under test called Keycard.
    Inbound,
}

/// Response to a request, or the reason for which there is none.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A response arrived whole.
    Answered(Response),
    /// No response, or not a whole one.
    Failed(Failure),
}

/// Reason for which there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure: decides whether the target is to blame.
    pub kind: FailureKind,
    /// Message of the transport; holds no part of a body.
    pub detail: String,
}

impl Failure {
    /// Returns true if the request did not reach the target.
    pub fn never_left(&self) -> bool {
        match self.kind {
            FailureKind::Address | FailureKind::Unreachable | FailureKind::Tls => true,
            FailureKind::Timeout | FailureKind::Closed | FailureKind::TooLarge | FailureKind::Protocol => false,
        }
    }
}

/// Kind of reason for which there is no response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// The address is no address that can be called.
    Address,
    /// The name does not resolve, the connection is refused or is not established in time.
    Unreachable,
    /// The TLS handshake failed: unknown issuer, wrong name, expired certificate, old version.
    Tls,
    /// The request was sent and no whole answer came within the time limit.
    Timeout,
    /// The connection was closed before the answer was whole.
    Closed,
    /// The answer is larger than the limit.
    TooLarge,
    /// The answer is not HTTP.
    Protocol,
}

/// Reason for which a case ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A value that a step needs is not there, or an expression has no value.
    Unresolved {
        /// Position of the step, from 0.
        step: usize,
        /// The value that could not be resolved, and why.
        reason: String,
    },
    /// A condition without which a step shows nothing does not hold.
    NotGiven {
        /// Position of the step, from 0.
        step: usize,
        /// Sentence of the scenario about that condition.
        reason: String,
    },
    /// The target's configuration lacks something that the case needs.
    NotConfigured {
        /// The setting that is missing, and the key that would hold it.
        reason: String,
    },
    /// The run was ended before this case: `--fail-fast` or an interrupt.
    Cancelled {
        /// One of the two, in words.
        reason: String,
    },
    /// The target could not be asked in other cases before, so this one was not tried.
    GivenUp {
        /// Answers that led to that, in words.
        reason: String,
    },
    /// A previous step had no answer, so the steps after it were not tried.
    NoAnswer {
        /// Position of the step that had no answer, from 0.
        step: usize,
    },
    /// A call that a step awaited did not come in time.
    NotCalled(MissingCall),
    /// The target went on to answer that too many requests come, so that it could not be asked.
    Limited {
        /// Position of the step, from 0.
        step: usize,
        /// Answers that led to that, in words.
        reason: String,
    },
    /// A hook says that the system under test does not offer what is wished.
    NotOffered {
        /// Position of the step, from 0.
        step: usize,
        /// The hook, and what it says, in words.
        reason: String,
    },
    /// A hook that should have made the system under test call failed.
    HookFailed {
        /// Position of the step, from 0.
        step: usize,
        /// Failure of the hook, in words.
        reason: String,
    },
}

/// Act that a case leaves to be done by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The act, as a sentence.
    pub what: String,
    /// Reason for which the case did not do it.
    pub reason: String,
}

impl fmt::Display for Undone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.reason)
    }
}

/// A call that was awaited and did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCall {
    /// Position of the step, from 0.
    pub step: usize,
    /// The operation that should have been called.
    pub operation: String,
    /// Time for which it was awaited.
    pub waited: Duration,
    /// CallCause that should have led to it.
    pub cause: CallCause,
    /// True if a call that was not taken stands in its place: what is wrong with that one is what there is to say.
    pub stand_in: bool,
}

/// CallCause of an awaited call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallCause {
    /// The answer of the step's own call promised it.
    Promise,
    /// A hook asked the system under test for it, or an earlier message obliges to it.
    Duty,
    /// A person was asked to act, and may not have.
    Person,
    /// The system under test may make it, and need not.
    Leave,
}

/// Weight of deviations that the documentation's own examples make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// They are errors.
    #[default]
    Strict,
    /// They are warnings.
    Lenient,
}

/// Values agreed about the target: expressions see them, and rules compare messages with them.
///
/// Holds tokens in clear: it never leaves the process except through the redactor.
#[derive(Clone)]
pub struct Facts {
    /// True if the target is a production environment.
    pub production: bool,
    /// Weight of deviations that the documentation's own examples make.
    pub strictness: Strictness,
    /// Values that expressions see as `target`: `url`, `responseUrl`, `spaces`, `rates`, `currency`,
    /// `unmappedSpace`, `unmappedRate`, `unmappedPair`, `knownBooking`, `knownPushes`, `knownBlock`, `knownGroup`, `products`, `ages`.
    pub target: Value,
    /// Values that expressions see as `credentials`: the valid value of each property.
    pub credentials: Value,
    /// The date on which the run began, as `2031-03-01`.
    pub today: String,
    /// Dates that expressions see as `period`: `from` and `to`, two consecutive dates about a month ahead.
    pub period: Value,
    /// Makes the fresh values of two runs differ.
    pub seed: u64,
    /// Time for which calls of the target are awaited where a scenario does not say so.
    pub patience: Option<Duration>,
    /// The client token that the side under test uses when it calls Keycard, where known.
    pub inbound_client_token: Option<String>,
    /// The client token of the other environment, where known.
    pub other_environment_client_token: Option<String>,
    /// The address of the other environment, where known.
    pub other_environment_url: Option<String>,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            production: false,
            strictness: Strictness::Strict,
            target: Value::Null,
            credentials: Value::Null,
            today: String::new(),
            period: Value::Null,
            seed: 0,
            patience: None,
            inbound_client_token: None,
            other_environment_client_token: None,
            other_environment_url: None,
        }
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Facts")
            .field("production", &self.production)
            .field("today", &self.today)
            .finish_non_exhaustive()
    }
}
