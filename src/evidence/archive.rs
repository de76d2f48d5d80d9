//! `[io]` Reads a pack, a folder or a zip file, without trusting anything in it and without unpacking it.
//!
//! Names that lead out of the pack, links and two files of one name are faults before anything is read. Of no file
//! more is read than the manifest says that it has, so a zip bomb costs nothing.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::Crc;
use flate2::bufread::DeflateDecoder;
use zip::CompressionMethod;
use zip::read::ZipArchive;

use super::container;
use super::name::PackName;
use super::pack_fault::PackFault;
use super::seal;
use crate::input::problem::Problem;

/// More files are in no pack.
const MOST_FILES: usize = 100_000;
/// Folders within folders beyond this are in no pack.
const DEEPEST: usize = 16;
/// Number of bytes that are read at a time.
const PIECE: usize = 1 << 16;

/// A pack that is being read.
pub struct Archive {
    form: ArchiveForm,
    names: BTreeSet<PackName>,
    faults: Vec<PackFault>,
}

enum ArchiveForm {
    Folder(PathBuf),
    Zip(Box<ZipArchive<BufReader<File>>>),
}

impl Archive {
    /// Opens a pack and lists what is in it.
    ///
    /// # Errors
    /// There is none, or it is none.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let inaccessible = |error: &io::Error| Problem::inaccessible("read the evidence pack", path, error);
        let none = |why: String| {
            Problem::new(format!("{} is not an evidence pack: {why}", path.display())).with_help(Some(
                "name the folder or the .zip file that `--evidence` wrote".to_string(),
            ))
        };
        let metadata = fs::metadata(path).map_err(|error| inaccessible(&error))?;
        let archive = if metadata.is_dir() {
            let mut archive = Self {
                form: ArchiveForm::Folder(path.to_path_buf()),
                names: BTreeSet::new(),
                faults: Vec::new(),
            };
            archive.walk(path, "", 0).map_err(|error| inaccessible(&error))?;
            archive
        } else if metadata.is_file() {
            let file = File::open(path).map_err(|error| inaccessible(&error))?;
            let zip =
                ZipArchive::new(BufReader::new(file)).map_err(|error| none(format!("it is no zip file ({error})")))?;
            let mut archive = Self::zip(zip);
            archive.container(path).map_err(|error| inaccessible(&error))?;
            archive
        } else {
            return Err(none("it is neither a folder nor a file".to_string()));
        };
        if !archive.names.iter().any(|name| name.as_str() == seal::MANIFEST) && archive.faults.is_empty() {
            return Err(none(format!("it has no {}", seal::MANIFEST)));
        }
        Ok(archive)
    }

    fn zip(mut zip: ZipArchive<BufReader<File>>) -> Self {
        let mut names = BTreeSet::new();
        let mut faults = Vec::new();
        // What one reader takes for the content, another may not: such archives are refused as a whole.
        if zip.has_duplicate_names() {
            faults.push(PackFault::Structure("it has two files of one name".to_string()));
        }
        if zip.len() > MOST_FILES {
            faults.push(PackFault::Structure(format!("it has more than {MOST_FILES} files")));
        }
        if let Err(error) = zip.validate_header_consistency() {
            faults.push(PackFault::Structure(format!("its two lists of files differ ({error})")));
        }
        for index in 0..zip.len().min(MOST_FILES) {
            let entry = match zip.by_index_raw(index) {
                Ok(entry) => entry,
                Err(error) => {
                    faults.push(PackFault::Structure(format!(
                        "file {} cannot be read ({error})",
                        index + 1
                    )));
                    continue;
                }
            };
            let shown = printable(&String::from_utf8_lossy(entry.name_raw()));
            if entry.is_symlink() {
                faults.push(PackFault::Link(shown));
            } else if entry.encrypted() {
                faults.push(PackFault::Structure(format!("{shown} is encrypted")));
            } else {
                match std::str::from_utf8(entry.name_raw()).map(str::parse::<PackName>) {
                    Ok(Ok(name)) => {
                        if !names.insert(name) {
                            faults.push(PackFault::Structure(format!("two files have the name {shown}")));
                        }
                    }
                    Ok(Err(error)) => faults.push(PackFault::Name(shown, error.to_string())),
                    Err(_) => faults.push(PackFault::Name(shown, "it is not UTF-8 text".to_string())),
                }
            }
        }
        Self {
            form: ArchiveForm::Zip(Box::new(zip)),
            names,
            faults,
        }
    }

    /// Looks at the zip file itself, unless its files are faulty enough.
    fn container(&mut self, path: &Path) -> io::Result<()> {
        let ArchiveForm::Zip(zip) = &mut self.form else {
            return Ok(());
        };
        if !self.faults.is_empty() {
            return Ok(());
        }
        let found = container::faults(&mut File::open(path)?, zip)?;
        self.faults.extend(found.into_iter().map(PackFault::Container));
        Ok(())
    }

    fn walk(&mut self, folder: &Path, below: &str, depth: usize) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let file_name = entry.file_name();
            let name = format!("{below}{}", file_name.to_string_lossy());
            let shown = printable(&name);
            if self.names.len() + self.faults.len() >= MOST_FILES {
                self.faults
                    .push(PackFault::Structure(format!("it has more than {MOST_FILES} files")));
                return Ok(());
            }
            if kind.is_symlink() {
                self.faults.push(PackFault::Link(shown));
            } else if kind.is_dir() {
                if depth >= DEEPEST {
                    self.faults
                        .push(PackFault::Structure(format!("{shown} is too deep within folders")));
                } else {
                    self.walk(&entry.path(), &format!("{name}/"), depth + 1)?;
                }
            } else if !kind.is_file() {
                self.faults.push(PackFault::Structure(format!("{shown} is not a file")));
            } else {
                match (file_name.to_str(), name.parse::<PackName>()) {
                    (Some(_), Ok(name)) => {
                        self.names.insert(name);
                    }
                    (Some(_), Err(error)) => self.faults.push(PackFault::Name(shown, error.to_string())),
                    (None, _) => self
                        .faults
                        .push(PackFault::Name(shown, "it is not UTF-8 text".to_string())),
                }
            }
        }
        Ok(())
    }

    /// The files that may be in a pack, by name.
    pub fn names(&self) -> &BTreeSet<PackName> {
        &self.names
    }

    /// Faults of it, found when it was opened.
    pub fn faults(&self) -> &[PackFault] {
        &self.faults
    }

    /// Returns true if it is a zip file.
    pub fn is_zip(&self) -> bool {
        matches!(self.form, ArchiveForm::Zip(_))
    }

    /// Hands the content of a file to `take` piece by piece. One byte more than `most` is read at
    /// most, whatever the file says of its size.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn read(&mut self, name: &PackName, most: u64, mut take: impl FnMut(&[u8])) -> io::Result<()> {
        match &mut self.form {
            ArchiveForm::Folder(root) => pieces(File::open(root.join(name.as_str()))?, most, &mut take),
            ArchiveForm::Zip(zip) => unpacked(zip, name, most, &mut take),
        }
    }

    /// The content of a file, if it has at most so many bytes.
    ///
    /// # Errors
    /// The file cannot be read, or is longer.
    pub fn bytes(&mut self, name: &PackName, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read(name, most, |piece| bytes.extend_from_slice(piece))?;
        if bytes.len() as u64 > most {
            return Err(io::Error::other(format!("it is larger than {most} bytes")));
        }
        Ok(bytes)
    }
}

/// Unpacks a file of a zip file: whatever is in its place there has to be its content.
fn unpacked(
    zip: &mut ZipArchive<BufReader<File>>,
    name: &PackName,
    most: u64,
    take: &mut impl FnMut(&[u8]),
) -> io::Result<()> {
    let index = zip.index_for_name(name.as_str()).ok_or(io::ErrorKind::NotFound)?;
    let entry = zip.by_index_raw(index)?;
    let (method, packed, expected) = (entry.compression(), entry.compressed_size(), entry.crc32());
    let mut sum = Crc::new();
    let mut count = 0u64;
    let mut take = |piece: &[u8]| {
        sum.update(piece);
        count += piece.len() as u64;
        take(piece);
    };
    let used = match method {
        CompressionMethod::Stored => {
            pieces(entry, most, &mut take)?;
            packed
        }
        CompressionMethod::Deflated => {
            let mut content = DeflateDecoder::new(BufReader::new(entry));
            pieces(&mut content, most, &mut take)?;
            content.total_in()
        }
        _ => return Err(io::Error::other("it is packed in a way that no pack is")),
    };
    // What is longer than it may be was not read to its end.
    if count <= most {
        if used != packed {
            return Err(io::Error::other("something stands behind its content in the zip file"));
        }
        if sum.sum() != expected {
            return Err(io::Error::other("its checksum in the zip file is another one"));
        }
    }
    Ok(())
}

fn pieces(from: impl Read, most: u64, take: &mut impl FnMut(&[u8])) -> io::Result<()> {
    let mut from = from.take(most.saturating_add(1));
    let mut buffer = vec![0; PIECE];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            count => take(&buffer[..count]),
        }
    }
}

/// A name of which nothing is known, fit for a terminal.
fn printable(name: &str) -> String {
    let short: String = name.chars().take(200).collect();
    short
        .chars()
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect()
}
