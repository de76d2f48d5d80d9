//! Oddities of a call: for each, the platform would not take it.
//!
//! Keycard takes no call that the platform would refuse at the door, however well it can guess what is meant: who
//! passes here has to pass there.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::acknowledgement::refused;
use crate::contract::address::{self, Destination, Misspelling, UnknownOperation};
use crate::contract::operation::{Operation, Side};
use crate::exchange::message::{Request, Response};

/// The property that names the application that calls.
const CLIENT_TOKEN: &str = "clientToken";

/// One reason for which a call is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// Its address leads to no operation.
    NoOperation(UnknownOperation),
    /// Its address is nearly that of an operation.
    Address(String, Misspelling),
    /// Its method is not POST.
    Method,
    /// Its body is no JSON object.
    NotAnObject,
    /// It has no client token.
    NoToken,
    /// Its client token is not the agreed one.
    OtherToken,
}

/// Agreement on how the other side calls.
#[derive(Clone, Copy, Debug)]
pub struct CallAgreement<'a> {
    /// The operations that are hosted.
    pub operations: &'a [&'a Arc<Operation>],
    /// The client token that callers use, if it is known.
    pub client_token: Option<&'a str>,
}

impl CallAgreement<'_> {
    /// Every oddity of a call; of one that is taken there are none.
    pub fn oddities(&self, request: &Request) -> Vec<Oddity> {
        let mut oddities = Vec::new();
        let body = request.body.json().ok().filter(|body| body.is_object());
        // Without a contract nothing is known of addresses.
        if !self.operations.is_empty() {
            match address::destination(self.operations, request.path(), body) {
                Destination::Operation(_) => {}
                Destination::Nearly(operation, misspelling) => {
                    oddities.push(Oddity::Address(operation.id.clone(), misspelling));
                }
                Destination::Nowhere(unknown) => oddities.push(Oddity::NoOperation(unknown)),
            }
        }
        if request.method != "POST" {
            oddities.push(Oddity::Method);
        }
        match body {
            None => oddities.push(Oddity::NotAnObject),
            Some(body) => oddities.extend(self.oddity_of_token(request, body.get(CLIENT_TOKEN))),
        }
        oddities
    }

    fn oddity_of_token(&self, request: &Request, token: Option<&Value>) -> Option<Oddity> {
        match (token.and_then(Value::as_str), self.client_token) {
            (Some(token), Some(agreed)) if token == agreed => None,
            (Some(token), None) if !token.trim().is_empty() => None,
            // The platform's availability blocks are documented without a client token.
            (None, _) if token.is_none() && self.operation_may_lack_token(request) => None,
            (Some(token), _) if !token.trim().is_empty() => Some(Oddity::OtherToken),
            (Some(_) | None, _) => Some(Oddity::NoToken),
        }
    }

    fn operation_may_lack_token(&self, request: &Request) -> bool {
        match address::destination(self.operations, request.path(), None) {
            Destination::Operation(operation) => {
                operation.side == Side::ChannelManager && operation.id == "processAvailabilityBlock"
            }
            Destination::Nearly(..) | Destination::Nowhere(_) => false,
        }
    }

    /// Returns true if a call carries the client token that is agreed: nobody else knows it.
    pub fn is_of_the_other_side(&self, request: &Request) -> bool {
        let token = request
            .body
            .json()
            .ok()
            .and_then(|body| body.get(CLIENT_TOKEN)?.as_str());
        match (token, self.client_token) {
            (Some(token), Some(agreed)) => token == agreed,
            (Some(token), None) => !token.trim().is_empty(),
            (None, _) => false,
        }
    }
}

/// The answer of the platform to a call with oddities; `None` if there are none.
pub fn refusal(oddities: &[Oddity]) -> Option<Response> {
    Some(match oddities.first()? {
        Oddity::NoOperation(_) | Oddity::Address(..) => Response {
            status: 404,
            ..refused(6, "There is no operation at this address; mind the case of the path.")
        },
        Oddity::Method => not_allowed(),
        Oddity::NotAnObject => refused(6, "The message is not a JSON object."),
        Oddity::NoToken => refused(8, "The message has no clientToken."),
        Oddity::OtherToken => refused(8, "The clientToken is not the one that is agreed."),
    })
}

/// The answer to a call by another method than POST.
pub fn not_allowed() -> Response {
    let mut response = refused(6, "Every operation is called with POST.");
    response.status = 405;
    response.headers.push("allow", "POST");
    response
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoOperation(unknown) => unknown.fmt(f),
            Self::Address(operation, misspelling) => {
                write!(f, "the address is not that of `{operation}`: {misspelling}")
            }
            Self::Method => f.write_str("every operation is called with POST"),
            Self::NotAnObject => f.write_str("its body is no JSON object"),
            Self::NoToken => f.write_str("it has no `clientToken`"),
            Self::OtherToken => f.write_str("its `clientToken` is not the agreed one"),
        }
    }
}
