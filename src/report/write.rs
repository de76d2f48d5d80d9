//! `[io]` Report files: written beside their place while the run goes on, and searched for secrets.
//!
//! Each file is searched for every secret that the run knew before the run ends; a hit fails the run.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::record::{Line, Record};
use crate::redaction::leaks::LeakScanner;
use crate::redaction::redactor::Redactor;

/// How much is read, searched or written at a time, in bytes.
const PIECE: usize = 1 << 16;

/// Records as they come, one JSON line each, in a file that outlives a killed run.
#[derive(Debug)]
pub struct Spool {
    path: PathBuf,
    out: BufWriter<File>,
    /// Position in the plan, offset in the file.
    index: Vec<(usize, u64)>,
    end: u64,
}

impl Spool {
    /// A spool in that file; it is removed by [`Self::remove`].
    ///
    /// # Errors
    /// The file cannot be made.
    pub fn create(path: PathBuf) -> io::Result<Self> {
        let out = BufWriter::new(File::create(&path)?);
        Ok(Self {
            path,
            out,
            index: Vec::new(),
            end: 0,
        })
    }

    /// Appends a record.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn push(&mut self, record: &Record) -> io::Result<()> {
        let line = Line::of(record)?;
        self.out.write_all(line.as_bytes())?;
        self.out.write_all(b"\n")?;
        self.index.push((record.position, self.end));
        self.end += line.as_bytes().len() as u64 + 1;
        Ok(())
    }

    /// The records in the order of the plan, read back one by one.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn lines(&mut self) -> io::Result<impl Iterator<Item = io::Result<Line>>> {
        self.out.flush()?;
        self.index.sort_unstable();
        let mut file = BufReader::with_capacity(PIECE, File::open(&self.path)?);
        let mut at = 0u64;
        Ok(self.index.iter().map(move |(_, offset)| {
            if *offset != at {
                // Neighbours in the plan mostly end near one another: stay within the buffer.
                let distance = i64::try_from(*offset).and_then(|to| i64::try_from(at).map(|from| to - from));
                match distance {
                    Ok(distance) => file.seek_relative(distance)?,
                    Err(_) => {
                        file.seek(SeekFrom::Start(*offset))?;
                    }
                }
            }
            let mut line = Vec::new();
            file.read_until(b'\n', &mut line)?;
            at = offset + line.len() as u64;
            line.pop_if(|last| *last == b'\n');
            Ok(Line::spooled(line))
        }))
    }

    /// Makes sure that every record is in the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the file: the reports hold everything that was in it.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub fn remove(mut self) -> io::Result<()> {
        self.index.clear();
        fs::remove_file(&self.path)
    }

    /// Ends it without its being removed; says where it is, unless there is nothing in it.
    pub fn keep(mut self) -> Option<PathBuf> {
        // If there is no room for the last of it, the records before that are worth keeping all the same.
        let _ = self.out.flush();
        let holds_any = fs::metadata(&self.path).is_ok_and(|file| file.len() > 0);
        if !holds_any {
            self.index.clear();
        }
        holds_any.then(|| self.path.clone())
    }
}

/// A spool without a record is of no use to anybody, however the run ended.
impl Drop for Spool {
    fn drop(&mut self) {
        if self.index.is_empty() {
            // It may have been removed already.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// An artefact that turned out to hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeakedIn {
    /// The file.
    pub path: PathBuf,
    /// Which secret, masked, and where.
    pub leak: String,
}

/// Writes a file through `render`, to a neighbour first so that a failure leaves the old one whole; a link
/// stays, and a device or a pipe is written to. Every byte is searched for every known secret on its way.
///
/// # Errors
/// The file cannot be written.
pub fn file(
    path: &Path,
    redactor: &Redactor,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Vec<LeakedIn>> {
    let place = behind_links(path);
    if !is_replaceable(&place) {
        let mut special = File::options().write(true).open(&place)?;
        return Ok(leaks(path, searched(&mut special, redactor, render)?));
    }
    let partial = beside(&place, "partial");
    let mut file = File::create(&partial)?;
    let written = searched(&mut file, redactor, render).and_then(|scanner| {
        fs::rename(&partial, &place)?;
        Ok(scanner)
    });
    if written.is_err() {
        // Half a file is of use to nobody, and takes the room that there is not.
        let _ = fs::remove_file(&partial);
    }
    Ok(leaks(path, written?))
}

/// Whether another file can be put in the place of what is there: of a file or of nothing, but not of a
/// device, a pipe or a folder.
pub fn is_replaceable(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |found| found.is_file())
}

/// Where links lead, although nothing may be there yet.
fn behind_links(path: &Path) -> PathBuf {
    let mut place = path.to_path_buf();
    // As many as Linux follows.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&place) else { break };
        place = place.parent().unwrap_or(Path::new("")).join(target);
    }
    place
}

/// Writes to the end of a file through `render`, and searches as [`file()`] does.
///
/// # Errors
/// The file cannot be written.
pub fn append(
    path: &Path,
    redactor: &Redactor,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Vec<LeakedIn>> {
    let mut file = File::options().create(true).append(true).open(path)?;
    Ok(leaks(path, searched(&mut file, redactor, render)?))
}

/// Writes to a stream through `render`, and searches as [`file()`] does. A reader that has gone is no
/// reason to fail.
///
/// # Errors
/// The stream cannot be written.
pub fn stream(
    out: &mut impl Write,
    redactor: &Redactor,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<Vec<LeakedIn>> {
    match searched(out, redactor, render) {
        Ok(scanner) => Ok(leaks(Path::new("the report on standard output"), scanner)),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}

fn searched(
    out: &mut dyn Write,
    redactor: &Redactor,
    render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<LeakScanner> {
    let searched = Searched {
        out,
        scanner: redactor.scanner(),
    };
    // Renderers write word by word; a search has a price for each piece, so it gets large ones.
    let mut out = BufWriter::with_capacity(PIECE, searched);
    render(&mut out)?;
    let mut searched = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    searched.flush()?;
    Ok(searched.scanner)
}

/// Searches a file for every known secret.
///
/// # Errors
/// The file cannot be read.
pub fn search(path: &Path, redactor: &Redactor) -> io::Result<Vec<LeakedIn>> {
    let mut scanner = redactor.scanner();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(leaks(path, scanner)),
            count => scanner.feed(&buffer[..count]),
        }
    }
}

fn leaks(path: &Path, scanner: LeakScanner) -> Vec<LeakedIn> {
    scanner
        .finish()
        .into_iter()
        .map(|leak| LeakedIn {
            path: path.to_path_buf(),
            leak: format!("{} at byte {}", leak.masked, leak.offset),
        })
        .collect()
}

/// A name beside a path, on the same file system.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().map(std::ffi::OsStr::to_os_string).unwrap_or_default();
    name.push(format!(".{suffix}"));
    path.with_file_name(name)
}

struct Searched<'o> {
    out: &'o mut dyn Write,
    scanner: LeakScanner,
}

impl Write for Searched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.scanner.feed(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
