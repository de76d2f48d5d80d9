//! `[io]` Runs the cases of a plan, several at once, and reports each event as it happens.
//!
//! Some cases run last and alone. A case with `exclusive: true` changes what others rely on, on a target that
//! keeps one state for all: while a notification said that the connection is switched off, every push beside it
//! failed. Such a case puts back what it changes. A case that awaits a call out of the blue runs alone as well,
//! since that call names no case; so does one that has the stored inventory shown, since any push beside it could
//! change that, and one with messages of megabytes: while they are made, nobody reads what others are answered. On a target with a state for each case all run beside the others.
//!
//! A case that waits for its turn to send takes no place of a case that could send. Others begin meanwhile, up to
//! four times the number of jobs in all. With one job none does: one case after the other is what was asked for.
//!
//! A case writes if its operations do, whatever it expects of them: with a wrong token a write stays a write. A
//! path of the scenario's own may be one that writes, so a production environment sees it only with leave to
//! write.

use std::collections::{BTreeSet, VecDeque};
use std::ops::ControlFlow;

use futures_util::stream::FuturesUnordered;
use futures_util::{Stream, StreamExt};
use tokio::sync::{mpsc, watch};

use super::clean_up;
use super::endpoint::Endpoint;
use super::event::RunEvent;
use super::reachability::Reachability;
use super::session::{self, EarlierPart};
use super::setting::Setting;
use super::target::Target;
use crate::exchange::transcript::{Stop, Transcript};
use crate::expression::scope::NoNames;
use crate::input::problem::Problems;
use crate::plan::case::{Case, Step};
use crate::plan::compile::Plan;
use crate::wire::call::Caller;

/// Options of a run.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of cases that run at once.
    pub jobs: usize,
    /// Leave to run cases that change data against a production environment.
    pub production_writes: ProductionWrites,
    /// Possibility to ask a person to act.
    pub prompts: Prompts,
}

/// Possibility to ask a person to act where a target has no hook.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prompts {
    /// Somebody reads what is asked.
    Shown,
    /// Nobody does: such cases are not run.
    #[default]
    Refused,
}

/// Leave to run cases that change data against a production environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductionWrites {
    /// They may.
    Allowed,
    /// They are not run.
    Refused,
}

/// Runs every case of the plan, at most [`Options::jobs`] at a time.
///
/// `on` hears of each case as it begins and ends. Once it answers `Break`, or `interrupts` has its
/// first item, no further case begins: those under way end, the rest are reported as cancelled. With
/// its second item those under way are given up too, and only put back what they have switched; with
/// its third not even that is waited for.
///
/// # Errors
/// A case that cannot be put together, although it could when the plan was compiled.
pub async fn run(
    plan: &Plan,
    target: &Target,
    caller: &Caller,
    options: Options,
    interrupts: impl Stream<Item = ()>,
    mut on: impl FnMut(RunEvent<'_>) -> ControlFlow<String>,
) -> Result<(), Problems> {
    let (questions, mut asked) = mpsc::unbounded_channel();
    let (give_up, given_up) = watch::channel(false);
    let setting = Setting {
        target,
        caller,
        questions: (options.prompts == Prompts::Shown).then_some(&questions),
        given_up: Some(&given_up),
    };
    let mut running = FuturesUnordered::new();
    let mut interrupts = std::pin::pin!(interrupts.fuse());
    let mut interrupted = 0_usize;
    let mut under_way = BTreeSet::new();
    let mut cancelled: Option<String> = None;
    let mut queue = Queue::new(plan.len(), options.jobs);
    let mut reachability = Reachability::default();
    let pacer = target.pacer();
    loop {
        while cancelled.is_none()
            && let Some(next_case) = queue.next(running.len(), pacer.waiting())
        {
            let next = next_case.position();
            let case = Box::new(plan.case(next)?);
            if let Some(stop) = reachability.given_up(&case) {
                let transcript = Transcript {
                    facts: target.facts(&case),
                    stopped: Some(stop),
                    ..Transcript::default()
                };
                if let ControlFlow::Break(reason) = on(finished(next, case, transcript)) {
                    cancelled = Some(reason);
                }
                continue;
            }
            if matches!(next_case, NextCase::Regular(_)) && runs_alone(target, &case) {
                queue.defer(next);
                continue;
            }
            if let ControlFlow::Break(reason) = on(RunEvent::Started {
                position: next,
                case: &case,
            }) {
                queue.defer(next);
                cancelled = Some(reason);
                break;
            }
            running.push(one(next, case, setting, options.production_writes));
            under_way.insert(next);
        }
        let ended = tokio::select! {
            biased;
            Some(question) = asked.recv() => {
                let _ = on(RunEvent::Asked(question));
                continue;
            }
            ended = running.next() => ended,
            () = pacer.one_more_waits() => continue,
            Some(()) = interrupts.next() => {
                cancelled.get_or_insert_with(|| "the run was interrupted".to_string());
                interrupted += 1;
                if interrupted > 2 {
                    break;
                }
                // Nobody waits any more once all cases have ended.
                let _ = give_up.send(interrupted == 2);
                continue;
            }
        };
        let Some((position, case, mut transcript)) = ended else {
            break;
        };
        if matches!(transcript.stopped, Some(Stop::Cancelled { .. })) {
            // What broke off shows nothing.
            transcript.entries.clear();
        }
        under_way.remove(&position);
        reachability.note(&case, &transcript, 0);
        if let ControlFlow::Break(reason) = on(finished(position, case, transcript)) {
            cancelled.get_or_insert(reason);
        }
    }
    drop(running);
    let reason = cancelled.unwrap_or_default();
    let begun = under_way.iter().map(|position| (*position, true));
    for (position, begun) in begun.chain(queue.rest().map(|position| (position, false))) {
        let case = Box::new(plan.case(position)?);
        let transcript = Transcript {
            undone: if begun {
                clean_up::possibly_undone(&case, &target.facts(&case))
            } else {
                Vec::new()
            },
            stopped: Some(Stop::Cancelled { reason: reason.clone() }),
            ..Transcript::default()
        };
        let _ = on(finished(position, case, transcript));
    }
    Ok(())
}

fn finished<'e>(position: usize, case: Box<Case>, transcript: Transcript) -> RunEvent<'e> {
    RunEvent::Finished {
        position,
        case,
        transcript: Box::new(transcript),
    }
}

/// Returns true if no other case may run beside it on that target.
pub fn runs_alone(target: &Target, case: &Case) -> bool {
    let shares_state = || target.endpoint(case).is_some_and(Endpoint::shares_state);
    // A burst that has to wait for the calls of others between its own is none.
    case.is_a_burst() || case.must_be_alone() && shares_state()
}

/// A case that may begin.
#[derive(Clone, Copy, Debug)]
enum NextCase {
    /// In the order of the plan, beside others.
    Regular(usize),
    /// After all others, alone.
    Alone(usize),
}

impl NextCase {
    fn position(self) -> usize {
        match self {
            Self::Regular(position) | Self::Alone(position) => position,
        }
    }
}

/// Others begin while some cases only wait for their turn to send; so many times as many in all.
const BEGUN: usize = 4;

/// The order of the cases: those that must be alone come last, one at a time.
#[derive(Debug)]
struct Queue {
    jobs: usize,
    next: usize,
    len: usize,
    deferred: VecDeque<usize>,
}

impl Queue {
    fn new(len: usize, jobs: usize) -> Self {
        Self {
            jobs: jobs.max(1),
            next: 0,
            len,
            deferred: VecDeque::new(),
        }
    }

    /// The next case that may begin while so many are under way, some of which only wait for their turn.
    fn next(&mut self, running: usize, waiting: usize) -> Option<NextCase> {
        // Where one case is to follow the other, none comes in between.
        let busy = match self.jobs {
            1 => running,
            _ => running.saturating_sub(waiting),
        };
        if self.next < self.len && busy < self.jobs && running < self.jobs.saturating_mul(BEGUN) {
            self.next += 1;
            return Some(NextCase::Regular(self.next - 1));
        }
        if self.next == self.len && running == 0 {
            self.deferred.pop_front().map(NextCase::Alone)
        } else {
            None
        }
    }

    fn defer(&mut self, position: usize) {
        self.deferred.push_back(position);
    }

    /// Every case that has not begun.
    fn rest(self) -> impl Iterator<Item = usize> {
        let mut rest: Vec<usize> = self.deferred.into_iter().chain(self.next..self.len).collect();
        rest.sort_unstable();
        rest.into_iter()
    }
}

async fn one(
    position: usize,
    case: Box<Case>,
    setting: Setting<'_>,
    writes: ProductionWrites,
) -> (usize, Box<Case>, Transcript) {
    let transcript = one_case(&case, setting, writes).await;
    (position, case, transcript)
}

/// Runs one case, unless it would change data that is real.
pub async fn one_case(case: &Case, setting: Setting<'_>, writes: ProductionWrites) -> Transcript {
    part_of_case(case, setting, writes, EarlierPart::default()).await
}

/// Runs the rest of a case of which a part has run before, unless it would change data that is real.
pub async fn part_of_case(
    case: &Case,
    setting: Setting<'_>,
    writes: ProductionWrites,
    before: EarlierPart,
) -> Transcript {
    let target = setting.target;
    let production = target
        .endpoint(case)
        .is_some_and(|endpoint| endpoint.agreement.production);
    if production && (case.writes() || leads_elsewhere(case)) && writes == ProductionWrites::Refused {
        return Transcript {
            facts: target.facts(case),
            stopped: Some(Stop::NotConfigured {
                reason: "it changes data of a production environment; --allow-production-writes lets it".to_string(),
            }),
            ..Transcript::default()
        };
    }
    session::run(case, setting, before).await
}

/// Returns true if a call of the case takes a path of the scenario's own, below which any operation may be found.
///
/// The Channel Manager API has one that only writes have.
fn leads_elsewhere(case: &Case) -> bool {
    case.steps.iter().filter_map(Step::call).any(|call| {
        let path = call.path.as_ref().map(|path| path.render_text(&NoNames));
        path.is_some_and(|path| match path {
            Ok(path) => !begins_with(&path, &call.operation.path),
            Err(_) => true,
        })
    })
}

/// Returns true if a path is another one or lies below it, whatever the case of its letters and however it goes there.
fn begins_with(path: &str, other: &str) -> bool {
    let straight = |path: &str| {
        let url = url::Url::parse(&format!("http://localhost/{}", path.trim_start_matches('/')));
        url.map(|url| url.path().to_ascii_lowercase())
    };
    match (straight(path), straight(other)) {
        (Ok(path), Ok(other)) => path.starts_with(&other),
        (Err(_), _) | (_, Err(_)) => false,
    }
}
