//! The rules of the Connector API: what the platform has to keep to beyond schemas and statuses.

mod data_answer;
mod envelope;
mod filters;
mod paging;
mod scope;
mod secrecy;
mod times;

use super::rule::Rule;

/// The rules of each file.
pub const FILES: &[&[Rule]] = &[
    envelope::RULES,
    paging::RULES,
    filters::RULES,
    times::RULES,
    scope::RULES,
    secrecy::RULES,
];
