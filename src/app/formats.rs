//! Reports as they are asked for on the command line: a format and a place.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::input::problem::Problem;
use crate::input::suggest;
use crate::report::format::{About, Subject};
use crate::report::formats;

/// A report to write: `FORMAT=PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportArgument {
    /// The format.
    pub format: &'static About,
    /// Place that it goes to.
    pub place: Place,
}

/// Place that a report goes to.
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

/// Makes sure that a run has what each of the wanted reports tells of.
///
/// # Errors
/// There are no published tests for one that tells of them.
pub fn fit(wanted: &[ReportArgument], subject: Subject) -> Result<(), Problem> {
    let unfit = wanted.iter().find(|report| match (report.format.subject, subject) {
        (Subject::Certification, Subject::Cases) => true,
        (Subject::Cases, _) | (Subject::Certification, Subject::Certification) => false,
    });
    let Some(ReportArgument { format, .. }) = unfit else {
        return Ok(());
    };
    let name = format.name;
    let names: Vec<&str> = formats::about(subject).map(|format| format.name).collect();
    Err(Problem::new(format!(
        "the report `{name}` tells of the published tests of a certification, and this is none"
    ))
    .with_help(Some(format!(
        "`keycard certify --report {name}=PATH` writes it; here, use {}",
        names.join(", ")
    ))))
}

/// Help of `--report` for runs of a subject.
pub fn help(subject: Subject) -> String {
    let uses = match subject {
        Subject::Cases => formats::uses(Subject::Cases),
        Subject::Certification => format!(
            "{}; of a certification also {}",
            formats::uses(Subject::Cases),
            formats::uses(Subject::Certification)
        ),
    };
    format!("Write a report (repeatable): {uses}. `-` is standard output")
}

impl FromStr for ReportArgument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((format, path)) = text.split_once('=').filter(|(_, path)| !path.is_empty()) else {
            return Err("write FORMAT=PATH, e.g. junit=report.xml".to_string());
        };
        let Some(known) = formats::known().find(|known| known.name == format) else {
            let names: Vec<&str> = formats::known().map(|known| known.name).collect();
            let meant = suggest::nearest(format, names.iter().copied())
                .map(|name| format!("did you mean `{name}`? "))
                .unwrap_or_default();
            return Err(format!(
                "`{format}` is not a format of reports; {meant}use {}",
                names.join(", ")
            ));
        };
        Ok(Self {
            format: known,
            place: match path {
                "-" => Place::Stdout,
                path => Place::File(PathBuf::from(path)),
            },
        })
    }
}
