//! Reading a request body: every problem is noted, so that one answer names them all.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::answer::{Code, Refusal};
use super::seed;

/// An answer names at most so many problems: a push with thousands of entries may repeat one.
const MOST_PROBLEMS: usize = 25;

/// A place in the body, written only if there is something to say about it.
#[derive(Clone, Copy)]
pub(super) enum At<'a> {
    /// The body itself.
    Root,
    /// A property of an object.
    Property(&'a At<'a>, &'a str),
    /// An item of an array.
    Item(&'a At<'a>, &'a str, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parent, name) = match self {
            Self::Root => return f.write_str("the body"),
            Self::Property(parent, name) | Self::Item(parent, name, _) => (parent, name),
        };
        if !matches!(parent, Self::Root) {
            write!(f, "{parent}.")?;
        }
        match self {
            Self::Item(_, _, index) => write!(f, "{name}[{index}]"),
            Self::Root | Self::Property(..) => f.write_str(name),
        }
    }
}

/// Collects what is wrong with a body while it is read.
///
/// Messages name the place and what belongs there, never the value: it could be a token.
#[derive(Default)]
pub(super) struct Fields {
    problems: Vec<Refusal>,
}

impl Fields {
    /// Notes a malformed or missing value.
    pub(super) fn invalid(&mut self, at: At<'_>, expected: &str) {
        self.note(Code::Validation, at, expected);
    }

    /// Notes a value that is well-formed and breaks a rule of business.
    pub(super) fn broken(&mut self, at: At<'_>, expected: &str) {
        self.note(Code::Processing, at, expected);
    }

    fn note(&mut self, code: Code, at: At<'_>, expected: &str) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems
                .push(Refusal::new(code, format!("The property {at} {expected}.")));
        }
    }

    /// Ends the reading: an error if anything was noted.
    pub(super) fn finish(self) -> Result<(), Vec<Refusal>> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(self.problems)
        }
    }

    /// Ends the reading: an error if a value was malformed, otherwise what broke a rule of business.
    pub(super) fn finish_shape(self) -> Result<Vec<Refusal>, Vec<Refusal>> {
        if self.problems.iter().any(|problem| problem.code() == Code::Validation) {
            Err(self.problems)
        } else {
            Ok(self.problems)
        }
    }

    /// A required string with at least one character that is not a blank.
    pub(super) fn text<'v>(&mut self, object: &'v Map<String, Value>, at: At<'_>, name: &str) -> Option<&'v str> {
        let value = object
            .get(name)
            .and_then(Value::as_str)
            .filter(|text| !text.trim().is_empty());
        if value.is_none() {
            self.invalid(At::Property(&at, name), "must be a string that is not blank");
        }
        value
    }

    /// A string that may be missing or null.
    pub(super) fn optional_text<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        at: At<'_>,
        name: &str,
    ) -> Option<&'v str> {
        let value = object.get(name).filter(|value| !value.is_null())?;
        let text = value.as_str();
        if text.is_none() {
            self.invalid(At::Property(&at, name), "must be null or a string");
        }
        text
    }

    /// A required string that is one of a few.
    pub(super) fn word<'w>(
        &mut self,
        object: &Map<String, Value>,
        at: At<'_>,
        name: &str,
        words: &[&'w str],
    ) -> Option<&'w str> {
        let text = object.get(name).and_then(Value::as_str);
        let word = words.iter().copied().find(|word| text == Some(word));
        if word.is_none() {
            self.invalid(At::Property(&at, name), &format!("must be {}", words.join(" or ")));
        }
        word
    }

    /// The required currency of an amount: every rate of every property has the same.
    pub(super) fn currency(&mut self, object: &Map<String, Value>, at: At<'_>) {
        match self.text(object, at, "currencyCode") {
            Some(code) if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_uppercase()) => {
                let expected = "must be a currency code of three capitals";
                self.invalid(At::Property(&at, "currencyCode"), expected);
            }
            Some(code) if code != seed::CURRENCY => {
                self.broken(At::Property(&at, "currencyCode"), "must be the currency of the rate");
            }
            _ => {}
        }
    }

    /// A required integer from a range.
    pub(super) fn number_of(
        &mut self,
        object: &Map<String, Value>,
        at: At<'_>,
        name: &str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        let value = object
            .get(name)
            .and_then(integer)
            .filter(|number| range.contains(number));
        if value.is_none() {
            let (least, most) = range.into_inner();
            let expected = if most == i64::MAX {
                format!("must be an integer of at least {least}")
            } else {
                format!("must be an integer from {least} to {most}")
            };
            self.invalid(At::Property(&at, name), &expected);
        }
        value
    }

    /// A required `true` or `false`.
    pub(super) fn flag(&mut self, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<bool> {
        let value = object.get(name).and_then(Value::as_bool);
        if value.is_none() {
            self.invalid(At::Property(&at, name), "must be true or false");
        }
        value
    }

    /// A required object.
    pub(super) fn part<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        at: At<'_>,
        name: &str,
    ) -> Option<&'v Map<String, Value>> {
        self.object(object.get(name).unwrap_or(&Value::Null), At::Property(&at, name))
    }

    /// An object that may be missing or null.
    pub(super) fn optional_part<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        at: At<'_>,
        name: &str,
    ) -> Option<&'v Map<String, Value>> {
        object.get(name).filter(|value| !value.is_null())?;
        self.part(object, at, name)
    }

    /// Two required dates, of which the second is later.
    pub(super) fn stay(
        &mut self,
        object: &Map<String, Value>,
        at: At<'_>,
        first: &str,
        second: &str,
    ) -> Option<(Date, Date)> {
        let (start, end) = (self.date(object, at, first), self.date(object, at, second));
        let (start, end) = (start?, end?);
        if start >= end {
            self.broken(At::Property(&at, first), &format!("must be earlier than {second}"));
            return None;
        }
        Some((start, end))
    }

    /// A required absolute address.
    pub(super) fn address(&mut self, object: &Map<String, Value>, at: At<'_>, name: &str) {
        let value = object.get(name).and_then(Value::as_str);
        // The documentation wants https; plain http is what runs on a developer's machine.
        if !value.is_some_and(|url| url.starts_with("https://") || url.starts_with("http://")) {
            self.invalid(At::Property(&at, name), "must be an absolute https address");
        }
    }

    /// A required number.
    pub(super) fn number(&mut self, object: &Map<String, Value>, at: At<'_>, name: &str) {
        if !object.get(name).is_some_and(Value::is_number) {
            self.invalid(At::Property(&at, name), "must be a number");
        }
    }

    /// A required integer; `4.0` is one.
    pub(super) fn integer(&mut self, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<i64> {
        let value = object.get(name).and_then(integer);
        if value.is_none() {
            self.invalid(At::Property(&at, name), "must be an integer");
        }
        value
    }

    /// An optional integer of at least one.
    pub(super) fn optional_length(&mut self, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<i64> {
        let value = object.get(name).filter(|value| !value.is_null())?;
        let length = integer(value).filter(|length| *length >= 1);
        if length.is_none() {
            self.invalid(At::Property(&at, name), "must be null or an integer of at least 1");
        }
        length
    }

    /// A required calendar date.
    pub(super) fn date(&mut self, object: &Map<String, Value>, at: At<'_>, name: &str) -> Option<Date> {
        let value = object.get(name).and_then(Value::as_str).and_then(date);
        if value.is_none() {
            self.invalid(
                At::Property(&at, name),
                "must be a date of the calendar, written yyyy-MM-dd",
            );
        }
        value
    }

    /// The required dates `from` and `to`, both inclusive and in that order.
    pub(super) fn period(&mut self, object: &Map<String, Value>, at: At<'_>) -> Option<(Date, Date)> {
        let (from, to) = (self.date(object, at, "from"), self.date(object, at, "to"));
        let period = (from?, to?);
        if period.0 > period.1 {
            self.broken(At::Property(&at, "from"), "must not be later than to");
            return None;
        }
        Some(period)
    }

    /// A required array.
    pub(super) fn list<'v>(&mut self, object: &'v Map<String, Value>, at: At<'_>, name: &str) -> &'v [Value] {
        object.get(name).and_then(Value::as_array).map_or_else(
            || {
                self.invalid(At::Property(&at, name), "must be an array");
                &[][..]
            },
            Vec::as_slice,
        )
    }

    /// An array that may be missing or null.
    pub(super) fn optional_list<'v>(
        &mut self,
        object: &'v Map<String, Value>,
        at: At<'_>,
        name: &str,
    ) -> Option<&'v [Value]> {
        object.get(name).filter(|value| !value.is_null())?;
        Some(self.list(object, at, name))
    }

    /// A value that must be an object.
    pub(super) fn object<'v>(&mut self, value: &'v Value, at: At<'_>) -> Option<&'v Map<String, Value>> {
        let object = value.as_object();
        if object.is_none() {
            self.invalid(at, "must be an object");
        }
        object
    }
}

/// The integer that a JSON number stands for, if it is whole.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let number = value.as_f64()?;
        // Beyond 2^53 a double no longer tells neighbouring integers apart.
        (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
    })
}

/// The date that a text stands for, written yyyy-MM-dd.
pub(super) fn date(text: &str) -> Option<Date> {
    // The date parser takes other ISO 8601 forms as well; the contract knows one.
    let bytes = text.as_bytes();
    (bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-').then(|| text.parse().ok())?
}

/// Tells contents apart without keeping them: a push may hold megabytes.
pub(super) fn digest(body: &Map<String, Value>) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_one_form_of_date_is_taken() {
        assert!(date("2031-03-01").is_some());
        for text in [
            "2026-02-30",
            "20310301",
            "2031-3-01",
            "01.03.2031",
            "2031-03-01T00:00:00Z",
            "",
            "2031/03/01",
        ] {
            assert!(date(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_whole_double_is_an_integer() {
        assert_eq!(integer(&json!(4.0)), Some(4));
        assert_eq!(integer(&json!(4.5)), None);
        assert_eq!(integer(&json!("4")), None);
    }

    #[test]
    fn problems_name_their_place_and_are_counted_out() {
        let body = json!({ "rows": [{ "from": "2031-03-02", "to": "2031-03-01" }] });
        let body = body.as_object().unwrap();
        let mut fields = Fields::default();
        let row = body["rows"][0].as_object().unwrap();
        assert_eq!(fields.period(row, At::Item(&At::Root, "rows", 0)), None);
        for _ in 0..100 {
            fields.text(body, At::Root, "messageId");
        }
        let problems = fields.finish().unwrap_err();
        assert_eq!(problems.len(), MOST_PROBLEMS);
        assert_eq!(
            problems[0],
            Refusal::new(Code::Processing, "The property rows[0].from must not be later than to."),
        );
    }
}
