//! Scenario files: how they are read, and what all built-in ones keep to.

mod connector;
mod files;
