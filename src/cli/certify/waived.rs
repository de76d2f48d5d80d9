//! Waivers under a certification: none for what is required, and of the rest only those that still serve.

use std::collections::HashSet;
use std::path::Path;

use super::prepared::Prepared;
use crate::certification::plan::{Published, Test};
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};
use crate::input::suggest;
use crate::plan::waiver::{self, Pattern, Waiver};
use crate::redaction::redactor::Redactor;
use crate::report::record::Record;
use crate::report::waiver::{self as used, Standing, Tally, WaiverUse};
use crate::scenario::model::Level;

/// A case as a test asks for it: the id of the test, and that of the case.
pub(super) type Asked = (String, String);

/// What a waiver is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Cases of the plan.
    Plan,
    /// Other cases, which `keycard run` tries.
    Elsewhere,
    /// No case at all; with what may have been meant.
    Nowhere(Option<String>),
}

/// The waivers, while the tests go by.
pub(super) struct Waived {
    tally: Tally,
    tried: HashSet<Asked>,
}

impl Waived {
    /// The waivers of a configuration, none of which met anything yet.
    pub(super) fn of(prepared: &Prepared) -> Self {
        let today = prepared.started.to_zoned(jiff::tz::TimeZone::UTC).date();
        Self {
            tally: Tally::new(&prepared.waivers, today, &prepared.assembled.redactor),
            tried: HashSet::new(),
        }
    }

    /// Takes what was found of a test, and marks each failure that is accepted.
    pub(super) fn take(&mut self, test: &Test, records: &mut [Record], redactor: &Redactor) {
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

    /// What became of each that concerns the certification.
    pub(super) fn close(&self, prepared: &Prepared) -> Vec<WaiverUse> {
        let scopes: Vec<used::Scope> = std::iter::zip(&prepared.waivers, &prepared.reaches)
            .map(|(waiver, reach)| match reach {
                Reach::Nowhere(_) => used::Scope::Whole,
                Reach::Elsewhere => used::Scope::Part,
                Reach::Plan if self.is_told(&waiver.case, prepared) => used::Scope::Whole,
                Reach::Plan => used::Scope::Part,
            })
            .collect();
        let scope = |pattern: &Pattern| {
            let place = prepared.waivers.iter().position(|waiver| waiver.case == *pattern);
            place
                .and_then(|place| scopes.get(place))
                .copied()
                .unwrap_or(used::Scope::Part)
        };
        let closed = std::iter::zip(self.tally.close(scope), &prepared.reaches);
        let closed = std::iter::zip(closed, &scopes).filter_map(|((mut waiver, reach), scope)| {
            // Of a case that lives through several tests, one that was not tried may be the one that fails.
            if waiver.standing == Standing::NoLongerFailing && *scope == used::Scope::Part {
                waiver.standing = Standing::Untold;
            }
            let concerns = *reach != Reach::Elsewhere || waiver.standing == Standing::Expired;
            concerns.then_some(waiver)
        });
        closed.collect()
    }

    /// Whether every case that it may be about was tried.
    fn is_told(&self, pattern: &Pattern, prepared: &Prepared) -> bool {
        let mut meant = prepared.asked.iter().filter(|(_, case)| pattern.matches(case));
        meant.all(|asked| self.tried.contains(asked))
    }
}

/// What is required of everybody, nobody can be let off.
///
/// # Errors
/// Each waiver that is about a case of a required test.
pub(super) fn refuse(
    waivers: &[Waiver],
    published: &Published,
    asked: &[Asked],
    config: &Path,
) -> Result<(), Problems> {
    let is_required = |id: &str| published.test(id).is_some_and(|test| test.level == Level::Required);
    let required: Vec<&Asked> = asked.iter().filter(|(test, _)| is_required(test)).collect();
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

/// What a waiver is about; `others` tells the ids of the cases that the plan does not ask for.
///
/// # Errors
/// Those of `others`.
pub(super) fn reach(
    pattern: &Pattern,
    published: &Published,
    asked: &[Asked],
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

/// What is wrong with the waivers, each with what may have been meant.
pub(super) fn faults(waivers: &[WaiverUse], prepared: &Prepared) -> Vec<(String, Option<String>)> {
    let faulty = waivers.iter().filter_map(|waiver| Some((waiver, waiver.fault()?)));
    faulty
        .map(|(waiver, fault)| {
            let written = std::iter::zip(&prepared.waivers, &prepared.reaches)
                .find(|(known, _)| known.case.to_string() == waiver.waiver.case.as_str());
            let help = match written {
                Some((_, Reach::Nowhere(help))) => help.clone(),
                Some((_, Reach::Plan | Reach::Elsewhere)) | None => None,
            };
            (fault, help)
        })
        .collect()
}
