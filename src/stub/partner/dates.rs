//! Reckoning with dates.

use jiff::civil::Date;

/// The number of nights between two dates.
pub(super) fn nights((from, to): (Date, Date)) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

/// The date so many days later.
pub(super) fn later(date: Date, days: i64) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}
