//! Errors of Keycard itself during a run: each is reported once, when the run has ended.

use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;

/// Everything that went wrong.
#[derive(Debug, Default)]
pub struct InternalErrors {
    problems: Vec<Problem>,
}

impl InternalErrors {
    /// Adds a problem, unless it is known: a full disk is met at each case.
    pub fn add(&mut self, problem: Problem) {
        if !self.problems.iter().any(|known| known.says_the_same(&problem)) {
            self.problems.push(problem);
        }
    }

    /// Adds an error without advice.
    pub fn add_message(&mut self, message: impl Into<String>) {
        self.add(Problem::new(message));
    }

    /// Adds all of these.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.add(problem));
    }

    /// Returns true if nothing went wrong.
    pub fn is_empty(&self) -> bool {
        self.problems.is_empty()
    }

    /// Returns all of it as lines for standard error.
    pub fn lines(&self, redactor: &Redactor) -> Vec<String> {
        let mut lines = Vec::new();
        for problem in &self.problems {
            lines.push(format!("error: {}", redactor.text(&problem.message)));
            lines.extend(
                problem
                    .help
                    .iter()
                    .map(|help| format!("  help: {}", redactor.text(help))),
            );
        }
        lines
    }
}
