//! Everything that is settled before the first request: plan, cases, target, folder.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::arguments::CertifyArguments;
use super::resumed;
use super::waived::{self, Asked, Reach};
use crate::assembly::{self, Assembled, Scenarios};
use crate::certification::attestation::Attestations;
use crate::certification::chain;
use crate::certification::declared::{self, SystemError};
use crate::certification::load;
use crate::certification::plan::{Needs, Published};
use crate::certification::proof::Proofs;
use crate::certification::store::Folder;
use crate::cli::exit::Exit;
use crate::cli::formats::Subject;
use crate::cli::reports::Reports;
use crate::cli::{planning, proving, run};
use crate::config::model::{Config, section};
use crate::contract::catalogue::Contract;
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::Selection;
use crate::plan::waiver::Waiver;
use crate::runner::endpoint::Agreement;
use crate::runner::hook::Hook;

/// The plan that is followed if nothing else is said.
pub(super) const PLAN: &str = "channel-manager";

/// Everything that a certification needs.
pub(super) struct Prepared {
    /// The published tests.
    pub(super) published: Published,
    /// The cases that prove them.
    pub(super) plan: Plan,
    /// Which of the cases prove which test, by the position of both.
    pub(super) cases: Vec<Vec<usize>>,
    /// Which of the tests are run, by position: all, or those of a shard.
    pub(super) taken: Vec<bool>,
    /// The system under test.
    pub(super) assembled: Assembled,
    /// What is agreed with it.
    pub(super) agreement: Agreement,
    /// What tells the stored values.
    pub(super) read_back: Option<Hook>,
    /// The declared system errors, if there is a list.
    pub(super) system_errors: Option<Vec<SystemError>>,
    /// Where the state is kept.
    pub(super) folder: Folder,
    /// What persons have attested.
    pub(super) attestations: Attestations,
    /// Known failures that are accepted for a while.
    pub(super) waivers: Vec<Waiver>,
    /// What each of them is about.
    pub(super) reaches: Vec<Reach>,
    /// Every case that a test asks for.
    pub(super) asked: Vec<Asked>,
    /// When the run began.
    pub(super) started: Timestamp,
    /// What fresh values are made of.
    pub(super) seed: u64,
    address: Option<SocketAddr>,
}

impl Prepared {
    pub(super) fn of(arguments: &CertifyArguments) -> Result<(Self, Proofs, Reports), Exit> {
        prepare(arguments).map_err(|problems| planning::refuse_all(&problems))
    }

    /// Takes calls of the system under test from now on.
    pub(super) fn listen(&mut self) -> Result<(), Exit> {
        let Some(address) = self.address else { return Ok(()) };
        self.assembled
            .listen(address)
            .map_err(|error| planning::refuse(run::cannot_listen(Some(address), &error)))?;
        self.assembled.hosting(self.plan.contract());
        Ok(())
    }

    /// Where the records of a test stand among those of all tests, of every shard. A test without a case has one
    /// as well: what is judged of a list.
    pub(super) fn place(&self, test: usize) -> usize {
        self.cases.iter().take(test).map(|cases| cases.len().max(1)).sum()
    }

    /// What the configuration lacks of what a test needs.
    pub(super) fn lacking(&self, needs: Needs) -> Vec<String> {
        let section = section(self.published.api, self.published.under_test);
        let there = |key: &str| -> usize {
            let more = |key: &str| {
                self.agreement
                    .more
                    .get(key)
                    .and_then(Value::as_array)
                    .map_or(0, Vec::len)
            };
            match key {
                "spaces" => self.agreement.spaces.len(),
                "rates" => self.agreement.rates.len(),
                // The published words are there if nothing is configured.
                "ages" => more(key).max(2),
                key => more(key),
            }
        };
        let parts = needs.parts();
        parts
            .into_iter()
            .filter(|(key, count)| there(key) < *count)
            .map(|(key, count)| {
                let few = there(key);
                format!("`{key}` in [{section}]: {count} mapped codes are needed, {few} are there")
            })
            .collect()
    }

    /// What of the target and of its data a proof depends on.
    pub(super) fn target(&self) -> Value {
        json!({
            "target": self.assembled.name,
            "spaces": self.agreement.spaces,
            "rates": self.agreement.rates,
            "currency": self.agreement.currency,
            "unmapped": [self.agreement.unmapped_space, self.agreement.unmapped_rate],
            "more": self.agreement.more,
        })
    }
}

fn prepare(arguments: &CertifyArguments) -> Result<(Prepared, Proofs, Reports), Problems> {
    let started = Timestamp::now();
    let seed = arguments.seed.unwrap_or_else(run::random_seed);
    let config = crate::config::load::file(&arguments.config)?;
    let contract = assembly::contract(None);
    config.check(&contract)?;
    let named = arguments.plan.as_deref().or(config.plan.as_deref()).unwrap_or(PLAN);
    let published = load::plan(named)?;
    resumed::known(&arguments.restart, &published)?;
    let host = (published.api, published.under_test);
    let Some(agreement) = config
        .endpoints
        .iter()
        .find(|(api, side, _)| (*api, *side) == host)
        .map(|(_, _, endpoint)| endpoint.agreement.clone())
    else {
        let section = section(host.0, host.1);
        let problem = Problem::new(format!(
            "{} names no [{section}], which the plan `{}` certifies",
            arguments.config.display(),
            published.id
        ));
        return Err(problem
            .with_help(Some(format!("add `[{section}]` with a `url`")))
            .into());
    };
    let system_errors = match &config.system_errors {
        Some(path) => Some(system_errors(path)?),
        None => None,
    };
    let which = Scenarios {
        directories: config.scenarios.clone(),
        ..Scenarios::default()
    };
    let help = "name the folder of your own scenarios in the configuration: `scenarios = [\"DIR\"]`";
    let (plan, cases) = proving::cases(&contract, &published, &which, help)?;
    let mut asked: Vec<Asked> = Vec::new();
    for (test, positions) in std::iter::zip(&published.tests, &cases) {
        for position in positions {
            asked.push((test.id.clone(), plan.id(*position)?.to_string()));
        }
    }
    waived::refuse(&config.waivers, &published, &asked, &arguments.config)?;
    let reaches = reaches(&contract, &config, &published, &asked)?;
    let waivers = config.waivers.clone();
    let firsts = chain::firsts(&published, &cases);
    let first = |index: &usize| published.tests.get(*index).map_or("", |test| test.id.as_str());
    let taken = firsts
        .iter()
        .map(|index| arguments.shard.is_none_or(|shard| shard.takes(first(index))))
        .collect();
    let folder = Folder::at(&arguments.dir);
    let attestations = folder.attestations()?;
    // What is not gone on with need not even be readable.
    let earlier = if arguments.resume { folder.proofs()? } else { None };
    if !arguments.resume && folder.state().exists() {
        eprintln!(
            "warning: {} is of an earlier run and is written anew; --resume goes on with it",
            folder.state().display()
        );
    }
    let proofs = earlier.unwrap_or_else(|| Proofs::of(&published));
    let address = config.listening.address;
    let read_back = config.read_back.clone();
    let reports = Reports::open(
        &arguments.report,
        Subject::Certification,
        &arguments.evidence,
        &contract,
    )?;
    let prepared = Prepared {
        published,
        plan,
        cases,
        taken,
        agreement,
        read_back,
        system_errors,
        folder,
        attestations,
        waivers,
        reaches,
        asked,
        started,
        seed,
        address,
        assembled: only(config, host, started, seed),
    };
    Ok((prepared, proofs, reports))
}

/// The side that is certified, without the other ones of the configuration.
fn only(
    mut config: Config,
    host: (crate::contract::operation::Api, crate::contract::operation::Side),
    now: Timestamp,
    seed: u64,
) -> Assembled {
    config.endpoints.retain(|(api, side, _)| (*api, *side) == host);
    assembly::configured(config, now, seed)
}

fn system_errors(path: &PathBuf) -> Result<Vec<SystemError>, Problems> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Problem::inaccessible("read `system-errors`", path, &error))?;
    declared::read(&Source::new(path, Syntax::Yaml, text))
}

/// What each waiver is about; which cases there are outside the plan is looked up only where that matters.
fn reaches(
    contract: &Arc<Contract>,
    config: &Config,
    published: &Published,
    asked: &[Asked],
) -> Result<Vec<Reach>, Problems> {
    let others = || -> Result<Vec<String>, Problems> {
        let selection = Selection {
            hosts: config.hosts(),
            ..Selection::default()
        };
        let which = Scenarios {
            directories: config.scenarios.clone(),
            ..Scenarios::default()
        };
        match assembly::plan(contract, &which, &selection) {
            Ok(plan) => (0..plan.len())
                .map(|position| Ok(plan.id(position)?.to_string()))
                .collect(),
            Err(CompileError::Input(problems)) => Err(problems),
            Err(CompileError::Nothing { .. }) => Ok(Vec::new()),
        }
    };
    let waivers = config.waivers.iter();
    waivers
        .map(|waiver| waived::reach(&waiver.case, published, asked, others))
        .collect()
}
