//! Parameters of a hook: all optional, each with a form, and no others.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use serde_json::{Map, Value};

use crate::stub::answer::{Answer, Code, Refusal};
use crate::stub::fields::{At, Fields, date, integer};

/// The parameters of a hook while they are read; null counts as missing.
///
/// A parameter that nobody asked for is refused: it is misspelt, and its wish would be lost.
pub(super) struct HookParameters<'b> {
    body: &'b Map<String, Value>,
    fields: Fields,
    asked: Vec<&'static str>,
}

impl<'b> HookParameters<'b> {
    pub(super) fn new(body: &'b Map<String, Value>) -> Self {
        Self {
            body,
            fields: Fields::default(),
            asked: Vec::new(),
        }
    }

    fn value(&mut self, name: &'static str) -> Option<&'b Value> {
        self.asked.push(name);
        self.body.get(name).filter(|value| !value.is_null())
    }

    fn take<T>(&mut self, name: &'static str, expected: &str, read: impl FnOnce(&'b Value) -> Option<T>) -> Option<T> {
        let value = self.value(name)?;
        let read = read(value);
        if read.is_none() {
            self.fields.invalid(At::Property(&At::Root, name), expected);
        }
        read
    }

    pub(super) fn text(&mut self, name: &'static str) -> Option<&'b str> {
        self.take(name, "must be a string that is not blank", |value| {
            value.as_str().filter(|text| !text.trim().is_empty())
        })
    }

    pub(super) fn date(&mut self, name: &'static str) -> Option<Date> {
        self.take(name, "must be a date of the calendar, written yyyy-MM-dd", |value| {
            value.as_str().and_then(date)
        })
    }

    pub(super) fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.take(name, "must be true or false", Value::as_bool)
    }

    pub(super) fn number(&mut self, name: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let expected = format!("must be an integer from {} to {}", range.start(), range.end());
        self.take(name, &expected, |value| {
            integer(value).filter(|number| range.contains(number))
        })
    }

    pub(super) fn choice<T: Copy>(&mut self, name: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
        self.take(name, &format!("must be one of {}", words.join(", ")), |value| {
            let word = value.as_str()?;
            choices
                .iter()
                .find(|(known, _)| *known == word)
                .map(|(_, choice)| *choice)
        })
    }

    pub(super) fn list(&mut self, name: &'static str) -> Option<&'b Vec<Value>> {
        self.take(name, "must be an array", Value::as_array)
    }

    /// Notes what is wrong with a parameter.
    pub(super) fn wrong(&mut self, name: &'static str, expected: &str) {
        self.fields.invalid(At::Property(&At::Root, name), expected);
    }

    /// Ends the reading.
    pub(super) fn finish(mut self) -> Result<(), Vec<Refusal>> {
        // Names are not repeated in the message: they are whatever was sent.
        if self.body.keys().any(|name| !self.asked.contains(&name.as_str())) {
            let expected = format!("may hold {} and nothing else", self.asked.join(", "));
            self.fields.invalid(At::Root, &expected);
        }
        self.fields.finish()
    }
}

/// The answer to a hook that asks for what cannot be done.
pub(super) fn impossible(reason: impl Into<String>) -> Vec<Refusal> {
    Refusal::new(Code::Processing, reason).into()
}

/// Outcome of a hook, in a word, with more about it.
pub(super) fn report(done: &str, data: impl IntoIterator<Item = (&'static str, Value)>) -> Answer {
    let mut report = Map::from_iter([("done".to_owned(), Value::from(done))]);
    report.extend(data.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(report)
}
