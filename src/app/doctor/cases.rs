//! Needs of the cases in a configuration: hooks that one of them calls, and values that some of them use.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use crate::app::doctor::remark::Remarks;
use crate::app::refusal::Refusal;
use crate::app::scenarios::{self, Scenarios};
use crate::app::target_setup;
use crate::config::model::{Config, section};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::input::suggest;
use crate::plan::case::READ_INVENTORY;
use crate::plan::compile::CompileError;
use crate::plan::selection::Selection;
use crate::runner::prerequisites;

/// Key of the configuration that says too little, with the host whose section it belongs to.
type LackingKey = ((Api, Side), String);

/// So many scenarios are named; of further ones only the number is.
const MOST_NAMED: usize = 4;

/// Remarks on hooks that no case calls, and on values for want of which cases are not run.
///
/// # Errors
/// A scenario of the configuration's own folders is not as it should be.
pub fn examined(
    config: Config,
    contract: &Arc<Contract>,
    now: Timestamp,
    remarks: &mut Remarks<'_>,
) -> Result<(), Refusal> {
    let hosts = config.hosts();
    let which = Scenarios {
        directories: config.scenarios.clone(),
        ..Scenarios::default()
    };
    // A connector alone has no hook.
    let selection = Selection {
        hosts: hosts
            .iter()
            .copied()
            .filter(|(api, _)| *api == Api::ChannelManager)
            .collect(),
        ..Selection::default()
    };
    if selection.hosts.is_empty() {
        return Ok(());
    }
    let plan = match scenarios::plan(contract, &which, &selection) {
        Ok(plan) => plan,
        Err(CompileError::Input(problems)) => return Err(Refusal::from(problems)),
        Err(CompileError::Nothing { .. }) => return Ok(()),
    };
    let named = config
        .endpoints
        .first()
        .map(|(_, _, endpoint)| endpoint.hooks.named.keys().cloned());
    let named: BTreeSet<String> = named.into_iter().flatten().collect();
    let target = target_setup::configured(config, now, 1).target;
    let mut called: BTreeSet<String> = BTreeSet::from([READ_INVENTORY.to_string()]);
    let mut lacking: BTreeMap<LackingKey, (usize, BTreeSet<String>)> = BTreeMap::new();
    for position in 0..plan.len() {
        let case = plan.case(position)?;
        let triggers = case.steps.iter().filter_map(|step| step.trigger.as_ref());
        called.extend(triggers.filter_map(|trigger| trigger.hook.clone()));
        if let Some(key) = prerequisites::lacking_key(&case, &target.facts(&case)) {
            let (count, scenarios) = lacking.entry(((case.api, case.under_test), key)).or_default();
            *count += 1;
            let scenario = case.id.as_str().split('[').next().unwrap_or_default();
            scenarios.insert(scenario.to_string());
        }
    }
    for (((api, side), key), (count, scenarios)) in lacking {
        let names: Vec<&str> = scenarios.iter().take(MOST_NAMED).map(String::as_str).collect();
        let more = match scenarios.len().saturating_sub(MOST_NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let cases = if count == 1 {
            "1 case is".to_string()
        } else {
            format!("{count} cases are")
        };
        remarks.warn(&format!(
            "[{}] `{key}` says too little, so {cases} not run: {}{more}",
            section(api, side),
            names.join(", ")
        ));
    }
    for name in named.difference(&called) {
        let help = suggest::nearest(name, called.iter().map(String::as_str));
        let help = help.map_or_else(
            || "`keycard list --hooks` shows those that are called".to_string(),
            |nearest| format!("did you mean `{nearest}`?"),
        );
        remarks.warn(&format!("[hooks.{name}] no case calls it; {help}"));
    }
    Ok(())
}
