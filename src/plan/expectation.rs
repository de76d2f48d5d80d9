//! Expected outcome of a step, with every expression over the matrix filled in.

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use crate::scenario::condition::Condition;
use crate::scenario::model::Deferral;

/// Expected outcome of a step.
#[derive(Clone, Debug)]
pub struct Expectation {
    /// The outcomes that pass.
    pub accept: Outcomes,
    /// The outcomes that only warn.
    pub tolerate: Outcomes,
    /// Conditions of the scenario's own.
    pub checks: Vec<Condition>,
    /// True if the awaited call has to be one that must be refused for what it says.
    pub invalid: bool,
    /// True if the error response is compared with its snapshot.
    pub snapshot: bool,
    /// The longest acceptable time to answer.
    pub within: Option<Duration>,
    /// Times at which the outcome may be reported: at once, or later by a confirmation.
    pub(super) deferral: Deferral,
    /// Time for which a promised confirmation is waited for.
    pub confirmed_within: Option<Duration>,
}

/// The status that says that too many requests came.
pub const TOO_MANY_REQUESTS: u16 = 429;

impl Expectation {
    /// Returns true if a promise to report the outcome later is believed and awaited.
    pub fn may_be_deferred(&self) -> bool {
        self.deferral != Deferral::Refused
    }

    /// Returns true if the outcome must be reported later.
    pub fn must_be_deferred(&self) -> bool {
        self.deferral == Deferral::Required
    }

    /// Returns true if reporting the outcome later is accepted with a warning only.
    pub fn tolerates_deferral(&self) -> bool {
        self.deferral == Deferral::Tolerated
    }
}

/// A set of outcomes of a call: any one of them will do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    /// True if success is among them.
    pub success: bool,
    /// The error codes among them.
    pub codes: Codes,
    /// HTTP statuses other than the documented one.
    pub statuses: Vec<Statuses>,
}

/// A set of error codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Codes {
    /// No code: failure is not accepted.
    #[default]
    None,
    /// Any code.
    Any,
    /// These codes.
    These(Vec<u64>),
}

/// One HTTP status, or all of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statuses {
    /// One status.
    One(u16),
    /// All statuses of a hundred: 4 stands for 400 to 499.
    Class(u16),
}

impl Codes {
    /// A code, a list of codes or the word `any`; nothing else.
    pub fn read(value: &Value) -> Option<Self> {
        match value {
            Value::String(word) if word == "any" => Some(Self::Any),
            Value::Array(items) => Some(Self::These(items.iter().map(code).collect::<Option<_>>()?)),
            single => Some(Self::These(vec![code(single)?])),
        }
    }
}

fn code(value: &Value) -> Option<u64> {
    value.as_u64().filter(|code| (1..=14).contains(code))
}

impl Statuses {
    /// A status, a class such as `4xx`, or a list of them; nothing else.
    pub fn read(value: &Value) -> Option<Vec<Self>> {
        match value {
            Value::Array(items) => items.iter().map(Self::one).collect(),
            single => Some(vec![Self::one(single)?]),
        }
    }

    fn one(value: &Value) -> Option<Self> {
        match value {
            Value::String(class) => {
                let digit = class.strip_suffix("xx")?.parse().ok()?;
                (1..=5).contains(&digit).then_some(Self::Class(digit))
            }
            number => u16::try_from(number.as_u64()?)
                .ok()
                .filter(|status| (100..600).contains(status))
                .map(Self::One),
        }
    }

    /// Returns true if a status is among them.
    pub fn contains(self, status: u16) -> bool {
        match self {
            Self::One(one) => one == status,
            Self::Class(class) => status / 100 == class,
        }
    }
}

impl Outcomes {
    /// Returns true if HTTP 429 is listed by itself: then the target may turn requests away because too many come.
    pub fn lists_too_many_requests(&self) -> bool {
        self.statuses.contains(&Statuses::One(TOO_MANY_REQUESTS))
    }

    /// Returns true if no outcome is in the set.
    pub fn is_empty(&self) -> bool {
        !self.success && self.codes == Codes::None && self.statuses.is_empty()
    }

    /// Returns true if anything but success is accepted.
    pub fn accepts_refusal(&self) -> bool {
        self.accepts_failure() || !self.statuses.is_empty()
    }

    /// Returns true if a failure of any kind is accepted.
    pub fn accepts_failure(&self) -> bool {
        self.codes != Codes::None
    }

    /// Returns true if a code is in the set.
    pub fn accepts_code(&self, code: u64) -> bool {
        match &self.codes {
            Codes::None => false,
            Codes::Any => true,
            Codes::These(codes) => codes.contains(&code),
        }
    }

    /// Returns true if a status is in the set.
    pub fn accepts_status(&self, status: u16) -> bool {
        self.statuses.iter().any(|statuses| statuses.contains(status))
    }
}

impl fmt::Display for Statuses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(status) => write!(f, "HTTP {status}"),
            Self::Class(class) => write!(f, "HTTP {class}xx"),
        }
    }
}

/// As a person would say it: `error 3 or 8, or HTTP 4xx`.
impl fmt::Display for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        if self.success {
            parts.push("success".to_string());
        }
        match &self.codes {
            Codes::None => {}
            Codes::Any => parts.push("an error with any code".to_string()),
            Codes::These(codes) => {
                let codes: Vec<String> = codes.iter().map(u64::to_string).collect();
                parts.push(format!("error {}", codes.join(" or ")));
            }
        }
        parts.extend(self.statuses.iter().map(Statuses::to_string));
        f.write_str(&parts.join(", or "))
    }
}
