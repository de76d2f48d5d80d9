//! `[io]` Results of earlier runs: JSON reports, by themselves or in an evidence pack.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::Deserialize;

use crate::evidence::archive::Archive;
use crate::evidence::verification;
use crate::input::problem::Problem;
use crate::report::formats::json::Report;
use crate::report::head;

/// No report is larger, in bytes.
const LARGEST: u64 = 2 << 30;
/// The report within a pack.
const IN_PACK: &str = "report.json";

/// As much of a report as says whether it can be read.
#[derive(Deserialize)]
struct Formatted {
    run: Format,
}

#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Reads a JSON report, or that of an evidence pack if the pack is whole.
///
/// # Errors
/// There is none, or it is of another form.
pub fn read(path: &Path) -> Result<Report, Problem> {
    let bytes = if path.is_dir() || begins_as_zip(path) {
        packed(path)?
    } else {
        fs::read(path).map_err(|error| Problem::inaccessible("read the report", path, &error))?
    };
    let not_one = |why: String| {
        Problem::new(format!("{} is not a JSON report of Keycard: {why}", path.display()))
            .with_help(Some("`--report json=PATH` and `--evidence PATH` write one".to_string()))
    };
    let formatted: Formatted = serde_json::from_slice(&bytes).map_err(|error| not_one(error.to_string()))?;
    if formatted.run.format != head::FORMAT {
        return Err(not_one(format!(
            "its format is {}, and this version reads {}",
            formatted.run.format,
            head::FORMAT
        )));
    }
    serde_json::from_slice(&bytes).map_err(|error| not_one(error.to_string()))
}

fn begins_as_zip(path: &Path) -> bool {
    let mut first = [0; 2];
    File::open(path).is_ok_and(|mut file| file.read_exact(&mut first).is_ok()) && &first == b"PK"
}

fn packed(path: &Path) -> Result<Vec<u8>, Problem> {
    let mut archive = Archive::open(path)?;
    if let Err(faults) = verification::verify(&mut archive, None) {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        return Err(
            Problem::new(format!("{} is not what was packed: {first}", path.display())).with_help(Some(
                "`keycard evidence verify` shows everything that was altered".to_string(),
            )),
        );
    }
    let name = archive.names().iter().find(|name| name.as_str() == IN_PACK).cloned();
    let name = name.ok_or_else(|| Problem::new(format!("the evidence pack {} has no {IN_PACK}", path.display())))?;
    archive
        .bytes(&name, LARGEST)
        .map_err(|error| Problem::inaccessible("read the report of", path, &error))
}
