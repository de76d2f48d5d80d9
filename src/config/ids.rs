//! The ids that a configuration names, against those that the contract asks for.

use std::collections::BTreeSet;

use super::model::{Config, section};
use crate::contract::catalogue::Contract;
use crate::contract::operation::Api;
use crate::input::problem::Problem;
use crate::input::suggest;
use crate::runner::body;

impl Config {
    /// Each id of a name that is of no use to an operation; scenarios of one's own may use it all the same.
    pub fn unneeded_ids(&self, contract: &Contract) -> Vec<Problem> {
        let Ok(operations) = contract.operations(Api::Connector) else {
            return Vec::new();
        };
        let pages = operations
            .iter()
            .filter_map(|operation| Some(operation.connector.as_deref()?.file.as_str()));
        let needed = operations.iter().flat_map(|operation| body::known_ids(operation));
        let names: BTreeSet<&str> = pages.chain(needed).collect();
        let mut problems = Vec::new();
        for (api, side, endpoint) in &self.endpoints {
            for table in ["known", "foreign"] {
                let ids = endpoint.agreement.more.get(table).and_then(|ids| ids.as_object());
                let unneeded = ids.into_iter().flat_map(|ids| ids.keys());
                for name in unneeded.filter(|name| !names.contains(name.as_str())) {
                    let meant = suggest::nearest(name, names.iter().copied());
                    let meant = meant.map_or_else(String::new, |meant| format!(": did you mean `{meant}`?"));
                    problems.push(
                        Problem::at(
                            &self.source,
                            format!("/{}/{table}/{name}", section(*api, *side)),
                            format!("no operation of the contract needs the id of such a thing{meant}"),
                        )
                        .on_key(),
                    );
                }
            }
        }
        problems
    }
}
