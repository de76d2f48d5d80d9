//! A run: cases against a target, each settled and forgotten as it ends.

pub mod collector;
pub mod end;
pub mod execute;
pub mod options;
pub mod prepare;
