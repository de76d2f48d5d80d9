//! A configuration under reading: checks that several of its sections need, and everything that is wrong so far.

use std::time::Duration;

use super::file::token::WrittenToken;
use crate::input::problem::Problem;
use crate::input::source::Source;
use crate::plan::credential::CredentialName;
use crate::redaction::secret::Secret;
use crate::runner::credentials::{Credentials, key};
use crate::runner::endpoint;
use crate::runner::environment::Environment;

/// A configuration under reading, and what is wrong with it so far.
pub(super) struct Resolver<'r> {
    pub(super) source: &'r Source,
    pub(super) variable: &'r dyn Fn(&str) -> Option<String>,
    pub(super) problems: Vec<Problem>,
    pub(super) warnings: Vec<Problem>,
    pub(super) environment: Environment,
}

impl Resolver<'_> {
    pub(super) fn is_production(&self) -> bool {
        self.environment == Environment::Production
    }

    /// Something that is wrong with a value, and what to write instead.
    pub(super) fn problem(&mut self, pointer: &str, message: String, help: &str) {
        self.problems
            .push(Problem::at(self.source, pointer, message).with_help(Some(help.to_string())));
    }

    /// Something that is not wrong, but should not be so.
    pub(super) fn warn(&mut self, pointer: &str, message: &str, help: &str) {
        self.warnings
            .push(Problem::at(self.source, pointer, message).with_help(Some(help.to_string())));
    }

    /// The tokens of a section.
    pub(super) fn tokens<'d>(
        &mut self,
        section: &str,
        written: impl Iterator<Item = (&'static str, CredentialName, &'d WrittenToken)>,
    ) -> Credentials {
        let mut credentials = Credentials::default();
        for (property, name, token) in written {
            if let Some(secret) = self.token(&format!("/{section}/{}", key(property, name)), token) {
                credentials.set(property, name, secret);
            }
        }
        credentials
    }

    /// A duration above zero.
    pub(super) fn time(&mut self, pointer: &str, text: Option<&str>, default: Duration) -> Duration {
        match text.map(humantime::parse_duration) {
            None => default,
            Some(Ok(duration)) if duration > Duration::ZERO => duration,
            Some(_) => {
                self.problem(
                    pointer,
                    "this is not a duration above zero".to_string(),
                    "write e.g. `30s` or `500ms`",
                );
                default
            }
        }
    }

    pub(super) fn url(&mut self, pointer: &str, address: &str) {
        if let Err(fault) = endpoint::check_address(address) {
            self.problems.push(
                Problem::at(
                    self.source,
                    pointer,
                    format!("this is not an address that can be called: {fault}"),
                )
                .with_help(Some("write e.g. https://partner.example/mews".to_string())),
            );
        }
    }

    /// An address to which paths are added.
    pub(super) fn base_url(&mut self, pointer: &str, address: &str) {
        self.url(pointer, address);
        let parsed = url::Url::parse(address);
        if parsed.is_ok_and(|url| url.query().is_some() || url.fragment().is_some()) {
            self.problem(
                pointer,
                "paths are added to this address, so it can have neither a query nor a fragment".to_string(),
                "leave out what begins with `?` or `#`; operations with addresses of their own stand in `endpoints`",
            );
        }
    }

    /// Codes of which each is listed once.
    pub(super) fn distinct(&mut self, pointer: &str, codes: &[String]) {
        for (index, code) in codes.iter().enumerate() {
            if codes.iter().take(index).any(|earlier| earlier == code) {
                self.problem(
                    &format!("{pointer}/{index}"),
                    format!("`{code}` is listed twice"),
                    "list each code once: what is to be pushed and booked is counted by them",
                );
            }
        }
    }

    pub(super) fn token(&mut self, pointer: &str, token: &WrittenToken) -> Option<Secret> {
        let (text, shown) = match token {
            WrittenToken::Literal(text) => {
                self.warnings.push(
                    Problem::at(self.source, pointer, "a token stands in the file itself")
                        .on_key()
                        .with_help(Some(
                            "keep it in an environment variable: { env = \"NAME\" }".to_string(),
                        )),
                );
                (text.clone(), "the token".to_string())
            }
            WrittenToken::Environment(name) => match (self.variable)(name) {
                Some(text) => (text, format!("the environment variable {name}")),
                None => {
                    self.problems.push(
                        Problem::at(
                            self.source,
                            pointer,
                            format!("the environment variable {name} is not set"),
                        )
                        .with_help(Some(format!("set {name} in the environment of the run"))),
                    );
                    return None;
                }
            },
        };
        if text.trim().is_empty() {
            self.problems.push(
                Problem::at(self.source, pointer, format!("{shown} is empty")).with_help(Some(
                    "leave the key out, and cases that need the token are told as not run".to_string(),
                )),
            );
            return None;
        }
        if text.trim() != text {
            self.problems.push(
                Problem::at(
                    self.source,
                    pointer,
                    format!("{shown} has blanks or a line break around it"),
                )
                .with_help(Some("tokens are compared exactly; remove them".to_string())),
            );
            return None;
        }
        Some(Secret::new(text))
    }
}
