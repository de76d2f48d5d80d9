//! The list of what did not pass, before all cases.

use super::badge::Badge;
use super::escaped::Escaped;
use super::names::anchor;
use crate::report::overview::ListedCase;
use crate::report::plan_result::TestResult;
use crate::report::text;

/// A case or a published test that did not pass.
pub struct ListedView {
    pub href: String,
    pub id: String,
    pub badge: Badge,
    pub requirement: String,
    pub why: Escaped,
}

impl ListedView {
    pub fn of(listed: &ListedCase) -> Self {
        Self {
            href: format!("#{}", anchor(&listed.id)),
            id: listed.id.clone(),
            badge: Badge::of_listed(listed),
            requirement: text::one_line(&listed.requirement),
            why: Escaped::with_code(&listed.why),
        }
    }

    pub fn of_test(test: &TestResult) -> Self {
        Self {
            href: format!("#test-{}", test.id),
            id: test.id.clone(),
            badge: Badge::of_test(test),
            requirement: text::one_line(&test.title),
            why: Escaped::with_code(&text::one_line(&test.remarks().join("; "))),
        }
    }
}
