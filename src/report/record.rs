//! What is kept of a case: raw messages go in, redacted ones come out.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::waiver::WaiverRecord;
use super::{excerpt, exchange};
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::exchange::message::{COMMAND, Request};
use crate::exchange::transcript::Transcript;
use crate::judge::finding::{Finding, StatusName, Verdict};
use crate::plan::case::Case;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;
use crate::scenario::model::Level;

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
    /// What stands at that place, where the body is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Redacted<String>>,
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
    /// How many bytes the body of the request has, where only its beginning is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_bytes: Option<usize>,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The header fields of the response.
    pub response_headers: Vec<(String, Redacted<String>)>,
    /// The body of the response, or its beginning.
    pub response_body: Option<Redacted<String>>,
    /// How many bytes the body of the response has, where only its beginning is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_bytes: Option<usize>,
    /// Why there was no answer.
    pub failure: Option<Redacted<String>>,
    /// When the request began, counted from the beginning of the case, in milliseconds.
    #[serde(default)]
    pub at_ms: f64,
    /// From the first byte sent to the last byte received, in milliseconds.
    pub elapsed_ms: f64,
    /// A command that sends the same request; tokens have to be put in, and a long body is read from a file. Only of
    /// a call of Keycard's.
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
    /// The messages too, however long.
    Whole,
    /// The messages too, of long ones the beginning.
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
            .map(|finding| finding_record(case, transcript, finding, redactor))
            .collect(),
        exchanges: match detail {
            Detail::Findings => Vec::new(),
            Detail::Whole | Detail::Exchanges => transcript
                .entries
                .iter()
                .map(|entry| exchange::record(case, entry, redactor, detail))
                .collect(),
        },
        duration_ms: exchange::millis(transcript.elapsed),
    }
}

fn finding_record(case: &Case, transcript: &Transcript, finding: &Finding, redactor: &Redactor) -> FindingRecord {
    let text = |text: &str| excerpt::cut(redactor.text(text));
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
        excerpt: finding
            .place
            .as_ref()
            .filter(|_| finding.weight != Weight::Note)
            .and_then(|place| excerpt::at(place, transcript, redactor)),
    }
}

impl Record {
    /// How binding it is for the run: the failure of a waived case is none of it.
    pub fn binding(&self) -> Level {
        match self.waiver {
            Some(_) => Level::Optional,
            None => self.level,
        }
    }

    /// The same with no more than the beginning of each long message: what all reports show but the transcripts of
    /// a pack.
    #[must_use]
    pub fn shortened(&self) -> Self {
        Self {
            position: self.position,
            id: self.id.clone(),
            requirement: self.requirement.clone(),
            source: self.source.clone(),
            file: self.file.clone(),
            scenario_digest: self.scenario_digest.clone(),
            level: self.level,
            api: self.api,
            under_test: self.under_test,
            covers: self.covers.clone(),
            tags: self.tags.clone(),
            verdict: self.verdict,
            reason: self.reason.clone(),
            waiver: self.waiver.clone(),
            findings: self.findings.clone(),
            exchanges: self.exchanges.iter().map(exchange::shortened).collect(),
            duration_ms: self.duration_ms,
        }
    }

    /// The number of findings of a weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|finding| finding.weight == weight).count()
    }
}

/// The command that an exchange stands for, if it stands for one.
pub fn command(exchange: &ExchangeRecord) -> Option<&str> {
    let fields = exchange.request_headers.iter();
    let mut commands = fields.filter(|(name, _)| name == COMMAND && exchange.method.as_str() == Request::RUN);
    commands.next().map(|(_, value)| value.as_str())
}

impl FindingRecord {
    /// Where, what was expected and what was found, with the sentence that a scenario gives for a condition of its own.
    pub fn in_short(&self, requirement: &Redacted<String>) -> String {
        let (check, expected, actual) = (&self.check, &self.expected, &self.actual);
        let said = if check == "check" && self.requirement != *requirement {
            format!("{}: ", self.requirement.as_str().trim_end_matches('.'))
        } else {
            String::new()
        };
        let place = match (&self.message, &self.pointer) {
            (Some(message), Some(pointer)) if !pointer.as_str().is_empty() => format!(" at {message} {pointer}"),
            (_, _) => String::new(),
        };
        format!("{check}{place}: {said}expected {expected}, found {actual}")
    }
}
