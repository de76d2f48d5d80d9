//! Observer of a certification: whoever shows it while it goes on.

use std::time::Duration;

use crate::report::plan_result::TestResult;
use crate::runner::event::Question;

/// Time between two ticks of a countdown.
pub const TICK: Duration = Duration::from_millis(500);

/// Someone who shows a certification to a person.
pub trait Observer {
    /// A group of tests begins.
    fn group(&mut self, name: &str);
    /// A test has its result.
    fn test(&mut self, result: &TestResult);
    /// A person is asked to act; `way_out` says what to do if that cannot be done.
    fn ask(&mut self, question: Question, way_out: Option<&str>);
    /// Time has passed since the question.
    fn tick(&mut self);
    /// The question is not open any more.
    fn close_question(&mut self);
}
