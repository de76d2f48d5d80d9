//! The operations that the stub answers, and their addresses.

use crate::contract::operation::Side;

/// Where the platform's operations lie.
const PLATFORM: &str = "/api/channelManager/v1/";
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
    UpdateAvailability,
    UpdatePrices,
    UpdateRestrictions,
    ConfirmGroup,
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
                _ => return None,
            });
        }
        Some(match path.strip_prefix(PARTNER)? {
            "updateAvailability" => Self::UpdateAvailability,
            "updatePrices" => Self::UpdatePrices,
            "updateRestrictions" => Self::UpdateRestrictions,
            "confirmGroup" => Self::ConfirmGroup,
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
            | Self::RequestAriUpdate => Side::Mews,
            Self::UpdateAvailability
            | Self::UpdatePrices
            | Self::UpdateRestrictions
            | Self::ConfirmGroup
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
