//! `keycard demo`: the simulated Mews and the reference channel manager talk to each other, and every
//! message of both is judged.
//!
//! A case is made of what the two hosts serve ([`crate::plan::recorded`]), and the judge sees no difference to a
//! run.

mod script;
mod serving;
mod words;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use self::script::SCRIPT;
use self::words::{excerpt, exchange, name, said};
use super::arguments::DemoArguments;
use super::values::StubOption;
use crate::app::built_in_stub::{self, Simulated};
use crate::app::exit::Exit;
use crate::app::target_setup;
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::contract::rule::Weight;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request};
use crate::exchange::transcript::Outcome;
use crate::judge::finding::StatusName;
use crate::judge::judgement::Judge;
use crate::plan::recorded::{self, RecordedExchange};
use crate::report::recorder::{Detail, JudgedCase, Origin, record};
use crate::report::terminal;
use crate::report::text::counted;
use crate::scenario::model::ScenarioId;
use crate::snapshots::store::Store;
use crate::stub::behaviour::{Behaviour, BlockConfirmation};
use crate::stub::host_options::HostOptions;
use crate::stub::options::WorldOptions;
use crate::stub::partner::hook;
use crate::stub::platform::hooks;
use crate::stub::served::Served;
use crate::wire::call::{Caller, Limits};

/// What one act leads to has come to an end within that time, or something is wrong.
const LONGEST_ACT: Duration = Duration::from_secs(30);
/// So many exchanges are judged; a demonstration that goes on for days must not fill the memory.
const MOST_EXCHANGES: usize = 10_000;
/// How often a demonstration that goes on looks for something new.
const LOOK: Duration = Duration::from_millis(100);

/// Runs the command.
pub fn run(arguments: &DemoArguments) -> Exit {
    // A block that is not confirmed cannot be changed.
    let usual = Behaviour {
        block_confirmation: BlockConfirmation::Sent,
        ..Behaviour::default()
    };
    let options = HostOptions {
        fault: arguments.fault,
        world: WorldOptions {
            behaviour: StubOption::behaviour(usual, &arguments.stub),
            ..WorldOptions::default()
        },
    };
    if let Some(address) = arguments.serve {
        return serving::run(address, &arguments.platform, options);
    }
    let (heard, hearing) = mpsc::channel();
    let clock = target_setup::clock(Timestamp::now(), 1);
    let simulated = match built_in_stub::pair(clock, options, &heard) {
        Ok(simulated) => simulated,
        Err(error) => {
            eprintln!("the two sides cannot start: {error}");
            return Exit::Inconclusive;
        }
    };
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("the demonstration cannot start: {error}");
            return Exit::Inconclusive;
        }
    };
    let mut demonstration = Demonstration {
        simulated,
        caller: Caller::new(Limits::default()),
        hearing,
        begun: Instant::now(),
        exchanges: Vec::new(),
        unjudged: 0,
        shows_bodies: arguments.bodies,
    };
    demonstration.introduce();
    let played = runtime.block_on(async {
        demonstration.play().await?;
        if arguments.keep_running {
            demonstration.go_on().await;
        }
        Ok(())
    });
    let exit = demonstration.conclude();
    match played {
        Ok(()) => exit,
        Err(trouble) => {
            let trouble: String = trouble;
            eprintln!("error: {}", demonstration.simulated.redactor.text(&trouble));
            if exit == Exit::Failed { exit } else { Exit::Inconclusive }
        }
    }
}

struct Demonstration {
    simulated: Simulated,
    caller: Caller,
    hearing: Receiver<Served>,
    begun: Instant,
    exchanges: Vec<RecordedExchange>,
    /// How many exchanges came after the last that is judged.
    unjudged: usize,
    shows_bodies: bool,
}

impl Demonstration {
    fn introduce(&self) {
        for side in [Side::Mews, Side::ChannelManager] {
            println!("{:<31} {}", name(side), self.simulated.pair.host(side).address());
        }
    }

    /// Plays the script; each act ends when neither side owes the other a call.
    async fn play(&mut self) -> Result<(), String> {
        for (side, hook, body, meaning) in SCRIPT {
            println!("\n{meaning}");
            let url = format!("{}/hooks/{side}/{hook}", self.simulated.pair.host(*side).address());
            let request = Request {
                method: "POST".into(),
                url,
                headers: Headers::from_iter([("content-type", "application/json")]),
                body: Body::from(body.as_bytes().to_vec()),
            };
            match self.caller.call(&request).await.0 {
                Outcome::Answered(response) if response.status == 200 => {}
                Outcome::Answered(response) => {
                    let said = String::from_utf8_lossy(response.body.bytes()).into_owned();
                    return Err(format!("the hook {hook} answered {}: {said}", response.status));
                }
                Outcome::Failed(failure) => return Err(format!("the hook {hook}: {}", failure.detail)),
            }
            let ended = tokio::time::timeout(LONGEST_ACT, self.simulated.pair.quiet()).await;
            self.listen();
            if ended.is_err() {
                return Err(format!(
                    "the two still talk {} seconds after {hook}",
                    LONGEST_ACT.as_secs()
                ));
            }
        }
        Ok(())
    }

    /// Serves on, and shows what is said, until it is interrupted.
    async fn go_on(&mut self) {
        println!("\nBoth go on until they are interrupted (Ctrl-C). They can be told to act:");
        let partner = hook::HOOKS
            .iter()
            .map(|hook| (Side::ChannelManager, hook.name, hook.description));
        let platform = hooks::list().map(|(name, description)| (Side::Mews, name, description));
        for (side, name, description) in partner.chain(platform) {
            println!("  {side}/{name}\n      {description}");
        }
        let address = self.simulated.pair.host(Side::ChannelManager).address();
        println!("  curl -X POST {address}/hooks/channel-manager/book -H 'content-type: application/json' -d '{{}}'\n");
        loop {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => break,
                () = tokio::time::sleep(LOOK) => self.listen(),
            }
        }
        self.listen();
    }

    /// Takes and shows what was said since the last time.
    fn listen(&mut self) {
        while let Ok(served) = self.hearing.try_recv() {
            let Some(exchange) = exchange(served, self.begun.elapsed()) else {
                continue;
            };
            self.show(&exchange);
            if self.exchanges.len() < MOST_EXCHANGES {
                self.exchanges.push(exchange);
            } else {
                self.unjudged += 1;
            }
        }
    }

    fn show(&self, exchange: &RecordedExchange) {
        let redactor = &self.simulated.redactor;
        let operation = exchange.request.path().rsplit('/').next().unwrap_or_default();
        let arrow = match exchange.host {
            Side::Mews => "channel manager → Mews",
            Side::ChannelManager => "Mews → channel manager",
        };
        let line = format!("  {arrow}  {operation:<36} {}", said(exchange));
        println!("{}", redactor.text(line.trim_end()));
        if !self.shows_bodies {
            return;
        }
        println!(
            "      {}",
            excerpt(redactor.body(exchange.request.body.bytes()).as_str())
        );
        if let Outcome::Answered(response) = &exchange.outcome {
            println!("      {}", excerpt(redactor.body(response.body.bytes()).as_str()));
        }
    }

    /// Judges what each side has said.
    fn conclude(&self) -> Exit {
        let contract = Contract::built_in();
        let judge = Judge {
            contract: &contract,
            redactor: &self.simulated.redactor,
            snapshots: &Store::Off,
        };
        println!();
        if self.exchanges.is_empty() {
            println!("Nothing was said.");
            return Exit::NothingRan;
        }
        let mut exit = Exit::Passed;
        for side in [Side::Mews, Side::ChannelManager] {
            let exit_of_side = self.judge(side, &contract, judge);
            if exit != Exit::Failed {
                exit = match exit_of_side {
                    ControlFlow::Continue(()) => exit,
                    ControlFlow::Break(worse) => worse,
                };
            }
        }
        if self.unjudged > 0 {
            println!("{} came later and were not judged", counted(self.unjudged, "exchange"));
        }
        if self.exchanges.is_empty() {
            Exit::NothingRan
        } else {
            exit
        }
    }

    fn judge(&self, side: Side, contract: &Contract, judge: Judge<'_>) -> ControlFlow<Exit> {
        let Ok(id) = format!("demo/{side}").parse::<ScenarioId>() else {
            return ControlFlow::Break(Exit::Inconclusive);
        };
        let facts = |case: &_| self.simulated.target.facts(case);
        let (case, mut transcript) = recorded::case(
            contract,
            Api::ChannelManager,
            side,
            &id,
            &self.exchanges,
            Arc::default(),
        );
        transcript.facts = facts(&case);
        let verdict = judge.judge(&case, &transcript);
        let judged = JudgedCase {
            case: &case,
            transcript: &transcript,
            verdict: &verdict,
            origin: Origin::default(),
            part: None,
            waiver: None,
        };
        let record = record(&judged, Detail::Exchanges, &self.simulated.redactor);
        let warnings = record.count(Weight::Warning);
        if record.verdict != StatusName::Passed || warnings > 0 {
            println!("{}", terminal::details(&record));
        }
        println!(
            "{}: {} in {}, {}, {}",
            name(side),
            record.verdict,
            counted(self.exchanges.len(), "exchange"),
            counted(record.count(Weight::Error), "error"),
            counted(warnings, "warning"),
        );
        match record.verdict {
            StatusName::Passed => ControlFlow::Continue(()),
            StatusName::Failed => ControlFlow::Break(Exit::Failed),
            StatusName::Inconclusive | StatusName::NotRun | StatusName::NeedsReview => {
                ControlFlow::Break(Exit::Inconclusive)
            }
        }
    }
}
