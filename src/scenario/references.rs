//! References of a scenario's expressions: every name must be known where it is used.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::model::{Action, AxisValues, Scenario, Step};
use super::properties;
use crate::expression::program::Expression;
use crate::expression::segment::Segment;
use crate::expression::template::Template;
use crate::input::problem::Problem;
use crate::input::suggest;

/// The names that every expression can use.
pub const ALWAYS: &[&str] = &["fresh", "credentials", "target", "period", "today"];
/// The names that only `check` can use.
pub const IN_CHECKS: &[&str] = &["request", "response", "status", "headers", "confirmation"];
/// The name that `reply` can use as well as `check`: the call that is answered.
pub const IN_REPLIES: &str = "request";
/// The name that only `raw` can use.
pub const IN_RAW: &str = "body";

/// Every unknown name, reference to a later step and cycle of references.
pub fn problems(scenario: &Scenario) -> Vec<Problem> {
    let mut problems = Vec::new();
    let axes: Vec<&str> = scenario.matrix.iter().map(|axis| axis.name.as_str()).collect();
    let ids: Vec<Option<&str>> = scenario.steps.iter().map(|step| step.id.as_deref()).collect();

    for (pointer, template) in std::iter::once(("/requirement".to_string(), &scenario.requirement))
        .chain(std::iter::once(("/level".to_string(), &scenario.level)))
        .chain(
            scenario
                .covers
                .iter()
                .enumerate()
                .map(|(index, cover)| (format!("/covers/{index}"), cover)),
        )
    {
        for expression in template.expressions() {
            problems.extend(lacking_key(scenario, &pointer, expression));
            problems.extend(properties::unknown(scenario, &pointer, expression));
            for root in expression.roots() {
                if !axes.contains(&root) {
                    problems.push(
                        unknown(scenario, &pointer, root, axes.iter().copied())
                            .with_help(Some("only the axes of the matrix can be used here".to_string())),
                    );
                }
            }
        }
    }

    problems.extend(rows(scenario, &axes, &ids));
    let cycle = cycle(scenario, &ids, &axes);
    if let Some(cycle) = &cycle {
        problems.push(
            Problem::at(
                &scenario.origin,
                format!("/steps/{}", cycle.step),
                format!("captures form a cycle: {}", cycle.path),
            )
            .with_help(Some(
                "a step can only use what earlier steps sent and received".to_string(),
            )),
        );
    }
    for (index, step) in scenario.steps.iter().enumerate() {
        for (pointer, expression, kind) in expressions(step) {
            let pointer = format!("/steps/{index}{pointer}");
            problems.extend(lacking_key(scenario, &pointer, expression));
            problems.extend(properties::unknown(scenario, &pointer, expression));
            for root in expression.roots() {
                let known = axes.contains(&root)
                    || ALWAYS.contains(&root)
                    || (kind == ExpressionPlace::Check && IN_CHECKS.contains(&root))
                    || (kind == ExpressionPlace::Raw && root == IN_RAW)
                    || (kind == ExpressionPlace::Reply && root == IN_REPLIES)
                    || ids[..index].contains(&Some(root))
                    || (kind == ExpressionPlace::Check && ids[index] == Some(root));
                if known {
                    continue;
                }
                match ids.iter().position(|id| *id == Some(root)) {
                    Some(_) if cycle.is_some() => {}
                    Some(later) => problems.push(
                        Problem::at(
                            &scenario.origin,
                            &pointer,
                            format!("`{root}` is step {}, which has not run yet", later + 1),
                        )
                        .with_help(Some(
                            "a step can only use what earlier steps sent and received".to_string(),
                        )),
                    ),
                    None => {
                        let candidates = axes
                            .iter()
                            .copied()
                            .chain(ALWAYS.iter().copied())
                            .chain(IN_CHECKS.iter().copied().filter(|_| kind == ExpressionPlace::Check))
                            .chain(ids[..index].iter().copied().flatten());
                        problems.push(unknown(scenario, &pointer, root, candidates));
                    }
                }
            }
        }
    }
    problems
}

/// The names used inside the rows of the matrix: they become part of whatever the row is put into.
fn rows(scenario: &Scenario, axes: &[&str], ids: &[Option<&str>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for axis in &scenario.matrix {
        let AxisValues::Rows(rows) = &axis.values else { continue };
        for (index, row) in rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.value.may_hold_expressions())
        {
            // What does not compile was reported when the row was read.
            let template = Template::parse(row.value.value(), &mut Vec::new());
            for expression in template.expressions() {
                let pointer = format!("/matrix/{}/{index}", axis.name);
                problems.extend(properties::unknown(scenario, &pointer, expression));
            }
            for root in template.expressions().into_iter().flat_map(Expression::roots) {
                if !ALWAYS.contains(&root) && root != IN_RAW && !ids.contains(&Some(root)) {
                    let known = ALWAYS.iter().copied().chain(ids.iter().copied().flatten());
                    let mut problem = unknown(scenario, &format!("/matrix/{}/{index}", axis.name), root, known);
                    if axes.contains(&root) {
                        problem.help = Some("a row cannot use the axes of the matrix".to_string());
                    }
                    problems.push(problem);
                }
            }
        }
    }
    problems
}

/// A key that no row of the axis has: lacking in one row it is unset, lacking in all it is a slip.
fn lacking_key(scenario: &Scenario, pointer: &str, expression: &Expression) -> Option<Problem> {
    let (root, segments) = expression.path()?;
    let Some(Segment::Property(key)) = segments.first() else {
        return None;
    };
    let axis = scenario.matrix.iter().find(|axis| axis.name == root)?;
    let AxisValues::Rows(rows) = &axis.values else {
        return None;
    };
    let mut keys: BTreeSet<String> = BTreeSet::new();
    for row in rows {
        match row.value.value() {
            Value::Object(entries) if entries.contains_key(key) => return None,
            Value::Object(entries) => keys.extend(entries.keys().cloned()),
            _ => {}
        }
    }
    Some(
        Problem::at(
            &scenario.origin,
            pointer,
            format!("no row of `{root}` has the key `{key}`"),
        )
        .with_help(suggest::help(key, keys.iter().map(String::as_str))),
    )
}

fn unknown<'n>(scenario: &Scenario, pointer: &str, root: &str, known: impl Iterator<Item = &'n str>) -> Problem {
    let known: Vec<&str> = known.collect();
    Problem::at(&scenario.origin, pointer, format!("nothing here is called `{root}`"))
        .with_help(suggest::help(root, known))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum ExpressionPlace {
    Value,
    Check,
    Raw,
    /// The answer to an awaited call, which can speak of that call.
    Reply,
}

/// Every expression of a scenario but those in the rows of its matrix.
pub fn expressions_of(scenario: &Scenario) -> impl Iterator<Item = &Expression> {
    let head = [&scenario.requirement, &scenario.level]
        .into_iter()
        .chain(&scenario.covers);
    let steps = scenario.steps.iter().flat_map(expressions);
    head.flat_map(Template::expressions)
        .chain(steps.map(|(_, expression, _)| expression))
}

/// Every expression of a step, with its place in the step.
fn expressions(step: &Step) -> Vec<(String, &Expression, ExpressionPlace)> {
    let mut found = Vec::new();
    collect(step, &mut found);
    found
}

fn collect<'s>(step: &'s Step, found: &mut Vec<(String, &'s Expression, ExpressionPlace)>) {
    let mut add = |pointer: &str, template: &'s Template, kind: ExpressionPlace| {
        found.extend(
            template
                .places()
                .into_iter()
                .map(|(below, expression)| (format!("{pointer}{below}"), expression, kind)),
        );
    };
    if let Some(proves) = &step.proves {
        add("/proves", proves, ExpressionPlace::Value);
    }
    if let Some(trigger) = &step.trigger {
        for (pointer, template) in [
            ("/trigger", trigger.hook.as_ref()),
            ("/body", trigger.body.as_ref()),
            ("/prompt", trigger.prompt.as_ref()),
        ] {
            if let Some(template) = template {
                add(pointer, template, ExpressionPlace::Value);
            }
        }
    }
    match &step.action {
        Action::Call(call) => {
            add("/call", &call.operation, ExpressionPlace::Value);
            for (pointer, template, kind) in [
                ("/with", call.with.as_ref(), ExpressionPlace::Value),
                ("/fixture", call.fixture.as_ref(), ExpressionPlace::Value),
                ("/body", call.body.as_ref(), ExpressionPlace::Value),
                ("/raw", call.raw.as_ref(), ExpressionPlace::Raw),
                ("/path", call.path.as_ref(), ExpressionPlace::Value),
                ("/method", call.method.as_ref(), ExpressionPlace::Value),
                ("/content-type", call.content_type.as_ref(), ExpressionPlace::Value),
            ] {
                if let Some(template) = template {
                    add(pointer, template, kind);
                }
            }
            for (index, template) in call.without.iter().enumerate() {
                add(&format!("/without/{index}"), template, ExpressionPlace::Value);
            }
            for (name, template) in &call.query {
                add(&format!("/query/{name}"), template, ExpressionPlace::Value);
            }
            for (name, template) in &call.headers {
                add(&format!("/headers/{name}"), template, ExpressionPlace::Value);
            }
        }
        Action::Receive(receive) => {
            add("/receive", &receive.operation, ExpressionPlace::Value);
            if let Some(about) = &receive.about {
                add("/about", about, ExpressionPlace::Value);
            }
            if let Some(body) = &receive.reply.body {
                add("/reply/body", body, ExpressionPlace::Reply);
            }
        }
        Action::Act => {}
    }
    for (place, outcomes) in [
        ("/expect", &step.expect.accept),
        ("/expect/tolerate", &step.expect.tolerate),
    ] {
        for (key, template) in outcomes.parts() {
            if let Some(template) = template {
                add(&format!("{place}/{key}"), template, ExpressionPlace::Value);
            }
        }
    }
    for (index, check) in step.given.iter().flat_map(|given| &given.checks).enumerate() {
        found.push((format!("/given/check/{index}"), check, ExpressionPlace::Value));
    }
    for check in &step.expect.checks {
        found.push((
            format!("/expect/check{}", check.pointer()),
            &check.expression,
            ExpressionPlace::Check,
        ));
    }
}

struct Cycle {
    step: usize,
    path: String,
}

/// The first cycle among the steps' references to one another.
fn cycle(scenario: &Scenario, ids: &[Option<&str>], axes: &[&str]) -> Option<Cycle> {
    let mut edges: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, step) in scenario.steps.iter().enumerate() {
        for (_, expression, kind) in expressions(step) {
            for root in expression.roots() {
                if let Some(target) = ids.iter().position(|id| *id == Some(root))
                    && !(kind == ExpressionPlace::Check && target == index)
                    && !axes.contains(&root)
                {
                    edges.entry(index).or_default().push(target);
                }
            }
        }
    }
    for start in 0..ids.len() {
        let mut path = vec![start];
        if let Some(path) = walk(start, &edges, &mut path) {
            let names: Vec<&str> = path.iter().map(|index| ids[*index].unwrap_or("?")).collect();
            return Some(Cycle {
                step: start,
                path: names.join(" → "),
            });
        }
    }
    None
}

/// A way from the end of `path` back to its start.
fn walk(start: usize, edges: &BTreeMap<usize, Vec<usize>>, path: &mut Vec<usize>) -> Option<Vec<usize>> {
    let last = *path.last()?;
    for next in edges.get(&last).into_iter().flatten() {
        if *next == start {
            let mut whole = path.clone();
            whole.push(start);
            return Some(whole);
        }
        if !path.contains(next) {
            path.push(*next);
            if let Some(found) = walk(start, edges, path) {
                return Some(found);
            }
            path.pop();
        }
    }
    None
}
