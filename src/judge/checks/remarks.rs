//! `unknown-property` and its like: what is to be said of a message that has the documented shape.
//!
//! Nothing of it fails a case: the platform takes such messages, and an addition breaks nobody. But
//! most mistakes in the field are a name that is slightly wrong, or one that is no longer wanted.

use crate::contract::rule::Weight;
use crate::contract::walk::{MOST_REMARKS, Remark, RemarkKind};
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{Document, Material};

/// The page that lists what should not be sent any more.
const DEPRECATIONS: &str = "channel-manager-api/deprecations#deprecated-properties";

/// Reports what is to be remarked of each message of the side under test.
pub fn findings(material: Material<'_>, findings: &mut Vec<Finding>) {
    for document in material.documents() {
        // That there is no schema is told by `schema`.
        let Ok(shape) = material.contract.shape(document.operation, document.message) else {
            continue;
        };
        let remarks = shape.remarks(document.message, document.json);
        findings.extend(remarks.made.into_iter().map(|remark| finding(document, remark)));
        if remarks.omitted > 0 {
            findings.push(Finding {
                check: "unknown-property".to_string(),
                weight: Weight::Note,
                requirement: "A message consists of what is documented.".to_string(),
                place: Some(place(document, String::new())),
                expected: format!("at most {MOST_REMARKS} kinds of remark"),
                actual: format!("{} more places that are not told of", remarks.omitted),
                page: None,
                detail: None,
            });
        }
    }
}

fn place(document: Document<'_>, pointer: String) -> Place {
    Place {
        entry: document.entry,
        message: document.message,
        pointer,
    }
}

fn finding(document: Document<'_>, remark: Remark) -> Finding {
    let (check, requirement, expected, actual) = told(&remark.kind);
    let page = match remark.kind {
        RemarkKind::Deprecated { .. } | RemarkKind::Discontinued { .. } => Some(DEPRECATIONS.to_string()),
        RemarkKind::Unknown { .. } | RemarkKind::Alternate { .. } | RemarkKind::Missing { .. } => {
            remark.page.or_else(|| Some(document.operation.page.clone()))
        }
    };
    let actual = match remark.count {
        1 => actual,
        count => format!("{actual}, in {count} places"),
    };
    Finding {
        check: check.to_string(),
        weight: remark.level,
        requirement: requirement.to_string(),
        place: Some(place(document, remark.pointer)),
        expected,
        actual,
        page,
        detail: None,
    }
}

/// The check, its requirement, what is expected and what is there; no value is ever quoted.
fn told(kind: &RemarkKind) -> (&'static str, &'static str, String, String) {
    let instead = |replacement: &Option<String>| {
        replacement
            .as_ref()
            .map_or_else(|| "no such property".to_string(), |name| format!("`{name}` instead"))
    };
    let since = |what: &str, since: &Option<String>| {
        since
            .as_ref()
            .map_or_else(|| what.to_string(), |since| format!("{what} since {since}"))
    };
    match kind {
        RemarkKind::Unknown { suggestion } => (
            "unknown-property",
            "A message consists of documented properties.",
            suggestion.as_ref().map_or_else(
                || "a documented property".to_string(),
                |name| format!("perhaps `{name}`"),
            ),
            "a property that is not documented".to_string(),
        ),
        RemarkKind::Deprecated {
            replacement,
            since: day,
        } => (
            "deprecated-property",
            "Deprecated properties are replaced.",
            instead(replacement),
            since("a property that is deprecated", day),
        ),
        RemarkKind::Discontinued {
            replacement,
            since: day,
        } => (
            "discontinued-property",
            "Discontinued properties are not sent.",
            instead(replacement),
            since("a property that is not read any more", day),
        ),
        RemarkKind::Alternate { expected } => (
            "documented-form",
            "A value is written as its table describes it.",
            expected.clone(),
            "another form, which is taken as well".to_string(),
        ),
        RemarkKind::Missing { property } => (
            "expected-property",
            "What is described as required is sent.",
            format!("property `{property}`"),
            "it is missing".to_string(),
        ),
    }
}
