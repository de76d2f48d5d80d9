//! The judge: shapes of messages, and every rule by examples.

mod connector_rules;
mod messages;
mod rules;
