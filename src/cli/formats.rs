//! The formats of reports, and where each is to be written.

use std::path::{Path, PathBuf};
use std::str::FromStr;

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
}

impl ReportFormat {
    /// Every format with its name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("github", Self::Github),
        ("sarif", Self::Sarif),
    ];
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
