//! A value for each night, given for whole periods.

use std::collections::BTreeMap;

use jiff::civil::Date;

/// The last word on each night.
///
/// Periods and not nights are stored, since one entry may span years. They never overlap: a later
/// one takes its nights from the earlier, so that pushes cost what they hold and no more.
pub(super) struct Calendar<T>(BTreeMap<Date, (Date, T)>);

impl<T> Default for Calendar<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Clone> Calendar<T> {
    /// Sets the nights from the first to the last, both inclusive.
    pub(super) fn set(&mut self, (from, to): (Date, Date), value: T) {
        if let Some((_, (last, earlier))) = self.0.range_mut(..from).next_back()
            && *last >= from
        {
            let rest = (*last > to).then(|| (*last, earlier.clone()));
            *last = from.yesterday().unwrap_or(from);
            self.keep_after(to, rest);
        }
        let covered: Vec<Date> = self.0.range(from..=to).map(|(first, _)| *first).collect();
        for first in covered {
            let rest = self.0.remove(&first).filter(|(last, _)| *last > to);
            self.keep_after(to, rest);
        }
        self.0.insert(from, (to, value));
    }

    fn keep_after(&mut self, to: Date, rest: Option<(Date, T)>) {
        if let (Some(rest), Ok(next)) = (rest, to.tomorrow()) {
            self.0.insert(next, rest);
        }
    }

    /// The value of a night.
    pub(super) fn at(&self, night: Date) -> Option<&T> {
        let (_, (last, value)) = self.0.range(..=night).next_back()?;
        (*last >= night).then_some(value)
    }

    /// Each night between two, both inclusive, that has a value.
    pub(super) fn nights(&self, from: Date, to: Date) -> impl Iterator<Item = (Date, &T)> {
        let begun = self.0.range(..from).next_back();
        let within = (from <= to).then(|| self.0.range(from..=to));
        begun
            .into_iter()
            .chain(within.into_iter().flatten())
            .flat_map(move |(first, (last, value))| {
                let (first, last) = ((*first).max(from), (*last).min(to));
                std::iter::successors((first <= last).then_some(first), move |night| {
                    night.tomorrow().ok().filter(|next| *next <= last)
                })
                .map(move |night| (night, value))
            })
    }

    /// The first night and the last that have a value.
    pub(super) fn extent(&self) -> Option<(Date, Date)> {
        let (first, _) = self.0.first_key_value()?;
        let (_, (last, _)) = self.0.last_key_value()?;
        Some((*first, *last))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(day: i8) -> Date {
        jiff::civil::date(2031, 3, day)
    }

    #[test]
    fn the_last_word_on_a_night_counts() {
        let mut calendar = Calendar::default();
        calendar.set((day(1), day(20)), 1);
        calendar.set((day(5), day(10)), 2);
        assert_eq!(
            [4, 5, 10, 11, 20, 21].map(|n| calendar.at(day(n)).copied()),
            [Some(1), Some(2), Some(2), Some(1), Some(1), None]
        );
        assert_eq!(calendar.extent(), Some((day(1), day(20))));
        assert_eq!(calendar.nights(day(9), day(12)).count(), 4);
        assert_eq!(calendar.nights(day(12), day(9)).count(), 0);
        calendar.set((Date::MIN, Date::MAX), 3);
        assert_eq!(calendar.0.len(), 1);
    }

    proptest! {
        #[test]
        fn periods_behave_like_nights(sets in prop::collection::vec((1_i8..=28, 1_i8..=28), 0..20)) {
            let mut calendar = Calendar::default();
            let mut nights = BTreeMap::new();
            for (value, (a, b)) in sets.into_iter().enumerate() {
                let (from, to) = (a.min(b), a.max(b));
                calendar.set((day(from), day(to)), value);
                nights.extend((from..=to).map(|n| (n, value)));
            }
            for n in 1..=28 {
                prop_assert_eq!(calendar.at(day(n)), nights.get(&n));
            }
            let listed: Vec<_> = calendar.nights(day(1), day(28)).map(|(night, value)| (night.day(), *value)).collect();
            prop_assert_eq!(listed, nights.into_iter().collect::<Vec<_>>());
        }
    }
}
