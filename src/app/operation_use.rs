//! Use of the operations of a contract by scenarios, cases and rules.

use std::collections::{HashMap, HashSet};

use crate::contract::operation::{Api, Operation, Side};
use crate::contract::schema::Message;
use crate::input::problem::Problems;
use crate::plan::compile::Plan;

/// An operation with the number of what there is for it.
#[derive(Debug)]
pub struct OperationUse<'c> {
    /// The operation.
    pub operation: &'c Operation,
    /// Schemas of its messages.
    pub schemas: usize,
    /// Scenarios that use it.
    pub scenarios: usize,
    /// Cases that use it.
    pub cases: usize,
    /// Rules about it.
    pub rules: usize,
}

/// Number of scenarios and cases that use an operation.
#[derive(Default)]
struct Users {
    scenarios: HashSet<String>,
    cases: usize,
}

/// Gathers the use of each operation: of one API only, if it is named, and of those that one side hosts.
///
/// # Errors
/// Something is wrong with the files of the contract.
pub fn of_plan(plan: &Plan, only: Option<Api>, host: Option<Side>) -> Result<Vec<OperationUse<'_>>, Problems> {
    let users = users(plan);
    let contract = plan.contract();
    let mut used = Vec::new();
    for api in [Api::ChannelManager, Api::Connector] {
        if only.is_some_and(|only| only != api) {
            continue;
        }
        let operations = contract.operations(api)?;
        let rules = contract.rules(api)?;
        for operation in operations {
            if host.is_some_and(|host| host != operation.side) {
                continue;
            }
            let messages = [Message::Request, Message::Response];
            for message in messages {
                contract.schema(operation, message)?;
            }
            let of_operation = rules.iter().filter(|rule| rule.operations.contains(&operation.id));
            let key = (api, operation.side, operation.id.clone());
            let (scenarios, cases) = users
                .get(&key)
                .map_or((0, 0), |users| (users.scenarios.len(), users.cases));
            used.push(OperationUse {
                operation,
                schemas: messages.len(),
                scenarios,
                cases,
                rules: of_operation.count(),
            });
        }
    }
    Ok(used)
}

/// Counts the users of each operation: calls of the side under test, and its own calls that are awaited.
fn users(plan: &Plan) -> HashMap<(Api, Side, String), Users> {
    let mut users: HashMap<(Api, Side, String), Users> = HashMap::new();
    for position in 0..plan.len() {
        let Ok(case) = plan.case(position) else { continue };
        let mut found: Vec<(Side, &str)> = case
            .steps
            .iter()
            .filter_map(|step| step.operation())
            .map(|operation| (operation.side, operation.id.as_str()))
            .collect();
        found.sort_unstable();
        found.dedup();
        for (side, operation) in found {
            let entry = users.entry((case.api, side, operation.to_string())).or_default();
            let scenario = case.id.as_str().split('[').next().unwrap_or_default();
            entry.scenarios.insert(scenario.to_string());
            entry.cases += 1;
        }
    }
    users
}
