//! Recorder of cases: raw messages go in, a redacted record comes out.

use std::path::Path;
use std::time::Duration;

use super::exchange_record::{CredentialRecord, ExchangeRecord, MethodRecord};
use super::record::{FindingRecord, Record};
use super::waiver::WaiverRecord;
use super::{curl, excerpt, versions};
use crate::contract::rule::Weight;
use crate::exchange::message::{Headers, Method};
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Transcript};
use crate::judge::finding::{Finding, StatusName, Verdict};
use crate::plan::case::{Case, Step};
use crate::plan::compile::Plan;
use crate::plan::credential::CredentialName;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;

/// A case that was judged, with all that its record is made of.
#[derive(Clone, Copy, Debug)]
pub struct JudgedCase<'c> {
    /// The case.
    pub case: &'c Case,
    /// The exchanges by which it was judged.
    pub transcript: &'c Transcript,
    /// The verdict.
    pub verdict: &'c Verdict,
    /// Place and scenario of the case.
    pub origin: Origin<'c>,
    /// The published test, if the record is about the part of the case that belongs to it.
    pub part: Option<TestPart<'c>>,
    /// The waiver that accepts the failure, if there is one.
    pub waiver: Option<&'c WaiverRecord>,
}

/// Place of a case in its run, and the scenario that it was made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Origin<'c> {
    /// Position in the plan, from 0; of a shard, in that of all shards.
    pub position: usize,
    /// The scenario's file, if it is not built in.
    pub file: Option<&'c Path>,
    /// SHA-256 of the scenario.
    pub scenario_digest: Option<[u8; 32]>,
}

impl<'c> Origin<'c> {
    /// Origin of the case that a plan has at a position.
    pub fn in_plan(plan: &'c Plan, position: usize) -> Self {
        Self {
            position: plan.place(position),
            file: plan.file(position),
            scenario_digest: plan.scenario_digest(position),
        }
    }
}

/// A published test that shares a case with others.
#[derive(Clone, Copy, Debug)]
pub struct TestPart<'c> {
    /// The id of the test; it stands behind that of the case.
    pub id: &'c str,
    /// The name of the test; it is the requirement.
    pub title: &'c str,
}

/// Amount of a case that its record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The messages too, however long.
    Whole,
    /// The messages too, of long ones the beginning.
    Exchanges,
    /// The verdict and its findings only.
    Findings,
}

impl Detail {
    /// The least that explains a verdict: of what passed, nobody reads the messages.
    pub const fn least(status: StatusName) -> Self {
        match status {
            StatusName::Passed => Self::Findings,
            StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => {
                Self::Exchanges
            }
        }
    }
}

/// Makes the record of a case.
pub fn record(judged: &JudgedCase<'_>, detail: Detail, redactor: &Redactor) -> Record {
    let JudgedCase {
        case,
        transcript,
        verdict,
        origin,
        part,
        waiver,
    } = *judged;
    let text = |text: &str| redactor.text(text);
    let mut record = Record {
        position: origin.position,
        id: match part {
            Some(TestPart { id, .. }) => text(&format!("{}#{id}", case.id)),
            None => text(case.id.as_str()),
        },
        requirement: text(part.map_or(&case.requirement, |part| part.title)),
        source: text(&case.page),
        file: origin.file.map(|path| text(&path.display().to_string())),
        scenario_digest: origin.scenario_digest.map(|digest| versions::hex(&digest)),
        level: case.level,
        api: case.api,
        under_test: case.under_test,
        covers: match part {
            Some(TestPart { id, .. }) => vec![text(id)],
            None => case.covers.iter().map(|id| text(id)).collect(),
        },
        tags: case.tags.iter().map(|tag| text(tag)).collect(),
        verdict: verdict.status.name(),
        reason: verdict.status.reason().map(text),
        waiver: None,
        findings: verdict
            .findings
            .iter()
            .map(|finding| finding_record(case, transcript, finding, redactor))
            .collect(),
        exchanges: match detail {
            Detail::Findings => Vec::new(),
            Detail::Whole | Detail::Exchanges => transcript
                .entries
                .iter()
                .map(|entry| exchange_record(case, entry, redactor, detail))
                .collect(),
        },
        duration_ms: millis(transcript.elapsed),
    };
    if let Some(waiver) = waiver {
        record.accept(waiver.clone(), redactor);
    }
    record
}

fn finding_record(case: &Case, transcript: &Transcript, finding: &Finding, redactor: &Redactor) -> FindingRecord {
    let text = |text: &str| excerpt::cut(redactor.text(text));
    let or = |text: &str, other: &str| redactor.text(if text.is_empty() { other } else { text });
    FindingRecord {
        check: finding.check.clone(),
        weight: finding.weight,
        requirement: or(&finding.requirement, &case.requirement),
        exchange: finding.place.as_ref().map(|place| place.entry),
        message: finding.place.as_ref().map(|place| place.message),
        pointer: finding.place.as_ref().map(|place| text(&place.pointer)),
        likely_cause: finding.likely_cause.as_deref().map(text),
        expected: text(&finding.expected),
        actual: text(&finding.actual),
        source: Some(redactor.text(finding.page.as_deref().unwrap_or(&case.page))),
        detail: finding.detail.as_deref().map(text),
        excerpt: finding
            .place
            .as_ref()
            .filter(|_| finding.weight != Weight::Note)
            .and_then(|place| excerpt::at(place, transcript, redactor)),
    }
}

fn exchange_record(case: &Case, entry: &Entry, redactor: &Redactor, detail: Detail) -> ExchangeRecord {
    let headers = |headers: &Headers| -> Vec<(String, Redacted<String>)> {
        headers
            .iter()
            .map(|(name, value)| (name.to_string(), redactor.header(name, value)))
            .collect()
    };
    let body = |bytes: &[u8]| match detail {
        Detail::Whole => (excerpt::whole(bytes, redactor), None),
        Detail::Exchanges | Detail::Findings => excerpt::body(bytes, redactor),
    };
    let request = &entry.request;
    let url = redactor.url(&request.url);
    let mut request_headers = headers(&request.headers);
    let (request_body, request_bytes) = body(request.body.bytes());
    let mut curl = None;
    let method = match &request.method {
        Method::Http(method) => {
            let method = redactor.text(method);
            if entry.direction == Direction::Outbound {
                curl = Some(curl::command(
                    &method,
                    &url,
                    &fields(&request_headers, redactor),
                    &request_body,
                ));
            }
            MethodRecord::Http(method)
        }
        Method::Command(line) => {
            let name = ExchangeRecord::COMMAND_FIELD;
            request_headers.push((name.to_string(), redactor.header(name, line)));
            MethodRecord::Command
        }
    };
    let (response, failure) = match &entry.outcome {
        Outcome::Answered(response) => (Some(response), None),
        Outcome::Failed(failure) => (None, Some(failure)),
    };
    let (response_body, response_bytes) = match response.map(|response| body(response.body.bytes())) {
        Some((body, bytes)) => (Some(body), bytes),
        None => (None, None),
    };
    ExchangeRecord {
        step: entry.step,
        operation: redactor.text(&operation(case, entry)),
        direction: entry.direction,
        role: entry.role,
        credentials: credentials(case, entry),
        curl,
        method,
        url,
        request_headers,
        request_body,
        request_bytes,
        status: response.map(|response| response.status),
        response_headers: response.map(|response| headers(&response.headers)).unwrap_or_default(),
        response_body,
        response_bytes,
        failure: failure.map(|failure| redactor.text(&failure.detail)),
        failure_kind: failure.map(|failure| failure.kind),
        at_ms: millis(entry.at),
        elapsed_ms: millis(entry.elapsed),
    }
}

/// The header fields as they stand in a request, each on its line.
fn fields(headers: &[(String, Redacted<String>)], redactor: &Redactor) -> Vec<Redacted<String>> {
    let lines = headers.iter();
    lines
        .map(|(name, value)| redactor.text(&format!("{name}: {value}")))
        .collect()
}

fn operation(case: &Case, entry: &Entry) -> String {
    let name = match (entry.role, entry.direction) {
        (Role::Hook, _) => "hook",
        (Role::Step | Role::Confirmation | Role::Unawaited | Role::Limited, Direction::Outbound) => {
            case.steps.get(entry.step).map(Step::name).unwrap_or_default()
        }
        (Role::Step | Role::Confirmation | Role::Unawaited | Role::Limited, Direction::Inbound) => {
            let path = entry.request.path().trim_end_matches('/');
            path.rsplit('/').next().unwrap_or(path)
        }
    };
    name.to_string()
}

fn credentials(case: &Case, entry: &Entry) -> Vec<CredentialRecord> {
    let call = case.steps.get(entry.step).and_then(Step::call);
    let own = entry.role == Role::Step && entry.direction == Direction::Outbound;
    call.filter(|_| own)
        .into_iter()
        .flat_map(|call| &call.fillings)
        .filter(|filling| filling.name != CredentialName::Valid)
        .map(|filling| CredentialRecord {
            property: filling.property.clone(),
            condition: filling.name,
        })
        .collect()
}

/// A duration in milliseconds, to the microsecond.
fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
