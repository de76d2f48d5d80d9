//! A target that lets nothing in as it is configured, told apart from one that deals with messages wrongly.

use crate::assembly::Assembled;
use crate::config::model::section;
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::Transcript;
use crate::judge::access::{Access, Barrier, Rejection};
use crate::plan::case::Case;
use crate::plan::credential::CredentialName;
use crate::runner::credentials::{Credentials, key};

/// Whether one host has let anything in so far.
#[derive(Debug, Default)]
pub struct Door {
    granted: bool,
    refusal: Option<Rejection>,
}

impl Door {
    /// Takes note of a case, and of whether it failed.
    pub fn note(&mut self, case: &Case, transcript: &Transcript, failed: bool) {
        if self.granted {
            return;
        }
        match Access::of(case, transcript) {
            Access::Granted => self.granted = true,
            Access::Rejected(refusal) if failed => {
                self.refusal.get_or_insert(refusal);
            }
            Access::Rejected(_) | Access::Unknown => {}
        }
    }

    /// How the first call was turned away, as long as none was let in.
    pub fn refusal(&self) -> Option<&Rejection> {
        self.refusal.as_ref().filter(|_| !self.granted)
    }
}

/// What happened, as one sentence without its end.
pub fn told(refusal: &Rejection) -> String {
    format!(
        "the system under test lets nothing in: {} was answered with {}",
        refusal.operation, refusal.answer
    )
}

/// What of the configuration to look at.
pub fn help(refusal: &Rejection, assembled: &Assembled, host: (Api, Side)) -> String {
    let (api, side) = host;
    let section = section(api, side);
    match refusal.barrier {
        Barrier::Address => format!(
            "is {} the address of {}? [{section}] `url` is the base of all addresses, `endpoints` names single ones",
            refusal.url, refusal.operation
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
