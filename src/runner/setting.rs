//! Means with which cases run: the target, the caller, and the ways to ask a person and to be given up.

use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::watch;

use super::event::Question;
use super::target::Target;
use crate::wire::call::Caller;

/// Means with which a case runs.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'s> {
    /// The implementation under test.
    pub target: &'s Target,
    /// Makes the calls.
    pub caller: &'s Caller,
    /// Takes what a person is asked to do; without it nobody is asked.
    pub questions: Option<&'s UnboundedSender<Question>>,
    /// Becomes true when the run is given up; then the case only puts back what it has switched.
    pub given_up: Option<&'s watch::Receiver<bool>>,
}
