//! What the documentation leaves open, and how the stub settles it.

/// One choice for each point that the documentation leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Behaviour {
    /// When the platform reports that a group breaks a rule of business.
    pub business_errors: BusinessErrors,
    /// When the reference channel manager tells the outcome of a push.
    pub confirmations: Confirmations,
}

/// When the platform reports that a group breaks a rule of business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BusinessErrors {
    /// By the confirmation of the group.
    #[default]
    Later,
    /// In the answer to the push.
    AtOnce,
}

/// When the reference channel manager tells the outcome of a push.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Confirmations {
    /// In the answer.
    #[default]
    AtOnce,
    /// By a confirmation, after an answer that promises it.
    Later,
}
