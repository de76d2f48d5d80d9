//! Names of files within a pack: relative, plain, the same on every system.

use std::fmt;
use std::str::FromStr;

/// The longest name, in bytes.
const LONGEST: usize = 512;
/// The longest part between two slashes, in bytes: more is too much for common file systems.
const LONGEST_PART: usize = 200;

/// The name of a file within a pack, with `/` between its parts; it never leads out of the pack.
///
/// ```
/// use keycard::evidence::name::PackName;
///
/// assert!("transcripts/auth.jsonl".parse::<PackName>().is_ok());
/// assert!("../auth.jsonl".parse::<PackName>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PackName(String);

/// Reason for which a name cannot be one of a file within a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidName {
    /// It is empty, or a part of it is.
    #[error("it has an empty part")]
    Empty,
    /// A part of it is `.` or `..`, or it begins at the root.
    #[error("it leads out of the pack")]
    Outside,
    /// A character means something else on some system.
    #[error("it has a character that is not allowed in names")]
    Character,
    /// It is longer than a file system takes.
    #[error("it is too long")]
    Long,
}

impl FromStr for PackName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.len() > LONGEST || text.split('/').any(|part| part.len() > LONGEST_PART) {
            return Err(InvalidName::Long);
        }
        if text.starts_with('/') || text.split(['/', '\\']).any(|part| matches!(part, "." | "..")) {
            return Err(InvalidName::Outside);
        }
        if text.split('/').any(str::is_empty) {
            return Err(InvalidName::Empty);
        }
        if text
            .chars()
            .any(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        {
            return Err(InvalidName::Character);
        }
        Ok(Self(text.to_string()))
    }
}

impl PackName {
    /// A name made of that one by putting `-` for whatever may not stand in it.
    pub fn like(folder: &str, text: &str, suffix: &str) -> Self {
        let plain: Vec<String> = text
            .split('/')
            .map(|part| {
                let part: String = part
                    .chars()
                    .map(|c| {
                        if c.is_ascii_alphanumeric() || matches!(c, '-' | '_') {
                            c
                        } else {
                            '-'
                        }
                    })
                    .take(60)
                    .collect();
                if part.is_empty() { "-".to_string() } else { part }
            })
            .take(6)
            .collect();
        Self(format!("{folder}/{}{suffix}", plain.join("/")))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PackName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
