//! Verification that a pack is as it was when it was made: every file listed and unaltered, none missing, none added.
//!
//! Bytes are compared and not values, so a change that means nothing is a change as well. The reasons are in
//! `docs/decisions/0008-a-pack-is-believed-file-by-file.md`.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::archive::Archive;
use super::manifest::{FileRecord, Manifest};
use super::name::PackName;
use super::pack_fault::PackFault;
use super::seal;
use super::signature::PublicKey;
use crate::report::versions::hex;

/// No manifest is larger, in bytes.
const LARGEST_MANIFEST: u64 = 64 << 20;
/// No pack is larger, in bytes of its unpacked files: what a manifest says is not believed beyond that.
const LARGEST_PACK: u64 = 8 << 30;
/// No seal is larger.
const LARGEST_SEAL: u64 = 4 << 10;

/// A pack without a fault.
#[derive(Debug)]
pub struct Verified {
    /// Its manifest.
    pub manifest: Manifest,
    /// Number of bytes of its listed files.
    pub bytes: u64,
    /// Its signature.
    pub signed: Signature,
}

/// Signature of a pack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// Nobody signed it.
    None,
    /// A key that came with the pack signed it: whose key that is, is not known.
    OfUnknownKey(PublicKey),
    /// The key that was asked for signed it.
    OfGivenKey(PublicKey),
}

/// Checks a pack; with a key, also that it signed it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn verify(archive: &mut Archive, key: Option<&PublicKey>) -> Result<Verified, Vec<PackFault>> {
    let mut faults = archive.faults().to_vec();
    let manifest = match sealed(archive, seal::MANIFEST, LARGEST_MANIFEST) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            faults.push(PackFault::Missing(seal::MANIFEST.to_string()));
            return Err(faults);
        }
        Err(fault) => {
            faults.push(fault);
            return Err(faults);
        }
    };
    checksum(archive, &manifest, &mut faults);
    let signed = signature(archive, &manifest, key, &mut faults);
    let manifest = match Manifest::parse(&manifest) {
        Ok(manifest) => manifest,
        Err(why) => {
            faults.push(PackFault::Manifest(seal::MANIFEST, why));
            return Err(faults);
        }
    };
    let bytes = files(archive, &manifest, &mut faults);
    if faults.is_empty() {
        Ok(Verified {
            manifest,
            bytes,
            signed,
        })
    } else {
        Err(faults)
    }
}

/// The content of the manifest or of a seal.
fn sealed(archive: &mut Archive, name: &'static str, most: u64) -> Result<Option<Vec<u8>>, PackFault> {
    let Some(name_in_pack) = archive.names().iter().find(|known| known.as_str() == name).cloned() else {
        return Ok(None);
    };
    match archive.bytes(&name_in_pack, most) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) => Err(PackFault::Manifest(name, format!("it cannot be read: {error}"))),
    }
}

fn checksum(archive: &mut Archive, manifest: &[u8], faults: &mut Vec<PackFault>) {
    let expected = seal::checksum_line(&hex(&Sha256::digest(manifest)));
    match sealed(archive, seal::CHECKSUM, LARGEST_SEAL) {
        Ok(Some(found)) if found == expected.as_bytes() => {}
        Ok(Some(_)) => faults.push(PackFault::Manifest(
            seal::MANIFEST,
            format!(
                "it was altered, or {} was: its SHA-256 is not what stands there",
                seal::CHECKSUM
            ),
        )),
        Ok(None) => faults.push(PackFault::Missing(seal::CHECKSUM.to_string())),
        Err(fault) => faults.push(fault),
    }
}

fn signature(
    archive: &mut Archive,
    manifest: &[u8],
    key: Option<&PublicKey>,
    faults: &mut Vec<PackFault>,
) -> Signature {
    let mut read = |name| {
        sealed(archive, name, LARGEST_SEAL).unwrap_or_else(|fault| {
            faults.push(fault);
            None
        })
    };
    let (signature, public) = (read(seal::SIGNATURE), read(seal::PUBLIC_KEY));
    let Some(signature) = signature else {
        if public.is_some() {
            faults.push(PackFault::Missing(seal::SIGNATURE.to_string()));
        } else if key.is_some() {
            faults.push(PackFault::Signature("the pack is not signed".to_string()));
        }
        return Signature::None;
    };
    let own = match public.map(String::from_utf8) {
        None => {
            faults.push(PackFault::Missing(seal::PUBLIC_KEY.to_string()));
            None
        }
        Some(text) => {
            let found = text.ok().and_then(|text| {
                // Only one text is the key's: a change that means nothing is one nevertheless.
                let key = PublicKey::from_pem(&text).ok()?;
                (key.to_pem().ok()? == text).then_some(key)
            });
            if found.is_none() {
                faults.push(PackFault::Manifest(
                    seal::PUBLIC_KEY,
                    "it was altered: it is no public key".to_string(),
                ));
            }
            found
        }
    };
    if let Some(key) = key
        && own.as_ref() != Some(key)
    {
        let by = own.map_or_else(
            || "an unknown key".to_string(),
            |own| format!("the key {}", own.fingerprint()),
        );
        faults.push(PackFault::Signature(format!(
            "the pack was signed with {by}, not with the key {}",
            key.fingerprint()
        )));
        return Signature::None;
    }
    let Some(own) = own else { return Signature::None };
    if !own.verifies(manifest, &signature) {
        faults.push(PackFault::Signature(format!(
            "{} is not the signature of {} with the key {} of {}: one of the three was altered",
            seal::SIGNATURE,
            seal::MANIFEST,
            own.fingerprint(),
            seal::PUBLIC_KEY
        )));
    }
    match key {
        Some(_) => Signature::OfGivenKey(own),
        None => Signature::OfUnknownKey(own),
    }
}

/// Compares the files with the manifest; returns the number of their bytes.
fn files(archive: &mut Archive, manifest: &Manifest, faults: &mut Vec<PackFault>) -> u64 {
    let mut listed: BTreeSet<PackName> = BTreeSet::new();
    let mut total: u64 = 0;
    for record in &manifest.files {
        let name: PackName = match record.path.parse() {
            Ok(name) => name,
            Err(error) => {
                faults.push(PackFault::Name(
                    record.path.escape_debug().to_string(),
                    format!("{error}"),
                ));
                continue;
            }
        };
        let again = !listed.insert(name.clone());
        if again || seal::ALL.contains(&name.as_str()) {
            let why = if again {
                "twice"
            } else {
                "though it is none of its files"
            };
            faults.push(PackFault::Manifest(seal::MANIFEST, format!("it lists {name} {why}")));
            continue;
        }
        total = total.saturating_add(record.size);
        if total > LARGEST_PACK {
            faults.push(PackFault::Manifest(
                seal::MANIFEST,
                format!("its files have more than {LARGEST_PACK} bytes, which no pack has"),
            ));
            return total;
        }
        if archive.names().contains(&name) {
            faults.extend(altered(archive, &name, record));
        } else {
            faults.push(PackFault::Missing(name.to_string()));
        }
    }
    let added = archive
        .names()
        .iter()
        .filter(|name| !listed.contains(*name) && !seal::ALL.contains(&name.as_str()));
    faults.extend(added.map(|name| PackFault::Added(name.to_string())));
    total
}

fn altered(archive: &mut Archive, name: &PackName, record: &FileRecord) -> Option<PackFault> {
    let mut digest = Sha256::new();
    let mut size: u64 = 0;
    let read = archive.read(name, record.size, |piece| {
        digest.update(piece);
        size += piece.len() as u64;
    });
    let (expected, actual) = match read {
        Err(error) => (
            format!("{} bytes", record.size),
            format!("what cannot be read ({error})"),
        ),
        Ok(()) if size > record.size => (format!("{} bytes", record.size), "more".to_string()),
        Ok(()) if size < record.size => (format!("{} bytes", record.size), format!("{size}")),
        Ok(()) => {
            let actual = hex(&digest.finalize());
            if actual == record.sha256 {
                return None;
            }
            (format!("the SHA-256 {}", record.sha256), actual)
        }
    };
    Some(PackFault::Altered {
        name: name.to_string(),
        expected,
        actual,
    })
}
