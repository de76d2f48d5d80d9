//! Collecting the mapping codes of a push that cannot be taken, each once.
//!
//! Implements `channel-manager-api/guidelines/responses`: as a consequence of an error the platform
//! stops sending the code that it names, so no other code may be named.

use std::collections::BTreeSet;

use crate::stub::answer::{Code, Refusal};
use crate::stub::property::{Pair, Property};

/// The codes that cannot be taken.
pub(super) struct UnmappedCodes<'p> {
    property: &'p Property,
    seen: BTreeSet<(String, String)>,
    refusals: Vec<Refusal>,
}

impl<'p> UnmappedCodes<'p> {
    pub(super) fn new(property: &'p Property) -> Self {
        Self {
            property,
            seen: BTreeSet::new(),
            refusals: Vec::new(),
        }
    }

    /// Notes a space category, unless it is known.
    pub(super) fn space(&mut self, code: &str) {
        if !self.property.has_space(code) && self.seen.insert((String::new(), code.to_owned())) {
            let message = format!("The space category {code} is not known here; map it or stop sending it.");
            self.refusals.push(Refusal::new(Code::Category, message).category(code));
        }
    }

    /// Notes a rate, unless it is known.
    pub(super) fn rate(&mut self, code: &str) {
        if !self.property.has_rate(code) && self.seen.insert((code.to_owned(), String::new())) {
            let message = format!("The rate {code} is not known here; map it or stop sending it.");
            self.refusals.push(Refusal::new(Code::Rate, message).rate(code));
        }
    }

    /// Notes a pair. It is at fault only if neither of its codes is: each consequence should be the smallest.
    pub(super) fn pair(&mut self, Pair { rate, space }: &Pair) {
        self.space(space);
        self.rate(rate);
        if self.property.has_space(space)
            && self.property.has_rate(rate)
            && !self.property.is_mapped(rate, space)
            && self.seen.insert((rate.clone(), space.clone()))
        {
            let message =
                format!("The rate {rate} is not mapped with the space category {space}; map them or stop sending it.");
            self.refusals
                .push(Refusal::new(Code::RateCategory, message).rate(rate).category(space));
        }
    }

    /// An error if anything was noted.
    pub(super) fn finish(self) -> Result<(), Vec<Refusal>> {
        if self.refusals.is_empty() {
            Ok(())
        } else {
            Err(self.refusals)
        }
    }
}
