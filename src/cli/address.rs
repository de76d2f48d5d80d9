//! The target of `--target URL`, with credentials out of environment variables.

use std::collections::HashMap;

use super::arguments::SelectionArguments;
use super::exit::Exit;
use super::planning;
use crate::assembly::{self, Assembled};
use crate::contract::operation::{Api, Side};
use crate::input::problem::Problem;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;
use crate::runner::credentials::{Credentials, kebab};
use crate::runner::hook::Hooks;
use crate::runner::target::{self, Agreement, Clock, Endpoint, Patience, Target};
use crate::snapshots::store::Store;

/// The target at an address.
///
/// # Errors
/// It is no address; shown already.
pub fn target(url: &str, selection: &SelectionArguments, clock: Clock) -> Result<Assembled, Exit> {
    if let Err(fault) = target::callable(url) {
        return Err(planning::refuse(
            Problem::new(format!("--target is not an address that can be called: {fault}"))
                .with_help(Some("write e.g. --target https://partner.example/mews".to_string())),
        ));
    }
    let side = selection.side.map_or(Side::Mews, Side::from);
    let api = selection.api.map_or(Api::ChannelManager, Api::from);
    let mut credentials = Credentials::default();
    for property in ["clientToken", "connectionToken", "email"] {
        for (name, credential) in CredentialName::ALL {
            let key = if credential == CredentialName::Valid {
                kebab(property)
            } else {
                format!("{name}-{}", kebab(property))
            };
            let variable = format!("KEYCARD_{}", key.replace('-', "_").to_uppercase());
            if let Ok(value) = std::env::var(&variable)
                && !value.is_empty()
            {
                credentials.set(property, credential, Secret::new(value));
            }
        }
    }
    let endpoint = Endpoint {
        address: url.to_string(),
        addresses: HashMap::new(),
        credentials,
        agreement: Agreement {
            production: url::Url::parse(url).is_ok_and(|url| url.host_str() == Some("api.mews.com")),
            spaces: listed("KEYCARD_SPACES"),
            rates: listed("KEYCARD_RATES"),
            currency: "EUR".to_string(),
            unmapped_space: "KC-NO-SUCH-SPACE".to_string(),
            unmapped_rate: "KC-NO-SUCH-RATE".to_string(),
            response_url: "http://127.0.0.1:8400/{case}/api/channelManager/v1".to_string(),
            ..Agreement::default()
        },
        hooks: Hooks::default(),
        patience: Patience::default(),
    };
    Ok(assembly::targeted(
        Target::new(clock).with(api, side, endpoint),
        Store::Off,
        url.to_string(),
    ))
}

/// A list of codes in an environment variable, separated by commas.
fn listed(variable: &str) -> Vec<String> {
    let text = std::env::var(variable).unwrap_or_default();
    text.split(',')
        .map(str::trim)
        .filter(|code| !code.is_empty())
        .map(str::to_string)
        .collect()
}
