//! The formats of reports, and where each is to be written.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::input::problem::Problem;
use crate::input::suggest;

/// A report to write: `FORMAT=PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportArgument {
    /// The format.
    pub format: ReportFormat,
    /// Where it goes.
    pub place: Place,
}

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// To standard output; then what is for people goes to standard error.
    Stdout,
    /// To that file.
    File(PathBuf),
}

impl Place {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::File(path) => Some(path),
        }
    }
}

/// The formats of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportFormat {
    /// One JSON object; `schemas/report.schema.json` describes it.
    Json,
    /// JUnit XML.
    Junit,
    /// A page for people, in one file.
    Html,
    /// Markdown for the summary of a job.
    Markdown,
    /// Annotations of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// The certification sheet in Markdown.
    Sheet,
    /// The certification sheet as CSV.
    SheetCsv,
    /// The error codes and messages of the system under test, as CSV.
    ErrorsCsv,
}

/// Whether a format is of use to every run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// It tells of cases.
    Cases,
    /// It tells of the published tests of a certification.
    Certification,
}

impl ReportFormat {
    /// Every format with its name.
    pub const ALL: [(&'static str, Self); 9] = [
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("github", Self::Github),
        ("sarif", Self::Sarif),
        ("sheet", Self::Sheet),
        ("sheet-csv", Self::SheetCsv),
        ("errors-csv", Self::ErrorsCsv),
    ];

    /// What it tells of.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Json | Self::Junit | Self::Html | Self::Markdown | Self::Github | Self::Sarif => Subject::Cases,
            Self::Sheet | Self::SheetCsv | Self::ErrorsCsv => Subject::Certification,
        }
    }

    /// Whether it shows something of all cases before the first, or nothing but that.
    pub const fn needs_overview(self) -> bool {
        match self {
            Self::Html | Self::Sheet | Self::ErrorsCsv => true,
            Self::Json | Self::Junit | Self::Markdown | Self::Github | Self::Sarif | Self::SheetCsv => false,
        }
    }

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        let known = Self::ALL.iter().find(|(_, format)| *format == self);
        known.map_or("", |(name, _)| name)
    }

    /// The names of all formats that tell of that.
    pub fn names(subject: Subject) -> Vec<&'static str> {
        let of = Self::ALL.iter().filter(|(_, format)| format.subject() == subject);
        of.map(|(name, _)| *name).collect()
    }
}

/// Makes sure that a run has what each of the wanted reports tells of.
///
/// # Errors
/// There are no published tests for one that tells of them.
pub fn fit(wanted: &[ReportArgument], subject: Subject) -> Result<(), Problem> {
    let unfit = wanted.iter().find(|report| match (report.format.subject(), subject) {
        (Subject::Certification, Subject::Cases) => true,
        (Subject::Cases, _) | (Subject::Certification, Subject::Certification) => false,
    });
    let Some(ReportArgument { format, .. }) = unfit else {
        return Ok(());
    };
    let name = format.name();
    Err(Problem::new(format!(
        "the report `{name}` tells of the published tests of a certification, and this is none"
    ))
    .with_help(Some(format!(
        "`keycard certify --report {name}=PATH` writes it; here, use {}",
        ReportFormat::names(Subject::Cases).join(", ")
    ))))
}

impl FromStr for ReportArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err("write FORMAT=PATH, e.g. junit=report.xml".to_string());
        };
        let known = ReportFormat::ALL.iter();
        let Some((_, format)) = known.clone().find(|(name, _)| *name == format) else {
            let names: Vec<&str> = known.map(|(name, _)| *name).collect();
            let meant = suggest::nearest(format, names.iter().copied())
                .map(|name| format!("did you mean `{name}`? "))
                .unwrap_or_default();
            return Err(format!(
                "`{format}` is not a format of reports; {meant}use {}",
                names.join(", ")
            ));
        };
        Ok(Self {
            format: *format,
            place: match path {
                "-" => Place::Stdout,
                path => Place::File(PathBuf::from(path)),
            },
        })
    }
}
