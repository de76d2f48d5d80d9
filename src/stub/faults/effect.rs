//! The effect of a fault: what it changes of what goes into an honest world or comes out of it.

use jiff::Timestamp;

use super::json::Object;
use crate::contract::operation::Side;
use crate::exchange::message::Request;
use crate::stub::owed::Callback;
use crate::stub::reply::Reply;
use crate::stub::world::World;

/// Effect of a fault.
#[derive(Clone, Copy)]
pub(super) enum FaultEffect {
    /// Takes a request for another one.
    Request(fn(&Request) -> Option<Request>),
    /// Takes the body of a request for another one; the side is that which is called.
    Body(fn(Side, &mut Object)),
    /// Takes the parameters of a request for others: of the Connector API.
    Parameters(fn(&mut Object)),
    /// Asks the honest world otherwise than once, or at another time.
    Around(fn(&mut World, &Request, Timestamp) -> Reply),
    /// Changes the honest reply.
    Reply(fn(&Request, &mut Reply)),
    /// Changes the JSON of the honest reply.
    Json(fn(&Request, &mut Object)),
    /// Changes each error of the honest reply.
    Errors(fn(&mut Object)),
    /// Changes the list of calls that the honest world owes.
    Calls(fn(&mut Vec<Callback>)),
    /// Changes the JSON of each call that the honest world owes.
    Call(fn(&Callback, &mut Object)),
    /// Changes the JSON of the answer to a call of the honest world before that takes it in.
    Answer(fn(&Callback, &mut Object)),
    /// Fails at what a test makes a side do, where it returns true.
    Hook(fn(&Request) -> bool),
}
