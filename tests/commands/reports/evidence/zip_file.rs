//! The zip file around a pack: there is no bit of it that may be another one, and no room for anything else in it.

use std::fs;
use std::path::Path;

use keycard::evidence::archive::Archive;
use keycard::evidence::verification::verify;
use proptest::prelude::*;

use super::{CASES, digest, fails, keycard_in, manifest, packed, passes, sealed, unzipped, zipped};

/// A pack with one file, which has an empty one beside it.
fn small() -> Vec<u8> {
    let text = b"What was said, and what was answered, and what was said again.";
    let (listed, sum) = manifest(&[
        ("a.txt", text.len() as u64, &digest(text)),
        ("b/empty.txt", 0, &digest(b"")),
    ]);
    zipped(&[
        ("manifest.json", &listed),
        ("manifest.json.sha256", &sum),
        ("a.txt", text),
        ("b/empty.txt", b""),
    ])
}

/// What is wrong with a pack; nothing if it is whole.
fn said(path: &Path, bytes: &[u8]) -> Option<String> {
    fs::write(path, bytes).unwrap();
    match Archive::open(path) {
        Err(problem) => Some(problem.message),
        Ok(mut archive) => {
            let faults = verify(&mut archive, None).err()?;
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Some(faults.join("\n"))
        }
    }
}

/// It is refused, with a file of it or the zip file named.
#[track_caller]
fn names_something(path: &Path, bytes: &[u8], at: usize) {
    let said = said(path, bytes);
    let said = said.unwrap_or_else(|| panic!("byte {at} may be another one"));
    let names = [
        "manifest.json",
        "a.txt",
        "empty.txt",
        "zip file",
        "report.",
        "transcripts/",
        "file ",
        "built",
    ];
    assert!(names.iter().any(|name| said.contains(name)), "byte {at}: {said}");
}

#[test]
fn no_bit_of_a_pack_may_be_another_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.zip");
    let whole = small();
    assert_eq!(said(&path, &whole), None);
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut altered = whole.clone();
            altered[at] ^= 1 << bit;
            names_something(&path, &altered, at);
        }
    }
}

#[test]
fn no_byte_of_a_pack_may_be_missing_or_come_twice() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pack.zip");
    let whole = small();
    for at in 0..whole.len() {
        let mut shorter = whole.clone();
        let byte = shorter.remove(at);
        names_something(&path, &shorter, at);
        let mut longer = whole.clone();
        longer.insert(at, byte);
        names_something(&path, &longer, at);
        names_something(&path, &whole[..at], at);
    }
}

#[test]
fn no_byte_of_a_pack_of_a_run_may_be_another_one() {
    let folder = packed("pack.zip", &[]);
    passes(folder.path(), &["evidence", "keygen", "--out", "key.pem"]);
    passes(folder.path(), &["evidence", "sign", "pack.zip", "--key", "key.pem"]);
    passes(folder.path(), &["evidence", "verify", "pack.zip"]);
    let whole = fs::read(folder.path().join("pack.zip")).unwrap();
    let path = folder.path().join("altered.zip");
    let places = (any::<prop::sample::Index>(), 1..=u8::MAX, any::<bool>());
    let config = ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |((place, change, at_end) in places)| {
        // The list of its files at the end is where the structure is; most of the rest is content.
        let at = if at_end { whole.len() - 1 - place.index(1500) } else { place.index(whole.len()) };
        let mut altered = whole.clone();
        altered[at] ^= change;
        names_something(&path, &altered, at);
    });
}

#[test]
fn what_is_added_to_a_pack_is_told() {
    let folder = packed("pack.zip", &[]);
    let here = folder.path();
    let whole = fs::read(here.join("pack.zip")).unwrap();
    let refused = |bytes: Vec<u8>, says: &str| {
        fs::write(here.join("other.zip"), bytes).unwrap();
        fails(here, &["evidence", "verify", "other.zip"], 1, says);
    };
    refused(
        [&whole[..], b"junk"].concat(),
        "the zip file is not as Keycard wrote it: bytes after the list of its files belong to none of them",
    );
    refused(
        [b"junk", &whole[..]].concat(),
        "bytes before manifest.json belong to none of its files",
    );
    let mut touched = whole.clone();
    let first = touched.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    // Who may do what with the manifest.
    touched[first + 40] ^= 2;
    refused(touched.clone(), "bytes of it were altered, for its seal does not fit");

    // Who makes the seal anew can hide nothing either.
    refused(
        sealed(touched),
        "manifest.json has a time or rights, which no file of a pack has",
    );
    let mut more = whole.clone();
    more.splice(first..first, *b"hidden");
    refused(
        sealed(moved(more, first, 6)),
        "bytes before the list of its files belong to none of them",
    );
    let end = whole.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let mut more = whole.clone();
    more.splice(end..end, *b"hidden");
    refused(sealed(more), "belong to none of");
}

/// The zip file with the list of its files so many bytes later than its end says.
fn moved(mut zip: Vec<u8>, first: usize, by: usize) -> Vec<u8> {
    let end = zip.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let at = u32::try_from(first + by).unwrap().to_le_bytes();
    zip[end + 16..end + 20].copy_from_slice(&at);
    zip
}

/// Unpackers stop where the content ends: what is behind it, within its place in the zip file, nobody sees.
#[test]
fn nothing_hides_behind_the_content_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let whole = small();
    let name = whole.windows(5).position(|window| window == b"a.txt").unwrap();
    let header = name - 30;
    let packed = u32::from_le_bytes(whole[header + 18..header + 22].try_into().unwrap());
    let mut longer = whole.clone();
    let behind = name + 5 + packed as usize;
    longer.splice(behind..behind, *b"hidden");
    longer[header + 18..header + 22].copy_from_slice(&(packed + 6).to_le_bytes());
    let first = longer.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    let mut longer = moved(longer, first, 0);
    let mut entry = first;
    while longer[entry..].starts_with(b"PK\x01\x02") {
        let length = usize::from(longer[entry + 28]);
        let at = u32::from_le_bytes(longer[entry + 42..entry + 46].try_into().unwrap());
        if &longer[entry + 46..entry + 46 + length] == b"a.txt" {
            longer[entry + 20..entry + 24].copy_from_slice(&(packed + 6).to_le_bytes());
        } else if at as usize > header {
            longer[entry + 42..entry + 46].copy_from_slice(&(at + 6).to_le_bytes());
        }
        entry += 46 + length;
    }
    fs::write(folder.path().join("pack.zip"), sealed(longer)).unwrap();
    let says = "something stands behind its content in the zip file";
    fails(folder.path(), &["evidence", "verify", "pack.zip"], 1, says);
}

#[test]
fn a_pack_that_others_have_zipped_is_verified_as_a_folder() {
    let folder = packed("pack", &[]);
    let here = folder.path();
    let ran = keycard_in(here, &["run", "--evidence", "own.zip", CASES]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let files = unzipped(&here.join("own.zip"));
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let mut others = zipped(&files);
    let end = others.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    others.truncate(end + 22);
    others[end + 20] = 0;
    fs::write(here.join("others.zip"), &others).unwrap();
    fails(
        here,
        &["evidence", "verify", "others.zip"],
        1,
        "it has no seal, so something else has packed or changed it",
    );
    fails(
        here,
        &["evidence", "verify", "others.zip"],
        1,
        "help: its files are as they were packed; unpack it, and verify the folder",
    );
    for (name, bytes) in unzipped(&here.join("others.zip")) {
        let path = here.join("unpacked").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    passes(here, &["evidence", "verify", "unpacked"]);
}
