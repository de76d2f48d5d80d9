//! From the written form to the meaning: every problem of a file is found before any is reported.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use super::condition::{Condition, WrittenCondition};
use super::file::{self, ScenarioFile, WrittenExpect};
use super::model::{Expect, InvalidId, Level, Outcomes, Scenario, ScenarioId};
use super::{names, properties, references};
use crate::contract::operation::{Api, Side};
use crate::expression::compile_error::CompileError;
use crate::expression::functions::FUNCTIONS;
use crate::expression::program::Expression;
use crate::expression::template::{Template, TemplateError};
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::{schema, suggest};

/// Reads one scenario file.
///
/// # Errors
/// Everything that is wrong with it: its syntax, its form or its meaning.
pub fn scenario(id: &str, source: &Source) -> Result<Scenario, Problems> {
    let (scenario, problems) = as_far_as_possible(id, source)?;
    Problems::none(problems, scenario)
}

/// Reads one scenario file; one whose meaning is wrong in places is given together with what is
/// wrong, so that its references can be looked up before anything is reported.
///
/// # Errors
/// Every mistake in its syntax or its form.
pub fn as_far_as_possible(id: &str, source: &Source) -> Result<(Scenario, Vec<Problem>), Problems> {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    let document: ScenarioFile = schema::read(source, || SCHEMA.get_or_init(file::schema).clone())?;
    let id: ScenarioId = id
        .parse()
        .map_err(|error: InvalidId| Problem::new(error.to_string()).in_file(source))?;
    let reader = Reader {
        source,
        problems: Vec::new(),
    };
    Ok(reader.scenario(id, document))
}

/// A file under reading, and what is wrong with it so far.
pub(super) struct Reader<'s> {
    pub(super) source: &'s Source,
    pub(super) problems: Vec<Problem>,
}

impl Reader<'_> {
    fn scenario(mut self, id: ScenarioId, document: ScenarioFile) -> (Scenario, Vec<Problem>) {
        if document.requirement.trim().is_empty() {
            self.problem(
                "/requirement",
                "the requirement is empty",
                "say in one sentence what must hold",
            );
        }
        if document.source.trim().is_empty() || document.source.contains(char::is_whitespace) {
            self.problem(
                "/source",
                "the source is not a page of the documentation",
                "write it as a path, e.g. channel-manager-api/guidelines/responses#error-response",
            );
        }
        let under_test = self.side(&document);
        let level = self.level(document.level.as_deref());
        let scenario = Scenario {
            requirement: self.text("/requirement", &document.requirement),
            page: document.source,
            level,
            api: document.api,
            under_test,
            covers: document
                .covers
                .iter()
                .enumerate()
                .map(|(index, cover)| self.text(&format!("/covers/{index}"), cover))
                .collect(),
            tags: document.tags,
            exclusive: document.exclusive,
            matrix: document
                .matrix
                .into_iter()
                .map(|(name, axis)| self.axis(name, axis))
                .collect(),
            steps: document
                .steps
                .into_iter()
                .enumerate()
                .map(|(index, step)| self.step(index, step))
                .collect(),
            id,
            origin: self.source.clone(),
        };
        if scenario.steps.is_empty() {
            self.problem(
                "/steps",
                "there is no step",
                "add at least one `- call: …` or `- receive: …`",
            );
        }
        self.problems.extend(names::problems(&scenario));
        self.problems.extend(references::problems(&scenario));
        let expressions: Vec<_> = references::expressions_of(&scenario).collect();
        self.problems.extend(properties::unused(&scenario, &expressions));
        (scenario, self.problems)
    }

    pub(super) fn problem(&mut self, pointer: &str, message: impl Into<String>, help: &str) {
        self.problems
            .push(Problem::at(self.source, pointer, message).with_help(Some(help.to_string())));
    }

    fn side(&mut self, document: &ScenarioFile) -> Side {
        match (document.api, document.under_test) {
            (Api::Connector, Some(Side::ChannelManager)) => {
                self.problem(
                    "/under-test",
                    "the Connector API has no operations on the partner's side",
                    "write `under-test: mews` or leave it out",
                );
                Side::Mews
            }
            (Api::Connector, _) => Side::Mews,
            (Api::ChannelManager, Some(side)) => side,
            (Api::ChannelManager, None) => {
                self.problem(
                    "",
                    "missing key `under-test`",
                    "name the side that is judged: mews or channel-manager",
                );
                Side::Mews
            }
        }
    }

    fn level(&mut self, level: Option<&str>) -> Template {
        match level {
            None => Template::Literal(Value::from(Level::Required.name())),
            Some(text) => {
                let template = self.text("/level", text);
                if let Some(Value::String(name)) = template.literal()
                    && Level::named(name).is_none()
                {
                    let names: Vec<&str> = Level::ALL.iter().map(|(name, _)| *name).collect();
                    let help = suggest::help(name, names.iter().copied());
                    self.problems.push(
                        Problem::at(
                            self.source,
                            "/level",
                            format!("expected one of {}, found `{name}`", names.join(", ")),
                        )
                        .with_help(help),
                    );
                }
                template
            }
        }
    }

    pub(super) fn fields(
        &mut self,
        pointer: &str,
        fields: indexmap::IndexMap<String, String>,
    ) -> Vec<(String, Template)> {
        fields
            .into_iter()
            .map(|(name, text)| {
                let template = self.text(&format!("{pointer}/{name}"), &text);
                (name, template)
            })
            .collect()
    }

    pub(super) fn expect(&mut self, pointer: &str, expect: WrittenExpect) -> Expect {
        let tolerate = expect.tolerate.unwrap_or_default();
        Expect {
            accept: self.outcomes(pointer, expect.success, expect.error, expect.status),
            tolerate: self.outcomes(
                &format!("{pointer}/tolerate"),
                tolerate.success,
                tolerate.error,
                tolerate.status,
            ),
            checks: expect
                .check
                .into_iter()
                .enumerate()
                .filter_map(|(index, check)| self.condition(&format!("{pointer}/check/{index}"), index, check))
                .collect(),
            invalid: expect.invalid,
            snapshot: expect.snapshot,
            within: self.duration(&format!("{pointer}/within"), expect.within),
            deferral: expect.deferral,
            confirmed_within: self.duration(&format!("{pointer}/confirmed-within"), expect.confirmed_within),
        }
    }

    pub(super) fn duration(&mut self, pointer: &str, text: Option<String>) -> Option<Duration> {
        let text = text?;
        match humantime::parse_duration(&text) {
            Ok(duration) if duration > Duration::ZERO => Some(duration),
            Ok(_) => {
                self.problem(
                    pointer,
                    "nothing can come within no time",
                    "write a duration above zero, e.g. `2s` or `500ms`",
                );
                None
            }
            Err(_) => {
                self.problem(
                    pointer,
                    format!("`{text}` is not a duration"),
                    "write e.g. `2s` or `500ms`",
                );
                None
            }
        }
    }

    fn outcomes(
        &mut self,
        pointer: &str,
        success: Option<Value>,
        error: Option<Value>,
        status: Option<Value>,
    ) -> Outcomes {
        let mut part = |key: &str, value: Option<Value>| {
            value
                .filter(|value| !value.is_null())
                .map(|value| self.value(&format!("{pointer}/{key}"), value))
        };
        Outcomes {
            success: part("success", success),
            error: part("error", error),
            status: part("status", status),
        }
    }

    /// A check is one expression; `${…}` around it is not needed.
    pub(super) fn check(&mut self, pointer: &str, text: &str) -> Option<Expression> {
        match Expression::compile(text) {
            Ok(expression) => Some(expression),
            Err(error) => {
                self.fault(pointer, text, &error);
                None
            }
        }
    }

    fn condition(&mut self, pointer: &str, position: usize, check: WrittenCondition) -> Option<Condition> {
        match check {
            WrittenCondition::Bare(text) => Some(Condition {
                expression: self.check(pointer, &text)?,
                because: None,
                position,
            }),
            WrittenCondition::Explained(explained) => {
                if explained.because.trim().is_empty() {
                    let help =
                        "say what must hold, e.g. `each room has a number of its own`, or write the expression alone";
                    self.problem(&format!("{pointer}/because"), "the sentence is empty", help);
                }
                Some(Condition {
                    expression: self.check(&format!("{pointer}/that"), &explained.that)?,
                    because: Some(explained.because),
                    position,
                })
            }
        }
    }

    pub(super) fn text(&mut self, pointer: &str, text: &str) -> Template {
        self.value(pointer, Value::from(text))
    }

    pub(super) fn value(&mut self, pointer: &str, value: Value) -> Template {
        let mut faults = Vec::new();
        let template = Template::parse(value, &mut faults);
        self.faults(pointer, faults);
        template
    }

    pub(super) fn faults(&mut self, pointer: &str, faults: Vec<TemplateError>) {
        for fault in faults {
            self.fault(&format!("{pointer}{}", fault.pointer), &fault.expression, &fault.error);
        }
    }

    fn fault(&mut self, pointer: &str, expression: &str, error: &CompileError) {
        let help = error
            .unknown_function
            .as_deref()
            .and_then(|name| suggest::nearest(name, FUNCTIONS.iter().copied()))
            .map_or_else(|| error.advice().to_string(), |name| format!("did you mean `{name}`?"));
        self.problem(
            pointer,
            format!(
                "the expression `{}` does not compile: {}",
                expression.trim(),
                error.message
            ),
            &help,
        );
    }
}
