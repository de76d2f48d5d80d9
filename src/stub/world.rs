//! The state of one case and the answer to each request: no I/O, no clock, no randomness.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::access;
use super::address::Address;
use super::answer::{Answer, Code, Refusal, envelope};
use super::behaviour::{HttpMisuse, MissingToken};
use super::connector::{Connector, route};
use super::media_type::is_json;
use super::operation::Operation;
use super::options::WorldOptions;
use super::owed::{Callback, Owed};
use super::partner::Partner;
use super::partner::inventory::{Price, Restriction};
use super::platform::state::Platform;
use super::property::Pair;
use super::reply::{Reply, Transport};
use super::scene::Scene;
use crate::contract::operation::Side;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};

/// The simulated Mews and the reference channel manager, as one case sees them.
///
/// Mews lies under `/api/channelManager/v1/` and `/api/connector/v1/`, the channel manager under `/channelManager/`.
/// Outside of the Connector API, which has statuses of its own, every answer to a documented request is HTTP 200 with the envelope of
/// `channel-manager-api/guidelines/responses`; an unknown path is 404, another method than POST
/// 405, another media type than JSON 415.
///
/// ```
/// use keycard::exchange::{body::Body, message::{Headers, Request}};
/// use keycard::stub::{options::WorldOptions, seed, world::World};
///
/// let request = Request {
///     method: "POST".into(),
///     url: "/api/channelManager/v1/getChannels".into(),
///     headers: Headers::from_iter([("content-type", "application/json")]),
///     body: Body::of(&serde_json::json!({ "clientToken": seed::MEWS_CLIENT })),
/// };
/// let reply = World::new(WorldOptions::default()).handle(&request, jiff::Timestamp::UNIX_EPOCH);
/// assert_eq!(reply.response.body.json().unwrap()["success"], true);
/// ```
pub struct World {
    options: WorldOptions,
    /// Address of the side that Keycard or another world plays; nobody is called without one.
    counterpart: Option<String>,
    /// Address of this world.
    own: String,
    platform: Platform,
    partner: Partner,
    connector: Connector,
}

/// Address of a world that has none: nobody answers there.
const NOWHERE: &str = "https://stub.example";

impl World {
    /// A world in which nothing has happened yet, and that calls nobody.
    pub fn new(options: WorldOptions) -> Self {
        Self {
            options,
            counterpart: None,
            own: NOWHERE.to_owned(),
            platform: Platform::default(),
            partner: Partner::default(),
            connector: Connector::default(),
        }
    }

    /// The same world, with the base address of the other side: the platform's operations are called
    /// below `/api/channelManager/v1/` there, the channel manager's below `/channelManager/`.
    #[must_use]
    pub fn calling(mut self, counterpart: impl Into<String>) -> Self {
        self.counterpart = Some(counterpart.into());
        self
    }

    /// The same world, told the base address at which it is reached itself; it asks for answers there.
    #[must_use]
    pub fn reached_at(mut self, own: impl Into<String>) -> Self {
        self.own = own.into().trim_end_matches('/').to_owned();
        self
    }

    /// The messages of the platform whose outcome was promised and has not been told yet.
    pub fn unconfirmed(&self) -> impl Iterator<Item = &str> {
        self.platform.unconfirmed()
    }

    /// Hears what became of a call that was owed: `None` if it was not answered. Says what is owed next.
    pub fn settle(&mut self, callback: &Callback, answer: Option<&Response>, now: Timestamp) -> Vec<Callback> {
        let mut scene = self.scene(now);
        match callback.caller {
            Side::Mews => self.platform.settle(callback, answer, &mut scene),
            Side::ChannelManager => self.partner.settle(callback, answer, &mut scene),
        }
        scene.owed.callbacks
    }

    fn scene(&self, now: Timestamp) -> Scene {
        Scene {
            environment: self.options.environment,
            connector_environment: self.options.connector_environment(),
            behaviour: self.options.behaviour,
            now,
            owed: Owed {
                counterpart: self.counterpart.clone(),
                callbacks: Vec::new(),
            },
            own: self.own.clone(),
        }
    }

    /// Number of spaces of a category that the reference channel manager has free on a night.
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

    /// Answers a request of the Connector API, and then puts the data back to what they were.
    pub(super) fn rehearse(&mut self, request: &Request, now: Timestamp) -> Reply {
        let scene = self.scene(now);
        Reply {
            response: self.connector.rehearse(request, &scene),
            callbacks: Vec::new(),
            transport: Transport::Normal,
        }
    }

    /// Answers a request; `now` decides whether a token has expired.
    pub fn handle(&mut self, request: &Request, now: Timestamp) -> Reply {
        let mut scene = self.scene(now);
        let response = match addressed(request) {
            _ if route::is_below(request.path()) => self.connector.answer(request, &scene),
            Ok(Address::Operation(operation)) => json(200, envelope(self.answer(operation, request, &mut scene))),
            Ok(Address::Hook(side, name)) => self.hook(side, name, request, &mut scene),
            Err(misuse) => misuse.response(scene.behaviour.http_misuse),
        };
        Reply {
            response,
            callbacks: scene.owed.callbacks,
            transport: Transport::Normal,
        }
    }

    fn answer(&mut self, operation: Operation, request: &Request, scene: &mut Scene) -> Answer {
        let body = object(&request.body)?;
        let side = operation.side();
        let absent = match (side, scene.behaviour.missing_token) {
            (Side::Mews, MissingToken::Validation) => Code::Validation,
            (Side::Mews, MissingToken::Authentication) | (Side::ChannelManager, _) => Code::Authentication,
        };
        let client = access::authenticate(body, side, scene.environment, scene.now, absent)?;
        match side {
            Side::Mews => self.platform.answer(operation, body, client, scene),
            Side::ChannelManager => self.partner.answer(operation, body, client, scene),
        }
    }

    /// A hook tells a side to act: no token is needed, since only tests know of it.
    fn hook(&mut self, side: Side, name: &str, request: &Request, scene: &mut Scene) -> Response {
        let done = match object(&request.body) {
            Err(refusal) => Err(refusal.into()),
            Ok(body) => match side {
                Side::Mews => self.platform.act(name, body, scene),
                Side::ChannelManager => self.partner.act(name, body, scene),
            },
        };
        match done {
            Ok(data) => json(200, Value::Object(data)),
            Err(refusals) => json(422, envelope(Err(refusals))),
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

/// Finds what is wrong with a request before its body is read.
///
/// The documentation says nothing about it, so HTTP's own statuses are used, with a body that
/// says what to mend.
enum Misuse {
    Path,
    Method,
    MediaType,
}

impl Misuse {
    fn response(&self, answered: HttpMisuse) -> Response {
        let (status, message) = match self {
            Self::Path => (404, "There is no operation at this address; mind the case of the path."),
            Self::Method => (405, "Only the method POST is allowed."),
            Self::MediaType => (415, "The content type must be application/json."),
        };
        // What lies nowhere cannot be answered by an operation.
        let status = match (self, answered) {
            (Self::Method | Self::MediaType, HttpMisuse::Envelope) => 200,
            (Self::Path, _) | (_, HttpMisuse::Status) => status,
        };
        let mut response = json(status, envelope(Err(Refusal::new(Code::Validation, message).into())));
        if status == 405 {
            response.headers.push("allow", "POST");
        }
        response
    }
}

fn addressed(request: &Request) -> Result<Address<'_>, Misuse> {
    let address = Address::of(request.path()).ok_or(Misuse::Path)?;
    if request.method != "POST" {
        return Err(Misuse::Method);
    }
    if !is_json(request.headers.get("content-type").unwrap_or_default()) {
        return Err(Misuse::MediaType);
    }
    Ok(address)
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
