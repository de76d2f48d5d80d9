//! `[io]` Spool of records: a file beside the reports while the run goes on.
//!
//! Each file is searched for every secret that the run knew before the run ends; a hit fails the run.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::record::{Line, Record};

/// Number of bytes that are read at a time.
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

    /// The path of the file.
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
