//! The common part of the entries of all pushes: what they are about, and when.
//!
//! A push of a year has many thousands of entries about a few pairs. Each pair is numbered while the
//! entries are read, so that no rule has to look it up again for each entry.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::period::Period;
use super::rate_pair::RatePair;
use super::value::{date, filled};

/// An entry of a push of any kind.
#[derive(Clone, Copy, Debug)]
pub struct Row<'e> {
    /// The name of its list.
    pub list: &'static str,
    /// Its position there.
    pub index: usize,
    /// The position of its subject among those of the push.
    pub subject: usize,
    /// The rate; none where pushes have none.
    pub rate: Option<&'e str>,
    /// The space category.
    pub space: Option<&'e str>,
    /// The nights.
    pub period: Period,
}

/// The subject of some of the entries of a push: a pair, or a space category.
#[derive(Clone, Copy, Debug)]
pub struct RowSubject<'e> {
    /// The first of these entries.
    pub first: Row<'e>,
    /// The number of these entries.
    pub count: usize,
}

/// The entries of a push, and their subjects.
#[derive(Clone, Debug)]
pub struct Rows<'e, T> {
    /// The entries, in order.
    pub entries: Vec<T>,
    /// Their subjects, each once, in the order in which it is first spoken of.
    pub subjects: Vec<RowSubject<'e>>,
}

impl<'e> Row<'e> {
    /// JSON Pointer of the entry.
    pub fn pointer(&self) -> String {
        format!("/{}/{}", self.list, self.index)
    }

    /// The pair that it is about.
    pub fn pair(&self) -> Option<RatePair<'e>> {
        Some(RatePair {
            rate: self.rate?,
            space: self.space?,
        })
    }
}

/// Reads the objects of a list, each by `with`.
pub fn read<'e, T>(
    body: &'e Map<String, Value>,
    list: &'static str,
    has_rates: bool,
    mut with: impl FnMut(&'e Map<String, Value>, Reader<'_, 'e>) -> T,
) -> Rows<'e, T> {
    let items = body.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut subjects = Subjects::default();
    let mut entries = Vec::with_capacity(items.iter().filter(|item| item.is_object()).count());
    for (index, item) in items.iter().enumerate() {
        if let Some(entry) = item.as_object() {
            entries.push(with(
                entry,
                Reader {
                    list,
                    index,
                    has_rates,
                    subjects: &mut subjects,
                },
            ));
        }
    }
    Rows {
        entries,
        subjects: subjects.met,
    }
}

/// Reads one entry.
pub struct Reader<'s, 'e> {
    list: &'static str,
    index: usize,
    has_rates: bool,
    subjects: &'s mut Subjects<'e>,
}

impl<'e> Reader<'_, 'e> {
    /// The common part of the entry; `other` is shown every property that is none of it.
    ///
    /// Going through the properties once is faster than asking for each.
    pub fn row(self, entry: &'e Map<String, Value>, mut other: impl FnMut(&'e str, &'e Value)) -> Row<'e> {
        let mut row = Row {
            list: self.list,
            index: self.index,
            subject: 0,
            rate: None,
            space: None,
            period: Period::default(),
        };
        for (name, value) in entry {
            match name.as_str() {
                "ratePlanCode" if self.has_rates => row.rate = filled(value),
                "spaceTypeCode" => row.space = filled(value),
                "from" => row.period.from = date(value),
                "to" => row.period.to = date(value),
                name => other(name, value),
            }
        }
        self.subjects.count(&mut row);
        row
    }
}

/// The subjects that were met so far.
#[derive(Default)]
struct Subjects<'e> {
    met: Vec<RowSubject<'e>>,
    positions: HashMap<Key<'e>, usize>,
    /// For each subject, which one followed it last.
    next: Vec<usize>,
    last: usize,
}

type Key<'e> = (Option<&'e str>, Option<&'e str>);

impl<'e> Subjects<'e> {
    /// Numbers the subject of an entry.
    ///
    /// Entries are mostly ordered by pair, or by night with all pairs in one order: then the subject
    /// is that of the entry before, or the one that followed it before.
    fn count(&mut self, row: &mut Row<'e>) {
        let is_it = |position: &usize| {
            let known = self.met.get(*position).map(|subject| subject.first);
            known.is_some_and(|known| known.space == row.space && known.rate == row.rate)
        };
        let guess = Some(self.last).filter(is_it);
        let guess = guess.or_else(|| self.next.get(self.last).copied().filter(is_it));
        let position = guess.unwrap_or_else(|| self.look_up(row));
        row.subject = position;
        if let Some(subject) = self.met.get_mut(position) {
            subject.count += 1;
        }
        if position != self.last
            && let Some(next) = self.next.get_mut(self.last)
        {
            *next = position;
        }
        self.last = position;
    }

    fn look_up(&mut self, row: &Row<'e>) -> usize {
        let new = self.met.len();
        let position = *self.positions.entry((row.rate, row.space)).or_insert(new);
        if position == new {
            let first = Row { subject: new, ..*row };
            self.met.push(RowSubject { first, count: 0 });
            self.next.push(new);
        }
        position
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    proptest! {
        #[test]
        fn subjects_are_those_that_a_table_would_find(codes in prop::collection::vec((0_u8..4, 0_u8..4), 0..40)) {
            let code = |number: u8| (number > 0).then(|| number.to_string());
            let entries: Vec<Value> = codes
                .iter()
                .map(|(rate, space)| json!({ "ratePlanCode": code(*rate), "spaceTypeCode": code(*space) }))
                .collect();
            let body = json!({ "list": entries });
            let Value::Object(body) = &body else { unreachable!() };
            let read = read(body, "list", true, |entry, reader| reader.row(entry, |_, _| {}));
            prop_assert_eq!(read.entries.len(), codes.len());
            for (row, key) in std::iter::zip(&read.entries, &codes) {
                let subject = read.subjects[row.subject];
                let first = codes.iter().position(|other| other == key).unwrap();
                prop_assert_eq!(subject.first.index, first);
                prop_assert_eq!((row.rate, row.space), (subject.first.rate, subject.first.space));
                prop_assert_eq!(subject.count, codes.iter().filter(|other| *other == key).count());
            }
        }
    }
}
