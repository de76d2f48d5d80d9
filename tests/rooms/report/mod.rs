//! Reports written from a record.

mod formats;
