//! `[io]` Pace of requests: no faster than an access token may make them, and later if the
//! target asks for that.
//!
//! A place in the window is free again when the time has passed since the answer. Only the target knows when it
//! counted a request: at some moment between sending and answer. So a place is held over both and the time after
//! them, and no window of the target ever sees more than the pace. A request that never left takes no place.
//!
//! The pace belongs to an endpoint. The Channel Manager API and the stub have none: there HTTP 429 is an answer
//! like any other.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use tokio::runtime::Handle;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::fnv;

/// A request is sent once, and so many times again.
pub const REPEATS: u32 = 5;
/// So many requests in a row that are turned away to the end, and nothing more is sent with their token.
const STRIKES: u32 = 3;
/// A target that asks for a longer wait than this is not waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(120);
/// Longer times than this are as long.
const A_CENTURY: Duration = Duration::from_secs(100 * 31_557_600);
/// More windows than these are not kept while nothing is sent in them.
const MOST_WINDOWS: usize = 1_024;

/// Number of requests of one access token within a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// So many.
    pub requests: u32,
    /// Within any time as long as this.
    pub within: Duration,
}

impl Pace {
    /// Below the documented limit of 200: it is only a guideline, and others may use the same token.
    pub const DEFAULT: Self = Self {
        requests: 180,
        within: Duration::from_secs(30),
    };
    /// Limit of the documentation.
    const LIMIT: Self = Self {
        requests: 200,
        within: Duration::from_secs(30),
    };

    /// Returns true if it is faster than the documentation allows.
    pub fn exceeds_the_limit(self) -> bool {
        // In any window of the limit lie as many of these as begin in it.
        let windows = Self::LIMIT.within.as_millis().div_ceil(self.within.as_millis().max(1));
        u128::from(self.requests) * windows > u128::from(Self::LIMIT.requests)
    }

    /// Returns true if so many requests at once are more than it lets through, or than the documentation allows.
    pub fn is_broken_by(self, requests: u32) -> bool {
        requests > self.requests.min(Self::LIMIT.requests)
    }

    /// Time to wait before a request that was turned away is sent again: as long as the target says,
    /// else twice as long each time, a second at first where the time is half a minute.
    fn wait(self, repeats: u32, retry_after: Option<&str>, now: Timestamp) -> Duration {
        let asked = retry_after.and_then(|text| requested_wait(text.trim(), now));
        asked.unwrap_or_else(|| {
            (self.within / 30)
                .saturating_mul(1 << repeats.min(REPEATS))
                .min(LONGEST_WAIT)
        })
    }
}

/// The time that a field `Retry-After` asks for: seconds or a date. What lies in the past asks for none.
fn requested_wait(text: &str, now: Timestamp) -> Option<Duration> {
    let wait = if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // What does not fit is as long as that.
        Duration::from_secs(text.parse().unwrap_or(u64::MAX))
    } else {
        let date = rfc2822::parse(text).ok()?.timestamp();
        Duration::try_from(now.until(date).ok()?).ok()?
    };
    (!wait.is_zero()).then_some(wait.min(A_CENTURY))
}

/// Keeps the pace of each access token.
#[derive(Debug, Default)]
pub struct Pacer {
    windows: Mutex<HashMap<u64, Arc<Window>>>,
    waiting: Arc<WaitingRequests>,
}

impl Pacer {
    /// The window of an access token; requests without one share theirs.
    pub fn window(&self, token: Option<&str>, pace: Pace) -> Arc<Window> {
        let mut windows = lock(&self.windows);
        if windows.len() >= MOST_WINDOWS {
            windows.retain(|_, window| !window.is_at_rest());
        }
        let window = windows.entry(fnv::digest(token.unwrap_or_default().as_bytes()));
        Arc::clone(window.or_insert_with(|| Arc::new(Window::new(pace, Arc::clone(&self.waiting)))))
    }

    /// Number of requests that wait for their turn.
    pub fn waiting(&self) -> usize {
        self.waiting.count.load(Ordering::Relaxed)
    }

    /// Ends when one more request waits.
    pub async fn one_more_waits(&self) {
        self.waiting.more.notified().await;
    }
}

/// The requests that wait for their turn.
#[derive(Debug, Default)]
struct WaitingRequests {
    count: AtomicUsize,
    more: Notify,
}

/// One of them, for as long as it is kept.
struct WaitingRequest<'w>(&'w WaitingRequests);

impl WaitingRequests {
    fn begin(&self) -> WaitingRequest<'_> {
        self.count.fetch_add(1, Ordering::Relaxed);
        self.more.notify_one();
        WaitingRequest(self)
    }
}

impl Drop for WaitingRequest<'_> {
    fn drop(&mut self) {
        self.0.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Requests that one access token has sent of late.
#[derive(Debug)]
pub struct Window {
    pace: Pace,
    /// A place for each request; it is free again when the time has passed since the answer.
    places: Arc<Semaphore>,
    gate: Mutex<Gate>,
    waiting: Arc<WaitingRequests>,
}

/// Gate for requests of the token: closed while the target takes none.
#[derive(Debug, Default)]
struct Gate {
    /// Closed until then.
    opens: Option<Instant>,
    /// Requests that were turned away to the end since one was taken.
    strikes: u32,
}

/// Reason for which no request of a token is sent any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenUp {
    /// The target goes on turning them away.
    TurnedAway,
    /// The target asks to wait for longer than Keycard does.
    AskedToWait(Duration),
}

impl fmt::Display for GivenUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TurnedAway => {
                f.write_str("the target goes on to answer HTTP 429 to this access token; nothing more is sent with it")
            }
            Self::AskedToWait(wait) => {
                // A part of a second is not what anybody asked for.
                let wait = Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
                write!(
                    f,
                    "the target answered HTTP 429 and asks by `Retry-After` to wait for {}; Keycard waits for {} at most",
                    humantime::format_duration(wait),
                    humantime::format_duration(LONGEST_WAIT)
                )
            }
        }
    }
}

/// Next step for a request that was turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterRejection {
    /// Send it again when its turn has come.
    Again,
    /// Leave it: it was turned away as often as it is sent.
    ForGood,
    /// Leave it at once, and for now all others of its token.
    GivenUp(GivenUp),
}

impl Window {
    fn new(pace: Pace, waiting: Arc<WaitingRequests>) -> Self {
        let requests = usize::try_from(pace.requests).unwrap_or(Semaphore::MAX_PERMITS);
        Self {
            pace,
            places: Arc::new(Semaphore::new(requests.min(Semaphore::MAX_PERMITS))),
            gate: Mutex::default(),
            waiting,
        }
    }

    /// WaitingRequest until a request may be sent. The turn is to be kept until it is answered.
    ///
    /// # Errors
    /// None will be let in any more.
    pub async fn turn(&self) -> Result<Turn, GivenUp> {
        let place = match Arc::clone(&self.places).try_acquire_owned() {
            Ok(place) => Ok(place),
            Err(_) => {
                let _waits = self.waiting.begin();
                Arc::clone(&self.places).acquire_owned().await
            }
        };
        let turn = self.taking(place.ok());
        while let Some(opens) = self.closed_until()? {
            let _waits = self.waiting.begin();
            tokio::time::sleep_until(opens).await;
        }
        Ok(turn)
    }

    /// The turn of a request that does not wait for it; it counts all the same, as far as there is room.
    pub fn out_of_turn(&self) -> Turn {
        self.taking(Arc::clone(&self.places).try_acquire_owned().ok())
    }

    fn taking(&self, place: Option<OwnedSemaphorePermit>) -> Turn {
        Turn {
            place,
            within: self.pace.within,
        }
    }

    fn closed_until(&self) -> Result<Option<Instant>, GivenUp> {
        let gate = lock(&self.gate);
        if gate.strikes >= STRIKES {
            return Err(GivenUp::TurnedAway);
        }
        let Some(opens) = gate.opens else { return Ok(None) };
        match opens.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Ok(None),
            wait if wait > LONGEST_WAIT => Err(GivenUp::AskedToWait(wait)),
            _ => Ok(Some(opens)),
        }
    }

    /// Takes note of an answer that the limit has nothing to do with.
    pub fn taken(&self) {
        lock(&self.gate).strikes = 0;
    }

    /// Takes note of a request that was turned away, after so many repeats. Until the time has passed that
    /// the target asks for, nothing is sent with its token.
    pub fn rejected(&self, repeats: u32, retry_after: Option<&str>) -> AfterRejection {
        let mut gate = lock(&self.gate);
        let wait = self.pace.wait(repeats, retry_after, Timestamp::now());
        let opens = Instant::now() + wait;
        gate.opens = Some(gate.opens.map_or(opens, |earlier| earlier.max(opens)));
        if wait > LONGEST_WAIT {
            return AfterRejection::GivenUp(GivenUp::AskedToWait(wait));
        }
        if repeats < REPEATS {
            return AfterRejection::Again;
        }
        gate.strikes += 1;
        AfterRejection::ForGood
    }

    /// Returns true if forgetting the window would change nothing.
    fn is_at_rest(&self) -> bool {
        let all = usize::try_from(self.pace.requests).unwrap_or(Semaphore::MAX_PERMITS);
        let gate = lock(&self.gate);
        self.places.available_permits() >= all && gate.strikes == 0 && gate.opens.is_none_or(|at| at <= Instant::now())
    }
}

/// The right to send one request, to be kept until its answer is there: when the target counted it, nobody
/// can say more exactly.
#[derive(Debug)]
pub struct Turn {
    place: Option<OwnedSemaphorePermit>,
    within: Duration,
}

impl Turn {
    /// Gives the right back: no request has been sent by it.
    pub fn unused(mut self) {
        self.place = None;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let within = self.within;
        if let (Some(place), Ok(runtime)) = (self.place.take(), Handle::try_current()) {
            runtime.spawn(async move {
                tokio::time::sleep(within).await;
                drop(place);
            });
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_says_how_long_to_wait_or_each_wait_is_twice_the_last() {
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let wait = |repeats, field| Pace::DEFAULT.wait(repeats, field, now).as_secs();
        for (field, seconds) in [
            ("7", 7),
            (" 7 ", 7),
            ("120", 120),
            ("3600", 3600),
            ("99999999999999999999999999", A_CENTURY.as_secs()),
            ("Sun, 01 Mar 2026 12:00:09 GMT", 9),
            ("Sun, 01 Mar 2026 13:00:00 GMT", 3600),
            ("Fri, 01 Mar 2999 12:00:09 GMT", A_CENTURY.as_secs()),
        ] {
            assert_eq!(wait(0, Some(field)), seconds, "{field}");
        }
        let garbage = [
            None,
            Some(""),
            Some("0"),
            Some("-5"),
            Some("1.5"),
            Some("soon"),
            Some("Sun, 01 Mar 2026 11:59:59 GMT"),
            Some("Sun, 01 Mar 2026 12:00:00 GMT"),
            Some("Mon, 99 Foo 2026 12:00:00 GMT"),
        ];
        for field in garbage {
            let waits: Vec<u64> = (0..REPEATS).map(|repeats| wait(repeats, field)).collect();
            assert_eq!(waits, [1, 2, 4, 8, 16], "{field:?}");
            assert_eq!(wait(u32::MAX, field), 32, "{field:?}");
        }
    }

    #[test]
    fn the_default_keeps_to_the_limit() {
        let pace = |requests, within| Pace {
            requests,
            within: Duration::from_millis(within),
        };
        for slow in [
            Pace::DEFAULT,
            pace(200, 30_000),
            pace(6, 1_000),
            pace(200, 60_000),
            pace(1, 1_000),
        ] {
            assert!(!slow.exceeds_the_limit(), "{slow:?}");
        }
        for fast in [
            pace(201, 30_000),
            pace(7, 1_000),
            pace(400, 60_000),
            pace(1, 1),
            pace(u32::MAX, 1),
        ] {
            assert!(fast.exceeds_the_limit(), "{fast:?}");
        }
    }
}
