//! Days from a first to a last one.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::fields;

/// The first and the last day of something; each day between is part of it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Period {
    /// The period between two properties.
    pub fn between(object: &Map<String, Value>, from: &str, to: &str) -> Self {
        Self {
            from: fields::date(object, from),
            to: fields::date(object, to),
        }
    }

    /// Its first and its last day, if both are known and in the order of time.
    pub fn days(self) -> Option<(Date, Date)> {
        let (from, to) = self.from.zip(self.to)?;
        (from <= to).then_some((from, to))
    }
}

/// The number of nights between two dates.
pub fn nights_between(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
