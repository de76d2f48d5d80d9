//! `[io]` The certification folder: what was proved, and what was attested.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::attestation::{Attachment, Attestations};
use super::proof::{self, Proof, Proofs};
use super::sheet;
use crate::input::problem::{Problem, Problems};
use crate::input::schema;
use crate::input::source::{Source, Syntax};
use crate::judge::read_back::inventory::PushedInventory;
use crate::redaction::redactor::Redactor;
use crate::report::output::{self, LeakedIn};
use crate::report::record::Record;

/// A certification folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at that path, which need not exist yet.
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_path_buf(),
        }
    }

    /// The file that holds what was proved.
    pub fn state(&self) -> PathBuf {
        self.path.join("state.json")
    }

    fn attestations_file(&self) -> PathBuf {
        self.path.join("attestations.json")
    }

    /// Proofs of earlier runs; `None` if nothing is kept.
    ///
    /// # Errors
    /// The file cannot be read, or holds something else.
    pub fn proofs(&self) -> Result<Option<Proofs>, Problems> {
        let path = self.state();
        let help = "remove the file, or certify without `--resume`: nothing but what was proved is lost, and every \
                    test is run again";
        let proofs: Option<Proofs> = read(&path, help)?;
        match proofs {
            Some(proofs) if proofs.format != proof::FORMAT => Err(other_format(&path, proofs.format)),
            proofs => Ok(proofs),
        }
    }

    /// Attestations.
    ///
    /// # Errors
    /// The file cannot be read, or holds something else.
    pub fn attestations(&self) -> Result<Attestations, Problems> {
        let path = self.attestations_file();
        let help = "put back a copy of the file, or remove it: then everything has to be attested again";
        let attestations: Attestations = read(&path, help)?.unwrap_or_else(|| Attestations {
            format: proof::FORMAT,
            attestations: Vec::new(),
        });
        if attestations.format != proof::FORMAT {
            return Err(other_format(&path, attestations.format));
        }
        Ok(attestations)
    }

    /// Keeps what was proved; says if a secret is in it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_proofs(&self, proofs: &Proofs, redactor: &Redactor) -> io::Result<Vec<LeakedIn>> {
        fs::create_dir_all(&self.path)?;
        output::file(&self.state(), redactor, |out| Ok(serde_json::to_writer(out, proofs)?))
    }

    fn messages_file(&self, test: &str) -> PathBuf {
        self.path.join("messages").join(format!("{}.jsonl", plain(test)))
    }

    /// The table of what was pushed for a test.
    pub fn table(&self, test: &str) -> PathBuf {
        self.path.join("pushed").join(format!("{}.csv", plain(test)))
    }

    /// Leaves the table of what was pushed for a test; says if a secret is in it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_table(
        &self,
        test: &str,
        pushed: &PushedInventory<'_>,
        redactor: &Redactor,
    ) -> io::Result<Vec<LeakedIn>> {
        let path = self.table(test);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        output::file(&path, redactor, |mut out| sheet::csv(pushed, &mut out))
    }

    /// Keeps all that was said in the cases of a test, of which a proof holds the beginnings only; says if a secret
    /// is in it.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_messages(&self, test: &str, records: &[Record], redactor: &Redactor) -> io::Result<Vec<LeakedIn>> {
        let path = self.messages_file(test);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        output::file(&path, redactor, |out| {
            for record in records {
                serde_json::to_writer(&mut *out, record)?;
                out.write_all(b"\n")?;
            }
            Ok(())
        })
    }

    /// All that was said in the cases of a test, if it is of that proof.
    pub fn messages(&self, test: &str, proof: &Proof) -> Option<Vec<Record>> {
        let text = fs::read(self.messages_file(test)).ok()?;
        let records: serde_json::Result<Vec<Record>> =
            serde_json::Deserializer::from_slice(&text).into_iter().collect();
        let records = records.ok()?;
        let shortened: Vec<Record> = records.iter().map(Record::shortened).collect();
        let same = serde_json::to_vec(&shortened).ok()? == serde_json::to_vec(&proof.records).ok()?;
        same.then_some(records)
    }

    /// Keeps what was attested.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn keep_attestations(&self, attestations: &Attestations) -> io::Result<()> {
        fs::create_dir_all(&self.path)?;
        let path = self.attestations_file();
        let partial = output::beside(&path, "partial");
        let mut file = fs::File::create(&partial)?;
        serde_json::to_writer_pretty(&mut file, attestations)?;
        file.write_all(b"\n")?;
        fs::rename(&partial, &path)
    }

    /// Keeps a copy of a file that belongs to an attestation.
    ///
    /// # Errors
    /// It cannot be read, or the copy cannot be written.
    pub fn attach(&self, file: &Path) -> Result<Attachment, Problem> {
        let bytes = fs::read(file).map_err(|error| Problem::inaccessible("read", file, &error))?;
        let sha256 = proof::sha256(&bytes);
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_else(|| "attachment".to_string());
        let beginning: String = sha256.chars().take(12).collect();
        let copy = format!("attachments/{beginning}-{name}");
        let path = self.path.join(&copy);
        let written = fs::create_dir_all(self.path.join("attachments")).and_then(|()| fs::write(&path, &bytes));
        written.map_err(|error| Problem::inaccessible("write", &path, &error))?;
        Ok(Attachment { name, copy, sha256 })
    }

    /// Path of the copy of an attached file.
    pub fn copy(&self, attached: &Attachment) -> PathBuf {
        self.path.join(&attached.copy)
    }

    /// Returns true if the copy of an attached file is still what it was.
    pub fn is_whole(&self, attached: &Attachment) -> bool {
        let bytes = fs::read(self.copy(attached));
        bytes.is_ok_and(|bytes| proof::sha256(&bytes) == attached.sha256)
    }
}

/// The id of a test as part of a path.
fn plain(test: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    test.chars().map(|c| if is_plain(c) { c } else { '-' }).collect()
}

/// Reads a file of the folder; `help` says what to do if it is damaged.
fn read<T: DeserializeOwned + JsonSchema>(path: &Path, help: &str) -> Result<Option<T>, Problems> {
    let helped = |problem: Problem| problem.with_help(help.to_string());
    match fs::read_to_string(path) {
        Ok(text) => {
            let source = Source::new(path, Syntax::Json, text);
            let read = schema::read(&source, || schemars::schema_for!(T).to_value());
            // Nobody has written it by hand: where it is damaged first says as much as all places.
            read.map(Some).map_err(|problems| {
                let first = problems.iter().next().cloned();
                first.map_or(problems, |first| helped(first).into())
            })
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(helped(Problem::inaccessible("read", path, &error)).into()),
    }
}

fn other_format(path: &Path, format: u32) -> Problems {
    Problem::new(format!(
        "{} has the form {format}, and this Keycard knows {}",
        path.display(),
        proof::FORMAT
    ))
    .with_help(Some("name another folder with --dir, or remove the file".to_string()))
    .into()
}
