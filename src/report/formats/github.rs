//! Annotations for GitHub Actions: one line each, which the runner reads from the output of a step.

use std::fmt;
use std::io::{self, Write};

use crate::contract::rule::Weight;
use crate::judge::finding::StatusName;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::head::Head;
use crate::report::overview;
use crate::report::page;
use crate::report::record::{FindingRecord, Record};
use crate::report::summary::Conclusion;
use crate::report::text::{self, counted};
use crate::scenario::model::Level;

/// GitHub shows so many annotations of each kind of a step, and drops the others without a word.
const MOST: usize = 10;
/// The longest part of a message, in bytes.
const SAID: usize = 1_000;

/// The kinds of annotations.
#[derive(Clone, Copy)]
enum AnnotationKind {
    Error,
    Warning,
    Notice,
}

impl AnnotationKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }
}

struct Annotation {
    kind: AnnotationKind,
    file: Option<String>,
    title: String,
    message: String,
}

impl fmt::Display for Annotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "::{} ", self.kind.name())?;
        if let Some(file) = &self.file {
            write!(f, "file={},", property(file))?;
        }
        write!(f, "title={}::{}", property(&self.title), data(&self.message))
    }
}

/// The first annotations of a kind, and the number of all.
struct AnnotationList {
    kind: AnnotationKind,
    most: usize,
    what: &'static str,
    first: Vec<Annotation>,
    all: usize,
}

impl AnnotationList {
    fn new(kind: AnnotationKind, most: usize, what: &'static str) -> Self {
        Self {
            kind,
            most,
            what,
            first: Vec::new(),
            all: 0,
        }
    }

    fn push(&mut self, record: &Record, title: &str, message: String) {
        self.all += 1;
        if self.first.len() < self.most {
            self.first.push(Annotation {
                kind: self.kind,
                file: record.file.as_ref().map(|file| text::one_line(file.as_str())),
                title: text::one_line(title),
                message,
            });
        }
    }

    /// The last place tells how many more there are.
    fn write(mut self, out: &mut dyn Write) -> io::Result<()> {
        let more = self.all.saturating_sub(self.most);
        if more > 0 {
            self.first.pop();
        }
        for annotation in &self.first {
            writeln!(out, "{annotation}")?;
        }
        if more > 0 {
            let annotation = Annotation {
                kind: self.kind,
                file: None,
                title: "Keycard".to_string(),
                message: format!(
                    "and {} more {}; the other reports have all of them",
                    more + 1,
                    self.what
                ),
            };
            writeln!(out, "{annotation}")?;
        }
        Ok(())
    }
}

/// Annotations of GitHub Actions.
#[derive(Debug, Default)]
pub struct Github;

impl Format for Github {
    fn about(&self) -> &'static About {
        &About {
            name: "github",
            purpose: "for annotations of GitHub Actions",
            file: "report.github.txt",
            subject: Subject::Cases,
            in_pack: InPack::IfAskedFor,
            needs: Needs::Records,
        }
    }

    /// Failures come first.
    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let kind = match run.head.conclusion {
            Conclusion::Passed => AnnotationKind::Notice,
            Conclusion::Failed => AnnotationKind::Error,
            Conclusion::Inconclusive | Conclusion::NothingRan => AnnotationKind::Warning,
        };
        // The summary takes one place of its kind.
        let most = |of: AnnotationKind| MOST - usize::from(of.name() == kind.name());
        let mut errors = AnnotationList::new(AnnotationKind::Error, most(AnnotationKind::Error), "failures");
        let mut warnings = AnnotationList::new(AnnotationKind::Warning, most(AnnotationKind::Warning), "warnings");
        let mut notices = AnnotationList::new(
            AnnotationKind::Notice,
            most(AnnotationKind::Notice),
            "cases that were not tried or need review",
        );
        for record in records {
            let record: Record = record?.read()?;
            match (record.verdict, record.binding()) {
                (StatusName::Passed, _) => {}
                (StatusName::Failed, Level::Required) => {
                    errors.push(&record, record.id.as_str(), failed(&record));
                }
                (StatusName::Failed, Level::Recommended | Level::Optional) | (StatusName::Inconclusive, _) => {
                    warnings.push(&record, record.id.as_str(), unproved(&record));
                }
                (StatusName::NotRun | StatusName::NeedsReview, _) => {
                    notices.push(&record, record.id.as_str(), unproved(&record));
                }
            }
            for finding in record
                .findings
                .iter()
                .filter(|finding| finding.weight == Weight::Warning)
            {
                warnings.push(&record, record.id.as_str(), described(finding));
            }
        }
        let summary = Annotation {
            kind,
            file: None,
            title: "Keycard".to_string(),
            message: summary(run.head),
        };
        writeln!(out, "{summary}")?;
        errors.write(out)?;
        warnings.write(out)?;
        notices.write(out)
    }
}

fn summary(head: &Head) -> String {
    let mut said = format!(
        "{} of {}, against {}",
        head.summary.sentence(),
        counted(head.summary.cases, "case"),
        head.target
    );
    if let Some(plan) = &head.plan {
        let counts = plan.test_counts();
        let missing: Vec<&str> = plan.missing().iter().map(|missing| missing.test.as_str()).collect();
        said.push_str(&format!(
            "\n{}: {}, {} of {} required tests passed",
            plan.title, plan.readiness, counts.required_passed, counts.required
        ));
        if !missing.is_empty() {
            said.push_str(&format!("\nto fix, in this order: {}", missing.join(", ")));
        }
    }
    said
}

fn failed(record: &Record) -> String {
    let errors: Vec<String> = record
        .findings
        .iter()
        .filter(|finding| finding.weight == Weight::Error)
        .take(3)
        .map(described)
        .collect();
    format!("{}\n{}", short(record.requirement.as_str()), errors.join("\n"))
}

fn unproved(record: &Record) -> String {
    format!(
        "{}, {}: {}\n{}",
        record.verdict,
        record.level.name(),
        short(record.requirement.as_str()),
        short(&overview::why(record))
    )
}

fn described(finding: &FindingRecord) -> String {
    let mut said = format!(
        "{}: {}\nexpected: {}\nactual: {}",
        finding.check,
        short(finding.requirement.as_str()),
        short(finding.expected.as_str()),
        short(finding.actual.as_str())
    );
    if let (Some(message), Some(pointer)) = (&finding.message, &finding.pointer) {
        said.push_str(&format!("\nat: {message} {pointer}"));
    }
    if let Some(source) = &finding.source {
        said.push_str(&format!("\npage: {}", page::shown(source.as_str())));
    }
    said
}

fn short(said: &str) -> String {
    text::shortened(&text::one_line(said), SAID)
}

/// A message as the runner takes it: on one line, whatever it holds.
fn data(said: &str) -> String {
    said.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A property as the runner takes it.
fn property(said: &str) -> String {
    data(said).replace(':', "%3A").replace(',', "%2C")
}
