//! The operations that the stub answers, and their addresses.

use crate::contract::operation::Side;

/// Where the platform's operations lie.
const PLATFORM: &str = "/api/channelManager/v1/";
/// Where the platform takes messages that may hold cards: a proxy, with an address for each of two
/// operations in each environment.
const CARD_PROXY: &str = "/v1/push/";
/// Where the reference channel manager's operations lie.
const PARTNER: &str = "/channelManager/";

/// An operation of the Channel Manager API that the stub answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    GetProperties,
    GetConfiguration,
    GetChannels,
    SetInventory,
    RequestAriUpdate,
    ProcessAvailabilityConfirmation,
    ProcessRateConfirmation,
    ProcessRestrictionConfirmation,
    ProcessAvailabilityBlockConfirmation,
    ProcessGroupConfirmation,
    /// A block that the channel manager sends.
    ProcessAvailabilityBlock,
    /// A group that the channel manager sends.
    ProcessGroup,
    UpdateAvailability,
    UpdatePrices,
    UpdateRestrictions,
    /// A block that the platform sends.
    UpdateAvailabilityBlock,
    /// A group that the platform sends.
    UpdateGroup,
    ConfirmGroup,
    ConfirmAvailabilityBlock,
    ChangeNotification,
}

impl Operation {
    /// The operation at a path; paths are compared with regard to case, as documented.
    pub(super) fn at(path: &str) -> Option<Self> {
        if let Some(name) = path.strip_prefix(PLATFORM) {
            return Some(match name {
                "getProperties" => Self::GetProperties,
                "getConfiguration" => Self::GetConfiguration,
                "getChannels" => Self::GetChannels,
                "setInventory" => Self::SetInventory,
                "requestAriUpdate" => Self::RequestAriUpdate,
                "processAvailabilityConfirmation" => Self::ProcessAvailabilityConfirmation,
                "processRateConfirmation" => Self::ProcessRateConfirmation,
                "processRestrictionConfirmation" => Self::ProcessRestrictionConfirmation,
                "processAvailabilityBlockConfirmation" => Self::ProcessAvailabilityBlockConfirmation,
                "processGroupConfirmation" => Self::ProcessGroupConfirmation,
                "processAvailabilityBlock" => Self::ProcessAvailabilityBlock,
                "processGroup" => Self::ProcessGroup,
                _ => return None,
            });
        }
        if let Some(id) = path.strip_prefix(CARD_PROXY) {
            return Some(match id {
                "0426f19b66715a93" | "b2721c9a0351d553" => Self::ProcessGroup,
                "4ef00bba562b5622" | "9eaa344245feed7f" => Self::ProcessAvailabilityBlock,
                _ => return None,
            });
        }
        Some(match path.strip_prefix(PARTNER)? {
            "updateAvailability" => Self::UpdateAvailability,
            "updatePrices" => Self::UpdatePrices,
            "updateRestrictions" => Self::UpdateRestrictions,
            "processAvailabilityBlock" => Self::UpdateAvailabilityBlock,
            "processGroup" => Self::UpdateGroup,
            "confirmGroup" => Self::ConfirmGroup,
            // The documentation names no address for it.
            "confirmAvailabilityBlock" => Self::ConfirmAvailabilityBlock,
            // Spelt as the platform documents it.
            "changeNotificaton" => Self::ChangeNotification,
            _ => return None,
        })
    }

    /// The side that hosts the operation.
    pub(super) const fn side(self) -> Side {
        match self {
            Self::GetProperties
            | Self::GetConfiguration
            | Self::GetChannels
            | Self::SetInventory
            | Self::RequestAriUpdate
            | Self::ProcessAvailabilityConfirmation
            | Self::ProcessRateConfirmation
            | Self::ProcessRestrictionConfirmation
            | Self::ProcessAvailabilityBlockConfirmation
            | Self::ProcessGroupConfirmation
            | Self::ProcessAvailabilityBlock
            | Self::ProcessGroup => Side::Mews,
            Self::UpdateAvailability
            | Self::UpdatePrices
            | Self::UpdateRestrictions
            | Self::UpdateAvailabilityBlock
            | Self::UpdateGroup
            | Self::ConfirmGroup
            | Self::ConfirmAvailabilityBlock
            | Self::ChangeNotification => Side::ChannelManager,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Operation;

    #[test]
    fn paths_are_exact() {
        assert_eq!(
            Operation::at("/api/channelManager/v1/getChannels"),
            Some(Operation::GetChannels)
        );
        for path in [
            "/api/channelManager/v1/getchannels",
            "/api/channelmanager/v1/getChannels",
            "/api/channelManager/v1/getChannels/",
            "/api/channelManager/v1/updatePrices",
            "/channelManager/getChannels",
            "/channelManager/changeNotification",
            "/",
        ] {
            assert_eq!(Operation::at(path), None, "{path}");
        }
    }
}
