//! An availability block: `channel-manager-api/mews-operations/availabilityBlock` and, the other
//! way, `channel-manager-api/channel-manager-operations/availabilityBlock`.

use jiff::civil::Date;
use serde_json::{Map, Value};

use super::fields;
use crate::contract::operation::Side;

/// An availability block.
#[derive(Clone, Debug)]
pub struct Block<'e> {
    /// The side that pushes it.
    pub sender: Side,
    /// The id of the message.
    pub message_id: Option<&'e str>,
    /// The block, or nothing if there is none.
    pub body: Option<&'e Map<String, Value>>,
    /// The channel manager's code.
    pub code: Option<&'e str>,
    /// The platform's number.
    pub number: Option<&'e str>,
    /// Its status: made, changed or cancelled.
    pub status: Option<&'e str>,
    /// From its first night to the day after its last.
    pub dates: Span,
    /// Its spaces by space category.
    pub spaces: Vec<Allocation<'e>>,
}

/// The spaces of one space category in a block.
#[derive(Clone, Debug)]
pub struct Allocation<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The space category.
    pub space: Option<&'e str>,
    /// The nights for which it holds; only the platform says so.
    pub span: Span,
    /// The numbers of spaces that are kept.
    pub allocated: Vec<Portion<'e>>,
    /// The numbers of spaces that are taken.
    pub occupied: Vec<Portion<'e>>,
    /// Their prices.
    pub rates: Vec<Portion<'e>>,
}

/// A part that holds for some of the nights.
#[derive(Clone, Copy, Debug)]
pub struct Portion<'e> {
    /// Its position in the list.
    pub index: usize,
    /// All of it.
    pub body: &'e Map<String, Value>,
    /// The nights for which it holds.
    pub span: Span,
    /// The number of spaces, where it says so.
    pub count: Option<f64>,
}

/// Nights, the end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first night.
    pub start: Option<Date>,
    /// The day after the last night.
    pub end: Option<Date>,
}

impl Span {
    fn read(body: &Map<String, Value>) -> Self {
        Self {
            start: fields::date(body, "start"),
            end: fields::date(body, "end"),
        }
    }

    /// Both ends, if the one is before the other.
    pub fn nights(self) -> Option<(Date, Date)> {
        Some((self.start?, self.end?)).filter(|(start, end)| start < end)
    }

    /// Both ends, if the one is not before the other.
    pub fn reversed(self) -> Option<(Date, Date)> {
        Some((self.start?, self.end?)).filter(|(start, end)| start >= end)
    }
}

impl<'e> Block<'e> {
    /// Reads a block that is pushed to `host`.
    pub fn read(host: Side, message: &'e Map<String, Value>) -> Self {
        let body = fields::object(message, "availabilityBlock");
        let text = |name: &str| body.and_then(|body| fields::filled(body, name));
        Self {
            sender: host.other(),
            message_id: fields::text(message, "messageId"),
            body,
            code: text("code"),
            number: text("confirmationNumber"),
            status: text("status"),
            dates: body
                .and_then(|body| fields::object(body, "dates"))
                .map(Span::read)
                .unwrap_or_default(),
            spaces: body
                .into_iter()
                .flat_map(|body| fields::objects(body, "spaceCategories"))
                .map(|(index, body)| Allocation {
                    index,
                    space: fields::filled(body, "spaceTypeCode"),
                    span: Span::read(body),
                    allocated: Portion::list(body, "allocatedSpaces"),
                    occupied: Portion::list(body, "occupiedSpaces"),
                    rates: Portion::list(body, "rates"),
                })
                .collect(),
        }
    }

    /// Checks that its status says that it is cancelled, in the words of either side.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.status, Some("Canceled" | "Cancel"))
    }
}

impl<'e> Portion<'e> {
    fn list(body: &'e Map<String, Value>, name: &str) -> Vec<Self> {
        fields::objects(body, name)
            .map(|(index, body)| Self {
                index,
                body,
                span: Span::read(body),
                count: fields::number(body, "count"),
            })
            .collect()
    }
}

impl Allocation<'_> {
    /// The JSON Pointer of one of its properties.
    pub fn at(&self, name: &str) -> String {
        format!("/availabilityBlock/spaceCategories/{}/{name}", self.index)
    }
}
