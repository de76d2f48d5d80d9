//! The rules of the Channel Manager API.

mod ari;
mod authentication;
mod block;
mod block_confirmations;
mod block_history;
mod block_spaces;
mod configuration;
mod correlation;
mod coverage;
mod envelope;
mod error_codes;
mod errors;
mod group;
mod group_amounts;
mod group_codes;
mod group_confirmations;
mod group_extras;
mod group_guests;
mod group_history;
mod group_payment;
mod group_platform;
mod inventory;
mod last_restrictions;
mod packages;
mod prices;
mod promised_confirmations;
mod property;
mod redelivery;
mod refused_groups;
mod restrictions;
mod switched_off;

use super::rule::Rule;

/// The rules of each file.
pub const FILES: &[&[Rule]] = &[
    envelope::RULES,
    errors::RULES,
    error_codes::RULES,
    refused_groups::RULES,
    authentication::RULES,
    correlation::RULES,
    promised_confirmations::RULES,
    group_confirmations::RULES,
    block_confirmations::RULES,
    configuration::RULES,
    property::RULES,
    inventory::RULES,
    ari::RULES,
    prices::RULES,
    restrictions::RULES,
    last_restrictions::RULES,
    redelivery::RULES,
    coverage::RULES,
    packages::RULES,
    switched_off::RULES,
    group::RULES,
    group_guests::RULES,
    group_amounts::RULES,
    group_extras::RULES,
    group_payment::RULES,
    group_codes::RULES,
    group_history::RULES,
    group_platform::RULES,
    block::RULES,
    block_spaces::RULES,
    block_history::RULES,
];
