//! The ids of checks and rules, as findings name them.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize};

use crate::contract::rule::RuleId;

/// A check of any message or case. The file that makes its findings has its id for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// A call is awaited, comes once, and leads to an operation that exists.
    Callback,
    /// Everything that a case has switched is put back.
    CleanUp,
    /// A deprecated property is not sent.
    DeprecatedProperty,
    /// A discontinued property is not sent.
    DiscontinuedProperty,
    /// A value is written as its table describes it.
    DocumentedForm,
    /// No property stands twice in one object.
    DoubledProperty,
    /// A property that is described as required is sent, although the schema forgives that it is missing.
    ExpectedProperty,
    /// A body is JSON.
    Json,
    /// A message says that it is JSON.
    MediaType,
    /// A call ends with an outcome that the scenario accepts.
    Outcome,
    /// Everything that was pushed is stored.
    ReadBack,
    /// The conditions that the scenario writes itself are true: the id is `check`.
    ScenarioCheck,
    /// A message has the shape that the contract describes.
    Schema,
    /// An error response is the one that was accepted before.
    Snapshot,
    /// A list of system errors is complete and readable.
    SystemErrors,
    /// Answers and calls come in time.
    TimeLimit,
    /// Requests are answered, and messages arrive whole.
    Transport,
    /// A message has documented properties only.
    UnknownProperty,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 18] = [
        Self::Callback,
        Self::CleanUp,
        Self::DeprecatedProperty,
        Self::DiscontinuedProperty,
        Self::DocumentedForm,
        Self::DoubledProperty,
        Self::ExpectedProperty,
        Self::Json,
        Self::MediaType,
        Self::Outcome,
        Self::ReadBack,
        Self::ScenarioCheck,
        Self::Schema,
        Self::Snapshot,
        Self::SystemErrors,
        Self::TimeLimit,
        Self::Transport,
        Self::UnknownProperty,
    ];

    /// The id in reports.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Callback => "callback",
            Self::CleanUp => "clean-up",
            Self::DeprecatedProperty => "deprecated-property",
            Self::DiscontinuedProperty => "discontinued-property",
            Self::DocumentedForm => "documented-form",
            Self::DoubledProperty => "doubled-property",
            Self::ExpectedProperty => "expected-property",
            Self::Json => "json",
            Self::MediaType => "media-type",
            Self::Outcome => "outcome",
            Self::ReadBack => "read-back",
            Self::ScenarioCheck => "check",
            Self::Schema => "schema",
            Self::Snapshot => "snapshot",
            Self::SystemErrors => "system-errors",
            Self::TimeLimit => "time-limit",
            Self::Transport => "transport",
            Self::UnknownProperty => "unknown-property",
        }
    }
}

/// The id of a check or of a rule: `schema`, `outcome`, … or `R-ENV-3`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum CheckId {
    /// A check.
    Check(Check),
    /// A rule of the contract.
    Rule(RuleId),
}

/// A text that is the id of no check and of no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is the id of no check and of no rule")]
pub struct UnknownCheck(String);

impl CheckId {
    /// The id as reports show it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Check(check) => check.id(),
            Self::Rule(rule) => rule.as_str(),
        }
    }
}

/// The order of the texts, as lists in reports have it.
impl Ord for CheckId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl PartialOrd for CheckId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Check> for CheckId {
    fn from(check: Check) -> Self {
        Self::Check(check)
    }
}

impl From<RuleId> for CheckId {
    fn from(rule: RuleId) -> Self {
        Self::Rule(rule)
    }
}

impl TryFrom<String> for CheckId {
    type Error = UnknownCheck;

    fn try_from(text: String) -> Result<Self, UnknownCheck> {
        match Check::ALL.into_iter().find(|check| check.id() == text) {
            Some(check) => Ok(Self::Check(check)),
            None => RuleId::try_from(text.clone())
                .map(Self::Rule)
                .map_err(|_| UnknownCheck(text)),
        }
    }
}

impl From<CheckId> for String {
    fn from(id: CheckId) -> Self {
        id.as_str().to_string()
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A plain text, as which it stands in reports: other versions of Keycard have other checks.
impl JsonSchema for CheckId {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "CheckId".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn each_id_is_read_back() {
        let rule = CheckId::Rule(RuleId::new("R-ENV-1"));
        for id in Check::ALL.into_iter().map(CheckId::Check).chain([rule]) {
            let text = serde_json::to_string(&id).unwrap();
            assert_eq!(text, format!("\"{id}\""));
            assert_eq!(serde_json::from_str::<CheckId>(&text).unwrap(), id);
        }
        for text in ["", "Schema", "schemas", "r-env-1", "1", "-A"] {
            assert!(CheckId::try_from(text.to_string()).is_err(), "{text}");
        }
    }

    #[test]
    fn each_check_has_a_file_of_its_name() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let names: BTreeSet<String> = Check::ALL.iter().map(|check| check.id().replace('-', "_")).collect();
        for name in &names {
            let files = ["judge/checks", "certification"].map(|folder| source.join(folder).join(format!("{name}.rs")));
            let folder = source.join("certification").join(name);
            assert!(files.iter().any(|file| file.exists()) || folder.is_dir(), "{name}");
        }
        for entry in fs::read_dir(source.join("judge/checks")).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().to_string();
            assert!(name == "mod" || names.contains(&name), "{name} is the id of no check");
        }
    }
}
