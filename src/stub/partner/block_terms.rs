//! The terms of an availability block that is offered.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::booking::{Pricing, customer, money, price};
use super::dates::later;
use crate::stub::property::Property;
use crate::stub::seed;

/// Rule by which spaces that nobody booked are given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Release {
    Fixed,
    Rolling,
}

/// Terms of an availability block that is offered.
#[derive(Clone)]
pub(super) struct BlockTerms {
    pub(super) space: String,
    pub(super) rate: String,
    pub(super) count: i64,
    pub(super) release: Release,
    pub(super) pickup: &'static str,
}

/// Status that a message gives to a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockStatus {
    Created,
    Updated,
    Canceled,
}

impl BlockTerms {
    /// The block as it is sent.
    pub(super) fn value(
        &self,
        status: BlockStatus,
        (code, number): (&str, Option<&str>),
        (start, end): (Date, Date),
        property: &Property,
    ) -> Value {
        let [first, last] = [start, end].map(|date| date.to_string());
        let release = match self.release {
            Release::Fixed => {
                let fixed = later(start, -14).unwrap_or(start);
                json!({ "type": "Fixed", "fixedDate": fixed.to_string() })
            }
            Release::Rolling => json!({ "type": "Rolling", "offset": "P7DT" }),
        };
        let amount = |pricing| money(price(pricing, property, (&self.rate, &self.space), start));
        let price = json!({
            "grossAmount": amount(Pricing::Gross), "netAmount": amount(Pricing::Net),
            "currencyCode": seed::CURRENCY, "guestCount": 1,
        });
        let mut block = json!({
            "code": code,
            "status": match status {
                BlockStatus::Created => "Created",
                BlockStatus::Updated => "Updated",
                BlockStatus::Canceled => "Canceled",
            },
            "name": "Spring fair",
            "dates": { "start": first, "end": last },
            "releaseStrategy": release,
            "originalRateCode": self.rate,
            "spaceCategories": [{
                "spaceTypeCode": self.space,
                "allocatedSpaces": [{ "start": first, "end": last, "count": self.count }],
                "rates": [{ "start": first, "end": last, "prices": [price] }],
            }],
            "booker": customer(),
            "pickupType": self.pickup,
        });
        if let Some(number) = number {
            block["confirmationNumber"] = json!(number);
        }
        block
    }
}
