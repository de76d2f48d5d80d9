//! Prompts to a person at the terminal, and the line by which the person says that it is done.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::oneshot;

use crate::runner::event::{DoneSignal, Question};

/// Prompts that wait for the word of a person, the first asked first.
type Waiting = Arc<Mutex<VecDeque<oneshot::Sender<()>>>>;

/// Shows prompts, and passes each line of standard input on to the first that waits for one.
#[derive(Debug, Default)]
pub struct Prompter {
    waiting: Option<Waiting>,
}

impl Prompter {
    /// Asks a question; standard input is read from the first one on that waits for a word.
    pub fn ask(&mut self, question: Question) {
        let within = humantime::format_duration(question.within);
        eprintln!("PLEASE ACT within {within} ({}): {}", question.case, question.text);
        let DoneSignal::Confirmation(done) = question.done else {
            return;
        };
        eprintln!("press Enter when it is done");
        let waiting = self.waiting.get_or_insert_with(listen);
        lock(waiting).push_back(done);
    }
}

fn listen() -> Waiting {
    let waiting = Waiting::default();
    let asked = Arc::clone(&waiting);
    // It ends with the process: a read from a terminal cannot be given up.
    thread::spawn(move || {
        for line in std::io::stdin().lines() {
            if line.is_err() {
                return;
            }
            // Who waits no more gets no word: the time was up, or the case has ended.
            while let Some(done) = lock(&asked).pop_front() {
                if done.send(()).is_ok() {
                    break;
                }
            }
        }
    });
    waiting
}

fn lock(waiting: &Waiting) -> std::sync::MutexGuard<'_, VecDeque<oneshot::Sender<()>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
