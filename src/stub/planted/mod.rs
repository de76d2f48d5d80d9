//! The mistakes that a world can make on purpose: each with its name, the check that must notice it, and what it does.

mod access;
mod answers;
mod bookings;
mod calls;
pub(super) mod effect;
mod inventory;

use effect::Effect;

/// A mistake that can be planted.
pub(super) struct Planted {
    pub(super) name: &'static str,
    pub(super) caught_by: &'static str,
    pub(super) description: &'static str,
    pub(super) effect: Effect,
}

/// Every mistake, by what it is about.
pub(super) const ALL: &[&[Planted]] = &[
    answers::FAULTS,
    access::FAULTS,
    calls::FAULTS,
    inventory::FAULTS,
    bookings::FAULTS,
];

const fn planted(name: &'static str, caught_by: &'static str, description: &'static str, effect: Effect) -> Planted {
    Planted {
        name,
        caught_by,
        description,
        effect,
    }
}
