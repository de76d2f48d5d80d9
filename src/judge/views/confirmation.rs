//! The outcome of an earlier push: the confirmations of either side.

use serde_json::{Map, Value};

use super::fields;
use crate::contract::operation::Side;
use crate::contract::push::Push;

/// A push, and the operation that reports its outcome later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConfirmationPair {
    /// The push.
    pub push: &'static str,
    /// The side that takes the push.
    pub host: Side,
    /// The operation of the other side that reports its outcome.
    pub confirmation: &'static str,
}

/// Every push whose outcome may be reported later.
pub const CONFIRMATION_PAIRS: [ConfirmationPair; 7] = [
    ConfirmationPair::of_platform(Push::Prices),
    ConfirmationPair::of_platform(Push::Availability),
    ConfirmationPair::of_platform(Push::Restrictions),
    ConfirmationPair::of_platform(Push::Block),
    ConfirmationPair::of_platform(Push::Group),
    ConfirmationPair::new("processGroup", Side::Mews, "confirmGroup"),
    ConfirmationPair::new("processAvailabilityBlock", Side::Mews, "confirmAvailabilityBlock"),
];

impl ConfirmationPair {
    const fn new(push: &'static str, host: Side, confirmation: &'static str) -> Self {
        Self {
            push,
            host,
            confirmation,
        }
    }

    const fn of_platform(push: Push) -> Self {
        Self::new(push.operation(), Side::ChannelManager, push.confirmation())
    }

    /// The pair of a push to that side.
    pub fn of_push(host: Side, operation: &str) -> Option<Self> {
        CONFIRMATION_PAIRS
            .into_iter()
            .find(|pair| pair.host == host && pair.push == operation)
    }

    /// The pair of a confirmation that is sent to that side.
    pub fn of_confirmation(host: Side, operation: &str) -> Option<Self> {
        CONFIRMATION_PAIRS
            .into_iter()
            .find(|pair| pair.host.other() == host && pair.confirmation == operation)
    }
}

/// The outcome of an earlier push.
#[derive(Clone, Debug)]
pub struct Confirmation<'e> {
    /// The message.
    pub body: &'e Map<String, Value>,
    /// The property that names the push.
    pub relates_by: &'static str,
    /// The id of the push.
    pub related: Option<&'e str>,
    /// The value of `success`.
    pub success: Option<bool>,
    /// True if it reports a failure.
    pub failed: bool,
    /// The channel manager's number of the group or block.
    pub code: Option<&'e str>,
    /// The platform's number of the block.
    pub number: Option<&'e str>,
    /// The channel manager's number of the group that was pushed by it.
    pub channel_manager_id: Option<&'e str>,
    /// The reservations that are objects.
    pub reservations: Vec<Confirmed<'e>>,
}

/// One reservation of a confirmation.
#[derive(Clone, Copy, Debug)]
pub struct Confirmed<'e> {
    /// Its position in the list.
    pub index: usize,
    /// The channel manager's code.
    pub code: Option<&'e str>,
    /// The platform's number.
    pub number: Option<&'e str>,
}

impl<'e> Confirmation<'e> {
    /// Checks that this operation of that side reports an outcome.
    pub fn is_reported_by(host: Side, operation: &str) -> bool {
        ConfirmationPair::of_confirmation(host, operation).is_some()
    }

    /// Reads a confirmation.
    pub fn read(operation: &str, body: &'e Map<String, Value>) -> Self {
        // The block's confirmation repeats the id under its own name.
        let relates_by = if operation == "confirmAvailabilityBlock" {
            "messageId"
        } else {
            "relatedMessageId"
        };
        let success = body.get("success").and_then(Value::as_bool);
        // Errors may stand in either form.
        let errors = body.get("error").is_some_and(Value::is_object) || !fields::list(body, "errors").is_empty();
        Self {
            body,
            relates_by,
            related: fields::text(body, relates_by),
            success,
            failed: success == Some(false) || (success.is_none() && errors),
            code: fields::filled(body, "code"),
            number: fields::filled(body, "confirmationNumber"),
            channel_manager_id: fields::filled(body, "channelManagerId"),
            reservations: fields::objects(body, "reservations")
                .map(|(index, body)| Confirmed {
                    index,
                    code: fields::filled(body, "code"),
                    number: fields::filled(body, "confirmationNumber"),
                })
                .collect(),
        }
    }

    /// The JSON Pointer of the id of the push.
    pub fn related_pointer(&self) -> String {
        format!("/{}", self.relates_by)
    }
}
