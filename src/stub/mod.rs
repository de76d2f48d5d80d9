//! The built-in simulated counterpart: Mews and a reference channel manager in one.
//!
//! ```text
//! request ─▶ World, perhaps with a fault around it ─▶ Reply ─▶ host
//!              │
//!              seed: tokens, connections, codes; a case's own changes lie over it
//! ```
//!
//! The core is a state machine without I/O: the clock is an argument, the answer a value, and
//! only [`host`] touches the network. A [`world::World`] holds nothing but what one case
//! changed, so thousands can be made each second and no case sees another's state.
//!
//! Beside the operations there are hooks, `/hooks/<side>/<name>`: they tell a side to do what in
//! reality a person or an event makes it do, such as taking a booking. What a side has to say by
//! itself is owed: [`host`] makes these calls after the answer, and tells the world what came of them.
//!
//! The runner is not known here, and the runner does not know the stub: it is one more target, reached over HTTP.
//! The reasons are in `docs/decisions/0003-a-world-for-each-case.md`.

pub mod behaviour;
pub mod connector;
pub mod environment;
pub mod faults;
pub mod host;
pub mod host_options;
pub mod options;
mod outbox;
pub mod owed;
pub mod pair;
pub mod partner;
pub mod platform;
pub mod reply;
pub mod secrets;
pub mod seed;
pub mod served;
pub mod world;
mod worlds;

mod access;
mod address;
mod answer;
mod fields;
mod hosted_world;
mod lock;
mod media_type;
mod operation;
mod property;
mod scene;
