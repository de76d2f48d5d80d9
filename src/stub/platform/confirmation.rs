//! The outcome of the platform's messages, as the channel manager reports it later.
//!
//! Implements the confirmations of `channel-manager-api/mews-operations/inventory`,
//! `/availabilityBlock` and `/reservations`.

use serde_json::{Map, Value};

use super::reported_error::{ReportedError, SYSTEM_ERROR};
use super::resending::resend;
use super::sent_messages::Outcome;
use super::state::Platform;
use crate::contract::push::Push;
use crate::stub::access::Connection;
use crate::stub::answer::{Answer, Code, Refusal, done};
use crate::stub::behaviour::UnknownMessage;
use crate::stub::fields::{At, Fields};
use crate::stub::scene::Scene;

impl Platform {
    /// Takes the outcome of a message.
    pub(super) fn confirm(
        &mut self,
        push: Push,
        body: &Map<String, Value>,
        connection: &'static Connection,
        scene: &mut Scene,
    ) -> Answer {
        let mut fields = Fields::default();
        let message = fields.text(body, At::Root, "relatedMessageId").unwrap_or_default();
        let reported_success = fields.flag(body, At::Root, "success");
        let success = reported_success.unwrap_or_default();
        // What is neither true nor false is one mistake, and not two.
        let reported = errors(&mut fields, body, reported_success.unwrap_or(true));
        let details = match push {
            Push::Availability | Push::Prices | Push::Restrictions => Details::None,
            Push::Block => Details::block(&mut fields, body, success),
            Push::Group => Details::group(&mut fields, body, success),
        };
        fields.finish()?;

        let Some(sent) = self.sent_messages.find(message, push, connection.token) else {
            return match scene.behaviour.unknown_message {
                UnknownMessage::Success => done(),
                UnknownMessage::Validation => Err(Refusal::new(
                    Code::Validation,
                    "The property relatedMessageId names no message that was sent over this connection for this operation.",
                )
                .into()),
            };
        };
        let subject = sent.subject;
        if success && let Some(subject) = subject {
            self.check_details(&details, subject)?;
        }
        let Some(sent) = self.sent_messages.find(message, push, connection.token) else {
            return done();
        };
        let before = std::mem::replace(&mut sent.outcome, Outcome::Reported);
        if success {
            self.keep_name(details, subject, connection);
        } else {
            if reported.iter().any(|error| error.code == SYSTEM_ERROR) {
                match before {
                    Outcome::Promised(callback) => {
                        sent.outcome = Outcome::Open;
                        resend(&callback, scene);
                    }
                    Outcome::Open => sent.outcome = Outcome::Failed,
                    Outcome::Reported | Outcome::Failed => {}
                }
            }
            self.unsynchronize(push, connection, &reported);
        }
        done()
    }

    /// Checks that what is confirmed is what was sent (R-COR-13, R-COR-14).
    fn check_details(&self, details: &Details<'_>, subject: usize) -> Result<(), Vec<Refusal>> {
        match details {
            Details::None => Ok(()),
            Details::Block { number, .. } => {
                let sent = self.blocks.get(subject).map(|block| block.number.as_str());
                if sent == *number {
                    Ok(())
                } else {
                    let message = "The property confirmationNumber must be that of the block in the message.";
                    Err(Refusal::new(Code::Validation, message).into())
                }
            }
            Details::Group { numbers, .. } => {
                let unknown: Vec<_> = numbers
                    .iter()
                    .filter(|number| !self.groups.has_number(subject, number))
                    .map(|number| {
                        let message = format!("The group in the message has no reservation with the number {number}.");
                        Refusal::new(Code::ReservationNotFound, message)
                    })
                    .collect();
                if unknown.is_empty() { Ok(()) } else { Err(unknown) }
            }
        }
    }

    /// Keeps the name that the channel manager gives what it was sent: later messages repeat it.
    fn keep_name(&mut self, details: Details<'_>, subject: Option<usize>, connection: &'static Connection) {
        match (details, subject) {
            (Details::Block { code: Some(code), .. }, Some(subject)) => self.blocks.name(subject, connection, code),
            (Details::Group { code: Some(code), .. }, Some(subject)) => self.groups.name(subject, connection, &code),
            (Details::None | Details::Block { .. } | Details::Group { .. }, _) => {}
        }
    }
}

/// Details of a confirmation beside its outcome.
enum Details<'b> {
    None,
    Block {
        code: Option<&'b str>,
        number: Option<&'b str>,
    },
    Group {
        code: Option<String>,
        numbers: Vec<&'b str>,
    },
}

impl<'b> Details<'b> {
    fn block(fields: &mut Fields, body: &'b Map<String, Value>, success: bool) -> Self {
        // The page's own example of a failure holds neither.
        let mut read = |name: &str| {
            if success {
                fields.text(body, At::Root, name)
            } else {
                fields.optional_text(body, At::Root, name)
            }
        };
        Self::Block {
            code: read("code"),
            number: read("confirmationNumber"),
        }
    }

    fn group(fields: &mut Fields, body: &'b Map<String, Value>, success: bool) -> Self {
        // The page's example has a number, and a failure need not have any.
        let code = match body.get("code") {
            Some(Value::String(code)) if !code.trim().is_empty() => Some(code.clone()),
            Some(Value::Number(code)) => Some(code.to_string()),
            None | Some(Value::Null) if !success => None,
            _ => {
                fields.invalid(At::Property(&At::Root, "code"), "must be a string that is not blank");
                None
            }
        };
        let mut numbers = Vec::new();
        let listed = fields.optional_list(body, At::Root, "reservations").unwrap_or_default();
        for (index, reservation) in listed.iter().enumerate() {
            let at = At::Item(&At::Root, "reservations", index);
            if let Some(reservation) = fields.object(reservation, at) {
                fields.text(reservation, at, "code");
                numbers.extend(fields.text(reservation, at, "confirmationNumber"));
            }
        }
        Self::Group { code, numbers }
    }
}

/// The errors of a failure, each of which must name what is to blame (N-62).
fn errors(fields: &mut Fields, body: &Map<String, Value>, success: bool) -> Vec<ReportedError> {
    let listed = fields.optional_list(body, At::Root, "errors").unwrap_or_default();
    if !success && listed.is_empty() {
        fields.invalid(
            At::Property(&At::Root, "errors"),
            "must list at least one error of a failure",
        );
    }
    let mut reported = Vec::new();
    for (index, error) in listed.iter().enumerate() {
        let at = At::Item(&At::Root, "errors", index);
        let Some(object) = fields.object(error, at) else {
            continue;
        };
        let code = fields.number_of(object, at, "code", 1..=14).unwrap_or_default();
        fields.text(object, at, "message");
        if matches!(code, 10 | 11) {
            fields.text(object, at, "categoryCode");
        }
        if matches!(code, 9 | 11) {
            fields.text(object, at, "rateCode");
        }
        reported.extend(ReportedError::read(error));
    }
    reported
}
