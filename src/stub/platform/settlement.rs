//! The answer of the channel manager to a message, and what follows from it.
//!
//! Implements `channel-manager-api/guidelines/responses#error-codes`, as the receiver of errors.

use serde_json::Value;

use super::reported_error::{ReportedError, SYSTEM_ERROR, reported_errors};
use super::resending::resend;
use super::sent_messages::Outcome;
use super::state::Platform;
use crate::contract::push::{InventoryKind, Push};
use crate::exchange::message::Response;
use crate::stub::access::{self, Connection};
use crate::stub::owed::Callback;
use crate::stub::scene::Scene;

/// Result of a call.
enum Settlement {
    /// Worth another try: no answer, none that is documented, or the system error 1.
    Again,
    /// Accepted; the outcome is perhaps promised for later.
    Accepted { promised: bool },
    /// Refused for good.
    Refused(Vec<ReportedError>),
}

impl Settlement {
    fn read(answer: Option<&Response>) -> Self {
        let Some(body) = answer
            .filter(|answer| answer.status == 200)
            .and_then(|answer| answer.body.json().ok()?.as_object())
        else {
            return Self::Again;
        };
        match body.get("success").and_then(Value::as_bool) {
            Some(true) => Self::Accepted {
                promised: body.get("asyncConfirmation") == Some(&Value::Bool(true)),
            },
            Some(false) => {
                let errors = reported_errors(body);
                if errors.iter().any(|error| error.code == SYSTEM_ERROR) {
                    Self::Again
                } else {
                    Self::Refused(errors)
                }
            }
            // Neither accepted nor refused: sending it again would not make it better.
            None => Self::Refused(Vec::new()),
        }
    }
}

impl Platform {
    /// Takes in what became of a call of the platform: `None` if it was not answered.
    pub(crate) fn settle(&mut self, callback: &Callback, answer: Option<&Response>, scene: &mut Scene) {
        match Settlement::read(answer) {
            Settlement::Again => resend(callback, scene),
            Settlement::Accepted { promised } => {
                let Some(sent) = self.sent_messages.carried(callback) else {
                    return;
                };
                match sent.outcome {
                    Outcome::Failed => {
                        sent.outcome = Outcome::Open;
                        resend(callback, scene);
                    }
                    // The outcome of groups and blocks is always told later, whatever the answer says.
                    Outcome::Open | Outcome::Promised(_)
                        if promised || matches!(sent.push, Push::Block | Push::Group) =>
                    {
                        sent.outcome = Outcome::Promised(Box::new(callback.clone()));
                    }
                    Outcome::Open | Outcome::Promised(_) | Outcome::Reported => {}
                }
            }
            Settlement::Refused(errors) => {
                let sent = self
                    .sent_messages
                    .carried(callback)
                    .map(|sent| (sent.push, sent.connection));
                if let Some((push, token)) = sent
                    && let Some(connection) = access::connection(token, scene.environment)
                {
                    self.unsynchronize(push, connection, &errors);
                }
            }
        }
    }

    /// Stops synchronizing what the channel manager cannot take.
    pub(super) fn unsynchronize(&mut self, push: Push, connection: &Connection, errors: &[ReportedError]) {
        if push == Push::Group {
            return;
        }
        let link = self.connections.state(connection);
        for ReportedError { code, category, rate } in errors {
            match (code, category, rate) {
                (9, _, Some(rate)) => link.stop_rate(rate),
                (10, Some(category), _) => link.stop_space(category),
                (11, Some(category), Some(rate)) => link.stop_pair(rate, category, connection),
                (12, ..) => link.stop_kind(InventoryKind::Availability),
                (13, ..) => link.stop_kind(InventoryKind::Prices),
                (14, ..) => link.stop_kind(InventoryKind::Restrictions),
                _ => {}
            }
        }
    }
}
