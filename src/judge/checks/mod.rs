//! The checks of any message or case, besides the semantic rules: a file for each, named by its id.
//!
//! Two more are made while one certifies: `certification::read_back` and `certification::system_errors`.

pub mod callback;
pub mod check;
pub mod clean_up;
pub mod deprecated_property;
pub mod discontinued_property;
pub mod documented_form;
pub mod expected_property;
pub mod json;
pub mod media_type;
pub mod outcome;
pub mod schema;
pub mod snapshot;
pub mod time_limit;
pub mod transport;
pub mod unknown_property;
