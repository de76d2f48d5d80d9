//! From the written form to the meaning: every problem of a file is found before any is reported.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde_json::Value;

use super::document::{self, AxisDocument, Document, ExpectDocument, StepDocument};
use super::model::{
    Axis, AxisValues, ContentType, Expect, InvalidId, Level, Outcomes, Row, Scenario, ScenarioId, Step,
};
use super::references;
use crate::contract::operation::{Api, Side};
use crate::expression::program::{CompileError, Expression, FUNCTIONS};
use crate::expression::template::{Fault, Template};
use crate::input::problem::{Problem, Problems};
use crate::input::source::Source;
use crate::input::{schema, suggest};

/// Reads one scenario file.
///
/// # Errors
/// Everything that is wrong with it: its syntax, its form or its meaning.
pub fn scenario(id: &str, source: &Source) -> Result<Scenario, Problems> {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    let document: Document = schema::read(source, || SCHEMA.get_or_init(document::schema).clone())
        .map_err(|problems| later_keys(problems.into_iter().collect()))?;
    let id: ScenarioId = id
        .parse()
        .map_err(|error: InvalidId| Problem::new(error.to_string()).in_file(source))?;
    Reader {
        source,
        problems: Vec::new(),
    }
    .scenario(id, document)
}

/// Says of the keys that are kept for asynchronous flows why they are refused.
fn later_keys(mut problems: Vec<Problem>) -> Problems {
    for problem in &mut problems {
        let key = problem
            .message
            .strip_prefix("unknown key `")
            .and_then(|rest| rest.strip_suffix('`'));
        if let Some(key @ ("receive" | "trigger" | "prompt" | "reply")) = key {
            problem.help = Some(format!(
                "`{key}` belongs to awaited calls, which this version cannot run yet"
            ));
        }
    }
    match Problems::none(problems, ()) {
        Err(problems) => problems,
        Ok(()) => Problem::new("the file cannot be read").into(),
    }
}

struct Reader<'s> {
    source: &'s Source,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn scenario(mut self, id: ScenarioId, document: Document) -> Result<Scenario, Problems> {
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
            self.problem("/steps", "there is no step", "add at least one `- call: …`");
        }
        self.names(&scenario);
        self.problems.extend(references::problems(&scenario));
        Problems::none(self.problems, scenario)
    }

    fn problem(&mut self, pointer: &str, message: impl Into<String>, help: &str) {
        self.problems
            .push(Problem::at(self.source, pointer, message).with_help(Some(help.to_string())));
    }

    fn side(&mut self, document: &Document) -> Side {
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

    fn axis(&mut self, name: String, axis: AxisDocument) -> Axis {
        let pointer = format!("/matrix/{name}");
        let values = match axis {
            AxisDocument::Operations(selector) => AxisValues::Operations {
                side: selector.side,
                needs: selector.needs,
                except: selector.except,
            },
            AxisDocument::Rows(values) => {
                if values.is_empty() {
                    self.problem(
                        &pointer,
                        "the axis has no values",
                        "a matrix without values has no cases",
                    );
                }
                let mut rows: Vec<Row> = Vec::with_capacity(values.len());
                let mut names: HashSet<String> = HashSet::with_capacity(values.len());
                for (index, packed) in values.into_iter().enumerate() {
                    let pointer = format!("{pointer}/{index}");
                    let row = Row {
                        name: self.row_name(&pointer, &packed.value()),
                        value: packed,
                    };
                    let mut faults = Vec::new();
                    let _ = Template::parse(row.value.value(), &mut faults);
                    self.faults(&pointer, faults);
                    if !names.insert(row.name.clone()) {
                        self.problem(
                            &pointer,
                            format!("two values of the axis are called `{}`", row.name),
                            "give each its own `name`",
                        );
                    }
                    rows.push(row);
                }
                AxisValues::Rows(rows)
            }
        };
        Axis { name, values }
    }

    fn row_name(&mut self, pointer: &str, value: &Value) -> String {
        let name = match value {
            Value::Object(entries) => match entries.get("name") {
                Some(Value::String(name)) => name.clone(),
                _ => {
                    self.problem(
                        pointer,
                        "the value has no `name`",
                        "the id of the case shows it, e.g. `name: unknown`",
                    );
                    String::new()
                }
            },
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        if name.contains([',', '[', ']']) || name.chars().any(char::is_control) {
            self.problem(
                pointer,
                format!("`{name}` cannot be part of an id"),
                "leave out commas, brackets and line breaks",
            );
        }
        name
    }

    fn step(&mut self, index: usize, step: StepDocument) -> Step {
        let at = |key: &str| format!("/steps/{index}/{key}");
        for (position, pointer) in step.without.iter().enumerate() {
            if !pointer.starts_with('/') {
                self.problem(
                    &at(&format!("without/{position}")),
                    format!("`{pointer}` is not a JSON Pointer"),
                    "start it with a slash, e.g. `/clientToken`",
                );
            }
        }
        if let Some(method) = &step.method
            && (method.is_empty() || !method.chars().all(|c| c.is_ascii_uppercase()))
        {
            self.problem(
                &at("method"),
                format!("`{method}` is not an HTTP method"),
                "write it in capitals, e.g. GET",
            );
        }
        if let Some(Value::Object(with)) = &step.with {
            for (property, name) in with {
                if !matches!(name, Value::String(_) | Value::Null | Value::Bool(_)) {
                    self.problem(
                        &at(&format!("with/{property}")),
                        "expected the name of a credential",
                        "e.g. `expired`",
                    );
                }
            }
        } else if step.with.as_ref().is_some_and(|with| !with.is_string()) {
            self.problem(
                &at("with"),
                "expected credentials by property",
                "e.g. `with: { clientToken: expired }`",
            );
        }
        Step {
            call: self.text(&at("call"), &step.call),
            with: step.with.map(|with| self.value(&at("with"), with)),
            body: step.body.map(|body| self.value(&at("body"), body)),
            without: step.without,
            raw: step.raw.map(|raw| self.text(&at("raw"), &raw)),
            method: step.method,
            content_type: match step.content_type {
                None => ContentType::Json,
                Some(None) => ContentType::Absent,
                Some(Some(text)) => ContentType::Text(text),
            },
            path: step.path.map(|path| self.text(&at("path"), &path)),
            query: self.fields(&at("query"), step.query),
            headers: self.fields(&at("headers"), step.headers),
            expect: self.expect(&at("expect"), step.expect),
            id: step.id,
        }
    }

    fn fields(&mut self, pointer: &str, fields: indexmap::IndexMap<String, String>) -> Vec<(String, Template)> {
        fields
            .into_iter()
            .map(|(name, text)| {
                let template = self.text(&format!("{pointer}/{name}"), &text);
                (name, template)
            })
            .collect()
    }

    fn expect(&mut self, pointer: &str, expect: ExpectDocument) -> Expect {
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
                .iter()
                .enumerate()
                .filter_map(|(index, text)| self.check(&format!("{pointer}/check/{index}"), text))
                .collect(),
            snapshot: expect.snapshot,
            within: expect.within.and_then(|text| match humantime::parse_duration(&text) {
                Ok(duration) => Some(duration),
                Err(_) => {
                    self.problem(
                        &format!("{pointer}/within"),
                        format!("`{text}` is not a duration"),
                        "write e.g. `2s` or `500ms`",
                    );
                    None
                }
            }),
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
    fn check(&mut self, pointer: &str, text: &str) -> Option<Expression> {
        match Expression::compile(text) {
            Ok(expression) => Some(expression),
            Err(error) => {
                self.fault(pointer, text, &error);
                None
            }
        }
    }

    fn text(&mut self, pointer: &str, text: &str) -> Template {
        self.value(pointer, Value::from(text))
    }

    fn value(&mut self, pointer: &str, value: Value) -> Template {
        let mut faults = Vec::new();
        let template = Template::parse(value, &mut faults);
        self.faults(pointer, faults);
        template
    }

    fn faults(&mut self, pointer: &str, faults: Vec<Fault>) {
        for fault in faults {
            self.fault(&format!("{pointer}{}", fault.pointer), &fault.expression, &fault.error);
        }
    }

    fn fault(&mut self, pointer: &str, expression: &str, error: &CompileError) {
        let help = error
            .unknown_function
            .as_deref()
            .and_then(|name| suggest::nearest(name, FUNCTIONS.iter().copied()))
            .map_or_else(
                || "expressions are written in CEL".to_string(),
                |name| format!("did you mean `{name}`?"),
            );
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

    /// Step ids and axes share one space of names.
    fn names(&mut self, scenario: &Scenario) {
        let reserved = |name: &str| {
            references::ALWAYS.contains(&name) || references::IN_CHECKS.contains(&name) || name == references::IN_RAW
        };
        let mut taken: Vec<&str> = Vec::new();
        for axis in &scenario.matrix {
            let identifier = axis.name.starts_with(|c: char| c.is_ascii_lowercase())
                && axis.name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !identifier || reserved(&axis.name) {
                self.problems.push(
                    Problem::at(
                        self.source,
                        format!("/matrix/{}", axis.name),
                        format!("`{}` cannot name an axis", axis.name),
                    )
                    .on_key()
                    .with_help(Some(
                        "use a lower-case identifier that is not a name of Keycard's own".to_string(),
                    )),
                );
            }
            taken.push(&axis.name);
        }
        for (index, step) in scenario.steps.iter().enumerate() {
            let Some(id) = step.id.as_deref() else { continue };
            let pointer = format!("/steps/{index}/id");
            let identifier = id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            if !identifier {
                self.problem(
                    &pointer,
                    format!("`{id}` cannot name a step"),
                    "use a lower-case identifier such as `push`",
                );
            } else if reserved(id) || taken.contains(&id) {
                self.problem(
                    &pointer,
                    format!("the name `{id}` is already taken"),
                    "each step and axis needs a name of its own",
                );
            }
            taken.push(id);
        }
    }
}
