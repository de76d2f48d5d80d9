//! Text of others as Markdown: nothing in it is a sign of Markdown or HTML.

use super::{page, text};
use crate::redaction::redacted::Redacted;

/// The longest text of a finding, in bytes.
const SAID: usize = 1_000;

/// Text in which nothing is a sign of Markdown or HTML.
pub fn plain(said: &str) -> String {
    let mut out = String::new();
    for c in text::shortened(&text::one_line(said), SAID).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => out.extend(['\\', c]),
            other => out.push(other),
        }
    }
    out
}

/// Text between backticks, fit for a table.
pub fn code(said: &str) -> String {
    let said = text::shortened(&text::one_line(said), SAID).replace('|', r"\|");
    if said.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&said) + 1);
    let pad = if said.starts_with('`') || said.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{said}{pad}{fence}")
}

/// Lines between fences, as code of a language.
pub fn block(language: &str, said: &str) -> String {
    let fence = "`".repeat(longest_run(said).max(2) + 1);
    format!("\n{fence}{language}\n{}\n{fence}\n", said.trim_end())
}

fn longest_run(said: &str) -> usize {
    let runs = said.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

/// Text within an element of HTML, on one line.
pub fn html(said: &str) -> String {
    let said = text::shortened(&text::one_line(said), SAID);
    said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A check as code, with a link to the page of its source.
pub fn linked(check: &str, source: Option<&Redacted<String>>) -> String {
    source.map_or_else(|| code(check), |source| linked_code(check, source.as_str()))
}

/// Text as code, with a link to the page of a source.
pub fn linked_code(said: &str, source: &str) -> String {
    link(code(said), source)
}

/// Plain text with a link to the page of a source.
pub fn linked_text(said: &str, source: &str) -> String {
    link(plain(said), source)
}

fn link(said: String, source: &str) -> String {
    match page::address(source) {
        Some(address) => format!("[{said}](<{}>)", address.replace(['<', '>'], "").replace('|', "%7C")),
        None => said,
    }
}
