//! Formats of reports: one file of `formats/` each, which implements one trait and is listed once.

use std::io::{self, Write};

use super::head::Head;
use super::overview::Overview;
use super::record::{Line, Record};

/// The records of a run in the order of the plan, read back one by one.
pub type Lines<'r> = &'r mut dyn Iterator<Item = io::Result<Line>>;

/// A format of reports, made anew for each run.
pub trait Format: Send + Sync {
    /// The facts about the format: the same for every run.
    fn about(&self) -> &'static About;

    /// Takes a case as it ends, if the format shows something of all cases before the first.
    fn add(&mut self, _record: &Record) {}

    /// Writes the report.
    ///
    /// # Errors
    /// The output cannot be written, or a record cannot be read back.
    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()>;
}

/// Facts about a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About {
    /// The name on the command line.
    pub name: &'static str,
    /// Its readers or its use, as part of a sentence: `for programs`.
    pub purpose: &'static str,
    /// The name of its file in an evidence pack, with the usual ending.
    pub file: &'static str,
    /// The runs that it is of use to.
    pub subject: Subject,
    /// The packs that hold it.
    pub in_pack: InPack,
    /// Data that it is made of.
    pub needs: Needs,
}

/// Subject of a format: the runs that it is of use to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The cases of any run.
    Cases,
    /// The published tests of a certification.
    Certification,
}

/// Packs of evidence that hold a format; one about a certification is in no pack of another run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InPack {
    /// Every pack.
    Always,
    /// The pack of a run that was asked for the format, too.
    IfAskedFor,
}

/// Data that a format is made of, beside the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// The records as they are read back, or none of them.
    Records,
    /// The overview as well, which is gathered while the cases go by.
    Overview,
}

/// A run that has ended, as formats see it.
#[derive(Clone, Copy, Debug)]
pub struct EndedRun<'r> {
    /// The head.
    pub head: &'r Head,
    /// The overview, if a format needs it.
    pub overview: Option<&'r Overview>,
    /// Number of bytes that stand before the report in its file, which others have written.
    pub before: usize,
}

impl<'r> EndedRun<'r> {
    /// The overview of all cases.
    ///
    /// # Errors
    /// The format does not say that it needs one.
    pub fn overview(&self) -> io::Result<&'r Overview> {
        self.overview
            .ok_or_else(|| io::Error::other("the format does not say that it needs an overview"))
    }
}
