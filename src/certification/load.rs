//! `[io]` Finds a plan: one that is built in by its name, or a file.

use std::path::Path;

use super::plan::CertificationPlan;
use super::read;
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};
use crate::input::suggest;
use crate::scenario::load;

/// The plan of that name, or in that file.
///
/// # Errors
/// There is none, or everything that is wrong with the file.
pub fn plan(named: &str) -> Result<CertificationPlan, Problems> {
    let path = Path::new(named);
    if matches!(path.extension().and_then(|end| end.to_str()), Some("yaml" | "yml")) {
        let text =
            std::fs::read_to_string(path).map_err(|error| Problem::inaccessible("read the plan", path, &error))?;
        let stem = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let id = stem.split('.').next().unwrap_or(stem);
        return read::plan(id, &Source::new(path, Syntax::Yaml, text));
    }
    let built_in = load::plans();
    match built_in.iter().find(|(name, _)| name == named) {
        Some((name, source)) => read::plan(name, source),
        None => {
            let help = suggest::help(named, built_in.iter().map(|(name, _)| name.as_str()));
            Err(Problem::new(format!("there is no plan `{named}`"))
                .with_help(help.map(|help| format!("{help} A file of your own ends in .yaml")))
                .into())
        }
    }
}
