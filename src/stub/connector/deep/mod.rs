//! Operations of which the platform's own model is played, and not only the shape of its answers.

mod configuration;

use super::answer::Answer;
use super::call::Call;
use super::store::Store;

/// How an operation is carried out.
pub(super) type Handler = fn(&Call<'_>, &mut Store) -> Answer;

/// How the operation of that name is carried out, if it is known better than by its schemas.
pub(super) fn handler(id: &str) -> Option<Handler> {
    let mut all = [configuration::ALL].into_iter().flatten();
    all.find(|(name, _)| *name == id).map(|(_, handler)| *handler)
}
