//! Messages read into typed views, so that each rule looks at values and not at JSON.
//!
//! A view is lenient: what is missing or of another type is `None` there, because the schema says
//! so already. It borrows from the message and is made once, for all rules.
//!
//! So a rule is a few lines, and arbitrary JSON cannot make it stumble.

pub mod amount;
pub mod ari;
pub mod block;
pub mod configuration;
pub mod confirmation;
pub mod error_list;
pub mod fields;
pub mod group;
pub mod night_overlap;
pub mod period;
pub mod rate_pair;
pub mod row;
pub mod value;

use serde_json::{Map, Value};

use self::block::Block;
use self::confirmation::Confirmation;
use self::group::Group;
use self::period::Period;
use self::row::{Row, RowSubject, Rows};
use crate::contract::operation::Side;
use crate::contract::push::InventoryKind;
use crate::contract::schema::Message;

/// The content of a message, as far as rules look into it.
#[derive(Clone, Debug)]
pub enum View<'e> {
    /// A group of reservations, pushed by either side.
    Group(Box<Group<'e>>),
    /// An availability block, pushed by either side.
    Block(Box<Block<'e>>),
    /// The outcome of an earlier push, reported by a call of its own.
    Confirmation(Box<Confirmation<'e>>),
    /// Nothing that a view exists for.
    Plain(&'e Map<String, Value>),
    /// The properties of an employee.
    Properties(configuration::Properties<'e>),
    /// The configuration of a connection.
    Configuration(Box<configuration::Configuration<'e>>),
    /// The pairs that are to be sold.
    Inventory(configuration::Inventory<'e>),
    /// A full update is asked for.
    AriRequest(Period),
    /// A push of availability.
    Availability(Rows<'e, ari::Availability<'e>>),
    /// A push of prices.
    Prices(ari::Prices<'e>),
    /// A push of restrictions.
    Restrictions(Rows<'e, ari::Restriction<'e>>),
}

impl<'e> View<'e> {
    /// Reads a message of an operation that `host` hosts.
    pub fn read(host: Side, operation: &str, message: Message, body: &'e Map<String, Value>) -> Self {
        match (host, operation, message) {
            (Side::Mews, "getProperties", Message::Response) => Self::Properties(configuration::properties(body)),
            (Side::Mews, "getConfiguration", Message::Response) => {
                Self::Configuration(Box::new(configuration::configuration(body)))
            }
            (Side::Mews, "setInventory", Message::Request) => Self::Inventory(configuration::inventory(body)),
            (Side::Mews, "requestAriUpdate", Message::Request) => Self::AriRequest(Period::between(body, "from", "to")),
            (Side::ChannelManager, "updateAvailability", Message::Request) => {
                Self::Availability(ari::availability(body))
            }
            (Side::ChannelManager, "updatePrices", Message::Request) => Self::Prices(ari::prices(body)),
            (Side::ChannelManager, "updateRestrictions", Message::Request) => {
                Self::Restrictions(ari::restrictions(body))
            }
            (host, "processGroup", Message::Request) => Self::Group(Box::new(Group::read(host, body))),
            (host, "processAvailabilityBlock", Message::Request) => Self::Block(Box::new(Block::read(host, body))),
            (host, operation, Message::Request) if Confirmation::is_reported_by(host, operation) => {
                Self::Confirmation(Box::new(Confirmation::read(operation, body)))
            }
            (Side::Mews | Side::ChannelManager, _, Message::Request | Message::Response) => Self::Plain(body),
        }
    }

    /// The kind of inventory that it pushes, if it is such a push.
    pub fn inventory_kind(&self) -> Option<InventoryKind> {
        match self {
            Self::Availability(_) => Some(InventoryKind::Availability),
            Self::Prices(_) => Some(InventoryKind::Prices),
            Self::Restrictions(_) => Some(InventoryKind::Restrictions),
            Self::Group(_)
            | Self::Block(_)
            | Self::Confirmation(_)
            | Self::Plain(_)
            | Self::Properties(_)
            | Self::Configuration(_)
            | Self::Inventory(_)
            | Self::AriRequest(_) => None,
        }
    }

    /// The entries of a push of inventory; none if it is something else.
    pub fn rows<'v>(&'v self) -> impl Iterator<Item = &'v Row<'e>> + use<'v, 'e> {
        let availability = if let Self::Availability(rows) = self {
            rows.entries.as_slice()
        } else {
            &[]
        };
        let prices = if let Self::Prices(prices) = self {
            prices.rows.entries.as_slice()
        } else {
            &[]
        };
        let restrictions = if let Self::Restrictions(rows) = self {
            rows.entries.as_slice()
        } else {
            &[]
        };
        let availability = availability.iter().map(|entry| &entry.row);
        let prices = prices.iter().map(|entry| &entry.row);
        let restrictions = restrictions.iter().map(|entry| &entry.row);
        availability.chain(prices).chain(restrictions)
    }

    /// The subjects of the entries of a push of inventory; none if it is something else.
    pub fn subjects(&self) -> &[RowSubject<'e>] {
        if let Self::Availability(rows) = self {
            &rows.subjects
        } else if let Self::Prices(prices) = self {
            &prices.rows.subjects
        } else if let Self::Restrictions(rows) = self {
            &rows.subjects
        } else {
            &[]
        }
    }
}
