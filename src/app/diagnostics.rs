//! `[io]` Problems of the input as text for a terminal: file, line, column, the offending text and what to do.
//! Looks only at standard error and `NO_COLOR`, to tell if colours can be shown.

use std::fmt::Write as _;
use std::io::IsTerminal;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, Report, Severity};

use crate::app::source_excerpt::Excerpt;
use crate::input::problem::Problem;
use crate::input::source::{Source, Syntax};
use crate::input::suggest;
use crate::input::tree::Tree;
use crate::plan::credential::CredentialName;
use crate::redaction::file::redact_file;
use crate::redaction::redactor::Redactor;

/// Renders problems, and at the end the sentence `end` that says what was not done because of them; nothing for none.
pub fn errors<'p>(problems: impl IntoIterator<Item = &'p Problem>, end: &str) -> String {
    render(problems, Severity::Error, end)
}

/// Renders problems that stop nothing; nothing for none.
pub fn warnings<'p>(problems: impl IntoIterator<Item = &'p Problem>) -> String {
    render(problems, Severity::Warning, "")
}

fn render<'p>(problems: impl IntoIterator<Item = &'p Problem>, severity: Severity, end: &str) -> String {
    let theme = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_context_lines(1);
    let mut problems: Vec<&Problem> = problems.into_iter().collect();
    if problems.is_empty() {
        return String::new();
    }
    let files = Files::of(&problems);
    problems.sort_by_cached_key(|problem| files.place(problem));
    let mut out = String::new();
    for problem in &problems {
        let report = report(problem, severity, &files);
        // Writing to a String cannot fail.
        let _ = handler.render_report(&mut out, report.as_ref());
    }
    if severity == Severity::Error && problems.len() > 1 {
        let _ = writeln!(out, "{} problems; {end}.", problems.len());
    } else if severity == Severity::Error {
        let (first, rest) = end.split_at(1);
        let _ = writeln!(out, "{}{rest}.", first.to_uppercase());
    }
    out.truncate(out.trim_end().len());
    out
}

fn report(problem: &Problem, severity: Severity, files: &Files) -> Report {
    let text = |text: &str| files.redactor.text(text).into_inner();
    let mut diagnostic = MietteDiagnostic::new(text(&problem.message)).with_severity(severity);
    if let Some(help) = &problem.help {
        diagnostic = diagnostic.with_help(text(help));
    }
    let Some(source) = &problem.source else {
        return Report::new(diagnostic);
    };
    match files.file(problem).map(|file| (file, problem.span(file.tree.as_ref()))) {
        Some((file, Some(span))) => {
            let start = file.shown.offset(source.text(), span.start);
            let end = file.shown.offset(source.text(), span.end.max(span.start));
            let name = source.path().display().to_string();
            let excerpt = Excerpt::of(name, &file.shown.text, start, end, column(source.text(), span.start));
            let label = LabeledSpan::new_with_span(None, excerpt.span());
            Report::new(diagnostic.with_label(label)).with_source_code(excerpt)
        }
        Some((_, None)) | None => {
            diagnostic.message = format!("{}: {}", source.path().display(), diagnostic.message);
            Report::new(diagnostic)
        }
    }
}

/// The column of a place in its file, in characters from 0.
fn column(text: &str, at: usize) -> usize {
    let before = text.get(..at).unwrap_or(text);
    before.rsplit('\n').next().unwrap_or_default().chars().count()
}

/// The files that problems point into, each read with its positions and redacted once.
struct Files {
    redactor: Redactor,
    known: Vec<(Source, File)>,
}

struct File {
    tree: Option<Tree>,
    shown: ShownText,
}

impl Files {
    fn of(problems: &[&Problem]) -> Self {
        let redactor = Redactor::default();
        let mut known: Vec<(Source, File)> = Vec::new();
        for source in problems.iter().filter_map(|problem| problem.source.as_ref()) {
            if known.iter().any(|(other, _)| other == source) {
                continue;
            }
            let file = File {
                tree: source.tree().ok(),
                shown: ShownText::of(source, &redactor),
            };
            known.push((source.clone(), file));
        }
        Self { redactor, known }
    }

    fn file(&self, problem: &Problem) -> Option<&File> {
        let source = problem.source.as_ref()?;
        self.known
            .iter()
            .find(|(known, _)| known == source)
            .map(|(_, file)| file)
    }

    /// Problems are shown file by file, as one reads it.
    fn place(&self, problem: &Problem) -> (Option<usize>, usize) {
        let position = self
            .known
            .iter()
            .position(|(known, _)| Some(known) == problem.source.as_ref());
        let tree = self.file(problem).and_then(|file| file.tree.as_ref());
        (position, problem.span(tree).map_or(0, |span| span.start))
    }
}

/// The text of a file as it may be shown: a configuration can hold literal tokens.
struct ShownText {
    text: String,
}

impl ShownText {
    fn of(source: &Source, redactor: &Redactor) -> Self {
        let redacted = redact_file(source.text().as_bytes(), redactor);
        let redacted = String::from_utf8_lossy(&redacted);
        let text = match source.syntax() {
            Syntax::Yaml => {
                let lines = source.text().split_inclusive('\n').zip(redacted.split_inclusive('\n'));
                if redacted.matches('\n').count() == source.text().matches('\n').count() {
                    lines.map(|(clear, masked)| with_names(clear, masked)).collect()
                } else {
                    redacted.into_owned()
                }
            }
            Syntax::Toml | Syntax::Json => redacted.into_owned(),
        };
        Self { text }
    }

    /// The place in the shown text of a place in the real one: the same line, and the same column
    /// unless something before it is masked.
    fn offset(&self, text: &str, at: usize) -> usize {
        let at = at.min(text.len());
        let before = &text.as_bytes()[..at];
        let line = before.iter().filter(|byte| **byte == b'\n').count();
        let column = at
            - before
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |newline| newline + 1);
        let behind = text.get(at..).and_then(|rest| rest.split(['\n', '\r']).next());
        let before = text.get(at - column..at).unwrap_or_default();
        let mut start = 0;
        for (index, content) in self.text.split_inclusive('\n').enumerate() {
            if index == line {
                let content = content.trim_end_matches(['\n', '\r']);
                let column = match behind {
                    // What is masked stands before the place, and what is behind it is as it was.
                    Some(behind) if !content.starts_with(before) && content.ends_with(behind) => {
                        content.len() - behind.len()
                    }
                    Some(_) | None => column.min(content.len()),
                };
                let mut offset = start + column;
                while !self.text.is_char_boundary(offset) {
                    offset -= 1;
                }
                return offset;
            }
            start += content.len();
        }
        self.text.len()
    }
}

/// A scenario writes the name of a credential where a message has the token: such a name, or what
/// looks like one, is no secret, and it is what the reader has to put right.
fn with_names(clear: &str, masked: &str) -> String {
    const MASK: &str = "***";
    let mut out = String::new();
    let mut rest = clear;
    let mut pieces = masked.split(MASK).peekable();
    while let Some(piece) = pieces.next() {
        let Some(after) = rest.strip_prefix(piece) else {
            return masked.to_string();
        };
        out.push_str(piece);
        rest = after;
        let Some(next) = pieces.peek() else { break };
        let end = if next.is_empty() {
            Some(rest.len())
        } else {
            rest.find(next)
        };
        let Some(end) = end else {
            return masked.to_string();
        };
        let hidden = &rest[..end];
        let after_key = piece.trim_end_matches(['"', '\'']).ends_with(": ");
        out.push_str(if after_key && names_a_credential(hidden) {
            hidden
        } else {
            MASK
        });
        rest = &rest[end..];
    }
    out
}

fn names_a_credential(text: &str) -> bool {
    let names = CredentialName::ALL.iter().map(|(name, _)| *name);
    text.len() <= 24
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        && suggest::nearest(text, names).is_some()
}
