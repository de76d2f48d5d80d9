//! Overview of all cases, which reports show before the first. It is gathered while they go by: nothing has to be read twice,
//! and what is kept does not grow with their number.
//!
//! Records are read back once, so the list of failures, the coverage and the tags to choose from have to be there
//! before the first of them is written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::coverage::{self, Coverage};
use super::record::Record;
use super::text;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::exchange::transcript::Role;
use crate::judge::finding::StatusName;
use crate::redaction::redacted::Redacted;
use crate::scenario::model::Level;

/// So many cases that did not pass are listed before the others.
const MOST_LISTED: usize = 300;
/// So many bytes of the reason are.
const MOST_SAID: usize = 400;
/// So many different messages are kept of one error code of one operation.
const MOST_MESSAGES: usize = 5;
/// So many codes of operations are.
const MOST_ERRORS: usize = 1_000;
/// So many tags are offered to choose from.
const MOST_TAGS: usize = 200;

/// Everything that is known once all cases have ended.
#[derive(Clone, Debug)]
pub struct Overview {
    contract: Arc<Contract>,
    /// The first cases that did not pass, the gravest first.
    pub listed: Vec<ListedCase>,
    /// Number of others that did not pass.
    pub more: usize,
    /// The APIs that were tested.
    pub apis: BTreeSet<Api>,
    /// The sides that were judged.
    pub sides: BTreeSet<Side>,
    /// The levels that there are.
    pub levels: BTreeSet<Level>,
    /// The tags that there are.
    pub tags: BTreeSet<String>,
    /// Parts of the contract that were exercised.
    pub coverage: Coverage,
    /// The error codes that the side under test sent.
    pub errors: BTreeMap<ErrorKey, ErrorSeen>,
    /// Lengths of the messages.
    pub sizes: Sizes,
}

/// Summary of a case that did not pass.
#[derive(Clone, Debug)]
pub struct ListedCase {
    /// The id of the case.
    pub id: String,
    /// The conclusion.
    pub verdict: StatusName,
    /// Level at which it binds.
    pub level: Level,
    /// True if a waiver accepts the failure.
    pub waived: bool,
    /// Requirement that must hold, as a sentence.
    pub requirement: String,
    /// Reason for which it did not pass.
    pub why: String,
}

/// An error code as one operation of the side under test sent it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ErrorKey {
    /// The API.
    pub api: Api,
    /// The side that sent it.
    pub sender: Side,
    /// The code.
    pub code: u64,
    /// The operation that it was about.
    pub operation: String,
}

/// Messages that came with an error code.
#[derive(Clone, Debug, Default)]
pub struct ErrorSeen {
    /// Number of times that it came.
    pub times: usize,
    /// The first different messages.
    pub messages: BTreeSet<String>,
    /// True if there were others.
    pub more_messages: bool,
}

/// Bytes that a report needs for the messages, by kind of case.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    /// Lengths of bodies of cases that passed.
    pub passed: Histogram,
    /// All header fields and commands of cases that passed.
    pub extras: usize,
    /// Lengths of messages and commands of all other cases.
    pub others: Histogram,
    /// All exchanges.
    pub exchanges: usize,
    /// All findings.
    pub findings: usize,
    /// Bytes of names, findings and addresses.
    pub texts: usize,
}

/// Counts of texts by length.
#[derive(Clone, Debug)]
pub struct Histogram([usize; PLACES]);

/// So many lengths are told apart.
const PLACES: usize = 256;
/// So many bytes apart.
const STEP: usize = 64;

impl Default for Histogram {
    fn default() -> Self {
        Self([0; PLACES])
    }
}

impl Histogram {
    /// Counts one more text.
    pub fn add(&mut self, bytes: usize) {
        if let Some(count) = self.0.get_mut((bytes / STEP).min(PLACES - 1)) {
            *count += 1;
        }
    }

    /// The largest limit with which all texts together stay below a total if each is cut to it.
    pub fn limit(&self, total: usize) -> usize {
        let limits = (1..=PLACES).map(|place| place * STEP);
        limits
            .take_while(|limit| self.bytes(*limit) <= total)
            .last()
            .unwrap_or(0)
    }

    /// No fewer than all texts have together if each is cut to a limit.
    pub fn bytes(&self, limit: usize) -> usize {
        let lengths = self.0.iter().enumerate();
        lengths
            .map(|(place, count)| count * ((place + 1) * STEP).min(limit))
            .sum()
    }
}

impl Overview {
    /// An overview of nothing; the contract says what could be exercised.
    pub fn new(contract: Arc<Contract>) -> Self {
        Self {
            contract,
            listed: Vec::new(),
            more: 0,
            apis: BTreeSet::new(),
            sides: BTreeSet::new(),
            levels: BTreeSet::new(),
            tags: BTreeSet::new(),
            coverage: Coverage::default(),
            errors: BTreeMap::new(),
            sizes: Sizes::default(),
        }
    }

    /// Takes one more case.
    pub fn add(&mut self, record: &Record) {
        if self.apis.insert(record.api) {
            for side in [Side::Mews, Side::ChannelManager] {
                self.coverage.expect(&self.contract, record.api, side);
            }
        }
        self.sides.insert(record.under_test);
        self.levels.insert(record.level);
        for tag in &record.tags {
            if self.tags.len() < MOST_TAGS {
                self.tags.insert(tag.as_str().to_string());
            }
        }
        self.coverage.add(record);
        self.list(record);
        self.learn_errors(record);
        self.measure(record);
    }

    fn list(&mut self, record: &Record) {
        if record.verdict == StatusName::Passed {
            return;
        }
        let listed = ListedCase {
            id: record.id.as_str().to_string(),
            verdict: record.verdict,
            level: record.level,
            waived: record.waiver.is_some(),
            requirement: record.requirement.as_str().to_string(),
            why: text::shortened(&text::one_line(&why(record)), MOST_SAID),
        };
        // The list stays in order of gravity; what falls off its end is only counted.
        let place = self.listed.partition_point(|known| known.gravity() <= listed.gravity());
        if place < MOST_LISTED {
            self.listed.insert(place, listed);
        } else {
            self.more += 1;
        }
        if self.listed.len() > MOST_LISTED {
            self.listed.truncate(MOST_LISTED);
            self.more += 1;
        }
    }

    fn learn_errors(&mut self, record: &Record) {
        for exchange in record.exchanges.iter().filter(|exchange| exchange.role != Role::Hook) {
            for told in coverage::errors(exchange) {
                // The side under test answers Keycard's calls, and tells outcomes by calls of its own.
                if told.in_request != coverage::is_inbound(exchange) {
                    continue;
                }
                let key = ErrorKey {
                    api: record.api,
                    sender: record.under_test,
                    code: told.code,
                    operation: exchange.operation.as_str().to_string(),
                };
                if self.errors.len() >= MOST_ERRORS && !self.errors.contains_key(&key) {
                    continue;
                }
                let seen = self.errors.entry(key).or_default();
                seen.times += 1;
                if seen.messages.len() < MOST_MESSAGES {
                    let message = text::shortened(&told.message, MOST_SAID);
                    seen.messages.insert(message);
                } else if !seen.messages.contains(&told.message) {
                    seen.more_messages = true;
                }
            }
        }
    }

    fn measure(&mut self, record: &Record) {
        let sizes = &mut self.sizes;
        let length = |text: &Redacted<String>| text.as_str().len();
        let of_body = |body: &Option<Redacted<String>>| body.as_ref().map_or(0, length);
        sizes.exchanges += record.exchanges.len();
        sizes.findings += record.findings.len();
        sizes.texts += 2 * length(&record.id) + length(&record.requirement) + 2 * length(&record.source);
        if let Some(waiver) = &record.waiver {
            sizes.texts += length(&waiver.case) + length(&waiver.owner) + length(&waiver.reason);
        }
        for finding in &record.findings {
            sizes.texts += length(&finding.requirement) + length(&finding.expected) + length(&finding.actual);
            sizes.texts += finding.detail.as_ref().map_or(0, length) + of_body(&finding.excerpt);
        }
        for exchange in &record.exchanges {
            let fields = |fields: &[(String, Redacted<String>)]| -> usize {
                fields.iter().map(|(name, value)| name.len() + length(value) + 3).sum()
            };
            sizes.texts += length(&exchange.url);
            let fields = [fields(&exchange.request_headers), fields(&exchange.response_headers)];
            let bodies = [length(&exchange.request_body), of_body(&exchange.response_body)];
            let curl = of_body(&exchange.curl);
            match record.verdict {
                StatusName::Passed => {
                    bodies.iter().for_each(|body| sizes.passed.add(*body));
                    sizes.extras += fields.iter().sum::<usize>() + curl;
                }
                StatusName::Failed | StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => {
                    let messages = bodies.iter().zip(fields);
                    messages.for_each(|(body, fields)| sizes.others.add(body + fields));
                    sizes.others.add(curl);
                }
            }
        }
    }
}

impl ListedCase {
    /// The gravest is the least.
    fn gravity(&self) -> usize {
        match (self.verdict, self.level) {
            (StatusName::Failed, _) if self.waived => 3,
            (StatusName::Failed, Level::Required) => 0,
            (StatusName::Inconclusive, _) => 1,
            (StatusName::NeedsReview, _) => 2,
            (StatusName::Failed, Level::Recommended | Level::Optional) => 3,
            (StatusName::NotRun, _) => 4,
            (StatusName::Passed, _) => 5,
        }
    }
}

/// Reason for which a case did not pass, in one sentence.
pub fn why(record: &Record) -> String {
    if let Some(reason) = &record.reason {
        return reason.to_string();
    }
    let errors = record.findings.iter().filter(|finding| finding.weight == Weight::Error);
    errors.clone().next().map_or_else(
        || record.requirement.to_string(),
        |first| {
            let more = errors.count() - 1;
            let more = if more > 0 {
                format!(" (and {more} more)")
            } else {
                String::new()
            };
            format!("{}{more}", first.in_short(&record.requirement))
        },
    )
}
