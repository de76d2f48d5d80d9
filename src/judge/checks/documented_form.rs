//! `documented-form`: a value is written as its table describes it.

use crate::contract::rule::Weight;
use crate::judge::check_id::Check;
use crate::judge::finding::Finding;

/// Reports a value of another form, which passes as well.
pub fn finding(weight: Weight, expected: String) -> Finding {
    Finding::new(
        Check::DocumentedForm,
        weight,
        expected,
        "another form, which is taken as well",
    )
    .against("A value is written as its table describes it.")
}
