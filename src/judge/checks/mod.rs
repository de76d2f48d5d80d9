//! The checks of any message or case, besides the semantic rules: a file for each, named by its id.
//!
//! One more is made while one certifies: `certification::system_errors`. `read-back` is made then, too.

pub mod callback;
pub mod check;
pub mod clean_up;
pub mod deprecated_property;
pub mod discontinued_property;
pub mod documented_form;
pub mod doubled_property;
pub mod expected_property;
pub mod json;
pub mod media_type;
pub mod outcome;
pub mod read_back;
pub mod schema;
pub mod snapshot;
pub mod time_limit;
pub mod transport;
pub mod unknown_property;
