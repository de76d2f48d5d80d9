//! `[io]` The evidence pack that a run was asked for: opened before anything is sent, written at its end.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::app::keys;
use crate::app::notice::Notice;
use crate::evidence::name::PackName;
use crate::evidence::pack::Pack;
use crate::evidence::signature::PrivateKey;
use crate::input::problem::Problem;
use crate::redaction::redactor::Redactor;
use crate::report::head::Head;
use crate::report::output::LeakedIn;

/// The folder of a pack for what people attest.
const ATTESTATIONS: &str = "attestations";
/// Folders within folders beyond this are not looked into.
const DEEPEST: usize = 8;

/// Pack to be written at the end of a run, as it was asked for.
#[derive(Clone, Debug, Default)]
pub struct PackOptions {
    /// Place of the pack, if one was asked for: a zip file if it ends in `.zip`, else a folder.
    pub place: Option<PathBuf>,
    /// Folder with the attestations of people, to be put into the pack as they are.
    pub attestations: Option<PathBuf>,
    /// File of the private key to sign the pack with.
    pub key: Option<PathBuf>,
}

/// Something that is put into a pack as it is.
#[derive(Debug)]
pub enum Enclosed {
    /// A copy of a file.
    File(PathBuf),
    /// These bytes.
    Bytes(Vec<u8>),
}

/// A pack to be written.
#[derive(Debug)]
pub struct WantedPack {
    /// The pack.
    pub pack: Pack,
    attestations: Vec<(PackName, Enclosed)>,
    key: Option<PrivateKey>,
}

impl WantedPack {
    /// Makes sure that the pack can be written and signed.
    ///
    /// # Errors
    /// It cannot, or the attestations cannot be read.
    pub fn open(options: &PackOptions, notices: &mut Vec<Notice>) -> Result<Option<Self>, Problem> {
        let Some(place) = &options.place else {
            return Ok(None);
        };
        let key = options.key.as_deref().map(|path| keys::private(path, notices));
        let key = key.transpose()?;
        let mut attestations = Vec::new();
        if let Some(folder) = &options.attestations {
            gather(folder, ATTESTATIONS, 0, &mut attestations)?;
            attestations.sort();
        }
        let attestations = attestations.into_iter();
        Ok(Some(Self {
            pack: Pack::begin(place)?,
            attestations: attestations.map(|(name, path)| (name, Enclosed::File(path))).collect(),
            key,
        }))
    }

    /// Puts these attestations into it, if no folder of others was named. Names are below that of the attestations.
    ///
    /// # Errors
    /// A name is not one of a file within a pack.
    pub fn enclose(&mut self, given: Vec<(String, Enclosed)>) -> io::Result<()> {
        if self.attestations.is_empty() {
            for (name, what) in given {
                let name = format!("{ATTESTATIONS}/{name}").parse().map_err(|error| {
                    io::Error::other(format!(
                        "{name} cannot be put into the evidence pack: of its name, {error}"
                    ))
                })?;
                self.attestations.push((name, what));
            }
        }
        Ok(())
    }

    /// Adds the attestations, and puts the pack in its place, unless files of it hold a secret: these are returned.
    ///
    /// # Errors
    /// Something cannot be read or written.
    pub fn finish(mut self, head: &Head, redactor: &Redactor) -> io::Result<Vec<LeakedIn>> {
        for (name, what) in std::mem::take(&mut self.attestations) {
            match what {
                Enclosed::File(path) => {
                    let mut file = File::open(path)?;
                    self.pack
                        .add(name, redactor, |out| io::copy(&mut file, out).map(|_| ()))?;
                }
                Enclosed::Bytes(bytes) => self.pack.add(name, redactor, |out| out.write_all(&bytes))?,
            }
        }
        self.pack.finish(head, redactor, self.key.as_ref())
    }
}

/// Finds the files of a folder of attestations.
fn gather(folder: &Path, below: &str, depth: usize, found: &mut Vec<(PackName, PathBuf)>) -> Result<(), Problem> {
    let cannot = |path: &Path, error: &io::Error| Problem::inaccessible("read the attestations in", path, error);
    for entry in fs::read_dir(folder).map_err(|error| cannot(folder, &error))? {
        let entry = entry.map_err(|error| cannot(folder, &error))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|error| cannot(&path, &error))?;
        let unfit = |why: &str| {
            Problem::new(format!(
                "{} cannot be put into the evidence pack: {why}",
                path.display()
            ))
            .with_help(Some("attestations are plain files and folders".to_string()))
        };
        let name = entry.file_name();
        let name = name.to_str().ok_or_else(|| unfit("its name is not UTF-8 text"))?;
        let name = format!("{below}/{name}");
        if kind.is_dir() && depth < DEEPEST {
            gather(&path, &name, depth + 1, found)?;
        } else if kind.is_file() {
            let name = name.parse().map_err(|error| unfit(&format!("of its name, {error}")))?;
            found.push((name, path));
        } else {
            return Err(unfit("it is not a file"));
        }
    }
    Ok(())
}
