//! Messages that are sent once more.

use std::time::Duration;

use crate::stub::owed::Callback;
use crate::stub::scene::Scene;

/// A message is sent at most so often.
const MOST_TRIES: u32 = 3;
/// The pause before the second try; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Owes the same message once more, later, unless it was sent often enough.
pub(super) fn resend(callback: &Callback, scene: &mut Scene) {
    let tries = callback.tries.saturating_add(1);
    if tries < MOST_TRIES {
        let pause = FIRST_PAUSE.saturating_mul(1 << callback.tries.min(8));
        let mut repeated = callback.clone().after(pause);
        repeated.tries = tries;
        scene.owed.callbacks.push(repeated);
    }
}
