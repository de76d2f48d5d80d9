//! Keeps the house as `ARCHITECTURE.md` draws it: who may use whom, who may touch the world.
//!
//! Each rule has a planted breach.
#![expect(clippy::expect_used, reason = "a test that cannot go on may panic")]

mod circles;
mod scan;
mod words;

use std::collections::BTreeSet;

use scan::{Scanned, blanked, read, root, rust_files, tokens};

/// Each room of `src/` and the rooms it may use. A room may only use rooms above it, so that no
/// circle can be drawn; `super::` and `crate::` within a room are its own affair.
const ROOMS: &[(&str, &[&str])] = &[
    ("fnv", &[]),
    ("redaction", &[]),
    ("input", &[]),
    ("exchange", &[]),
    ("expression", &["input"]),
    ("contract", &["expression", "input"]),
    ("fixture", &["contract", "fnv"]),
    ("import", &["contract", "input"]),
    ("scenario", &["contract", "expression", "fixture", "input"]),
    (
        "plan",
        &[
            "contract",
            "exchange",
            "expression",
            "fixture",
            "fnv",
            "input",
            "scenario",
        ],
    ),
    ("wire", &["exchange"]),
    ("stub", &["contract", "exchange", "wire"]),
    (
        "runner",
        &[
            "contract",
            "exchange",
            "expression",
            "fixture",
            "fnv",
            "input",
            "plan",
            "redaction",
            "wire",
        ],
    ),
    (
        "judge",
        &["contract", "exchange", "expression", "input", "plan", "redaction"],
    ),
    ("snapshots", &["judge"]),
    (
        "report",
        &["contract", "exchange", "fnv", "judge", "plan", "redaction", "scenario"],
    ),
    (
        "certification",
        &[
            "contract",
            "exchange",
            "fixture",
            "input",
            "judge",
            "plan",
            "redaction",
            "report",
            "scenario",
        ],
    ),
    (
        "evidence",
        &["contract", "input", "judge", "redaction", "report", "scenario"],
    ),
    (
        "config",
        &["contract", "exchange", "input", "plan", "redaction", "runner"],
    ),
    (
        "app",
        &[
            "certification",
            "config",
            "contract",
            "evidence",
            "exchange",
            "fnv",
            "import",
            "input",
            "judge",
            "plan",
            "redaction",
            "report",
            "runner",
            "scenario",
            "snapshots",
            "stub",
            "wire",
        ],
    ),
    (
        "cli",
        &[
            "app",
            "certification",
            "config",
            "contract",
            "evidence",
            "exchange",
            "import",
            "input",
            "judge",
            "plan",
            "redaction",
            "report",
            "runner",
            "scenario",
            "stub",
        ],
    ),
    (
        "harness",
        &[
            "app", "config", "exchange", "input", "judge", "plan", "report", "runner", "scenario", "wire",
        ],
    ),
];

/// The longest file, without its tests.
const MOST_LINES: usize = 400;

/// The page that draws the house, and the most bytes that it may have.
const PAGE: &str = "ARCHITECTURE.md";
const MOST_BYTES: usize = 10_240;

/// Files that may be longer, and why.
const LONG_FILES: &[(&str, &str)] = &[];

#[test]
fn the_source_keeps_the_rules() {
    let mut breaches = Vec::new();
    for path in rust_files("src") {
        breaches.extend(breaches_of(&path, &read(&path)));
    }
    assert!(
        breaches.is_empty(),
        "\n{}\n\nARCHITECTURE.md says why.\n",
        breaches.join("\n")
    );
}

#[test]
fn every_file_says_what_it_is_for() {
    let mut files = vec!["build.rs".to_string()];
    for folder in ["src", "tests", "benches", "examples"] {
        files.extend(rust_files(folder));
    }
    let silent: Vec<&String> = files.iter().filter(|path| !read(path).starts_with("//! ")).collect();
    assert!(silent.is_empty(), "these do not begin with a module doc: {silent:?}");
}

#[test]
fn the_table_has_every_room_and_no_circle() {
    let rooms: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let library = read("src/lib.rs");
    let declared: BTreeSet<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(rooms, declared);
    for (index, (room, uses)) in ROOMS.iter().enumerate() {
        for used in *uses {
            assert!(
                ROOMS[..index].iter().any(|(above, _)| above == used),
                "{room} uses {used}, which is not above it"
            );
        }
    }
}

#[test]
fn long_files_are_exceptions_with_a_reason() {
    for (path, reason) in LONG_FILES {
        let text = read(path);
        let lines = text
            .find("#[cfg(test)]")
            .map_or(text.as_str(), |at| &text[..at])
            .lines();
        assert!(
            !reason.is_empty() && lines.count() > MOST_LINES,
            "{path} is no exception"
        );
    }
}

/// Rooms that other crates may use; the rest changes with the program.
const PROMISED: [&str; 1] = ["harness"];

#[test]
fn only_the_harness_is_promised() {
    let lines = read("src/lib.rs");
    let lines: Vec<&str> = lines.lines().collect();
    let mut rooms = BTreeSet::new();
    for pair in lines.windows(2) {
        let Some(room) = pair[1].strip_prefix("pub mod ") else {
            assert!(!pair[1].starts_with("pub "), "{}", pair[1]);
            continue;
        };
        let room = room.trim_end_matches(';');
        let hidden = pair[0] == "#[cfg_attr(not(all_rooms), doc(hidden))]";
        assert_eq!(hidden, !PROMISED.contains(&room), "{room}");
        rooms.insert(room);
    }
    let known: BTreeSet<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    assert_eq!(rooms, known);
    // The lint that demands documentation is blind below `doc(hidden)`, so it also looks at the pages of all rooms.
    assert!(read(".ci/run").contains(r#"RUSTDOCFLAGS="-D warnings --cfg all_rooms" cargo doc"#));
}

#[test]
fn the_table_allows_nothing_that_nobody_needs() {
    let mut needed = BTreeSet::new();
    for path in rust_files("src") {
        let room = room(&path);
        let scanned = Scanned::of(&read(&path));
        for found in scanned.paths {
            if let Some(other) = found.other_room(&path).filter(|other| *other != room) {
                needed.insert((room.clone(), other));
            }
        }
    }
    for (room, uses) in ROOMS {
        for used in *uses {
            assert!(
                needed.contains(&(room.to_string(), used.to_string())),
                "{room} may use {used}, but does not"
            );
        }
    }
}

#[test]
fn the_page_shows_the_same_table() {
    let page = read(PAGE);
    for (index, (room, uses)) in ROOMS.iter().enumerate() {
        let above: Vec<&str> = ROOMS[..index].iter().map(|(above, _)| *above).collect();
        let unused: Vec<&str> = above.iter().copied().filter(|above| !uses.contains(above)).collect();
        // The shorter list of the two.
        let uses = if uses.is_empty() {
            "nothing".to_string()
        } else if unused.len() * 2 < uses.len() {
            format!("all but {}", unused.join(", "))
        } else {
            uses.join(", ")
        };
        let (first, last) = (format!("| `{room}` | "), format!(" | {uses} |"));
        let shown = |row: &str| row.starts_with(&first) && row.ends_with(&last);
        assert!(page.lines().any(shown), "{PAGE} lacks the row\n{first}… | …{last}");
    }
}

#[test]
fn the_page_is_short() {
    let length = read(PAGE).len();
    assert!(
        length <= MOST_BYTES,
        "{PAGE} has {length} bytes, {MOST_BYTES} at most: a reason belongs to the file that it is about"
    );
}

#[test]
fn the_page_names_nothing_that_is_not_there() {
    let page = read(PAGE);
    let named: Vec<&str> = page.split('`').skip(1).step_by(2).chain(links(&page)).collect();
    assert!(named.len() > 100, "the page is read wrongly");
    let missing: Vec<&str> = named.into_iter().filter(|name| !is_there(name)).collect();
    assert!(missing.is_empty(), "{PAGE} names what is not there: {missing:?}");
    for path in decisions() {
        let text = read(&path);
        let missing: Vec<&str> = text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| !is_there(name))
            .collect();
        assert!(missing.is_empty(), "{path} names what is not there: {missing:?}");
    }

    for there in [
        "runner/pace.rs",
        "src/runner/",
        "cargo test",
        "judge::rules",
        "`a/<b>/`",
    ] {
        assert!(is_there(there), "{there}");
    }
    for missing in [
        "runner/place.rs",
        "src/runners/",
        "docs/decisions/0.md",
        "judge::rules::findingz",
    ] {
        assert!(!is_there(missing), "{missing}");
    }
}

#[test]
fn the_page_lists_every_decision() {
    let page = read(PAGE);
    let mut listed: Vec<&str> = links(&page)
        .filter(|link| link.starts_with("docs/decisions/"))
        .collect();
    listed.sort_unstable();
    let decisions = decisions();
    assert_eq!(listed, decisions);
    for path in decisions {
        let text = read(&path);
        let parts = [
            "\n## Context\n",
            "\n## Decision\n",
            "\n## Rejected\n",
            "\n## Consequences\n",
        ];
        let missing: Vec<&&str> = parts.iter().filter(|part| !text.contains(**part)).collect();
        assert!(text.starts_with("# ") && missing.is_empty(), "{path} lacks {missing:?}");
    }
}

/// The files of the decisions, in order.
fn decisions() -> Vec<String> {
    let files = std::fs::read_dir(root().join("docs/decisions")).expect("a folder that can be read");
    let names = files.map(|file| file.expect("a file").file_name().to_string_lossy().into_owned());
    let mut decisions: Vec<String> = names
        .filter(|name| name != "README.md")
        .map(|name| format!("docs/decisions/{name}"))
        .collect();
    decisions.sort_unstable();
    decisions
}

/// The targets of the links of a page, without those within the page.
fn links(page: &str) -> impl Iterator<Item = &str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.starts_with('#'))
}

/// Returns true if a file or an item is there, or if the name is of neither.
fn is_there(name: &str) -> bool {
    if name.contains(['<', '$', ' ', '(']) {
        return true;
    }
    // A type without its module may be anywhere.
    if name.contains("::") && !name.starts_with(|first: char| first.is_ascii_uppercase()) {
        let segments: Vec<&str> = name.trim_start_matches("crate::").split("::").collect();
        return item_is_there(&segments);
    }
    if !name.contains('/') {
        return true;
    }
    root().join(name).exists() || root().join("src").join(name).exists()
}

/// Returns true if the longest path of modules is a file that holds the names after it.
fn item_is_there(segments: &[&str]) -> bool {
    let file = (1..=segments.len()).rev().find_map(|length| {
        let module = format!("src/{}", segments[..length].join("/"));
        let file = [format!("{module}.rs"), format!("{module}/mod.rs")];
        let file = file.into_iter().find(|file| root().join(file).is_file())?;
        Some((file, &segments[length..]))
    });
    file.is_some_and(|(file, items)| {
        let text = blanked(&read(&file));
        items
            .iter()
            .all(|item| tokens(&text).iter().any(|token| token.text == *item))
    })
}

#[test]
fn each_breach_is_noticed() {
    let doc = "//! A file.\n";
    for (path, text, expected) in [
        (
            "src/judge/x.rs",
            "use crate::runner::session::run;",
            "`judge` may not use `runner`",
        ),
        (
            "src/judge/x.rs",
            "fn f() { crate::stub::world::go() }",
            "`judge` may not use `stub`",
        ),
        (
            "src/judge/x.rs",
            "use crate::{plan::case::Case, report::json};",
            "`judge` may not use `report`",
        ),
        (
            "src/judge/checks/x.rs",
            "use super::super::super::cli::exit::Exit;",
            "`judge` may not use `cli`",
        ),
        (
            "src/judge/x.rs",
            "#[cfg(test)]\nmod tests {\n    use super::super::super::stub::seed;\n}\n",
            "`judge` may not use `stub`",
        ),
        ("src/plan/x.rs", "use crate::Case;", "`Case` is taken through the root"),
        ("src/plan/x.rs", "use crate::*;", "everything is taken through the root"),
        ("src/plan/x.rs", "use std::fs;", "`std::fs` touches the world"),
        (
            "src/plan/x.rs",
            "use std::{fmt, fs::File};",
            "`std::fs::File` touches the world",
        ),
        (
            "src/plan/x.rs",
            "fn f() { let _ = std::env::var(\"A\"); }",
            "`std::env::var` touches the world",
        ),
        (
            "src/stub/x.rs",
            "fn f() { Timestamp::now(); }",
            "`Timestamp::now` touches the world",
        ),
        (
            "src/stub/x.rs",
            "fn f() { jiff::Timestamp::now(); }",
            "`jiff::Timestamp::now` touches the world",
        ),
        (
            "src/plan/x.rs",
            "#[allow(dead_code)]\nfn f() {}",
            "`#[allow]`: use `#[expect]` with a reason",
        ),
        (
            "src/plan/x.rs",
            "pub use super::case::Case;",
            "names are exported where they are defined, not again",
        ),
        (
            "src/plan/x.rs",
            "#[cfg(test)]\nfn f() {}\nfn g() {}",
            "`#[cfg(test)]` is for one module `tests` at the end",
        ),
    ] {
        let breaches = breaches_of(path, &format!("{doc}{text}"));
        assert!(
            breaches.iter().any(|breach| breach.ends_with(expected)),
            "{text}\nwas to give: {expected}\nbut gave: {breaches:?}"
        );
    }
    let long = format!("{doc}{}", "fn f() {}\n".repeat(MOST_LINES));
    assert_eq!(breaches_of("src/plan/x.rs", &long).len(), 1);
}

#[test]
fn what_only_looks_like_a_breach_is_none() {
    for (path, text) in [
        (
            "src/judge/x.rs",
            "//! See `crate::runner`.\n// use crate::stub::seed;\n",
        ),
        (
            "src/judge/x.rs",
            "//! A file.\nconst A: &str = \"use crate::stub; std::fs\";\nconst B: char = '\"';\nconst C: &str = r#\"crate::cli\"#;\n/* crate::cli */\n",
        ),
        (
            "src/judge/checks/x.rs",
            "//! A file.\nuse super::super::finding::Finding;\nuse crate::judge::material::Evidence;\n",
        ),
        (
            "src/runner/x.rs",
            "//! `[io]` A file.\nuse std::fs;\nuse reqwest::Client;\n",
        ),
        ("src/cli/x.rs", "//! A file.\nuse std::env;\n"),
        (
            "src/plan/x.rs",
            "//! A file.\nfn f<'a>(a: &'a str) -> &'a str { a }\n#[cfg(test)]\nmod tests {\n    use std::fs;\n    use super::*;\n}\n",
        ),
    ] {
        assert_eq!(breaches_of(path, text), Vec::<String>::new(), "{text}");
    }
}

/// Everything that is wrong with one file, as `path:line: what`.
fn breaches_of(path: &str, text: &str) -> Vec<String> {
    let mut breaches = Vec::new();
    let room = room(path);
    let scanned = Scanned::of(text);
    let mut breach = |line: usize, what: String| breaches.push(format!("{path}:{line}: {what}"));
    let touches_the_world = room == "cli" || text.starts_with("//! `[io]`");
    let allowed = ROOMS
        .iter()
        .find(|(known, _)| *known == room)
        .map_or(&[][..], |(_, uses)| *uses);
    for found in &scanned.paths {
        let written = found.segments.join("::");
        if let Some(other) = found.other_room(path) {
            if other == "*" {
                breach(found.line, "everything is taken through the root".to_string());
            } else if !ROOMS.iter().any(|(known, _)| *known == other) {
                breach(found.line, format!("`{other}` is taken through the root"));
            } else if other != room && !allowed.contains(&other.as_str()) {
                breach(found.line, format!("`{room}` may not use `{other}`"));
            }
        }
        if !touches_the_world && !found.in_tests && found.touches_the_world() {
            breach(found.line, format!("`{written}` touches the world"));
        }
    }
    for (index, line) in scanned.code.lines().enumerate() {
        let line = line.trim_start();
        if line.contains("#[allow(") || line.contains("#![allow(") {
            breach(index + 1, "`#[allow]`: use `#[expect]` with a reason".to_string());
        }
        if line.starts_with("pub use ") {
            breach(
                index + 1,
                "names are exported where they are defined, not again".to_string(),
            );
        }
    }
    if let Some(tests) = &scanned.tests
        && !tests.alone
    {
        breach(
            tests.line,
            "`#[cfg(test)]` is for one module `tests` at the end".to_string(),
        );
    }
    let lines = scanned
        .tests
        .as_ref()
        .map_or(text.lines().count(), |tests| tests.line - 1);
    if lines > MOST_LINES && !LONG_FILES.iter().any(|(known, _)| *known == path) {
        breach(lines, format!("more than {MOST_LINES} lines: split it by noun"));
    }
    breaches
}

/// The room of a file: its folder, or its name if it stands alone.
fn room(path: &str) -> String {
    let below = path.trim_start_matches("src/");
    below
        .split('/')
        .next()
        .unwrap_or(below)
        .trim_end_matches(".rs")
        .to_string()
}
