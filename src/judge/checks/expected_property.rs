//! `expected-property`: a property that is described as required is sent, although the schema forgives that it is missing.

use crate::contract::rule::Weight;
use crate::judge::check_id::Check;
use crate::judge::finding::Finding;

/// Reports that the property is missing.
pub fn finding(weight: Weight, property: &str) -> Finding {
    let expected = format!("property `{property}`");
    Finding::new(Check::ExpectedProperty, weight, expected, "it is missing")
        .against("What is described as required is sent.")
}
