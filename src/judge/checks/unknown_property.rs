//! `unknown-property`: a message has documented properties only.

use crate::contract::remarks::MOST_REMARKS;
use crate::contract::rule::Weight;
use crate::judge::check_id::Check;
use crate::judge::finding::Finding;

/// Reports a property that the contract does not know; no value is ever quoted.
pub fn finding(weight: Weight, suggestion: Option<String>) -> Finding {
    let expected = match suggestion {
        Some(name) => format!("perhaps `{name}`"),
        None => "a documented property".to_string(),
    };
    Finding::new(
        Check::UnknownProperty,
        weight,
        expected,
        "a property that is not documented",
    )
    .against("A message consists of documented properties.")
}

/// Reports that there is more to remark than is shown.
pub fn omitted(count: usize) -> Finding {
    Finding::new(
        Check::UnknownProperty,
        Weight::Note,
        format!("at most {MOST_REMARKS} kinds of remark"),
        format!("{count} more places that are not told of"),
    )
    .against("A message consists of what is documented.")
}
