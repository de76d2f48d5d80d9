//! What is kept of a case: raw messages go in, redacted ones come out.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::curl;
use super::waiver::WaiverRecord;
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::exchange::message::Headers;
use crate::exchange::transcript::{Direction, Entry, Outcome, Role, Transcript};
use crate::judge::finding::{Finding, StatusName, Verdict};
use crate::plan::case::{Case, Step};
use crate::plan::credential::CredentialName;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;
use crate::scenario::model::Level;

/// The longest excerpt of a body that a report keeps, in bytes of its redacted form.
const EXCERPT: usize = 16 << 10;

/// So much of a body is redacted to make an excerpt of it: far more than the excerpt needs, and far
/// less than a hostile target can send.
const REDACTED: usize = 512 << 10;
/// No secret that is worth the name is longer.
const LONGEST_SECRET: usize = 8 << 10;

/// Everything that a report says of one case.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Position in the plan, from 0; of a shard, in that of all shards.
    pub position: usize,
    /// The id of the case.
    pub id: Redacted<String>,
    /// What must hold.
    pub requirement: Redacted<String>,
    /// The page of the documentation that says so.
    pub source: Redacted<String>,
    /// The scenario's file; absent for a scenario that is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Redacted<String>>,
    /// SHA-256 of the scenario, to tell whether two runs proved the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_digest: Option<String>,
    /// How binding it is.
    pub level: Level,
    /// Whose contract is tested.
    pub api: Api,
    /// The side that is judged.
    pub under_test: Side,
    /// What it proves.
    pub covers: Vec<Redacted<String>>,
    /// Words to select it by.
    pub tags: Vec<Redacted<String>>,
    /// The conclusion.
    pub verdict: StatusName,
    /// Why, for a case that is inconclusive, not run, to be reviewed or waived.
    pub reason: Option<Redacted<String>>,
    /// The waiver that accepts the failure, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverRecord>,
    /// Everything that the checks had to say, the gravest first.
    pub findings: Vec<FindingRecord>,
    /// What went over the wire.
    pub exchanges: Vec<ExchangeRecord>,
    /// How long the case took, in milliseconds.
    pub duration_ms: f64,
}

/// One thing that a check had to say.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingRecord {
    /// The id of the check or rule.
    pub check: String,
    /// How much it weighs.
    pub weight: Weight,
    /// What should have been so.
    pub requirement: Redacted<String>,
    /// Position of the exchange, from 0.
    pub exchange: Option<usize>,
    /// Which of its two messages: `request` or `response`.
    pub message: Option<String>,
    /// JSON Pointer within the body; empty for the whole.
    pub pointer: Option<Redacted<String>>,
    /// What was expected there.
    pub expected: Redacted<String>,
    /// What was there.
    pub actual: Redacted<String>,
    /// The page of the documentation that says so.
    pub source: Option<Redacted<String>>,
    /// More to read, e.g. a difference.
    pub detail: Option<Redacted<String>>,
}

/// One request and what came back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeRecord {
    /// Position of the step, from 0.
    pub step: usize,
    /// The operation; of a call to Keycard the last segment of its path, which may name none.
    pub operation: Redacted<String>,
    /// `outbound` if Keycard called, `inbound` if it was called.
    pub direction: String,
    /// What it has to do with its step: `step`, `confirmation`, `hook`, `unawaited`, or `limited`
    /// for an attempt that was answered 429 and made again.
    pub role: String,
    /// The credentials of the request that the scenario spoils on purpose; all others are valid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialRecord>,
    /// The method.
    pub method: Redacted<String>,
    /// The address.
    pub url: Redacted<String>,
    /// The header fields of the request.
    pub request_headers: Vec<(String, Redacted<String>)>,
    /// The body of the request, or its beginning.
    pub request_body: Redacted<String>,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The header fields of the response.
    pub response_headers: Vec<(String, Redacted<String>)>,
    /// The body of the response, or its beginning.
    pub response_body: Option<Redacted<String>>,
    /// Why there was no answer.
    pub failure: Option<Redacted<String>>,
    /// When the request began, counted from the beginning of the case, in milliseconds.
    #[serde(default)]
    pub at_ms: f64,
    /// From the first byte sent to the last byte received, in milliseconds.
    pub elapsed_ms: f64,
    /// A command that sends the same request; tokens have to be put in. Only of a call of Keycard's.
    pub curl: Option<Redacted<String>>,
}

/// A credential that is not the valid one: redacted values no longer show which it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialRecord {
    /// The property that holds it.
    pub property: String,
    /// Its condition, e.g. `expired`.
    pub condition: String,
}

/// A record as one line of JSON, which is how it is kept until the reports are written.
#[derive(Clone, Debug)]
pub struct Line(Vec<u8>);

impl Line {
    /// The line of a record.
    ///
    /// # Errors
    /// Never: a record has a JSON form.
    pub fn of(record: &Record) -> serde_json::Result<Self> {
        serde_json::to_vec(record).map(Self)
    }

    /// A line that was made by [`Self::of`] and has been kept since.
    pub(super) fn spooled(line: Vec<u8>) -> Self {
        Self(line)
    }

    /// The JSON text, without a line break.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The record, or as much of it as `T` has a place for.
    ///
    /// # Errors
    /// The line is not what it was when it was kept.
    pub fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        serde_json::from_slice(&self.0)
    }
}

/// How much of a case is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The messages too.
    Exchanges,
    /// The verdict and its findings only.
    Findings,
}

/// Makes the record of a case.
pub fn record(
    position: usize,
    case: &Case,
    transcript: &Transcript,
    verdict: &Verdict,
    redactor: &Redactor,
    detail: Detail,
) -> Record {
    let text = |text: &str| redactor.text(text);
    Record {
        position,
        id: text(case.id.as_str()),
        requirement: text(&case.requirement),
        source: text(&case.page),
        file: None,
        scenario_digest: None,
        level: case.level,
        api: case.api,
        under_test: case.under_test,
        covers: case.covers.iter().map(|id| text(id)).collect(),
        tags: case.tags.iter().map(|tag| text(tag)).collect(),
        verdict: verdict.status.name(),
        reason: verdict.status.reason().map(text),
        waiver: None,
        findings: verdict
            .findings
            .iter()
            .map(|finding| finding_record(case, finding, redactor))
            .collect(),
        exchanges: match detail {
            Detail::Findings => Vec::new(),
            Detail::Exchanges => transcript
                .entries
                .iter()
                .map(|entry| exchange_record(case, entry, redactor))
                .collect(),
        },
        duration_ms: millis(transcript.elapsed),
    }
}

fn finding_record(case: &Case, finding: &Finding, redactor: &Redactor) -> FindingRecord {
    let text = |text: &str| excerpt(redactor.text(text), text.len(), redactor);
    let or = |text: &str, other: &str| redactor.text(if text.is_empty() { other } else { text });
    FindingRecord {
        check: finding.check.clone(),
        weight: finding.weight,
        requirement: or(&finding.requirement, &case.requirement),
        exchange: finding.place.as_ref().map(|place| place.entry),
        message: finding.place.as_ref().map(|place| place.message.name().to_string()),
        pointer: finding.place.as_ref().map(|place| text(&place.pointer)),
        expected: text(&finding.expected),
        actual: text(&finding.actual),
        source: Some(redactor.text(finding.page.as_deref().unwrap_or(&case.page))),
        detail: finding.detail.as_deref().map(text),
    }
}

fn exchange_record(case: &Case, entry: &Entry, redactor: &Redactor) -> ExchangeRecord {
    let headers = |headers: &Headers| -> Vec<(String, Redacted<String>)> {
        headers
            .iter()
            .map(|(name, value)| (name.to_string(), redactor.header(name, value)))
            .collect()
    };
    let body = |bytes: &[u8]| -> Redacted<String> {
        if bytes.len() <= REDACTED {
            return excerpt(redactor.body(bytes), bytes.len(), redactor);
        }
        // Half a token at the end would not be known as one: that end is not shown.
        let beginning = redactor.body(&bytes[..REDACTED]);
        let beginning = beginning.as_str();
        let mut end = EXCERPT.min(beginning.len().saturating_sub(LONGEST_SECRET));
        while !beginning.is_char_boundary(end) {
            end -= 1;
        }
        redactor.text(&format!("{}… ({} bytes in all)", &beginning[..end], bytes.len()))
    };
    let url = redactor.url(&entry.request.url);
    let request_headers = headers(&entry.request.headers);
    let request_body = body(entry.request.body.bytes());
    let method = redactor.text(&entry.request.method);
    let fields: Vec<Redacted<String>> = request_headers
        .iter()
        .map(|(name, value)| redactor.text(&format!("{name}: {value}")))
        .collect();
    let (response, failure) = match &entry.outcome {
        Outcome::Answered(response) => (Some(response), None),
        Outcome::Failed(failure) => (None, Some(redactor.text(&failure.detail))),
    };
    ExchangeRecord {
        step: entry.step,
        operation: redactor.text(&operation(case, entry)),
        direction: match entry.direction {
            Direction::Outbound => "outbound".to_string(),
            Direction::Inbound => "inbound".to_string(),
        },
        role: role(entry.role).to_string(),
        credentials: credentials(case, entry),
        curl: (entry.direction == Direction::Outbound).then(|| curl::command(&method, &url, &fields, &request_body)),
        method,
        url,
        request_headers,
        request_body,
        status: response.map(|response| response.status),
        response_headers: response.map(|response| headers(&response.headers)).unwrap_or_default(),
        response_body: response.map(|response| body(response.body.bytes())),
        failure,
        at_ms: millis(entry.at),
        elapsed_ms: millis(entry.elapsed),
    }
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
            condition: filling.name.name().to_string(),
        })
        .collect()
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::Step => "step",
        Role::Confirmation => "confirmation",
        Role::Hook => "hook",
        Role::Unawaited => "unawaited",
        Role::Limited => "limited",
    }
}

/// The beginning of a long text, cut after it is redacted: half a token would not be known as one.
fn excerpt(whole: Redacted<String>, bytes: usize, redactor: &Redactor) -> Redacted<String> {
    if whole.as_str().len() <= EXCERPT {
        return whole;
    }
    let mut end = EXCERPT;
    while !whole.as_str().is_char_boundary(end) {
        end -= 1;
    }
    redactor.text(&format!("{}… ({bytes} bytes in all)", &whole.as_str()[..end]))
}

fn millis(duration: std::time::Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}

impl Record {
    /// How binding it is for the run: the failure of a waived case is none of it.
    pub fn binding(&self) -> Level {
        match self.waiver {
            Some(_) => Level::Optional,
            None => self.level,
        }
    }

    /// The number of findings of a weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|finding| finding.weight == weight).count()
    }
}

impl FindingRecord {
    /// What was expected and what was found, with the sentence that a scenario gives for a condition of its own.
    pub fn in_short(&self, requirement: &Redacted<String>) -> String {
        let (check, expected, actual) = (&self.check, &self.expected, &self.actual);
        let said = if check == "check" && self.requirement != *requirement {
            format!("{}: ", self.requirement.as_str().trim_end_matches('.'))
        } else {
            String::new()
        };
        format!("{check}: {said}expected {expected}, found {actual}")
    }
}
