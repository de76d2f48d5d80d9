//! What goes wrong with Keycard itself while a run goes on: each thing is told once, when the run has ended.

use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;

/// Everything that went wrong.
#[derive(Debug, Default)]
pub struct Trouble {
    problems: Vec<Problem>,
}

impl Trouble {
    /// Adds a problem, unless it is known: a full disk is met at each case.
    pub fn add(&mut self, problem: Problem) {
        if !self.problems.iter().any(|known| known.says_the_same(&problem)) {
            self.problems.push(problem);
        }
    }

    /// Adds what has no advice.
    pub fn say(&mut self, message: impl Into<String>) {
        self.add(Problem::new(message));
    }

    /// Adds all of these.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = Problem>) {
        problems.into_iter().for_each(|problem| self.add(problem));
    }

    /// Whether nothing went wrong.
    pub fn is_none(&self) -> bool {
        self.problems.is_empty()
    }

    /// Tells it on standard error.
    pub fn print(&self, redactor: &Redactor) {
        for problem in &self.problems {
            eprintln!("error: {}", redactor.text(&problem.message));
            if let Some(help) = &problem.help {
                eprintln!("  help: {}", redactor.text(help));
            }
        }
    }
}
