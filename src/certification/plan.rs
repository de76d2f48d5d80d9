//! A plan as it is meant: the published tests with everything that they need, in their order.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::contract::operation::{Api, Side};
use crate::fixture::catalogue::Pricing;
use crate::input::source::Source;
use crate::judge::read_back::comparison::ComparedAmounts;
use crate::scenario::model::Level;

/// The published tests of one certification.
#[derive(Clone, Debug)]
pub struct CertificationPlan {
    /// Its name: that of its folder among the built-in scenarios, or of its file.
    pub id: String,
    /// Its name for people.
    pub title: String,
    /// API whose contract is certified.
    pub api: Api,
    /// The side that is certified.
    pub under_test: Side,
    /// The page that publishes the tests.
    pub page: String,
    /// The revision of that page.
    pub revision: Revision,
    /// The tests, in order; at least one.
    pub tests: Vec<Test>,
    /// The file that it was read from.
    pub origin: Source,
}

/// A revision of a published page.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Revision {
    /// The commit of the page in the repository of the documentation.
    pub commit: String,
    /// The date of that commit, as `2031-03-01`.
    pub date: String,
}

impl std::fmt::Display for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {}", self.commit, self.date)
    }
}

/// One published test.
#[derive(Clone, Debug)]
pub struct Test {
    /// Its id.
    pub id: String,
    /// The group in which it is published.
    pub group: String,
    /// Title: the request of the test.
    pub title: String,
    /// Weight of the requirement.
    pub level: Level,
    /// The page that publishes it.
    pub page: String,
    /// The cases that prove it, each an id or the start of one.
    pub cases: Vec<String>,
    /// The earlier test without which it is not run.
    pub after: Option<String>,
    /// The data that the configuration has to name.
    pub needs: Needs,
    /// Amounts that the property sets meanwhile.
    pub pricing: Pricing,
    /// Effects that the API does not show.
    pub unseen: UnseenEffect,
}

/// Numbers of codes of each kind that have to be configured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Needs {
    /// Mapped spaces.
    #[serde(default)]
    pub spaces: usize,
    /// Mapped rates.
    #[serde(default)]
    pub rates: usize,
    /// Mapped products; the first is taken for what the package rate of the configuration, or else the last rate, includes.
    #[serde(default)]
    pub products: usize,
    /// Age categories.
    #[serde(default)]
    pub ages: usize,
}

/// Effects of a test that the API does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnseenEffect {
    /// Nothing: its cases prove it.
    Nothing,
    /// The values that the channel manager has stored.
    Stored(ComparedAmounts),
    /// The list of system errors, which has to speak of each of these situations.
    SystemErrors(Vec<String>),
}

impl From<Option<Pricing>> for ComparedAmounts {
    fn from(written: Option<Pricing>) -> Self {
        match written {
            None => Self::Stored,
            Some(Pricing::Gross) => Self::Gross,
            Some(Pricing::Net) => Self::Net,
        }
    }
}

impl CertificationPlan {
    /// The test of that id.
    pub fn test(&self, id: &str) -> Option<&Test> {
        self.tests.iter().find(|test| test.id == id)
    }
}

impl Test {
    /// Returns true if a person may attest what the API does not show.
    pub fn is_attestable(&self) -> bool {
        match self.unseen {
            UnseenEffect::Nothing => false,
            UnseenEffect::Stored(_) | UnseenEffect::SystemErrors(_) => true,
        }
    }
}

impl Needs {
    /// Every kind of code with its number: the key of the configuration, how many, and what they are.
    pub const fn parts(self) -> [(&'static str, usize); 4] {
        [
            ("spaces", self.spaces),
            ("rates", self.rates),
            ("products", self.products),
            ("ages", self.ages),
        ]
    }
}
