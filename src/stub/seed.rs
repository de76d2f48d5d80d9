//! Seed of every world: tokens, e-mail addresses and mapping codes, all made up.
//!
//! The tokens have the shape that the documentation shows (32 hexadecimal digits, or two such
//! chunks) and contain letters, so that a change of case is a change of token.
//! Implements `channel-manager-api/guidelines/authentication` and
//! `channel-manager-api/guidelines/environments`.

use crate::contract::operation::Side;

/// The client token of the channel manager on the Mews side, demo environment.
pub const MEWS_CLIENT: &str = "796DFC7A5A20149A08C422D4C70FFA4D";
/// A client token on the Mews side that expired at [`EXPIRY`].
pub const MEWS_CLIENT_EXPIRED: &str = "B78A6AD6E193F348601208FEC8097A71";
/// A client token on the Mews side that was replaced by another.
pub const MEWS_CLIENT_REVOKED: &str = "C423141095CC1C5E1CFE4AEAB6A9B64B";
/// The client token on the Mews side of another application.
pub const MEWS_CLIENT_OTHER: &str = "4B6C2E34AC6BA25878D65257B22D6CC5";
/// The client token on the Mews side, production environment.
pub const MEWS_CLIENT_PRODUCTION: &str = "4A1B24341C57BCE42F6AC2F83EC820EE";

/// The client token agreed for Mews on the channel manager's side, demo environment.
pub const PARTNER_CLIENT: &str = "BD8CD776655696442C9B1B1261F44ADE";
/// A client token on the channel manager's side that expired at [`EXPIRY`].
pub const PARTNER_CLIENT_EXPIRED: &str = "884F28212A867FB30398A2ABA612F63D";
/// A client token on the channel manager's side that was replaced by another.
pub const PARTNER_CLIENT_REVOKED: &str = "AE0D7090EF33317786B2199203E547E0";
/// The client token that the channel manager gave to another platform.
pub const PARTNER_CLIENT_OTHER: &str = "09FA029CA49C8E5C04CAE860796D72A9";
/// The client token agreed for Mews on the channel manager's side, production environment.
pub const PARTNER_CLIENT_PRODUCTION: &str = "110F5104E4C1A6D4FB594954E9F3B185";

/// Connection A: enabled, all rates mapped with all space categories.
pub const CONNECTION_A: &str = "53F4C36A33984FA6FF2B4095124817BF-8E0A5D1C97B24F63A1D7C0E92B6F4835";
/// Connection B: enabled, of the same client, for another property with fewer mappings.
pub const CONNECTION_B: &str = "065F3C861E12849072D5F19338B157F1-2C7B9E40D8A15F36B4E0917C5A3D8F62";
/// A connection of the property of connection A that was switched off.
pub const CONNECTION_DISABLED: &str = "711347533BC8335557024AF7BAFF49D5-F0B3A6D94E7215C8936A0D5E8C1B7F24";
/// A connection that was deleted.
pub const CONNECTION_DELETED: &str = "7AF57943F46E8269A6004CD8D60DC2CE-61D9C4B7E2F08A3559B7D1E60C4A8F93";
/// A connection between another client and another property.
pub const CONNECTION_OTHER_CLIENT: &str = "B6AD898D26E91F961B329E4E8441110D-A47E1C95D3B86F2007E9C5A1B4D83F6E";
/// A connection that exists in production only.
pub const CONNECTION_PRODUCTION: &str = "9003084744E0C428544833F7399F563E-3B5D8F17C2A94E60D7F1B3C8A5E02946";

/// Time at which the expired client tokens ceased to be valid.
pub const EXPIRY: &str = "2024-06-30T22:00:00Z";

/// The verified employee of the enterprise that owns the property of connection A.
pub const EMAIL: &str = "noor.vermeer@canal-house.example";
/// The verified employee of the enterprise that owns the property of connection B.
pub const EMAIL_OTHER_ENTERPRISE: &str = "bram.dekker@dune-lodge.example";
/// An employee whose address was never verified: authorizes nothing.
pub const EMAIL_UNVERIFIED: &str = "new.colleague@canal-house.example";
/// A well-formed address that belongs to nobody.
pub const EMAIL_UNKNOWN: &str = "nobody@nowhere.example";

/// Mapping codes of the synchronized space categories of connection A: three rooms, a dormitory, a bed.
pub const SPACES: [&str; 5] = ["SGL", "DBL", "TWN", "DRM", "BED"];
/// Mapping codes of the synchronized rates of connection A; the last one is the package rate.
pub const RATES: [&str; 5] = ["FLEX", "NONREF", "WEEK", "LATE", "PKG"];
/// The space category that exists and is not synchronized.
pub const UNSYNCHRONIZED_SPACE: &str = "PARK";
/// The rate that exists and is not synchronized.
pub const UNSYNCHRONIZED_RATE: &str = "CORP";
/// Space categories of connection B.
pub const SPACES_B: [&str; 2] = ["SGL", "DBL"];
/// Rates of connection B.
pub const RATES_B: [&str; 2] = ["FLEX", "NONREF"];
/// A space category that neither side has.
pub const UNMAPPED_SPACE: &str = "XSPACE";
/// A rate that neither side has.
pub const UNMAPPED_RATE: &str = "XRATE";
/// A rate and a space category that both exist, without being mapped to each other.
pub const UNMAPPED_PAIR: (&str, &str) = (UNSYNCHRONIZED_RATE, "DBL");
/// The product that the package rate includes.
pub const PRODUCT: &str = "BRKF";
/// Mapping codes of the age categories.
pub const AGES: [&str; 2] = ["Adult", "Child"];
/// The currency of every rate.
pub const CURRENCY: &str = "EUR";
/// The time zone of every property.
pub const TIME_ZONE: &str = "Europe/Amsterdam";

/// The booking that the reference channel manager sent over connection A.
pub const KNOWN_BOOKING: &str = "KC-BOOKING-1";
/// The booking that the reference channel manager sent over connection B.
pub const KNOWN_BOOKING_B: &str = "KC-BOOKING-2";
/// The only reservation of either known booking.
pub const KNOWN_RESERVATION: &str = "01";

/// Messages that the platform sent over connection A before anything else: the operation, and the
/// `messageId` by which it may be confirmed.
pub const KNOWN_PUSHES: [(&str, &str); 5] = [
    ("updateAvailability", "KC-PUSH-1"),
    ("updatePrices", "KC-PUSH-2"),
    ("updateRestrictions", "KC-PUSH-3"),
    ("processAvailabilityBlock", "KC-PUSH-4"),
    ("processGroup", "KC-PUSH-5"),
];
/// The group that the platform has over connection A, as the channel manager names it.
pub const KNOWN_GROUP: &str = "KC-GROUP-1";
/// The same group, as the channel names it.
pub const KNOWN_GROUP_CHANNEL: &str = "KC-CHANNEL-1";
/// The only reservation of that group.
pub const KNOWN_GROUP_RESERVATION: &str = "01";
/// The platform's number of that reservation.
pub const KNOWN_GROUP_NUMBER: &str = "KC-N-1";
/// The block that the platform has over connection A, as the channel manager names it.
pub const KNOWN_BLOCK: &str = "KC-BLOCK-1";
/// The platform's number of that block.
pub const KNOWN_BLOCK_NUMBER: &str = "KC-B-1";

/// Names of the conditions in which [`credential`] knows a credential.
pub const CREDENTIALS: [&str; 12] = [
    "valid",
    "expired",
    "revoked",
    "other-environment",
    "other-client",
    "other-side",
    "other-enterprise",
    "unverified",
    "disabled",
    "deleted",
    "second",
    "other-property",
];

/// The credential of the demo environment that is in the named condition.
///
/// `side` is the side that is called, `property` the name of the body property that carries the
/// credential (`clientToken`, `connectionToken` or `email`). `None` if the condition does not
/// exist for that property, and for conditions that are derived from a valid credential
/// (`wrong-case`, `truncated`, `swapped` and the like).
///
/// ```
/// use keycard::contract::operation::Side;
/// use keycard::stub::seed;
///
/// assert_eq!(seed::credential(Side::Mews, "clientToken", "valid"), Some(seed::MEWS_CLIENT));
/// assert_eq!(seed::credential(Side::Mews, "clientToken", "disabled"), None);
/// ```
pub fn credential(side: Side, property: &str, name: &str) -> Option<&'static str> {
    Some(match (property, side, name) {
        ("clientToken", Side::Mews, "valid") => MEWS_CLIENT,
        ("clientToken", Side::Mews, "expired") => MEWS_CLIENT_EXPIRED,
        ("clientToken", Side::Mews, "revoked") => MEWS_CLIENT_REVOKED,
        ("clientToken", Side::Mews, "other-client") => MEWS_CLIENT_OTHER,
        ("clientToken", Side::Mews, "other-environment") => MEWS_CLIENT_PRODUCTION,
        ("clientToken", Side::Mews, "other-side") => PARTNER_CLIENT,
        ("clientToken", Side::ChannelManager, "valid") => PARTNER_CLIENT,
        ("clientToken", Side::ChannelManager, "expired") => PARTNER_CLIENT_EXPIRED,
        ("clientToken", Side::ChannelManager, "revoked") => PARTNER_CLIENT_REVOKED,
        ("clientToken", Side::ChannelManager, "other-client") => PARTNER_CLIENT_OTHER,
        ("clientToken", Side::ChannelManager, "other-environment") => PARTNER_CLIENT_PRODUCTION,
        ("clientToken", Side::ChannelManager, "other-side") => MEWS_CLIENT,
        // One connection has one token, and the same value travels in both directions.
        ("connectionToken", _, "valid") => CONNECTION_A,
        ("connectionToken", _, "second" | "other-property") => CONNECTION_B,
        ("connectionToken", _, "disabled") => CONNECTION_DISABLED,
        ("connectionToken", _, "deleted") => CONNECTION_DELETED,
        ("connectionToken", _, "other-client") => CONNECTION_OTHER_CLIENT,
        ("connectionToken", _, "other-environment") => CONNECTION_PRODUCTION,
        ("email", Side::Mews, "valid") => EMAIL,
        ("email", Side::Mews, "other-enterprise" | "other-property") => EMAIL_OTHER_ENTERPRISE,
        ("email", Side::Mews, "unverified") => EMAIL_UNVERIFIED,
        ("email", Side::Mews, "unknown") => EMAIL_UNKNOWN,
        _ => return None,
    })
}

/// Every token above.
pub fn secrets() -> impl Iterator<Item = &'static str> {
    [
        MEWS_CLIENT,
        MEWS_CLIENT_EXPIRED,
        MEWS_CLIENT_REVOKED,
        MEWS_CLIENT_OTHER,
        MEWS_CLIENT_PRODUCTION,
        PARTNER_CLIENT,
        PARTNER_CLIENT_EXPIRED,
        PARTNER_CLIENT_REVOKED,
        PARTNER_CLIENT_OTHER,
        PARTNER_CLIENT_PRODUCTION,
        CONNECTION_A,
        CONNECTION_B,
        CONNECTION_DISABLED,
        CONNECTION_DELETED,
        CONNECTION_OTHER_CLIENT,
        CONNECTION_PRODUCTION,
    ]
    .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_credential_of_a_token_property_is_a_known_secret() {
        for side in [Side::Mews, Side::ChannelManager] {
            for property in ["clientToken", "connectionToken"] {
                let found: Vec<_> = CREDENTIALS
                    .into_iter()
                    .filter_map(|name| credential(side, property, name))
                    .collect();
                assert!(found.len() >= 6, "{side} {property}");
                assert!(found.iter().all(|token| secrets().any(|secret| secret == *token)));
            }
        }
    }
}
