//! CSV after RFC 4180, for spreadsheets.

use std::io::{self, Write};

use super::text;

/// Writes one line of CSV; what a spreadsheet would take for a formula is kept from being one.
///
/// # Errors
/// The output cannot be written.
pub fn row(out: &mut dyn Write, cells: &[&str]) -> io::Result<()> {
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
