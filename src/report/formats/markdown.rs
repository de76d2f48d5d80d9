//! The Markdown report: the summary of a CI job, readable in GitHub's own colours and in a text editor.

use std::io::{self, Write};

use crate::contract::rule::Weight;
use crate::exchange::transcript::Direction;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::report::exchange_record::ExchangeRecord;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::head::Head;
use crate::report::markup::{block, code, html, linked, linked_code, linked_text, plain};
use crate::report::overview;
use crate::report::plan_result::PlanResult;
use crate::report::record::{FindingRecord, Record};
use crate::report::summary::Conclusion;
use crate::report::text::{self, counted};
use crate::scenario::model::Level;

/// The largest summary that GitHub shows of a step, in bytes; a larger one is not shown at all. Other commands of the
/// step may have written to it before.
const MOST: usize = 1 << 20;
/// The longest excerpt of a body, in bytes.
const EXCERPT: usize = 1_500;
/// The longest command.
const COMMAND: usize = 4_000;

/// Entries that are shown as long as there is room for them.
struct Section {
    title: &'static str,
    /// Text before the first entry.
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

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
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

/// The summary of a CI job.
#[derive(Debug, Default)]
pub struct Markdown;

impl Format for Markdown {
    fn about(&self) -> &'static About {
        &About {
            name: "markdown",
            purpose: "for the summary of a job",
            file: "report.md",
            subject: Subject::Cases,
            in_pack: InPack::Always,
            needs: Needs::Records,
        }
    }

    /// Entries that do not fit into the summary are counted.
    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let head = run.head;
        let most = MOST.saturating_sub(run.before);
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
}

fn opening(head: &Head, out: &mut dyn Write) -> io::Result<()> {
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
fn tests(plan: &PlanResult) -> String {
    let counts = plan.test_counts();
    let mut out = format!(
        "\n### Published tests: {}\n\n{} of {} required tests passed. {}, revision {}.\n",
        plan.readiness,
        counts.required_passed,
        counts.required,
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
    if let Some(cause) = &finding.likely_cause {
        out.push_str(&format!("- likely cause: {}\n", plain(cause.as_str())));
    }
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
