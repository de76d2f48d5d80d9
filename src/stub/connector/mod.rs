//! The Connector API of the simulated platform: every operation of the contract, made of its schemas.
//!
//! ```text
//! request ─▶ route ─▶ access ─▶ limit ─▶ check ─▶ scope ─▶ reading, writing ─▶ answer
//!                                          │                   │
//!                                       library ──────────▶ store: seeds, and over them what the case changed
//! ```
//!
//! What is wrong with a request is looked for in this order, and the first thing found is answered:
//! address and method (404), length (413), strict JSON (400), media type (400), tokens and grant (401),
//! rate limit (429), whether the operation has ended (410), form and values (400), scope (400), heaviness (408),
//! existence and state (400), rules of the business (403), changes by others (409).
//! A request that is refused changes nothing, except that it counts against the limit of a good token.

pub mod seed;

mod access;
mod amount;
mod answer;
mod call;
mod check;
mod deep;
mod enterprise;
mod entity;
mod existence;
mod filter;
mod generate;
mod identifier;
mod interval;
mod lenient;
mod library;
mod limit;
mod node;
mod observed;
mod page;
mod prices;
mod prose;
mod reading;
mod reference;
mod refine;
pub(super) mod route;
mod scope;
mod seeds;
mod store;
mod time_unit;
mod view;
mod words;
mod writing;

use jiff::Timestamp;

use self::answer::{Answer, Dress, Object, Refusal};
use self::call::Call;
use self::check::Measure;
use self::identifier::identifier;
use self::limit::Limits;
use self::scope::Scope;
use self::store::Store;
use super::behaviour::ConnectorMode;
use super::media_type::is_json;
use super::scene::Scene;
use crate::contract::operation::Effect;
use crate::exchange::message::{Request, Response};

/// The longest body that is taken, in bytes.
const LONGEST_BODY: usize = 4 << 20;

/// What one case changed.
#[derive(Default)]
pub(super) struct Connector {
    /// How many requests there were.
    requests: u64,
    limits: Limits,
    store: Store,
}

impl Connector {
    /// Answers a request.
    pub(super) fn answer(&mut self, request: &Request, scene: &Scene) -> Response {
        self.requests += 1;
        let case = scene.own.rsplit('/').next().unwrap_or_default();
        let mut deviations = Vec::new();
        let answer = self.outcome(request, scene, &mut deviations);
        answer::response(
            answer,
            &Dress {
                id: &identifier(&["request", case, &self.requests.to_string()]),
                now: scene.now,
                retry_after: scene.behaviour.retry_after,
                minimal: prefers_minimal(request),
                deviations: &deviations,
            },
        )
    }

    /// Answers a request, after which the data of the case are what they were.
    pub(super) fn answer_in_vain(&mut self, request: &Request, scene: &Scene) -> Response {
        let before = self.store.clone();
        let response = self.answer(request, scene);
        self.store = before;
        response
    }

    fn outcome(&mut self, request: &Request, scene: &Scene, deviations: &mut Vec<String>) -> Answer {
        let mode = scene.behaviour.connector;
        let known = route::operation(request, mode, deviations)?;
        let body = body(request)?;
        let access = access::authenticate(body, scene.connector_environment)?;
        if !access.may(&known.operation) {
            return Err(Refusal::Unauthorized);
        }
        self.limits.count(access, scene.now)?;
        if known.particulars.discontinued {
            return Err(Refusal::Gone);
        }
        if mode == ConnectorMode::Observed && known.operation.id == "enterprises/getAll" && !access.is_portfolio() {
            // Seen of the platform, and documented nowhere.
            return Err(Refusal::Unauthorized);
        }
        client(body, mode, deviations)?;
        let taken = lenient::taken(known, body, mode, deviations)?;
        let body = taken.as_ref();
        let reach = observed::intervals(known, body, (mode, scene.connector_environment), deviations)?;
        let measure = Measure { reach, now: scene.now };
        check::request(known, body, measure)?;
        observed::extents(known, body, access, mode, deviations)?;
        let scope = Scope::of(access, known, body)?;
        if check::is_heavy(&known.shape().request, body) {
            return Err(Refusal::TooHeavy);
        }
        existence::check(known, body, &scope, &self.store)?;
        let call = Call {
            known,
            body,
            scope,
            // Times are told without a part of a second.
            now: Timestamp::from_second(scene.now.as_second()).unwrap_or(scene.now),
            mode,
        };
        time_unit::check(&call, &self.store).map_err(|refusal| observed::worded(refusal, mode))?;
        prose::moments(&call, &self.store)?;
        observed::look(&call, &self.store, deviations)?;
        let answer = self.carry_out(&call).map_err(|refusal| observed::worded(refusal, mode));
        observed::shaped(answer, &call, deviations)
    }

    fn carry_out(&mut self, call: &Call<'_>) -> Answer {
        if let Some(handler) = deep::handler(call.id()) {
            return handler(call, &mut self.store);
        }
        match call.known.operation.effect {
            Effect::Read => reading::read(call, &self.store),
            Effect::Write => writing::write(call, &mut self.store),
        }
    }
}

/// The body of a request: strict JSON, and an object.
fn body(request: &Request) -> Result<&Object, Refusal> {
    if request.body.bytes().len() > LONGEST_BODY {
        return Err(Refusal::TooLarge);
    }
    let body = request.body.json().map_err(|_| Refusal::NotJson)?;
    let body = body.as_object().ok_or(Refusal::NotJson)?;
    let media_type = request.headers.get("content-type").unwrap_or_default();
    if !is_json(media_type) {
        return Err(Refusal::invalid("Content-Type"));
    }
    Ok(body)
}

/// The name of the client is compulsory, as documented; some real clients never send it, and are served.
fn client(body: &Object, mode: ConnectorMode, deviations: &mut Vec<String>) -> Result<(), Refusal> {
    match (body.get("Client").map(|client| client.as_str()), mode) {
        (Some(Some(name)), _) if !name.trim().is_empty() => Ok(()),
        (None | Some(_), ConnectorMode::Documented) | (Some(_), ConnectorMode::Observed) => {
            Err(Refusal::invalid("Client"))
        }
        (None, ConnectorMode::Observed) => {
            deviations.push("no Client".into());
            Ok(())
        }
    }
}

/// Whether the caller wants no content where there is none to have.
fn prefers_minimal(request: &Request) -> bool {
    let preferences = request.headers.get("prefer").unwrap_or_default();
    preferences
        .split([',', ';'])
        .any(|preference| preference.trim().eq_ignore_ascii_case("return=minimal"))
}
