//! `discontinued-property`: a discontinued property is not sent.

use crate::contract::rule::Weight;
use crate::judge::check_id::Check;
use crate::judge::finding::Finding;
use crate::judge::{pages, wording};

/// Reports such a property with its replacement and the day since which it is discontinued.
pub fn finding(weight: Weight, replacement: Option<String>, since: Option<String>) -> Finding {
    let expected = wording::instead(replacement.as_deref());
    let actual = wording::since("a property that is not read any more", since.as_deref());
    Finding::new(Check::DiscontinuedProperty, weight, expected, actual)
        .against("Discontinued properties are not sent.")
        .on_page(pages::DEPRECATIONS)
}
