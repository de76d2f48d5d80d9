//! Keeps the house as `ARCHITECTURE.md` draws it: who may use whom, who may touch the world.
//!
//! The scanner knows just enough Rust for that: comments and literals are blanked out, and what
//! is left is read as paths, `use` trees included. Each rule has a planted breach at the end.
#![expect(clippy::expect_used, reason = "a test that cannot go on may panic")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

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
    ("judge", &["contract", "exchange", "expression", "plan", "redaction"]),
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

/// Paths that begin so touch files, the environment or the network. An address of a socket is but a value.
const WORLD: &[&[&str]] = &[
    &["std", "fs"],
    &["std", "env"],
    &["std", "net"],
    &["tokio", "net"],
    &["tokio", "fs"],
    &["reqwest"],
    &["wiremock"],
];

/// Paths that hold this read a clock or a terminal.
const CLOCKS: &[[&str; 2]] = &[
    ["SystemTime", "now"],
    ["Instant", "now"],
    ["Timestamp", "now"],
    ["Zoned", "now"],
    ["io", "stdin"],
    ["io", "stdout"],
    ["io", "stderr"],
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

/// A path as it is written in the code, a `use` tree taken apart.
#[derive(Clone, Debug)]
struct Found {
    segments: Vec<String>,
    line: usize,
    in_tests: bool,
}

impl Found {
    /// The first segment below the root of the crate, if the path leads there.
    fn other_room(&self, path: &str) -> Option<String> {
        let ups = self.segments.iter().take_while(|segment| *segment == "super").count();
        match self.segments.first().map(String::as_str) {
            Some("crate") => self.segments.get(1).cloned(),
            Some("super") => {
                let below = path.trim_start_matches("src/").trim_end_matches(".rs");
                let depth = below.split('/').filter(|part| *part != "mod").count() + usize::from(self.in_tests);
                (ups == depth).then(|| self.segments.get(ups).cloned()).flatten()
            }
            _ => None,
        }
    }

    fn touches_the_world(&self) -> bool {
        let segments: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        let address = segments.starts_with(&["std", "net"]) && segments.last() == Some(&"SocketAddr");
        (WORLD.iter().any(|start| segments.starts_with(start)) && !address)
            || CLOCKS.iter().any(|pair| segments.windows(2).any(|two| two == pair))
    }
}

/// The tests of a file.
struct Tests {
    line: usize,
    /// Whether they are one module `tests`, with nothing after it.
    alone: bool,
}

/// A file without comments and literals, and the paths in it.
struct Scanned {
    code: String,
    paths: Vec<Found>,
    tests: Option<Tests>,
}

impl Scanned {
    fn of(text: &str) -> Self {
        let code = blanked(text);
        let tests = code.find("#[cfg(test)]").map(|at| {
            let rest = &code[at + "#[cfg(test)]".len()..];
            Tests {
                line: code[..at].matches('\n').count() + 1,
                alone: rest.trim_start().starts_with("mod tests {")
                    && rest.find("\n}\n").is_some_and(|end| rest[end + 3..].trim().is_empty()),
            }
        });
        let tokens = tokens(&code);
        let mut paths = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let begins = tokens[at].is_name() && (at == 0 || tokens[at - 1].text != "::");
            if begins {
                read_path(&tokens, &mut at, &[], &mut paths);
            } else {
                at += 1;
            }
        }
        if let Some(tests) = &tests {
            for found in &mut paths {
                found.in_tests = found.line >= tests.line;
            }
        }
        Self { code, paths, tests }
    }
}

/// Reads `a::b::{c, d::*}` from `at` on, one path for each leaf.
fn read_path(tokens: &[Token], at: &mut usize, before: &[String], paths: &mut Vec<Found>) {
    let mut segments = before.to_vec();
    let line = tokens[*at].line;
    loop {
        match tokens.get(*at) {
            Some(token) if token.is_name() || token.text == "*" => {
                segments.push(token.text.clone());
                *at += 1;
            }
            Some(token) if token.text == "{" => {
                *at += 1;
                while let Some(token) = tokens.get(*at) {
                    match token.text.as_str() {
                        "}" => {
                            *at += 1;
                            return;
                        }
                        _ if token.is_name() || token.text == "*" => read_path(tokens, at, &segments, paths),
                        _ => *at += 1,
                    }
                }
                return;
            }
            _ => break,
        }
        match tokens.get(*at) {
            Some(token) if token.text == "::" => *at += 1,
            _ => break,
        }
    }
    paths.push(Found {
        segments,
        line,
        in_tests: false,
    });
}

struct Token {
    text: String,
    line: usize,
}

impl Token {
    fn is_name(&self) -> bool {
        self.text
            .starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
    }
}

/// Names, `::` and single characters.
fn tokens(code: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let name = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let length = if name > 0 {
            name
        } else if rest.starts_with("::") {
            2
        } else {
            first.len_utf8()
        };
        if first == '\n' {
            line += 1;
        } else if !first.is_whitespace() {
            tokens.push(Token {
                text: rest[..length].to_string(),
                line,
            });
        }
        rest = &rest[length..];
    }
    tokens
}

/// The text with comments, strings and characters turned into blanks; lines stay where they are.
fn blanked(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = literal_or_comment(rest, code.chars().next_back());
        if length == 0 {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
            rest = &rest[length..];
        }
    }
    code
}

/// How long the comment or literal is that begins here; 0 if none does.
fn literal_or_comment(rest: &str, before: Option<char>) -> usize {
    let up_to = |end: &str, from: usize| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return up_to("*/", 2);
    }
    let in_name = before.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    if !in_name && let Some(raw) = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r')) {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        if raw[hashes..].starts_with('"') {
            let begin = rest.len() - raw.len() + hashes + 1;
            return up_to(&format!("\"{}", "#".repeat(hashes)), begin);
        }
    }
    if rest.starts_with('"') {
        return quoted(rest, '"').unwrap_or(rest.len());
    }
    // A quote also begins a lifetime, which no second quote closes.
    if rest.starts_with('\'') {
        let content = rest.chars().nth(1);
        let closed = content == Some('\\') || rest.chars().nth(2) == Some('\'');
        return if closed { quoted(rest, '\'').unwrap_or(0) } else { 0 };
    }
    0
}

fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Some(at + c.len_utf8()),
            _ => {}
        }
    }
    None
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file below a folder, built ones left out, as paths with `/`.
fn rust_files(folder: &str) -> Vec<String> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        let Ok(entries) = std::fs::read_dir(folder) else { return };
        for entry in entries {
            let path = entry.expect("a folder that can be read").path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                walk(&path, files);
            } else if path.extension().is_some_and(|suffix| suffix == "rs") {
                files.push(path);
            }
        }
    }

    let mut files = Vec::new();
    walk(&root().join(folder), &mut files);
    let mut files: Vec<String> = files
        .iter()
        .map(|path| {
            let below = path.strip_prefix(root()).expect("a file below the root");
            below.to_string_lossy().replace('\\', "/")
        })
        .collect();
    files.sort();
    files
}
