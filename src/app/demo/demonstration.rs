//! `[io]` The demonstration as it goes on: both sides are made to act, and what they exchange is taken down and judged.
//!
//! A case is made of what the two hosts serve ([`crate::plan::recorded`]), and the judge sees no difference to a
//! run.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio::runtime::Runtime;

use crate::app::built_in_stub::{self, Simulated};
use crate::app::demo::script::{Act, SCRIPT};
use crate::app::demo::served_exchange;
use crate::app::demo::verdict::DemoEnd;
use crate::app::settle::Settlement;
use crate::app::target_setup;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request};
use crate::exchange::transcript::Outcome;
use crate::plan::recorded::{self, RecordedExchange};
use crate::redaction::redactor::Redactor;
use crate::report::record::Record;
use crate::report::recorder::{Detail, Origin};
use crate::scenario::model::ScenarioId;
use crate::stub::behaviour::{Behaviour, BlockConfirmation};
use crate::stub::host_options::HostOptions;
use crate::stub::partner::hooks::HOOKS;
use crate::stub::platform::hooks;
use crate::stub::served::Served;
use crate::wire::call::{Caller, Limits};

/// Longest time for what one act leads to; after that something is wrong.
const LONGEST_ACT: Duration = Duration::from_secs(30);
/// So many exchanges are judged; a demonstration that goes on for days must not fill the memory.
const MOST_EXCHANGES: usize = 10_000;
/// Time between two looks for new exchanges, while the demonstration goes on.
const LOOK: Duration = Duration::from_millis(100);

/// Something to be shown while the demonstration goes on.
#[derive(Debug)]
pub enum DemoEvent<'e> {
    /// An act begins.
    Act(&'e Act),
    /// An exchange ended; it may only be shown redacted.
    Exchange(&'e RecordedExchange, &'e Redactor),
}

/// Receiver of what is to be shown.
pub type OnEvent<'o> = dyn FnMut(DemoEvent<'_>) + 'o;

/// Returns the behaviour of the stub in the demonstration. A block that is not confirmed cannot be changed.
pub fn usual_behaviour() -> Behaviour {
    Behaviour {
        block_confirmation: BlockConfirmation::Sent,
        ..Behaviour::default()
    }
}

/// Lists the hooks by which both sides can be made to act: side, name, description.
pub fn hooks() -> impl Iterator<Item = (Side, &'static str, &'static str)> {
    let partner = HOOKS
        .iter()
        .map(|hook| (Side::ChannelManager, hook.name, hook.description));
    let platform = hooks::list().map(|(name, description)| (Side::Mews, name, description));
    partner.chain(platform)
}

/// A demonstration under way.
pub struct Demonstration {
    runtime: Runtime,
    talk: Talk,
}

/// Both sides, and what they have exchanged so far.
struct Talk {
    simulated: Simulated,
    caller: Caller,
    served: Receiver<Served>,
    begun: Instant,
    exchanges: Vec<RecordedExchange>,
    /// Number of exchanges that came after the last that is judged.
    unjudged: usize,
}

impl Demonstration {
    /// Starts both sides.
    ///
    /// # Errors
    /// They cannot listen, or Keycard itself cannot go on.
    pub fn start(options: HostOptions) -> Result<Self, String> {
        let (sender, served) = mpsc::channel();
        let clock = target_setup::clock(Timestamp::now(), 1);
        let simulated = built_in_stub::pair(clock, options, &sender)
            .map_err(|error| format!("the two sides cannot start: {error}"))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("the demonstration cannot start: {error}"))?;
        Ok(Self {
            runtime,
            talk: Talk {
                simulated,
                caller: Caller::new(Limits::default()),
                served,
                begun: Instant::now(),
                exchanges: Vec::new(),
                unjudged: 0,
            },
        })
    }

    /// Returns the address of a side.
    pub fn address(&self, side: Side) -> &str {
        self.talk.simulated.pair.host(side).address()
    }

    /// Returns the redactor that knows the tokens of both sides.
    pub fn redactor(&self) -> &Redactor {
        &self.talk.simulated.redactor
    }

    /// Plays the script; each act ends when neither side owes the other a call.
    ///
    /// # Errors
    /// An act failed, or does not end.
    pub fn play(&mut self, on_event: &mut OnEvent<'_>) -> Result<(), String> {
        let Self { runtime, talk } = self;
        runtime.block_on(talk.play(on_event))
    }

    /// Serves on until it is interrupted.
    pub fn serve_on(&mut self, on_event: &mut OnEvent<'_>) {
        let Self { runtime, talk } = self;
        runtime.block_on(talk.serve_on(on_event));
    }

    /// Judges what each side has said.
    ///
    /// # Errors
    /// Keycard itself cannot go on.
    pub fn conclude(&self) -> Result<DemoEnd, String> {
        let mut sides = Vec::new();
        if !self.talk.exchanges.is_empty() {
            let contract = Contract::built_in();
            for side in [Side::Mews, Side::ChannelManager] {
                sides.push((side, self.talk.judge(side, &contract)?));
            }
        }
        Ok(DemoEnd {
            sides,
            exchanges: self.talk.exchanges.len(),
            unjudged: self.talk.unjudged,
        })
    }
}

impl Talk {
    async fn play(&mut self, on_event: &mut OnEvent<'_>) -> Result<(), String> {
        for act in SCRIPT {
            on_event(DemoEvent::Act(act));
            self.perform(act).await?;
            let ended = tokio::time::timeout(LONGEST_ACT, self.simulated.pair.quiet()).await;
            self.take_down(on_event);
            if ended.is_err() {
                return Err(format!(
                    "the two still talk {} seconds after {}",
                    LONGEST_ACT.as_secs(),
                    act.hook
                ));
            }
        }
        Ok(())
    }

    async fn perform(&self, act: &Act) -> Result<(), String> {
        let Act { side, hook, .. } = act;
        let request = Request {
            method: "POST".into(),
            url: format!("{}/hooks/{side}/{hook}", self.simulated.pair.host(*side).address()),
            headers: Headers::from_iter([("content-type", "application/json")]),
            body: Body::from(act.body.as_bytes().to_vec()),
        };
        match self.caller.call(&request).await.0 {
            Outcome::Answered(response) if response.status == 200 => Ok(()),
            Outcome::Answered(response) => {
                let text = String::from_utf8_lossy(response.body.bytes()).into_owned();
                Err(format!("the hook {hook} answered {}: {text}", response.status))
            }
            Outcome::Failed(failure) => Err(format!("the hook {hook}: {}", failure.detail)),
        }
    }

    async fn serve_on(&mut self, on_event: &mut OnEvent<'_>) {
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => break,
                () = tokio::time::sleep(LOOK) => self.take_down(on_event),
            }
        }
        self.take_down(on_event);
    }

    /// Takes down what was exchanged since the last time.
    fn take_down(&mut self, on_event: &mut OnEvent<'_>) {
        while let Ok(served) = self.served.try_recv() {
            let Some(exchange) = served_exchange::recorded(served, self.begun.elapsed()) else {
                continue;
            };
            on_event(DemoEvent::Exchange(&exchange, &self.simulated.redactor));
            if self.exchanges.len() < MOST_EXCHANGES {
                self.exchanges.push(exchange);
            } else {
                self.unjudged += 1;
            }
        }
    }

    fn judge(&self, side: Side, contract: &Contract) -> Result<Record, String> {
        let id: ScenarioId = format!("demo/{side}")
            .parse()
            .map_err(|error| format!("the demonstration cannot be judged: {error}"))?;
        let (case, mut transcript) = recorded::case(
            contract,
            Api::ChannelManager,
            side,
            &id,
            &self.exchanges,
            Arc::default(),
        );
        transcript.facts = self.simulated.target.facts(&case);
        let settlement = Settlement::of_recording(&self.simulated.redactor, contract);
        let judged = settlement.judge(case, transcript);
        Ok(settlement.record(&judged, Origin::default(), None, None, Detail::Exchanges))
    }
}
