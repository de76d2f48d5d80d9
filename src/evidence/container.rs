//! The zip file around a pack. Its files are vouched for by the manifest; every other byte of it by this.
//!
//! It ends with a seal, SHA-256 of all that stands before, so that any altered byte is noticed. Who makes the seal
//! anew can still hide nothing: between, behind and beside its files there is no room for anything.
//!
//! Zip files of other programs are refused, since nothing vouches for their times and additional fields; such a
//! pack is verified as a folder.

use std::io::{self, Read, Seek, SeekFrom, Write};

use sha2::{Digest, Sha256};
use zip::DateTime;
use zip::read::ZipArchive;

use crate::report::versions::hex;

/// Beginning of the comment of the zip file.
const MARK: &str = "keycard-evidence sha256:";
/// The digits of SHA-256.
const DIGITS: usize = 64;
/// Number of bytes that are read at a time.
const PIECE: usize = 1 << 16;
/// The rights that every file of a pack has: a file that all may read.
const RIGHTS: u32 = 0o100_644;

/// The sizes of the parts of a zip file, without the names in them.
mod size {
    pub const LOCAL: u64 = 30;
    pub const CENTRAL: u64 = 46;
    pub const END: u64 = 22;
    /// Bytes added to each of the first two for a file of 4 GiB or more, at most.
    pub const LARGE: u64 = 28;
    /// Bytes added to the last for more files or bytes than it has room for.
    pub const LARGE_END: u64 = 76;
}

/// The comment that a zip file is written with: a seal to be filled in.
pub fn unsealed() -> Box<[u8]> {
    format!("{MARK}{}", "0".repeat(DIGITS)).into_bytes().into_boxed_slice()
}

/// Fills in the seal of a zip file that was written with the comment [`unsealed`].
///
/// # Errors
/// The file cannot be read or written.
pub fn seal(file: &mut (impl Read + Write + Seek)) -> io::Result<()> {
    let digest = digest(file)?;
    file.seek(SeekFrom::End(-(DIGITS as i64)))?;
    file.write_all(digest.as_bytes())?;
    file.flush()
}

/// SHA-256 of everything but the last digits.
fn digest(file: &mut (impl Read + Seek)) -> io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut sealed = file.take(length.saturating_sub(DIGITS as u64));
    let mut digest = Sha256::new();
    let mut buffer = vec![0; PIECE];
    loop {
        match sealed.read(&mut buffer)? {
            0 => return Ok(hex(&digest.finalize())),
            count => digest.update(&buffer[..count]),
        }
    }
}

/// Faults of a zip file: differences from those that Keycard writes. `file` is the one that `zip` reads.
///
/// # Errors
/// The file cannot be read.
pub fn faults<R: Read + Seek>(file: &mut (impl Read + Seek), zip: &mut ZipArchive<R>) -> io::Result<Vec<String>> {
    let mut faults = Vec::new();
    let sealed = zip.comment().strip_prefix(MARK.as_bytes());
    match sealed {
        Some(seal) if seal == digest(file)?.as_bytes() => {}
        Some(_) => faults.push("bytes of it were altered, for its seal does not fit".to_string()),
        None => faults.push("it has no seal, so something else has packed or changed it".to_string()),
    }
    let length = file.seek(SeekFrom::End(0))?;
    faults.extend(structure(zip, length)?);
    Ok(faults)
}

/// Faults for all that stands in a zip file of that length beside its files.
fn structure<R: Read + Seek>(zip: &mut ZipArchive<R>, length: u64) -> io::Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut local = 0;
    let mut central = zip.central_directory_start();
    let mut large = zip.len() >= usize::from(u16::MAX) || central >= u64::from(u32::MAX);
    for index in 0..zip.len() {
        let entry = zip.by_index_raw(index)?;
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let named = entry.name_raw().len() as u64;
        let is_large = entry.size() >= u64::from(u32::MAX);
        let room = if is_large { size::LARGE } else { 0 };
        large |= is_large;
        let data = entry.data_start().unwrap_or(0);
        if entry.header_start() != local || entry.central_header_start() < central {
            faults.push(format!("bytes before {name} belong to none of its files"));
        }
        let beside_data = data.checked_sub(entry.header_start() + size::LOCAL + named);
        let beside_entry = entry.central_header_start().checked_sub(central);
        // Of the entry in the list of files, what is added is found where the next one begins.
        if beside_data.is_none_or(|more| more > room)
            || (index > 0 && beside_entry.is_none_or(|more| more > size::LARGE))
            || !entry.comment_raw().is_empty()
            || entry.extra_data_fields().count() > usize::from(is_large)
        {
            faults.push(format!("{name} carries something beside its content"));
        }
        if entry.last_modified() != Some(DateTime::default()) || entry.unix_mode() != Some(RIGHTS) {
            faults.push(format!("{name} has a time or rights, which no file of a pack has"));
        }
        local = data + entry.compressed_size();
        central = entry.central_header_start() + size::CENTRAL + named;
    }
    if zip.central_directory_start() != local {
        faults.push("bytes before the list of its files belong to none of them".to_string());
    }
    let end = central + size::END + zip.comment().len() as u64;
    let room = if large { size::LARGE + size::LARGE_END } else { 0 };
    if !(end..=end + room).contains(&length) {
        faults.push("bytes after the list of its files belong to none of them".to_string());
    }
    Ok(faults)
}
