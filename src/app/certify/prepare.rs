//! `[io]` Preparation of a certification: everything that is decided before the first request.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::app::certify::options::{CertifyOptions, PLAN};
use crate::app::certify::waivers::{AskedCase, PlanWaivers};
use crate::app::notice::Notice;
use crate::app::plan_cases;
use crate::app::reports::Reports;
use crate::app::run_clock::RunClock;
use crate::app::scenarios::{self, Scenarios};
use crate::app::target_setup::{self, TargetSetup, cannot_listen};
use crate::certification::attestation::Attestations;
use crate::certification::chain;
use crate::certification::load;
use crate::certification::plan::{CertificationPlan, Needs};
use crate::certification::proof::Proofs;
use crate::certification::store::Folder;
use crate::certification::system_errors::{self, SystemError};
use crate::config::model::{Config, section};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::input::source::{Source, Syntax};
use crate::input::suggest;
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::Selection;
use crate::report::format::Subject;
use crate::runner::endpoint::Agreement;
use crate::runner::hook::Hook;

/// Everything that a certification needs.
pub struct Prepared {
    /// The published tests.
    pub published: CertificationPlan,
    /// The cases that prove them.
    pub plan: Plan,
    /// Positions of the cases that prove each test.
    pub cases: Vec<Vec<usize>>,
    /// Decision for each test whether it is run: all are, or those of a shard.
    pub taken: Vec<bool>,
    /// The system under test.
    pub setup: TargetSetup,
    /// Agreement with it.
    pub agreement: Agreement,
    /// Hook that reads the stored values.
    pub read_back: Option<Hook>,
    /// The declared system errors, if there is a list.
    pub system_errors: Option<Vec<SystemError>>,
    /// Folder in which the state is kept.
    pub folder: Folder,
    /// Attestations of persons.
    pub attestations: Attestations,
    /// Known failures that are accepted for a while.
    pub waivers: PlanWaivers,
    /// Start and seed of the run.
    pub clock: RunClock,
    address: Option<SocketAddr>,
}

impl Prepared {
    /// Takes calls of the system under test from now on.
    ///
    /// # Errors
    /// Keycard cannot listen there.
    pub fn listen(&mut self) -> Result<(), Problem> {
        let Some(address) = self.address else { return Ok(()) };
        let listening = self.setup.listen(address);
        listening.map_err(|error| cannot_listen(Some(address), &error))?;
        self.setup.hosting(self.plan.contract());
        Ok(())
    }

    /// Returns true if a test of the plan falls to this shard.
    pub fn has_tests(&self) -> bool {
        self.taken.contains(&true)
    }

    /// Returns the position of the records of a test among those of all tests, of every shard. A test without a case has one
    /// as well: what is judged of a list.
    pub fn place(&self, test: usize) -> usize {
        self.cases.iter().take(test).map(|cases| cases.len().max(1)).sum()
    }

    /// Lists what a test needs and the configuration lacks.
    pub fn lacking(&self, needs: Needs) -> Vec<String> {
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

    /// Returns the parts of the target's configuration that a proof depends on.
    pub fn target(&self) -> Value {
        json!({
            "target": self.setup.name,
            "spaces": self.agreement.spaces,
            "rates": self.agreement.rates,
            "currency": self.agreement.currency,
            "unmapped": [self.agreement.unmapped_space, self.agreement.unmapped_rate],
            "more": self.agreement.more,
        })
    }
}

/// Prepares a certification: reads the configuration, the plan and its cases, and opens folder and reports.
///
/// # Errors
/// Everything that is wrong with them.
pub fn prepare(options: &CertifyOptions, notices: &mut Vec<Notice>) -> Result<(Prepared, Proofs, Reports), Problems> {
    let clock = RunClock::start(options.seed);
    let config = crate::config::load::file(&options.config)?;
    let contract = scenarios::contract(None);
    config.check(&contract)?;
    let named = options.plan.as_deref().or(config.plan.as_deref()).unwrap_or(PLAN);
    let published = load::plan(named)?;
    check_restart(&options.restart, &published)?;
    let agreement = agreement(&config, &published, options)?;
    let system_errors = config.system_errors.as_ref().map(system_errors).transpose()?;
    let help = "name the folder of your own scenarios in the configuration: `scenarios = [\"DIR\"]`";
    let (plan, cases) = plan_cases::cases(&contract, &published, &scenarios_of(&config), help)?;
    let asked = asked(&published, &plan, &cases)?;
    let others = || other_cases(&contract, &config);
    let waivers = PlanWaivers::of(&config.waivers, &published, asked, &options.config, others)?;
    let folder = Folder::at(&options.folder);
    let attestations = folder.attestations()?;
    let proofs = earlier_proofs(options, &folder, notices)?.unwrap_or_else(|| Proofs::new(&published));
    let reports = Reports::open(&options.reports, Subject::Certification, &contract, notices)?;
    let prepared = Prepared {
        taken: taken(options, &published, &cases),
        address: config.listening.address,
        read_back: config.read_back.clone(),
        setup: only(config, (published.api, published.under_test), clock),
        published,
        plan,
        cases,
        agreement,
        system_errors,
        folder,
        attestations,
        waivers,
        clock,
    };
    Ok((prepared, proofs, reports))
}

/// Finds what is agreed with the side that the plan certifies.
fn agreement(config: &Config, published: &CertificationPlan, options: &CertifyOptions) -> Result<Agreement, Problem> {
    let host = (published.api, published.under_test);
    let endpoint = config.endpoints.iter().find(|(api, side, _)| (*api, *side) == host);
    endpoint
        .map(|(_, _, endpoint)| endpoint.agreement.clone())
        .ok_or_else(|| {
            let section = section(host.0, host.1);
            Problem::new(format!(
                "{} names no [{section}], which the plan `{}` certifies",
                options.config.display(),
                published.id
            ))
            .with_help(Some(format!("add `[{section}]` with a `url`")))
        })
}

/// Reads what earlier runs have proved, if they are gone on with.
fn earlier_proofs(
    options: &CertifyOptions,
    folder: &Folder,
    notices: &mut Vec<Notice>,
) -> Result<Option<Proofs>, Problems> {
    if options.resume {
        return folder.proofs();
    }
    // What is not gone on with need not even be readable.
    if folder.state().exists() {
        notices.push(Notice::Line(format!(
            "warning: {} is of an earlier run and is written anew; --resume goes on with it",
            folder.state().display()
        )));
    }
    Ok(None)
}

/// Checks that the plan has the tests that are to be begun anew.
fn check_restart(restart: &[String], published: &CertificationPlan) -> Result<(), Problems> {
    let ids = || published.tests.iter().map(|test| test.id.as_str());
    let unknown = restart.iter().filter(|id| !ids().any(|known| known == *id));
    let problems = unknown.map(|id| {
        let message = format!("--restart: the plan `{}` has no test `{id}`", published.id);
        Problem::new(message).with_help(suggest::help(id, ids()))
    });
    Problems::none(problems.collect(), ())
}

/// Lists the cases that the tests ask for.
fn asked(published: &CertificationPlan, plan: &Plan, cases: &[Vec<usize>]) -> Result<Vec<AskedCase>, Problems> {
    let mut asked = Vec::new();
    for (test, positions) in std::iter::zip(&published.tests, cases) {
        for position in positions {
            asked.push((test.id.clone(), plan.id(*position)?.to_string()));
        }
    }
    Ok(asked)
}

/// Decides for each test if it is run: all are, or those of a shard.
fn taken(options: &CertifyOptions, published: &CertificationPlan, cases: &[Vec<usize>]) -> Vec<bool> {
    let firsts = chain::firsts(published, cases);
    let first = |index: &usize| published.tests.get(*index).map_or("", |test| test.id.as_str());
    let taken = firsts
        .iter()
        .map(|index| options.shard.is_none_or(|shard| shard.takes(first(index))));
    taken.collect()
}

fn scenarios_of(config: &Config) -> Scenarios {
    Scenarios {
        directories: config.scenarios.clone(),
        ..Scenarios::default()
    }
}

/// Sets up the side that is certified, without the other ones of the configuration.
fn only(mut config: Config, host: (Api, Side), clock: RunClock) -> TargetSetup {
    config.endpoints.retain(|(api, side, _)| (*api, *side) == host);
    target_setup::configured(config, clock.started, clock.seed)
}

fn system_errors(path: &PathBuf) -> Result<Vec<SystemError>, Problems> {
    let text =
        std::fs::read_to_string(path).map_err(|error| Problem::inaccessible("read `system-errors`", path, &error))?;
    system_errors::read(&Source::new(path, Syntax::Yaml, text))
}

/// Lists the ids of all cases; they are looked up only where a waiver is about none of the plan.
fn other_cases(contract: &Arc<Contract>, config: &Config) -> Result<Vec<String>, Problems> {
    let selection = Selection {
        hosts: config.hosts(),
        ..Selection::default()
    };
    match scenarios::plan(contract, &scenarios_of(config), &selection) {
        Ok(plan) => (0..plan.len())
            .map(|position| Ok(plan.id(position)?.to_string()))
            .collect(),
        Err(CompileError::Input(problems)) => Err(problems),
        Err(CompileError::Nothing { .. }) => Ok(Vec::new()),
    }
}
