//! The Connector API of the stub from outside: what each operation answers, to whom, and what it keeps.

mod access;
mod calls;
mod faults;
mod filters;
mod minimal;
mod money;
mod observed;
mod paging;
mod people;
mod portfolio;
mod prose;
mod protocol;
mod stays;
mod writes;
