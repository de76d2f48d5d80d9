//! Parts of the project that others run: the README's sessions, the action, the example of a partner's crate.

mod action;
mod partner_example;
mod readme;
