//! The Markdown report: the summary of a CI job, readable in GitHub's own colours and in a text editor.

use std::io::{self, Write};

use super::exchange_record::ExchangeRecord;
use super::json::Head;
use super::overview;
use super::page;
use super::plan::PlanResult;
use super::record::{FindingRecord, Line, Record};
use super::summary::Conclusion;
use super::text::{self, counted};
use crate::contract::rule::Weight;
use crate::exchange::transcript::Direction;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::scenario::model::Level;

/// The largest summary that GitHub shows of a step, in bytes; a larger one is not shown at all.
pub const MOST: usize = 1 << 20;
/// The longest excerpt of a body, in bytes.
const EXCERPT: usize = 1_500;
/// The longest command.
const COMMAND: usize = 4_000;
/// The longest text of a finding.
const SAID: usize = 1_000;

/// Entries that are shown as long as there is room for them.
struct Section {
    title: &'static str,
    /// What stands before the first entry.
    opening: &'static str,
    text: String,
    most: usize,
    entries: usize,
    left_out: usize,
}

impl Section {
    fn new(title: &'static str, opening: &'static str, most: usize) -> Self {
        Self {
            title,
            opening,
            text: String::new(),
            most,
            entries: 0,
            left_out: 0,
        }
    }

    fn push(&mut self, entry: &str) {
        self.entries += 1;
        if self.left_out == 0 && self.text.len() + entry.len() <= self.most {
            self.text.push_str(entry);
        } else {
            self.left_out += 1;
        }
    }

    fn write(&self, out: &mut impl Write) -> io::Result<()> {
        if self.entries == 0 {
            return Ok(());
        }
        write!(
            out,
            "\n### {} ({})\n\n{}{}",
            self.title, self.entries, self.opening, self.text
        )?;
        if self.left_out > 0 {
            writeln!(
                out,
                "\n_{} of these are left out: the summary of a job has an upper limit. The HTML and JSON reports have all._",
                self.left_out
            )?;
        }
        Ok(())
    }
}

const TABLE: &str = "| Case | Why |\n| --- | --- |\n";

/// Writes the report, not larger than `most` bytes: what does not fit is counted.
///
/// # Errors
/// The output cannot be written, or a record cannot be read back.
pub fn render(
    head: &Head,
    records: impl Iterator<Item = io::Result<Line>>,
    most: usize,
    out: &mut impl Write,
) -> io::Result<()> {
    // The head and the notes need some room of their own.
    let share = |parts: usize| most.saturating_sub(64 << 10) * parts / 100;
    let mut failed = Section::new("Failed", "", share(60));
    let mut inconclusive = Section::new("Inconclusive", TABLE, share(8));
    let mut review = Section::new("To be reviewed", TABLE, share(8));
    let mut lesser = Section::new("Failed, not required", TABLE, share(5));
    let mut waived = Section::new("Failed, waived", TABLE, share(3));
    let mut not_run = Section::new("Not run", TABLE, share(8));
    let mut warnings = Section::new(
        "Warnings",
        "| Case | Check | Expected | Actual |\n| --- | --- | --- | --- |\n",
        share(8),
    );
    for record in records {
        let record: Record = record?.read()?;
        match (record.verdict, record.binding()) {
            (StatusName::Passed, _) => {}
            (StatusName::Failed, _) if record.waiver.is_some() => waived.push(&row(&record)),
            (StatusName::Failed, Level::Required) => failed.push(&failure(&record)),
            (StatusName::Failed, Level::Recommended | Level::Optional) => lesser.push(&row(&record)),
            (StatusName::Inconclusive, _) => inconclusive.push(&row(&record)),
            (StatusName::NotRun, _) => not_run.push(&row(&record)),
            (StatusName::NeedsReview, _) => review.push(&row(&record)),
        }
        for finding in record
            .findings
            .iter()
            .filter(|finding| finding.weight == Weight::Warning)
        {
            warnings.push(&format!(
                "| {} | {} | {} | {} |\n",
                code(record.id.as_str()),
                linked(finding.check.as_str(), finding.source.as_ref()),
                plain(finding.expected.as_str()),
                plain(finding.actual.as_str())
            ));
        }
    }
    opening(head, out)?;
    if let Some(plan) = &head.plan {
        write!(out, "{}", tests(plan))?;
    }
    for section in [&failed, &inconclusive, &review, &lesser, &waived, &not_run, &warnings] {
        section.write(out)?;
    }
    writeln!(out, "\n<sub>{} {}</sub>", plain(&head.tool), plain(&head.statement))
}

fn opening(head: &Head, out: &mut impl Write) -> io::Result<()> {
    let (sign, word) = match head.conclusion {
        Conclusion::Passed => ("✅", "passed"),
        Conclusion::Failed => ("❌", "failed"),
        Conclusion::Inconclusive => ("⚠️", "inconclusive"),
        Conclusion::NothingRan => ("⚠️", "nothing ran"),
    };
    let incomplete = if head.summary.incomplete {
        "; the run was ended before all were tried"
    } else {
        ""
    };
    writeln!(
        out,
        "## {sign} Keycard: {word}\n\n**{}** of {}, against {}{incomplete}.",
        head.summary.sentence(),
        counted(head.summary.cases, "case"),
        code(head.target.as_str())
    )
}

/// The table of the published tests, and what is missing.
pub(super) fn tests(plan: &PlanResult) -> String {
    let standing = plan.standing();
    let mut out = format!(
        "\n### Published tests: {}\n\n{} of {} required tests passed. {}, revision {}.\n",
        plan.readiness,
        standing.required_passed,
        standing.required,
        linked_text(&plan.title, &plan.source),
        plain(&plan.revision)
    );
    if !plan.missing().is_empty() {
        out.push_str("\nTo fix, in this order:\n\n");
        for (index, missing) in plan.missing().iter().enumerate() {
            out.push_str(&format!(
                "{}. {} {}\n",
                index + 1,
                code(&missing.test),
                plain(missing.what.as_str())
            ));
        }
    }
    out.push_str("\n| Test | Name | Level | Verdict | Remarks |\n| --- | --- | --- | --- | --- |\n");
    for test in &plan.tests {
        out.push_str(&format!(
            "| {} | {} | {} | {} {} | {} |\n",
            code(&test.id),
            linked_text(&test.title, &test.source),
            test.level.name(),
            sign(test.verdict, test.binding()),
            test.word(),
            plain(&test.remarks().join("; "))
        ));
    }
    out
}

const fn sign(verdict: StatusName, level: Level) -> &'static str {
    match (verdict, level) {
        (StatusName::Passed, _) => "✅",
        (StatusName::Failed, Level::Required) => "❌",
        (StatusName::Failed, Level::Recommended | Level::Optional) | (StatusName::Inconclusive, _) => "⚠️",
        (StatusName::NotRun, _) => "⬜",
        (StatusName::NeedsReview, _) => "👀",
    }
}

fn row(record: &Record) -> String {
    format!(
        "| {} | {} |\n",
        linked_code(record.id.as_str(), record.source.as_str()),
        plain(&overview::why(record))
    )
}

fn failure(record: &Record) -> String {
    let mut out = format!(
        "<details><summary><code>{}</code> {}</summary>\n\n",
        html(record.id.as_str()),
        html(record.requirement.as_str())
    );
    let shown = |finding: &&FindingRecord| finding.weight != Weight::Note;
    for finding in record.findings.iter().filter(shown) {
        out.push_str(&described(record, finding));
    }
    if let Some(reason) = &record.reason {
        out.push_str(&format!("Reason: {}\n\n", plain(reason.as_str())));
    }
    let errors = record.findings.iter().filter(|finding| finding.weight == Weight::Error);
    let place = errors.filter_map(|finding| finding.exchange).next();
    let place = place.or(record.exchanges.len().checked_sub(1));
    if let Some(exchange) = place.and_then(|place| record.exchanges.get(place)) {
        out.push_str(&excerpt(exchange));
    }
    out.push_str("</details>\n");
    out
}

fn described(record: &Record, finding: &FindingRecord) -> String {
    let mut out = format!(
        "**{}** {}: {}\n\n",
        finding.weight.name(),
        linked(finding.check.as_str(), finding.source.as_ref()),
        plain(finding.requirement.as_str())
    );
    out.push_str(&format!("- expected: {}\n", plain(finding.expected.as_str())));
    out.push_str(&format!("- actual: {}\n", plain(finding.actual.as_str())));
    if let (Some(message), Some(pointer)) = (&finding.message, &finding.pointer) {
        let pointer = match pointer.as_str() {
            "" => "the whole body".to_string(),
            pointer => code(pointer),
        };
        let exchange = finding
            .exchange
            .and_then(|index| Some((index, record.exchanges.get(index)?)));
        let place = exchange.map_or_else(String::new, |(index, exchange)| {
            format!(" of {}, no. {}", code(exchange.operation.as_str()), index + 1)
        });
        out.push_str(&format!("- at: {}{place}, {pointer}\n", plain(message.name())));
    }
    if let Some(detail) = &finding.detail {
        out.push_str(&block(
            "diff",
            &text::shortened(&text::printable(detail.as_str()), EXCERPT),
        ));
    }
    out.push('\n');
    out
}

fn excerpt(exchange: &ExchangeRecord) -> String {
    let said = match exchange.direction {
        Direction::Inbound => "The system under test called",
        Direction::Outbound => "Keycard called",
    };
    let ended = match (exchange.status, &exchange.failure) {
        (Some(status), _) => format!("answered {status}"),
        (None, Some(failure)) => format!("not answered: {}", plain(failure.as_str())),
        (None, None) => "not answered".to_string(),
    };
    let mut out = format!(
        "{said} {}, {ended} after {:.0} ms.\n",
        code(exchange.operation.as_str()),
        exchange.elapsed_ms
    );
    let short = |body: &str| text::shortened(&text::printable(body), EXCERPT);
    if !exchange.request_body.as_str().is_empty() {
        out.push_str(&block("json", &short(exchange.request_body.as_str())));
    }
    if let Some(body) = exchange.response_body.as_ref().filter(|body| !body.as_str().is_empty()) {
        out.push_str(&block("json", &short(body.as_str())));
    }
    let curl = exchange.curl.as_ref().map(Redacted::as_str);
    // Half a command is of no use.
    if let Some(curl) = curl.filter(|curl| curl.len() <= COMMAND) {
        out.push_str("\nTo send it again, with the tokens put in:\n");
        out.push_str(&block("sh", &text::printable(curl)));
    }
    out.push('\n');
    out
}

/// Text in which nothing is a sign of Markdown or HTML.
pub(super) fn plain(said: &str) -> String {
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
pub(super) fn code(said: &str) -> String {
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

fn block(language: &str, said: &str) -> String {
    let fence = "`".repeat(longest_run(said).max(2) + 1);
    format!("\n{fence}{language}\n{}\n{fence}\n", said.trim_end())
}

fn longest_run(said: &str) -> usize {
    let runs = said.split(|c| c != '`').map(str::len);
    runs.max().unwrap_or(0)
}

fn html(said: &str) -> String {
    let said = text::shortened(&text::one_line(said), SAID);
    said.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn linked(check: &str, source: Option<&Redacted<String>>) -> String {
    source.map_or_else(|| code(check), |source| linked_code(check, source.as_str()))
}

fn linked_code(said: &str, source: &str) -> String {
    link(code(said), source)
}

fn linked_text(said: &str, source: &str) -> String {
    link(plain(said), source)
}

fn link(said: String, source: &str) -> String {
    match page::address(source) {
        Some(address) => format!("[{said}](<{}>)", address.replace(['<', '>'], "").replace('|', "%7C")),
        None => said,
    }
}
