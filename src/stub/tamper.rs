//! What each fault does to an honest world: it mistakes the request or spoils the reply.
//!
//! Faults stay outside the world, so that the honest one has no branch for them.

use serde_json::Value;

use super::edit::{each, edit};
use super::fault::Fault;
use super::operation::Operation;
use super::owed::Callback;
use super::planted::effect::Effect;
use super::reply::Reply;
use crate::exchange::body::Body;
use crate::exchange::message::Request;

/// What the faulty world takes a request for; `None` if for what it is.
pub(super) fn request(fault: Fault, request: &Request) -> Option<Request> {
    match fault.effect() {
        Effect::Request(mistake) => mistake(request),
        Effect::Body(mistake) => {
            let side = Operation::at(request.path())?.side();
            let mut body = request.body.json().ok()?.clone();
            mistake(side, body.as_object_mut()?);
            Some(Request {
                body: Body::of(&body),
                ..request.clone()
            })
        }
        Effect::Parameters(mistake) => {
            let mut body = request.body.json().ok()?.clone();
            mistake(body.as_object_mut()?);
            Some(Request {
                body: Body::of(&body),
                ..request.clone()
            })
        }
        Effect::Around(_)
        | Effect::Reply(_)
        | Effect::Json(_)
        | Effect::Errors(_)
        | Effect::Calls(_)
        | Effect::Call(_) => None,
    }
}

/// What the faulty world answers in place of the honest reply.
pub(super) fn reply(fault: Fault, request: &Request, mut reply: Reply) -> Reply {
    match fault.effect() {
        Effect::Request(_) | Effect::Body(_) | Effect::Parameters(_) | Effect::Around(_) => {}
        Effect::Reply(spoil) => spoil(request, &mut reply),
        Effect::Json(spoil) => edit(&mut reply, |body| spoil(request, body)),
        Effect::Errors(spoil) => edit(&mut reply, |body| each(body, "errors", spoil)),
        Effect::Calls(_) | Effect::Call(_) => calls(fault, &mut reply.callbacks),
    }
    reply
}

/// What the faulty world calls in place of what the honest one owes.
pub(super) fn calls(fault: Fault, callbacks: &mut Vec<Callback>) {
    match fault.effect() {
        Effect::Request(_)
        | Effect::Body(_)
        | Effect::Parameters(_)
        | Effect::Around(_)
        | Effect::Reply(_)
        | Effect::Json(_)
        | Effect::Errors(_) => {}
        Effect::Calls(spoil) => spoil(callbacks),
        Effect::Call(spoil) => {
            for callback in callbacks {
                let Ok(Value::Object(body)) = callback.body.json() else {
                    continue;
                };
                let mut body = body.clone();
                spoil(callback, &mut body);
                callback.body = Body::of(&Value::Object(body));
            }
        }
    }
}
