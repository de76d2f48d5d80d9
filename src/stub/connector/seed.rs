//! What every world knows of the Connector API at its start: tokens, and one id of each kind of data, all made up.
//!
//! The tokens have the published form (32 and 31 hexadecimal digits), begin with a word that no real one does,
//! and contain letters, so that a change of case is a change of token.
//! Implements `connector-api/guidelines/authentication` and `connector-api/guidelines/environments`.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::enterprise::Enterprise;
use super::entity::{Entity, Special};
use super::identifier::is_identifier;

/// The client token of the application, demo environment.
pub const CLIENT: &str = "FACADE5CCF74180DC09421DFF8ED511B-72EAC36079DF0E3EF5CB1965521BDB4";
/// The client token of the application, production environment.
pub const CLIENT_PRODUCTION: &str = "FACADEC705583DE70515C7C13232E3E0-7D0676F2824F4B15BFBC3C5726EC32F";
/// The client token of another application.
pub const CLIENT_OTHER: &str = "FACADE63617A1A1B3147243AA322BC07-862D412FE97ABC5CADDF697AEC319FE";
/// A client token whose time has ended.
pub const CLIENT_EXPIRED: &str = "FACADEF8B2D58418BC80BA8138859D9B-C53FE95326D3894C64DE859565C167C";
/// A client token that was replaced by another.
pub const CLIENT_REVOKED: &str = "FACADE0FB3653B3BAA25D00AF6C02F9C-0EEA41ACE8E589513E2283C25187AA0";

/// The access token of the first enterprise; everything is granted to it.
pub const ACCESS: &str = "FACADE5D580C356B7B921CE8402DD82D-3E8E6235D33AEDE0F793FA2EA90CBF4";
/// An access token whose time has ended.
pub const ACCESS_EXPIRED: &str = "FACADE0ED0B0F81D116635D2E3A263E7-3B78F3AE85AA82D2A7F585DCA9FF357";
/// An access token that was replaced by another.
pub const ACCESS_REVOKED: &str = "FACADE7C3510C893AEBD8D43EA888A84-9BB429637AF1EEC569F72739F76AA33";
/// The access token of the production environment.
pub const ACCESS_PRODUCTION: &str = "FACADEBC59CC9232C35CB6E5CDCE11BD-AEA0CC56D5B00EAF487B3587546B433";
/// An access token of another application.
pub const ACCESS_OTHER_CLIENT: &str = "FACADEB50DE1C58FA16AD0E885B5064E-B55A6228A68263028FF83815A951A3C";
/// The access token of an enterprise outside of the portfolio.
pub const ACCESS_OTHER_PROPERTY: &str = "FACADEDDA184D74CBD6AF199CB622DD4-A39295D1AD1584802F7A455878E9BDE";
/// The access token of an integration that is switched off.
pub const ACCESS_DISABLED: &str = "FACADE26C2E20A98A404408860E98092-6561F331F20AED72CC0FA668593BADB";
/// The access token of an integration that was canceled.
pub const ACCESS_DELETED: &str = "FACADE2C8EF5CCC0450047EABD42A11F-16261D7C330D436D697166A35973D3F";
/// The access token of an enterprise that is switched off.
pub const ACCESS_DISABLED_ENTERPRISE: &str = "FACADE4D1A145A22EF56CCD7D02B41BA-E6307372BD5C81183A5753D21E00D9F";
/// The access token to which nothing is granted but the configuration.
pub const ACCESS_NOT_GRANTED: &str = "FACADE8A109AC70D24EB8DBB4407B9B6-AA8B35FF6BA5FBAF9A71B5C5039884E";
/// The access token of the portfolio: the first two of three enterprises.
pub const ACCESS_PORTFOLIO: &str = "FACADE65CD77252C019DDCED4BAA7FCB-DBB4428632008517EE5BCDCB7DA00E0";

/// Names of the conditions in which [`credential`] knows a token.
pub const CREDENTIALS: [&str; 11] = [
    "valid",
    "expired",
    "revoked",
    "other-environment",
    "other-client",
    "other-property",
    "disabled",
    "deleted",
    "disabled-enterprise",
    "not-granted",
    "portfolio",
];

/// The token of the demo environment that is in the named condition.
///
/// `property` is the name of the body property that carries it. `None` if there is no such token, and for
/// conditions that are derived from a valid one (`wrong-case`, `truncated`, `swapped` and the like).
///
/// ```
/// use keycard::stub::connector::seed;
///
/// assert_eq!(seed::credential("AccessToken", "valid"), Some(seed::ACCESS));
/// assert_eq!(seed::credential("ClientToken", "portfolio"), None);
/// ```
pub fn credential(property: &str, name: &str) -> Option<&'static str> {
    Some(match (property, name) {
        ("ClientToken", "valid") => CLIENT,
        ("ClientToken", "other-environment") => CLIENT_PRODUCTION,
        ("ClientToken", "other-client") => CLIENT_OTHER,
        ("ClientToken", "expired") => CLIENT_EXPIRED,
        ("ClientToken", "revoked") => CLIENT_REVOKED,
        ("AccessToken", "valid") => ACCESS,
        ("AccessToken", "expired") => ACCESS_EXPIRED,
        ("AccessToken", "revoked") => ACCESS_REVOKED,
        ("AccessToken", "other-environment") => ACCESS_PRODUCTION,
        ("AccessToken", "other-client") => ACCESS_OTHER_CLIENT,
        ("AccessToken", "other-property") => ACCESS_OTHER_PROPERTY,
        ("AccessToken", "disabled") => ACCESS_DISABLED,
        ("AccessToken", "deleted") => ACCESS_DELETED,
        ("AccessToken", "disabled-enterprise") => ACCESS_DISABLED_ENTERPRISE,
        ("AccessToken", "not-granted") => ACCESS_NOT_GRANTED,
        ("AccessToken", "portfolio") => ACCESS_PORTFOLIO,
        _ => return None,
    })
}

/// Every token above: what no artefact of a run may show.
pub fn secrets() -> impl Iterator<Item = &'static str> {
    ["ClientToken", "AccessToken"].into_iter().flat_map(|property| {
        CREDENTIALS
            .into_iter()
            .filter_map(move |name| credential(property, name))
    })
}

/// By page of the documentation, the id of something of the enterprise that the valid token is for.
///
/// Beside these there are ids in a special condition, such as `startedReservations` or `closedBills`.
pub fn known() -> &'static Map<String, Value> {
    static KNOWN: LazyLock<Map<String, Value>> = LazyLock::new(|| ids(Enterprise::Harbour));
    &KNOWN
}

/// The same of the enterprise that neither the valid token nor the portfolio's covers.
pub fn foreign() -> &'static Map<String, Value> {
    // Codes of currencies, taxes and the like are the same everywhere.
    static FOREIGN: LazyLock<Map<String, Value>> = LazyLock::new(|| {
        let mut ids = ids(Enterprise::Lodge);
        ids.retain(|name, id| known().get(name) != Some(id) && id.as_str().is_some_and(is_identifier));
        ids
    });
    &FOREIGN
}

fn ids(enterprise: Enterprise) -> Map<String, Value> {
    let first = |entity: &Entity| (entity.name().to_owned(), Value::String(entity.seeded(enterprise, 0)));
    let mut ids: Map<String, Value> = Entity::ALL.iter().map(first).collect();
    // An account is a customer or a company.
    ids.insert("accounts".into(), Value::String(Entity::Customer.seeded(enterprise, 0)));
    ids.insert("chains".into(), Value::String(enterprise.chain()));
    // No ids, but names that only the enterprise has as well.
    let tax = enterprise.tax_codes().first().copied().unwrap_or_default();
    ids.insert("taxCodes".into(), tax.into());
    ids.insert("currencies".into(), enterprise.currency().into());
    ids.extend(Special::ALL.iter().map(|special| {
        let id = special.entity().seeded(enterprise, special.index());
        (special.name().to_owned(), Value::String(id))
    }));
    ids
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn tokens_are_distinct_and_of_the_published_form() {
        let tokens: Vec<_> = secrets().collect();
        assert_eq!(tokens.len(), 16);
        assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 16);
        for token in tokens {
            let (head, tail) = token.split_once('-').unwrap();
            assert_eq!((head.len(), tail.len()), (32, 31), "{token}");
            assert!(
                token
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F' | b'-'))
            );
            assert!(token.starts_with("FACADE"), "{token}");
        }
    }

    #[test]
    fn ids_are_distinct() {
        let ids: BTreeSet<_> = known().iter().chain(foreign()).map(|(_, id)| id.as_str()).collect();
        // The account is the customer.
        assert_eq!(ids.len(), known().len() + foreign().len() - 2);
        assert!(known().contains_key("services") && known().contains_key("chains"));
    }
}
