//! Waivers of a suite.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;

use crate::app::case_selection::CaseSelection;
use crate::input::problem::Problems;
use crate::plan::compile::Plan;
use crate::plan::waiver::Waiver;
use crate::report::record::Record;
use crate::report::waiver::Scope;

/// The waivers of a suite, and the cases that they are about.
pub(super) struct Waived {
    /// Each with whether all cases that it can be about belong to the suite.
    pub(super) waivers: Vec<(Waiver, Scope)>,
    /// Day on which the suite runs, in UTC.
    pub(super) today: Date,
    /// Cases that a waiver is about, each judged once, whichever test is the first to ask.
    pub(super) judged: HashMap<usize, OnceLock<Record>>,
}

impl Waived {
    /// Finds the cases that each waiver is about.
    ///
    /// # Errors
    /// A scenario has two cases of one id.
    pub(super) fn of(waivers: Vec<Waiver>, plan: &Plan, cases: &CaseSelection, today: Date) -> Result<Self, Problems> {
        let mut judged = HashMap::new();
        let positions = if waivers.is_empty() { 0 } else { plan.len() };
        for position in 0..positions {
            let id = plan.id(position)?;
            if waivers.iter().any(|waiver| waiver.case.matches(id.as_str())) {
                judged.insert(position, OnceLock::new());
            }
        }
        let scoped = waivers.into_iter().map(|waiver| {
            // It may be about a case that the suite leaves out.
            let scope = if cases.covers(&waiver.case) {
                Scope::Whole
            } else {
                Scope::Part
            };
            (waiver, scope)
        });
        Ok(Self {
            waivers: scoped.collect(),
            today,
            judged,
        })
    }
}
