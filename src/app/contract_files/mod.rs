//! Contract files of the Connector API: as they are found, and as an import writes them.

pub mod directory;
pub mod files;
pub mod import;
pub mod source;
