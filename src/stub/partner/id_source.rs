//! The ids that the channel manager gives.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::stub::scene::Scene;

/// Numbers what is sent and made, so that no two things of a case share an id.
#[derive(Default)]
pub(super) struct IdSource {
    numbered: u64,
}

impl IdSource {
    /// A new id. It holds what tells this case from others, so that they may share a counterpart.
    pub(super) fn id(&mut self, scene: &Scene, kind: &str) -> String {
        self.numbered += 1;
        let mut hasher = DefaultHasher::new();
        let counterpart = scene.owed.counterpart.as_deref().unwrap_or_default();
        // Neither scheme nor host, since the port is another one in each run.
        let (_, address) = counterpart.split_once("://").unwrap_or(("", counterpart));
        address.split_once('/').map(|(_, path)| path).hash(&mut hasher);
        format!("KC-{kind}-{:04x}-{}", hasher.finish() >> 48, self.numbered)
    }
}
