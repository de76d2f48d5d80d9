//! Bad input and what is said about it: one test for each folder of `tests/diagnostics/`.
//!
//! A folder holds the bad files, `command` (the command line, with variables before it as a shell
//! would take them) and `expected.snap`, a snapshot of the exit code and standard error. The command runs in a copy of the folder; if the folder has `schemas/`, the
//! built-in contract files are laid under it. `127.0.0.1:00000` stands for a listener that must not
//! be called.

use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{ExitCode, Stdio};

use libtest_mimic::{Arguments, Failed, Trial};
use support::{assert_golden, keycard};

/// As long as any real address of the listener, so that columns stay where they are.
const PLACE: &str = "127.0.0.1:00000";
/// What every token in these folders begins with.
const TOKEN: &str = "6D1C4B7E92A84F0D";
/// The middle of every such token: no masked form holds it.
const MIDDLE: &str = "93B5C7E1F2A4D6B8-A1B2C3D4E5F60718293A4B5C";
/// The password in addresses of these folders.
const PASSWORD: &str = "hunter2hunter2";

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics");
    let mut folders: Vec<PathBuf> = match fs::read_dir(&root) {
        Ok(entries) => entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir())
            .collect(),
        Err(_) => Vec::new(),
    };
    folders.sort();
    assert!(!folders.is_empty(), "there is no folder in {}", root.display());
    let trials = folders
        .into_iter()
        .map(|folder| {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            Trial::test(name, move || judge(&folder).map_err(Failed::from))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn judge(folder: &Path) -> Result<(), String> {
    let said = |error: io::Error| error.to_string();
    let listener = TcpListener::bind("127.0.0.1:0").map_err(said)?;
    listener.set_nonblocking(true).map_err(said)?;
    let address = listener.local_addr().map_err(said)?.to_string();
    let copy = tempfile::tempdir().map_err(said)?;
    if folder.join("schemas").is_dir() {
        let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        lay(&built_in, &copy.path().join("schemas"), &address).map_err(said)?;
    }
    lay(folder, copy.path(), &address).map_err(said)?;
    for own in ["command", "expected.snap"] {
        let _ = fs::remove_file(copy.path().join(own));
    }

    let line = fs::read_to_string(folder.join("command")).map_err(said)?;
    let mut command = keycard();
    command.current_dir(copy.path()).stdin(Stdio::null());
    let mut words = line.split_whitespace();
    for word in words.by_ref().take_while(|word| *word != "keycard") {
        let (name, value) = word.split_once('=').ok_or("write NAME=value before `keycard`")?;
        command.env(name, value.replace("%20", " "));
    }
    command.args(words.map(|word| word.replace(PLACE, &address)));
    let output = command.output().map_err(said)?;

    let stderr = String::from_utf8(output.stderr).map_err(|error| error.to_string())?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    let code = output.status.code().ok_or("it was killed by a signal")?;
    let shown = format!("exit code {code}\n\n{}", stderr.replace(&address, PLACE));

    let mut faults = Vec::new();
    if !matches!(code, 2 | 4) {
        faults.push(format!("the exit code is {code}, not 2 or 4"));
    }
    if !stdout.is_empty() {
        faults.push(format!("standard output is not empty:\n{stdout}"));
    }
    if stderr.contains("panicked") || stderr.contains("RUST_BACKTRACE") {
        faults.push("it panicked".to_string());
    }
    for secret in [MIDDLE, PASSWORD] {
        if stderr.contains(secret) {
            faults.push(format!("a secret is shown in clear: {secret}"));
        }
    }
    if stderr.contains(&format!("{TOKEN}93")) {
        faults.push("a token is shown in clear".to_string());
    }
    match listener.accept() {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
        Err(error) => faults.push(error.to_string()),
        Ok(_) => faults.push("the target was called".to_string()),
    }

    if !faults.is_empty() {
        return Err(faults.join("\n"));
    }
    assert_golden(folder, "expected", &shown);
    Ok(())
}

/// Copies a folder over another one, with the real address of the listener.
fn lay(from: &Path, to: &Path, address: &str) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            lay(&entry.path(), &target, address)?;
        } else {
            let bytes = fs::read(entry.path())?;
            let bytes = match String::from_utf8(bytes) {
                Ok(text) => text.replace(PLACE, address).into_bytes(),
                Err(error) => error.into_bytes(),
            };
            fs::write(target, bytes)?;
        }
    }
    Ok(())
}
