//! Targets that reject every request as they are configured, told apart from those that answer messages wrongly.

use crate::app::target_setup::TargetSetup;
use crate::config::model::section;
use crate::contract::operation::{Api, Side};
use crate::exchange::intermediary::Intermediary;
use crate::exchange::transcript::Transcript;
use crate::judge::access::{Access, Barrier, Rejection};
use crate::plan::case::Case;
use crate::plan::credential::CredentialName;
use crate::runner::credentials::{Credentials, key};

/// Watch on one host: has it accepted any request so far?
#[derive(Debug, Default)]
pub struct RejectionWatch {
    granted: bool,
    rejection: Option<Rejection>,
}

impl RejectionWatch {
    /// Notes a case that ended, and if it failed.
    pub fn note(&mut self, case: &Case, transcript: &Transcript, failed: bool) {
        if self.granted {
            return;
        }
        match Access::from_transcript(case, transcript) {
            Access::Granted => self.granted = true,
            Access::Rejected(rejection) if failed => {
                self.rejection.get_or_insert(rejection);
            }
            Access::Rejected(_) | Access::Unknown => {}
        }
    }

    /// Returns how the first call was rejected, as long as none was accepted.
    pub fn rejection(&self) -> Option<&Rejection> {
        self.rejection.as_ref().filter(|_| !self.granted)
    }
}

/// Describes what happened, as one sentence without its full stop.
pub fn describe(rejection: &Rejection) -> String {
    format!(
        "the system under test rejects every request: {} was answered with {}",
        rejection.operation, rejection.answer
    )
}

/// Names who answers in the place of the system under test, and the key to look at.
fn suspect(rejection: &Rejection, section: &str) -> String {
    let operation = format!("/{}", rejection.operation);
    match &rejection.intermediary {
        Some(Intermediary::Redirect {
            location: Some(location),
            ..
        }) => {
            let called = url::Url::parse(&rejection.url).ok();
            let whole = called.and_then(|url| url.join(location).ok());
            let whole = whole.map_or_else(|| location.clone(), |url| url.to_string());
            let base = whole.strip_suffix(&operation).unwrap_or(&whole);
            format!("requests are not sent on, since a message holds tokens: should [{section}] `url` be {base}?")
        }
        Some(Intermediary::Redirect { location: None, .. }) | Some(Intermediary::Page { .. }) | None => format!(
            "is {} the address of {}, or that of a page for people? Look at [{section}] `url` and `endpoints`",
            rejection.url, rejection.operation
        ),
        Some(Intermediary::Gateway { .. }) => format!(
            "a gateway before the system under test answers: does that run, and does the gateway lead to it? \
             [{section}] `url` is where it was looked for"
        ),
    }
}

/// Names the parts of the configuration to look at.
pub fn help(rejection: &Rejection, assembled: &TargetSetup, host: (Api, Side)) -> String {
    let (api, side) = host;
    let section = section(api, side);
    match rejection.barrier {
        Barrier::Intermediary => suspect(rejection, section),
        Barrier::Address => format!(
            "is {} the address of {}? [{section}] `url` is the base of all addresses, `endpoints` names single ones",
            rejection.url, rejection.operation
        ),
        Barrier::Tokens => {
            let endpoint = assembled.target.endpoint_of(api, side);
            let shown = |property: &&'static str| {
                let secret = endpoint?.credentials.get(property, CredentialName::Valid)?;
                Some(format!("{} {}", key(property, CredentialName::Valid), secret.masked()))
            };
            let tokens: Vec<String> = Credentials::tokens(api).iter().filter_map(shown).collect();
            let address = endpoint.map_or("", |endpoint| endpoint.address.as_str());
            format!(
                "are these, of [{section}], the tokens that {address} knows: {}? Is the connection switched on there?",
                tokens.join(", ")
            )
        }
    }
}
