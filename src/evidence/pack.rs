//! `[io]` Writes a pack: into a folder beside its place first, so that what stands at the place is whole.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use zip::write::{SimpleFileOptions, ZipWriter};

use super::archive::Archive;
use super::container;
use super::manifest::{FileRecord, Manifest};
use super::name::PackName;
use super::seal;
use super::signature::PrivateKey;
use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;
use crate::report::head::Head;
use crate::report::output::{self, LeakedIn};
use crate::report::versions::hex;

/// Number of bytes that are read at a time.
const PIECE: usize = 1 << 16;

/// A pack under construction. If it is not finished, nothing of it is left.
#[derive(Debug)]
pub struct Pack {
    place: PathBuf,
    staging: PathBuf,
    names: BTreeSet<PackName>,
    leaks: Vec<LeakedIn>,
}

impl Pack {
    /// Begins a pack for that place: a zip file if its name ends so, a folder otherwise.
    ///
    /// # Errors
    /// Nothing can be written there, or something else stands there.
    pub fn begin(place: &Path) -> Result<Self, Problem> {
        let cannot = |error: &io::Error| Problem::inaccessible("write the evidence pack", place, error);
        if is_zip(place) {
            if place.is_dir() {
                return Err(cannot(&io::ErrorKind::IsADirectory.into()));
            }
        } else if place.exists() && !may_be_replaced(place) {
            return Err(Problem::new(format!(
                "{} holds something else than an evidence pack",
                place.display()
            ))
            .with_help(Some(
                "name a new folder, an empty one, one that `--evidence` wrote, or a .zip file".to_string(),
            )));
        }
        let staging = output::beside(place, &format!("{}.partial", std::process::id()));
        fs::create_dir(&staging).map_err(|error| match place.parent() {
            Some(folder) if error.kind() == io::ErrorKind::NotFound => Problem::new(format!(
                "cannot write the evidence pack {}: the folder {} does not exist",
                place.display(),
                folder.display()
            )),
            _ => cannot(&error),
        })?;
        Ok(Self {
            place: place.to_path_buf(),
            staging,
            names: BTreeSet::new(),
            leaks: Vec::new(),
        })
    }

    /// Adds a file through `render`; every byte is searched for every known secret on its way.
    ///
    /// # Errors
    /// The file cannot be written, or there is one of that name.
    pub fn add(
        &mut self,
        name: PackName,
        redactor: &Redactor,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        if seal::ALL.contains(&name.as_str()) || !self.names.insert(name.clone()) {
            return Err(io::Error::other(format!(
                "the pack would have two files of the name {name}"
            )));
        }
        self.write(name.as_str(), redactor, render)
    }

    /// Place where it will stand.
    pub fn place(&self) -> &Path {
        &self.place
    }

    /// Returns true if it has a file of that name already.
    pub fn has(&self, name: &PackName) -> bool {
        self.names.contains(name)
    }

    fn write(
        &mut self,
        name: &str,
        redactor: &Redactor,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = self.staging.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let leaks = output::file(&path, redactor, render)?;
        // The staging folder is gone when this is read.
        self.leaks.extend(leaks.into_iter().map(|leak| LeakedIn {
            path: self.place.join(name),
            leak: leak.leak,
        }));
        Ok(())
    }

    /// Writes the manifest and its seals, and puts the pack in its place. If a secret was found in it, nothing is put
    /// there, and what is returned says which files held it.
    ///
    /// # Errors
    /// Something cannot be written.
    pub fn finish(mut self, head: &Head, redactor: &Redactor, key: Option<&PrivateKey>) -> io::Result<Vec<LeakedIn>> {
        let mut files = Vec::new();
        for name in &self.names {
            files.push(recorded(&self.staging.join(name.as_str()), name)?);
        }
        let manifest = Manifest::of(head, files).to_bytes()?;
        self.write(seal::MANIFEST, redactor, |out| out.write_all(&manifest))?;
        for (name, bytes) in seals(&manifest, key)? {
            self.write(name, redactor, |out| out.write_all(&bytes))?;
        }
        if !self.leaks.is_empty() {
            // Somebody would pass it on. What was written of it goes when this is dropped.
            return Ok(std::mem::take(&mut self.leaks));
        }
        if is_zip(&self.place) {
            let partial = output::beside(&self.place, "partial");
            let zipped = self.zip(&partial).and_then(|()| fs::rename(&partial, &self.place));
            if zipped.is_err() {
                let _ = fs::remove_file(&partial);
            }
            zipped?;
        } else {
            if self.place.exists() {
                if !may_be_replaced(&self.place) {
                    return Err(io::Error::other(format!(
                        "something else stands at {} by now",
                        self.place.display()
                    )));
                }
                fs::remove_dir_all(&self.place)?;
            }
            fs::rename(&self.staging, &self.place)?;
        }
        Ok(Vec::new())
    }

    fn zip(&self, to: &Path) -> io::Result<()> {
        let mut zip = writer(to)?;
        let present = seal::ALL.into_iter().filter(|name| self.staging.join(name).exists());
        for name in present.chain(self.names.iter().map(PackName::as_str)) {
            let mut file = File::open(self.staging.join(name))?;
            zip.start_file(name, options(file.metadata()?.len()))?;
            io::copy(&mut file, &mut zip)?;
        }
        finish(zip)
    }
}

impl Drop for Pack {
    fn drop(&mut self) {
        // After a rename there is none: that is no error.
        let _ = fs::remove_dir_all(&self.staging);
    }
}

/// Adds a signature to a pack that has none.
///
/// # Errors
/// The pack cannot be read or written.
pub fn sign(place: &Path, archive: &mut Archive, key: &PrivateKey) -> io::Result<()> {
    let no_manifest = || io::Error::other(format!("it has no {}", seal::MANIFEST));
    let manifest = archive.names().iter().find(|name| name.as_str() == seal::MANIFEST);
    let manifest = manifest.cloned().ok_or_else(no_manifest)?;
    let manifest = archive.bytes(&manifest, u64::MAX - 1)?;
    let seals = seals(&manifest, Some(key))?;
    let added = seals.iter().filter(|(name, _)| *name != seal::CHECKSUM);
    if !archive.is_zip() {
        for (name, bytes) in added {
            fs::write(place.join(name), bytes)?;
        }
        return Ok(());
    }
    let partial = output::beside(place, "partial");
    let mut from = zip::read::ZipArchive::new(io::BufReader::new(File::open(place)?))?;
    let mut zip = writer(&partial)?;
    for index in 0..from.len() {
        zip.raw_copy_file(from.by_index_raw(index)?)?;
    }
    for (name, bytes) in added {
        zip.start_file(*name, options(bytes.len() as u64))?;
        zip.write_all(bytes)?;
    }
    finish(zip)?;
    fs::rename(&partial, place)
}

fn writer(to: &Path) -> io::Result<ZipWriter<File>> {
    let file = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(to)?;
    let mut zip = ZipWriter::new(file);
    zip.set_raw_comment(container::unsealed())?;
    Ok(zip)
}

fn finish(zip: ZipWriter<File>) -> io::Result<()> {
    let mut file = zip.finish()?;
    container::seal(&mut file)?;
    file.sync_all()
}

/// The seals of a manifest: name and content.
fn seals(manifest: &[u8], key: Option<&PrivateKey>) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let checksum = seal::checksum_line(&hex(&Sha256::digest(manifest)));
    let mut seals = vec![(seal::CHECKSUM, checksum.into_bytes())];
    if let Some(key) = key {
        let public = key.public().to_pem().map_err(io::Error::other)?;
        seals.push((seal::SIGNATURE, key.sign(manifest).to_vec()));
        seals.push((seal::PUBLIC_KEY, public.into_bytes()));
    }
    Ok(seals)
}

/// The same content makes the same zip file: no times, no permissions of this machine.
fn options(size: u64) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .unix_permissions(0o644)
        .large_file(size >= u64::from(u32::MAX))
}

fn recorded(path: &Path, name: &PackName) -> io::Result<FileRecord> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut size = 0;
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer)? {
            0 => break,
            count => {
                digest.update(&buffer[..count]);
                size += count as u64;
            }
        }
    }
    Ok(FileRecord {
        path: name.to_string(),
        size,
        sha256: hex(&digest.finalize()),
    })
}

/// Returns true if a place names a zip file.
fn is_zip(place: &Path) -> bool {
    place
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("zip"))
}

/// Returns true if a folder is empty, or a pack with nothing in it that Keycard did not write.
fn may_be_replaced(place: &Path) -> bool {
    let empty = fs::read_dir(place).is_ok_and(|mut entries| entries.next().is_none());
    empty
        || Archive::open(place).is_ok_and(|mut archive| {
            let Some(manifest) = archive
                .names()
                .iter()
                .find(|name| name.as_str() == seal::MANIFEST)
                .cloned()
            else {
                return false;
            };
            let manifest = archive
                .bytes(&manifest, 64 << 20)
                .ok()
                .and_then(|bytes| Manifest::parse(&bytes).ok());
            manifest.is_some_and(|manifest| {
                archive.faults().is_empty()
                    && archive.names().iter().all(|name| {
                        seal::ALL.contains(&name.as_str())
                            || manifest.files.iter().any(|file| file.path == name.as_str())
                    })
            })
        })
}
