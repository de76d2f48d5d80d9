//! `[io]` The same cases under `cargo test`: one libtest-mimic trial each.
//!
//! A crate of one's own gets them with a test target without the usual harness:
//!
//! ```toml
//! [[test]]
//! name = "contract"
//! harness = false
//! ```
//!
//! and a file of three lines:
//!
//! ```no_run
//! fn main() -> std::process::ExitCode {
//!     keycard::harness::Suite::own("tests/scenarios").config("keycard.toml").main()
//! }
//! ```
//!
//! Filters, `--list`, `--exact`, threads and cargo-nextest work as with any other test.
//!
//! A failure that the configuration waives is an ignored test that says so. Each waiver is a test as well, so
//! that one that no longer serves is noticed: it fails if the waiver expired, is about no case, or is about
//! cases that all pass. It runs those cases itself if their own tests are filtered out.

mod trials;
mod waived;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use libtest_mimic::{Arguments, Trial};

use self::trials::Shared;
use self::waived::Waived;
use crate::app::built_in_stub;
use crate::app::case_selection::CaseSelection;
use crate::app::diagnostics;
use crate::app::notice::Notice;
use crate::app::refusal::Refusal;
use crate::app::scenarios::{self, BuiltIn};
use crate::app::target_setup;
use crate::config;
use crate::input::problem::{Problem, Problems};
use crate::plan::selection::Selector;

/// Cases that become tests, and the target that they are run against.
///
/// `KEYCARD_SCENARIOS=dir` points a suite at another directory, `KEYCARD_CONFIG=file` at a target. Paths are
/// relative to the directory in which the tests run: that of the package's `Cargo.toml`.
///
/// ```no_run
/// use std::process::ExitCode;
///
/// use keycard::harness::Suite;
///
/// fn main() -> ExitCode {
///     // Built-in cases and one's own; of both only those with the tag `nightly`.
///     Suite::built_in()
///         .scenarios("tests/scenarios")
///         .select("tag:nightly")
///         .config("keycard.toml")
///         .main()
/// }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Suite {
    cases: CaseSelection,
    selectors: Vec<String>,
    config: Option<PathBuf>,
    fail_on_not_run: bool,
}

impl Suite {
    /// Makes a suite of the built-in scenarios, against the built-in stub unless [`Self::config`] names a target.
    pub fn built_in() -> Self {
        Self::default()
    }

    /// Makes a suite of the scenarios of a directory, against the built-in stub unless [`Self::config`] names a target.
    pub fn own(directory: impl Into<PathBuf>) -> Self {
        let mut suite = Self::default();
        suite.cases.built_in = BuiltIn::LeftOut;
        suite.scenarios(directory)
    }

    /// Adds the scenarios of a directory, or of one file.
    #[must_use]
    pub fn scenarios(mut self, directory: impl Into<PathBuf>) -> Self {
        self.cases.scenarios.push(directory.into());
        self
    }

    /// Takes only cases that a selector selects: an id or the start of one such as `channel-manager/auth/`,
    /// `tag:NAME`, or `covers:ID` for what a case proves, such as `covers:R-ENV-3`.
    ///
    /// Called more than once, it takes the cases of each of them. A selector that selects no case ends the suite
    /// with exit code 4.
    ///
    /// ```no_run
    /// use keycard::harness::Suite;
    ///
    /// let suite = Suite::built_in().select("channel-manager/auth/").select("tag:smoke");
    /// # let _ = suite.main();
    /// ```
    #[must_use]
    pub fn select(mut self, selector: impl Into<String>) -> Self {
        self.selectors.push(selector.into());
        self
    }

    /// Reads the contract (operations, JSON Schemas, error codes, rules) from a directory instead of the built-in one.
    ///
    /// It has the form of `schemas/` of Keycard's repository, a folder for each API. `keycard contract import` writes
    /// that of the Connector API.
    ///
    /// ```no_run
    /// use keycard::harness::Suite;
    ///
    /// let suite = Suite::own("tests/scenarios").schemas("tests/schemas");
    /// # let _ = suite.main();
    /// ```
    #[must_use]
    pub fn schemas(mut self, directory: impl Into<PathBuf>) -> Self {
        self.cases.schemas = Some(directory.into());
        self
    }

    /// Runs the same cases against the target of a configuration file, `keycard.toml`; its scenarios come on top.
    #[must_use]
    pub fn config(mut self, file: impl Into<PathBuf>) -> Self {
        self.config = Some(file.into());
        self
    }

    /// Fails the test of a case that was not run, say for want of a token; otherwise it is ignored.
    ///
    /// `fail-on-not-run = true` in the configuration does the same.
    ///
    /// ```no_run
    /// use keycard::harness::Suite;
    ///
    /// let suite = Suite::built_in().config("keycard.toml").fail_on_not_run();
    /// # let _ = suite.main();
    /// ```
    #[must_use]
    pub fn fail_on_not_run(mut self) -> Self {
        self.fail_on_not_run = true;
        self
    }

    /// Runs the suite with the arguments of the process, and gives the exit code for `main`.
    ///
    /// It is 101 if a test failed. Wrong input is explained on standard error and ends with 2, an empty selection
    /// with 4, a system that gives no port or thread with 3. A filter of the test runner that leaves nothing is no
    /// error, as with any other test.
    pub fn main(mut self) -> ExitCode {
        if let Some(directory) = std::env::var_os("KEYCARD_SCENARIOS") {
            self.cases.built_in = BuiltIn::LeftOut;
            self.cases.scenarios = vec![directory.into()];
        }
        if let Some(file) = std::env::var_os("KEYCARD_CONFIG") {
            self.config = Some(file.into());
        }
        let arguments = Arguments::from_args();
        match self.trials() {
            Ok(trials) => libtest_mimic::run(&arguments, trials).exit_code(),
            Err(refusal) => {
                let _ = writeln!(anstream::stderr(), "{}", said(&refusal));
                refusal.exit().into()
            }
        }
    }

    fn trials(self) -> Result<Vec<Trial>, Refusal> {
        let now = Timestamp::now();
        let seed = u64::from(std::process::id());
        let mut cases = self.cases;
        cases.selectors = selectors(&self.selectors)?;
        let mut hosts = Vec::new();
        let mut own = Vec::new();
        let mut waivers = Vec::new();
        let mut fail_on_not_run = self.fail_on_not_run;
        let setup = match &self.config {
            Some(file) => {
                let config = config::load::file(file)?;
                config.check(&scenarios::contract(cases.schemas.clone()))?;
                if !config.warnings.is_empty() {
                    let _ = writeln!(anstream::stderr(), "{}", diagnostics::warnings(&config.warnings));
                }
                own.clone_from(&config.scenarios);
                hosts = config.hosts();
                fail_on_not_run |= config.fail_on_not_run;
                waivers.clone_from(&config.waivers);
                let address = config.listening.address;
                target_setup::configured(config, now, seed)
                    .listening(address)
                    .map_err(|error| Problem::new(format!("Keycard cannot listen: {error}")))?
            }
            None => built_in_stub::stub(target_setup::clock(now, seed), Default::default())
                .map_err(|error| Refusal::Unable(format!("the built-in stub cannot start: {error}")))?,
        };
        cases.scenarios.extend(own);
        cases.scenarios.sort();
        cases.scenarios.dedup();
        let mut notices: Vec<Notice> = Vec::new();
        let plan = cases.plan(Vec::new(), hosts, &mut notices)?;
        setup.hosting(plan.contract());
        let waived = Waived::of(waivers, &plan, &cases, now.to_zoned(TimeZone::UTC).date())?;
        let shared = Arc::new(Shared::new(plan, setup, waived, fail_on_not_run)?);
        Ok(trials::trials(&shared)?)
    }
}

/// Reads selectors.
///
/// # Errors
/// All of them that cannot be meant.
fn selectors(written: &[String]) -> Result<Vec<Selector>, Problems> {
    let mut problems = Vec::new();
    let mut selectors = Vec::new();
    for text in written {
        match text.parse() {
            Ok(selector) => selectors.push(selector),
            Err(error) => problems.push(Problem::new(format!("Suite::select({text:?}): {error}"))),
        }
    }
    Problems::none(problems, selectors)
}

/// Words a refusal, as the command line does.
fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Input(problems) => diagnostics::errors(problems.iter(), "nothing was sent"),
        Refusal::Nothing(lines) => lines.join("\n"),
        Refusal::Unable(line) => line.clone(),
    }
}
