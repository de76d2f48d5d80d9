//! Terminal text: it is read by people while a run goes on and at its end.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use indexmap::IndexMap;

use super::exchange_record::ExchangeRecord;
use super::head::{Unclaimed, UnclaimedCall};
use super::plan_result::{PlanResult, TestResult};
use super::record::{FindingRecord, Record};
use super::summary::Summary;
use super::text::counted;
use super::{coverage, curl, excerpt};
use crate::contract::rule::Weight;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::scenario::model::Level;

/// The longest excerpt of a body that the terminal shows, in characters.
const EXCERPT: usize = 600;
/// The longest command that the terminal shows, in bytes.
const LONGEST_COMMAND: usize = 4_000;

const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const GREEN: Style = AnsiColor::Green.on_default().bold();

/// The word for what became of a case that did not pass, and why; `None` for one that did.
pub fn in_short(record: &Record) -> Option<(String, String)> {
    let (style, word) = match (record.verdict, record.level) {
        (StatusName::Passed, _) => return None,
        (StatusName::Failed, _) if record.waiver.is_some() => (YELLOW, "WAIVED"),
        (StatusName::Failed, Level::Required) => (RED, "FAILED"),
        (StatusName::Failed, Level::Recommended | Level::Optional) => (YELLOW, "FAILED (not required)"),
        (StatusName::Inconclusive, _) => (YELLOW, "INCONCLUSIVE"),
        (StatusName::NotRun, _) => (YELLOW, "NOT RUN"),
        (StatusName::NeedsReview, _) => (YELLOW, "NEEDS REVIEW"),
    };
    let why = match (&record.reason, errors(record).next()) {
        (Some(reason), Some(finding)) if record.waiver.is_some() => format!("{reason} ({})", finding.check),
        (Some(reason), _) => reason.to_string(),
        (None, Some(finding)) => finding.in_short(&record.requirement),
        (None, None) => record.requirement.to_string(),
    };
    Some((format!("{style}{word}{style:#}"), one_line(&why)))
}

/// Everything that there is to say of a case with findings: requirement, findings, excerpt, command.
pub fn details(record: &Record) -> String {
    let mut out = String::new();
    let style = if record.verdict == StatusName::Failed {
        RED
    } else {
        YELLOW
    };
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{style}{}{style:#} {BOLD}{}{BOLD:#}",
        record.verdict.to_string().to_uppercase(),
        record.id
    );
    let _ = writeln!(out, "  {}", record.requirement);
    for finding in record.findings.iter().filter(|finding| finding.weight != Weight::Note) {
        out.push('\n');
        out.push_str(&described(finding, record.requirement.as_str()));
    }
    if let Some(reason) = &record.reason {
        let _ = writeln!(out, "\n  reason    {reason}");
    }
    let shown = errors(record)
        .find_map(|finding| finding.exchange)
        .or(record.exchanges.len().checked_sub(1));
    if let Some(exchange) = shown.and_then(|index| record.exchanges.get(index)) {
        let inbound = coverage::is_inbound(exchange);
        let said = if inbound {
            "called by the system under test: "
        } else {
            ""
        };
        let _ = writeln!(out, "\n  {DIM}{said}{} {}{DIM:#}", exchange.method, exchange.url);
        match (&exchange.status, &exchange.failure) {
            (Some(_), _) if inbound => {
                let _ = writeln!(
                    out,
                    "  {DIM}it sent{DIM:#} {}",
                    beginning(exchange.request_body.as_str())
                );
            }
            (Some(status), _) => {
                let body = exchange.response_body.as_ref().map_or("", |body| body.as_str());
                let _ = writeln!(out, "  {DIM}answered {status}{DIM:#} {}", beginning(body));
            }
            (None, Some(failure)) => {
                let _ = writeln!(out, "  {DIM}not answered:{DIM:#} {failure}");
            }
            (None, None) => {}
        }
        out.push_str(&again(record, exchange));
    }
    out
}

/// Lines about repeating an exchange, and about the file that has the rest of a long message.
fn again(record: &Record, exchange: &ExchangeRecord) -> String {
    let mut out = String::new();
    let pack = format!(
        "transcripts/ of the evidence pack (--evidence PATH), line \"id\":\"{}\"",
        record.id
    );
    let long = |body: &str, bytes: Option<usize>| bytes.or(excerpt::is_long(body.len()).then_some(body.len()));
    let request = long(exchange.request_body.as_str(), exchange.request_bytes);
    let response = exchange.response_body.as_ref();
    let response = response.and_then(|body| long(body.as_str(), exchange.response_bytes));
    if let Some(curl) = exchange.curl.as_ref().map(Redacted::as_str) {
        if curl::reads_a_file(curl) {
            let bytes = request.unwrap_or_default();
            let _ = writeln!(
                out,
                "  {DIM}repeat with (put the tokens in; request.json is `requestBody`, {bytes} bytes, whole in {pack}):{DIM:#} {}",
                printable(curl)
            );
        } else if curl.len() <= LONGEST_COMMAND {
            let _ = writeln!(
                out,
                "  {DIM}repeat with (put the tokens in):{DIM:#} {}",
                printable(curl)
            );
        } else {
            let _ = writeln!(out, "  {DIM}repeat with: `curl` in the JSON report{DIM:#}");
        }
    } else if let Some(command) = exchange.command() {
        let _ = writeln!(
            out,
            "  {DIM}repeat with (JSON on its standard input):{DIM:#} {}",
            printable(command)
        );
    } else if let Some(bytes) = request {
        let _ = writeln!(out, "  {DIM}the whole request, {bytes} bytes, is in {pack}{DIM:#}");
    }
    if let Some(bytes) = response {
        let _ = writeln!(out, "  {DIM}the whole answer, {bytes} bytes, is in {pack}{DIM:#}");
    }
    out
}

fn described(finding: &FindingRecord, requirement: &str) -> String {
    let mut out = String::new();
    let style = match finding.weight {
        Weight::Error => RED,
        Weight::Warning => YELLOW,
        Weight::Note => DIM,
    };
    let said = if finding.requirement.as_str() == requirement {
        String::new()
    } else {
        format!("  {}", finding.requirement)
    };
    let _ = writeln!(
        out,
        "  {style}{}{style:#} {}{said}",
        finding.weight.name(),
        finding.check
    );
    if let Some(cause) = &finding.likely_cause {
        let _ = writeln!(out, "  {BOLD}likely cause{BOLD:#}  {}", one_line(cause.as_str()));
    }
    let _ = writeln!(out, "  expected  {}", one_line(finding.expected.as_str()));
    let _ = writeln!(out, "  actual    {}", one_line(finding.actual.as_str()));
    if let (Some(message), Some(pointer)) = (&finding.message, &finding.pointer) {
        let pointer = if pointer.as_str().is_empty() {
            "(the whole body)"
        } else {
            pointer.as_str()
        };
        let _ = writeln!(out, "  at        {message} {pointer}");
    }
    if let Some(excerpt) = &finding.excerpt {
        let _ = writeln!(out, "  there     {}", one_line(excerpt.as_str()));
    }
    if let Some(source) = &finding.source {
        let _ = writeln!(out, "  source    {source}");
    }
    if let Some(detail) = &finding.detail {
        for line in detail.as_str().lines() {
            let _ = writeln!(out, "    {line}");
        }
    }
    out
}

/// The word for a warning, and what it says.
pub fn warning(record: &Record, finding: &FindingRecord) -> (String, String) {
    let text = finding.in_short(&record.requirement);
    let page = finding.source.as_ref().map_or("", |page| page.as_str());
    (
        format!("{YELLOW}warning{YELLOW:#}"),
        format!("{} {DIM}[{page}]{DIM:#}", one_line(&text)),
    )
}

/// The table of the published tests, and what is missing.
pub fn tests(plan: &PlanResult) -> String {
    let mut out = String::new();
    for (group, tests) in plan.groups() {
        let _ = writeln!(out, "{}", self::group(group));
        for one in tests {
            out.push_str(&test(one));
        }
    }
    out.push_str(&readiness(plan));
    out
}

/// The heading of a group of published tests.
pub fn group(name: &str) -> String {
    format!("{BOLD}{name}{BOLD:#}")
}

/// The row of one published test, with what is to be said beside the verdict.
pub fn test(test: &TestResult) -> String {
    let mut out = String::new();
    let (style, word) = match (test.verdict, test.level) {
        (StatusName::Passed, _) => (GREEN, "passed"),
        (StatusName::Failed, _) if test.waiver.is_some() => (YELLOW, "waived"),
        (StatusName::Failed, Level::Required) => (RED, "FAILED"),
        (StatusName::Failed, Level::Recommended | Level::Optional) => (YELLOW, "failed"),
        (StatusName::Inconclusive, _) => (YELLOW, "inconclusive"),
        (StatusName::NotRun, _) => (YELLOW, "not run"),
        (StatusName::NeedsReview, _) => (YELLOW, "needs review"),
    };
    let level = match test.level {
        Level::Required => String::new(),
        Level::Recommended | Level::Optional => format!(" {DIM}({}){DIM:#}", test.level.name()),
    };
    let _ = writeln!(
        out,
        "  {:<7} {style}{word:<12}{style:#}  {}{level}",
        test.id, test.title
    );
    for remark in test.remarks() {
        let _ = writeln!(out, "          {DIM}{}{DIM:#}", one_line(&remark));
    }
    out
}

/// Lines with the readiness, and with what is missing.
pub fn readiness(plan: &PlanResult) -> String {
    let mut out = String::new();
    let counts = plan.test_counts();
    let style = if plan.missing().is_empty() { GREEN } else { RED };
    let _ = writeln!(
        out,
        "{style}{}{style:#}: {} of {} required tests passed",
        plan.readiness, counts.required_passed, counts.required
    );
    for (index, missing) in plan.missing().iter().enumerate() {
        let _ = writeln!(
            out,
            "  {}. {BOLD}{}{BOLD:#} {}",
            index + 1,
            missing.test,
            one_line(missing.what.as_str())
        );
    }
    out
}

/// The last line of a run.
pub fn summary(summary: &Summary, seconds: f64, target: &str) -> String {
    let style = if summary.failed_required + summary.waiver_faults > 0 {
        RED
    } else if summary.inconclusive + summary.not_run + summary.needs_review + summary.failed_other + summary.waived > 0
    {
        YELLOW
    } else {
        GREEN
    };
    format!(
        "{style}{}{style:#} of {} against {target} in {seconds:.2} s",
        summary.sentence(),
        counted(summary.cases, "case")
    )
}

/// Line about requests that a target's limit turned away; nothing if there were none.
pub fn limited(count: usize) -> Option<String> {
    let were = if count == 1 { "was" } else { "were" };
    (count > 0).then(|| format!("{} {were} answered 429: too many at once", counted(count, "request")))
}

/// Lines about calls that belonged to no case, by operation and reason; nothing if there were none.
pub fn unclaimed(unclaimed: &Unclaimed) -> Option<String> {
    let first = unclaimed.calls.first()?;
    let head = format!(
        "{YELLOW}{}{YELLOW:#} to Keycard belonged to no case:",
        counted(unclaimed.count, "call")
    );
    let line = |call: &UnclaimedCall, url: &str| {
        let (method, url) = (&call.method, printable(url));
        format!("{method} {url} {DIM}—{DIM:#} {}", printable(&call.reason))
    };
    let mut kinds: IndexMap<String, (usize, &UnclaimedCall)> = IndexMap::new();
    for call in &unclaimed.calls {
        kinds.entry(line(call, operation(call))).or_insert((0, call)).0 += 1;
    }
    if kinds.len() == 1 {
        let more = if unclaimed.count == 1 { "" } else { "the first " };
        return Some(format!("{head} {more}{}", line(first, first.url.as_str())));
    }
    let lines = kinds.iter().map(|(line, (count, _))| format!("\n  {count} × {line}"));
    let left = unclaimed.count.saturating_sub(unclaimed.calls.len());
    let left = if left == 0 {
        String::new()
    } else {
        format!("\n  and {left} more, of which no more is known")
    };
    Some(format!("{head}{}{left}", lines.collect::<String>()))
}

/// The last part of the address, which is that of the operation.
fn operation(call: &UnclaimedCall) -> &str {
    let url = call.url.as_str();
    url.split('?').next().unwrap_or(url).rsplit('/').next().unwrap_or(url)
}

fn errors(record: &Record) -> impl Iterator<Item = &FindingRecord> {
    record.findings.iter().filter(|finding| finding.weight == Weight::Error)
}

/// Control characters of a message must not reach the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

fn one_line(text: &str) -> String {
    beginning(printable(text).trim())
}

fn beginning(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(EXCERPT + 1)
        .collect();
    if clean.chars().count() <= EXCERPT {
        return clean;
    }
    let short: String = clean.chars().take(EXCERPT).collect();
    format!("{short}…")
}
