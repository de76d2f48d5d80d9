//! The availability blocks that the platform has.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

use super::base_inventory;
use crate::stub::access::Connection;
use crate::stub::behaviour::ReleaseOffset;
use crate::stub::property::{self, Pair, Property};
use crate::stub::seed;

/// Spaces that are kept for a group or an event.
#[derive(Clone)]
pub(super) struct Block {
    pub(super) connection: &'static str,
    /// Name that the channel manager gives it, once it is known.
    pub(super) code: Option<String>,
    pub(super) number: String,
    pub(super) cancelled: bool,
    pub(super) outline: Outline,
}

/// Content of a block.
#[derive(Clone)]
pub(super) struct Outline {
    pub(super) name: String,
    pub(super) start: Date,
    /// The day after its last night.
    pub(super) end: Date,
    pub(super) release: Release,
    pub(super) spaces: Vec<Allocation>,
    pub(super) booker: Value,
    pub(super) pickup: &'static str,
}

/// Time at which spaces that nobody took are free again.
#[derive(Clone, Copy)]
pub(super) enum Release {
    /// On that day.
    Fixed(Date),
    /// So many days before each night.
    Rolling(i64),
}

/// The spaces of one category.
#[derive(Clone)]
pub(super) struct Allocation {
    pub(super) space: String,
    /// Number of spaces, from a day to the day before another.
    pub(super) counts: Vec<(Date, Date, i64)>,
}

impl Block {
    /// The block as it is sent.
    pub(super) fn content(&self, status: &str, property: &Property, offset: ReleaseOffset) -> Map<String, Value> {
        let Outline {
            name,
            start,
            end,
            release,
            spaces,
            booker,
            pickup,
        } = &self.outline;
        let release = match release {
            Release::Fixed(day) => json!({ "type": "Fixed", "fixedDate": day.to_string() }),
            Release::Rolling(days) => {
                let offset = match offset {
                    ReleaseOffset::Documented => format!("P{days}DT"),
                    ReleaseOffset::Iso => format!("P{days}D"),
                };
                json!({ "type": "Rolling", "offset": offset })
            }
        };
        let spaces: Vec<_> = spaces
            .iter()
            .map(|allocation| {
                let counts = |occupied: bool| -> Vec<Value> {
                    let counts = allocation.counts.iter();
                    counts
                        .map(|(start, end, count)| {
                            let count = if occupied { 0 } else { *count };
                            json!({ "start": start.to_string(), "end": end.to_string(), "count": count })
                        })
                        .collect()
                };
                let pair = Pair {
                    rate: property.rates.first().copied().unwrap_or_default().to_owned(),
                    space: allocation.space.clone(),
                };
                json!({
                    "start": start.to_string(), "end": end.to_string(),
                    "spaceTypeCode": allocation.space,
                    "allocatedSpaces": counts(false), "occupiedSpaces": counts(true),
                    "rates": [{
                        "start": start.to_string(), "end": end.to_string(), "currencyCode": seed::CURRENCY,
                        "prices": base_inventory::prices(property, &pair, *start)["prices"],
                    }],
                })
            })
            .collect();
        let block = json!({
            "code": self.code, "confirmationNumber": self.number, "status": status, "name": name,
            "dates": { "start": start.to_string(), "end": end.to_string() },
            "releaseStrategy": release, "spaceCategories": spaces, "booker": booker, "pickupType": pickup,
        });
        Map::from_iter([("availabilityBlock".to_owned(), block)])
    }
}

/// Every block, in the order in which they came.
pub(super) struct Blocks {
    blocks: Vec<Block>,
    by_code: BTreeMap<(&'static str, String), usize>,
    count: usize,
}

/// The block of the seed.
impl Default for Blocks {
    fn default() -> Self {
        let mut blocks = Self {
            blocks: Vec::new(),
            by_code: BTreeMap::new(),
            count: 0,
        };
        let (start, end) = (jiff::civil::date(2031, 5, 1), jiff::civil::date(2031, 5, 3));
        let space = property::CANAL_HOUSE.spaces.first().copied().unwrap_or_default();
        blocks.add(Block {
            connection: seed::CONNECTION_A,
            code: Some(seed::KNOWN_BLOCK.to_owned()),
            number: seed::KNOWN_BLOCK_NUMBER.to_owned(),
            cancelled: false,
            outline: Outline {
                name: "Spring fair".to_owned(),
                start,
                end,
                release: Release::Rolling(7),
                spaces: vec![Allocation {
                    space: space.to_owned(),
                    counts: vec![(start, end, 2)],
                }],
                booker: json!({ "lastName": "Vos" }),
                pickup: "IndividualGroups",
            },
        });
        blocks
    }
}

impl Blocks {
    /// A number that no block has.
    pub(super) fn number(&mut self) -> String {
        self.count += 1;
        format!("B-{}", self.count)
    }

    /// Adds a block, and gives its position.
    pub(super) fn add(&mut self, block: Block) -> usize {
        let position = self.blocks.len();
        if let Some(code) = &block.code {
            self.by_code.insert((block.connection, code.clone()), position);
        }
        self.blocks.push(block);
        position
    }

    /// The position of the block of that name with the channel manager.
    pub(super) fn find(&self, connection: &Connection, code: &str) -> Option<usize> {
        self.by_code.get(&(connection.token, code.to_owned())).copied()
    }

    /// The block at a position.
    pub(super) fn get(&self, position: usize) -> Option<&Block> {
        self.blocks.get(position)
    }

    /// The block at a position, to change it.
    pub(super) fn get_mut(&mut self, position: usize) -> Option<&mut Block> {
        self.blocks.get_mut(position)
    }

    /// The last block of a connection for which something holds.
    pub(super) fn last(&self, connection: &Connection, holds: impl Fn(&Block) -> bool) -> Option<usize> {
        self.blocks
            .iter()
            .rposition(|block| block.connection == connection.token && holds(block))
    }

    /// Keeps the name that the channel manager gives a block that it was sent; an earlier name still finds it.
    pub(super) fn name(&mut self, position: usize, connection: &Connection, code: &str) {
        if let Some(block) = self.blocks.get_mut(position) {
            block.code = Some(code.to_owned());
            self.by_code
                .entry((connection.token, code.to_owned()))
                .or_insert(position);
        }
    }
}
