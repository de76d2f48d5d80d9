//! What is agreed with a target: tokens, codes and ids, as far as the file alone can tell.

use std::collections::BTreeSet;

use super::Report;
use crate::config::file::channel_manager::ChannelManagerSection;
use crate::config::file::connector::ConnectorSection;
use crate::config::model::{Config, section};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::plan::credential::CredentialName;
use crate::runner::body;
use crate::runner::credentials::{Credentials, key};
use crate::runner::demo_tokens::DemoToken;
use crate::runner::endpoint::Endpoint;

/// The valid tokens, and those that must differ from them and do not.
pub(super) fn tokens(config: &Config, report: &mut Report<'_>) {
    for (api, side, endpoint) in &config.endpoints {
        let section = section(*api, *side);
        let properties = Credentials::tokens(*api);
        for property in properties {
            let name = key(property, CredentialName::Valid);
            let Some(valid) = endpoint.credentials.get(property, CredentialName::Valid) else {
                continue;
            };
            let published = DemoToken::find(valid.expose());
            let [client, granted] = properties;
            let other = if property == client { granted } else { client };
            if let Some(published) = published
                && published.is_client() != (property == client)
            {
                report.fault(&format!(
                    "[{section}] {name} is {}, {published}, which belongs in the place of {}: are the two in each other's place?",
                    valid.masked(),
                    key(other, CredentialName::Valid)
                ));
                continue;
            }
            let known = published.map_or_else(String::new, |published| format!(", {published}"));
            report.ok(&format!("[{section}] {name} is {}{known}", valid.masked()));
            if valid.expose().chars().count() < 16 {
                report.warn(&format!("[{section}] {name} is shorter than any token of the platform"));
            }
            for (other, secret) in endpoint.credentials.of(property) {
                if other != CredentialName::Valid && secret.expose() == valid.expose() {
                    report.fault(&format!(
                        "[{section}] {} is the same as {name}: its cases would prove nothing",
                        key(property, other)
                    ));
                }
            }
        }
        let pair = properties.map(|property| endpoint.credentials.get(property, CredentialName::Valid));
        if let [Some(client), Some(granted)] = pair
            && client.expose() == granted.expose()
        {
            let [client, granted] = properties.map(|property| key(property, CredentialName::Valid));
            report.fault(&format!("[{section}] {client} and {granted} are the same"));
        }
    }
}

/// The client token by which a channel manager calls.
pub(super) fn caller(config: &Config, report: &mut Report<'_>) {
    if config.listening.address.is_none() {
        return;
    }
    let mut endpoints = config.endpoints.iter();
    let channel_manager = endpoints.find(|(api, side, _)| (*api, *side) == (Api::ChannelManager, Side::ChannelManager));
    let Some((_, _, endpoint)) = channel_manager else {
        return;
    };
    match endpoint.credentials.other_side() {
        Some(token) => report.ok(&format!(
            "[listen] calls are to carry the client token {}",
            token.masked()
        )),
        None => report.warn(
            "[listen] client-token not configured, nor that of [mews]: which client token calls carry is not compared",
        ),
    }
}

/// What is missing of what a host's cases need.
pub(super) fn of(contract: &Contract, api: Api, side: Side, endpoint: &Endpoint, report: &mut Report<'_>) {
    let section = section(api, side);
    for property in Credentials::tokens(api) {
        if endpoint.credentials.get(property, CredentialName::Valid).is_none() {
            report.fault(&format!(
                "[{section}] {} is missing: no case that needs it can run",
                key(property, CredentialName::Valid)
            ));
        }
    }
    let configurable = match api {
        Api::ChannelManager => {
            codes(section, side, endpoint, report);
            package(section, endpoint, report);
            ChannelManagerSection::TOKENS
        }
        Api::Connector => {
            ids(section, contract, endpoint, report);
            ConnectorSection::TOKENS
        }
    };
    let lacking: Vec<String> = configurable
        .iter()
        .filter(|(property, name)| {
            *name != CredentialName::Valid && endpoint.credentials.get(property, *name).is_none()
        })
        .map(|(property, name)| key(property, *name))
        .collect();
    if !lacking.is_empty() {
        report.warn(&format!(
            "[{section}] not configured, so their cases will not run: {}",
            lacking.join(", ")
        ));
    }
}

fn codes(section: &str, side: Side, endpoint: &Endpoint, report: &mut Report<'_>) {
    if side == Side::Mews && endpoint.credentials.get("email", CredentialName::Valid).is_none() {
        report.warn(&format!("[{section}] email is missing: getProperties cannot be tested"));
    }
    for (codes, name) in [
        (&endpoint.agreement.spaces, "spaces"),
        (&endpoint.agreement.rates, "rates"),
    ] {
        if codes.is_empty() {
            report.warn(&format!(
                "[{section}] {name} is empty: cases that need a mapped code end inconclusive"
            ));
        }
    }
}

/// Which rate the prices of packages are pushed for, where there is a product to make a package of.
fn package(section: &str, endpoint: &Endpoint, report: &Report<'_>) {
    let more = &endpoint.agreement.more;
    let first = more.get("products").and_then(|products| products.get(0)?.as_str());
    let (Some(product), [_, .., last]) = (first, endpoint.agreement.rates.as_slice()) else {
        return;
    };
    let named = more.get("packageRate").and_then(|rate| rate.as_str());
    report.ok(&match named {
        Some(rate) => format!("[{section}] package-rate is {rate}, which includes {product}"),
        None => format!(
            "[{section}] package-rate not configured: {last}, the last of rates, is taken for the one that includes {product}"
        ),
    });
}

/// The ids that operations need, against those that are configured.
fn ids(section: &str, contract: &Contract, endpoint: &Endpoint, report: &mut Report<'_>) {
    let Ok(operations) = contract.operations(Api::Connector) else {
        return;
    };
    let mut needed: BTreeSet<&str> = operations
        .iter()
        .flat_map(|operation| body::known_ids(operation))
        .collect();
    let known = endpoint.agreement.more.get("known").and_then(|ids| ids.as_object());
    needed.retain(|name| known.is_none_or(|known| !known.contains_key(*name)));
    if !needed.is_empty() {
        let needed: Vec<&str> = needed.into_iter().collect();
        report.warn(&format!(
            "[{section}] ids that are not known, so their cases will not run: {}",
            needed.join(", ")
        ));
    }
}
