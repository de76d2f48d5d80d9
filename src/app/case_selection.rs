//! Selection of the cases of a command, and the plan of what is selected.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::app::earlier_results;
use crate::app::notice::Notice;
use crate::app::refusal::Refusal;
use crate::app::scenarios::{self, BuiltIn, Scenarios};
use crate::contract::operation::{Api, Side};
use crate::judge::finding::StatusName;
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::{Selection, Selector, Shard};
use crate::plan::waiver::Pattern;
use crate::report::text::counted;
use crate::scenario::load;

/// The option that leaves the built-in scenarios out.
const NO_BUILTIN: &str = "--no-builtin";

/// Cases that are meant, out of which scenarios.
#[derive(Clone, Debug, Default)]
pub struct CaseSelection {
    /// Selectors of which a case has to match one; all cases if there is none.
    pub selectors: Vec<Selector>,
    /// Directories of scenarios of one's own.
    pub scenarios: Vec<PathBuf>,
    /// Use of the built-in scenarios.
    pub built_in: BuiltIn,
    /// Only cases of this API.
    pub api: Option<Api>,
    /// Only cases that judge this side.
    pub side: Option<Side>,
    /// Contract files in place of the built-in ones.
    pub schemas: Option<PathBuf>,
    /// Only one part of the cases.
    pub shard: Option<Shard>,
    /// Only cases that prove nothing in this JSON report or evidence pack.
    pub rerun_failed: Option<PathBuf>,
}

impl CaseSelection {
    /// Returns the scenarios to be read; `own` are the directories of a configuration.
    pub fn scenarios(&self, own: Vec<PathBuf>) -> Scenarios {
        Scenarios {
            built_in: self.built_in,
            directories: self.scenarios.iter().cloned().chain(own).collect(),
        }
    }

    /// Returns true if it leaves out no case that a waiver can be about.
    pub fn covers(&self, waiver: &Pattern) -> bool {
        let others = self.words().iter().any(|word| word != NO_BUILTIN);
        let left_out = || self.built_in == BuiltIn::LeftOut && !load::built_in(|id| waiver.concerns(id)).is_empty();
        self.shard.is_none() && !others && !left_out()
    }

    /// Returns the words that narrow the run, the shard apart, as they were written.
    pub fn words(&self) -> Vec<String> {
        let mut words: Vec<String> = self.selectors.iter().map(ToString::to_string).collect();
        words.extend((self.built_in == BuiltIn::LeftOut).then(|| NO_BUILTIN.to_string()));
        words.extend(self.api.map(|api| format!("--api {}", api.name())));
        words.extend(self.side.map(|side| format!("--side {}", side.name())));
        words.extend(self.rerun_failed.as_ref().map(|_| "--rerun-failed".to_string()));
        words
    }

    /// Reads the scenarios and compiles the plan of the cases that the hosts can be tested with.
    ///
    /// # Errors
    /// Everything that is wrong with the files; or nothing is selected.
    pub fn plan(&self, own: Vec<PathBuf>, hosts: Vec<(Api, Side)>, notices: &mut Vec<Notice>) -> Result<Plan, Refusal> {
        let ids = self.rerun_failed.as_deref().map(unproved).transpose()?;
        let selection = Selection {
            selectors: self.selectors.clone(),
            api: self.api,
            sides: self.side.into_iter().collect(),
            hosts,
            ids,
            shard: self.shard,
        };
        let contract = scenarios::contract(self.schemas.clone());
        let plan = scenarios::plan(&contract, &self.scenarios(own), &selection).map_err(|error| match error {
            CompileError::Input(problems) => Refusal::Input(problems),
            CompileError::Nothing { unmatched, of } => nothing_selected(&unmatched, of),
        })?;
        let wanted = selection.ids.as_ref().map_or(0, HashSet::len);
        if plan.len() < wanted && self.shard.is_none() {
            let gone = counted(wanted - plan.len(), "case");
            notices.push(Notice::Line(format!(
                "warning: {gone} to be run again are not selected, or do not exist any more"
            )));
        }
        Ok(plan)
    }
}

/// Says why nothing is selected of that many cases.
fn nothing_selected(unmatched: &[Selector], of: usize) -> Refusal {
    let mut lines: Vec<String> = unmatched
        .iter()
        .map(|selector| format!("no case matches `{selector}`"))
        .collect();
    if of == 0 {
        lines.push("there is no scenario".to_string());
    } else if unmatched.is_empty() {
        lines.push(format!(
            "no case is selected (there are {of} before --api, --side, --shard and --rerun-failed)"
        ));
    }
    lines.push("Nothing ran; `keycard list` shows the cases there are.".to_string());
    Refusal::Nothing(lines)
}

/// Reads the ids of the cases of an earlier result that prove nothing.
fn unproved(path: &Path) -> Result<HashSet<String>, Refusal> {
    let report = earlier_results::read(path)?;
    let open = report.cases.iter().filter(|case| match case.verdict {
        StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun => true,
        StatusName::Passed | StatusName::NeedsReview => false,
    });
    let ids: HashSet<String> = open.map(|case| case.id.to_string()).collect();
    if ids.is_empty() {
        return Err(Refusal::Nothing(vec![
            format!("every case of {} passed", path.display()),
            "Nothing ran: there is nothing to run again.".to_string(),
        ]));
    }
    Ok(ids)
}
