//! Stands for the partner's own integration; see `tests/contract.rs`.
