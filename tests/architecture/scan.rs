//! Reads Rust as far as the rules need it: comments and literals are blanked out, and what is left is read as paths,
//! `use` trees included.

use std::path::{Path, PathBuf};

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

/// A path as it is written in the code, a `use` tree taken apart.
#[derive(Clone, Debug)]
pub struct Found {
    pub segments: Vec<String>,
    pub line: usize,
    pub in_tests: bool,
}

impl Found {
    /// The first segment below the root of the crate, if the path leads there.
    pub fn other_room(&self, path: &str) -> Option<String> {
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

    pub fn touches_the_world(&self) -> bool {
        let segments: Vec<&str> = self.segments.iter().map(String::as_str).collect();
        let address = segments.starts_with(&["std", "net"]) && segments.last() == Some(&"SocketAddr");
        (WORLD.iter().any(|start| segments.starts_with(start)) && !address)
            || CLOCKS.iter().any(|pair| segments.windows(2).any(|two| two == pair))
    }
}

/// The tests of a file.
pub struct Tests {
    pub line: usize,
    /// Whether they are one module `tests`, with nothing after it.
    pub alone: bool,
}

/// A file without comments and literals, and the paths in it.
pub struct Scanned {
    pub code: String,
    pub paths: Vec<Found>,
    pub tests: Option<Tests>,
}

impl Scanned {
    pub fn of(text: &str) -> Self {
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
            if is_visibility(&tokens[..at]) {
                // `pub(super)` and `pub(in crate::room)` say who may see, and use nothing.
                while tokens.get(at).is_some_and(|token| token.text != ")") {
                    at += 1;
                }
            } else if begins {
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

/// Returns true if a path behind these tokens is part of a visibility.
fn is_visibility(before: &[Token]) -> bool {
    let last: Vec<&str> = before.iter().rev().take(3).map(|token| token.text.as_str()).collect();
    last.starts_with(&["(", "pub"]) || last.starts_with(&["in", "(", "pub"])
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

pub struct Token {
    pub text: String,
    line: usize,
}

impl Token {
    fn is_name(&self) -> bool {
        self.text
            .starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
    }
}

/// Names, `::` and single characters.
pub fn tokens(code: &str) -> Vec<Token> {
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
pub fn blanked(text: &str) -> String {
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

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file below a folder, built ones left out, as paths with `/`.
pub fn rust_files(folder: &str) -> Vec<String> {
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
