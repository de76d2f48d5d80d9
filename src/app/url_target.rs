//! `[io]` The target of `--target URL`, with credentials out of environment variables.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::app::case_selection::CaseSelection;
use crate::app::notice::Notice;
use crate::app::target_setup::{self, TargetSetup};
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;
use crate::runner::credentials::{Credentials, key};
use crate::runner::endpoint::{self, Agreement, Endpoint, LimitTests, Patience};
use crate::runner::environment::Environment;
use crate::runner::hook::Hooks;
use crate::runner::pace::Pace;
use crate::runner::risks::{self, Gravity, Subject};
use crate::runner::target::{Clock, Target};
use crate::snapshots::store::Store;

/// Returns the API and the side that the selection says of a target: the Connector API has one side only.
///
/// # Errors
/// It does not say, or names a side that is none.
pub fn host(selection: &CaseSelection) -> Result<(Api, Side), Problem> {
    let api = selection.api.unwrap_or(Api::ChannelManager);
    match (api, selection.side) {
        (Api::Connector, None | Some(Side::Mews)) => Ok((api, Side::Mews)),
        (Api::ChannelManager, Some(side)) => Ok((api, side)),
        (Api::Connector, Some(Side::ChannelManager)) => Err(Problem::new(
            "the Connector API has no side of the channel manager: the platform hosts all of it",
        )
        .with_help(Some("leave --side out, or write --side mews".to_string()))),
        (Api::ChannelManager, None) => Err(Problem::new("--target does not tell which side of the API it is")
            .with_help(Some(
                "write --side mews or --side channel-manager; the Connector API, --api connector, needs neither"
                    .to_string(),
            ))),
    }
}

/// Returns the target at an address.
///
/// # Errors
/// It is no address, or not one for these tokens.
pub fn target(
    url: &str,
    (api, side): (Api, Side),
    clock: Clock,
    notices: &mut Vec<Notice>,
) -> Result<TargetSetup, Problems> {
    if let Err(fault) = endpoint::check_address(url) {
        return Err(
            Problem::new(format!("--target is not an address that can be called: {fault}"))
                .with_help(Some("write e.g. --target https://partner.example/mews".to_string()))
                .into(),
        );
    }
    let parsed = url::Url::parse(url);
    if parsed.is_ok_and(|url| url.query().is_some() || url.fragment().is_some()) {
        return Err(
            Problem::new("--target has a query or a fragment, but paths are added to it")
                .with_help(Some("leave out what begins with `?` or `#`".to_string()))
                .into(),
        );
    }
    // No file says which environment is meant, so the address does.
    let environment = Environment::of_address(url).unwrap_or_default();
    let endpoint = match api {
        Api::ChannelManager => of_channel_manager(url, environment),
        Api::Connector => of_connector(url, environment),
    };
    let hosts = [(api, side, endpoint)];
    let (mut refused, mut warned) = (Vec::new(), Vec::new());
    for found in risks::find(environment, &hosts) {
        let about = match found.subject {
            Subject::Url | Subject::Endpoint(_) | Subject::OtherUrl => "--target".to_string(),
            Subject::Token(property, name) => variable(api, property, name),
        };
        let problem = Problem::new(format!("{about}: {}", found.message)).with_help(Some(found.help.to_string()));
        match found.gravity {
            Gravity::Refused => refused.push(problem),
            Gravity::Warned => warned.push(problem),
        }
    }
    Problems::none(refused, ())?;
    let [(api, side, endpoint)] = hosts;
    if api == Api::Connector {
        warned.extend(lacking(&endpoint.credentials));
    }
    notices.push(Notice::Problems(warned));
    Ok(target_setup::targeted(
        Target::new(clock).with(api, side, endpoint),
        Store::Off,
        url.to_string(),
    ))
}

fn of_channel_manager(url: &str, environment: Environment) -> Endpoint {
    Endpoint {
        address: url.to_string(),
        addresses: HashMap::new(),
        credentials: credentials(Api::ChannelManager, &["clientToken", "connectionToken", "email"]),
        agreement: Agreement {
            production: environment == Environment::Production,
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
        pace: None,
        limit_tests: LimitTests::default(),
    }
}

fn of_connector(url: &str, environment: Environment) -> Endpoint {
    Endpoint {
        address: url.to_string(),
        addresses: HashMap::new(),
        credentials: credentials(Api::Connector, &Credentials::tokens(Api::Connector)),
        agreement: Agreement {
            production: environment == Environment::Production,
            more: endpoint::connector_facts(None, IndexMap::new(), IndexMap::new()),
            ..Agreement::default()
        },
        hooks: Hooks::default(),
        patience: Patience::default(),
        pace: Some(Pace::DEFAULT),
        limit_tests: LimitTests::default(),
    }
}

/// The environment variable that holds a credential: `KEYCARD_EXPIRED_CLIENT_TOKEN`, `MEWS_ACCESS_TOKEN`.
fn variable(api: Api, property: &str, name: CredentialName) -> String {
    let whose = match api {
        Api::ChannelManager => "KEYCARD",
        Api::Connector => "MEWS",
    };
    format!("{whose}_{}", key(property, name).replace('-', "_").to_uppercase())
}

fn credentials(api: Api, properties: &[&str]) -> Credentials {
    let mut credentials = Credentials::default();
    for property in properties {
        for (_, name) in CredentialName::ALL {
            if let Ok(value) = std::env::var(variable(api, property, name))
                && !value.is_empty()
            {
                credentials.set(property, name, Secret::new(value));
            }
        }
    }
    credentials
}

/// Warns of tokens that nearly every case needs and that are not there.
fn lacking(credentials: &Credentials) -> impl Iterator<Item = Problem> {
    Credentials::tokens(Api::Connector)
        .into_iter()
        .filter(|property| credentials.get(property, CredentialName::Valid).is_none())
        .map(|property| {
            let variable = variable(Api::Connector, property, CredentialName::Valid);
            Problem::new(format!("the environment variable {variable} is not set"))
                .with_help(Some("no case that needs this token can be run".to_string()))
        })
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
