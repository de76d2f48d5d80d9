//! [io] Runs the cases of a plan, several at once, and tells what happens as it happens.

use std::future::Future;
use std::ops::ControlFlow;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::call::Caller;
use super::event::RunEvent;
use super::session;
use super::target::Target;
use crate::exchange::transcript::{Stop, Transcript};
use crate::input::problem::Problems;
use crate::plan::case::Case;
use crate::plan::compile::Plan;

/// How a plan is run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How many cases run at once.
    pub jobs: usize,
    /// Whether cases that change data may run against a production environment.
    pub production_writes: ProductionWrites,
}

/// Whether cases that change data may run against a production environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductionWrites {
    /// They may.
    Allowed,
    /// They are not run.
    Refused,
}

/// Runs every case of the plan, at most [`Options::jobs`] at a time.
///
/// `on` hears of each case as it begins and ends. Once it answers `Break`, or `interrupted` is
/// ready, no further case begins: those under way end, the rest are told as cancelled.
///
/// # Errors
/// A case that cannot be put together, although it could when the plan was compiled.
pub async fn run(
    plan: &Plan,
    target: &Target,
    caller: &Caller,
    options: Options,
    interrupted: impl Future<Output = ()>,
    mut on: impl FnMut(RunEvent<'_>) -> ControlFlow<String>,
) -> Result<(), Problems> {
    let mut running = FuturesUnordered::new();
    let mut interrupted = std::pin::pin!(interrupted);
    let mut cancelled: Option<String> = None;
    let mut next = 0;
    loop {
        while cancelled.is_none() && next < plan.len() && running.len() < options.jobs.max(1) {
            let case = Box::new(plan.case(next)?);
            if let ControlFlow::Break(reason) = on(RunEvent::Started {
                position: next,
                case: &case,
            }) {
                cancelled = Some(reason);
                break;
            }
            running.push(one(next, case, target, caller, options.production_writes));
            next += 1;
        }
        let finished = if cancelled.is_some() {
            running.next().await
        } else {
            tokio::select! {
                biased;
                finished = running.next() => finished,
                () = &mut interrupted => {
                    cancelled = Some("the run was interrupted".to_string());
                    continue;
                }
            }
        };
        let Some((position, case, transcript)) = finished else {
            break;
        };
        if let ControlFlow::Break(reason) = on(RunEvent::Finished {
            position,
            case,
            transcript: Box::new(transcript),
        }) {
            cancelled.get_or_insert(reason);
        }
    }
    let reason = cancelled.unwrap_or_default();
    for position in next..plan.len() {
        let transcript = Box::new(Transcript {
            stopped: Some(Stop::Cancelled { reason: reason.clone() }),
            ..Transcript::default()
        });
        let case = Box::new(plan.case(position)?);
        let _ = on(RunEvent::Finished {
            position,
            case,
            transcript,
        });
    }
    Ok(())
}

async fn one(
    position: usize,
    case: Box<Case>,
    target: &Target,
    caller: &Caller,
    writes: ProductionWrites,
) -> (usize, Box<Case>, Transcript) {
    let transcript = one_case(&case, target, caller, writes).await;
    (position, case, transcript)
}

/// Runs one case, unless it would change data that is real.
pub async fn one_case(case: &Case, target: &Target, caller: &Caller, writes: ProductionWrites) -> Transcript {
    let production = target
        .endpoint(case)
        .is_some_and(|endpoint| endpoint.agreement.production);
    if production && case.writes() && writes == ProductionWrites::Refused {
        return Transcript {
            facts: target.facts(case),
            stopped: Some(Stop::NotConfigured {
                reason: "it changes data of a production environment; --allow-production-writes lets it".to_string(),
            }),
            ..Transcript::default()
        };
    }
    session::run(case, target, caller).await
}
