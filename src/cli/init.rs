//! `keycard init`: a configuration and a first scenario to start from.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::arguments::InitArguments;
use crate::app::exit::Exit;

const FILES: [(&str, &str); 2] = [
    ("keycard.toml", include_str!("init/keycard.toml")),
    (
        "scenarios/takes-availability.yaml",
        include_str!("init/takes-availability.yaml"),
    ),
];

/// Runs the command.
pub fn run(arguments: &InitArguments) -> Exit {
    let existing: Vec<String> = FILES
        .iter()
        .map(|(name, _)| arguments.folder.join(name))
        .filter(|path| path.exists())
        .map(|path| path.display().to_string())
        .collect();
    if !existing.is_empty() {
        eprintln!("error: {} already exists; nothing was written", existing.join(" and "));
        return Exit::Input;
    }
    for (name, text) in FILES {
        let path = arguments.folder.join(name);
        if let Err(error) = write(&path, text) {
            eprintln!("error: {} cannot be written: {error}", path.display());
            return Exit::Input;
        }
        println!("wrote {}", path.display());
    }
    println!(
        "Next: set the variables that keycard.toml names, then `keycard doctor` and `keycard run --config keycard.toml`."
    );
    Exit::Passed
}

/// Never overwrites: a file that came into being meanwhile is an error.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::File::create_new(path)?.write_all(text.as_bytes())
}
