//! Mapping codes of a group or a block that the property does not have.

use std::collections::BTreeSet;

use crate::stub::answer::{Code, Refusal};
use crate::stub::behaviour::GroupCodes;
use crate::stub::property::Property;

/// Collects the codes that the property does not have, each once.
pub(super) struct UnknownCodes<'p> {
    property: &'p Property,
    form: GroupCodes,
    seen: BTreeSet<(bool, String)>,
    pub(super) refusals: Vec<Refusal>,
}

impl<'p> UnknownCodes<'p> {
    /// No code yet.
    pub(super) fn new(property: &'p Property, form: GroupCodes) -> Self {
        Self {
            property,
            form,
            seen: BTreeSet::new(),
            refusals: Vec::new(),
        }
    }

    /// Notes a category, unless the property has it; one that is not synchronized is as good.
    pub(super) fn space(&mut self, code: &str) {
        if self.property.has_space(code) || !self.seen.insert((false, code.to_owned())) {
            return;
        }
        let message = format!("The space category {code} does not exist; send one of the configuration.");
        self.refusals.push(match self.form {
            GroupCodes::Current => Refusal::new(Code::Category, message).category(code),
            GroupCodes::Docs => Refusal::new(Code::SpaceNotFound, message),
        });
    }

    /// Notes a rate, unless the property has it.
    pub(super) fn rate(&mut self, code: &str) {
        if self.property.has_rate(code) || !self.seen.insert((true, code.to_owned())) {
            return;
        }
        let message = format!("The rate {code} does not exist; send one of the configuration.");
        self.refusals.push(match self.form {
            GroupCodes::Current => Refusal::new(Code::Rate, message).rate(code),
            GroupCodes::Docs => Refusal::new(Code::RateNotFound, message),
        });
    }
}
