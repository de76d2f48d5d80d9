//! Intervals of time, as filters and periods have them.

use jiff::{Span, Timestamp};
use serde_json::Value;

use super::answer::Object;
use super::node::Record;

/// An interval that holds its start and not its end; with equal ends it is that instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) start: Timestamp,
    pub(super) end: Timestamp,
}

impl Interval {
    /// The interval that an object is, if it is one by its description; `Some(None)` if its ends cannot be read.
    pub(super) fn of(record: &Record, object: &Object) -> Option<Option<Self>> {
        let (start, end) = match record.key.as_str() {
            "objects:time-interval" => ("StartUtc", "EndUtc"),
            "objects:date-interval" => ("Start", "End"),
            _ => return None,
        };
        let read = |name: &str| object.get(name).and_then(Value::as_str).and_then(instant);
        Some(read(start).zip(read(end)).map(|(start, end)| Self { start, end }))
    }

    /// Returns true if it does not end before it starts.
    pub(super) fn is_forward(self) -> bool {
        self.start <= self.end
    }

    /// Returns true if it is no longer than that duration of ISO 8601.
    pub(super) fn fits(self, most: &str) -> bool {
        latest(self.start, most).is_none_or(|latest| self.end <= latest)
    }

    /// Returns true if an instant lies in it.
    pub(super) fn contains(self, instant: Timestamp) -> bool {
        if self.start == self.end {
            instant == self.start
        } else {
            self.start <= instant && instant < self.end
        }
    }

    /// Returns true if another has an instant in common with it.
    pub(super) fn overlaps(self, other: Self) -> bool {
        let instant = |interval: Self| interval.start == interval.end;
        if instant(self) {
            return other.contains(self.start);
        }
        if instant(other) {
            return self.contains(other.start);
        }
        self.start < other.end && other.start < self.end
    }

    /// Length in days.
    pub(super) fn days(self) -> f64 {
        self.end.duration_since(self.start).as_secs_f64() / 86_400.0
    }
}

/// A time as answers write it, in whichever form it was sent: universal, in whole seconds.
pub(super) fn canonical(text: &str) -> Option<String> {
    let time = instant(text)?;
    Some(Timestamp::from_second(time.as_second()).ok()?.to_string())
}

/// The instant that a text stands for; a date stands for its first.
pub(super) fn instant(text: &str) -> Option<Timestamp> {
    let midnight = || format!("{text}T00:00:00Z").parse().ok();
    text.parse().ok().or_else(midnight)
}

/// The end of the longest interval that begins there.
fn latest(start: Timestamp, most: &str) -> Option<Timestamp> {
    let span: Span = most.parse().ok()?;
    let zoned = start.to_zoned(jiff::tz::TimeZone::UTC);
    Some(zoned.checked_add(span).ok()?.timestamp())
}
