//! The limit of requests of a token: 200 requests within 30 seconds, counted from the first of a burst.
//!
//! See `connector-api/guidelines/environments`.

use std::collections::HashMap;

use jiff::Timestamp;

use super::access::Access;
use super::answer::Refusal;

/// The largest number of requests …
const MOST: u32 = 200;
/// … within this number of seconds.
const WINDOW: i64 = 30;

/// The bursts that are under way, by access token.
#[derive(Default)]
pub(super) struct RateLimits(HashMap<&'static str, Burst>);

struct Burst {
    began: Timestamp,
    requests: u32,
}

impl RateLimits {
    /// Counts a request; one too many is refused, and does not lengthen the burst.
    pub(super) fn count(&mut self, access: Access, now: Timestamp) -> Result<(), Refusal> {
        let burst = self.0.entry(access.token()).or_insert(Burst {
            began: now,
            requests: 0,
        });
        let elapsed = now.as_millisecond().saturating_sub(burst.began.as_millisecond());
        let left = (WINDOW * 1000).saturating_sub(elapsed);
        if left <= 0 {
            *burst = Burst {
                began: now,
                requests: 0,
            };
        } else if burst.requests >= MOST {
            return Err(Refusal::TooOften(
                u64::try_from(left).unwrap_or_default().div_ceil(1000),
            ));
        }
        burst.requests += 1;
        Ok(())
    }
}
