//! Operations of which the platform's own model is played, and not only the shape of its answers.

mod accounts;
mod availability;
pub(super) mod bills;
mod booking;
mod chores;
mod configuration;
mod history;
mod items;
mod payments;
mod people;
mod prices;
mod stays;

use super::answer::Answer;
use super::call::Call;
use super::store::Store;

/// How an operation is carried out.
pub(super) type Handler = fn(&Call<'_>, &mut Store) -> Answer;

/// How the operation of that name is carried out, if it is known better than by its schemas.
pub(super) fn handler(id: &str) -> Option<Handler> {
    let all = [
        accounts::ALL,
        availability::ALL,
        bills::ALL,
        booking::ALL,
        chores::ALL,
        configuration::ALL,
        history::ALL,
        items::ALL,
        payments::ALL,
        people::ALL,
        prices::ALL,
        stays::ALL,
    ];
    let mut all = all.into_iter().flatten();
    all.find(|(name, _)| *name == id).map(|(_, handler)| *handler)
}
