//! Every message of a case in the order in which it went over the wire, failures included.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::message::{Request, Response};

/// Everything that happened while one case ran.
#[derive(Clone, Debug, Default)]
pub struct Transcript {
    /// What happened, in order.
    pub entries: Vec<Entry>,
    /// Why the case ended before its last step, if it did.
    pub stopped: Option<Stop>,
    /// What the case has switched and could not put back.
    pub undone: Vec<Undone>,
    /// The values of the target that the semantic rules compare messages with.
    pub facts: Arc<Facts>,
    /// How many calls came that are not among the entries, because there were too many.
    pub omitted: usize,
    /// How long the case took.
    pub elapsed: Duration,
}

/// One message that was sent, and what came back.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Position of the step in the case, from 0.
    pub step: usize,
    /// Who sent the request.
    pub direction: Direction,
    /// What the exchange has to do with its step.
    pub role: Role,
    /// What was sent.
    pub request: Request,
    /// What came back, or why nothing did.
    pub outcome: Outcome,
    /// From the first byte sent to the last byte received.
    pub elapsed: Duration,
    /// When the request began, counted from the beginning of the case.
    pub at: Duration,
    /// How long a step had waited for the call when it came; `None` if it was not waited for.
    pub waited: Option<Duration>,
}

/// What an [`Entry`] has to do with its step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It is what the step is about: the call that it makes, or the one that it awaits.
    Step,
    /// The call by which the outcome of the step's own call was told later.
    Confirmation,
    /// A call of a hook of the target: not part of the API, so never judged by its contract.
    Hook,
    /// A call that came while the step was under way, and that no step awaits.
    Unawaited,
    /// An attempt at the step's own call that the target turned away because too many came: HTTP 429.
    Limited,
}

/// Who sent the request of an [`Entry`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Keycard called the system under test.
    Outbound,
    /// The system under test called Keycard.
    Inbound,
}

/// What became of a request.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// A response arrived whole.
    Answered(Response),
    /// No response, or not a whole one.
    Failed(Failure),
}

/// Why there is no response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The kind of failure: decides whether the target is to blame.
    pub kind: FailureKind,
    /// What the transport said, in words; holds no part of a body.
    pub detail: String,
}

impl Failure {
    /// Whether the request did not reach the target.
    pub fn never_left(&self) -> bool {
        match self.kind {
            FailureKind::Address | FailureKind::Unreachable | FailureKind::Tls => true,
            FailureKind::Timeout | FailureKind::Closed | FailureKind::TooLarge | FailureKind::Protocol => false,
        }
    }
}

/// The kinds of [`Failure`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Why a case ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A value that a step needs is not there, or an expression has no value.
    Unresolved {
        /// Position of the step, from 0.
        step: usize,
        /// What could not be resolved and why.
        reason: String,
    },
    /// What a step needs to show anything is not so.
    NotGiven {
        /// Position of the step, from 0.
        step: usize,
        /// What the scenario says of that.
        reason: String,
    },
    /// The target's configuration lacks something that the case needs.
    NotConfigured {
        /// What is missing and which key would hold it.
        reason: String,
    },
    /// The run was ended before this case: `--fail-fast` or an interrupt.
    Cancelled {
        /// Which of the two.
        reason: String,
    },
    /// The target could not be asked in other cases before, so this one was not tried.
    GivenUp {
        /// How it came to that.
        reason: String,
    },
    /// A previous step had no answer, so the steps after it were not tried.
    NoAnswer {
        /// Position of the step that had no answer, from 0.
        step: usize,
    },
    /// A call that a step awaited did not come in time.
    NotCalled(Absence),
    /// The target went on to answer that too many requests come, so that it could not be asked.
    Limited {
        /// Position of the step, from 0.
        step: usize,
        /// How it came to that.
        reason: String,
    },
    /// What should have made the system under test call did not do so.
    HookFailed {
        /// Position of the step, from 0.
        step: usize,
        /// What went wrong with it.
        reason: String,
    },
}

/// What a case has left to be done by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What is to be done.
    pub what: String,
    /// Why it was not.
    pub reason: String,
}

impl fmt::Display for Undone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.reason)
    }
}

/// A call that was awaited and did not come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// Position of the step, from 0.
    pub step: usize,
    /// The operation that should have been called.
    pub operation: String,
    /// How long it was waited for.
    pub waited: Duration,
    /// What should have led to it.
    pub cause: Cause,
}

/// What should have led to an awaited call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// The answer of the step's own call promised it.
    Promise,
    /// The system under test was told to by a hook, or an earlier message obliges it.
    Duty,
    /// A person was asked to act, and may not have.
    Person,
}

/// How deviations are judged that the documentation's own examples make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strictness {
    /// They are errors.
    #[default]
    Strict,
    /// They are warnings.
    Lenient,
}

/// What is agreed about the target: what expressions see of it, and what rules compare with.
///
/// Holds tokens in clear: it never leaves the process except through the redactor.
#[derive(Clone)]
pub struct Facts {
    /// True if the target is a production environment.
    pub production: bool,
    /// How deviations are judged that the documentation's own examples make.
    pub strictness: Strictness,
    /// What expressions see as `target`: `url`, `responseUrl`, `spaces`, `rates`, `currency`,
    /// `unmappedSpace`, `unmappedRate`, `unmappedPair`, `knownBooking`, `knownPushes`, `knownBlock`, `knownGroup`, `products`, `ages`.
    pub target: Value,
    /// What expressions see as `credentials`: the valid value of each property.
    pub credentials: Value,
    /// The date on which the run began, as `2031-03-01`.
    pub today: String,
    /// What expressions see as `period`: `from` and `to`, two consecutive dates about a month ahead.
    pub period: Value,
    /// Makes the fresh values of two runs differ.
    pub seed: u64,
    /// How long calls of the target are waited for where a scenario does not say so.
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
