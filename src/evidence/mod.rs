//! Results as they are kept and shown to others: packs with a manifest, signatures, comparisons of two results, and
//! the shards of one run joined.

pub mod archive;
pub mod compare;
pub mod comparison;
pub mod container;
pub mod manifest;
pub mod name;
pub mod pack;
pub mod pack_fault;
pub mod seal;
pub mod shards;
pub mod signature;
pub mod verification;
