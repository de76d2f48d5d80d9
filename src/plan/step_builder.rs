//! The steps of a case: which operation is called or awaited, and what makes the other side act.

use super::case::{Action, Call, Presence, Receive, Step, Trigger};
use super::case_builder::CaseBuilder;
use super::expectation::Outcomes;
use crate::contract::operation::{Operation, Side};
use crate::expression::template::Template;
use crate::fixture::receiver::Receiver;
use crate::fixture::recipe::Recipe;
use crate::input::suggest;
use crate::scenario::model;

/// Success, and nothing else.
fn success() -> Outcomes {
    Outcomes {
        success: true,
        ..Outcomes::default()
    }
}

impl CaseBuilder<'_> {
    pub(super) fn step(&mut self, pointer: &str, step: &model::Step) -> Option<Step> {
        let trigger = match &step.trigger {
            Some(trigger) => Some(self.trigger(pointer, trigger)?),
            None => None,
        };
        let expect = format!("{pointer}/expect");
        let (action, default) = match &step.action {
            model::Action::Call(call) => (Action::Call(Box::new(self.call(pointer, call)?)), success()),
            model::Action::Receive(receive) => {
                let receive = self.receive(pointer, receive)?;
                // Only a confirmation has an outcome of its own.
                let default = if receive.operation.related.is_some() {
                    success()
                } else {
                    Outcomes::default()
                };
                (Action::Receive(Box::new(receive)), default)
            }
            model::Action::Act => (Action::Act, Outcomes::default()),
        };
        Some(Step {
            id: step.id.clone(),
            proves: self.proves(pointer, step.proves.as_ref()),
            given: step.given.clone(),
            always: step.always,
            trigger,
            action,
            expect: self.expect(&expect, &step.expect, default)?,
        })
    }

    fn call(&mut self, pointer: &str, call: &model::Call) -> Option<Call> {
        let at = |key: &str| format!("{pointer}/{key}");
        let operation = self.operation(&at("call"), &call.operation, self.under_test())?;
        let fillings = self.fillings(&at("with"), call.with.as_ref(), &operation);
        let without = self.without(&at("without"), &call.without);
        let method = self.method(&at("method"), call.method.as_ref());
        let content_type = self.content_type(&at("content-type"), call.content_type.as_ref());
        let fixture = self.fixture(&at("fixture"), call.fixture.as_ref(), &operation);
        let body = self.optional(&at("body"), call.body.as_ref());
        let raw = self.optional(&at("raw"), call.raw.as_ref());
        let path = self.optional(&at("path"), call.path.as_ref());
        Some(Call {
            confirmed_by: self.confirming(&operation),
            operation,
            fillings: fillings?,
            fixture: fixture?,
            body: body?,
            without: without?,
            raw: raw?,
            method: method?,
            content_type: content_type?,
            path: path?,
            query: self.fields(&at("query"), &call.query),
            headers: self.fields(&at("headers"), &call.headers),
            times: call.times,
        })
    }

    /// The recipe of a body, which has to be one of that operation.
    fn fixture(
        &mut self,
        pointer: &str,
        template: Option<&Template>,
        operation: &Operation,
    ) -> Option<Option<Box<Recipe>>> {
        let Some(template) = template else { return Some(None) };
        let written = self.constant(pointer, template)?;
        if written.is_null() {
            return Some(None);
        }
        let receiver = match operation.side {
            Side::Mews => Receiver::Mews,
            Side::ChannelManager => Receiver::ChannelManager,
        };
        match Recipe::read(written) {
            Ok(recipe) if recipe.operation() == operation.id => Some(Some(Box::new(recipe.to(receiver)))),
            Ok(recipe) => {
                let (made, called) = (recipe.operation(), &operation.id);
                let help = format!("call `{made}`, or choose another `kind`");
                self.problem(
                    pointer,
                    format!("this is the body of `{made}`, and `{called}` is called"),
                    Some(help),
                );
                None
            }
            Err(fault) => {
                self.problem(pointer, fault.to_string(), None);
                None
            }
        }
    }

    fn receive(&mut self, pointer: &str, receive: &model::Receive) -> Option<Receive> {
        let at = |key: &str| format!("{pointer}/{key}");
        let operation = self.operation(&at("receive"), &receive.operation, self.under_test().other())?;
        let about = self.optional(&at("about"), receive.about.as_ref());
        let body = self.optional(&at("reply/body"), receive.reply.body.as_ref());
        Some(Receive {
            operation,
            about: about?,
            reply: model::Reply {
                status: receive.reply.status,
                body: body?,
                delay: receive.reply.delay,
            },
            within: receive.within,
            more_within: receive.more_within,
            watch: receive.watch,
            presence: match (receive.absent, receive.optional) {
                (true, _) => Presence::Forbidden,
                (false, true) => Presence::Optional,
                (false, false) => Presence::Expected,
            },
        })
    }

    /// The test that a step proves, which is one of those that the case covers.
    fn proves(&mut self, pointer: &str, test: Option<&Template>) -> Option<String> {
        let pointer = format!("{pointer}/proves");
        let test = self.text(&pointer, test?)?;
        let covers = self.covers();
        if !covers.contains(&test) {
            let help = suggest::help(&test, covers.iter().map(String::as_str));
            self.problem(&pointer, format!("`covers` does not list `{test}`"), help);
        }
        Some(test)
    }

    fn trigger(&mut self, pointer: &str, trigger: &model::Trigger) -> Option<Trigger> {
        let at = |key: &str| format!("{pointer}/{key}");
        let hook = match &trigger.hook {
            Some(hook) => Some(self.text(&at("trigger"), hook)?),
            None => None,
        };
        let body = self.optional(&at("body"), trigger.body.as_ref());
        let prompt = self.optional(&at("prompt"), trigger.prompt.as_ref());
        Some(Trigger {
            hook,
            body: body?,
            prompt: prompt?,
        })
    }

    /// A template that may not be there, or that is a key which this row of the matrix lacks.
    fn optional(&mut self, pointer: &str, template: Option<&Template>) -> Option<Option<Template>> {
        match template {
            Some(template) if self.lacks(template) => Some(None),
            Some(template) => self.bind(pointer, template).map(Some),
            None => Some(None),
        }
    }
}
