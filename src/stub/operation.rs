//! The operations that the stub answers, and their addresses.

use crate::contract::operation::Side;
use crate::contract::push::Push;

/// Beginning of the addresses of the platform's operations.
const PLATFORM: &str = "/api/channelManager/v1/";
/// Beginning of the addresses at which the platform takes messages that may hold cards: a proxy, with an address
/// for each of two operations in each environment.
const CARD_PROXY: &str = "/v1/push/";
/// Beginning of the addresses of the reference channel manager's operations.
const PARTNER: &str = "/channelManager/";

/// Makes the enum of operations from one list of side and id; a test holds it against the contract.
macro_rules! operations {
    ($($(#[$doc:meta])* $variant:ident: $side:ident $id:literal;)+) => {
        /// An operation of the Channel Manager API that the stub answers.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Operation {
            $($(#[$doc])* $variant,)+
        }

        impl Operation {
            /// The operation of that id that a side hosts; ids are compared with regard to case, as documented.
            fn hosted_by(side: Side, id: &str) -> Option<Self> {
                Some(match (side, id) {
                    $((Side::$side, $id) => Self::$variant,)+
                    _ => return None,
                })
            }

            /// The side that hosts the operation.
            pub(super) const fn side(self) -> Side {
                match self {
                    $(Self::$variant => Side::$side,)+
                }
            }

            /// The name in its address, as the contract spells it.
            pub(super) const fn id(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)+
                }
            }
        }
    };
}

operations! {
    GetProperties: Mews "getProperties";
    GetConfiguration: Mews "getConfiguration";
    GetChannels: Mews "getChannels";
    SetInventory: Mews "setInventory";
    RequestAriUpdate: Mews "requestAriUpdate";
    ProcessAvailabilityConfirmation: Mews "processAvailabilityConfirmation";
    ProcessRateConfirmation: Mews "processRateConfirmation";
    ProcessRestrictionConfirmation: Mews "processRestrictionConfirmation";
    ProcessAvailabilityBlockConfirmation: Mews "processAvailabilityBlockConfirmation";
    ProcessGroupConfirmation: Mews "processGroupConfirmation";
    /// A block that the channel manager sends.
    ProcessAvailabilityBlock: Mews "processAvailabilityBlock";
    /// A group that the channel manager sends.
    ProcessGroup: Mews "processGroup";
    UpdateAvailability: ChannelManager "updateAvailability";
    UpdatePrices: ChannelManager "updatePrices";
    UpdateRestrictions: ChannelManager "updateRestrictions";
    /// A block that the platform sends.
    UpdateAvailabilityBlock: ChannelManager "processAvailabilityBlock";
    /// A group that the platform sends.
    UpdateGroup: ChannelManager "processGroup";
    ConfirmGroup: ChannelManager "confirmGroup";
    /// The documentation names no address for it.
    ConfirmAvailabilityBlock: ChannelManager "confirmAvailabilityBlock";
    /// Spelt as the platform documents it.
    ChangeNotification: ChannelManager "changeNotificaton";
}

impl Operation {
    /// The operation at a path.
    pub(super) fn at(path: &str) -> Option<Self> {
        if let Some(id) = path.strip_prefix(PLATFORM) {
            return Self::hosted_by(Side::Mews, id);
        }
        if let Some(address) = path.strip_prefix(CARD_PROXY) {
            return Some(match address {
                "0426f19b66715a93" | "b2721c9a0351d553" => Self::ProcessGroup,
                "4ef00bba562b5622" | "9eaa344245feed7f" => Self::ProcessAvailabilityBlock,
                _ => return None,
            });
        }
        Self::hosted_by(Side::ChannelManager, path.strip_prefix(PARTNER)?)
    }

    /// The push whose outcome the operation confirms.
    pub(super) fn confirmed_push(self) -> Option<Push> {
        Push::ALL
            .into_iter()
            .find(|push| self.side() == Side::Mews && push.confirmation() == self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::catalogue::Contract;
    use crate::contract::operation::Api;

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

    #[test]
    fn operations_are_those_of_the_contract() {
        let contract = Contract::built_in();
        for published in contract.operations(Api::ChannelManager).unwrap() {
            let base = match published.side {
                Side::Mews => "",
                Side::ChannelManager => "/channelManager",
            };
            let mut addresses = vec![format!("{base}{}", published.path)];
            if let Some(elsewhere) = &published.published_at {
                let path = |address: &str| address.splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap();
                addresses.extend([path(&elsewhere.demo), path(&elsewhere.production)]);
            }
            for address in addresses {
                let operation = Operation::at(&address).unwrap();
                assert_eq!(
                    (operation.side(), operation.id()),
                    (published.side, published.id.as_str())
                );
            }
        }
    }

    #[test]
    fn confirmations_are_told_apart() {
        for push in Push::ALL {
            let confirming = Operation::hosted_by(Side::Mews, push.confirmation()).unwrap();
            assert_eq!(confirming.confirmed_push(), Some(push));
            assert_eq!(
                Operation::hosted_by(Side::Mews, push.operation()).and_then(Operation::confirmed_push),
                None
            );
        }
    }
}
