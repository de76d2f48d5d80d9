//! The section of the Connector API.

use std::collections::HashMap;
use std::time::Duration;

use indexmap::IndexMap;

use crate::config::file::connector::{ConnectorSection, WrittenPace};
use crate::config::model::Listening;
use crate::config::resolver::Resolver;
use crate::runner::endpoint::{self, Agreement, Endpoint, LimitTests};
use crate::runner::environment::Environment;
use crate::runner::hook::Hooks;
use crate::runner::pace::Pace;

/// A longer time than this is a slip of the pen.
const LONGEST_WINDOW: Duration = Duration::from_secs(3600);

impl Resolver<'_> {
    /// The platform's Connector API.
    pub(super) fn connector(&mut self, section: &str, document: ConnectorSection, listening: &Listening) -> Endpoint {
        let at = |key: &str| format!("/{section}/{key}");
        self.base_url(&at("url"), &document.url);
        if let Some(other) = &document.other_environment_url {
            self.url(&at("other-environment-url"), other);
        }
        let credentials = self.tokens(section, document.tokens());
        for (key, ids) in [("known", &document.known), ("foreign", &document.foreign)] {
            self.ids(&at(key), ids);
        }
        for (entity, id) in &document.foreign {
            if let Some((known, _)) = document.known.iter().find(|(_, known)| *known == id) {
                self.problem(
                    &at(&format!("foreign/{entity}")),
                    format!("this id is also `known.{known}`"),
                    "what belongs to another property is not known at this one",
                );
            }
        }
        if document
            .client
            .as_deref()
            .is_some_and(|client| client.trim().is_empty())
        {
            self.problem(
                &at("client"),
                "the name of the client is empty".to_string(),
                "write its name and version, e.g. \"Acme PMS 1.0\", or leave the key out",
            );
        }
        let pace = self.pace(&at("pace"), document.pace.as_ref(), &document.url);
        Endpoint {
            address: document.url,
            addresses: HashMap::new(),
            credentials,
            agreement: Agreement {
                production: self.is_production(),
                other_environment_url: document.other_environment_url,
                more: endpoint::connector_facts(document.client.as_deref(), document.known, document.foreign),
                ..Agreement::default()
            },
            hooks: Hooks::default(),
            patience: listening.patience,
            pace,
            limit_tests: if document.break_limits {
                LimitTests::Allowed
            } else {
                LimitTests::Refused
            },
        }
    }

    fn ids(&mut self, pointer: &str, ids: &IndexMap<String, String>) {
        for (entity, id) in ids {
            if id.trim().is_empty() || id.trim() != id {
                self.problem(
                    &format!("{pointer}/{entity}"),
                    "this is no id: it is empty or has blanks around it".to_string(),
                    "write the id as the platform shows it, or leave the key out",
                );
            }
        }
    }

    fn pace(&mut self, pointer: &str, written: Option<&WrittenPace>, url: &str) -> Option<Pace> {
        let pace = match written {
            None => return Some(Pace::DEFAULT),
            Some(WrittenPace::Word(word)) => {
                if word != "none" {
                    self.problem(
                        pointer,
                        format!("`{word}` is no pace"),
                        "write e.g. `{ requests = 180, within = \"30s\" }`, or `\"none\"` for a target without a limit",
                    );
                }
                None
            }
            Some(WrittenPace::Limit(limit)) => {
                let at = format!("{pointer}/within");
                let within = self.time(&at, Some(&limit.within), Pace::DEFAULT.within);
                if within > LONGEST_WINDOW {
                    self.problem(
                        &at,
                        "this is longer than an hour".to_string(),
                        "the documented limit is one of 30 seconds",
                    );
                }
                if limit.requests == 0 {
                    self.problem(
                        &format!("{pointer}/requests"),
                        "no request could ever be sent".to_string(),
                        "write a number above zero, or `pace = \"none\"`",
                    );
                }
                Some(Pace {
                    requests: limit.requests.max(1),
                    within,
                })
            }
        };
        if Environment::of_address(url).is_some() && pace.is_none_or(Pace::exceeds_the_limit) {
            self.warn(
                pointer,
                "this is faster than the 200 requests within 30 seconds that the platform lets an access token make",
                "leave the key out: the default stays below that",
            );
        }
        pace
    }
}
