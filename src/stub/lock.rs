//! Locks that a panic elsewhere does not poison for good.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks what a panic elsewhere leaves whole: it is changed by one call at a time.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
