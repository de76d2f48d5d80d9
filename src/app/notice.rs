//! Notices for the person at the terminal that stop nothing.

use crate::input::problem::Problem;

/// Something to be printed to standard error before a command goes on.
#[derive(Clone, Debug)]
pub enum Notice {
    /// Problems that stop nothing, with their places.
    Problems(Vec<Problem>),
    /// One line.
    Line(String),
}
