//! Evidence packs through the binary: written, signed, verified, altered, and made to harm.

mod zip_file;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use keycard::evidence::container;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{Ran, keycard, keycard_in};
use tempfile::TempDir;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Enough cases for two areas, and some that fail for want of a name.
const CASES: &str = "channel-manager/auth/mews-goes-by";

#[track_caller]
fn passes(folder: &Path, arguments: &[&str]) -> Ran {
    let ran = keycard_in(folder, arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}\n{}\n{}", ran.stdout, ran.stderr);
    ran
}

#[track_caller]
fn fails(folder: &Path, arguments: &[&str], code: i32, says: &str) {
    let ran = keycard_in(folder, arguments);
    assert_eq!(ran.code, Some(code), "{arguments:?}\n{}\n{}", ran.stdout, ran.stderr);
    let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.replace("│ ", "").contains(says),
        "`{says}` is not in\n{}",
        ran.stderr
    );
}

/// A folder with a pack of that name.
fn packed(pack: &str, more: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut arguments = vec!["run", "--seed", "7", "--evidence", pack];
    arguments.extend(more);
    arguments.push(CASES);
    passes(folder.path(), &arguments);
    folder
}

/// Every file below a folder, by its name.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    fn walk(folder: &Path, below: &str, found: &mut BTreeMap<String, PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let name = format!("{below}{}", entry.file_name().to_str().unwrap());
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), &format!("{name}/"), found);
            } else {
                found.insert(name, entry.path());
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found);
    found
}

/// The files of a zip, by name.
fn unzipped(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(File::open(path).unwrap()).unwrap();
    (0..zip.len())
        .map(|index| {
            let mut file = zip.by_index(index).unwrap();
            let name = String::from_utf8(file.name_raw().to_vec()).unwrap();
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

/// A zip file with those files, sealed as one of Keycard's.
fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    finished(zip)
}

fn finished(mut zip: ZipWriter<Cursor<Vec<u8>>>) -> Vec<u8> {
    zip.set_raw_comment(container::unsealed()).unwrap();
    sealed(zip.finish().unwrap().into_inner())
}

/// The bytes with the seal that fits them.
fn sealed(bytes: Vec<u8>) -> Vec<u8> {
    let mut file = Cursor::new(bytes);
    container::seal(&mut file).unwrap();
    file.into_inner()
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A manifest with those files, and its checksum.
fn manifest(files: &[(&str, u64, &str)]) -> (Vec<u8>, Vec<u8>) {
    let files: Vec<Value> = files
        .iter()
        .map(|(path, size, sha256)| json!({"path": path, "size": size, "sha256": sha256}))
        .collect();
    let manifest = json!({
        "kind": "keycard-evidence", "format": 1, "tool": "keycard 0", "statement": "", "started": "", "target": "",
        "conclusion": "passed", "versions": {"contract": {}, "scenarios": ""}, "files": files,
    });
    let bytes = serde_json::to_vec(&manifest).unwrap();
    let checksum = format!("{}  manifest.json\n", digest(&bytes)).into_bytes();
    (bytes, checksum)
}

#[test]
fn a_pack_has_every_report_the_transcripts_and_a_manifest() {
    let folder = packed("pack", &["--report", "sarif=asked.sarif"]);
    let pack = folder.path().join("pack");
    let files = files(&pack);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "manifest.json.sha256",
            "report.html",
            "report.json",
            "report.junit.xml",
            "report.md",
            "report.sarif",
            "transcripts/channel-manager/auth.jsonl",
        ]
    );
    let manifest: Value = serde_json::from_slice(&fs::read(pack.join("manifest.json")).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&keycard::evidence::manifest::schema()).unwrap();
    let faults: Vec<String> = validator
        .iter_errors(&manifest)
        .map(|fault| fault.to_string())
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    for file in manifest["files"].as_array().unwrap() {
        let bytes = fs::read(pack.join(file["path"].as_str().unwrap())).unwrap();
        assert_eq!(file["sha256"], digest(&bytes));
        assert_eq!(file["size"], bytes.len());
    }
    for api in ["channel-manager", "connector"] {
        assert_eq!(manifest["versions"]["contract"][api].as_str().unwrap().len(), 64);
    }
    let report: Value = serde_json::from_slice(&fs::read(pack.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["run"]["versions"], manifest["versions"]);
    let transcripts = fs::read_to_string(pack.join("transcripts/channel-manager/auth.jsonl")).unwrap();
    let cases = report["cases"].as_array().unwrap();
    assert_eq!(transcripts.lines().count(), cases.len());
    for (line, case) in transcripts.lines().zip(cases) {
        assert_eq!(&serde_json::from_str::<Value>(line).unwrap(), case);
    }
    let ran = passes(folder.path(), &["evidence", "verify", "pack"]);
    assert!(ran.stdout.contains("pack is whole: 6 files"), "{}", ran.stdout);
    assert!(ran.stdout.contains("It is not signed"), "{}", ran.stdout);
    let left: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.contains("partial"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn folder_and_zip_hold_the_same_files_in_the_same_order() {
    let folder = packed("pack.zip", &[]);
    let zip = ZipArchive::new(File::open(folder.path().join("pack.zip")).unwrap()).unwrap();
    let names: Vec<String> = zip
        .file_names_raw()
        .map(|name| String::from_utf8(name.to_vec()).unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "manifest.json",
            "manifest.json.sha256",
            "report.html",
            "report.json",
            "report.junit.xml",
            "report.md",
            "transcripts/channel-manager/auth.jsonl",
        ]
    );
    passes(folder.path(), &["evidence", "verify", "pack.zip"]);
    // A second run takes the place of the first one's pack.
    passes(folder.path(), &["run", "--evidence", "pack.zip", CASES]);
    passes(folder.path(), &["run", "--evidence", "folder", CASES]);
    passes(folder.path(), &["run", "--evidence", "folder", CASES]);
    passes(folder.path(), &["evidence", "verify", "folder"]);
}

#[test]
fn any_altered_byte_of_any_file_is_noticed_and_named() {
    let folder = packed("pack", &[]);
    passes(folder.path(), &["evidence", "keygen", "--out", "key.pem"]);
    passes(folder.path(), &["evidence", "sign", "pack", "--key", "key.pem"]);
    passes(folder.path(), &["evidence", "verify", "pack"]);
    for (name, path) in files(&folder.path().join("pack")) {
        let whole = fs::read(&path).unwrap();
        let last = whole.len() - 1;
        for at in [0, last / 3, last / 2, last] {
            let mut altered = whole.clone();
            altered[at] ^= 0x04;
            fs::write(&path, &altered).unwrap();
            fails(folder.path(), &["evidence", "verify", "pack"], 1, &name);
        }
        let mut longer = whole.clone();
        longer.push(b'\n');
        fs::write(&path, &longer).unwrap();
        fails(folder.path(), &["evidence", "verify", "pack"], 1, &name);
        fs::write(&path, &whole[..last]).unwrap();
        fails(folder.path(), &["evidence", "verify", "pack"], 1, &name);
        fs::remove_file(&path).unwrap();
        let code = if name == "manifest.json" { 2 } else { 1 };
        fails(folder.path(), &["evidence", "verify", "pack"], code, &name);
        fs::write(&path, &whole).unwrap();
    }
    fs::write(folder.path().join("pack/transcripts/more.txt"), "x").unwrap();
    fails(
        folder.path(),
        &["evidence", "verify", "pack"],
        1,
        "transcripts/more.txt was added",
    );
}

#[test]
fn an_altered_file_of_a_zip_is_named() {
    let folder = packed("pack.zip", &[]);
    let whole = unzipped(&folder.path().join("pack.zip"));
    for name in whole.keys() {
        let mut altered = whole.clone();
        altered.get_mut(name).unwrap()[0] ^= 1;
        let files: Vec<(&str, &[u8])> = altered
            .iter()
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        fs::write(folder.path().join("altered.zip"), zipped(&files)).unwrap();
        fails(folder.path(), &["evidence", "verify", "altered.zip"], 1, name);
    }
}

#[test]
fn a_signature_says_by_whom() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let made = passes(here, &["evidence", "keygen", "--out", "key.pem"]);
    passes(here, &["evidence", "keygen", "--out", "other.pem"]);
    let secret = fs::read_to_string(here.join("key.pem")).unwrap();
    let inner = secret.lines().nth(1).unwrap().to_string();
    let signed = passes(here, &["run", "--evidence", "pack.zip", "--sign", "key.pem", CASES]);
    for ran in [&made, &signed] {
        assert!(!ran.stdout.contains(&inner[20..]) && !ran.stderr.contains(&inner[20..]));
    }
    for bytes in unzipped(&here.join("pack.zip")).values() {
        assert!(!String::from_utf8_lossy(bytes).contains(&inner[20..]));
    }
    let ran = passes(here, &["evidence", "verify", "pack.zip", "--public-key", "key.pub.pem"]);
    assert!(ran.stdout.contains("It is signed with the key"), "{}", ran.stdout);
    let ran = passes(here, &["evidence", "verify", "pack.zip"]);
    assert!(ran.stdout.contains("--public-key says"), "{}", ran.stdout);
    fails(
        here,
        &["evidence", "verify", "pack.zip", "--public-key", "other.pub.pem"],
        1,
        "not with the key",
    );
    fails(
        here,
        &["evidence", "sign", "pack.zip", "--key", "other.pem"],
        2,
        "signed already",
    );
    fails(
        here,
        &["evidence", "verify", "pack.zip", "--public-key", "key.pem"],
        2,
        "this is a private key",
    );
    fails(
        here,
        &["evidence", "sign", "pack.zip", "--key", "key.pub.pem"],
        2,
        "this is a public key",
    );

    passes(here, &["run", "--evidence", "plain.zip", CASES]);
    fails(
        here,
        &["evidence", "verify", "plain.zip", "--public-key", "key.pub.pem"],
        1,
        "the pack is not signed",
    );
    passes(here, &["evidence", "sign", "plain.zip", "--key", "key.pem"]);
    passes(
        here,
        &["evidence", "verify", "plain.zip", "--public-key", "key.pub.pem"],
    );
}

#[test]
fn a_manifest_that_was_made_anew_is_caught_by_the_signature() {
    let folder = packed("pack", &[]);
    let here = folder.path();
    passes(here, &["evidence", "keygen", "--out", "key.pem"]);
    passes(here, &["evidence", "sign", "pack", "--key", "key.pem"]);
    let pack = here.join("pack");
    let text = fs::read_to_string(pack.join("manifest.json")).unwrap();
    let report = fs::read_to_string(pack.join("report.md")).unwrap();
    let other = report.replace("passed", "passed!");
    fs::write(pack.join("report.md"), &other).unwrap();
    let mut made: Value = serde_json::from_str(&text).unwrap();
    for file in made["files"].as_array_mut().unwrap() {
        if file["path"] == "report.md" {
            file["size"] = other.len().into();
            file["sha256"] = digest(other.as_bytes()).into();
        }
    }
    let made = serde_json::to_vec_pretty(&made).unwrap();
    fs::write(pack.join("manifest.json"), &made).unwrap();
    fs::write(
        pack.join("manifest.json.sha256"),
        format!("{}  manifest.json\n", digest(&made)),
    )
    .unwrap();
    fails(
        here,
        &["evidence", "verify", "pack", "--public-key", "key.pub.pem"],
        1,
        "is not the signature of manifest.json",
    );
    fs::remove_file(pack.join("manifest.json.sig")).unwrap();
    fs::remove_file(pack.join("manifest.json.pub")).unwrap();
    passes(here, &["evidence", "verify", "pack"]);
    fails(
        here,
        &["evidence", "verify", "pack", "--public-key", "key.pub.pem"],
        1,
        "the pack is not signed",
    );
}

#[cfg(unix)]
#[test]
fn keys_are_private_and_never_overwritten() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    passes(here, &["evidence", "keygen", "--out", "key.pem"]);
    let mode = fs::metadata(here.join("key.pem")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let before = fs::read(here.join("key.pem")).unwrap();
    fails(
        here,
        &["evidence", "keygen", "--out", "key.pem"],
        2,
        "keys are not overwritten",
    );
    assert_eq!(fs::read(here.join("key.pem")).unwrap(), before);
    fs::remove_file(here.join("key.pem")).unwrap();
    fails(
        here,
        &["evidence", "keygen", "--out", "key.pem"],
        2,
        "key.pub.pem exists",
    );
    assert!(!here.join("key.pem").exists());
    fails(here, &["evidence", "keygen", "--out", "no/key.pem"], 2, "no/key.pem");

    passes(here, &["evidence", "keygen", "--out", "open.pem"]);
    fs::set_permissions(here.join("open.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    let ran = passes(here, &["run", "--evidence", "pack", "--sign", "open.pem", CASES]);
    assert!(ran.stderr.contains("others may read the private key"), "{}", ran.stderr);
}

/// Others can check a signature without Keycard.
#[test]
fn openssl_takes_key_and_signature() {
    let folder = packed("pack", &[]);
    let here = folder.path();
    passes(here, &["evidence", "keygen", "--out", "key.pem"]);
    passes(here, &["evidence", "sign", "pack", "--key", "key.pem"]);
    let Ok(output) = Command::new("openssl")
        .args(["pkeyutl", "-verify", "-pubin", "-inkey", "key.pub.pem", "-rawin"])
        .args(["-in", "pack/manifest.json", "-sigfile", "pack/manifest.json.sig"])
        .current_dir(here)
        .output()
    else {
        return;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn packs_made_to_harm_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let inner = here.join("inner");
    fs::create_dir(&inner).unwrap();
    let refused = |bytes: &[u8], code: i32, says: &str| {
        fs::write(inner.join("bad.zip"), bytes).unwrap();
        fails(&inner, &["evidence", "verify", "bad.zip"], code, says);
        let left: Vec<String> = files(here).into_keys().collect();
        assert_eq!(left, ["inner/bad.zip"]);
    };
    refused(b"", 2, "is not an evidence pack");
    refused(b"PK\x03\x04 and then nothing", 2, "is not an evidence pack");
    refused(&[0x55; 4096], 2, "is not an evidence pack");
    refused(&zipped(&[("a.txt", b"a")]), 2, "it has no manifest.json");
    refused(&zipped(&[("manifest.json", b"{")]), 1, "it is not JSON");
    refused(
        &zipped(&[("manifest.json", b"{}")]),
        1,
        "it is not the manifest of a Keycard evidence pack",
    );
    let other = br#"{"kind": "keycard-evidence", "format": 99}"#;
    refused(&zipped(&[("manifest.json", other)]), 1, "its format is 99");

    let with = |listed: &[(&str, u64, &str)], files: &[(&str, &[u8])]| {
        let (bytes, checksum) = manifest(listed);
        let mut all: Vec<(&str, &[u8])> = vec![("manifest.json", &bytes), ("manifest.json.sha256", &checksum)];
        all.extend(files);
        zipped(&all)
    };
    let a = digest(b"a");
    fs::write(inner.join("good.zip"), with(&[("a.txt", 1, &a)], &[("a.txt", b"a")])).unwrap();
    passes(&inner, &["evidence", "verify", "good.zip"]);
    fs::remove_file(inner.join("good.zip")).unwrap();
    for name in [
        "../a.txt",
        "/a.txt",
        "x/../../a.txt",
        "..\\a.txt",
        "C:a.txt",
        "x//a.txt",
        "a\u{1b}[31m.txt",
    ] {
        refused(
            &with(&[(name, 1, &a)], &[(name, b"a")]),
            1,
            "cannot be one of a file in a pack",
        );
    }
    refused(
        &with(&[("a.txt", 1, &a), ("a.txt", 1, &a)], &[("a.txt", b"a")]),
        1,
        "it lists a.txt twice",
    );
    refused(
        &with(&[("manifest.json", 1, &a)], &[]),
        1,
        "it lists manifest.json though",
    );
    refused(
        &with(&[("a.txt", u64::MAX, &a), ("b.txt", u64::MAX, &a)], &[("a.txt", b"a")]),
        1,
        "which no pack has",
    );

    // A megabyte of nothing that claims to be one byte: no more than two bytes of it are read.
    let bomb = vec![0; 1 << 20];
    refused(
        &with(&[("a.txt", 1, &a)], &[("a.txt", &bomb)]),
        1,
        "the manifest says 1 bytes, found more",
    );

    let (bytes, checksum) = manifest(&[]);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in [("manifest.json", &bytes), ("manifest.json.sha256", &checksum)] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.add_symlink("link", "/etc/passwd", SimpleFileOptions::default())
        .unwrap();
    refused(&finished(zip), 1, "link is a symbolic link");

    // Two files of one name: the second one is given the name of the first in both lists.
    let twice = with(&[("a.txt", 1, &a)], &[("a.txt", b"a"), ("b.txt", b"b")]);
    let twice: Vec<u8> = replaced(&twice, b"b.txt", b"a.txt");
    refused(&twice, 1, "two files of one name");
    // One list says one name, the other another.
    let mut differ = with(&[("a.txt", 1, &a)], &[("a.txt", b"a")]);
    let last = differ.windows(5).rposition(|window| window == b"a.txt").unwrap();
    differ[last] = b'c';
    refused(&differ, 1, "its two lists of files differ");
}

#[cfg(unix)]
#[test]
fn links_and_devices_in_a_folder_are_refused() {
    let folder = packed("pack", &[]);
    std::os::unix::fs::symlink("/etc/passwd", folder.path().join("pack/link")).unwrap();
    fails(
        folder.path(),
        &["evidence", "verify", "pack"],
        1,
        "link is a symbolic link",
    );
    fs::remove_file(folder.path().join("pack/link")).unwrap();
    // A linked file with the right content is none of the pack's nevertheless.
    fs::rename(folder.path().join("pack/report.md"), folder.path().join("report.md")).unwrap();
    std::os::unix::fs::symlink("../report.md", folder.path().join("pack/report.md")).unwrap();
    fails(
        folder.path(),
        &["evidence", "verify", "pack"],
        1,
        "report.md is a symbolic link",
    );
}

#[test]
fn nothing_of_ones_own_is_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir(here.join("mine")).unwrap();
    fs::write(here.join("mine/thesis.txt"), "x").unwrap();
    fails(
        here,
        &["run", "--evidence", "mine", CASES],
        2,
        "something else than an evidence pack",
    );
    fails(
        here,
        &["run", "--evidence", "no/pack", CASES],
        2,
        "the folder no does not exist",
    );
    fails(
        here,
        &["run", "--evidence", "pack", "--sign", "none.pem", CASES],
        2,
        "`keycard evidence keygen --out KEY` makes one",
    );
    passes(here, &["run", "--evidence", "pack", CASES]);
    fs::write(here.join("pack/note.txt"), "x").unwrap();
    fails(
        here,
        &["run", "--evidence", "pack", CASES],
        2,
        "something else than an evidence pack",
    );
    assert!(here.join("pack/note.txt").exists() && here.join("mine/thesis.txt").exists());
    fails(here, &["evidence", "verify", "none"], 2, "it does not exist");
}

#[test]
fn attestations_go_into_the_pack_and_are_searched_for_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::create_dir_all(here.join("word/shots")).unwrap();
    fs::write(here.join("word/INV-1.md"), "Seen in the extranet.").unwrap();
    fs::write(here.join("word/shots/a.png"), [0, 159, 146, 150]).unwrap();
    passes(
        here,
        &["run", "--evidence", "pack.zip", "--attestations", "word", CASES],
    );
    let files = unzipped(&here.join("pack.zip"));
    assert_eq!(files["attestations/shots/a.png"], [0, 159, 146, 150]);
    assert_eq!(files["attestations/INV-1.md"], b"Seen in the extranet.");
    passes(here, &["evidence", "verify", "pack.zip"]);

    let token = "E0D439EE522F44368DC78E1BFB03710C-D24FB11DBE31D4621C4817E028D9E1D";
    fs::write(here.join("word/curl.txt"), format!("I sent {token}.")).unwrap();
    let output = keycard()
        .args([
            "run",
            "--target",
            "http://127.0.0.1:9",
            "--side",
            "mews",
            "--evidence",
            "leaky",
        ])
        .args(["--attestations", "word", "channel-manager/auth/mews-goes-by"])
        .current_dir(here)
        .env("KEYCARD_CLIENT_TOKEN", token)
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(
        stderr.contains("leaky/attestations/curl.txt held a secret") && stderr.contains("was not written"),
        "{stderr}"
    );
    // Nobody passes on what is not there.
    assert!(!here.join("leaky").exists() && !stderr.contains(token), "{stderr}");
    let left = fs::read_dir(here).unwrap().map(|entry| entry.unwrap().file_name());
    let left: Vec<_> = left
        .filter(|name| name.to_string_lossy().starts_with("leaky"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = bytes
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from)
        .map(|(at, _)| at)
        .collect();
    for at in places {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}
