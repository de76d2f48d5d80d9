//! `[io]` Output files: written beside their place first, and searched for secrets on their way.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use crate::redaction::leaks::LeakScanner;
use crate::redaction::redactor::Redactor;

/// Number of bytes that are searched or written at a time.
const PIECE: usize = 1 << 16;

/// An artefact that turned out to hold a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeakedIn {
    /// The file.
    pub path: PathBuf,
    /// The secret, masked, with its place.
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

/// Returns true if another file can be put in the place of what is there: of a file or of nothing, but not of a
/// device, a pipe or a folder.
pub fn is_replaceable(path: &Path) -> bool {
    fs::metadata(path).map_or(true, |found| found.is_file())
}

/// The place to which links lead, although nothing may be there yet.
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
