//! A case made of what was recorded: one step for each exchange, of which any documented outcome will do.
//!
//! So what two others said to each other is judged by the same checks and rules as a run.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};

use super::case::{Action, Call, Case, CaseId, ContentType, Presence, Receive, Step};
use super::expectation::{Codes, Expectation, Outcomes, Statuses};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Confirmation, Operation, Side};
use crate::exchange::message::Request;
use crate::exchange::transcript::{CallCause, Direction, Entry, Facts, MissingCall, Outcome, Role, Stop, Transcript};
use crate::scenario::model::{Deferral, Level, Reply, ScenarioId};

/// One exchange that was recorded.
#[derive(Clone, Debug)]
pub struct RecordedExchange {
    /// The side that was called.
    pub host: Side,
    /// Request that was sent.
    pub request: Request,
    /// Answer that came back, or the failure.
    pub outcome: Outcome,
    /// Time of its beginning, counted from the first one.
    pub at: Duration,
}

/// The case in which the messages of one side are judged, and its transcript.
///
/// An outcome that was promised and not reported by the end counts as waited for until then.
pub fn case(
    contract: &Contract,
    api: Api,
    under_test: Side,
    id: &ScenarioId,
    exchanges: &[RecordedExchange],
    facts: Arc<Facts>,
) -> (Case, Transcript) {
    let mut case = Case {
        id: CaseId::new(id, &[]),
        requirement: "What is said keeps to the contract.".to_string(),
        page: format!("{api}-api/guidelines/requests"),
        level: Level::Required,
        api,
        under_test,
        covers: Vec::new(),
        tags: Vec::new(),
        exclusive: false,
        bindings: Map::new(),
        steps: Vec::with_capacity(exchanges.len()),
    };
    let mut transcript = Transcript {
        facts,
        elapsed: exchanges.last().map_or(Duration::ZERO, |last| last.at),
        ..Transcript::default()
    };
    for (index, exchange) in exchanges.iter().enumerate() {
        let operation = contract.operation_at(api, exchange.host, exchange.request.path());
        transcript
            .entries
            .push(entry(index, under_test, exchange, operation.is_some()));
        case.steps.push(step(contract, under_test, operation));
    }
    transcript.stopped = unkept(&case, &transcript).map(Stop::NotCalled);
    (case, transcript)
}

fn entry(index: usize, under_test: Side, exchange: &RecordedExchange, is_known: bool) -> Entry {
    Entry {
        step: index,
        direction: if exchange.host == under_test {
            Direction::Outbound
        } else {
            Direction::Inbound
        },
        role: if is_known { Role::Step } else { Role::Unawaited },
        request: exchange.request.clone(),
        outcome: exchange.outcome.clone(),
        elapsed: Duration::ZERO,
        at: exchange.at,
        waited: None,
    }
}

fn step(contract: &Contract, under_test: Side, operation: Option<&Arc<Operation>>) -> Step {
    let action = match operation {
        Some(operation) if operation.side == under_test => Action::Call(Box::new(Call {
            confirmed_by: contract.confirming(operation).cloned(),
            operation: Arc::clone(operation),
            fillings: Vec::new(),
            fixture: None,
            body: None,
            without: Vec::new(),
            raw: None,
            method: "POST".into(),
            content_type: ContentType::Json,
            path: None,
            query: Vec::new(),
            headers: Vec::new(),
            times: 1,
        })),
        Some(operation) => Action::Receive(Box::new(Receive {
            operation: Arc::clone(operation),
            about: None,
            reply: Reply::default(),
            within: None,
            more_within: None,
            watch: None,
            presence: Presence::Expected,
        })),
        None => Action::Act,
    };
    Step {
        id: None,
        proves: None,
        given: None,
        always: false,
        trigger: None,
        action,
        expect: Expectation {
            accept: Outcomes {
                success: true,
                codes: Codes::Any,
                // Where the status tells the outcome, each is documented.
                statuses: match operation {
                    Some(operation) if operation.connector.is_some() => [2, 4, 5].map(Statuses::Class).to_vec(),
                    Some(_) | None => Vec::new(),
                },
            },
            tolerate: Outcomes::default(),
            checks: Vec::new(),
            invalid: false,
            snapshot: false,
            within: None,
            deferral: Deferral::Allowed,
            confirmed_within: None,
        },
    }
}

/// The first promise of the judged side that was not kept by the end.
fn unkept(case: &Case, transcript: &Transcript) -> Option<MissingCall> {
    let entries = &transcript.entries;
    let told: HashSet<(&str, &str)> = entries
        .iter()
        .filter_map(|entry| {
            let operation = &case.steps.get(entry.step)?.receive()?.operation;
            let related = text(&entry.request, operation.related.as_deref()?)?;
            Some((operation.id.as_str(), related))
        })
        .collect();
    entries.iter().find_map(|entry| {
        let call = case.steps.get(entry.step)?.call()?;
        let confirming = call.confirmed_by.as_ref()?;
        let Outcome::Answered(response) = &entry.outcome else {
            return None;
        };
        let answer = response.body.json().ok()?;
        let says = |name: &str| answer.get(name) == Some(&Value::Bool(true));
        let is_promised = says("asyncConfirmation") || call.operation.confirmation == Confirmation::Always;
        let id = text(&entry.request, call.operation.message_id.as_deref()?)?;
        let is_unkept = says("success") && is_promised && !told.contains(&(confirming.id.as_str(), id));
        is_unkept.then(|| MissingCall {
            step: entry.step,
            operation: confirming.id.clone(),
            waited: transcript.elapsed.saturating_sub(entry.at),
            cause: CallCause::Promise,
            stand_in: false,
        })
    })
}

/// A property of a message that is text.
fn text<'r>(request: &'r Request, property: &str) -> Option<&'r str> {
    request.body.json().ok()?.get(property)?.as_str()
}
