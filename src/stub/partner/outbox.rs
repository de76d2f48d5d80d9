//! What the channel manager says to the platform, and what the platform's answer means.
//!
//! Implements the duties of a sender in `channel-manager-api/guidelines/responses`: a system error
//! may pass, so the message is sent again after a while; any other refusal would only be repeated.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::parameters::impossible;
use crate::contract::operation::Side;
use crate::exchange::message::Response;
use crate::stub::access::{Client, Connection};
use crate::stub::answer::Refusal;
use crate::stub::environment::Environment;
use crate::stub::fields::integer;
use crate::stub::owed::Callback;
use crate::stub::scene::Scene;
use crate::stub::seed;

/// The platform's code for a failure that may pass.
pub(super) const SYSTEM_ERROR: i64 = 1;
/// The platform's code for a reservation that it does not have.
pub(super) const NOT_FOUND: i64 = 2;
/// The platform's code for a broken rule of business.
pub(super) const PROCESSING: i64 = 7;

/// A message that was not taken is sent again at most so many times …
const MOST_REPEATS: u32 = 3;
/// … after this pause, which doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(50);

/// Numbers what is sent and made, so that no two things of a case share an id.
#[derive(Default)]
pub(super) struct Outbox {
    numbered: u64,
}

impl Outbox {
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

/// What became of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Not answered yet.
    Sent,
    /// Accepted, with or without the promise of a confirmation.
    Accepted { promised: bool },
    /// Confirmed.
    Confirmed,
    /// Refused, with the first code of the errors.
    Refused(i64),
    /// Not answered, however often it was sent.
    Unheard,
}

impl State {
    /// The name of the state in what hooks answer.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::Accepted { promised: true } => "awaits confirmation",
            Self::Accepted { promised: false } => "accepted",
            Self::Confirmed => "confirmed",
            Self::Refused(_) => "refused",
            Self::Unheard => "unanswered",
        }
    }
}

/// The latest message about a booking or a block.
pub(super) struct Letter {
    pub(super) message: String,
    pub(super) state: State,
    operation: &'static str,
    body: Value,
    repeats: u32,
}

impl Letter {
    /// Sends a message, unless the platform refused just that for good.
    pub(super) fn send(
        earlier: Option<&Self>,
        operation: &'static str,
        content: Map<String, Value>,
        (connection, outbox, scene): (&Connection, &mut Outbox, &mut Scene),
    ) -> Result<Self, Vec<Refusal>> {
        if earlier.is_some_and(|letter| letter.forbids(&content)) {
            return Err(impossible(
                "The platform refused this for good, so it is not sent again.",
            ));
        }
        let message = outbox.id(scene, "MESSAGE");
        let mut body = head(connection);
        body.insert("messageId".into(), json!(message));
        body.extend(content);
        let body = Value::Object(body);
        call(scene, operation, &body);
        Ok(Self {
            message,
            state: State::Sent,
            operation,
            body,
            repeats: 0,
        })
    }

    /// Whether the platform refused just that for good, so that it must not be sent again.
    fn forbids(&self, content: &Map<String, Value>) -> bool {
        match self.state {
            State::Refused(NOT_FOUND) => true,
            State::Refused(PROCESSING) => content.iter().all(|(name, value)| self.body.get(name) == Some(value)),
            State::Refused(_) | State::Sent | State::Accepted { .. } | State::Confirmed | State::Unheard => false,
        }
    }

    /// Hears what the answer to the message makes of it.
    pub(super) const fn heard(&mut self, heard: Heard) {
        self.state = heard.state();
    }

    /// Hears that a confirmation refused the message.
    pub(super) fn refused(&mut self, code: i64, scene: &mut Scene) {
        if code == SYSTEM_ERROR && self.repeats < MOST_REPEATS {
            let before = scene.owed.callbacks.len();
            call(scene, self.operation, &self.body);
            for callback in scene.owed.callbacks.iter_mut().skip(before) {
                callback.after = pause(self.repeats);
            }
            self.repeats += 1;
            self.state = State::Sent;
        } else {
            self.state = State::Refused(code);
        }
    }
}

/// The tokens with which every message about a connection begins.
pub(super) fn head(connection: &Connection) -> Map<String, Value> {
    Map::from_iter([
        (
            "clientToken".to_owned(),
            json!(client_token(connection.client, connection.environment)),
        ),
        ("connectionToken".to_owned(), json!(connection.token)),
    ])
}

/// The client token on the platform's side of an application of the channel manager.
pub(super) const fn client_token(client: Client, environment: Environment) -> &'static str {
    match (client, environment) {
        (Client::Ours, Environment::Demo) => seed::MEWS_CLIENT,
        (Client::Ours, Environment::Production) => seed::MEWS_CLIENT_PRODUCTION,
        (Client::Other, Environment::Demo | Environment::Production) => seed::MEWS_CLIENT_OTHER,
    }
}

/// Owes a call of one of the platform's operations.
pub(super) fn call(scene: &mut Scene, operation: &'static str, body: &Value) {
    let path = format!("/api/channelManager/v1/{operation}");
    scene.owed.call(Side::ChannelManager, operation, &path, body);
}

/// What the platform's answer to a call says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Success {
        promised: bool,
    },
    Failure(i64),
    /// No answer, or none that can be understood.
    Nothing,
}

impl Heard {
    /// Reads an answer; both forms in which errors come are understood.
    pub(super) fn of(answer: Option<&Response>) -> Self {
        let Some(body) = answer
            .filter(|response| response.status == 200)
            .and_then(|response| response.body.json().ok())
            .and_then(Value::as_object)
        else {
            return Self::Nothing;
        };
        match body.get("success").and_then(Value::as_bool) {
            Some(true) => Self::Success {
                promised: body.get("asyncConfirmation").and_then(Value::as_bool) == Some(true),
            },
            // A failure without a code leaves nothing to act on.
            Some(false) => Self::Failure(error_codes(body).first().copied().unwrap_or_default()),
            None => Self::Nothing,
        }
    }

    /// The same call once more, if that may help and was not done too often.
    pub(super) fn repeat(self, callback: &Callback) -> Option<Callback> {
        let passing = matches!(self, Self::Nothing | Self::Failure(SYSTEM_ERROR));
        (passing && callback.tries < MOST_REPEATS).then(|| {
            let mut again = callback.clone().after(pause(callback.tries));
            again.tries += 1;
            again
        })
    }

    /// What that makes of a message that is not sent again.
    pub(super) const fn state(self) -> State {
        match self {
            Self::Success { promised } => State::Accepted { promised },
            Self::Failure(code) => State::Refused(code),
            Self::Nothing => State::Unheard,
        }
    }
}

/// The codes in `errors` and in the older `error`, in that order.
pub(super) fn error_codes(body: &Map<String, Value>) -> Vec<i64> {
    let many = body.get("errors").and_then(Value::as_array).into_iter().flatten();
    many.chain(body.get("error"))
        .filter_map(|error| error.get("code").and_then(integer))
        .collect()
}

fn pause(repeats: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(repeats))
}
