//! Operations that follow the platform's own model, and not only the schemas of their messages.

mod accounts;
mod availability;
mod bills;
mod booking;
mod commands;
mod configuration;
mod exports;
mod handler;
mod items;
mod legacy;
mod messages;
mod overbooking;
mod payments;
mod people;
mod prices;
mod restrictions;
mod stays;
mod tasks;

use self::handler::Handler;

/// The function that carries out an operation, if there is more to it than its schemas say.
pub(super) fn handler(id: &str) -> Option<Handler> {
    let all = [
        accounts::ALL,
        availability::ALL,
        bills::ALL,
        booking::ALL,
        commands::ALL,
        configuration::ALL,
        exports::ALL,
        items::ALL,
        legacy::ALL,
        messages::ALL,
        overbooking::ALL,
        payments::ALL,
        people::ALL,
        prices::ALL,
        restrictions::ALL,
        stays::ALL,
        tasks::ALL,
    ];
    let mut all = all.into_iter().flatten();
    all.find(|(name, _)| *name == id).map(|(_, handler)| *handler)
}
