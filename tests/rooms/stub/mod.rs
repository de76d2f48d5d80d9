//! The built-in stub from outside.

mod channel_manager;
mod connector;
