//! Reports of a run: records made through the redactor, and one pure renderer per format.

pub mod causes;
pub mod coverage;
pub mod csv;
pub mod curl;
pub mod excerpt;
pub mod exchange_record;
pub mod format;
pub mod formats;
pub mod head;
pub mod markup;
pub mod output;
pub mod overview;
pub mod page;
pub mod plan_result;
pub mod record;
pub mod recorder;
pub mod spool;
pub mod summary;
pub mod terminal;
pub mod text;
pub mod versions;
pub mod waiver;
