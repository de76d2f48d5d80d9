//! The places where a rule does not hold, told once where they say the same.
//!
//! A push of a year has thousands of entries, and what is wrong with one is mostly wrong with all.

use std::collections::HashMap;

use super::MOST_ERRORS;
use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::conversation::Spoken;

/// The places of one rule beyond this are not gone through: a hostile list is long.
const MOST_PLACES: usize = 50_000;

/// One place where a rule does not hold, and how many more there are like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Position of the exchange in the transcript.
    pub entry: usize,
    /// Which of its two messages.
    pub message: Message,
    /// JSON Pointer of the offending value.
    pub pointer: String,
    /// What was expected.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// The weight, where it differs from the rule's own.
    pub weight: Option<Weight>,
    /// In how many places.
    pub count: usize,
    /// What makes it the same as another, where that is not what it says.
    about: Option<String>,
}

impl Breach {
    /// A breach with the weight of its rule.
    pub(super) fn new(
        entry: usize,
        message: Message,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self {
            entry,
            message,
            pointer: pointer.into(),
            expected: expected.into(),
            actual: actual.into(),
            weight: None,
            count: 1,
            about: None,
        }
    }

    /// A breach in that message.
    pub(super) fn of(
        said: &Spoken<'_>,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self::new(said.entry, said.message, pointer, expected, actual)
    }

    /// The same breach with a weight of its own.
    pub(super) fn weighing(self, weight: Weight) -> Self {
        Self {
            weight: Some(weight),
            ..self
        }
    }

    /// The same breach, with a weight of its own if there is one.
    pub(super) fn weighing_if(self, weight: Option<Weight>) -> Self {
        match weight {
            Some(weight) => self.weighing(weight),
            None => self,
        }
    }

    /// The same breach, in so many places.
    pub(super) fn in_places(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// The same breach, told once for all in the message that are about the same, although the values differ.
    pub(super) fn once_for(self, about: impl Into<String>) -> Self {
        Self {
            about: Some(about.into()),
            ..self
        }
    }
}

/// What makes two breaches of a rule one.
#[derive(PartialEq, Eq, Hash)]
struct Identity {
    entry: usize,
    message: Message,
    weight: Option<Weight>,
    /// The pointer without the positions in lists.
    form: String,
    /// What they are about or else what was expected.
    expected: String,
    actual: String,
}

impl Identity {
    fn of(breach: &Breach) -> Self {
        let (expected, actual) = match &breach.about {
            Some(about) => (about.clone(), String::new()),
            None => (breach.expected.clone(), breach.actual.clone()),
        };
        let is_position = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts = breach.pointer.split('/');
        let parts: Vec<&str> = parts.map(|part| if is_position(&part) { "*" } else { part }).collect();
        Self {
            entry: breach.entry,
            message: breach.message,
            weight: breach.weight,
            form: parts.join("/"),
            expected,
            actual,
        }
    }
}

/// What a rule has found.
#[derive(Default)]
pub struct Breaches {
    made: Vec<Breach>,
    /// The position in `made` of each.
    known: HashMap<Identity, usize>,
    /// How often one was found.
    places: usize,
}

impl Breaches {
    /// Adds one, to one that says the same if there is any.
    pub(super) fn push(&mut self, breach: Breach) {
        self.places = self.places.saturating_add(breach.count);
        let identity = Identity::of(&breach);
        let known = self
            .known
            .get(&identity)
            .and_then(|position| self.made.get_mut(*position));
        if let Some(known) = known {
            known.count = known.count.saturating_add(breach.count);
        } else if self.made.len() < MOST_ERRORS {
            self.known.insert(identity, self.made.len());
            self.made.push(breach);
        }
    }

    /// Whether so much was found that the rest is cut.
    pub(super) fn are_enough(&self) -> bool {
        self.made.len() >= MOST_ERRORS || self.is_cut()
    }

    /// Whether there may be more places than were counted.
    fn is_cut(&self) -> bool {
        self.places >= MOST_PLACES
    }

    /// In how many places something was found.
    pub(super) fn places(&self) -> usize {
        self.places
    }

    /// Everything that was found, what is there followed by the number of places.
    pub(super) fn told(self) -> impl Iterator<Item = Breach> {
        let more = if self.is_cut() { " or more" } else { "" };
        self.made.into_iter().map(move |breach| match breach.count {
            1 => breach,
            count => Breach {
                actual: format!("{}, in {count} places{more}", breach.actual),
                ..breach
            },
        })
    }
}

impl Extend<Breach> for Breaches {
    fn extend<I: IntoIterator<Item = Breach>>(&mut self, breaches: I) {
        breaches.into_iter().for_each(|breach| self.push(breach));
    }
}
