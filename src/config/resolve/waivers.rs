//! Waivers: patterns and dates checked, owner and reason there.

use jiff::civil::Date;

use crate::config::file::waiver::WrittenWaiver;
use crate::config::resolver::Resolver;
use crate::plan::waiver::{Pattern, Waiver};

impl Resolver<'_> {
    pub(super) fn waivers(&mut self, written: &[WrittenWaiver]) -> Vec<Waiver> {
        let mut waivers: Vec<Waiver> = Vec::new();
        for (index, document) in written.iter().enumerate() {
            let at = |key: &str| format!("/waivers/{index}/{key}");
            for (key, text) in [("owner", &document.owner), ("reason", &document.reason)] {
                if text.trim().is_empty() {
                    self.problem(
                        &at(key),
                        format!(
                            "a waiver without {} {key} cannot be accepted",
                            if key == "owner" { "an" } else { "a" }
                        ),
                        "say who accepts the failure, and why",
                    );
                }
            }
            let case = match document.case.parse::<Pattern>() {
                Ok(case) => case,
                Err(error) => {
                    self.problem(
                        &at("case"),
                        error.to_string(),
                        "`keycard list` shows the ids of all cases",
                    );
                    continue;
                }
            };
            // A time of day would be read as well, and mean nothing.
            let expires = match document.expires.0.parse::<Date>() {
                Ok(expires) if expires.to_string() == document.expires.0 => expires,
                Ok(_) | Err(_) => {
                    self.problem(
                        &at("expires"),
                        format!("`{}` is not a date", document.expires.0),
                        "write the last day on which the waiver counts, e.g. 2027-03-31",
                    );
                    continue;
                }
            };
            if waivers.iter().any(|earlier| earlier.case == case) {
                self.problem(
                    &at("case"),
                    format!("two waivers are about `{case}`"),
                    "keep one of them",
                );
                continue;
            }
            waivers.push(Waiver {
                case,
                owner: document.owner.trim().to_string(),
                reason: document.reason.trim().to_string(),
                expires,
            });
        }
        waivers
    }
}
