//! Where a fault sits.

use jiff::Timestamp;

use crate::contract::operation::Side;
use crate::exchange::message;
use crate::stub::edit::Object;
use crate::stub::owed::Callback;
use crate::stub::reply;
use crate::stub::world::World;

/// Where a fault sits.
#[derive(Clone, Copy)]
pub(in crate::stub) enum Effect {
    /// The request is taken for another one.
    Request(fn(&message::Request) -> Option<message::Request>),
    /// The body of a request is taken for another one.
    Body(fn(Side, &mut Object)),
    /// The parameters of a request are taken for others: of the Connector API.
    Parameters(fn(&mut Object)),
    /// The world is asked otherwise than once, or at another time.
    Around(fn(&mut World, &message::Request, Timestamp) -> reply::Reply),
    /// The honest reply is spoilt.
    Reply(fn(&message::Request, &mut reply::Reply)),
    /// The JSON of the honest reply is spoilt.
    Json(fn(&message::Request, &mut Object)),
    /// Each error of the honest reply is spoilt.
    Errors(fn(&mut Object)),
    /// The calls that the honest world owes are spoilt.
    Calls(fn(&mut Vec<Callback>)),
    /// The JSON of each call that the honest world owes is spoilt.
    Call(fn(&Callback, &mut Object)),
}
