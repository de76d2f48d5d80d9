//! The progress bar: on a terminal only, and never in the way of what is printed.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar that counts cases, or nothing if standard error is no terminal.
#[derive(Debug)]
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar for that many cases.
    pub fn new(cases: usize) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = ProgressBar::new(cases as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} cases, {msg}") {
            bar.set_style(style);
        }
        Self(Some(bar))
    }

    /// One more case ended.
    pub fn step(&self, required: usize, others: usize) {
        if let Some(bar) = &self.0 {
            bar.set_message(format!("{required} failed, {others} more failed but not required"));
            bar.inc(1);
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
