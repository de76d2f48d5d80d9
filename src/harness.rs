//! The same cases under `cargo test`: one libtest-mimic trial each.
