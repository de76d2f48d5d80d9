//! `deprecated-property`: a deprecated property is not sent.

use crate::contract::rule::Weight;
use crate::judge::check_id::Check;
use crate::judge::finding::Finding;
use crate::judge::{pages, wording};

/// Reports such a property with its replacement and the day since which it is deprecated.
pub fn finding(weight: Weight, replacement: Option<String>, since: Option<String>) -> Finding {
    let expected = wording::instead(replacement.as_deref());
    let actual = wording::since("a property that is deprecated", since.as_deref());
    Finding::new(Check::DeprecatedProperty, weight, expected, actual)
        .against("Deprecated properties are replaced.")
        .on_page(pages::DEPRECATIONS)
}
