//! What the channel manager says of a message, in an answer or a confirmation, and what follows.
//!
//! Implements `channel-manager-api/guidelines/responses#error-codes`, as the receiver of errors.

use std::time::Duration;

use serde_json::{Map, Value};

use super::Platform;
use super::ledger::Outcome;
use crate::contract::push::{InventoryKind, Push};
use crate::exchange::message::Response;
use crate::stub::access::{self, Connection};
use crate::stub::fields::integer;
use crate::stub::owed::Callback;
use crate::stub::scene::Scene;

/// A message is sent at most so often.
const MOST_TRIES: u32 = 3;
/// The pause before the second try; each later one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// The code of an error that is nobody's fault.
pub(super) const SYSTEM: i64 = 1;

/// One error, as far as it has consequences.
pub(super) struct Blame {
    pub(super) code: i64,
    pub(super) category: Option<String>,
    pub(super) rate: Option<String>,
}

impl Blame {
    /// Reads an error leniently; what is malformed is nobody's.
    pub(super) fn of(error: &Value) -> Option<Self> {
        let text = |name: &str| {
            error
                .get(name)
                .and_then(Value::as_str)
                .filter(|code| !code.trim().is_empty())
                .map(str::to_owned)
        };
        Some(Self {
            code: error.get("code").and_then(integer)?,
            category: text("categoryCode"),
            rate: text("rateCode"),
        })
    }
}

/// What came of a call.
enum Verdict {
    /// Worth another try: no answer, none that is documented, or the system error 1.
    Again,
    Accepted {
        promised: bool,
    },
    Refused(Vec<Blame>),
}

impl Verdict {
    fn of(answer: Option<&Response>) -> Self {
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
                let blames = blames(body);
                if blames.iter().any(|blame| blame.code == SYSTEM) {
                    Self::Again
                } else {
                    Self::Refused(blames)
                }
            }
            // Neither accepted nor refused: sending it again would not make it better.
            None => Self::Refused(Vec::new()),
        }
    }
}

/// The errors of an answer, of whichever form.
fn blames(body: &Map<String, Value>) -> Vec<Blame> {
    let listed = body.get("errors").and_then(Value::as_array);
    listed
        .into_iter()
        .flatten()
        .chain(body.get("error"))
        .filter_map(Blame::of)
        .collect()
}

impl Platform {
    /// Hears what became of a call of the platform's.
    pub(in crate::stub) fn settle(&mut self, callback: &Callback, answer: Option<&Response>, scene: &mut Scene) {
        match Verdict::of(answer) {
            Verdict::Again => again(callback, scene),
            Verdict::Accepted { promised } => {
                let Some(sent) = self.ledger.carried(callback) else {
                    return;
                };
                match sent.outcome {
                    Outcome::Failed => {
                        sent.outcome = Outcome::Open;
                        again(callback, scene);
                    }
                    // The outcome of groups and blocks is always told later, whatever the answer says.
                    Outcome::Open | Outcome::Promised(_)
                        if promised || matches!(sent.push, Push::Block | Push::Group) =>
                    {
                        sent.outcome = Outcome::Promised(Box::new(callback.clone()));
                    }
                    Outcome::Open | Outcome::Promised(_) | Outcome::Told => {}
                }
            }
            Verdict::Refused(blames) => {
                let sent = self.ledger.carried(callback).map(|sent| (sent.push, sent.connection));
                if let Some((push, token)) = sent
                    && let Some(connection) = access::connection(token, scene.environment)
                {
                    self.unsynchronize(push, connection, &blames);
                }
            }
        }
    }

    /// Stops synchronizing what the channel manager cannot take.
    pub(super) fn unsynchronize(&mut self, push: Push, connection: &Connection, blames: &[Blame]) {
        if push == Push::Group {
            return;
        }
        let link = self.links.of(connection);
        for Blame { code, category, rate } in blames {
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

/// Owes the same message once more, later, unless it was sent often enough.
pub(super) fn again(callback: &Callback, scene: &mut Scene) {
    let tries = callback.tries.saturating_add(1);
    if tries < MOST_TRIES {
        let pause = FIRST_PAUSE.saturating_mul(1 << callback.tries.min(8));
        let mut repeated = callback.clone().after(pause);
        repeated.tries = tries;
        scene.owed.callbacks.push(repeated);
    }
}
