//! The names under which scenarios ask for a credential in a certain condition.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The condition of the credential that fills a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialName {
    /// In force, and belonging to the connection under test.
    Valid,
    /// The property is left out.
    Missing,
    /// The property is null.
    Null,
    /// The property is an empty string.
    Blank,
    /// The property is a number.
    WrongType,
    /// Well-formed, and never handed out.
    Unknown,
    /// The valid one with upper and lower case exchanged.
    WrongCase,
    /// The valid one without its last character.
    Truncated,
    /// The valid one with a space behind it.
    Padded,
    /// Once valid, now past its end.
    Expired,
    /// Replaced by another.
    Revoked,
    /// Of the other environment.
    OtherEnvironment,
    /// Of another client.
    OtherClient,
    /// Agreed for the other side of the API.
    OtherSide,
    /// Of another property of the same client.
    OtherProperty,
    /// Of a connection that is switched off.
    Disabled,
    /// Of a connection that was deleted.
    Deleted,
    /// Of a property that is switched off.
    DisabledEnterprise,
    /// In force, and without the permission for what is asked.
    NotGranted,
    /// In force, for several properties.
    Portfolio,
    /// The valid one with one character changed.
    Altered,
    /// The value of the other token property.
    Swapped,
}

impl CredentialName {
    /// Every name with its spelling in scenario files.
    pub const ALL: [(&'static str, Self); 22] = [
        ("valid", Self::Valid),
        ("missing", Self::Missing),
        ("null", Self::Null),
        ("blank", Self::Blank),
        ("wrong-type", Self::WrongType),
        ("unknown", Self::Unknown),
        ("wrong-case", Self::WrongCase),
        ("truncated", Self::Truncated),
        ("padded", Self::Padded),
        ("expired", Self::Expired),
        ("revoked", Self::Revoked),
        ("other-environment", Self::OtherEnvironment),
        ("other-client", Self::OtherClient),
        ("other-side", Self::OtherSide),
        ("other-property", Self::OtherProperty),
        ("disabled", Self::Disabled),
        ("deleted", Self::Deleted),
        ("disabled-enterprise", Self::DisabledEnterprise),
        ("not-granted", Self::NotGranted),
        ("portfolio", Self::Portfolio),
        ("altered", Self::Altered),
        ("swapped", Self::Swapped),
    ];

    /// The spelling in scenario files.
    pub fn name(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, known)| *known == self)
            .map_or("valid", |(name, _)| name)
    }

    /// The credential of that spelling.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, credential)| *credential)
    }

    /// Those that only a configuration can supply.
    pub fn must_be_configured(self) -> bool {
        match self {
            Self::Valid
            | Self::Expired
            | Self::Revoked
            | Self::OtherEnvironment
            | Self::OtherClient
            | Self::OtherProperty
            | Self::Disabled
            | Self::Deleted
            | Self::DisabledEnterprise
            | Self::NotGranted
            | Self::Portfolio => true,
            Self::Missing
            | Self::Null
            | Self::Blank
            | Self::WrongType
            | Self::Unknown
            | Self::WrongCase
            | Self::Truncated
            | Self::Padded
            | Self::Altered
            | Self::OtherSide
            | Self::Swapped => false,
        }
    }
}

/// A property of a request, with the credential that fills it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filling {
    /// The property of the body.
    pub property: String,
    /// Its condition.
    pub name: CredentialName,
}
