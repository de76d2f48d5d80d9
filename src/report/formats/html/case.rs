//! A case as the page shows it.

use super::badge::Badge;
use super::budget::MessageBudget;
use super::difference::{self, Word};
use super::escaped::{self, Escaped};
use super::message::Message;
use super::names;
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::contract::schema as contract;
use crate::exchange::transcript::Role;
use crate::redaction::redacted::Redacted;
use crate::report::coverage;
use crate::report::exchange_record::ExchangeRecord;
use crate::report::page;
use crate::report::record::{FindingRecord, Record};
use crate::report::text;
use crate::report::waiver::WaiverRecord;
use crate::scenario::model::Level;

/// The longest detail of a finding that is shown, in bytes.
const DETAIL: usize = 6_000;
/// The longest address that is shown.
const ADDRESS: usize = 2_000;

/// A page of the documentation: what it is called, and where it is.
pub struct PageView {
    pub name: String,
    pub href: Option<String>,
}

impl PageView {
    fn of(page: &Redacted<String>) -> Self {
        Self {
            name: text::one_line(page.as_str()),
            href: page::address(page.as_str()),
        }
    }
}

/// A case.
pub struct CaseView {
    pub anchor: String,
    pub id: String,
    /// Name of the row below its scenario.
    pub name: String,
    pub requirement: String,
    pub class: &'static str,
    pub label: String,
    pub level: &'static str,
    /// True for most cases: then the filter need not be told.
    pub is_required: bool,
    pub api: &'static str,
    pub side: &'static str,
    pub tags: String,
    pub covers: String,
    pub file: Option<String>,
    pub page: PageView,
    pub reason: Option<Escaped>,
    pub waiver: Option<WaiverNote>,
    pub duration: String,
    pub warnings: usize,
    /// True if the page has no room for all of it.
    pub shortened: bool,
    pub findings: Vec<FindingView>,
    /// Names on the left and on the right of the timeline.
    pub actors: (&'static str, &'static str),
    pub exchanges: Vec<ExchangeView>,
}

/// Waiver that accepts the failure of a case.
pub struct WaiverNote {
    pub case: String,
    pub owner: String,
    pub reason: String,
    pub expires: String,
}

impl WaiverNote {
    fn of(waiver: &WaiverRecord) -> Self {
        Self {
            case: text::one_line(waiver.case.as_str()),
            owner: text::one_line(waiver.owner.as_str()),
            reason: text::printable(waiver.reason.as_str()),
            expires: text::one_line(&waiver.expires),
        }
    }
}

/// A finding.
pub struct FindingView {
    pub class: &'static str,
    pub check: String,
    pub requirement: Option<String>,
    pub place: Option<Place>,
    pub likely_cause: Option<String>,
    pub expected: Vec<Word>,
    pub actual: Vec<Word>,
    /// Excerpt at the place, if the message is too long to be shown whole.
    pub there: Option<String>,
    pub page: Option<PageView>,
    pub detail: Vec<DetailLine>,
}

/// Place of a finding.
pub struct Place {
    /// None once the exchange is left out.
    pub href: Option<String>,
    pub message: &'static str,
    pub operation: String,
    pub number: usize,
    pub pointer: String,
}

/// A line of a difference.
pub struct DetailLine {
    pub class: &'static str,
    pub text: String,
}

/// An exchange.
pub struct ExchangeView {
    pub number: usize,
    /// True if a finding leads to it.
    pub linked: bool,
    pub inbound: bool,
    pub open: bool,
    pub flag: &'static str,
    pub operation: String,
    pub role: &'static str,
    pub method: String,
    pub url: String,
    pub credentials: Vec<String>,
    pub status: String,
    pub outcome: String,
    pub well: bool,
    pub at: String,
    pub elapsed: String,
    pub request: Message,
    pub response: Message,
    pub failure: Option<String>,
    pub curl: Option<Escaped>,
}

impl CaseView {
    pub fn of(record: &Record, messages: MessageBudget) -> Self {
        let id = record.id.as_str();
        let (_, name, row) = names::parts(id);
        let join = |texts: &[Redacted<String>]| {
            let texts: Vec<String> = texts.iter().map(|text| text::one_line(text.as_str())).collect();
            texts.join(" ")
        };
        let badge = Badge::of_case(record);
        Self {
            anchor: names::anchor(id),
            name: text::one_line(&row.map_or_else(|| name.to_string(), |row| row.replace(',', " · "))),
            id: text::one_line(id),
            requirement: text::one_line(record.requirement.as_str()),
            class: badge.class,
            label: badge.label,
            level: record.level.name(),
            is_required: record.level == Level::Required,
            api: record.api.name(),
            side: record.under_test.name(),
            tags: join(&record.tags),
            covers: join(&record.covers),
            file: record.file.as_ref().map(|file| text::one_line(file.as_str())),
            page: PageView::of(&record.source),
            // What a waiver says stands beside it, part by part.
            reason: match record.waiver {
                Some(_) => None,
                None => {
                    let reason = record.reason.as_ref();
                    reason.map(|reason| Escaped::with_code(&text::printable(reason.as_str())))
                }
            },
            waiver: record.waiver.as_ref().map(WaiverNote::of),
            duration: milliseconds(record.duration_ms),
            warnings: record.count(Weight::Warning),
            shortened: false,
            findings: record
                .findings
                .iter()
                .map(|finding| FindingView::of(record, finding, messages))
                .collect(),
            actors: actors(record.api, record.under_test),
            exchanges: record
                .exchanges
                .iter()
                .enumerate()
                .map(|(index, exchange)| ExchangeView::of(record, index, exchange, messages))
                .collect(),
        }
    }
}

impl CaseView {
    /// Leaves something out: the messages, and when they are gone all findings but the first. False if
    /// nothing is left to leave out.
    pub fn shorten(&mut self) -> bool {
        if self.exchanges.is_empty() && self.findings.len() <= 1 {
            return false;
        }
        if self.exchanges.is_empty() {
            self.findings.truncate(1);
        }
        self.exchanges.clear();
        for place in self.findings.iter_mut().filter_map(|finding| finding.place.as_mut()) {
            place.href = None;
        }
        self.shortened = true;
        true
    }
}

impl FindingView {
    fn of(record: &Record, finding: &FindingRecord, messages: MessageBudget) -> Self {
        let [expected, actual] = [&finding.expected, &finding.actual].map(|said| escaped::quoted(said.as_str()));
        let (expected, actual) = difference::words(&expected, &actual);
        let place = finding.exchange.map(|index| Place {
            href: (index < record.exchanges.len())
                .then(|| format!("{}-{}", names::anchor(record.id.as_str()), index + 1)),
            message: finding.message.map_or("", contract::Message::name),
            operation: record
                .exchanges
                .get(index)
                .map_or_else(String::new, |exchange| text::one_line(exchange.operation.as_str())),
            number: index + 1,
            pointer: finding
                .pointer
                .as_ref()
                .map_or_else(String::new, |pointer| text::one_line(pointer.as_str())),
        });
        let detail = finding.detail.as_ref().map_or("", |detail| detail.as_str());
        Self {
            class: finding.weight.name(),
            check: finding.check.to_string(),
            requirement: (finding.requirement != record.requirement)
                .then(|| text::one_line(finding.requirement.as_str())),
            place,
            likely_cause: finding
                .likely_cause
                .as_ref()
                .map(|cause| text::one_line(cause.as_str())),
            expected,
            actual,
            there: finding
                .excerpt
                .as_ref()
                .filter(|_| !is_whole(record, finding, messages))
                .map(|excerpt| text::one_line(excerpt.as_str())),
            page: finding
                .source
                .as_ref()
                .filter(|source| **source != record.source)
                .map(PageView::of),
            detail: text::shortened(detail, DETAIL)
                .lines()
                .map(|line| DetailLine {
                    class: match line.as_bytes().first() {
                        Some(b'+') => "plus",
                        Some(b'-') => "minus",
                        _ => "same",
                    },
                    text: text::printable(line),
                })
                .collect(),
        }
    }
}

/// Returns true if the message that a finding is about is shown whole.
fn is_whole(record: &Record, finding: &FindingRecord, messages: MessageBudget) -> bool {
    let exchange = finding.exchange.and_then(|index| record.exchanges.get(index));
    let body = exchange.and_then(|exchange| match finding.message {
        Some(contract::Message::Response) => Some((exchange.response_body.as_ref()?, exchange.response_bytes)),
        Some(contract::Message::Request) | None => Some((&exchange.request_body, exchange.request_bytes)),
    });
    body.is_some_and(|(body, bytes)| bytes.is_none() && body.as_str().len() <= messages.most)
}

impl ExchangeView {
    fn of(record: &Record, index: usize, exchange: &ExchangeRecord, messages: MessageBudget) -> Self {
        let here = || record.findings.iter().filter(|finding| finding.exchange == Some(index));
        let gravest = here().map(|finding| finding.weight).max();
        let pointers = |message: contract::Message| -> Vec<&str> {
            here()
                .filter(|finding| finding.message == Some(message) && finding.weight != Weight::Note)
                .filter_map(|finding| finding.pointer.as_ref())
                .map(Redacted::as_str)
                .collect()
        };
        let told = coverage::errors(exchange);
        let codes: Vec<String> = told.iter().map(|error| format!("error {}", error.code)).collect();
        let message = |fields: &[(String, Redacted<String>)], body: &str, bytes: Option<usize>, pointers: &[&str]| {
            let fields = if messages.extras { fields } else { &[] };
            let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let mut message = Message::of(fields, body, messages.most, pointers);
            message.in_pack = bytes;
            message
        };
        let curl = exchange.curl.as_ref().map(Redacted::as_str);
        let response_body = exchange.response_body.as_ref().map_or("", |body| body.as_str());
        Self {
            number: index + 1,
            linked: gravest.is_some(),
            inbound: coverage::is_inbound(exchange),
            open: gravest == Some(Weight::Error),
            flag: match gravest {
                Some(Weight::Error) => "error",
                Some(Weight::Warning) => "warning",
                Some(Weight::Note) | None => "",
            },
            operation: text::one_line(exchange.operation.as_str()),
            role: match exchange.role {
                Role::Confirmation => "confirmation",
                Role::Hook => "hook",
                Role::Unawaited => "not awaited",
                Role::Step | Role::Limited => "",
            },
            method: text::one_line(exchange.method.as_str()),
            url: text::shortened(&text::one_line(exchange.url.as_str()), ADDRESS),
            credentials: exchange
                .credentials
                .iter()
                .map(|credential| format!("{} {}", credential.property, credential.condition.name()))
                .collect(),
            status: exchange.status.map_or_else(String::new, |status| status.to_string()),
            outcome: match exchange.status {
                None => "no answer".to_string(),
                Some(_) if !codes.is_empty() => codes.join(", "),
                Some(_) => String::new(),
            },
            well: exchange.status.is_some_and(|status| status < 400) && told.is_empty(),
            at: milliseconds(exchange.at_ms),
            elapsed: milliseconds(exchange.elapsed_ms),
            request: message(
                &exchange.request_headers,
                exchange.request_body.as_str(),
                exchange.request_bytes,
                &pointers(contract::Message::Request),
            ),
            response: message(
                &exchange.response_headers,
                response_body,
                exchange.response_bytes,
                &pointers(contract::Message::Response),
            ),
            failure: exchange
                .failure
                .as_ref()
                .map(|failure| text::printable(failure.as_str())),
            // Half a command is of no use.
            curl: curl
                .filter(|curl| messages.extras && curl.len() <= messages.most)
                .map(|curl| Escaped::of(&text::printable(curl))),
        }
    }
}

/// Names of those who talk: Keycard in its role, and the side under test.
const fn actors(api: Api, under_test: Side) -> (&'static str, &'static str) {
    match (api, under_test) {
        (Api::Connector, _) => ("Keycard, as the client", "Mews, under test"),
        (Api::ChannelManager, Side::Mews) => ("Keycard, as the channel manager", "Mews, under test"),
        (Api::ChannelManager, Side::ChannelManager) => ("Keycard, as Mews", "Channel manager, under test"),
    }
}

/// A duration as people read it.
fn milliseconds(milliseconds: f64) -> String {
    if milliseconds >= 1000.0 {
        format!("{:.2} s", milliseconds / 1000.0)
    } else if milliseconds >= 10.0 {
        format!("{milliseconds:.0} ms")
    } else {
        format!("{milliseconds:.1} ms")
    }
}
