//! The HTTP response to a request: the answer with its status and headers.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::super::behaviour::RetryAfter;
use super::answer::{Answer, Refusal, Success};
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Response};

/// Circumstances of a request that its response depends on.
pub(super) struct Circumstances<'r> {
    /// The id of the request.
    pub(super) id: &'r str,
    pub(super) now: Timestamp,
    pub(super) retry_after: RetryAfter,
    /// True if the caller prefers an answer without content to an empty one.
    pub(super) minimal: bool,
    /// Everything that was accepted although the documentation forbids it.
    pub(super) deviations: &'r [String],
}

/// The response that goes out.
pub(super) fn response(answer: Answer, circumstances: &Circumstances<'_>) -> Response {
    let mut response = match answer {
        Ok(Success::Empty(_)) if circumstances.minimal => Response {
            status: 204,
            headers: Headers::default(),
            body: Body::default(),
        },
        Ok(Success::Content(body) | Success::Empty(body)) => Response::json(200, &Value::Object(body)),
        Err(refusal) => {
            let body = json!({ "Message": refusal.message(), "RequestId": circumstances.id });
            let mut response = Response::json(refusal.status(), &body);
            if let Refusal::TooOften(seconds) = refusal {
                match circumstances.retry_after {
                    RetryAfter::Seconds => response.headers.push("Retry-After", seconds.to_string()),
                    RetryAfter::Date => response
                        .headers
                        .push("Retry-After", http_date(circumstances.now, seconds)),
                    RetryAfter::Absent => {}
                }
            }
            response
        }
    };
    response.headers.push("Request-Id", circumstances.id);
    if !circumstances.deviations.is_empty() {
        // Names are repeated as they were sent, and a field takes but plain text.
        let list = circumstances.deviations.join("; ");
        let plain = list.chars().filter(|letter| matches!(letter, ' '..='~'));
        let plain = plain.take(LONGEST_FIELD).collect::<String>();
        response.headers.push("X-Keycard-Deviation", plain);
    }
    response
}

/// No header field is made longer than that.
const LONGEST_FIELD: usize = 1000;

/// The time so many seconds later, as HTTP writes it.
fn http_date(now: Timestamp, seconds: u64) -> String {
    let later = SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX));
    now.saturating_add(later)
        .unwrap_or(now)
        .strftime("%a, %d %b %Y %H:%M:%S GMT")
        .to_string()
}
