//! Results as they are kept and shown to others: packs with a manifest, signatures, what two results say
//! side by side, and the parts of one run joined.

pub mod archive;
pub mod compare;
pub mod comparison;
pub mod container;
pub mod join;
pub mod manifest;
pub mod name;
pub mod pack;
pub mod seal;
pub mod signature;
pub mod verify;
