//! Items that every enterprise has at the start: made of the schemas, and then brought into agreement.

use std::sync::{Arc, LazyLock, OnceLock};

use jiff::{SignedDuration, Timestamp};

use super::enterprise::Enterprise;
use super::entity::Entity;
use super::generation::{Fullness, Origin};
use super::item::{Item, mark_deleted};
use super::library::Library;
use super::ownership;
use super::refinement;

/// Time at which the newest item came into being: 2026-03-02, midnight. The one before it an hour earlier, and so on.
const NEWEST: i64 = 1_772_409_600;

/// All items of one kind.
type Items = Arc<[Arc<Item>]>;

/// All items of a kind at the start, newest first: made when first asked for, once for all worlds.
pub(super) fn all(entity: Entity) -> &'static [Arc<Item>] {
    static MADE: LazyLock<Vec<OnceLock<Items>>> =
        LazyLock::new(|| Entity::ALL.iter().map(|_| OnceLock::new()).collect());
    let made = MADE.get(entity as usize);
    made.map_or(&[], |made| made.get_or_init(|| make(entity).into()))
}

fn make(entity: Entity) -> Vec<Arc<Item>> {
    let mut items: Vec<(Timestamp, Arc<Item>)> = Vec::new();
    for enterprise in Enterprise::ALL {
        for index in 0..entity.count(enterprise) {
            let created = created(enterprise, index);
            items.push((created, Arc::new(item(entity, enterprise, index, created))));
        }
    }
    // The sort keeps the order of those of one instant.
    items.sort_by_key(|(created, _)| std::cmp::Reverse(*created));
    items.into_iter().map(|(_, item)| item).collect()
}

/// Time at which the item of an enterprise at that place came into being; two enterprises never make one at once.
fn created(enterprise: Enterprise, index: usize) -> Timestamp {
    let hours = i64::try_from(index).unwrap_or_default();
    let minutes = 20 * i64::try_from(enterprise.index()).unwrap_or_default();
    let before = SignedDuration::from_mins(60 * hours + minutes);
    let newest = Timestamp::from_second(NEWEST).unwrap_or(Timestamp::UNIX_EPOCH);
    newest.saturating_sub(before).unwrap_or(newest)
}

fn item(entity: Entity, enterprise: Enterprise, index: usize, created: Timestamp) -> Item {
    let id = entity.seeded(enterprise, index);
    let origin = Origin {
        enterprise,
        entity: Some(entity),
        index,
        id: &id,
        created,
        fullness: Fullness::Full,
    };
    let record = Library::shared().record(entity.definition());
    let mut data = origin.record(&record, "");
    ownership::assign(&mut data, enterprise);
    // Of what cannot be seen to be deleted, nothing is at the start.
    let active = !(Entity::is_deleted(index) && mark_deleted(&mut data));
    refinement::refine(entity, &mut data, &origin);
    Item {
        id,
        entity,
        enterprise,
        index: Some(index),
        created,
        updated: created,
        active,
        data,
    }
}
