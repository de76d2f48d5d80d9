//! JSON values, read as far as they are of the type that they should be.

use jiff::civil::Date;
use serde_json::{Map, Value};

/// The largest number up to which every integer is a floating-point number.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Text that is not blank.
pub fn filled(value: &Value) -> Option<&str> {
    // Most text begins with a letter, and need not be looked through.
    let is_filled = |text: &&str| text.as_bytes().first().is_some_and(u8::is_ascii_graphic) || !text.trim().is_empty();
    value.as_str().filter(is_filled)
}

/// A number.
pub fn number(value: &Value) -> Option<f64> {
    value.as_f64().filter(|number| number.is_finite())
}

/// An integer; `2.0` is one.
pub fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is in range")]
        (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
    })
}

/// A day of the calendar, written as `2031-03-01`.
pub fn date(value: &Value) -> Option<Date> {
    day(value.as_str()?)
}

/// A day of the calendar, written as `2031-03-01`.
pub fn day(text: &str) -> Option<Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0_i16, |sum, digit| {
            digit.is_ascii_digit().then(|| sum * 10 + i16::from(digit - b'0'))
        })
    };
    let month = i8::try_from(number(&[m1, m2])?).ok()?;
    let day = i8::try_from(number(&[d1, d2])?).ok()?;
    Date::new(number(&[y1, y2, y3, y4])?, month, day).ok()
}

/// The objects among the items of a list with their positions.
pub fn objects_of(list: &Value) -> impl Iterator<Item = (usize, &Map<String, Value>)> {
    let items = list.as_array().into_iter().flatten().enumerate();
    items.filter_map(|(index, item)| Some((index, item.as_object()?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn only_whole_numbers_are_integers() {
        for (value, read) in [
            (json!(2), Some(2)),
            (json!(2.0), Some(2)),
            (json!(-1e3), Some(-1000)),
            (json!(2.5), None),
            (json!(1e300), None),
            (json!(u64::MAX), None),
            (json!("2"), None),
            (json!(null), None),
        ] {
            assert_eq!(integer(&value), read, "{value}");
        }
    }

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        assert_eq!(day("2028-02-29"), Some(jiff::civil::date(2028, 2, 29)));
        for text in [
            "2027-02-29",
            "2031-13-01",
            "2031-3-1",
            "31-03-01",
            "2031/03/01",
            "+031-03-01",
            "",
            "2031-03-0é",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn dates_are_read_as_jiff_reads_them(year in 0_i16..=9999, month in 0_i8..=13, number in 0_i8..=32) {
            let text = format!("{year:04}-{month:02}-{number:02}");
            prop_assert_eq!(day(&text), Date::new(year, month, number).ok());
        }

        #[test]
        fn no_text_is_too_strange(text in ".{0,12}") {
            let _ = day(&text);
        }
    }
}
