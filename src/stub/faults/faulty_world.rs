//! A world with a fault: it takes requests for others, or changes replies and calls.

use jiff::Timestamp;

use super::effect::FaultEffect;
use super::fault::Fault;
use super::json::{Object, each};
use super::reply_edits::{edit_body, edit_json};
use crate::contract::operation::Api;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};
use crate::stub::address;
use crate::stub::connector::route;
use crate::stub::operation::Operation;
use crate::stub::options::WorldOptions;
use crate::stub::owed::Callback;
use crate::stub::reply::{Reply, Transport};
use crate::stub::world::World;

/// An honest world and the fault that is planted around it.
#[derive(Debug)]
pub struct FaultyWorld {
    world: World,
    fault: Fault,
}

impl FaultyWorld {
    /// A world in which nothing has happened yet, and that calls nobody; it plays the environment in which the fault shows.
    pub fn new(options: WorldOptions, fault: Fault) -> Self {
        Self {
            world: World::new(fault.shown_by(options)),
            fault,
        }
    }

    /// The same world, with the base address of the other side; see [`World::calling`].
    #[must_use]
    pub fn calling(self, counterpart: impl Into<String>) -> Self {
        Self {
            world: self.world.calling(counterpart),
            ..self
        }
    }

    /// The same world, with the base address at which it is reached itself; see [`World::reached_at`].
    #[must_use]
    pub fn reached_at(self, own: impl Into<String>) -> Self {
        Self {
            world: self.world.reached_at(own),
            ..self
        }
    }

    /// Answers a request; `now` decides whether a token has expired.
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Reply {
        // What a test makes a side do is no part of the API; what the side does then is.
        if address::is_hook(request.path()) {
            if let FaultEffect::Hook(fails) = self.fault.effect()
                && fails(request)
            {
                return failed_hook();
            }
            let mut reply = self.world.handle(request, now);
            self.change_calls(&mut reply.callbacks);
            return reply;
        }
        // A fault is of one API; the other is honest.
        let api = if route::is_below(request.path()) {
            Api::Connector
        } else {
            Api::ChannelManager
        };
        if self.fault.api() != api {
            return self.world.handle(request, now);
        }
        match self.fault.effect() {
            FaultEffect::Request(mistaken) => self.handle_as(mistaken(request), request, now),
            FaultEffect::Body(change) => {
                let side = Operation::at(request.path()).map(Operation::side);
                let mistaken = side.and_then(|side| with_body(request, |body| change(side, body)));
                self.handle_as(mistaken, request, now)
            }
            FaultEffect::Parameters(change) => self.handle_as(with_body(request, change), request, now),
            FaultEffect::Around(ask) => ask(&mut self.world, request, now),
            FaultEffect::Reply(change) => {
                let mut reply = self.world.handle(request, now);
                change(request, &mut reply);
                reply
            }
            FaultEffect::Json(change) => {
                let mut reply = self.world.handle(request, now);
                edit_json(&mut reply, |body| change(request, body));
                reply
            }
            FaultEffect::Errors(change) => {
                let mut reply = self.world.handle(request, now);
                edit_json(&mut reply, |body| each(body, "errors", change));
                reply
            }
            FaultEffect::Answer(_) | FaultEffect::Hook(_) => self.world.handle(request, now),
            FaultEffect::Calls(_) | FaultEffect::Call(_) => {
                let mut reply = self.world.handle(request, now);
                self.change_calls(&mut reply.callbacks);
                reply
            }
        }
    }

    /// Takes in what became of a call that was owed: `None` if it was not answered. Returns what is owed next.
    pub fn settle(&mut self, callback: &Callback, answer: Option<&Response>, now: Timestamp) -> Vec<Callback> {
        let mistaken = self.mistaken(callback, answer);
        let mut next = self.world.settle(callback, mistaken.as_ref().or(answer), now);
        self.change_calls(&mut next);
        next
    }

    /// The answer that the answer to a call is taken for, if it is not taken for itself.
    fn mistaken(&self, callback: &Callback, answer: Option<&Response>) -> Option<Response> {
        let FaultEffect::Answer(change) = self.fault.effect() else {
            return None;
        };
        let mut answer = answer?.clone();
        edit_body(&mut answer.body, |body| change(callback, body));
        Some(answer)
    }

    /// Answers the request that this one is taken for, or itself.
    fn handle_as(&mut self, mistaken: Option<Request>, request: &Request, now: Timestamp) -> Reply {
        self.world.handle(mistaken.as_ref().unwrap_or(request), now)
    }

    fn change_calls(&self, callbacks: &mut Vec<Callback>) {
        match self.fault.effect() {
            FaultEffect::Calls(change) => change(callbacks),
            FaultEffect::Call(change) => {
                for callback in callbacks {
                    let mut body = callback.body.clone();
                    edit_body(&mut body, |body| change(callback, body));
                    callback.body = body;
                }
            }
            FaultEffect::Request(_)
            | FaultEffect::Body(_)
            | FaultEffect::Parameters(_)
            | FaultEffect::Around(_)
            | FaultEffect::Reply(_)
            | FaultEffect::Json(_)
            | FaultEffect::Errors(_)
            | FaultEffect::Answer(_)
            | FaultEffect::Hook(_) => {}
        }
    }
}

/// The answer of a side that fails at what a test makes it do.
fn failed_hook() -> Reply {
    Reply {
        response: Response {
            status: 500,
            headers: Headers::default(),
            body: Body::default(),
        },
        callbacks: Vec::new(),
        transport: Transport::Normal,
    }
}

/// The same request with its body changed; `None` if that is no JSON object.
fn with_body(request: &Request, change: impl FnOnce(&mut Object)) -> Option<Request> {
    let mut body = request.body.json().ok()?.clone();
    change(body.as_object_mut()?);
    Some(Request {
        body: Body::of(&body),
        ..request.clone()
    })
}
