//! The kinds of inventory, and the messages that the platform sends.

use crate::stub::operation::Operation;

/// What an update of the inventory is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Availability,
    Prices,
    Restrictions,
}

impl Kind {
    /// All, in the order in which they are pushed.
    pub(super) const ALL: [Self; 3] = [Self::Availability, Self::Prices, Self::Restrictions];

    /// The kind of that name or number.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "availability" | "1" => Some(Self::Availability),
            "prices" | "2" => Some(Self::Prices),
            "restrictions" | "3" => Some(Self::Restrictions),
            _ => None,
        }
    }

    /// The message that carries it.
    pub(super) const fn push(self) -> Push {
        match self {
            Self::Availability => Push::Availability,
            Self::Prices => Push::Prices,
            Self::Restrictions => Push::Restrictions,
        }
    }

    /// The property that lists its entries.
    pub(super) const fn list(self) -> &'static str {
        match self {
            Self::Availability => "availabilities",
            Self::Prices => "ratePrices",
            Self::Restrictions => "restrictions",
        }
    }
}

/// A message whose outcome the channel manager may tell later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Push {
    Availability,
    Prices,
    Restrictions,
    Block,
    Group,
}

impl Push {
    /// The operation that takes it.
    pub(super) const fn operation(self) -> &'static str {
        match self {
            Self::Availability => "updateAvailability",
            Self::Prices => "updatePrices",
            Self::Restrictions => "updateRestrictions",
            Self::Block => "processAvailabilityBlock",
            Self::Group => "processGroup",
        }
    }

    /// The operation by which its outcome is told.
    pub(super) const fn confirmation(self) -> &'static str {
        match self {
            Self::Availability => "processAvailabilityConfirmation",
            Self::Prices => "processRateConfirmation",
            Self::Restrictions => "processRestrictionConfirmation",
            Self::Block => "processAvailabilityBlockConfirmation",
            Self::Group => "processGroupConfirmation",
        }
    }

    /// What an operation confirms.
    pub(super) fn confirmed_by(operation: Operation) -> Option<Self> {
        match operation {
            Operation::ProcessAvailabilityConfirmation => Some(Self::Availability),
            Operation::ProcessRateConfirmation => Some(Self::Prices),
            Operation::ProcessRestrictionConfirmation => Some(Self::Restrictions),
            Operation::ProcessAvailabilityBlockConfirmation => Some(Self::Block),
            Operation::ProcessGroupConfirmation => Some(Self::Group),
            Operation::GetProperties
            | Operation::GetConfiguration
            | Operation::GetChannels
            | Operation::SetInventory
            | Operation::RequestAriUpdate
            | Operation::ProcessAvailabilityBlock
            | Operation::ProcessGroup
            | Operation::UpdateAvailability
            | Operation::UpdatePrices
            | Operation::UpdateRestrictions
            | Operation::UpdateAvailabilityBlock
            | Operation::UpdateGroup
            | Operation::ConfirmGroup
            | Operation::ConfirmAvailabilityBlock
            | Operation::ChangeNotification => None,
        }
    }
}
