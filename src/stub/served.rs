//! A call that a host has served.

use super::reply::Reply;
use crate::exchange::message::Request;

/// A call that a host has served.
#[derive(Debug)]
pub struct Served {
    /// Request; its address is whole.
    pub request: Request,
    /// Answer, and its delivery.
    pub reply: Reply,
}
