//! The sections of the Channel Manager API.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;

use super::token::WrittenToken;
use crate::plan::credential::CredentialName;

section! {
    /// One hosting side of the Channel Manager API, and what is agreed with it.
    #[derive(Debug, Default, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields, rename_all = "kebab-case")]
    pub struct ChannelManagerSection {
        /// The base address, to which the path of each operation is added.
        pub url: String,
        /// Whole addresses of operations that have one of their own.
        #[serde(default)]
        pub endpoints: IndexMap<String, String>,
        /// Operations that this side does not host; only such as need not be hosted.
        #[serde(default)]
        pub not_hosted: Vec<String>,
        /// The largest push that this side takes, in bytes; the default is 4,000,000. A full update is sent in as many
        /// messages as that makes.
        #[serde(default)]
        #[schemars(range(min = 10_000))]
        pub largest_push: Option<u64>,
        /// The address of an employee of the property, for getProperties.
        #[serde(default)]
        pub email: Option<String>,
        /// The address of an employee of another enterprise.
        #[serde(default)]
        pub other_client_email: Option<String>,
        /// Mapping codes of the mapped spaces, the one to test with first.
        #[serde(default)]
        pub spaces: Vec<String>,
        /// Mapping codes of the mapped rates, the one to test with first.
        #[serde(default)]
        pub rates: Vec<String>,
        /// The currency of the rates; the default is EUR.
        #[serde(default)]
        pub currency: Option<String>,
        /// A space code that is not mapped; the default is one that nobody uses.
        #[serde(default)]
        pub unmapped_space: Option<String>,
        /// A rate code that is not mapped; the default is one that nobody uses.
        #[serde(default)]
        pub unmapped_rate: Option<String>,
        /// A space and a rate that are both mapped, but not to each other.
        #[serde(default)]
        pub unmapped_pair: Option<CodePair>,
        /// A booking that this side has sent and that may be confirmed again.
        #[serde(default)]
        pub known_booking: Option<ExistingBooking>,
        /// Time zone of the property, as `Europe/Prague`: its midnight ends a day there. The default is
        /// `Europe/Amsterdam`.
        #[serde(default)]
        pub time_zone: Option<String>,
        /// Mapping codes of the mapped products.
        #[serde(default)]
        pub products: Vec<String>,
        /// The rate of `rates` that includes the first of `products`; the default is the last rate.
        #[serde(default)]
        pub package_rate: Option<String>,
        /// Mapping codes of the age categories: `Adult`, or else the first, is that of adults, and `Child`, or else the
        /// next, that of children. The default is the five published words.
        #[serde(default)]
        pub ages: Vec<String>,
        /// Ids of messages that the platform has sent before, for tests of its confirmations.
        #[serde(default)]
        pub known: Option<ConfirmableIds>,
        /// The base address of the same side in the other environment.
        #[serde(default)]
        pub other_environment_url: Option<String>,
    }
    tokens {
        /// The client token agreed for this side.
        client_token: "clientToken", Valid;
        /// A client token that was valid once and is past its end.
        expired_client_token: "clientToken", Expired;
        /// A client token that was replaced by another.
        revoked_client_token: "clientToken", Revoked;
        /// A client token of the other environment that may be shown to this one: a decoy, never one in force.
        other_environment_client_token: "clientToken", OtherEnvironment;
        /// The client token of another client.
        other_client_client_token: "clientToken", OtherClient;
        /// The token of the enabled connection under test.
        connection_token: "connectionToken", Valid;
        /// The token of a connection that is switched off.
        disabled_connection_token: "connectionToken", Disabled;
        /// The token of a connection that was deleted.
        deleted_connection_token: "connectionToken", Deleted;
        /// A connection token of the other environment that may be shown to this one.
        other_environment_connection_token: "connectionToken", OtherEnvironment;
        /// The token of another client's connection.
        other_client_connection_token: "connectionToken", OtherClient;
        /// The token of the same client's connection to another property.
        other_property_connection_token: "connectionToken", OtherProperty;
    }
}

/// A space and a rate, by their mapping codes.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CodePair {
    /// The code of the space.
    pub space: String,
    /// The code of the rate.
    pub rate: String,
}

/// A booking that exists.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExistingBooking {
    /// The id of the group.
    pub channel_manager_id: String,
    /// The code of a reservation in it.
    pub reservation_code: String,
    /// The confirmation number of that reservation.
    pub confirmation_number: String,
}

/// Messages, blocks and groups that the platform has sent and that may be confirmed again.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfirmableIds {
    /// The `messageId` of a push that may be confirmed, by the operation that pushed it.
    #[serde(default)]
    pub pushes: IndexMap<String, String>,
    /// The confirmation number of an availability block.
    #[serde(default)]
    pub block: Option<String>,
    /// The confirmation number of a reservation that the platform pushed.
    #[serde(default)]
    pub group: Option<String>,
}
