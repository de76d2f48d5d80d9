//! Facts that every world of the Connector API has at its start: tokens, and one id of each kind of data, all made up.
//!
//! The tokens have the published form (32 and 31 hexadecimal digits), begin with a word that no real one does,
//! and contain letters, so that a change of case is a change of token.
//! Implements `connector-api/guidelines/authentication` and `connector-api/guidelines/environments`.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::enterprise::Enterprise;
use super::entity::{Entity, Special};
use super::identifier::is_identifier;
use crate::stub::environment::Environment;

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

/// An access token to which every operation is granted, and of their answers only what the operation itself is about.
pub const ACCESS_WITHOUT_EXTENTS: &str = "FACADE91C27D4A0E5B83F6127C40AE95-4D1B7F603E9A25C8D0716BFA3852E4C";

/// Each token of the demo environment that production knows, and what it is called there.
const TWINS: [(&str, &str); 15] = [
    (CLIENT, CLIENT_PRODUCTION),
    (ACCESS, ACCESS_PRODUCTION),
    (
        CLIENT_OTHER,
        "FACADE35B5EC12EF5CD62CE24EDED5CB-C12DEB9EBF26849A4CBC029130AE001",
    ),
    (
        CLIENT_EXPIRED,
        "FACADEA7EB72D663A310C28D9B53C5B3-DAA36F12FB4049EACD96BE43924BB5F",
    ),
    (
        CLIENT_REVOKED,
        "FACADE8ABE9438BB0FEFEF558305AD0D-651207B1D67DAD3367AAC7C2E20DC26",
    ),
    (
        ACCESS_EXPIRED,
        "FACADEF0EFAEC7BA2E61C2331C4093E3-8A60B39CE4BD7C7D578821A046D3AFB",
    ),
    (
        ACCESS_REVOKED,
        "FACADEDA36C47060FC32EFC02AC4753A-3DB19FABD3F762222EF9A095F22483D",
    ),
    (
        ACCESS_OTHER_CLIENT,
        "FACADEE38D7BE7644CE610538295C52D-CF9CC7543899AB187D6B46917A916E4",
    ),
    (
        ACCESS_OTHER_PROPERTY,
        "FACADE378B42F021A484062D71CD538D-1F2E331E0F91A447A5BABD0F6EB01E0",
    ),
    (
        ACCESS_DISABLED,
        "FACADE21111AC0170B0194A3312BDED2-CB9EA41BA83115D27C85B07B27D38CF",
    ),
    (
        ACCESS_DELETED,
        "FACADE49E96310B148960ED056ACD8A4-48E36300C7F8D67D9ED1B1ED5878594",
    ),
    (
        ACCESS_DISABLED_ENTERPRISE,
        "FACADE0A4AA72B566677C13C145CE35C-3F1F1851018815A1482BF345A7CA994",
    ),
    (
        ACCESS_NOT_GRANTED,
        "FACADEBFFF049B05E82401A4725474CC-560113345928DE97B60B25BC64C2E6A",
    ),
    (
        ACCESS_PORTFOLIO,
        "FACADE67D531ABEA4D6B506609DE66A1-BD98C18BC2C01F027EA3FC2A797C0F0",
    ),
    (
        ACCESS_WITHOUT_EXTENTS,
        "FACADEC4083B7E61D95FA2380EB7164D-9A6C05D3F1728B4E60C9D1357FA28EB",
    ),
];

/// Names of the conditions in which [`credential`] knows a token.
pub const CREDENTIALS: [&str; 12] = [
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
    "without-extents",
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
        ("AccessToken", "without-extents") => ACCESS_WITHOUT_EXTENTS,
        _ => return None,
    })
}

/// The token that is in the named condition for a client of that environment.
///
/// ```
/// use keycard::stub::connector::seed;
/// use keycard::stub::environment::Environment;
///
/// let decoy = seed::credential_in(Environment::Production, "AccessToken", "other-environment");
/// assert_eq!(decoy, Some(seed::ACCESS));
/// ```
pub fn credential_in(environment: Environment, property: &str, name: &str) -> Option<&'static str> {
    match (environment, name) {
        (Environment::Demo, _) => credential(property, name),
        (Environment::Production, "other-environment") => credential(property, "valid"),
        (Environment::Production, _) => {
            let token = credential(property, name)?;
            let twin = TWINS.iter().find(|(demo, _)| *demo == token);
            twin.map(|(_, production)| *production)
        }
    }
}

/// The token of the demo environment that stands for a token of an environment; `None` for those of the other one.
pub(super) fn as_in_demo(environment: Environment, token: &str) -> Option<&str> {
    match environment {
        Environment::Demo => Some(token),
        Environment::Production => TWINS
            .iter()
            .find(|(_, production)| *production == token)
            .map(|(demo, _)| *demo),
    }
}

/// Every token above; no artefact of a run may show one.
pub fn secrets() -> impl Iterator<Item = &'static str> {
    let demo = ["ClientToken", "AccessToken"].into_iter().flat_map(|property| {
        let names = CREDENTIALS.into_iter().filter(|name| *name != "other-environment");
        names.filter_map(move |name| credential(property, name))
    });
    demo.chain(TWINS.iter().map(|(_, production)| *production))
}

/// The id of one item of each page of the documentation, of the enterprise that the valid token is for.
///
/// Beside these there are ids in a special condition, such as `startedReservations` or `closedBills`.
pub fn known() -> &'static Map<String, Value> {
    static KNOWN: LazyLock<Map<String, Value>> = LazyLock::new(|| ids(Enterprise::Harbour));
    &KNOWN
}

/// The id of one item of each page of the documentation, of the enterprise that neither the valid token nor the portfolio's covers.
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
        assert_eq!(tokens.len(), 30);
        assert_eq!(tokens.iter().collect::<BTreeSet<_>>().len(), 30);
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
