//! What a run says: records made through the redactor, and one pure renderer per format.

pub mod curl;
pub mod json;
pub mod junit;
pub mod record;
pub mod summary;
pub mod terminal;
pub mod write;
