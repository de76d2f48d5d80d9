//! What the arguments that select cases leave out.

use std::path::PathBuf;

use super::arguments::SelectionArguments;
use crate::assembly::{BuiltIn, Scenarios};
use crate::contract::operation::{Api, Side};
use crate::plan::waiver::Pattern;
use crate::scenario::load;

impl SelectionArguments {
    /// Where scenarios are looked for; `own` are those of a configuration.
    pub fn which(&self, own: Vec<PathBuf>) -> Scenarios {
        Scenarios {
            built_in: if self.no_builtin {
                BuiltIn::LeftOut
            } else {
                BuiltIn::Included
            },
            directories: self.scenarios.iter().cloned().chain(own).collect(),
        }
    }

    /// Whether it leaves out no case that a waiver can be about.
    pub fn covers(&self, waiver: &Pattern) -> bool {
        let others = self.words().iter().any(|word| word != NO_BUILTIN);
        let left_out = || self.no_builtin && !load::built_in(|id| waiver.concerns(id)).is_empty();
        self.shard.is_none() && !others && !left_out()
    }

    /// What narrows the run, the shard apart, as it was written.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.selectors.iter().map(ToString::to_string).collect();
        words.extend(self.no_builtin.then(|| NO_BUILTIN.to_string()));
        words.extend(self.api.map(|api| format!("--api {}", Api::from(api).name())));
        words.extend(self.side.map(|side| format!("--side {}", Side::from(side).name())));
        words.extend(self.rerun_failed.as_ref().map(|_| "--rerun-failed".to_string()));
        words
    }
}

/// The option that leaves the built-in scenarios out.
const NO_BUILTIN: &str = "--no-builtin";
