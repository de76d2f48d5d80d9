//! Messages that the platform pushes to a channel manager, and the kinds of inventory among them.

/// Kind of inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InventoryKind {
    /// Free spaces of a category.
    Availability,
    /// Prices of a rate in a category.
    Prices,
    /// Restrictions of a rate in a category.
    Restrictions,
}

impl InventoryKind {
    /// Every kind, in the order in which they are pushed.
    pub const ALL: [Self; 3] = [Self::Availability, Self::Prices, Self::Restrictions];

    /// Kind that an operation of the channel manager takes, if it takes one.
    pub fn pushed_by(operation: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.push().operation() == operation)
    }

    /// Message that carries it.
    pub const fn push(self) -> Push {
        match self {
            Self::Availability => Push::Availability,
            Self::Prices => Push::Prices,
            Self::Restrictions => Push::Restrictions,
        }
    }

    /// Property of the message that lists its entries.
    pub const fn pushed_list(self) -> &'static str {
        match self {
            Self::Availability => "availabilities",
            Self::Prices => "ratePrices",
            Self::Restrictions => "restrictions",
        }
    }

    /// Name in a sentence, and name of the list of rows when a channel manager shows what it has stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Availability => "availabilities",
            Self::Prices => "prices",
            Self::Restrictions => "restrictions",
        }
    }
}

/// Message that the platform pushes, and whose outcome the channel manager may report later.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Push {
    /// Availability of space categories.
    Availability,
    /// Prices of rates.
    Prices,
    /// Restrictions of rates.
    Restrictions,
    /// An availability block.
    Block,
    /// A group of reservations.
    Group,
}

impl Push {
    /// Every push.
    pub const ALL: [Self; 5] = [
        Self::Availability,
        Self::Prices,
        Self::Restrictions,
        Self::Block,
        Self::Group,
    ];

    /// Operation of the channel manager that takes it.
    pub const fn operation(self) -> &'static str {
        match self {
            Self::Availability => "updateAvailability",
            Self::Prices => "updatePrices",
            Self::Restrictions => "updateRestrictions",
            Self::Block => "processAvailabilityBlock",
            Self::Group => "processGroup",
        }
    }

    /// Operation of the platform by which its outcome is confirmed.
    pub const fn confirmation(self) -> &'static str {
        match self {
            Self::Availability => "processAvailabilityConfirmation",
            Self::Prices => "processRateConfirmation",
            Self::Restrictions => "processRestrictionConfirmation",
            Self::Block => "processAvailabilityBlockConfirmation",
            Self::Group => "processGroupConfirmation",
        }
    }

    /// Returns true if its outcome holds more than an answer can carry, so that a confirmation always follows.
    pub const fn is_always_confirmed(self) -> bool {
        match self {
            Self::Availability | Self::Prices | Self::Restrictions => false,
            Self::Block | Self::Group => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::catalogue::Contract;
    use crate::contract::operation::{Api, Confirmation, Side};

    #[test]
    fn pushes_are_the_operations_that_a_channel_manager_confirms() {
        let contract = Contract::built_in();
        let mut known: Vec<_> = Push::ALL
            .iter()
            .map(|push| (push.operation(), push.confirmation(), push.is_always_confirmed()))
            .collect();
        known.sort_unstable();
        let operations = contract.operations(Api::ChannelManager).unwrap();
        let mut published: Vec<_> = operations
            .iter()
            .filter(|operation| operation.side == Side::ChannelManager)
            .filter(|operation| operation.confirmation != Confirmation::None)
            .map(|operation| {
                let always = operation.confirmation == Confirmation::Always;
                (operation.id.as_str(), operation.answered_by.as_deref().unwrap(), always)
            })
            .collect();
        published.sort_unstable();
        assert_eq!(known, published);
    }
}
