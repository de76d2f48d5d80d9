//! Record of a case: all that a report shows of it, redacted.
//!
//! A waived failure stays a failure here, with its waiver beside it, and binds the run no more than an optional
//! case. Rejected: a verdict of its own, which every reader of a report would have to learn before it knows that
//! the case failed.
//!
//! A record knows its position among the cases of all shards, so joined shards stand in the order of the whole
//! run, whatever order that is.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::exchange_record::ExchangeRecord;
use super::waiver::WaiverRecord;
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::check_id::{Check, CheckId};
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;
use crate::scenario::model::Level;

/// Record of a case.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// Position in the plan, from 0; of a shard, in that of all shards.
    pub position: usize,
    /// The id of the case.
    pub id: Redacted<String>,
    /// Requirement that must hold, as a sentence.
    pub requirement: Redacted<String>,
    /// The page of the documentation that says so.
    pub source: Redacted<String>,
    /// The scenario's file; absent for a scenario that is built in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Redacted<String>>,
    /// SHA-256 of the scenario, to tell if two runs proved the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario_digest: Option<String>,
    /// Level at which the requirement binds.
    pub level: Level,
    /// The API that is tested.
    pub api: Api,
    /// The side that is judged.
    pub under_test: Side,
    /// Ids of the rules and published tests that it proves.
    pub covers: Vec<Redacted<String>>,
    /// Words to select it by.
    pub tags: Vec<Redacted<String>>,
    /// The conclusion.
    pub verdict: StatusName,
    /// Reason of the conclusion, for a case that is inconclusive, not run, to be reviewed or waived.
    pub reason: Option<Redacted<String>>,
    /// The waiver that accepts the failure, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiver: Option<WaiverRecord>,
    /// Findings of all checks and rules, the gravest first.
    pub findings: Vec<FindingRecord>,
    /// Exchanges, in the order in which they began.
    pub exchanges: Vec<ExchangeRecord>,
    /// Duration of the case, in milliseconds.
    pub duration_ms: f64,
}

/// Record of one finding.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FindingRecord {
    /// The id of the check or rule.
    pub check: CheckId,
    /// Weight of the finding.
    pub weight: Weight,
    /// Requirement that does not hold, as a sentence.
    pub requirement: Redacted<String>,
    /// Position of the exchange, from 0.
    pub exchange: Option<usize>,
    /// The message of the exchange: `request` or `response`.
    pub message: Option<Message>,
    /// JSON Pointer within the body; empty for the whole.
    pub pointer: Option<Redacted<String>>,
    /// The mistake that would explain all of it, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likely_cause: Option<Redacted<String>>,
    /// Value that was expected there, in words.
    pub expected: Redacted<String>,
    /// Value that was there, in words.
    pub actual: Redacted<String>,
    /// The page of the documentation that says so.
    pub source: Option<Redacted<String>>,
    /// More to read, e.g. a difference.
    pub detail: Option<Redacted<String>>,
    /// Excerpt of the body at that place, where the body is long.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Redacted<String>>,
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

impl Record {
    /// Level at which it binds the run: the failure of a waived case is none of the run.
    pub fn binding(&self) -> Level {
        match self.waiver {
            Some(_) => Level::Optional,
            None => self.level,
        }
    }

    /// Accepts the failure; the waiver is the reason from then on.
    pub fn accept(&mut self, waiver: WaiverRecord, redactor: &Redactor) {
        self.reason = Some(waiver.reason_of_case(redactor));
        self.waiver = Some(waiver);
    }

    /// The same record at another position: one that an earlier run has made stands elsewhere in this one.
    #[must_use]
    pub fn at(&self, position: usize) -> Self {
        Self {
            position,
            ..self.clone()
        }
    }

    /// The same with no more than the beginning of each long message: all reports show that, but the transcripts of
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
            exchanges: self.exchanges.iter().map(ExchangeRecord::shortened).collect(),
            duration_ms: self.duration_ms,
        }
    }

    /// The number of findings of a weight.
    pub fn count(&self, weight: Weight) -> usize {
        self.findings.iter().filter(|finding| finding.weight == weight).count()
    }
}

/// Area of a case: the folder of its scenario.
pub fn area(id: &Redacted<String>) -> &str {
    let id = id.as_str();
    let scenario = id.split('[').next().unwrap_or(id);
    scenario.rsplit_once('/').map_or("scenarios", |(folder, _)| folder)
}

impl FindingRecord {
    /// Place, expected and actual value on one line, with the sentence that a scenario gives for a condition of its own.
    pub fn in_short(&self, requirement: &Redacted<String>) -> String {
        let (check, expected, actual) = (&self.check, &self.expected, &self.actual);
        let said = if *check == CheckId::Check(Check::ScenarioCheck) && self.requirement != *requirement {
            format!("{}: ", self.requirement.as_str().trim_end_matches('.'))
        } else {
            String::new()
        };
        let place = match (&self.message, &self.pointer) {
            (Some(message), Some(pointer)) if !pointer.as_str().is_empty() => format!(" at {message} {pointer}"),
            (_, _) => String::new(),
        };
        let cause = match &self.likely_cause {
            Some(cause) => format!("{cause}; "),
            None => String::new(),
        };
        format!("{check}{place}: {cause}{said}expected {expected}, found {actual}")
    }
}
