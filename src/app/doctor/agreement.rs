//! Agreement with a target: tokens, codes and ids, as far as the file alone can tell.

use std::collections::BTreeSet;

use crate::app::doctor::remark::Remarks;
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

/// Checks the valid tokens, and that others differ from them.
pub fn tokens(config: &Config, remarks: &mut Remarks<'_>) {
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
                remarks.fault(&format!(
                    "[{section}] {name} is {}, {published}, which belongs in the place of {}: are the two in each other's place?",
                    valid.masked(),
                    key(other, CredentialName::Valid)
                ));
                continue;
            }
            let known = published.map_or_else(String::new, |published| format!(", {published}"));
            remarks.ok(&format!("[{section}] {name} is {}{known}", valid.masked()));
            if valid.expose().chars().count() < 16 {
                remarks.warn(&format!("[{section}] {name} is shorter than any token of the platform"));
            }
            for (other, secret) in endpoint.credentials.values_of(property) {
                if other != CredentialName::Valid && secret.expose() == valid.expose() {
                    remarks.fault(&format!(
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
            remarks.fault(&format!("[{section}] {client} and {granted} are the same"));
        }
    }
}

/// Checks the client token by which a channel manager calls.
pub fn caller(config: &Config, remarks: &mut Remarks<'_>) {
    if config.listening.address.is_none() {
        return;
    }
    let mut endpoints = config.endpoints.iter();
    let channel_manager = endpoints.find(|(api, side, _)| (*api, *side) == (Api::ChannelManager, Side::ChannelManager));
    let Some((_, _, endpoint)) = channel_manager else {
        return;
    };
    match endpoint.credentials.other_side() {
        Some(token) => remarks.ok(&format!(
            "[listen] calls are to carry the client token {}",
            token.masked()
        )),
        None => remarks.warn(
            "[listen] client-token not configured, nor that of [mews]: which client token calls carry is not compared",
        ),
    }
}

/// Checks that nothing is missing that the cases of a host need.
pub fn of_host(contract: &Contract, api: Api, side: Side, endpoint: &Endpoint, remarks: &mut Remarks<'_>) {
    let section = section(api, side);
    for property in Credentials::tokens(api) {
        if endpoint.credentials.get(property, CredentialName::Valid).is_none() {
            remarks.fault(&format!(
                "[{section}] {} is missing: no case that needs it can run",
                key(property, CredentialName::Valid)
            ));
        }
    }
    let configurable = match api {
        Api::ChannelManager => {
            codes(section, side, endpoint, remarks);
            package(section, endpoint, remarks);
            ChannelManagerSection::TOKENS
        }
        Api::Connector => {
            ids(section, contract, endpoint, remarks);
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
        remarks.warn(&format!(
            "[{section}] not configured, so their cases will not run: {}",
            lacking.join(", ")
        ));
    }
}

fn codes(section: &str, side: Side, endpoint: &Endpoint, remarks: &mut Remarks<'_>) {
    if side == Side::Mews && endpoint.credentials.get("email", CredentialName::Valid).is_none() {
        remarks.warn(&format!("[{section}] email is missing: getProperties cannot be tested"));
    }
    for (codes, name) in [
        (&endpoint.agreement.spaces, "spaces"),
        (&endpoint.agreement.rates, "rates"),
    ] {
        if codes.is_empty() {
            remarks.warn(&format!(
                "[{section}] {name} is empty: cases that need a mapped code end inconclusive"
            ));
        }
    }
}

/// Checks the rate that the prices of packages are pushed for, where there is a product to make a package of.
fn package(section: &str, endpoint: &Endpoint, remarks: &mut Remarks<'_>) {
    let more = &endpoint.agreement.more;
    let first = more.get("products").and_then(|products| products.get(0)?.as_str());
    let (Some(product), [_, .., last]) = (first, endpoint.agreement.rates.as_slice()) else {
        return;
    };
    let named = more.get("packageRate").and_then(|rate| rate.as_str());
    remarks.ok(&match named {
        Some(rate) => format!("[{section}] package-rate is {rate}, which includes {product}"),
        None => format!(
            "[{section}] package-rate not configured: {last}, the last of rates, is taken for the one that includes {product}"
        ),
    });
}

/// Checks that every id that operations need is configured.
fn ids(section: &str, contract: &Contract, endpoint: &Endpoint, remarks: &mut Remarks<'_>) {
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
        remarks.warn(&format!(
            "[{section}] ids that are not known, so their cases will not run: {}",
            needed.join(", ")
        ));
    }
}
