//! From the written plan to the meant one: every problem of the file is found before any is reported.

use super::file::{self, PlanFile, WrittenTest};
use super::plan::{CertificationPlan, Test, UnseenEffect};
use crate::fixture::catalogue::Pricing;
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::{schema, suggest};

/// Reads a plan file.
///
/// # Errors
/// Everything that is wrong with it: its syntax, its form or its meaning.
pub fn plan(id: &str, source: &Source) -> Result<CertificationPlan, Problems> {
    let document: PlanFile = schema::read(source, file::schema)?;
    let mut problems = Vec::new();
    if document.tests.is_empty() {
        problems.push(
            Problem::at(source, "/tests", "there is no test").with_help(Some("add at least one `- id: …`".to_string())),
        );
    }
    if document.revision.date.parse::<jiff::civil::Date>().is_err() {
        problems.push(
            Problem::at(source, "/revision/date", "this is not a date")
                .with_help(Some("write e.g. 2031-03-01".to_string())),
        );
    }
    let (api, side) = (document.api, document.under_test);
    if !api.sides().contains(&side) {
        let sides: Vec<&str> = api.sides().iter().map(|side| side.name()).collect();
        let sides = sides.join(" or ");
        let message = format!("the {api} API has no {side} side; {sides} hosts all of its operations");
        problems
            .push(Problem::at(source, "/under-test", message).with_help(Some(format!("write `under-test: {sides}`"))));
    }
    let mut ids: Vec<&str> = Vec::new();
    for (index, test) in document.tests.iter().enumerate() {
        problems.extend(faults(source, index, test, &ids));
        ids.push(&test.id);
    }
    let page = document.source;
    let tests = document
        .tests
        .into_iter()
        .map(|test| published_test(test, &page))
        .collect();
    Problems::none(
        problems,
        CertificationPlan {
            id: id.to_string(),
            title: document.title,
            api: document.api,
            under_test: document.under_test,
            page,
            revision: document.revision,
            tests,
            origin: source.clone(),
        },
    )
}

/// Mistakes in a test, given the ids of those before it.
fn faults(source: &Source, index: usize, test: &WrittenTest, earlier: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut fault = |key: &str, message: String, help: Option<String>| {
        problems.push(Problem::at(source, format!("/tests/{index}/{key}"), message).with_help(help));
    };
    let is_id = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if !is_id(&test.id) {
        let help = "use letters, digits and `-`, e.g. RES-1".to_string();
        fault("id", format!("`{}` cannot be an id", test.id), Some(help));
    }
    if earlier.contains(&test.id.as_str()) {
        fault("id", format!("there is a test `{}` already", test.id), None);
    }
    for (key, text) in [("title", &test.title), ("group", &test.group)] {
        if text.trim().is_empty() {
            fault(key, format!("the {key} is empty"), None);
        }
    }
    if let Some(after) = &test.after
        && !earlier.contains(&after.as_str())
    {
        let help = suggest::help(after, earlier.iter().copied());
        fault("after", format!("no earlier test is `{after}`"), help);
    }
    if test.scenarios.is_empty() && test.declares.is_empty() {
        let help = "name what proves it: `scenarios: […]`, or `declares: […]` for a list of errors".to_string();
        fault("scenarios", "nothing proves the test".to_string(), Some(help));
    }
    if !test.declares.is_empty() && test.seen.is_some() {
        let help = "make two tests of it".to_string();
        fault(
            "seen",
            "`seen` and `declares` do not go together".to_string(),
            Some(help),
        );
    }
    problems
}

fn published_test(test: WrittenTest, page: &str) -> Test {
    Test {
        id: test.id,
        group: test.group,
        title: test.title,
        level: test.level,
        page: test.source.unwrap_or_else(|| page.to_string()),
        cases: test.scenarios,
        after: test.after,
        needs: test.needs,
        pricing: test.amounts.unwrap_or(Pricing::Gross),
        unseen: match test.seen {
            Some(file::EffectPlace::Extranet) => UnseenEffect::Stored(test.amounts.into()),
            None if test.declares.is_empty() => UnseenEffect::Nothing,
            None => UnseenEffect::SystemErrors(test.declares),
        },
    }
}
