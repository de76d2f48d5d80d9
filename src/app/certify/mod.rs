//! A certification: the published tests of a plan, one after the other, each settled as it ends.
//!
//! ```text
//! options ─▶ prepare ─▶ run ─▶ attempt ─▶ test_part ─▶ end
//! ```

pub mod attempt;
pub mod attest;
pub mod certification;
pub mod comparison;
pub mod earlier_parts;
pub mod end;
pub mod observer;
pub mod options;
pub mod prepare;
pub mod proof_keeper;
pub mod read_back;
pub mod resume;
pub mod run;
pub mod test_part;
pub mod unsaved;
pub mod waivers;
