//! The periods that a service is sold by, as their units begin at the place of the enterprise.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::item::Item;

/// The largest number of units of one request, where the contract sets no limit.
const MOST_UNITS: usize = 10_000;

/// Length of the units that a service is sold by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Hour,
    Day,
    Month,
}

impl Period {
    /// The period of a service; `None` if it is not sold by time.
    pub(super) fn of(service: &Item) -> Option<Self> {
        let period = service.data.get("Data")?.get("Value")?.get("TimeUnitPeriod")?;
        match period.as_str()? {
            "Hour" => Some(Self::Hour),
            "Day" => Some(Self::Day),
            "Month" => Some(Self::Month),
            _ => None,
        }
    }

    /// Returns true if a unit begins at that time.
    pub(super) fn begins_at(self, time: Timestamp, zone: &TimeZone) -> bool {
        let local = time.to_zoned(zone.clone()).datetime();
        let whole_hour = local.minute() == 0 && local.second() == 0 && local.subsec_nanosecond() == 0;
        match self {
            Self::Hour => whole_hour,
            Self::Day => whole_hour && local.hour() == 0,
            Self::Month => whole_hour && local.hour() == 0 && local.day() == 1,
        }
    }

    /// The beginnings from the first to the last.
    pub(super) fn beginnings(self, first: Timestamp, last: Timestamp, zone: &TimeZone) -> Vec<Timestamp> {
        let units = (0..).map_while(|count| self.after(first, count, zone));
        units.take(MOST_UNITS).take_while(|unit| *unit <= last).collect()
    }

    /// The beginning so many units later.
    pub(super) fn after(self, start: Timestamp, count: i64, zone: &TimeZone) -> Option<Timestamp> {
        let span = match self {
            Self::Hour => Span::new().try_hours(count),
            Self::Day => Span::new().try_days(count),
            Self::Month => Span::new().try_months(count),
        };
        let start = start.to_zoned(zone.clone());
        Some(start.checked_add(span.ok()?).ok()?.timestamp())
    }

    /// The key under which the contract keeps the largest number of units of a request.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Hour => "hours",
            Self::Day => "days",
            Self::Month => "months",
        }
    }
}
