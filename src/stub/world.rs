//! The state of one case and the answer to each request: no I/O, no clock, no randomness.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::access;
use super::answer::{Answer, Code, Refusal, envelope};
use super::ari::{Price, Restriction};
use super::fault::Fault;
use super::operation::Operation;
use super::partner::Partner;
use super::platform::{self, Platform};
use super::property::Pair;
use super::tamper;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};

/// Which of the two environments a world plays; each has tokens of its own.
///
/// See `channel-manager-api/guidelines/environments`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Environment {
    /// The environment for development and certification.
    #[default]
    Demo,
    /// The environment of real properties.
    Production,
}

/// How a world behaves.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The environment that is played.
    pub environment: Environment,
    /// The mistake that is made on purpose; without one the world is honest.
    pub fault: Option<Fault>,
}

/// What comes back for a request, and what is owed later.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The answer.
    pub response: Response,
    /// The calls that are to follow the answer; none in the operations simulated so far.
    pub callbacks: Vec<Callback>,
    /// How the answer is to be delivered.
    pub transport: Transport,
}

/// A call that the stub owes after an answer.
#[derive(Clone, Debug)]
pub struct Callback {
    /// The absolute address to call.
    pub url: String,
    /// The JSON object to send; it holds tokens, so it is a type that does not show them.
    pub body: Body,
}

/// How an answer is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// At once.
    Normal,
    /// After that time.
    Delayed(Duration),
    /// Not at all: the connection is closed.
    Closed,
}

/// The simulated Mews and the reference channel manager, as one case sees them.
///
/// Mews lies under `/api/channelManager/v1/`, the channel manager under `/channelManager/`.
/// Every answer to a documented request is HTTP 200 with the envelope of
/// `channel-manager-api/guidelines/responses`; an unknown path is 404, another method than POST
/// 405, another media type than JSON 415.
///
/// ```
/// use keycard::exchange::{body::Body, message::{Headers, Request}};
/// use keycard::stub::{seed, world::{Options, World}};
///
/// let request = Request {
///     method: "POST".into(),
///     url: "/api/channelManager/v1/getChannels".into(),
///     headers: Headers::from_iter([("content-type", "application/json")]),
///     body: Body::of(&serde_json::json!({ "clientToken": seed::MEWS_CLIENT })),
/// };
/// let reply = World::new(Options::default()).handle(&request, jiff::Timestamp::UNIX_EPOCH);
/// assert_eq!(reply.response.body.json().unwrap()["success"], true);
/// ```
pub struct World {
    options: Options,
    platform: Platform,
    partner: Partner,
}

impl World {
    /// A world in which nothing has happened yet.
    pub fn new(options: Options) -> Self {
        Self {
            options,
            platform: Platform::default(),
            partner: Partner::default(),
        }
    }

    /// Answers a request; `now` decides whether a token has expired.
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Reply {
        let Some(fault) = self.options.fault else {
            return self.reply(request, now);
        };
        let taken_for = tamper::request(fault, request);
        let reply = self.reply(taken_for.as_ref().unwrap_or(request), now);
        tamper::reply(fault, request, reply)
    }

    /// How many spaces of a category the reference channel manager has free on a night.
    pub fn availability(&self, connection: &str, space: &str, night: Date) -> Option<i64> {
        self.partner.availability(connection, space, night)
    }

    /// The prices that the reference channel manager holds for a night; empty if it has none.
    pub fn prices(&self, connection: &str, rate: &str, space: &str, night: Date) -> &[Price] {
        self.partner.prices(connection, &pair(rate, space), night)
    }

    /// The restriction that the reference channel manager holds for a night.
    pub fn restriction(&self, connection: &str, rate: &str, space: &str, night: Date) -> Option<&Restriction> {
        self.partner.restriction(connection, &pair(rate, space), night)
    }

    fn reply(&mut self, request: &Request, now: Timestamp) -> Reply {
        let response = match gate(request) {
            Ok(operation) => json(200, envelope(self.answer(operation, request, now))),
            Err(misuse) => misuse.response(),
        };
        Reply {
            response,
            callbacks: Vec::new(),
            transport: Transport::Normal,
        }
    }

    fn answer(&mut self, operation: Operation, request: &Request, now: Timestamp) -> Answer {
        let body = object(&request.body)?;
        let environment = self.options.environment;
        let client = access::authenticate(body, operation.side(), environment, now)?;
        let connect = || platform::connect(body, client, environment);
        match operation {
            // An unneeded connection token is ignored by these two.
            Operation::GetProperties => Platform::properties(body, client, environment),
            Operation::GetChannels => Platform::channels(),
            Operation::GetConfiguration => self.platform.configuration(body, connect()?),
            Operation::SetInventory => self.platform.set_inventory(body, connect()?),
            Operation::RequestAriUpdate => {
                connect()?;
                Platform::request_ari_update(body)
            }
            Operation::ChangeNotification => self.partner.change_notification(body, client, environment),
            Operation::UpdateAvailability
            | Operation::UpdatePrices
            | Operation::UpdateRestrictions
            | Operation::ConfirmGroup => self.partner.answer(operation, body, client, environment),
        }
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

fn pair(rate: &str, space: &str) -> Pair {
    Pair {
        rate: rate.to_owned(),
        space: space.to_owned(),
    }
}

/// What is wrong with a request before its body is read.
///
/// The documentation says nothing about it, so HTTP's own statuses are used, with a body that
/// says what to mend.
enum Misuse {
    Path,
    Method,
    MediaType,
}

impl Misuse {
    fn response(&self) -> Response {
        let (status, message) = match self {
            Self::Path => (404, "There is no operation at this address; mind the case of the path."),
            Self::Method => (405, "Only the method POST is allowed."),
            Self::MediaType => (415, "The content type must be application/json."),
        };
        let mut response = json(status, envelope(Err(Refusal::new(Code::Validation, message).into())));
        if matches!(self, Self::Method) {
            response.headers.push("allow", "POST");
        }
        response
    }
}

fn gate(request: &Request) -> Result<Operation, Misuse> {
    let operation = Operation::at(request.path()).ok_or(Misuse::Path)?;
    if request.method != "POST" {
        return Err(Misuse::Method);
    }
    if !is_json(request.headers.get("content-type").unwrap_or_default()) {
        return Err(Misuse::MediaType);
    }
    Ok(operation)
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let media_type = parts.next().unwrap_or_default();
    media_type.eq_ignore_ascii_case("application/json")
        && parts.all(|parameter| match parameter.split_once('=') {
            // JSON is UTF-8; any other charset would be read wrongly.
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

fn object(body: &Body) -> Result<&Map<String, Value>, Refusal> {
    let value = body.json().map_err(|problem| {
        let message = format!(
            "The body must be JSON in UTF-8 without a byte order mark: {}.",
            problem.reason
        );
        Refusal::new(Code::Validation, message)
    })?;
    value
        .as_object()
        .ok_or_else(|| Refusal::new(Code::Validation, "The body must be a JSON object."))
}

fn json(status: u16, body: Value) -> Response {
    Response {
        status,
        headers: Headers::from_iter([("content-type", "application/json")]),
        body: Body::from(body.to_string().into_bytes()),
    }
}
