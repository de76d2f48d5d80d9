//! The built-in stub as a target: its addresses, its seeded credentials and what is agreed with it.

use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use std::time::Duration;

use serde_json::{Map, json};

use crate::app::target_setup::{TargetSetup, redactor};
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::Strictness;
use crate::plan::credential::CredentialName;
use crate::redaction::redactor::Redactor;
use crate::redaction::secret::Secret;
use crate::runner::credentials::Credentials;
use crate::runner::endpoint::{Agreement, Endpoint, LimitTests, Patience};
use crate::runner::hook::Hooks;
use crate::runner::listener::Listener;
use crate::runner::target::{Clock, Target};
use crate::snapshots::store::Store;
use crate::stub::connector;
use crate::stub::environment::Environment;
use crate::stub::host::Host;
use crate::stub::host_options::HostOptions;
use crate::stub::pair::Pair;
use crate::stub::seed;
use crate::stub::served::Served;

/// The built-in stub as a target; with a planted fault, if one is named.
///
/// # Errors
/// The stub cannot listen.
pub fn stub(clock: Clock, options: HostOptions) -> io::Result<TargetSetup> {
    let listener = Listener::start(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    let heard_at = format!("http://{}/{{case}}", listener.address());
    let host = Host::start_calling(options, heard_at.clone())?;
    let base = host.address_template();
    let confirmations = platform(&heard_at);
    let target = [Side::Mews, Side::ChannelManager]
        .into_iter()
        .fold(Target::new(clock).heard_by(listener.inbox().clone()), |target, side| {
            let endpoint = endpoint(side, &base, &confirmations, options);
            target.with(Api::ChannelManager, side, endpoint)
        })
        .with(Api::Connector, Side::Mews, connector_endpoint(&base, options));
    if let Some(answers) = target.property_answers() {
        listener.inbox().set_property_answers(answers);
    }
    let (redactor, too_short) = redactor(&target);
    Ok(TargetSetup {
        redactor,
        too_short,
        target,
        snapshots: Store::BuiltIn,
        name: options.fault.map_or_else(
            || "the built-in stub".to_string(),
            |fault| format!("the built-in stub with the fault {fault}"),
        ),
        stub: Some(host),
        listener: Some(listener),
    })
}

/// The two sides on two ports, calling each other, and what is known of them.
#[derive(Debug)]
pub struct Simulated {
    /// The two.
    pub pair: Pair,
    /// Both, as targets.
    pub target: Target,
    /// Redactor that knows their secrets.
    pub redactor: Redactor,
}

/// The two sides of the stub as a pair; what they serve is sent to `follower`.
///
/// # Errors
/// They cannot listen.
pub fn pair(clock: Clock, options: HostOptions, follower: &Sender<Served>) -> io::Result<Simulated> {
    let pair = Pair::start(options, follower)?;
    let confirmations = platform(pair.host(Side::Mews).address());
    let target = [Side::Mews, Side::ChannelManager]
        .into_iter()
        .fold(Target::new(clock), |target, side| {
            let base = pair.host(side).address();
            let endpoint = endpoint(side, base, &confirmations, options);
            target.with(Api::ChannelManager, side, endpoint)
        });
    let (redactor, _) = redactor(&target);
    Ok(Simulated { pair, target, redactor })
}

/// Returns the address of the platform's operations below a base address.
fn platform(base: &str) -> String {
    format!("{base}/api/channelManager/v1")
}

/// One side of the stub below a base address, judged by what holds in that environment.
fn endpoint(side: Side, base: &str, confirmations: &str, options: HostOptions) -> Endpoint {
    let environment = options.channel_manager_environment();
    Endpoint {
        address: match side {
            Side::Mews => base.to_string(),
            Side::ChannelManager => format!("{base}/channelManager"),
        },
        addresses: HashMap::new(),
        credentials: credentials(side),
        agreement: agreement(confirmations, environment),
        hooks: Hooks {
            named: HashMap::new(),
            base: Some(format!("{base}/hooks/{side}")),
        },
        patience: patience(options),
        pace: None,
        limit_tests: LimitTests::default(),
    }
}

/// The Connector API of the stub below a base address, with the tokens of the environment that it plays.
///
/// It is never production for the guards: its tokens are made up, and open nothing anywhere else.
fn connector_endpoint(base: &str, options: HostOptions) -> Endpoint {
    let environment = options.connector_environment();
    let mut credentials = Credentials::default();
    for property in ["ClientToken", "AccessToken"] {
        for (name, credential) in CredentialName::ALL {
            if let Some(value) = connector::seed::credential_in(environment, property, name) {
                credentials.set(property, credential, Secret::new(value.to_string()));
            }
        }
    }
    Endpoint {
        address: base.to_string(),
        addresses: HashMap::new(),
        credentials,
        agreement: Agreement {
            plays_production: environment == Environment::Production,
            more: Map::from_iter([
                (
                    "client".to_string(),
                    json!(concat!("Keycard ", env!("CARGO_PKG_VERSION"))),
                ),
                ("known".to_string(), connector::seed::known().clone().into()),
                ("foreign".to_string(), connector::seed::foreign().clone().into()),
            ]),
            ..Agreement::default()
        },
        hooks: Hooks::default(),
        patience: patience(options),
        // The stub has a limit of its own for each case.
        pace: None,
        limit_tests: LimitTests::default(),
    }
}

/// The stub calls at once or never; on a machine that is busy with other things, "at once" may take seconds. One with a
/// fault may well never call, and each of its cases waits for that.
fn patience(options: HostOptions) -> Patience {
    Patience {
        call: Duration::from_secs(if options.fault.is_some() { 2 } else { 15 }),
        quiet: Duration::from_millis(50),
        person: Duration::from_secs(2),
        settle: Duration::ZERO,
    }
}

fn agreement(confirmations: &str, environment: Environment) -> Agreement {
    Agreement {
        production: false,
        plays_production: environment == Environment::Production,
        spaces: seed::SPACES.map(str::to_string).to_vec(),
        rates: seed::RATES.map(str::to_string).to_vec(),
        currency: seed::CURRENCY.to_string(),
        unmapped_space: seed::UNMAPPED_SPACE.to_string(),
        unmapped_rate: seed::UNMAPPED_RATE.to_string(),
        known_booking: Some(json!({
            "channelManagerId": seed::KNOWN_BOOKING,
            "reservationCode": seed::KNOWN_RESERVATION,
            "confirmationNumber": "KC-R-1",
        })),
        response_url: confirmations.to_string(),
        other_environment_url: None,
        not_hosted: Vec::new(),
        strictness: Strictness::Strict,
        more: Map::from_iter([
            ("products".to_string(), json!([seed::PRODUCT])),
            ("ages".to_string(), json!(seed::AGES)),
            (
                "unmappedPair".to_string(),
                json!({ "spaceTypeCode": seed::UNMAPPED_PAIR.1, "ratePlanCode": seed::UNMAPPED_PAIR.0 }),
            ),
            (
                "knownPushes".to_string(),
                Map::from_iter(seed::KNOWN_PUSHES.map(|(push, id)| (push.to_string(), json!(id)))).into(),
            ),
            (
                "knownBlock".to_string(),
                json!({
                    "code": seed::KNOWN_BLOCK,
                    "confirmationNumber": seed::KNOWN_BLOCK_NUMBER,
                }),
            ),
            (
                "knownGroup".to_string(),
                json!({
                    "code": seed::KNOWN_GROUP,
                    "channelManagerId": seed::KNOWN_GROUP,
                    "channelId": seed::KNOWN_GROUP_CHANNEL,
                    "reservationCode": seed::KNOWN_GROUP_RESERVATION,
                    "confirmationNumber": seed::KNOWN_GROUP_NUMBER,
                }),
            ),
        ]),
    }
}

fn credentials(side: Side) -> Credentials {
    let mut credentials = Credentials::default();
    for property in ["clientToken", "connectionToken", "email"] {
        for (name, credential) in CredentialName::ALL {
            // An employee of another enterprise is the nearest to another client that an address has.
            let name = if property == "email" && credential == CredentialName::OtherClient {
                "other-enterprise"
            } else {
                name
            };
            if let Some(value) = seed::credential(side, property, name) {
                credentials.set(property, credential, Secret::new(value.to_string()));
            }
        }
    }
    if let Some(other) = seed::credential(side, "clientToken", "other-side") {
        credentials.set_other_side(Secret::new(other.to_string()));
    }
    credentials
}
