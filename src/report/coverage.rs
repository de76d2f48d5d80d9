//! Contract coverage: operations with the outcomes and the credentials that they met, and how that was judged.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::exchange_record::ExchangeRecord;
use super::record::Record;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::exchange::transcript::{Direction, Role};
use crate::judge::finding::StatusName;

/// An operation and its host.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HostedOperation {
    /// The API.
    pub api: Api,
    /// The side that hosts it.
    pub side: Side,
    /// Its name.
    pub operation: String,
}

/// Outcome of an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ending {
    /// It succeeded.
    Success,
    /// It failed with that error code of the catalogue.
    Code(u64),
    /// It failed with a code that the catalogue does not have.
    OtherCode,
    /// It failed with that HTTP status.
    Status(u16),
    /// There was no answer.
    NoAnswer,
}

impl Ending {
    /// The name used in reports.
    pub fn name(self) -> String {
        match self {
            Self::Success => "success".to_string(),
            Self::Code(code) => code.to_string(),
            Self::OtherCode => "other code".to_string(),
            Self::Status(status) => format!("HTTP {status}"),
            Self::NoAnswer => "no answer".to_string(),
        }
    }
}

/// A credential that a scenario spoiled: its property and the name of its condition, in whose order columns stand.
pub type SpoiledCredential = (String, &'static str);

/// Number of cases in which something was exercised, by how it was judged; a case counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Cases in which all was well.
    pub held: usize,
    /// Cases in which a check found an error at that exchange.
    pub failed: usize,
    /// Cases that could not be judged.
    pub open: usize,
    /// The first case in which an error was found.
    pub first_failed: Option<String>,
}

impl Cell {
    /// All cases.
    pub fn cases(&self) -> usize {
        self.held + self.failed + self.open
    }

    fn add(&mut self, judged: Judged, case: &str) {
        match judged {
            Judged::Held => self.held += 1,
            Judged::Open => self.open += 1,
            Judged::Failed => {
                self.failed += 1;
                self.first_failed.get_or_insert_with(|| case.to_string());
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Judged {
    Held,
    Open,
    Failed,
}

/// One line of the coverage: the outcomes and credentials that an operation met.
#[derive(Clone, Debug, Default)]
pub struct OperationCoverage {
    /// By outcome.
    pub endings: BTreeMap<Ending, Cell>,
    /// By spoiled credential.
    pub credentials: BTreeMap<SpoiledCredential, Cell>,
    /// Outcomes for which the contract names the operation.
    pub natural: BTreeSet<Ending>,
    /// Its properties that hold credentials, as the contract has them.
    pub properties: BTreeSet<String>,
}

/// Parts of the contract that were exercised, gathered while the records go by.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    operations: BTreeMap<HostedOperation, OperationCoverage>,
    names: BTreeMap<(Api, Ending), String>,
}

impl Coverage {
    /// Adds what a side hosts, exercised or not.
    pub fn expect(&mut self, contract: &Contract, api: Api, side: Side) {
        // A contract that cannot be read has stopped the run long before.
        let operations = contract.operations(api).unwrap_or_default();
        for operation in operations.iter().filter(|operation| operation.side == side) {
            let key = HostedOperation {
                api,
                side,
                operation: operation.id.clone(),
            };
            let met = self.operations.entry(key).or_default();
            met.natural.insert(Ending::Success);
            met.properties.extend(operation.credentials.iter().cloned());
            for error in contract.errors(api).unwrap_or_default() {
                let ending = Ending::Code(u64::from(error.code));
                self.names.entry((api, ending)).or_insert_with(|| error.name.clone());
                let named = error.operations.is_empty() || error.operations.contains(&operation.id);
                if named && error.sender.is(side) && error.deprecated.is_none() {
                    met.natural.insert(ending);
                }
            }
        }
    }

    /// Takes one more case.
    pub fn add(&mut self, record: &Record) {
        let mut endings: BTreeMap<(HostedOperation, Ending), Judged> = BTreeMap::new();
        let mut credentials: BTreeMap<(HostedOperation, SpoiledCredential), Judged> = BTreeMap::new();
        for (index, exchange) in record.exchanges.iter().enumerate() {
            if exchange.role == Role::Hook {
                continue;
            }
            let hosted = self.known(hosted(record, exchange));
            let judged = judged(record, index);
            for ending in self.endings_of(record.api, exchange) {
                let known = endings.entry((hosted.clone(), ending)).or_insert(judged);
                *known = judged.max(*known);
            }
            for spoiled in &exchange.credentials {
                let spoiled = (spoiled.property.clone(), spoiled.condition.name());
                let known = credentials.entry((hosted.clone(), spoiled)).or_insert(judged);
                *known = judged.max(*known);
            }
        }
        let id = record.id.as_str();
        for ((hosted, ending), judged) in endings {
            let met = self.operations.entry(hosted).or_default();
            met.endings.entry(ending).or_default().add(judged, id);
        }
        for ((hosted, spoiled), judged) in credentials {
            let met = self.operations.entry(hosted).or_default();
            met.credentials.entry(spoiled).or_default().add(judged, id);
        }
    }

    /// Whoever calls may call anything: what the contract does not have is all one.
    fn known(&self, mut hosted: HostedOperation) -> HostedOperation {
        if !self.operations.contains_key(&hosted) {
            hosted.operation = "(no operation of the contract)".to_string();
        }
        hosted
    }

    /// Outcomes of an exchange: one for each error that it reports.
    fn endings_of(&self, api: Api, exchange: &ExchangeRecord) -> BTreeSet<Ending> {
        let Some(status) = exchange.status else {
            return BTreeSet::from([Ending::NoAnswer]);
        };
        let told = errors(exchange);
        if told.is_empty() {
            return BTreeSet::from([match status {
                200..=299 => Ending::Success,
                other => Ending::Status(other),
            }]);
        }
        let codes = told.into_iter().map(|error| Ending::Code(error.code));
        codes
            .map(|code| {
                if self.names.contains_key(&(api, code)) {
                    code
                } else {
                    Ending::OtherCode
                }
            })
            .collect()
    }

    /// The operations with what they met, by API and host.
    pub fn operations(&self) -> impl Iterator<Item = (&HostedOperation, &OperationCoverage)> {
        self.operations.iter()
    }

    /// Name of an outcome in the catalogue of an API; empty for one that it does not list.
    pub fn name(&self, api: Api, ending: Ending) -> &str {
        self.names.get(&(api, ending)).map_or("", String::as_str)
    }
}

/// The operation of an exchange with its host: the side that was called.
pub fn hosted(record: &Record, exchange: &ExchangeRecord) -> HostedOperation {
    HostedOperation {
        api: record.api,
        side: match (record.api, is_inbound(exchange)) {
            (Api::Connector, _) => Side::Mews,
            (Api::ChannelManager, false) => record.under_test,
            (Api::ChannelManager, true) => record.under_test.other(),
        },
        operation: exchange.operation.as_str().to_string(),
    }
}

/// Returns true if the system under test called Keycard.
pub fn is_inbound(exchange: &ExchangeRecord) -> bool {
    exchange.direction == Direction::Inbound
}

fn judged(record: &Record, exchange: usize) -> Judged {
    let mut errors = record
        .findings
        .iter()
        .filter(|finding| finding.weight == Weight::Error)
        .peekable();
    match record.verdict {
        StatusName::Passed | StatusName::NeedsReview => Judged::Held,
        StatusName::Inconclusive | StatusName::NotRun => Judged::Open,
        StatusName::Failed if errors.peek().is_none() => Judged::Failed,
        // What no finding points at was well; a finding without a place speaks of all.
        StatusName::Failed if errors.any(|finding| finding.exchange.is_none_or(|at| at == exchange)) => Judged::Failed,
        StatusName::Failed => Judged::Held,
    }
}

/// An error as a message reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportedError {
    /// Its code.
    pub code: u64,
    /// Its message.
    pub message: String,
    /// True if it stands in the request: a confirmation reports the outcome of an earlier message.
    pub in_request: bool,
}

/// The errors that an exchange reports, in the answer or in the body of a confirmation. A message that was
/// cut for the report has none: error messages are short.
pub fn errors(exchange: &ExchangeRecord) -> Vec<ReportedError> {
    let request = (exchange.request_body.as_str(), true);
    let response = exchange.response_body.as_ref().map(|body| (body.as_str(), false));
    let mut told = Vec::new();
    for (body, in_request) in [request].into_iter().chain(response) {
        if !body.contains("\"error") {
            continue;
        }
        let Ok(Value::Object(body)) = serde_json::from_str(body) else {
            continue;
        };
        let list = body.get("errors").and_then(Value::as_array).into_iter().flatten();
        for error in list.chain(body.get("error")) {
            let code = error.get("code");
            let code = code.and_then(|code| code.as_u64().or_else(|| code.as_str()?.parse().ok()));
            let message = error.get("message").and_then(Value::as_str).unwrap_or_default();
            if let Some(code) = code {
                let error = ReportedError {
                    code,
                    message: message.to_string(),
                    in_request,
                };
                if !told.contains(&error) {
                    told.push(error);
                }
            }
        }
    }
    told
}
