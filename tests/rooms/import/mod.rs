//! The importer: published pages and OpenAPI documents as contract files, and what changed between two contracts.

mod diff;
mod docs;
mod openapi;
