//! What a report says before its cases.

use std::collections::BTreeMap;

use super::arguments::SelectionArguments;
use super::ledger::Closed;
use crate::assembly::Assembled;
use crate::contract::catalogue::Contract;
use crate::contract::operation::Api;
use crate::plan::compile::Plan;
use crate::report::json::{self, Head, Unclaimed, UnclaimedCall};
use crate::report::versions::{ShardRecord, Versions, hex};

/// The name and the version of the tool.
pub const TOOL: &str = concat!("keycard ", env!("CARGO_PKG_VERSION"));

/// The head of the reports of a run.
pub fn head(
    plan: &Plan,
    assembled: &Assembled,
    closed: &Closed,
    started: jiff::Timestamp,
    seed: u64,
    selection: &SelectionArguments,
) -> Head {
    Head {
        format: json::FORMAT,
        tool: TOOL.to_string(),
        statement: json::STATEMENT.to_string(),
        started: started.to_string(),
        target: assembled.redactor.text(&assembled.name),
        seed,
        unclaimed: unclaimed(assembled),
        versions: Versions {
            contract: contract(plan.contract()),
            scenarios: hex(&plan.digest()),
            plan: None,
        },
        selection: selection
            .words()
            .iter()
            .map(|word| assembled.redactor.text(word).into_inner())
            .collect(),
        shard: selection.shard.map(ShardRecord::from),
        plan: None,
        waivers: closed.waivers.clone(),
        summary: closed.summary,
        conclusion: closed.summary.conclusion(),
    }
}

/// SHA-256 of the contract files, by API.
pub fn contract(contract: &Contract) -> BTreeMap<String, String> {
    [Api::ChannelManager, Api::Connector]
        .into_iter()
        .filter_map(|api| Some((api.name().to_string(), hex(&contract.digest(api)?))))
        .collect()
}

/// The calls that belonged to no case.
pub fn unclaimed(assembled: &Assembled) -> Unclaimed {
    let Some(listener) = &assembled.listener else {
        return Unclaimed::default();
    };
    let (strays, count) = listener.inbox().unclaimed();
    let text = |text: &str| assembled.redactor.text(text);
    Unclaimed {
        count,
        calls: strays
            .iter()
            .map(|stray| UnclaimedCall {
                method: text(&stray.method),
                url: assembled.redactor.url(&stray.url),
                reason: stray.reason.to_string(),
            })
            .collect(),
    }
}
