//! Features of operations, so that a scenario can run over all operations that have one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::connector::Paging;
use super::operation::{Effect, Operation};

/// Feature that an operation has or has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Feature {
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
    /// It is open to chosen clients only.
    Restricted,
    /// It needs at least one filter.
    Filtered,
    /// Success is answered by an empty object.
    Empty,
    /// Its end has been announced.
    Deprecated,
    /// It has ended.
    Discontinued,
}

impl Operation {
    /// Returns true if it has that feature.
    pub fn has(&self, wanted: Feature) -> bool {
        let connector = self.connector.as_deref();
        let scope = |name: &str| connector.is_some_and(|own| own.scope.iter().any(|scope| scope == name));
        match wanted {
            Feature::Read => self.effect == Effect::Read,
            Feature::Write => self.effect == Effect::Write,
            Feature::Paged => connector.is_some_and(|own| own.paging != Paging::None),
            Feature::Portfolio => connector.is_some_and(|own| own.portfolio),
            Feature::EnterpriseIds => scope("EnterpriseIds"),
            Feature::EnterpriseId => scope("EnterpriseId"),
            Feature::ChainId => scope("ChainId"),
            Feature::Restricted => connector.is_some_and(|own| own.restricted),
            Feature::Filtered => connector.is_some_and(|own| !own.filters.is_empty()),
            Feature::Empty => connector.is_some_and(|own| own.empty),
            Feature::Deprecated => connector.is_some_and(|own| own.deprecated.is_some()),
            Feature::Discontinued => connector.is_some_and(|own| own.discontinued),
        }
    }
}
