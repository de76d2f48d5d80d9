//! A target that lets nothing in as it is configured, told apart from one that deals with messages wrongly.

use crate::assembly::Assembled;
use crate::config::resolve::section;
use crate::contract::operation::{Api, Side};
use crate::exchange::transcript::Transcript;
use crate::judge::admission::{self, Admission, Barrier, Refusal};
use crate::plan::case::Case;
use crate::plan::credential::CredentialName;
use crate::runner::credentials::{Credentials, key};

/// Whether one host has let anything in so far.
#[derive(Debug, Default)]
pub struct Door {
    granted: bool,
    refusal: Option<Refusal>,
}

impl Door {
    /// Takes note of a case, and of whether it failed.
    pub fn note(&mut self, case: &Case, transcript: &Transcript, failed: bool) {
        if self.granted {
            return;
        }
        match admission::of(case, transcript) {
            Admission::Granted => self.granted = true,
            Admission::Refused(refusal) if failed => {
                self.refusal.get_or_insert(refusal);
            }
            Admission::Refused(_) | Admission::Unknown => {}
        }
    }

    /// How the first call was turned away, as long as none was let in.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref().filter(|_| !self.granted)
    }
}

/// What happened, as one sentence without its end.
pub fn told(refusal: &Refusal) -> String {
    format!(
        "the system under test lets nothing in: {} was answered with {}",
        refusal.operation, refusal.answer
    )
}

/// What of the configuration to look at.
pub fn help(refusal: &Refusal, assembled: &Assembled, host: (Api, Side)) -> String {
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
