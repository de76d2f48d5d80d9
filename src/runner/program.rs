//! `[io]` Programs that hooks run: whether they are there and may be run, told before they are needed.

use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// Obstacle to running a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// There is no such file.
    Missing(PathBuf),
    /// No folder of `PATH` has a program of that name.
    NotInPath,
    /// It is a folder.
    Folder(PathBuf),
    /// The file may not be executed.
    NotExecutable(PathBuf),
    /// The first line of the script ends in a carriage return.
    CarriageReturn(PathBuf),
    /// The interpreter that the first line of the script names is not there.
    NoInterpreter(PathBuf, String),
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "there is no file {}", path.display()),
            Self::NotInPath => f.write_str("no folder of PATH has a program of that name"),
            Self::Folder(path) => write!(f, "{} is a folder", path.display()),
            Self::NotExecutable(path) => {
                let path = path.display();
                write!(f, "{path} is not executable; `chmod +x {path}` makes it so")
            }
            Self::CarriageReturn(path) => write!(
                f,
                "the first line of {} ends in a carriage return (CR), so that its interpreter is not found; save it with \
                 line ends of Unix (LF)",
                path.display()
            ),
            Self::NoInterpreter(path, interpreter) => write!(
                f,
                "the first line of {} names {interpreter}, which is not there",
                path.display()
            ),
        }
    }
}

/// The obstacle to running a program in a folder, as far as can be told without running it.
pub fn obstacle(program: &str, directory: &Path) -> Option<Obstacle> {
    let path = if program.contains('/') {
        directory.join(program)
    } else {
        let folders = std::env::var_os("PATH")?;
        let mut candidates = std::env::split_paths(&folders).map(|folder| folder.join(program));
        match candidates.find(|path| path.is_file()) {
            Some(path) => path,
            None => return Some(Obstacle::NotInPath),
        }
    };
    // Where Windows looks for a program is its own affair.
    if cfg!(not(unix)) {
        return None;
    }
    let Ok(data) = path.metadata() else {
        return Some(Obstacle::Missing(path));
    };
    if data.is_dir() {
        return Some(Obstacle::Folder(path));
    }
    if !may_run(&data) {
        return Some(Obstacle::NotExecutable(path));
    }
    let line = first_line(&path)?;
    let interpreter = line.strip_prefix("#!")?;
    if interpreter.ends_with('\r') {
        return Some(Obstacle::CarriageReturn(path));
    }
    let interpreter = interpreter.split_whitespace().next()?.to_string();
    (!directory.join(&interpreter).exists()).then_some(Obstacle::NoInterpreter(path, interpreter))
}

#[cfg(unix)]
fn may_run(data: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    data.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn may_run(_: &std::fs::Metadata) -> bool {
    true
}

/// The first line without its line feed, if it is short text.
fn first_line(path: &Path) -> Option<String> {
    let mut start = Vec::new();
    File::open(path).ok()?.take(512).read_to_end(&mut start).ok()?;
    let line = start.split(|byte| *byte == b'\n').next()?;
    String::from_utf8(line.to_vec()).ok()
}
