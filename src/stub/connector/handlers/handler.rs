//! The form of a handler.

use super::super::answer::Answer;
use super::super::call::Call;
use super::super::store::Store;

/// A function that carries out an operation.
pub(crate) type Handler = fn(&Call<'_>, &mut Store) -> Answer;
