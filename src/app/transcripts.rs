//! The transcripts of a pack: one file for each area of scenarios, one line for each case.
//!
//! Others check by a pack, so its transcripts hold each message whole, out of a spool of their own. All other
//! reports are made of records with the beginning of each long message and with the values at the places of
//! findings.

use std::io;

use serde::Deserialize;

use crate::evidence::name::PackName;
use crate::evidence::pack::Pack;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;
use crate::report::record::{self, Line};

/// As much of a record as says where it belongs.
#[derive(Deserialize)]
struct Named {
    id: Redacted<String>,
}

/// Writes the records into the pack as they were spooled.
///
/// # Errors
/// A record cannot be read, or a file cannot be written.
pub fn write(pack: &mut Pack, redactor: &Redactor, records: impl Iterator<Item = io::Result<Line>>) -> io::Result<()> {
    let mut records = records.map(|line| {
        let line = line?;
        let named: Named = line.read()?;
        Ok::<_, io::Error>((record::area(&named.id).to_string(), line))
    });
    let mut next: Option<(String, Line)> = records.next().transpose()?;
    while let Some((area, first)) = next.take() {
        let name = free(pack, &area);
        pack.add(name, redactor, |out| {
            let mut line = Some(first);
            while let Some(this) = line.take() {
                out.write_all(this.as_bytes())?;
                out.write_all(b"\n")?;
                match records.next().transpose()? {
                    Some((other, following)) if other == area => line = Some(following),
                    other => next = other,
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The name of the area's file; an area that comes twice has two.
fn free(pack: &Pack, area: &str) -> PackName {
    let mut number = 1;
    loop {
        let suffix = if number == 1 {
            ".jsonl".to_string()
        } else {
            format!("-{number}.jsonl")
        };
        let name = PackName::like("transcripts", area, &suffix);
        if !pack.has(&name) {
            return name;
        }
        number += 1;
    }
}
