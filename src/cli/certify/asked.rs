//! What a person is asked to do, with the time that is left.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::asking::Desk;
use crate::runner::event::Question;

/// The questions of a certification; one is open at a time.
pub(super) struct Asked {
    desk: Desk,
    open: Option<(ProgressBar, Instant)>,
}

impl Asked {
    pub(super) fn new() -> Self {
        Self {
            desk: Desk::default(),
            open: None,
        }
    }

    /// Asks, says what to do where that cannot be done, and counts down from now on if somebody can see it.
    pub(super) fn ask(&mut self, question: Question, way_out: Option<&str>) {
        self.close();
        let until = Instant::now() + question.within;
        self.desk.ask(question);
        if let Some(way_out) = way_out {
            eprintln!("{way_out}");
        }
        if !std::io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
        self.open = Some((bar, until));
        self.tick();
    }

    /// Shows what is left of the time.
    pub(super) fn tick(&self) {
        if let Some((bar, until)) = &self.open {
            let left = until.saturating_duration_since(Instant::now());
            let left = Duration::from_secs(left.as_secs());
            bar.set_message(format!("waiting, {} left", humantime::format_duration(left)));
            bar.tick();
        }
    }

    /// Takes the countdown away.
    pub(super) fn close(&mut self) {
        if let Some((bar, _)) = self.open.take() {
            bar.finish_and_clear();
        }
    }
}
