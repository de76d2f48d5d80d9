//! `[io]` Start of a run: its time, and the seed of its fresh values.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Time at which a run began, and the seed of its fresh values.
#[derive(Clone, Copy, Debug)]
pub struct RunClock {
    /// Time at which it began.
    pub started: Timestamp,
    /// Seed of its fresh values.
    pub seed: u64,
}

impl RunClock {
    /// Starts now, with that seed or a random one.
    pub fn start(seed: Option<u64>) -> Self {
        Self {
            started: Timestamp::now(),
            seed: seed.unwrap_or_else(random_seed),
        }
    }

    /// Returns the date on which the run began, in UTC.
    pub fn today(&self) -> Date {
        self.started.to_zoned(TimeZone::UTC).date()
    }
}

fn random_seed() -> u64 {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_nanos());
    let mixed = now ^ (u128::from(std::process::id()) << 64);
    crate::fnv::digest(&mixed.to_le_bytes())
}
