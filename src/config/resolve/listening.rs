//! Resolves the sections about listening and hooks, and the facts that are known of a target besides.

use std::path::Path;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::config::file::channel_manager::{CodePair, ConfirmableIds};
use crate::config::file::listen::{ListenSection, WrittenHook};
use crate::config::model::Listening;
use crate::config::resolver::Resolver;
use crate::runner::endpoint::Patience;
use crate::runner::hook::{Hook, Hooks};

/// Address at which calls are taken if no other is given.
const ADDRESS: &str = "127.0.0.1:8400";

impl Resolver<'_> {
    /// The section `listen`; without it nothing is listened on.
    pub(super) fn listening(&mut self, document: Option<&ListenSection>) -> Listening {
        let Some(document) = document else {
            return Listening {
                address: None,
                public_url: format!("http://{ADDRESS}"),
                patience: Patience::default(),
            };
        };
        let written = document.address.as_deref().unwrap_or(ADDRESS);
        let address = written.parse();
        if address.is_err() {
            self.problem(
                "/listen/address",
                format!("`{written}` is not an address of this machine"),
                "write an IP address and a port, e.g. 127.0.0.1:8400 or 0.0.0.0:8400",
            );
        }
        let public_url = match &document.public_url {
            Some(url) => {
                self.base_url("/listen/public-url", url);
                url.clone()
            }
            None => format!("http://{written}"),
        };
        let default = Patience::default();
        Listening {
            address: address.ok(),
            public_url,
            patience: Patience {
                call: self.time("/listen/within", document.within.as_deref(), default.call),
                quiet: self.time("/listen/quiet", document.quiet.as_deref(), default.quiet),
                person: self.time("/listen/person", document.person.as_deref(), default.person),
                settle: self.time("/listen/settle", document.settle.as_deref(), default.settle),
            },
        }
    }

    /// One hook: a command or an address.
    pub(super) fn hook(&mut self, at: &str, name: &str, document: &WrittenHook, directory: &Path) -> Option<Hook> {
        match (&document.command, &document.url) {
            (Some(line), None) if !line.is_empty() => {
                // A file named without a folder lies in the current one, which has to be named to run a command in.
                let here = directory.as_os_str().is_empty();
                let directory = if here { Path::new(".") } else { directory };
                return Some(Hook::Command {
                    line: line.clone(),
                    directory: directory.to_path_buf(),
                });
            }
            (Some(_), None) => self.problem(
                &format!("{at}/command"),
                "the command is empty".to_string(),
                "write e.g. `command = [\"./book.sh\", \"single-gross\"]`",
            ),
            (None, Some(url)) => {
                self.url(&format!("{at}/url"), url);
                return Some(Hook::Url(url.clone()));
            }
            (Some(_), Some(_)) | (None, None) => self.problem(
                at,
                format!("the hook `{name}` is neither a command nor an address, or both"),
                "write either `command = [\"…\"]` or `url = \"…\"`",
            ),
        }
        None
    }

    /// The hooks by name, and the address of all others.
    pub(super) fn hooks(
        &mut self,
        named: &IndexMap<String, WrittenHook>,
        base: Option<&String>,
        directory: &Path,
    ) -> Hooks {
        let mut hooks = Hooks::default();
        for (name, document) in named {
            if let Some(hook) = self.hook(&format!("/hooks/{name}"), name, document, directory) {
                hooks.named.insert(name.clone(), hook);
            }
        }
        if let Some(base) = base {
            self.base_url("/hooks-url", base);
            hooks.base = Some(base.clone());
        }
        hooks
    }
}

/// Further facts that expressions and rules may know, by name.
pub(super) fn known_facts(
    products: &[String],
    package_rate: Option<&String>,
    ages: &[String],
    unmapped: Option<&CodePair>,
    known: Option<&ConfirmableIds>,
) -> Map<String, Value> {
    let mut more = Map::new();
    if let Some(CodePair { space, rate }) = unmapped {
        more.insert(
            "unmappedPair".into(),
            json!({ "spaceTypeCode": space, "ratePlanCode": rate }),
        );
    }
    if !products.is_empty() {
        more.insert("products".into(), json!(products));
    }
    if let Some(rate) = package_rate {
        more.insert("packageRate".into(), json!(rate));
    }
    if !ages.is_empty() {
        more.insert("ages".into(), json!(ages));
    }
    let Some(known) = known else { return more };
    more.insert("knownPushes".into(), json!(known.pushes));
    for (name, number) in [("knownBlock", &known.block), ("knownGroup", &known.group)] {
        if let Some(number) = number {
            more.insert(name.into(), json!({ "confirmationNumber": number }));
        }
    }
    more
}
