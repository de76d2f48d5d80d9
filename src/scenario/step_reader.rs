//! Reads the steps of a scenario: calls, awaited calls and acts of the system under test.

use serde_json::Value;

use super::file::{WrittenGiven, WrittenReply, WrittenStep};
use super::model::{Action, Call, Given, Receive, Reply, Step, Trigger};
use super::read::Reader;
use crate::expression::template::Template;
use crate::fixture::recipe::Recipe;

/// The most calls that one step makes.
const MOST_TIMES: u32 = 1000;

impl Reader<'_> {
    /// One step; keys that do not fit together are problems.
    pub(super) fn step(&mut self, index: usize, step: WrittenStep) -> Step {
        let here = format!("/steps/{index}");
        self.keys(&here, &step);
        let at = |key: &str| format!("{here}/{key}");
        let calls = step.call.is_some();
        let trigger = (step.trigger.is_some() || step.prompt.is_some()).then(|| Trigger {
            hook: step.trigger.as_ref().map(|hook| self.text(&at("trigger"), hook)),
            body: step
                .body
                .clone()
                .filter(|_| !calls)
                .map(|body| self.value(&at("body"), body)),
            prompt: step.prompt.as_ref().map(|prompt| self.text(&at("prompt"), prompt)),
        });
        let id = step.id.clone();
        let proves = step.proves.as_ref().map(|test| self.text(&at("proves"), test));
        let given = step.given.as_ref().map(|given| self.given(&at("given"), given));
        let absent = step.expect.absent;
        let optional = step.expect.optional;
        let always = step.always;
        let (action, expect) = match (&step.call, &step.receive) {
            (Some(call), _) => {
                let operation = self.text(&at("call"), call);
                let (call, expect) = self.call(&here, operation, step);
                (Action::Call(Box::new(call)), expect)
            }
            (None, Some(receive)) => {
                let receive = Receive {
                    operation: self.text(&at("receive"), receive),
                    about: step.about.as_ref().map(|about| self.text(&at("about"), about)),
                    reply: step
                        .reply
                        .map(|reply| self.reply(&at("reply"), reply))
                        .unwrap_or_default(),
                    within: self.duration(&at("within"), step.within),
                    more_within: self.duration(&at("more-within"), step.more_within),
                    watch: self.duration(&at("watch"), step.watch),
                    absent,
                    optional,
                };
                (
                    Action::Receive(Box::new(receive)),
                    self.expect(&at("expect"), step.expect),
                )
            }
            (None, None) => (Action::Act, self.expect(&at("expect"), step.expect)),
        };
        Step {
            id,
            proves,
            given,
            always,
            trigger,
            action,
            expect,
        }
    }

    fn call(&mut self, here: &str, operation: Template, step: WrittenStep) -> (Call, super::model::Expect) {
        let at = |key: &str| format!("{here}/{key}");
        self.credentials(&at("with"), step.with.as_ref());
        let times = step.repeat.unwrap_or(1);
        if !(1..=MOST_TIMES).contains(&times) {
            let help = "a run should end; write several steps if more is meant";
            self.problem(
                &at("repeat"),
                format!("a call is made from 1 to {MOST_TIMES} times, not {times}"),
                help,
            );
        }
        let call = Call {
            operation,
            with: step.with.map(|with| self.value(&at("with"), with)),
            fixture: step.fixture.map(|fixture| self.fixture(&at("fixture"), fixture)),
            body: step.body.map(|body| self.value(&at("body"), body)),
            without: step
                .without
                .iter()
                .enumerate()
                .map(|(position, pointer)| self.text(&at(&format!("without/{position}")), pointer))
                .collect(),
            raw: step.raw.map(|raw| self.text(&at("raw"), &raw)),
            method: step.method.map(|method| self.text(&at("method"), &method)),
            content_type: step
                .content_type
                .map(|written| self.value(&at("content-type"), written.map_or(Value::Null, Value::from))),
            path: step.path.map(|path| self.text(&at("path"), &path)),
            query: self.fields(&at("query"), step.query),
            headers: self.fields(&at("headers"), step.headers),
            times,
        };
        (call, self.expect(&at("expect"), step.expect))
    }

    /// A recipe that waits for nothing is read now, so that its faults show where it is written.
    fn fixture(&mut self, pointer: &str, written: Value) -> Template {
        let template = self.value(pointer, written.clone());
        if template.expressions().is_empty()
            && !written.is_null()
            && let Err(fault) = Recipe::read(written)
        {
            self.problem(
                pointer,
                fault.to_string(),
                "the key `kind` names what is made; each other key has a default",
            );
        }
        template
    }

    fn credentials(&mut self, pointer: &str, with: Option<&Value>) {
        match with {
            Some(Value::Object(with)) => {
                for (property, name) in with {
                    if !matches!(name, Value::String(_) | Value::Null | Value::Bool(_)) {
                        self.problem(
                            &format!("{pointer}/{property}"),
                            format!("expected the name of a credential, found {name}"),
                            "write e.g. `expired`",
                        );
                    }
                }
            }
            Some(Value::String(_)) | None => {}
            Some(_) => self.problem(
                pointer,
                "expected credentials by property",
                "e.g. `with: { clientToken: expired }`",
            ),
        }
    }

    fn given(&mut self, pointer: &str, written: &WrittenGiven) -> Given {
        if written.check.is_empty() {
            let help = "write an expression, e.g. `first.response.Cursor != null`, or leave `given` out";
            self.problem(&format!("{pointer}/check"), "nothing has to be so", help);
        }
        if written.otherwise.trim().is_empty() {
            let help = "say why nothing could be told, e.g. `there are too few items for a second page`";
            self.problem(&format!("{pointer}/otherwise"), "the reason is empty", help);
        }
        let checks = written.check.iter().enumerate();
        Given {
            checks: checks
                .filter_map(|(index, text)| self.check(&format!("{pointer}/check/{index}"), text))
                .collect(),
            otherwise: written.otherwise.clone(),
        }
    }

    fn reply(&mut self, pointer: &str, reply: WrittenReply) -> Reply {
        Reply {
            status: reply.status,
            body: reply.body.map(|body| self.value(&format!("{pointer}/body"), body)),
            delay: self.duration(&format!("{pointer}/delay"), reply.delay),
        }
    }

    /// Keys that belong to the other kind of step, and a step that does nothing at all.
    fn keys(&mut self, here: &str, step: &WrittenStep) {
        let calls = step.call.is_some();
        let receives = step.receive.is_some();
        let triggers = step.trigger.is_some() || step.prompt.is_some();
        if calls && receives {
            self.problem(
                &format!("{here}/receive"),
                "a step either calls or receives",
                "make two steps of it",
            );
        }
        if !calls && !receives && !triggers {
            self.problem(
                here,
                "missing key `call`",
                "a step has a `call`, a `receive`, or at least a `trigger` or `prompt`",
            );
        }
        // A step that is nothing yet was reported above.
        if step.always && !triggers && (calls || receives) {
            self.problem(
                &format!("{here}/always"),
                "`always` has no meaning in this step",
                "it belongs to a step with a `trigger` or a `prompt`, which puts something back",
            );
        }
        let written = [
            ("with", step.with.is_some(), KeyOwner::Call),
            ("fixture", step.fixture.is_some(), KeyOwner::Call),
            ("without", !step.without.is_empty(), KeyOwner::Call),
            ("raw", step.raw.is_some(), KeyOwner::Call),
            ("method", step.method.is_some(), KeyOwner::Call),
            ("content-type", step.content_type.is_some(), KeyOwner::Call),
            ("path", step.path.is_some(), KeyOwner::Call),
            ("query", !step.query.is_empty(), KeyOwner::Call),
            ("headers", !step.headers.is_empty(), KeyOwner::Call),
            ("repeat", step.repeat.is_some(), KeyOwner::Call),
            ("body", step.body.is_some(), KeyOwner::CallOrHook),
            ("about", step.about.is_some(), KeyOwner::Receive),
            ("reply", step.reply.is_some(), KeyOwner::Receive),
            ("within", step.within.is_some(), KeyOwner::Receive),
            ("more-within", step.more_within.is_some(), KeyOwner::Receive),
            ("watch", step.watch.is_some(), KeyOwner::Receive),
            ("expect/absent", step.expect.absent, KeyOwner::Receive),
            ("expect/optional", step.expect.optional, KeyOwner::Receive),
            ("expect/invalid", step.expect.invalid, KeyOwner::Receive),
            ("expect/async", step.expect.deferral.is_some(), KeyOwner::Call),
            (
                "expect/confirmed-within",
                step.expect.confirmed_within.is_some(),
                KeyOwner::Call,
            ),
            ("expect/within", step.expect.within.is_some(), KeyOwner::Call),
        ];
        for (key, is_written, needs) in written {
            let (fits, help) = match needs {
                KeyOwner::Call => (calls, "it belongs to a step with `call`"),
                KeyOwner::Receive => (receives, "it belongs to a step with `receive`"),
                KeyOwner::CallOrHook => (
                    calls || step.trigger.is_some(),
                    "it belongs to a step with `call`, or tells the hook of a `trigger` something",
                ),
            };
            // A step that is nothing yet was reported above.
            if is_written && !fits && (calls || receives || triggers) {
                let name = key.rsplit('/').next().unwrap_or(key);
                self.problem(
                    &format!("{here}/{key}"),
                    format!("`{name}` has no meaning in this step"),
                    help,
                );
            }
        }
    }
}

/// The kind of step that a key belongs to.
#[derive(Clone, Copy)]
enum KeyOwner {
    Call,
    Receive,
    CallOrHook,
}
