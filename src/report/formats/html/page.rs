//! The page around the cases: all that stands before them, and the choices of the filter.

use super::badge::Badge;
use super::counts::{self, Count};
use super::escaped::Escaped;
use super::listed::ListedView;
use super::names::{anchor, api_name, side_name};
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::report::head::Head;
use crate::report::overview::Overview;
use crate::report::page;
use crate::report::plan_result::{PlanResult, Readiness, TestResult};
use crate::report::summary::{Conclusion, Summary};
use crate::report::text::{self, counted};
use crate::report::waiver::{WaiverRecord, WaiverUse};

/// Page around the cases.
#[derive(Clone, Copy)]
pub struct Page<'a> {
    head: &'a Head,
    overview: &'a Overview,
}

impl<'a> Page<'a> {
    pub fn of(head: &'a Head, overview: &'a Overview) -> Self {
        Self { head, overview }
    }

    pub fn head(&self) -> &'a Head {
        self.head
    }

    pub fn overview(&self) -> &'a Overview {
        self.overview
    }

    fn summary(&self) -> &'a Summary {
        &self.head.summary
    }

    /// The word above everything: of a certification, whether all is ready.
    pub fn conclusion(&self) -> &'static str {
        match self.head.plan.as_ref().map(|plan| &plan.readiness) {
            Some(Readiness::Ready) => return "Ready",
            Some(Readiness::NotReady { .. }) => return "Not ready",
            // A shard alone does not say.
            Some(Readiness::Part { .. }) | None => {}
        }
        match self.head.conclusion {
            Conclusion::Passed => "Passed",
            Conclusion::Failed => "Failed",
            Conclusion::Inconclusive => "Inconclusive",
            Conclusion::NothingRan => "Nothing ran",
        }
    }

    pub fn conclusion_class(&self) -> &'static str {
        match self.head.conclusion {
            Conclusion::Passed => "passed",
            Conclusion::Failed => "failed",
            Conclusion::Inconclusive | Conclusion::NothingRan => "inconclusive",
        }
    }

    pub fn cases(&self) -> String {
        counted(self.summary().cases, "case")
    }

    pub fn sentence(&self) -> String {
        let mut sentence = self.summary().sentence();
        let tests = self.unproved();
        for (verdict, what) in [
            (StatusName::NeedsReview, "to be reviewed"),
            (StatusName::NotRun, "not run"),
        ] {
            let number = tests.iter().filter(|test| test.verdict == verdict).count();
            if number > 0 {
                let tests = counted(number, "published test");
                sentence.push_str(&format!("; {tests} {what}"));
            }
        }
        if self.summary().incomplete {
            sentence.push_str("; the run was ended before all were tried");
        }
        sentence
    }

    /// `2026-11-26 15:30 UTC`.
    pub fn started(&self) -> String {
        let started = self.head.started.as_str();
        match (started.get(..10), started.get(11..16)) {
            (Some(date), Some(time)) if started.ends_with('Z') => format!("{date} {time} UTC"),
            _ => started.to_string(),
        }
    }

    /// The published tests that no case speaks against, and that are not proved all the same.
    fn unproved(&self) -> Vec<&'a TestResult> {
        let tests = self.head.plan.iter().flat_map(|plan| &plan.tests);
        let open = tests.filter(|test| match test.verdict {
            StatusName::NeedsReview => true,
            StatusName::NotRun | StatusName::Inconclusive | StatusName::Failed => test.cases.is_empty(),
            StatusName::Passed => false,
        });
        open.collect()
    }

    /// The counts that are not 0, as parts of a bar of 1,000.
    pub fn counts(&self) -> Vec<Count> {
        counts::with_tests(self.summary(), &self.unproved())
    }

    /// The counts of cases alone, to choose from.
    pub fn of_cases(&self) -> Vec<Count> {
        counts::parts_of(self.summary())
    }

    /// The waivers, and what became of each.
    pub fn waivers(&self) -> Vec<WaiverView<'a>> {
        self.head.waivers.iter().map(WaiverView).collect()
    }

    pub fn sides(&self) -> Vec<(&'static str, &'static str)> {
        let sides = self.overview.sides.iter();
        sides.map(|side| (side.name(), side_name(*side))).collect()
    }

    pub fn apis(&self) -> Vec<(&'static str, &'static str)> {
        let apis = self.overview.apis.iter();
        apis.map(|api| (api.name(), api_name(*api))).collect()
    }

    pub fn levels(&self) -> Vec<&'static str> {
        self.overview.levels.iter().map(|level| level.name()).collect()
    }

    pub fn plan(&self) -> Option<PlanView<'a>> {
        self.head.plan.as_ref().map(PlanView)
    }

    /// So many of the listed cases are seen at once.
    pub const fn foremost(&self) -> usize {
        20
    }

    pub fn listed(&self) -> Vec<ListedView> {
        let cases = self.overview.listed.iter().map(ListedView::of);
        let tests = self.unproved().into_iter().map(ListedView::of_test);
        cases.chain(tests).collect()
    }

    /// The error codes that the side under test sent: code, operation, how often, messages.
    pub fn errors(&self) -> Vec<ErrorView> {
        let errors = self.overview.errors.iter();
        errors
            .map(|(key, seen)| ErrorView {
                code: key.code,
                operation: key.operation.clone(),
                times: seen.times,
                messages: seen.messages.iter().map(|message| text::one_line(message)).collect(),
                more: seen.more_messages,
            })
            .collect()
    }
}

/// An error code with what came with it.
pub struct ErrorView {
    pub code: u64,
    pub operation: String,
    pub times: usize,
    pub messages: Vec<String>,
    pub more: bool,
}

/// A waiver of the run.
pub struct WaiverView<'a>(&'a WaiverUse);

impl WaiverView<'_> {
    pub fn badge(&self) -> Badge {
        Badge::of_waiver(self.0)
    }

    pub fn waiver(&self) -> &WaiverRecord {
        &self.0.waiver
    }

    /// Cases that it met, in words.
    pub fn met(&self) -> String {
        let (cases, failed) = (counted(self.0.cases, "case"), self.0.failed);
        format!("{cases}, {failed} failed")
    }
}

/// The published tests.
pub struct PlanView<'a>(&'a PlanResult);

impl<'a> PlanView<'a> {
    pub fn result(&self) -> &'a PlanResult {
        self.0
    }

    pub fn href(&self) -> Option<String> {
        page::address(&self.0.source)
    }

    /// Returns true if nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.0.missing().is_empty()
    }

    /// Missing tests, each with what to do about it.
    pub fn missing(&self) -> Vec<(&'a str, Escaped)> {
        let missing = self.0.missing().iter();
        missing
            .map(|missing| {
                (
                    missing.test.as_str(),
                    Escaped::with_code(&text::one_line(missing.what.as_str())),
                )
            })
            .collect()
    }

    /// Readiness in words; a shard alone has none.
    pub fn readiness(&self) -> String {
        match &self.0.readiness {
            Readiness::Ready => "Ready".to_string(),
            Readiness::NotReady { .. } => "Not ready".to_string(),
            Readiness::Part { shard, .. } => format!("Part {} of {}", shard.number, shard.of),
        }
    }

    pub fn sentence(&self) -> String {
        let counts = self.0.test_counts();
        let mut sentence = format!(
            "{} of {} required tests passed",
            counts.required_passed, counts.required
        );
        if counts.optional > 0 {
            sentence.push_str(&format!(", {} of {} optional", counts.optional_passed, counts.optional));
        }
        sentence
    }

    pub fn groups(&self) -> Vec<(&'a str, Vec<TestView<'a>>)> {
        let groups = self.0.groups().into_iter();
        groups
            .map(|(name, tests)| (name, tests.into_iter().map(TestView).collect()))
            .collect()
    }
}

/// One published test.
pub struct TestView<'a>(&'a TestResult);

impl<'a> TestView<'a> {
    pub fn result(&self) -> &'a TestResult {
        self.0
    }

    pub fn href(&self) -> Option<String> {
        page::address(&self.0.source)
    }

    pub fn class(&self) -> &'static str {
        Badge::of_test(self.0).class
    }

    pub fn remarks(&self) -> Vec<Escaped> {
        let remarks = self.0.remarks();
        remarks
            .iter()
            .map(|remark| Escaped::with_code(&text::one_line(remark)))
            .collect()
    }

    /// The cases that prove it: anchor and id.
    pub fn cases(&self) -> Vec<(String, &'a str)> {
        let cases = self.0.cases.iter().map(Redacted::as_str);
        cases.map(|id| (anchor(id), id)).collect()
    }
}
