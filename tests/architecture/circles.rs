//! No circle of files. A file uses another if one of its paths leads there, tests apart; a file that declares a module
//! uses it, so that a child never uses the file of its parent.
//!
//! `cargo test --test architecture no_circle -- --nocapture` prints how many files and arrows there are, and each circle.

use std::collections::{BTreeMap, BTreeSet};

use crate::scan::{Scanned, read, rust_files};

/// What a file takes from each file that it uses.
type Arrows = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

#[test]
fn no_circle_of_files() {
    let files: BTreeMap<String, String> = rust_files("src")
        .into_iter()
        .map(|path| (path.clone(), read(&path)))
        .collect();
    let arrows = arrows(&files);
    let circles = circles(&arrows);
    println!(
        "{} files, {} arrows, {} circles",
        files.len(),
        arrows.values().map(BTreeMap::len).sum::<usize>(),
        circles.len()
    );
    let told: Vec<String> = circles.iter().map(|circle| describe(circle, &arrows)).collect();
    assert!(circles.is_empty(), "\n{}\n", told.join("\n\n"));
}

#[test]
fn each_circle_is_noticed() {
    for (what, files) in [
        (
            "two files",
            &[
                ("src/lib.rs", "pub mod a;\npub mod b;"),
                ("src/a.rs", "use crate::b::B;"),
                ("src/b.rs", "fn f() { crate::a::g() }"),
            ][..],
        ),
        (
            "a child and its parent",
            &[
                ("src/lib.rs", "pub mod a;"),
                ("src/a/mod.rs", "mod b;\npub struct A;"),
                ("src/a/b.rs", "use super::A;"),
            ],
        ),
        (
            "a child and its parent beside the folder",
            &[
                ("src/lib.rs", "pub mod a;"),
                ("src/a.rs", "mod b;\npub struct A;"),
                ("src/a/b.rs", "use crate::a::{c, A};"),
            ],
        ),
        (
            "three files",
            &[
                ("src/lib.rs", "pub mod a;\npub mod b;\npub mod c;"),
                ("src/a.rs", "use super::b;"),
                ("src/b.rs", "use super::{c::C, d};"),
                ("src/c.rs", "type A = crate::a::A;"),
            ],
        ),
    ] {
        assert_eq!(circles(&arrows(&owned(files))).len(), 1, "{what}");
    }
}

#[test]
fn what_only_looks_like_a_circle_is_none() {
    for (what, files) in [
        (
            "paths in tests",
            &[
                ("src/lib.rs", "pub mod a;\npub mod b;"),
                ("src/a.rs", "use crate::b::B;"),
                ("src/b.rs", "#[cfg(test)]\nmod tests {\n    use crate::a::A;\n}\n"),
            ][..],
        ),
        (
            "a visibility",
            &[
                ("src/lib.rs", "pub mod a;"),
                ("src/a/mod.rs", "mod b;"),
                ("src/a/b.rs", "pub(super) fn f() {}\npub(in crate::a) fn g() {}"),
            ],
        ),
        (
            "a comment, and a sibling",
            &[
                ("src/lib.rs", "pub mod a;"),
                ("src/a/mod.rs", "mod b;\nmod c;"),
                ("src/a/b.rs", "//! See [`super::A`].\nuse super::c::C;"),
                ("src/a/c.rs", "struct C;"),
            ],
        ),
    ] {
        let arrows = arrows(&owned(files));
        assert_eq!(circles(&arrows), Vec::<Vec<String>>::new(), "{what}");
    }
}

fn owned(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    files
        .iter()
        .map(|(path, text)| (path.to_string(), text.to_string()))
        .collect()
}

/// The path of a module below the root of the crate; the binary is none.
fn module(path: &str) -> Option<Vec<String>> {
    let below = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let mut segments: Vec<String> = below.split('/').map(str::to_string).collect();
    match segments.last().map(String::as_str) {
        Some("mod") => drop(segments.pop()),
        Some("lib") if segments.len() == 1 => segments.clear(),
        Some("main") if segments.len() == 1 => return None,
        _ => {}
    }
    Some(segments)
}

fn arrows(files: &BTreeMap<String, String>) -> Arrows {
    let modules: BTreeMap<Vec<String>, &str> = files
        .keys()
        .filter_map(|path| Some((module(path)?, path.as_str())))
        .collect();
    let mut arrows = Arrows::new();
    for (own, path) in &modules {
        let scanned = Scanned::of(&files[*path]);
        let used = arrows.entry(path.to_string()).or_default();
        for found in scanned.paths.iter().filter(|found| !found.in_tests) {
            if let Some((target, name)) = target(own, &found.segments, &modules)
                && target != *path
            {
                used.entry(target.to_string()).or_default().insert(name);
            }
        }
        for name in declared(&scanned) {
            let child: Vec<String> = own.iter().cloned().chain([name]).collect();
            if let Some(child) = modules.get(&child) {
                used.entry(child.to_string())
                    .or_default()
                    .insert("(declared)".to_string());
            }
        }
    }
    arrows
}

/// The modules that a file declares, tests apart.
fn declared(scanned: &Scanned) -> Vec<String> {
    let before_tests = scanned.tests.as_ref().map_or(usize::MAX, |tests| tests.line - 1);
    let lines = scanned.code.lines().take(before_tests);
    lines
        .filter_map(|line| {
            let (_, name) = line.trim().strip_suffix(';')?.rsplit_once("mod ")?;
            Some(name.to_string())
        })
        .collect()
}

/// The file that a path leads to, and the name that is taken from it.
fn target<'m>(
    own: &[String],
    segments: &[String],
    modules: &BTreeMap<Vec<String>, &'m str>,
) -> Option<(&'m str, String)> {
    let mut at: Vec<String>;
    let mut rest = segments;
    match segments.first().map(String::as_str)? {
        "crate" => {
            at = Vec::new();
            rest = &rest[1..];
        }
        "self" => {
            at = own.to_vec();
            rest = &rest[1..];
        }
        "super" => {
            at = own.to_vec();
            while rest.first().is_some_and(|segment| segment == "super") {
                at.pop();
                rest = &rest[1..];
            }
        }
        first => {
            at = own.to_vec();
            let child: Vec<String> = own.iter().cloned().chain([first.to_string()]).collect();
            if segments.len() < 2 || !modules.contains_key(&child) {
                return None;
            }
        }
    }
    while let Some((next, following)) = rest.split_first() {
        at.push(next.clone());
        if !modules.contains_key(&at) {
            at.pop();
            break;
        }
        rest = following;
    }
    let name = if rest.is_empty() {
        "(module)".to_string()
    } else {
        rest.join("::")
    };
    modules.get(&at).map(|path| (*path, name))
}

/// The sets of files of which each reaches each, by Tarjan's algorithm.
fn circles(arrows: &Arrows) -> Vec<Vec<String>> {
    #[derive(Default)]
    struct Search {
        order: BTreeMap<String, usize>,
        low: BTreeMap<String, usize>,
        open: Vec<String>,
        found: Vec<Vec<String>>,
    }

    fn visit(file: &str, arrows: &Arrows, search: &mut Search) {
        let number = search.order.len();
        search.order.insert(file.to_string(), number);
        search.low.insert(file.to_string(), number);
        search.open.push(file.to_string());
        for next in arrows.get(file).into_iter().flat_map(BTreeMap::keys) {
            if !search.order.contains_key(next) {
                visit(next, arrows, search);
                search
                    .low
                    .insert(file.to_string(), search.low[file].min(search.low[next]));
            } else if search.open.contains(next) {
                search
                    .low
                    .insert(file.to_string(), search.low[file].min(search.order[next]));
            }
        }
        if search.low[file] == number {
            let begin = search.open.iter().position(|open| open == file).unwrap_or_default();
            let mut circle = search.open.split_off(begin);
            circle.sort();
            if circle.len() > 1 {
                search.found.push(circle);
            }
        }
    }

    let mut search = Search::default();
    for file in arrows.keys() {
        if !search.order.contains_key(file) {
            visit(file, arrows, &mut search);
        }
    }
    search.found
}

/// A circle with what ties it: file, file, and the names that the first takes from the second.
fn describe(circle: &[String], arrows: &Arrows) -> String {
    let mut lines = vec![format!("a circle of {} files:", circle.len())];
    for file in circle {
        for (used, names) in arrows.get(file).into_iter().flatten() {
            if circle.contains(used) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                lines.push(format!("  {file} -> {used}: {}", names.join(", ")));
            }
        }
    }
    lines.join("\n")
}
