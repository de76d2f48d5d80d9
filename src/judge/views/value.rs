//! The properties of a message, each read as the type that it should have.

use jiff::civil::Date;
use serde_json::{Map, Value};

/// A property that is there and not null.
pub fn present<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e Value> {
    body.get(name).filter(|value| !value.is_null())
}

/// A text, blank or not.
pub fn text<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e str> {
    body.get(name)?.as_str()
}

/// A text that is not blank.
pub fn filled<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e str> {
    text(body, name).filter(|text| !text.trim().is_empty())
}

/// A number, whole or not.
pub fn number(body: &Map<String, Value>, name: &str) -> Option<f64> {
    body.get(name)?.as_f64()
}

/// A whole number; `2.0` is one too.
pub fn whole(body: &Map<String, Value>, name: &str) -> Option<i64> {
    whole_of(body.get(name)?)
}

/// A value as a whole number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "it is checked before that nothing gets lost"
)]
pub fn whole_of(value: &Value) -> Option<i64> {
    /// Beyond it not every whole number has a floating form of its own.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
    })
}

/// A calendar date, written as year, month and day and nothing else.
pub fn date(body: &Map<String, Value>, name: &str) -> Option<Date> {
    let text = text(body, name)?;
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else {
        return None;
    };
    let digits = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |value, digit| {
            digit.is_ascii_digit().then(|| value * 10 + i16::from(digit - b'0'))
        })
    };
    if year.len() != 4 {
        return None;
    }
    let day = |pair: [u8; 2]| i8::try_from(digits(&pair)?).ok();
    Date::new(digits(year)?, day([*m1, *m2])?, day([*d1, *d2])?).ok()
}

/// The items of a list; none where there is no list.
pub fn list<'e>(body: &'e Map<String, Value>, name: &str) -> &'e [Value] {
    body.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The objects of a list, with their positions in it.
pub fn objects<'e>(body: &'e Map<String, Value>, name: &str) -> impl Iterator<Item = (usize, &'e Map<String, Value>)> {
    list(body, name)
        .iter()
        .enumerate()
        .filter_map(|(index, item)| Some((index, item.as_object()?)))
}

/// An object.
pub fn object<'e>(body: &'e Map<String, Value>, name: &str) -> Option<&'e Map<String, Value>> {
    body.get(name)?.as_object()
}

/// How many days lie between two dates.
pub fn days(from: Date, to: Date) -> i64 {
    to.duration_since(from).as_hours() / 24
}
