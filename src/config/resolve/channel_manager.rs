//! The sections of the Channel Manager API.

use jiff::tz::TimeZoneDatabase;
use serde_json::json;

use super::listening;
use crate::config::file::channel_manager::ChannelManagerSection;
use crate::config::model::Listening;
use crate::config::resolver::Resolver;
use crate::exchange::transcript::Strictness;
use crate::input::suggest;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;
use crate::runner::endpoint::{Agreement, Endpoint, LimitTests};
use crate::runner::hook::Hooks;

/// A push of this many bytes holds a few entries at least.
const SMALLEST_LIMIT: u64 = 10_000;
/// A space code that no property uses, for tests with an unmapped one.
const UNMAPPED_SPACE: &str = "KC-NO-SUCH-SPACE";
/// A rate code that no property uses.
const UNMAPPED_RATE: &str = "KC-NO-SUCH-RATE";

impl Resolver<'_> {
    /// The name of a time zone has to be a known one.
    fn zone(&mut self, pointer: &str, name: &str) {
        let zones = TimeZoneDatabase::bundled();
        if zones.get(name).is_err() {
            let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
            let near = suggest::nearest(name, known.iter().map(String::as_str));
            let help = near.map_or("write e.g. `Europe/Prague`".to_string(), |near| {
                format!("did you mean `{near}`?")
            });
            self.problem(pointer, format!("`{name}` is not the name of a time zone"), &help);
        }
    }

    /// One hosting side.
    pub(super) fn side(&mut self, section: &str, document: ChannelManagerSection, listening: &Listening) -> Endpoint {
        let at = |key: &str| format!("/{section}/{key}");
        self.base_url(&at("url"), &document.url);
        for (key, codes) in [
            ("spaces", &document.spaces),
            ("rates", &document.rates),
            ("products", &document.products),
            ("ages", &document.ages),
        ] {
            self.distinct(&at(key), codes);
        }
        if let Some(rate) = &document.package_rate
            && !document.rates.contains(rate)
        {
            let rates = document.rates.iter().map(String::as_str);
            let help = suggest::help(rate, rates);
            let help = help.as_deref().unwrap_or("list it in `rates` as well");
            self.problem(&at("package-rate"), format!("`{rate}` is none of `rates`"), help);
        }
        if let Some(pair) = &document.unmapped_pair
            && document.spaces.first() == Some(&pair.space)
            && document.rates.first() == Some(&pair.rate)
        {
            self.problem(
                &at("unmapped-pair"),
                format!(
                    "`{}` and `{}` are the first of `spaces` and of `rates`, which most cases push together",
                    pair.space, pair.rate
                ),
                "begin the two lists with codes that are mapped to each other",
            );
        }
        for (operation, address) in &document.endpoints {
            self.url(&at(&format!("endpoints/{operation}")), address);
        }
        let mut credentials = self.tokens(section, document.tokens());
        for (name, email) in [
            (CredentialName::Valid, &document.email),
            (CredentialName::OtherClient, &document.other_client_email),
        ] {
            if let Some(email) = email {
                credentials.set("email", name, Secret::new(email.clone()));
            }
        }
        let mut more = listening::known_facts(
            &document.products,
            document.package_rate.as_ref(),
            &document.ages,
            document.unmapped_pair.as_ref(),
            document.known.as_ref(),
        );
        if let Some(bytes) = document.largest_push {
            if bytes < SMALLEST_LIMIT {
                let message = format!("{bytes} bytes are too few for a push");
                self.problem(
                    &at("largest-push"),
                    message,
                    "write a number of bytes from 10000 up, such as 1_000_000",
                );
            }
            more.insert("largestPush".to_string(), bytes.into());
        }
        if let Some(zone) = document.time_zone {
            self.zone(&at("time-zone"), &zone);
            more.insert("timeZone".to_string(), zone.into());
        }
        Endpoint {
            address: document.url,
            addresses: document.endpoints.into_iter().collect(),
            credentials,
            agreement: Agreement {
                production: self.is_production(),
                plays_production: false,
                spaces: document.spaces,
                rates: document.rates,
                currency: document.currency.unwrap_or_else(|| "EUR".to_string()),
                unmapped_space: document.unmapped_space.unwrap_or_else(|| UNMAPPED_SPACE.to_string()),
                unmapped_rate: document.unmapped_rate.unwrap_or_else(|| UNMAPPED_RATE.to_string()),
                known_booking: document.known_booking.map(|booking| {
                    json!({
                        "channelManagerId": booking.channel_manager_id,
                        "reservationCode": booking.reservation_code,
                        "confirmationNumber": booking.confirmation_number,
                    })
                }),
                // The case stands in the address, so that a call to it finds the case.
                response_url: format!(
                    "{}/{{case}}/api/channelManager/v1",
                    listening.public_url.trim_end_matches('/')
                ),
                other_environment_url: document.other_environment_url,
                not_hosted: document.not_hosted,
                strictness: Strictness::default(),
                more,
            },
            hooks: Hooks::default(),
            patience: listening.patience,
            pace: None,
            limit_tests: LimitTests::default(),
        }
    }
}
