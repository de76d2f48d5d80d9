//! What operations have in common, so that a scenario can run over all that have it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connector::Paging;
use super::operation::{Effect, Operation};

/// Something that an operation has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Trait {
    /// It changes nothing.
    Read,
    /// It changes something.
    Write,
    /// It hands its data out in pages.
    Paged,
    /// A token of several properties may be used.
    Portfolio,
    /// `EnterpriseIds` choose among the properties of such a token.
    EnterpriseIds,
    /// `EnterpriseId` has to name one of them.
    EnterpriseId,
    /// `ChainId` has to name a chain.
    ChainId,
    /// It has to be granted apart.
    Restricted,
    /// It needs at least one filter.
    Filtered,
    /// Success says nothing.
    Empty,
    /// Its end has been announced.
    Deprecated,
    /// It has ended.
    Discontinued,
}

impl Operation {
    /// Whether it has that.
    pub fn has(&self, wanted: Trait) -> bool {
        let connector = self.connector.as_deref();
        let scope = |name: &str| connector.is_some_and(|own| own.scope.iter().any(|scope| scope == name));
        match wanted {
            Trait::Read => self.effect == Effect::Read,
            Trait::Write => self.effect == Effect::Write,
            Trait::Paged => connector.is_some_and(|own| own.paging != Paging::None),
            Trait::Portfolio => connector.is_some_and(|own| own.portfolio),
            Trait::EnterpriseIds => scope("EnterpriseIds"),
            Trait::EnterpriseId => scope("EnterpriseId"),
            Trait::ChainId => scope("ChainId"),
            Trait::Restricted => connector.is_some_and(|own| own.restricted),
            Trait::Filtered => connector.is_some_and(|own| !own.filters.is_empty()),
            Trait::Empty => connector.is_some_and(|own| own.empty),
            Trait::Deprecated => connector.is_some_and(|own| own.deprecated.is_some()),
            Trait::Discontinued => connector.is_some_and(|own| own.discontinued),
        }
    }
}
