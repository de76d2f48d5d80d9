//! `[io]` The reports that a run was asked for: spooled while it goes on, written at its end.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::app::formats::{self as asked, Place, ReportArgument};
use crate::app::notice::Notice;
use crate::app::pack::{Enclosed, PackOptions, WantedPack};
use crate::app::transcripts;
use crate::contract::catalogue::Contract;
use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;
use crate::report::format::{EndedRun, Format, InPack, Needs, Subject};
use crate::report::formats;
use crate::report::head::Head;
use crate::report::output::{self, LeakedIn};
use crate::report::overview::Overview;
use crate::report::record::Record;
use crate::report::recorder::Detail;
use crate::report::spool::Spool;

/// Reports and evidence pack to be written at the end of a run, as they were asked for.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions {
    /// The reports.
    pub reports: Vec<ReportArgument>,
    /// The evidence pack.
    pub pack: PackOptions,
}

impl ReportOptions {
    /// Returns true if a report goes to standard output, which belongs to that report then.
    pub fn take_stdout(&self) -> bool {
        self.reports.iter().any(|report| report.place == Place::Stdout)
    }
}

/// The reports that were asked for.
pub struct Reports {
    wanted: Vec<ReportArgument>,
    evidence: Option<WantedPack>,
    spool: Option<Spool>,
    /// The records with all of their messages: for the transcripts of a pack only.
    whole: Option<Spool>,
    /// Error because of which the spool does not hold every record.
    broken: Option<io::Error>,
    formats: Vec<Box<dyn Format>>,
    /// Only of use to formats that need it.
    overview: Option<Overview>,
}

/// Outcome of writing the reports.
#[derive(Default)]
pub struct Written {
    /// Messages about those that hold a secret, or would have held one.
    pub leaks: Vec<String>,
    /// Problems with those that could not be written.
    pub problems: Vec<Problem>,
}

impl Reports {
    /// Makes sure that every report can be written before anything is sent.
    pub fn open(
        options: &ReportOptions,
        subject: Subject,
        contract: &Arc<Contract>,
        notices: &mut Vec<Notice>,
    ) -> Result<Self, Problem> {
        let wanted = &options.reports;
        asked::fit(wanted, subject)?;
        let evidence = WantedPack::open(&options.pack, notices)?;
        let cannot = |path: &Path, error: &io::Error| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            match folder {
                Some(folder) if error.kind() == io::ErrorKind::NotFound => Problem::new(format!(
                    "cannot write the report {}: the folder {} does not exist",
                    path.display(),
                    folder.display()
                )),
                _ => Problem::inaccessible("write the report", path, error),
            }
        };
        for (index, report) in wanted.iter().enumerate() {
            if wanted[..index].iter().any(|earlier| earlier.place == report.place) {
                return Err(Problem::new(match &report.place {
                    Place::Stdout => "two reports would be written to standard output".to_string(),
                    Place::File(path) => format!("two reports would be written to {}", path.display()),
                }));
            }
            match &report.place {
                Place::File(path) if path.is_dir() => {
                    return Err(cannot(path, &io::ErrorKind::IsADirectory.into()));
                }
                Place::Stdout | Place::File(_) => {}
            }
        }
        let spool = if wanted.is_empty() && evidence.is_none() {
            None
        } else {
            let place = evidence.as_ref().map(|evidence| evidence.pack.place());
            let mut files = wanted.iter().filter_map(|report| report.place.file());
            let first = files.find(|path| output::is_replaceable(path)).or(place);
            let path = first.map_or_else(elsewhere, |path| output::beside(path, "partial.jsonl"));
            let spool = Spool::create(path.clone());
            Some(spool.map_err(|error| cannot(first.unwrap_or(&path), &error))?)
        };
        let whole = match (&evidence, &spool) {
            (Some(_), Some(spool)) => {
                let path = output::beside(spool.path(), "whole");
                let whole = Spool::create(path.clone());
                Some(whole.map_err(|error| cannot(&path, &error))?)
            }
            (None, _) | (_, None) => None,
        };
        let overview = evidence.is_some() || wanted.iter().any(|report| report.format.needs == Needs::Overview);
        Ok(Self {
            wanted: wanted.clone(),
            evidence,
            spool,
            whole,
            broken: None,
            formats: formats::all(),
            overview: overview.then(|| Overview::new(Arc::clone(contract))),
        })
    }

    /// Returns the detail in which a report or a pack shows a case.
    pub fn detail(&self) -> Option<Detail> {
        match (&self.whole, &self.spool) {
            (Some(_), _) => Some(Detail::Whole),
            (None, Some(_)) => Some(Detail::Exchanges),
            (None, None) => None,
        }
    }

    /// Keeps a record until the end. If that is not possible, the end tells why.
    pub fn push(&mut self, record: &Record) {
        let Some(spool) = &mut self.spool else { return };
        if self.broken.is_some() {
            return;
        }
        if let Some(whole) = &mut self.whole {
            self.broken = whole.push(record).err();
            if self.broken.is_some() {
                return;
            }
        }
        let record = &record.shortened();
        self.formats.iter_mut().for_each(|format| format.add(record));
        if let Some(overview) = &mut self.overview {
            overview.add(record);
        }
        self.broken = spool.push(record).err();
    }

    /// Puts attestations into the evidence pack, if there is one and no others were named for it.
    pub fn enclose(&mut self, given: Vec<(String, Enclosed)>) -> io::Result<()> {
        self.evidence
            .as_mut()
            .map_or(Ok(()), |evidence| evidence.enclose(given))
    }

    /// Writes every report. What was proved is lost in no case: where a report cannot be written, the spool stays.
    pub fn write(&mut self, head: &Head, redactor: &Redactor) -> Written {
        let mut written = Written::default();
        let Some(mut spool) = self.spool.take() else {
            return written;
        };
        let flushed = self.broken.take().map_or_else(|| spool.flush(), Err);
        let failed = match flushed {
            Ok(()) => self.written(&mut spool, head, redactor, &mut written.leaks),
            Err(error) => {
                let problem = Problem::inaccessible("write the records of the cases to", spool.path(), &error);
                vec![format!("{}; so there is no report of this run", problem.message)]
            }
        };
        // Of what the whole messages add nothing is kept: they are too many.
        let done = self.whole.take().into_iter();
        let mut remove = |spool: Spool| {
            let path = spool.path().to_path_buf();
            let removed = spool.remove().err();
            let problem = removed.map(|error| Problem::inaccessible("remove", &path, &error));
            written.problems.extend(problem);
        };
        done.for_each(&mut remove);
        if failed.is_empty() {
            remove(spool);
            return written;
        }
        let stand = "the verdicts of this run stand".to_string();
        let help = spool.keep().map_or(stand.clone(), |path| {
            format!(
                "{stand}; what could be written of its records is kept in {}, one JSON object a line",
                path.display()
            )
        });
        let last = failed.len() - 1;
        for (index, message) in failed.into_iter().enumerate() {
            // What to do is said once, behind all of them.
            let help = (index == last).then(|| help.clone());
            written.problems.push(Problem::new(message).with_help(help));
        }
        written
    }

    /// Writes what can be written, and says what cannot.
    fn written(&mut self, spool: &mut Spool, head: &Head, redactor: &Redactor, leaks: &mut Vec<String>) -> Vec<String> {
        let mut failed = Vec::new();
        for report in &self.wanted {
            match self.report(report, spool, head, redactor) {
                Ok(found) => leaks.extend(found.iter().map(leaked)),
                // The others may be written all the same.
                Err(error) => {
                    let place = match &report.place {
                        Place::File(path) => path,
                        Place::Stdout => Path::new("to standard output"),
                    };
                    failed.push(Problem::inaccessible("write the report", place, &error).message);
                }
            }
        }
        if let Some(evidence) = self.evidence.take() {
            let place = evidence.pack.place().to_path_buf();
            let mut whole = self.whole.take();
            let packed = self.pack(evidence, spool, whole.as_mut(), head, redactor);
            self.whole = whole;
            match packed {
                Ok(held) => leaks.extend(held.iter().map(not_packed)),
                Err(error) => {
                    failed.push(Problem::inaccessible("write the evidence pack", &place, &error).message);
                }
            }
        }
        failed
    }

    fn report(
        &self,
        report: &ReportArgument,
        spool: &mut Spool,
        head: &Head,
        redactor: &Redactor,
    ) -> io::Result<Vec<LeakedIn>> {
        let Some(format) = self.formats.iter().find(|format| format.about() == report.format) else {
            return Ok(Vec::new());
        };
        let appended = report.place.file().filter(|path| is_summary_of_job(path));
        let before = appended.map(|path| path.metadata().map_or(0, |file| file.len()));
        let run = self.run(
            head,
            before.map_or(0, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
        );
        let mut records = spool.lines()?;
        let render = |out: &mut dyn Write| format.write(&run, &mut records, out);
        match &report.place {
            Place::Stdout => output::stream(&mut io::stdout().lock(), redactor, render),
            // Other commands of the step may have written to it already.
            Place::File(path) if appended.is_some() => output::append(path, redactor, render),
            Place::File(path) => output::file(path, redactor, render),
        }
    }

    fn run<'r>(&'r self, head: &'r Head, before: usize) -> EndedRun<'r> {
        EndedRun {
            head,
            overview: self.overview.as_ref(),
            before,
        }
    }

    /// Fills the evidence pack: the formats for people and for machines, of a certification its sheet,
    /// whatever else was asked for, and the transcripts.
    fn pack(
        &self,
        mut evidence: WantedPack,
        spool: &mut Spool,
        whole: Option<&mut Spool>,
        head: &Head,
        redactor: &Redactor,
    ) -> io::Result<Vec<LeakedIn>> {
        for format in &self.formats {
            let about = format.about();
            let is_of_use = match about.subject {
                Subject::Cases => true,
                Subject::Certification => head.plan.is_some(),
            };
            let is_wanted = match about.in_pack {
                InPack::Always => true,
                InPack::IfAskedFor => self.wanted.iter().any(|report| report.format == about),
            };
            if is_of_use && is_wanted {
                let name = about.file.parse().map_err(io::Error::other)?;
                let mut records = spool.lines()?;
                let run = self.run(head, 0);
                evidence
                    .pack
                    .add(name, redactor, |out| format.write(&run, &mut records, out))?;
            }
        }
        if let Some(whole) = whole {
            transcripts::write(&mut evidence.pack, redactor, whole.lines()?)?;
        }
        evidence.finish(head, redactor)
    }
}

/// Warns of a file that holds a secret.
pub fn leaked(leak: &LeakedIn) -> String {
    let path = leak.path.display();
    format!("{path} holds a secret ({}); do not pass it on", leak.leak)
}

/// Warns of a file that held a secret, so that there is no evidence pack.
fn not_packed(leak: &LeakedIn) -> String {
    let path = leak.path.display();
    format!(
        "{path} held a secret ({}), so the evidence pack was not written",
        leak.leak
    )
}

/// Returns true if it is the file to which the commands of a step of GitHub Actions append what is to be read.
fn is_summary_of_job(path: &Path) -> bool {
    std::env::var_os("GITHUB_STEP_SUMMARY").is_some_and(|summary| Path::new(&summary) == path)
}

/// A file for the records of a run whose only report goes to standard output.
fn elsewhere() -> PathBuf {
    std::env::temp_dir().join(format!("keycard-{}.partial.jsonl", std::process::id()))
}
