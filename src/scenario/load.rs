//! `[io]` Finds the scenario files of a directory, or of the copy embedded in the binary.

use std::fs;
use std::path::{Path, PathBuf};

use crate::input::problem::Problem;
use crate::input::source::{Source, Syntax};

/// A file found, and the id that its path gives it.
#[derive(Clone, Debug)]
pub struct ScenarioSource {
    /// The path below the directory, without suffix.
    pub id: String,
    /// The file.
    pub source: Source,
}

#[derive(rust_embed::RustEmbed)]
#[folder = "scenarios/"]
struct Embedded;

/// The built-in scenarios whose id `wanted` accepts, in order of their ids.
pub fn built_in(wanted: impl Fn(&str) -> bool) -> Vec<ScenarioSource> {
    let mut found: Vec<ScenarioSource> = Embedded::iter()
        .filter_map(|path| {
            let id = path.strip_suffix(".yaml")?;
            if id.ends_with(".plan") || !wanted(id) {
                return None;
            }
            let text = String::from_utf8(Embedded::get(&path)?.data.into_owned()).ok()?;
            Some(ScenarioSource {
                id: id.to_string(),
                source: Source::built_in(Path::new("scenarios").join(path.as_ref()), Syntax::Yaml, text),
            })
        })
        .collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// The built-in certification plans, each with its name: that of the folder in which it stands.
pub fn plans() -> Vec<(String, Source)> {
    let mut plans: Vec<(String, Source)> = Embedded::iter()
        .filter_map(|path| {
            let name = path.strip_suffix("/certification.plan.yaml")?;
            let text = String::from_utf8(Embedded::get(&path)?.data.into_owned()).ok()?;
            let path = Path::new("scenarios").join(path.as_ref());
            Some((name.to_string(), Source::built_in(path, Syntax::Yaml, text)))
        })
        .collect();
    plans.sort_by(|(a, _), (b, _)| a.cmp(b));
    plans
}

/// The scenario files of a directory and its folders, or one file, in order of their ids.
///
/// # Errors
/// The directory or a file in it cannot be read; all such problems at once.
pub fn directory(root: &Path) -> (Vec<ScenarioSource>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let base = if root.is_file() {
        files.push(root.to_path_buf());
        root.parent().unwrap_or(root).to_path_buf()
    } else {
        walk(root, &mut files, &mut problems);
        root.to_path_buf()
    };
    let mut found = Vec::new();
    for path in files {
        match fs::read(&path).map(String::from_utf8) {
            Ok(Ok(text)) => found.push(ScenarioSource {
                id: id(&base, &path),
                source: Source::new(path, Syntax::Yaml, text),
            }),
            Ok(Err(_)) => {
                problems.push(Problem::new("the file is not UTF-8 text").in_file(&Source::new(path, Syntax::Yaml, "")))
            }
            Err(error) => problems.push(Problem::inaccessible("read", &path, &error)),
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    (found, problems)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>, problems: &mut Vec<Problem>) {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(Problem::inaccessible("read", folder, &error));
            return;
        }
    };
    for entry in entries {
        match entry.and_then(|entry| Ok((entry.path(), entry.file_type()?))) {
            Ok((path, kind)) if kind.is_dir() => walk(&path, files, problems),
            Ok((path, _)) => {
                let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
                let hidden = name.starts_with('.');
                let plan = name.ends_with(".plan.yaml");
                if !hidden && !plan && (name.ends_with(".yaml") || name.ends_with(".yml")) {
                    files.push(path);
                }
            }
            Err(error) => problems.push(Problem::inaccessible("read", folder, &error)),
        }
    }
}

fn id(base: &Path, path: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path).with_extension("");
    below
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}
