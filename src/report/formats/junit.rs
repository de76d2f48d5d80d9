//! The JUnit report: one suite per area of scenarios, one test case per case.
//!
//! A failed requirement is a `failure`; an inconclusive case is an `error`; a case that was not run
//! or needs review is `skipped` with its reason. A failed recommendation is not a failure of the
//! run, so it is `skipped` as well, and says so. A published test that is required and was not proved is
//! no `skipped` one, since many take those for green: it is an `error`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use serde::Deserialize;

use crate::contract::rule::Weight;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::plan_result::{PlanResult, TestResult};
use crate::report::record::{self, FindingRecord, Record};
use crate::report::waiver::{WaiverRecord, WaiverUse};
use crate::scenario::model::Level;

/// The counts of a suite, which stand before its cases.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    seconds: f64,
}

/// The suites with their counts, gathered while the records go by.
#[derive(Clone, Debug, Default)]
struct Suites(BTreeMap<String, Counts>);

/// Part of a record that this report shows. Its messages, which are most of it, are not even read back.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CaseRecord {
    id: Redacted<String>,
    requirement: Redacted<String>,
    level: Level,
    #[serde(default)]
    waiver: Option<WaiverRecord>,
    verdict: StatusName,
    reason: Option<Redacted<String>>,
    findings: Vec<FindingRecord>,
    duration_ms: f64,
}

impl CaseRecord {
    /// See [`Record::binding`].
    fn binding(&self) -> Level {
        match self.waiver {
            Some(_) => Level::Optional,
            None => self.level,
        }
    }
}

enum JunitOutcome {
    Pass,
    Failure,
    Error,
    Skipped,
}

fn junit_outcome(verdict: StatusName, level: Level) -> JunitOutcome {
    match (verdict, level) {
        (StatusName::Passed, _) => JunitOutcome::Pass,
        (StatusName::Failed, Level::Required) => JunitOutcome::Failure,
        (StatusName::Failed, Level::Recommended | Level::Optional) => JunitOutcome::Skipped,
        (StatusName::Inconclusive, _) => JunitOutcome::Error,
        (StatusName::NotRun | StatusName::NeedsReview, _) => JunitOutcome::Skipped,
    }
}

/// The outcome of a published test: without a required one nothing is ready.
fn outcome_of_test(test: &TestResult) -> JunitOutcome {
    match (test.verdict, test.binding()) {
        (StatusName::NotRun | StatusName::NeedsReview, Level::Required) => JunitOutcome::Error,
        (verdict, level) => junit_outcome(verdict, level),
    }
}

impl Suites {
    /// Counts one more case.
    fn add(&mut self, record: &Record) {
        let name = record::area(&record.id);
        if !self.0.contains_key(name) {
            self.0.insert(name.to_string(), Counts::default());
        }
        let Some(counts) = self.0.get_mut(name) else { return };
        counts.seconds += record.duration_ms / 1e3;
        counts.add(&junit_outcome(record.verdict, record.binding()));
    }

    fn total(&self) -> Counts {
        self.0
            .values()
            .fold(Counts::default(), |total, counts| total.with(counts))
    }
}

impl Counts {
    fn with(mut self, other: &Self) -> Self {
        self.tests += other.tests;
        self.failures += other.failures;
        self.errors += other.errors;
        self.skipped += other.skipped;
        self.seconds += other.seconds;
        self
    }

    fn add(&mut self, junit_outcome: &JunitOutcome) {
        self.tests += 1;
        match junit_outcome {
            JunitOutcome::Pass => {}
            JunitOutcome::Failure => self.failures += 1,
            JunitOutcome::Error => self.errors += 1,
            JunitOutcome::Skipped => self.skipped += 1,
        }
    }
}

/// The counts of the published tests.
fn published(plan: &PlanResult) -> Counts {
    let mut counts = Counts::default();
    for test in &plan.tests {
        counts.add(&outcome_of_test(test));
    }
    counts
}

/// The published tests, as the first suite.
fn tests(xml: &mut Writer<&mut dyn Write>, plan: &PlanResult, counts: Counts) -> io::Result<()> {
    let name = format!("certification/{}", plan.id);
    xml.write_event(Event::Start(with_counts("testsuite", &name, counts)))?;
    for test in &plan.tests {
        let mut start = BytesStart::new("testcase");
        start.push_attribute(("name", clean(&format!("{} {}", test.id, test.title)).as_str()));
        start.push_attribute(("classname", name.as_str()));
        start.push_attribute(("time", "0.000"));
        let element = match outcome_of_test(test) {
            JunitOutcome::Pass => {
                xml.write_event(Event::Empty(start))?;
                continue;
            }
            JunitOutcome::Failure => "failure",
            JunitOutcome::Error => "error",
            JunitOutcome::Skipped => "skipped",
        };
        let mut inner = BytesStart::new(element);
        let message = format!("{}: {}", test.word(), test.remarks().join("; "));
        inner.push_attribute(("message", clean(&message).as_str()));
        xml.write_event(Event::Start(start))?;
        xml.write_event(Event::Empty(inner))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

/// The waivers that no longer serve, as a suite of their own.
fn waiver_faults(xml: &mut Writer<&mut dyn Write>, faults: &[String]) -> io::Result<()> {
    const NAME: &str = "waivers";
    if faults.is_empty() {
        return Ok(());
    }
    xml.write_event(Event::Start(with_counts("testsuite", NAME, faulty(faults))))?;
    for fault in faults {
        let fault = clean(fault);
        let mut start = BytesStart::new("testcase");
        start.push_attribute(("name", fault.as_str()));
        start.push_attribute(("classname", NAME));
        start.push_attribute(("time", "0.000"));
        let mut inner = BytesStart::new("failure");
        inner.push_attribute(("message", fault.as_str()));
        inner.push_attribute(("type", "waiver"));
        xml.write_event(Event::Start(start))?;
        xml.write_event(Event::Empty(inner))?;
        xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn faulty(faults: &[String]) -> Counts {
    Counts {
        tests: faults.len(),
        failures: faults.len(),
        ..Counts::default()
    }
}

/// The JUnit report, with the counts of its suites.
#[derive(Debug, Default)]
pub struct Junit {
    suites: Suites,
}

impl Format for Junit {
    fn about(&self) -> &'static About {
        &About {
            name: "junit",
            purpose: "for CI servers",
            file: "report.junit.xml",
            subject: Subject::Cases,
            in_pack: InPack::Always,
            needs: Needs::Records,
        }
    }

    fn add(&mut self, record: &Record) {
        self.suites.add(record);
    }

    /// Records come in the order of the plan, in which a folder's cases stand together; a folder that comes twice opens a
    /// second suite of its name.
    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let mut xml = Writer::new_with_indent(&mut *out, b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let plan = run.head.plan.as_ref();
        let suites = &self.suites;
        let published = plan.map(published).unwrap_or_default();
        let faults: Vec<String> = run.head.waivers.iter().filter_map(WaiverUse::fault).collect();
        let total = suites.total().with(&published).with(&faulty(&faults));
        xml.write_event(Event::Start(with_counts("testsuites", "keycard", total)))?;
        if let Some(plan) = plan {
            tests(&mut xml, plan, published)?;
        }
        waiver_faults(&mut xml, &faults)?;
        let mut open: Option<String> = None;
        for record in records {
            let record: CaseRecord = record?.read()?;
            let name = record::area(&record.id);
            if open.as_deref() != Some(name) {
                if open.is_some() {
                    xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
                }
                let counts = suites.0.get(name).copied().unwrap_or_default();
                xml.write_event(Event::Start(with_counts("testsuite", name, counts)))?;
                open = Some(name.to_string());
            }
            case(&mut xml, &record)?;
        }
        if open.is_some() {
            xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
        }
        xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
        xml.into_inner().write_all(b"\n")
    }
}

fn with_counts(element: &'static str, name: &str, counts: Counts) -> BytesStart<'static> {
    let mut start = BytesStart::new(element);
    start.push_attribute(("name", name));
    for (key, value) in [
        ("tests", counts.tests),
        ("failures", counts.failures),
        ("errors", counts.errors),
        ("skipped", counts.skipped),
    ] {
        start.push_attribute((key, value.to_string().as_str()));
    }
    start.push_attribute(("time", format!("{:.3}", counts.seconds).as_str()));
    start
}

fn case(xml: &mut Writer<&mut dyn Write>, record: &CaseRecord) -> io::Result<()> {
    let mut start = BytesStart::new("testcase");
    start.push_attribute(("name", record.id.as_str()));
    start.push_attribute(("classname", record::area(&record.id)));
    start.push_attribute(("time", format!("{:.3}", record.duration_ms / 1e3).as_str()));
    let notes = warnings(record);
    let element = match junit_outcome(record.verdict, record.binding()) {
        JunitOutcome::Pass if notes.is_empty() => return xml.write_event(Event::Empty(start)),
        JunitOutcome::Pass => None,
        JunitOutcome::Failure => Some("failure"),
        JunitOutcome::Error => Some("error"),
        JunitOutcome::Skipped => Some("skipped"),
    };
    xml.write_event(Event::Start(start))?;
    if let Some(element) = element {
        let mut inner = BytesStart::new(element);
        inner.push_attribute(("message", message(record).as_str()));
        if element != "skipped" {
            inner.push_attribute(("type", record.verdict.to_string().as_str()));
        }
        let text = clean(&text(record, Weight::Error));
        if text.is_empty() {
            xml.write_event(Event::Empty(inner))?;
        } else {
            xml.write_event(Event::Start(inner))?;
            xml.write_event(Event::Text(BytesText::new(&text)))?;
            xml.write_event(Event::End(BytesEnd::new(element)))?;
        }
    }
    if !notes.is_empty() {
        xml.write_event(Event::Start(BytesStart::new("system-out")))?;
        xml.write_event(Event::Text(BytesText::new(&clean(&notes))))?;
        xml.write_event(Event::End(BytesEnd::new("system-out")))?;
    }
    xml.write_event(Event::End(BytesEnd::new("testcase")))
}

fn message(record: &CaseRecord) -> String {
    if let Some(reason) = &record.reason {
        return clean(&format!("{}: {reason}", record.verdict));
    }
    let first = record.findings.iter().find(|finding| finding.weight == Weight::Error);
    let what = first.map_or_else(
        || record.requirement.to_string(),
        |finding| finding.in_short(&record.requirement),
    );
    match junit_outcome(record.verdict, record.binding()) {
        JunitOutcome::Skipped => clean(&format!("failed, but only {}: {what}", record.level.name())),
        JunitOutcome::Pass | JunitOutcome::Failure | JunitOutcome::Error => clean(&what),
    }
}

fn text(record: &CaseRecord, weight: Weight) -> String {
    record
        .findings
        .iter()
        .filter(|finding| finding.weight == weight)
        .map(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

fn warnings(record: &CaseRecord) -> String {
    text(record, Weight::Warning)
}

fn lines(finding: &FindingRecord) -> String {
    let mut lines = format!("{} {}: {}\n", finding.weight.name(), finding.check, finding.requirement);
    if let (Some(message), Some(pointer)) = (&finding.message, &finding.pointer) {
        lines.push_str(&format!("  at       {message} {pointer}\n"));
    }
    if let Some(excerpt) = &finding.excerpt {
        lines.push_str(&format!("  there    {excerpt}\n"));
    }
    if let Some(cause) = &finding.likely_cause {
        lines.push_str(&format!("  likely cause: {cause}\n"));
    }
    lines.push_str(&format!(
        "  expected {}\n  actual   {}\n",
        finding.expected, finding.actual
    ));
    if let Some(source) = &finding.source {
        lines.push_str(&format!("  source   {source}\n"));
    }
    if let Some(detail) = &finding.detail {
        lines.push_str(&format!("{detail}\n"));
    }
    lines
}

/// XML 1.0 has no way to write most control characters, not even escaped.
fn clean(text: &str) -> String {
    text.chars()
        .map(|c| {
            if matches!(c, '\t' | '\n' | '\r') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')) {
                c
            } else {
                '\u{fffd}'
            }
        })
        .collect()
}
