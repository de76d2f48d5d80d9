//! Cases that prove the published tests of a certification plan.

use std::sync::Arc;

use crate::app::scenarios::{self, Scenarios};
use crate::certification::plan::{CertificationPlan, Test};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Side};
use crate::input::problem::{Problem, Problems};
use crate::input::suggest;
use crate::plan::compile::{CompileError, Plan};
use crate::plan::selection::{Selection, Selector};

/// The cases of all tests, and which of them belong to which test; `help` says where others are looked for.
///
/// # Errors
/// What is wrong with the scenarios, or every one that a test names and that there is not.
pub fn cases(
    contract: &Arc<Contract>,
    published: &CertificationPlan,
    which: &Scenarios,
    help: &str,
) -> Result<(Plan, Vec<Vec<usize>>), Problems> {
    let named = || published.tests.iter().flat_map(|test| &test.cases);
    let selection = Selection {
        selectors: named().map(|id| Selector::Id(id.clone())).collect(),
        hosts: vec![(published.api, published.under_test)],
        ..Selection::default()
    };
    let plan = match scenarios::plan(contract, which, &selection) {
        // Which of them do not exist is told below, with those that do.
        Err(CompileError::Nothing { .. }) => {
            let all = Selection {
                selectors: Vec::new(),
                ..selection
            };
            scenarios::plan(contract, which, &all)
        }
        plan => plan,
    };
    let plan = plan.map_err(|error| match error {
        CompileError::Input(problems) => problems,
        CompileError::Nothing { .. } => {
            let (api, side) = (published.api, published.under_test);
            Problem::at(
                &published.origin,
                "/under-test",
                format!("there is no case for the {side} side of the {api} API"),
            )
            .with_help(help.to_string())
            .into()
        }
    })?;
    let mut ids = Vec::new();
    for position in 0..plan.len() {
        ids.push(plan.id(position)?.to_string());
    }
    let mut unknown = Vec::new();
    let mut of_tests = Vec::new();
    for (index, test) in published.tests.iter().enumerate() {
        let mut positions = Vec::new();
        for (place, id) in test.cases.iter().enumerate() {
            let found = of_test(&plan, &ids, test, id)?;
            if found.is_empty() {
                unknown.push((index, place));
            }
            positions.extend(found);
        }
        of_tests.push(positions);
    }
    if unknown.is_empty() {
        return Ok((plan, of_tests));
    }
    let known = everything(contract, which)?;
    let problems = unknown.into_iter().filter_map(|(index, place)| {
        let test = published.tests.get(index)?;
        let id = test.cases.get(place)?;
        let pointer = format!("/tests/{index}/scenarios/{place}");
        Some(unproved(published, &known, test, id, &pointer, help))
    });
    Problems::none(problems.collect(), (plan, of_tests))
}

/// The cases of that id, or whose id begins so, that have steps for a test.
fn of_test(plan: &Plan, ids: &[String], test: &Test, id: &str) -> Result<Vec<usize>, Problems> {
    let mut positions = Vec::new();
    for (position, known) in ids.iter().enumerate() {
        if known.starts_with(id) && plan.case(position)?.steps_for(&test.id).is_some() {
            positions.push(position);
        }
    }
    Ok(positions)
}

/// A scenario, and which side of which API it tests.
struct ScenarioOfSide {
    id: String,
    host: (Api, Side),
}

/// Every scenario that there is, of whatever side: only asked for where one is missing.
fn everything(contract: &Arc<Contract>, which: &Scenarios) -> Result<Vec<ScenarioOfSide>, Problems> {
    let plan = match scenarios::plan(contract, which, &Selection::default()) {
        Ok(plan) => plan,
        Err(CompileError::Input(problems)) => return Err(problems),
        Err(CompileError::Nothing { .. }) => return Ok(Vec::new()),
    };
    let mut known: Vec<ScenarioOfSide> = Vec::new();
    for position in 0..plan.len() {
        let id = plan.id(position)?;
        // Without the rows of a matrix, which most plans leave out.
        let id = id.as_str().split('[').next().unwrap_or_default();
        if known.last().is_none_or(|last| last.id != id) {
            let case = plan.case(position)?;
            known.push(ScenarioOfSide {
                id: id.to_string(),
                host: (case.api, case.under_test),
            });
        }
    }
    Ok(known)
}

fn unproved(
    published: &CertificationPlan,
    known: &[ScenarioOfSide],
    test: &Test,
    id: &str,
    pointer: &str,
    help: &str,
) -> Problem {
    let host = (published.api, published.under_test);
    let row = id.split_once('[').map(|(scenario, _)| scenario);
    let begins = |known: &&ScenarioOfSide| known.id.starts_with(id) || row == Some(known.id.as_str());
    let at = |message: String| Problem::at(&published.origin, pointer, message);
    if row.is_none() && known.iter().filter(begins).any(|known| known.host == host) {
        return at(format!("no step of `{id}` is marked `proves: {}`", test.id));
    }
    if let Some(other) = known.iter().find(begins).filter(|known| known.host != host) {
        let (api, side) = other.host;
        return at(format!(
            "`{id}` tests the {side} side of the {api} API, and the plan is for the {} side of the {} API",
            published.under_test, published.api
        ));
    }
    let same_side = known.iter().filter(|known| known.host == host);
    let near = suggest::nearest(id, same_side.map(|known| known.id.as_str()));
    let help = near.map_or_else(
        || help.to_string(),
        |near| format!("did you mean `{near}`? Otherwise {help}"),
    );
    at(format!(
        "no case of the {} side is `{id}` or begins so",
        published.under_test
    ))
    .with_help(help)
}
