//! One case out of a scenario: axis values filled in, operations and credentials looked up.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::case::{Case, CaseId, Step};
use super::credential::{CredentialName, Filling};
use super::expectation::{Codes, Expectation, Outcomes, Statuses};
use crate::contract::catalogue::Contract;
use crate::contract::operation::{Api, Operation, Side};
use crate::expression::template::Template;
use crate::input::problem::Problem;
use crate::input::suggest;
use crate::scenario::model::{self, Deferral, Level, Scenario};

/// The case of a scenario in which the axes have those values, given as name and value.
///
/// # Errors
/// Everything in it that does not exist or does not fit.
pub fn case(contract: &Contract, scenario: &Scenario, rows: &[(&str, &str, Value)]) -> Result<Case, Vec<Problem>> {
    let names: Vec<&str> = rows.iter().map(|(_, name, _)| *name).collect();
    let bindings: Map<String, Value> = rows
        .iter()
        .map(|(axis, _, value)| (axis.to_string(), value.clone()))
        .collect();
    let mut builder = CaseBuilder {
        contract,
        scenario,
        bindings: &bindings,
        problems: Vec::new(),
    };
    let requirement = builder.text("/requirement", &scenario.requirement).unwrap_or_default();
    let level = builder.level();
    let covers = builder.covers();
    let steps: Vec<Option<Step>> = scenario
        .steps
        .iter()
        .enumerate()
        .map(|(index, step)| builder.step(&format!("/steps/{index}"), step))
        .collect();
    if !builder.problems.is_empty() {
        return Err(builder.problems);
    }
    Ok(Case {
        id: CaseId::new(&scenario.id, &names),
        requirement,
        page: scenario.page.clone(),
        level,
        api: scenario.api,
        under_test: scenario.under_test,
        covers,
        tags: scenario.tags.clone(),
        exclusive: scenario.exclusive,
        steps: steps.into_iter().flatten().collect(),
        bindings,
    })
}

/// A case under construction, and what is wrong with it so far.
pub(super) struct CaseBuilder<'b> {
    contract: &'b Contract,
    scenario: &'b Scenario,
    bindings: &'b Map<String, Value>,
    problems: Vec<Problem>,
}

impl CaseBuilder<'_> {
    pub(super) fn problem(&mut self, pointer: &str, message: String, help: Option<String>) {
        self.problems
            .push(Problem::at(&self.scenario.origin, pointer, message).with_help(help));
    }

    pub(super) fn bind(&mut self, pointer: &str, template: &Template) -> Option<Template> {
        match template.bind(self.bindings) {
            Ok(template) => Some(template),
            Err(unresolved) => {
                let below = template
                    .places()
                    .into_iter()
                    .find(|(_, expression)| expression.source() == unresolved.expression)
                    .map(|(below, _)| below)
                    .unwrap_or_default();
                self.problem(&format!("{pointer}{below}"), unresolved.to_string(), None);
                None
            }
        }
    }

    /// The value of a template that can only speak of the matrix.
    pub(super) fn constant(&mut self, pointer: &str, template: &Template) -> Option<Value> {
        // A row need not have every key that another row has: absent is null.
        match template {
            Template::Expression(expression) => match expression.path() {
                Some((root, segments)) if self.bindings.contains_key(root) && !segments.is_empty() => {
                    Some(expression.evaluate(self.bindings).unwrap_or(Value::Null))
                }
                _ => self.rendered(pointer, template),
            },
            _ => self.rendered(pointer, template),
        }
    }

    fn rendered(&mut self, pointer: &str, template: &Template) -> Option<Value> {
        match template.render(self.bindings) {
            Ok(value) => Some(value),
            Err(unresolved) => {
                self.problem(
                    pointer,
                    unresolved.to_string(),
                    Some("only the axes of the matrix can be used here".to_string()),
                );
                None
            }
        }
    }

    pub(super) fn text(&mut self, pointer: &str, template: &Template) -> Option<String> {
        Some(match self.rendered(pointer, template)? {
            Value::String(text) => text,
            other => other.to_string(),
        })
    }

    fn level(&mut self) -> Level {
        match self.constant("/level", &self.scenario.level) {
            Some(Value::String(name)) => Level::named(&name).unwrap_or_else(|| {
                self.problem(
                    "/level",
                    format!("`{name}` is not a level"),
                    Some("required, recommended or optional".to_string()),
                );
                Level::Required
            }),
            Some(Value::Null) | None => Level::Required,
            Some(other) => {
                self.problem(
                    "/level",
                    format!("`{other}` is not a level"),
                    Some("required, recommended or optional".to_string()),
                );
                Level::Required
            }
        }
    }

    /// An element may be an expression for a list: it is spliced in. What is said twice counts once.
    pub(super) fn covers(&mut self) -> Vec<String> {
        let mut covers = Vec::new();
        for (index, template) in self.scenario.covers.iter().enumerate() {
            let ids = match self.constant(&format!("/covers/{index}"), template) {
                Some(Value::String(id)) => vec![id],
                Some(Value::Array(ids)) => ids.iter().filter_map(|id| id.as_str().map(str::to_string)).collect(),
                Some(Value::Null) | None => Vec::new(),
                Some(other) => {
                    self.problem(&format!("/covers/{index}"), format!("`{other}` is not an id"), None);
                    Vec::new()
                }
            };
            for id in ids {
                if !covers.contains(&id) {
                    covers.push(id);
                }
            }
        }
        covers
    }

    /// Returns true if a template is a key that this row of the matrix does not have, or has as null in a place where
    /// null cannot be meant.
    pub(super) fn lacks(&self, template: &Template) -> bool {
        let Template::Expression(expression) = template else {
            return false;
        };
        match expression.path() {
            Some((root, segments)) if self.bindings.contains_key(root) && !segments.is_empty() => {
                expression.evaluate(self.bindings).is_err()
            }
            _ => false,
        }
    }

    /// Fields with their values; one that this row of the matrix does not have is left out.
    pub(super) fn fields(&mut self, pointer: &str, fields: &[(String, Template)]) -> Vec<(String, Template)> {
        fields
            .iter()
            .filter(|(_, template)| !self.lacks(template))
            .collect::<Vec<_>>()
            .into_iter()
            .filter_map(|(name, template)| Some((name.clone(), self.bind(&format!("{pointer}/{name}"), template)?)))
            .collect()
    }

    /// The operation that a template names, hosted by that side.
    pub(super) fn operation(&mut self, pointer: &str, name: &Template, side: Side) -> Option<Arc<Operation>> {
        let name = self.text(pointer, name)?;
        let api = self.scenario.api;
        let operations = match self.contract.operations(api) {
            Ok(operations) => operations,
            Err(problems) => {
                self.problems.extend(problems);
                return None;
            }
        };
        if let Some(found) = operations
            .iter()
            .find(|operation| operation.side == side && operation.id == name)
        {
            return Some(found.clone());
        }
        let host = if api == Api::Connector {
            "the Connector API".to_string()
        } else {
            format!("the {side} side")
        };
        let help = if operations.iter().any(|operation| operation.id == name) {
            Some(format!(
                "`{name}` is hosted by the other side; `under-test` names the side that is called, and `receive` awaits a call to the other one"
            ))
        } else {
            let here = operations.iter().filter(|operation| operation.side == side);
            suggest::help(&name, here.map(|operation| operation.id.as_str()))
        };
        self.problem(pointer, format!("{host} has no operation `{name}`"), help);
        None
    }

    /// The operation by which the outcome of that one is reported later.
    pub(super) fn confirming(&self, operation: &Operation) -> Option<Arc<Operation>> {
        self.contract.confirming(operation).cloned()
    }

    /// The side that is judged.
    pub(super) fn under_test(&self) -> Side {
        self.scenario.under_test
    }

    /// A row of the matrix may be given whole: only the properties that credentials fill are taken from it.
    pub(super) fn fillings(
        &mut self,
        pointer: &str,
        with: Option<&Template>,
        operation: &Operation,
    ) -> Option<Vec<Filling>> {
        let mut fillings: Vec<Filling> = operation
            .credentials
            .iter()
            .map(|property| Filling {
                property: property.clone(),
                name: CredentialName::Valid,
            })
            .collect();
        let Some(template) = with else { return Some(fillings) };
        let whole_row = matches!(template, Template::Expression(_));
        let entries = match self.constant(pointer, template)? {
            Value::Object(entries) => entries,
            Value::Null => return Some(fillings),
            other => {
                self.problem(
                    pointer,
                    format!("expected credentials by property, found {other}"),
                    None,
                );
                return None;
            }
        };
        for (property, value) in entries {
            let here = format!("{pointer}/{property}");
            if property == "swap" && value == Value::Bool(true) {
                fillings
                    .iter_mut()
                    .for_each(|filling| filling.name = CredentialName::Swapped);
                continue;
            }
            let position = fillings.iter().position(|filling| filling.property == property);
            let Some(position) = position else {
                if !whole_row {
                    let known = operation.credentials.iter().map(String::as_str).chain(["swap"]);
                    let help = suggest::help(&property, known);
                    self.problems.push(
                        Problem::at(
                            &self.scenario.origin,
                            here,
                            format!("`{}` has no credential property `{property}`", operation.id),
                        )
                        .on_key()
                        .with_help(help),
                    );
                }
                continue;
            };
            let name = match &value {
                Value::Null => Some(CredentialName::Null),
                Value::String(name) => CredentialName::named(name),
                _ => None,
            };
            match name {
                Some(name) => fillings[position].name = name,
                None => {
                    let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
                    let help = suggest::help(&text, CredentialName::ALL.iter().map(|(name, _)| *name));
                    self.problem(&here, format!("there is no credential `{text}`"), help);
                }
            }
        }
        Some(fillings)
    }

    /// The expected outcome of a step; `default` is accepted where the scenario says nothing.
    pub(super) fn expect(&mut self, pointer: &str, expect: &model::Expect, default: Outcomes) -> Option<Expectation> {
        let mut accept = self.outcomes(pointer, &expect.accept)?;
        let tolerate = self.outcomes(&format!("{pointer}/tolerate"), &expect.tolerate)?;
        if accept.is_empty() {
            accept = default;
        }
        Some(Expectation {
            snapshot: expect.snapshot.unwrap_or(accept.accepts_failure()),
            deferral: expect.deferral.unwrap_or(if accept.success {
                Deferral::Allowed
            } else {
                Deferral::Refused
            }),
            accept,
            tolerate,
            checks: expect.checks.clone(),
            invalid: expect.invalid,
            within: expect.within,
            confirmed_within: expect.confirmed_within,
        })
    }

    fn outcomes(&mut self, pointer: &str, outcomes: &model::Outcomes) -> Option<Outcomes> {
        let mut found = Outcomes::default();
        for (key, template) in outcomes.parts() {
            let Some(template) = template else { continue };
            let here = format!("{pointer}/{key}");
            let value = self.constant(&here, template)?;
            if value.is_null() {
                continue;
            }
            if key == "error" && self.scenario.api == Api::Connector {
                let help = "write the HTTP status that must come, e.g. `status: 401`".to_string();
                self.problem(&here, "the Connector API has no error codes".to_string(), Some(help));
                return None;
            }
            let fits = match key {
                "success" => value.as_bool().map(|success| found.success = success),
                "error" => Codes::read(&value).map(|codes| found.codes = codes),
                _ => Statuses::read(&value).map(|statuses| found.statuses = statuses),
            };
            if fits.is_none() {
                let expected = match key {
                    "success" => "true or false",
                    "error" => "a code from 1 to 14, a list of codes, or `any`",
                    _ => "an HTTP status, a class such as 4xx, or a list of them",
                };
                self.problem(&here, format!("expected {expected}, found {value}"), None);
                return None;
            }
        }
        Some(found)
    }
}
