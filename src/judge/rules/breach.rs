//! The places where a rule does not hold, reported once where they say the same.
//!
//! A push of a year has thousands of entries, and what is wrong with one is mostly wrong with all.
//!
//! Breaches that say the same of a message are put together, at the first place and with the number of places.
//! Where only the values differ, a rule says what its breaches are about with `once_for`. Remarks are put together
//! alike.

use std::collections::HashMap;

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::finding::{FindingSubject, Place};
use crate::judge::message::SentMessage;
use crate::judge::views::error_list::MOST_ERRORS;

/// The places of one rule beyond this are not gone through: a hostile list is long.
const MOST_PLACES: usize = 50_000;

/// One place where a rule does not hold, and the number of places like it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The place of the offending value.
    pub place: Place,
    /// The text for what was expected.
    pub expected: String,
    /// The text for what is there.
    pub actual: String,
    /// The subject of the finding.
    pub subject: FindingSubject,
    /// The weight, where it differs from the rule's own.
    pub weight: Option<Weight>,
    /// The number of places.
    pub count: usize,
    /// The subject that makes it the same as another, where that is not its text.
    about: Option<String>,
}

impl Breach {
    /// A breach with the weight of its rule.
    pub fn new(
        entry: usize,
        message: Message,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        let pointer = pointer.into();
        Self::at(
            Place {
                entry,
                message,
                pointer,
            },
            expected,
            actual,
        )
    }

    /// A breach at that place.
    pub fn at(place: Place, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        Self {
            place,
            expected: expected.into(),
            actual: actual.into(),
            subject: FindingSubject::Event,
            weight: None,
            count: 1,
            about: None,
        }
    }

    /// A breach in that message.
    pub fn of(
        message: &SentMessage<'_>,
        pointer: impl Into<String>,
        expected: impl Into<String>,
        actual: impl Into<String>,
    ) -> Self {
        Self::new(message.entry, message.message, pointer, expected, actual)
    }

    /// The same breach with a weight of its own.
    pub fn weighing(self, weight: Weight) -> Self {
        Self {
            weight: Some(weight),
            ..self
        }
    }

    /// The same breach, as a warning where that is true.
    pub fn warning_if(self, is_warning: bool) -> Self {
        self.weighing_if(is_warning.then_some(Weight::Warning))
    }

    /// The same breach, with a weight of its own if there is one.
    pub fn weighing_if(self, weight: Option<Weight>) -> Self {
        match weight {
            Some(weight) => self.weighing(weight),
            None => self,
        }
    }

    /// The same breach, about a call that did not come.
    pub fn of_missing_call(self) -> Self {
        Self {
            subject: FindingSubject::MissingCall,
            ..self
        }
    }

    /// The same breach, in so many places.
    pub fn in_places(self, count: usize) -> Self {
        Self { count, ..self }
    }

    /// The same breach, reported once for all in the message that are about the same, although the values differ.
    pub fn once_for(self, about: impl Into<String>) -> Self {
        Self {
            about: Some(about.into()),
            ..self
        }
    }
}

/// The parts by which two breaches of a rule are one.
#[derive(PartialEq, Eq, Hash)]
struct Identity {
    entry: usize,
    message: Message,
    weight: Option<Weight>,
    /// The pointer without the positions in lists.
    form: String,
    /// The subject, or else what was expected.
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
        let parts = breach.place.pointer.split('/');
        let parts: Vec<&str> = parts.map(|part| if is_position(&part) { "*" } else { part }).collect();
        Self {
            entry: breach.place.entry,
            message: breach.place.message,
            weight: breach.weight,
            form: parts.join("/"),
            expected,
            actual,
        }
    }
}

/// All breaches that a rule has found.
#[derive(Default)]
pub struct Breaches {
    made: Vec<Breach>,
    /// The position in `made` of each.
    known: HashMap<Identity, usize>,
    /// The number of places in which one was found.
    places: usize,
}

impl Breaches {
    /// Adds one, to one that says the same if there is any.
    pub fn push(&mut self, breach: Breach) {
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

    /// Checks that nothing was found.
    pub fn are_none(&self) -> bool {
        self.made.is_empty()
    }

    /// Checks that so much was found that the rest is cut.
    pub fn are_enough(&self) -> bool {
        self.made.len() >= MOST_ERRORS || self.is_cut()
    }

    /// Checks that there may be more places than were counted.
    fn is_cut(&self) -> bool {
        self.places >= MOST_PLACES
    }

    /// The number of places in which something was found.
    pub fn places(&self) -> usize {
        self.places
    }

    /// Everything that was found, what is there followed by the number of places.
    pub fn counted(self) -> impl Iterator<Item = Breach> {
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
