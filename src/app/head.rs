//! Heads of reports: everything that a report says before its cases.

use std::collections::BTreeMap;

use crate::app::run_clock::RunClock;
use crate::app::target_setup::TargetSetup;
use crate::contract::catalogue::Contract;
use crate::contract::operation::Api;
use crate::plan::compile::Plan;
use crate::plan::selection::Shard;
use crate::report::head::{self, Head, Unclaimed, UnclaimedCall};
use crate::report::plan_result::PlanResult;
use crate::report::summary::{Conclusion, Summary};
use crate::report::versions::{ShardRecord, Versions, hex};
use crate::report::waiver::WaiverUse;

/// The name and the version of the tool.
pub const TOOL: &str = concat!("keycard ", env!("CARGO_PKG_VERSION"));

/// Parts of the head that only the command knows.
#[derive(Clone, Debug, Default)]
pub struct Particulars {
    /// Words that narrowed the run.
    pub selection: Vec<String>,
    /// The shard, if only one was run.
    pub shard: Option<Shard>,
    /// SHA-256 of the certification plan, if one was followed.
    pub plan_digest: Option<String>,
    /// Results of its published tests.
    pub plan: Option<PlanResult>,
    /// The waivers, and the use of each.
    pub waivers: Vec<WaiverUse>,
}

/// Makes the head of the reports of a run.
pub fn head(
    plan: &Plan,
    setup: &TargetSetup,
    clock: RunClock,
    particulars: Particulars,
    (summary, conclusion): (Summary, Conclusion),
) -> Head {
    let redactor = &setup.redactor;
    let words = particulars.selection.iter();
    Head {
        format: head::FORMAT,
        tool: TOOL.to_string(),
        statement: head::STATEMENT.to_string(),
        started: clock.started.to_string(),
        target: redactor.text(&setup.name),
        seed: clock.seed,
        unclaimed: unclaimed(setup),
        versions: Versions {
            contract: contract(plan.contract()),
            scenarios: hex(&plan.digest()),
            plan: particulars.plan_digest,
        },
        selection: words.map(|word| redactor.text(word).into_inner()).collect(),
        shard: particulars.shard.map(ShardRecord::from),
        plan: particulars.plan,
        waivers: particulars.waivers,
        summary,
        conclusion,
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
pub fn unclaimed(setup: &TargetSetup) -> Unclaimed {
    let Some(listener) = &setup.listener else {
        return Unclaimed::default();
    };
    let (strays, count) = listener.inbox().unclaimed();
    let text = |text: &str| setup.redactor.text(text);
    Unclaimed {
        count,
        calls: strays
            .iter()
            .map(|stray| UnclaimedCall {
                method: text(&stray.method),
                url: setup.redactor.url(&stray.url),
                reason: text(&stray.reason.to_string()).into_inner(),
            })
            .collect(),
    }
}
