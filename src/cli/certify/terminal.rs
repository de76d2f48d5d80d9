//! A certification as the terminal shows it: groups, results, and questions with the time that is left.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::app::certify::observer::Observer;
use crate::cli::prompter::Prompter;
use crate::report::plan_result::TestResult;
use crate::report::terminal;
use crate::runner::event::Question;

/// Shows a certification; one question is open at a time.
#[derive(Default)]
pub(super) struct Terminal {
    prompter: Prompter,
    open: Option<(ProgressBar, Instant)>,
}

impl Observer for Terminal {
    fn group(&mut self, name: &str) {
        println!("{}", terminal::group(name));
    }

    fn test(&mut self, result: &TestResult) {
        println!("{}", terminal::test(result).trim_end());
    }

    fn ask(&mut self, question: Question, way_out: Option<&str>) {
        self.close_question();
        let until = Instant::now() + question.within;
        self.prompter.ask(question);
        if let Some(way_out) = way_out {
            eprintln!("{way_out}");
        }
        // Counts down only if somebody can see it.
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

    fn tick(&mut self) {
        if let Some((bar, until)) = &self.open {
            let left = until.saturating_duration_since(Instant::now());
            let left = Duration::from_secs(left.as_secs());
            bar.set_message(format!("waiting, {} left", humantime::format_duration(left)));
            bar.tick();
        }
    }

    fn close_question(&mut self) {
        if let Some((bar, _)) = self.open.take() {
            bar.finish_and_clear();
        }
    }
}
