//! `[io]` Waivers under a certification: none for what is required, and of the rest only those that still serve.

use std::collections::HashSet;
use std::path::Path;

use jiff::civil::Date;

use crate::certification::plan::{CertificationPlan, Test};
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};
use crate::input::suggest;
use crate::plan::waiver::{self, Pattern, Waiver};
use crate::redaction::redactor::Redactor;
use crate::report::record::Record;
use crate::report::waiver::{self as used, Tally, WaiverState, WaiverUse};
use crate::scenario::model::Level;

/// A case as a test asks for it: the id of the test, and that of the case.
pub type AskedCase = (String, String);

/// Cases that a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Reach {
    /// Cases of the plan.
    Plan,
    /// Other cases, which `keycard run` tries.
    Elsewhere,
    /// No case at all; with what may have been meant.
    Nowhere(Option<String>),
}

/// Waivers of a configuration, with the cases of the plan that they may be about.
#[derive(Debug)]
pub struct PlanWaivers {
    waivers: Vec<(Waiver, Reach)>,
    /// Every case that a test asks for.
    asked: Vec<AskedCase>,
}

impl PlanWaivers {
    /// Takes the waivers of a configuration; `others` gives the ids of the cases that the plan does not ask for.
    ///
    /// # Errors
    /// One is about a case of a required test: what is required of everybody, nobody can be let off. Or those of `others`.
    pub fn of(
        waivers: &[Waiver],
        published: &CertificationPlan,
        asked: Vec<AskedCase>,
        config: &Path,
        others: impl Fn() -> Result<Vec<String>, Problems>,
    ) -> Result<Self, Problems> {
        refuse(waivers, published, &asked, config)?;
        let waivers = waivers
            .iter()
            .map(|waiver| Ok((waiver.clone(), reach(&waiver.case, published, &asked, &others)?)))
            .collect::<Result<_, Problems>>()?;
        Ok(Self { waivers, asked })
    }

    /// Describes what is wrong with the waivers, each with what may have been meant.
    pub fn faults(&self, used: &[WaiverUse]) -> Vec<(String, Option<String>)> {
        let faulty = used.iter().filter_map(|waiver| Some((waiver, waiver.fault()?)));
        faulty
            .map(|(waiver, fault)| {
                let written = self
                    .waivers
                    .iter()
                    .find(|(known, _)| known.case.to_string() == waiver.waiver.case.as_str());
                let help = match written {
                    Some((_, Reach::Nowhere(help))) => help.clone(),
                    Some((_, Reach::Plan | Reach::Elsewhere)) | None => None,
                };
                (fault, help)
            })
            .collect()
    }
}

/// Watch on the waivers while the tests go by.
pub struct WaiverWatch {
    tally: Tally,
    tried: HashSet<AskedCase>,
}

impl WaiverWatch {
    /// Watches waivers of which none has met anything yet.
    pub fn new(waivers: &PlanWaivers, today: Date, redactor: &Redactor) -> Self {
        let of_configuration: Vec<Waiver> = waivers.waivers.iter().map(|(waiver, _)| waiver.clone()).collect();
        Self {
            tally: Tally::new(&of_configuration, today, redactor),
            tried: HashSet::new(),
        }
    }

    /// Takes what was found of a test, and marks each failure that is accepted.
    pub fn take(&mut self, test: &Test, records: &mut [Record], redactor: &Redactor) {
        for record in records {
            // The part of a case that belongs to a test has the id of the test behind its own.
            let id = record.id.as_str().split('#').next().unwrap_or_default().to_string();
            let waiver = self.tally.take(&id, record.verdict);
            if let Some(waiver) = waiver.filter(|_| record.waiver.is_none()) {
                record.accept(waiver, redactor);
            }
            self.tried.insert((test.id.clone(), id));
        }
    }

    /// Returns the use of each waiver that concerns the certification.
    pub fn close(&self, waivers: &PlanWaivers) -> Vec<WaiverUse> {
        let scope_of = |(waiver, reach): &(Waiver, Reach)| match reach {
            Reach::Nowhere(_) => used::Scope::Whole,
            Reach::Elsewhere => used::Scope::Part,
            Reach::Plan if self.tried_all(&waiver.case, waivers) => used::Scope::Whole,
            Reach::Plan => used::Scope::Part,
        };
        let scope = |pattern: &Pattern| {
            let written = waivers.waivers.iter().find(|(waiver, _)| waiver.case == *pattern);
            written.map_or(used::Scope::Part, scope_of)
        };
        let closed = std::iter::zip(self.tally.close(scope), &waivers.waivers);
        let closed = closed.filter_map(|(mut used, written)| {
            // Of a case that lives through several tests, one that was not tried may be the one that fails.
            if used.standing == WaiverState::NoLongerFailing && scope_of(written) == used::Scope::Part {
                used.standing = WaiverState::Undecided;
            }
            let concerns = written.1 != Reach::Elsewhere || used.standing == WaiverState::Expired;
            concerns.then_some(used)
        });
        closed.collect()
    }

    /// Returns true if every case that a waiver may be about was tried.
    fn tried_all(&self, pattern: &Pattern, waivers: &PlanWaivers) -> bool {
        let mut meant = waivers.asked.iter().filter(|(_, case)| pattern.matches(case));
        meant.all(|asked| self.tried.contains(asked))
    }
}

/// Refuses every waiver that is about a case of a required test.
fn refuse(
    waivers: &[Waiver],
    published: &CertificationPlan,
    asked: &[AskedCase],
    config: &Path,
) -> Result<(), Problems> {
    let is_required = |id: &str| published.test(id).is_some_and(|test| test.level == Level::Required);
    let required: Vec<&AskedCase> = asked.iter().filter(|(test, _)| is_required(test)).collect();
    let mut problems = Vec::new();
    for (index, waiver) in waivers.iter().enumerate() {
        let ids = required.iter().map(|(_, case)| case.as_str());
        let refused = waiver::of_required(std::slice::from_ref(waiver), ids);
        let Some((_, case)) = refused.first() else { continue };
        let test = required.iter().find(|(_, known)| known == case);
        let message = format!(
            "the waiver of {} is about {case}, which the required test {} asks for",
            waiver.owner,
            test.map_or("", |(test, _)| test)
        );
        // The file was read a moment ago; where it has gone since, the message has to do without a place.
        let problem = match std::fs::read_to_string(config) {
            Ok(text) => {
                let source = Source::new(config, Syntax::Toml, text);
                Problem::at(&source, format!("/waivers/{index}/case"), message)
            }
            Err(_) => Problem::new(message),
        };
        problems.push(problem.with_help(Some(
            "only tests that are not required can be waived in a certification".to_string(),
        )));
    }
    Problems::none(problems, ())
}

/// Finds the cases that a waiver is about; `others` gives the ids of the cases that the plan does not ask for.
fn reach(
    pattern: &Pattern,
    published: &CertificationPlan,
    asked: &[AskedCase],
    others: impl FnOnce() -> Result<Vec<String>, Problems>,
) -> Result<Reach, Problems> {
    if asked.iter().any(|(_, case)| pattern.matches(case)) {
        return Ok(Reach::Plan);
    }
    if others()?.iter().any(|id| pattern.matches(id)) {
        return Ok(Reach::Elsewhere);
    }
    let written = pattern.to_string();
    let test = published
        .tests
        .iter()
        .find(|test| test.id.eq_ignore_ascii_case(&written));
    let help = match test {
        Some(test) if test.level == Level::Required => {
            Some(format!("{} is a required test, which cannot be waived", test.id))
        }
        Some(test) => {
            let mut of_test = asked.iter().filter(|(id, _)| *id == test.id);
            of_test.next().map(|(_, case)| {
                format!(
                    "{} is a test: a waiver is about a case of it, such as `{case}`",
                    test.id
                )
            })
        }
        None => suggest::help(&written, asked.iter().map(|(_, case)| case.as_str())),
    };
    Ok(Reach::Nowhere(help))
}
