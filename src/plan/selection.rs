//! Selection of cases: by id, tag, covered requirement, API, side and shard.

use std::collections::HashSet;
use std::fmt;
use std::str::FromStr;

use super::case::Case;
use crate::contract::operation::{Api, Side};
use crate::fnv;

/// One selector as typed: an id or the start of one, `tag:…` or `covers:…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selector {
    /// Cases whose id starts with this.
    Id(String),
    /// Cases with this tag.
    Tag(String),
    /// Cases that prove this.
    Covers(String),
}

/// A selector that cannot be meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSelector {
    /// Nothing is written.
    #[error("a selector is an id or its start, `tag:NAME` or `covers:ID`; this one is empty")]
    Empty,
    /// An unknown word stands before the colon.
    #[error("`{0}:` is not a kind of selector; use `tag:` or `covers:`, or an id without a colon")]
    Kind(String),
}

impl FromStr for Selector {
    type Err = InvalidSelector;

    fn from_str(text: &str) -> Result<Self, InvalidSelector> {
        let text = text.trim();
        match text.split_once(':') {
            _ if text.is_empty() => Err(InvalidSelector::Empty),
            Some((_, "")) => Err(InvalidSelector::Empty),
            Some(("tag", name)) => Ok(Self::Tag(name.to_string())),
            Some(("covers", id)) => Ok(Self::Covers(id.to_string())),
            Some((kind, _)) => Err(InvalidSelector::Kind(kind.to_string())),
            None => Ok(Self::Id(text.to_string())),
        }
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => f.write_str(id),
            Self::Tag(tag) => write!(f, "tag:{tag}"),
            Self::Covers(id) => write!(f, "covers:{id}"),
        }
    }
}

impl Selector {
    /// Returns true if the case is selected.
    pub fn selects(&self, case: &Case) -> bool {
        match self {
            Self::Id(prefix) => case.id.as_str().starts_with(prefix.as_str()),
            Self::Tag(tag) => case.tags.iter().any(|known| known == tag),
            Self::Covers(id) => case.covers.iter().any(|known| known == id),
        }
    }

    /// Returns true if a scenario of that id can have a case that is selected, and if only its text can tell.
    pub fn may_select(&self, scenario: &str) -> bool {
        match self {
            Self::Id(prefix) => scenario.starts_with(prefix.as_str()) || prefix.starts_with(scenario),
            Self::Tag(_) | Self::Covers(_) => true,
        }
    }
}

/// The K-th of N parts of all cases, divided by a digest of their ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: u64,
    count: u64,
}

/// A shard that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a shard: write K/N with 1 ≤ K ≤ N, e.g. 2/4")]
pub struct InvalidShard(String);

impl FromStr for Shard {
    type Err = InvalidShard;

    fn from_str(text: &str) -> Result<Self, InvalidShard> {
        let invalid = || InvalidShard(text.to_string());
        let (index, count) = text.split_once('/').ok_or_else(invalid)?;
        let index: u64 = index.parse().map_err(|_| invalid())?;
        let count: u64 = count.parse().map_err(|_| invalid())?;
        if index == 0 || index > count {
            return Err(invalid());
        }
        Ok(Self {
            index: index - 1,
            count,
        })
    }
}

impl Shard {
    /// Number of the part, from 1, and number of all parts.
    pub const fn parts(self) -> (u64, u64) {
        (self.index + 1, self.count)
    }

    /// Returns true if the case belongs to this part.
    pub fn contains(self, case: &Case) -> bool {
        self.takes(case.id.as_str())
    }

    /// Returns true if a case or test of that id belongs to this part.
    ///
    /// ```
    /// use keycard::plan::selection::Shard;
    ///
    /// let shards: Vec<Shard> = ["1/2", "2/2"].into_iter().flat_map(str::parse).collect();
    /// assert_eq!(shards.iter().filter(|shard| shard.takes("RES-1")).count(), 1);
    /// ```
    pub fn takes(self, id: &str) -> bool {
        fnv::digest(id.as_bytes()) % self.count == self.index
    }
}

/// Everything that narrows a run.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Any of these must select the case; empty selects all.
    pub selectors: Vec<Selector>,
    /// Only cases of this API.
    pub api: Option<Api>,
    /// Only cases that judge one of these sides; empty for both.
    pub sides: Vec<Side>,
    /// Only cases that one of these hosts can be tested with; empty for all.
    pub hosts: Vec<(Api, Side)>,
    /// Only cases with one of these ids; all if there is none.
    pub ids: Option<HashSet<String>>,
    /// Only this part of them.
    pub shard: Option<Shard>,
}

impl Selection {
    /// Returns true if the case is selected, whichever shard it belongs to.
    pub fn means(&self, case: &Case) -> bool {
        self.api.is_none_or(|api| api == case.api)
            && (self.sides.is_empty() || self.sides.contains(&case.under_test))
            && (self.hosts.is_empty() || self.hosts.contains(&(case.api, case.under_test)))
            && (self.selectors.is_empty() || self.selectors.iter().any(|selector| selector.selects(case)))
            && self.ids.as_ref().is_none_or(|ids| ids.contains(case.id.as_str()))
    }

    /// Returns true if a scenario of that id can have a case that is selected.
    pub fn may_select(&self, scenario: &str) -> bool {
        self.selectors.is_empty() || self.selectors.iter().any(|selector| selector.may_select(scenario))
    }
}
