//! `[io]` Reads `keycard.toml` and the environment variables that it names.

use std::io;
use std::path::{Path, PathBuf};

use super::file::{self, ConfigFile};
use super::model::Config;
use super::resolve;
use crate::input::problem::{Problem, Problems};
use crate::input::schema;
use crate::input::source::{Source, Syntax};

/// Reads a configuration file.
///
/// # Errors
/// Everything that is wrong with it, unset environment variables included.
pub fn file(path: &Path) -> Result<Config, Problems> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        let help = (error.kind() == io::ErrorKind::NotFound).then(|| "`keycard init` writes one to start from".into());
        Problem::inaccessible("read the configuration", path, &error).with_help(help)
    })?;
    let source = Source::new(path, Syntax::Toml, text);
    let document: ConfigFile = schema::read(&source, file::schema)?;
    let base = path.parent().map_or_else(PathBuf::new, Path::to_path_buf);
    resolve::config(&source, document, &base, &|name| std::env::var(name).ok())
}
