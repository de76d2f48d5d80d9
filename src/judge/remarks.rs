//! Remarks about messages that have the documented shape: five checks, found in one walk through each message.
//!
//! Nothing of it fails a case: the platform takes such messages, and an addition breaks nobody. But
//! most mistakes in the field are a name that is slightly wrong, or one that is no longer wanted.

use super::checks::{deprecated_property, discontinued_property, documented_form, expected_property, unknown_property};
use super::finding::{Finding, Place};
use super::material::{DescribedMessage, Material};
use crate::contract::remarks::{Remark, RemarkKind};

/// Reports every remark about each message of the side under test.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    for message in material.described_messages() {
        // A missing schema is reported by `schema`.
        let Ok(shape) = material.contract.shape(message.operation, message.message) else {
            continue;
        };
        let remarks = shape.remarks(message.message, message.json);
        findings.extend(remarks.made.into_iter().map(|remark| finding(message, remark)));
        if remarks.omitted > 0 {
            let place = Place::whole(message.entry, message.message);
            findings.push(unknown_property::omitted(remarks.omitted).at(place));
        }
    }
}

fn finding(message: DescribedMessage<'_>, remark: Remark) -> Finding {
    let weight = remark.level;
    let found = match remark.kind {
        RemarkKind::Unknown { suggestion } => unknown_property::finding(weight, suggestion),
        RemarkKind::Deprecated { replacement, since } => deprecated_property::finding(weight, replacement, since),
        RemarkKind::Discontinued { replacement, since } => discontinued_property::finding(weight, replacement, since),
        RemarkKind::Alternate { expected } => documented_form::finding(weight, expected),
        RemarkKind::Missing { property } => expected_property::finding(weight, &property),
    };
    let page = || remark.page.unwrap_or_else(|| message.operation.page.clone());
    let actual = match remark.count {
        1 => found.actual,
        count => format!("{}, in {count} places", found.actual),
    };
    let place = Place {
        entry: message.entry,
        message: message.message,
        pointer: remark.pointer,
    };
    Finding {
        actual,
        place: Some(place),
        page: Some(found.page.unwrap_or_else(page)),
        ..found
    }
}
