//! The certification sheet: one row a published test, ready to be copied into the partner's certification
//! file, and the error codes and messages that the partner sent.

use std::io::{self, Write};

use super::json::Head;
use super::markdown;
use super::overview::Overview;
use super::page;
use super::plan::{PlanResult, TestResult};
use super::text;

/// Writes the sheet in Markdown.
///
/// # Errors
/// The output cannot be written.
pub fn markdown(head: &Head, plan: &PlanResult, overview: &Overview, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "# {}", markdown::plain(&plan.title))?;
    writeln!(
        out,
        "\nRevision {} of {}. Run of {} against {}. {}",
        markdown::plain(&plan.revision),
        address(&plan.source),
        markdown::plain(&head.started),
        markdown::code(head.target.as_str()),
        markdown::plain(&head.statement)
    )?;
    for (group, tests) in plan.groups() {
        writeln!(out, "\n## {}\n", markdown::plain(group))?;
        writeln!(out, "| Test | Name | Requirement | Result | Remarks | Cases |")?;
        writeln!(out, "| --- | --- | --- | --- | --- | --- |")?;
        for test in tests {
            writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                markdown::plain(&test.id),
                markdown::plain(&test.title),
                test.level.name(),
                test.word(),
                markdown::plain(&test.remarks().join("; ")),
                cases(test, markdown::code)
            )?;
        }
    }
    if !plan.declared.is_empty() {
        writeln!(out, "\n## System errors, as declared\n")?;
        writeln!(out, "| Situation | Code | Message |")?;
        writeln!(out, "| --- | --- | --- |")?;
        for error in &plan.declared {
            writeln!(
                out,
                "| {} | {} | {} |",
                markdown::plain(error.situation.as_str()),
                error.code,
                markdown::plain(error.message.as_str())
            )?;
        }
    }
    writeln!(out, "\n## Error codes and messages\n")?;
    if overview.errors.is_empty() {
        return writeln!(out, "None was sent.");
    }
    writeln!(out, "| Code | Operation | Times | Messages |")?;
    writeln!(out, "| --- | --- | --- | --- |")?;
    for (key, seen) in &overview.errors {
        let mut messages: Vec<String> = seen.messages.iter().map(|message| markdown::plain(message)).collect();
        if seen.more_messages {
            messages.push("and others".to_string());
        }
        writeln!(
            out,
            "| {} | {} | {} | {} |",
            key.code,
            markdown::code(&key.operation),
            seen.times,
            messages.join("; ")
        )?;
    }
    Ok(())
}

/// Writes the published tests as CSV, after RFC 4180.
///
/// # Errors
/// The output cannot be written.
pub fn csv(plan: &PlanResult, out: &mut impl Write) -> io::Result<()> {
    row(
        out,
        &[
            "Test",
            "Group",
            "Name",
            "Requirement",
            "Result",
            "Remarks",
            "Cases",
            "Page",
        ],
    )?;
    for test in &plan.tests {
        row(
            out,
            &[
                &test.id,
                &test.group,
                &test.title,
                test.level.name(),
                &test.word(),
                &test.remarks().join("; "),
                &cases(test, str::to_string),
                &address(&test.source),
            ],
        )?;
    }
    Ok(())
}

/// Writes the error codes and messages that the side under test sent as CSV, and behind them the system errors
/// that were declared, each with its situation.
///
/// # Errors
/// The output cannot be written.
pub fn errors_csv(plan: Option<&PlanResult>, overview: &Overview, out: &mut impl Write) -> io::Result<()> {
    row(out, &["Code", "Operation", "Times", "Message", "Situation"])?;
    for (key, seen) in &overview.errors {
        for message in &seen.messages {
            row(
                out,
                &[
                    &key.code.to_string(),
                    &key.operation,
                    &seen.times.to_string(),
                    message,
                    "",
                ],
            )?;
        }
        if seen.more_messages {
            let times = seen.times.to_string();
            row(out, &[&key.code.to_string(), &key.operation, &times, "and others", ""])?;
        }
    }
    for error in plan.map_or(&[][..], |plan| &plan.declared) {
        let (message, situation) = (error.message.as_str(), error.situation.as_str());
        row(out, &[&error.code.to_string(), "", "", message, situation])?;
    }
    Ok(())
}

/// So many cases are named; a test over a matrix may have hundreds.
const MOST_CASES: usize = 5;

fn cases(test: &TestResult, shown: fn(&str) -> String) -> String {
    let mut named: Vec<String> = test
        .cases
        .iter()
        .take(MOST_CASES)
        .map(|case| shown(case.as_str()))
        .collect();
    if test.cases.len() > MOST_CASES {
        named.push(format!("and {} more", test.cases.len() - MOST_CASES));
    }
    named.join(" ")
}

fn address(source: &str) -> String {
    page::address(source).unwrap_or_else(|| source.to_string())
}

/// Writes one line of CSV; what a spreadsheet would take for a formula is kept from being one.
///
/// # Errors
/// The output cannot be written.
pub fn row(out: &mut impl Write, cells: &[&str]) -> io::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    write!(out, "{}\r\n", cells.join(","))
}

/// Characters with which a formula begins, also in their wide form.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// A cell, on one line; what a spreadsheet would take for a formula gets an apostrophe before it. Where lists
/// are divided by semicolons, a spreadsheet begins a new cell behind each of them, whatever the quotes.
fn quoted(cell: &str) -> String {
    let line = text::one_line(cell);
    let mut cell = String::with_capacity(line.len());
    let mut first = true;
    for c in line.chars() {
        if first && FORMULA.contains(&c) {
            cell.push('\'');
        }
        // A quote or a space before it hides no formula from every spreadsheet.
        first = c == ';' || (first && matches!(c, ' ' | '"'));
        cell.push(c);
    }
    if cell.contains([',', '"', ';']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell
}
