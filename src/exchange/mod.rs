//! Plain values of all that goes over the wire: requests, responses and the transcript of a case.
//!
//! Nothing here performs I/O. The runner writes these values, the stub answers them and the
//! judge reads them, so that a recorded run can be judged again without a network.

pub mod body;
pub mod intermediary;
pub mod json_problem;
mod json_text;
pub mod known_bookings;
pub mod message;
pub mod transcript;
