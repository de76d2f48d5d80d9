//! The SARIF report, version 2.1.0: for code scanning and for viewers of static analysis.
//!
//! A check is a rule, a finding a result. What a finding weighs becomes the level; a case that could not
//! be judged, was not tried or needs a person is a result of the kind that SARIF has for that, and a
//! notification of the run, so that no viewer takes its absence for success.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::fnv;
use crate::judge::check_id::{Check, CheckId};
use crate::judge::finding::StatusName;
use crate::report::format::{About, EndedRun, Format, InPack, Lines, Needs, Subject};
use crate::report::page;
use crate::report::record::{FindingRecord, Record};
use crate::report::summary::Conclusion;
use crate::report::text;
use crate::scenario::model::Level;

/// Address of the schema of the format.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";
/// The longest part of a message, in bytes.
const SAID: usize = 2_000;
/// So many notifications stand in the report.
const MOST_NOTICES: usize = 100;
/// The rule of results that no check made: why a case came to no verdict.
const UNPROVED: &str = "unproved";

/// The rules that the results name, with a description and a page.
#[derive(Default)]
struct Rules(BTreeMap<String, (String, Option<String>)>);

impl Rules {
    fn learn(&mut self, id: &str, description: impl FnOnce() -> String, source: Option<&str>) {
        if !self.0.contains_key(id) {
            let rule = (description(), source.and_then(page::address));
            self.0.insert(id.to_string(), rule);
        }
    }

    fn list(&self) -> Vec<Value> {
        let rules = self.0.iter();
        rules
            .map(|(id, (description, address))| {
                let mut rule = json!({ "id": id, "shortDescription": { "text": description } });
                if let Some(address) = address {
                    rule["helpUri"] = json!(address);
                }
                rule
            })
            .collect()
    }
}

/// The SARIF report.
#[derive(Debug, Default)]
pub struct Sarif;

impl Format for Sarif {
    fn about(&self) -> &'static About {
        &About {
            name: "sarif",
            purpose: "for code scanning",
            file: "report.sarif",
            subject: Subject::Cases,
            in_pack: InPack::IfAskedFor,
            needs: Needs::Records,
        }
    }

    /// Results are streamed, so what they share stands behind them.
    fn write(&self, run: &EndedRun<'_>, records: Lines<'_>, out: &mut dyn Write) -> io::Result<()> {
        let head = run.head;
        let mut rules = Rules::default();
        let mut notices = Vec::new();
        let mut first = true;
        let mut write = |result: &Value, out: &mut dyn Write| -> io::Result<()> {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            serde_json::to_writer(out, result).map_err(io::Error::from)
        };
        write!(
            out,
            "{{\n\"$schema\": {},\n\"version\": \"2.1.0\",\n\"runs\": [{{\n\"results\": [",
            json!(SCHEMA)
        )?;
        for record in records {
            let record: Record = record?.read()?;
            for finding in &record.findings {
                let level = match (finding.weight, record.binding(), record.verdict) {
                    (Weight::Note, _, _) => continue,
                    (Weight::Error, Level::Required, StatusName::Failed) => "error",
                    (Weight::Error, _, _) | (Weight::Warning, _, _) => "warning",
                };
                rules.learn(
                    finding.check.as_str(),
                    || description(finding),
                    finding.source.as_ref().map(|source| source.as_str()),
                );
                write(&result(&record, finding, level), out)?;
            }
            let kind = match record.verdict {
                StatusName::Passed | StatusName::Failed => continue,
                StatusName::Inconclusive | StatusName::NotRun => "open",
                StatusName::NeedsReview => "review",
            };
            rules.learn(
                UNPROVED,
                || "Every case that is selected comes to a verdict.".to_string(),
                None,
            );
            write(&unproved(&record, kind), out)?;
            if notices.len() < MOST_NOTICES {
                notices.push(json!({
                    "level": if record.level == Level::Required { "warning" } else { "note" },
                    "message": { "text": short(&format!("{} {}: {}", record.id, record.verdict, reason(&record))) },
                }));
            }
        }
        let run = json!({
            "tool": { "driver": {
                "name": "Keycard",
                "version": version(&head.tool),
                "rules": rules.list(),
            } },
            "invocations": [{
                "executionSuccessful": match head.conclusion {
                    Conclusion::Passed | Conclusion::Failed => true,
                    Conclusion::Inconclusive | Conclusion::NothingRan => false,
                },
                "startTimeUtc": head.started,
                "toolExecutionNotifications": notices,
            }],
            "automationDetails": { "id": format!("keycard/{}/", text::one_line(head.target.as_str())) },
            "columnKind": "unicodeCodePoints",
            "properties": {
                "statement": head.statement,
                "summary": head.summary,
                "seed": head.seed,
                "plan": head.plan,
            },
        });
        // The object has begun already.
        write!(out, "\n],\n{}]\n}}\n", &run.to_string()[1..])
    }
}

fn result(record: &Record, finding: &FindingRecord, level: &str) -> Value {
    let message = format!(
        "{} expected: {}; actual: {}",
        short(finding.requirement.as_str()),
        short(finding.expected.as_str()),
        short(finding.actual.as_str())
    );
    let pointer = finding.pointer.as_ref().map_or("", |pointer| pointer.as_str());
    let said_by = finding.message.map_or("", Message::name);
    let exchange = finding.exchange.and_then(|index| record.exchanges.get(index));
    let operation = exchange.map_or("", |exchange| exchange.operation.as_str());
    // What was there may change from run to run; where and why it is wrong stays.
    let print = [
        record.id.as_str(),
        finding.check.as_str(),
        operation,
        said_by,
        &nameless(pointer),
    ];
    let mut logical = vec![case(record)];
    if finding.message.is_some() {
        let parts = [operation, said_by, pointer];
        let name: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        logical.push(json!({
            "name": text::one_line(&name.join(" ")),
            "kind": "member",
            "fullyQualifiedName": text::one_line(&format!("{} {}", record.id, name.join(" "))),
        }));
    }
    let mut result = json!({
        "ruleId": finding.check,
        "level": level,
        "kind": "fail",
        "message": { "text": message },
        "locations": [location(record, logical)],
        "partialFingerprints": { "keycardFinding/v1": fingerprint(&print) },
        "properties": { "verdict": record.verdict, "requirementLevel": record.level, "tags": record.tags },
    });
    if record.waiver.is_some() {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": reason(record) }]);
    }
    result
}

/// A result that is no failure has the level `none`.
fn unproved(record: &Record, kind: &str) -> Value {
    json!({
        "ruleId": UNPROVED,
        "level": "none",
        "kind": kind,
        "message": { "text": short(&format!("{} {}: {}", record.requirement, record.verdict, reason(record))) },
        "locations": [location(record, vec![case(record)])],
        "partialFingerprints": { "keycardFinding/v1": fingerprint(&[record.id.as_str(), UNPROVED]) },
        "properties": { "verdict": record.verdict, "requirementLevel": record.level, "tags": record.tags },
    })
}

fn case(record: &Record) -> Value {
    json!({
        "name": text::one_line(record.id.as_str()),
        "kind": "function",
        "fullyQualifiedName": text::one_line(record.id.as_str()),
    })
}

/// The scenario's file, which for a built-in scenario is one of Keycard's own.
fn location(record: &Record, logical: Vec<Value>) -> Value {
    let id = record.id.as_str();
    let scenario = id.split('[').next().unwrap_or(id);
    let artifact = match &record.file {
        Some(file) => json!({ "uri": uri(file.as_str()) }),
        None => json!({ "uri": uri(&format!("scenarios/{scenario}.yaml")), "uriBaseId": "KEYCARD" }),
    };
    json!({
        "physicalLocation": { "artifactLocation": artifact, "region": { "startLine": 1 } },
        "logicalLocations": logical,
    })
}

/// A path as a URI: `\` becomes `/`, and what no URI may hold is escaped.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let escaped = path.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    let scheme = if path.starts_with('/') { "file://" } else { "" };
    std::iter::once(scheme.to_string()).chain(escaped).collect()
}

fn description(finding: &FindingRecord) -> String {
    let of_check = match finding.check {
        CheckId::Check(Check::Schema) => "A message is as its JSON Schema says.",
        CheckId::Check(Check::Outcome) => "A call ends with the outcome that the scenario accepts.",
        CheckId::Check(Check::Snapshot) => "An error response is as it was when it was accepted.",
        CheckId::Check(Check::ScenarioCheck) => "The conditions of the scenario hold.",
        CheckId::Check(Check::TimeLimit) => "An answer comes in time.",
        CheckId::Check(Check::UnknownProperty) => "A message has documented properties only.",
        CheckId::Check(
            Check::Callback
            | Check::CleanUp
            | Check::DeprecatedProperty
            | Check::DiscontinuedProperty
            | Check::DocumentedForm
            | Check::DoubledProperty
            | Check::ExpectedProperty
            | Check::Json
            | Check::MediaType
            | Check::ReadBack
            | Check::SystemErrors
            | Check::Transport,
        )
        | CheckId::Rule(_) => return short(finding.requirement.as_str()),
    };
    of_check.to_string()
}

fn reason(record: &Record) -> &str {
    record.reason.as_ref().map_or("", |reason| reason.as_str())
}

fn fingerprint(parts: &[&str]) -> String {
    format!("{:016x}", fnv::digest(parts.join("\n").as_bytes()))
}

/// A pointer without positions in lists, which shift when an entry is added.
fn nameless(pointer: &str) -> String {
    let parts = pointer.split('/');
    let parts: Vec<&str> = parts
        .map(|part| if part.parse::<usize>().is_ok() { "*" } else { part })
        .collect();
    parts.join("/")
}

fn version(tool: &str) -> &str {
    tool.rsplit(' ').next().unwrap_or(tool)
}

fn short(said: &str) -> String {
    text::shortened(&text::one_line(said), SAID)
}
