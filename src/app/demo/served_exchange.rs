//! Exchanges that a host of the demonstration has served.

use std::time::Duration;

use crate::contract::operation::Side;
use crate::exchange::transcript::{Failure, FailureKind, Outcome};
use crate::plan::recorded::RecordedExchange;
use crate::stub::reply::Transport;
use crate::stub::served::Served;

/// Makes a recorded exchange of what a host has served, unless it was a hook: these are no part of the API.
pub fn recorded(served: Served, at: Duration) -> Option<RecordedExchange> {
    let path = served.request.path();
    if path.starts_with("/hooks/") {
        return None;
    }
    let host = if path.starts_with("/channelManager/") {
        Side::ChannelManager
    } else {
        Side::Mews
    };
    let outcome = match served.reply.transport {
        Transport::Normal | Transport::Delayed(_) => Outcome::Answered(served.reply.response),
        Transport::Closed => Outcome::Failed(Failure {
            kind: FailureKind::Closed,
            detail: "the connection was closed before the answer".to_string(),
        }),
    };
    Some(RecordedExchange {
        host,
        request: served.request,
        outcome,
        at,
    })
}
