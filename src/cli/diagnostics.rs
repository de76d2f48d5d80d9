//! How problems of the input are shown: file, line, column, the offending text and what to do.

use std::fmt::Write as _;
use std::io::IsTerminal;

use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource, Report, Severity};

use crate::input::problem::Problem;
use crate::input::source::Source;
use crate::redaction::document::redact_document;
use crate::redaction::redactor::Redactor;

/// Prints problems to standard error.
pub fn errors<'p>(problems: impl IntoIterator<Item = &'p Problem>) {
    print(problems, Severity::Error);
}

/// Prints warnings to standard error.
pub fn warnings<'p>(problems: impl IntoIterator<Item = &'p Problem>) {
    print(problems, Severity::Warning);
}

fn print<'p>(problems: impl IntoIterator<Item = &'p Problem>, severity: Severity) {
    let theme = if std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let handler = GraphicalReportHandler::new_themed(theme)
        .with_width(100)
        .with_context_lines(1);
    let redactor = Redactor::default();
    let mut count = 0;
    let mut out = String::new();
    for problem in problems {
        count += 1;
        let report = report(problem, severity, &redactor);
        // Writing to a String cannot fail.
        let _ = handler.render_report(&mut out, report.as_ref());
    }
    if severity == Severity::Error && count > 1 {
        let _ = writeln!(out, "{count} problems; nothing was sent.");
    } else if severity == Severity::Error {
        let _ = writeln!(out, "Nothing was sent.");
    }
    eprintln!("{}", out.trim_end());
}

fn report(problem: &Problem, severity: Severity, redactor: &Redactor) -> Report {
    let mut diagnostic = MietteDiagnostic::new(redactor.text(&problem.message).into_inner()).with_severity(severity);
    if let Some(help) = &problem.help {
        diagnostic = diagnostic.with_help(redactor.text(help).into_inner());
    }
    let Some(source) = &problem.source else {
        return Report::new(diagnostic);
    };
    let shown = Shown::of(source, redactor);
    match problem.span() {
        Some(span) => {
            let start = shown.offset(source.text(), span.start);
            let end = shown.offset(source.text(), span.end.max(span.start));
            let label = LabeledSpan::new_with_span(None, (start, end - start.min(end)));
            Report::new(diagnostic.with_label(label))
                .with_source_code(NamedSource::new(source.path().display().to_string(), shown.text))
        }
        None => {
            diagnostic.message = format!("{}: {}", source.path().display(), diagnostic.message);
            Report::new(diagnostic)
        }
    }
}

/// The text of a file as it may be shown: a configuration can hold literal tokens.
struct Shown {
    text: String,
}

impl Shown {
    fn of(source: &Source, redactor: &Redactor) -> Self {
        let redacted = redact_document(source.text().as_bytes(), redactor);
        Self {
            text: String::from_utf8_lossy(&redacted).into_owned(),
        }
    }

    /// The place in the shown text of a place in the real one: the same line, and the same column
    /// unless the masked line is shorter.
    fn offset(&self, text: &str, at: usize) -> usize {
        let at = at.min(text.len());
        let before = &text.as_bytes()[..at];
        let line = before.iter().filter(|byte| **byte == b'\n').count();
        let column = at
            - before
                .iter()
                .rposition(|byte| *byte == b'\n')
                .map_or(0, |newline| newline + 1);
        let mut start = 0;
        for (index, content) in self.text.split_inclusive('\n').enumerate() {
            if index == line {
                let length = content.trim_end_matches(['\n', '\r']).len();
                let mut offset = start + column.min(length);
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
