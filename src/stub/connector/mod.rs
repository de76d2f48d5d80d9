//! The Connector API of the simulated platform: every operation of the contract, made of its schemas.
//!
//! ```text
//! request ─▶ route ─▶ access ─▶ rate_limit ─▶ validation ─▶ scope ─▶ handlers, queries, changes ─▶ answer ─▶ response
//!                                                 │                             │
//!                                              library ────────────────────▶ store: initial items, and the changes of the case
//! ```
//!
//! A request is checked in this order, and the first problem is answered:
//! address and method (404), length (413), strict JSON (400), media type (400), tokens and grant (401),
//! rate limit (429), whether the operation has ended (410), form and values (400), scope (400), heaviness (408),
//! existence and state (400), rules of the business (403), changes by others (409).
//! A request that is refused changes nothing, except that it counts against the limit of a good token.
//!
//! The data are made of the schemas: each kind when it is first asked for, once for all worlds. `refinement` brings
//! them into agreement, and a case keeps only the kinds of which it changed something. So every operation answers
//! without code of its own. Those whose model matters (reservations, bills, prices and others) have a handler in
//! `handlers`, of which the general reading and writing know nothing.

pub(super) mod route;
pub mod seed;

mod access;
mod amount;
mod answer;
mod bill_events;
mod call;
mod changes;
mod compiler;
mod creation;
mod enterprise;
mod entity;
mod existence;
mod filter;
mod generation;
mod handlers;
mod identifier;
mod initial_items;
mod interval;
mod item;
mod library;
mod node;
mod observed;
mod ownership;
mod page;
mod parameter;
mod period;
mod prices;
mod queries;
mod rate_limit;
mod reference;
mod refinement;
mod response;
mod sample_text;
mod scope;
mod store;
mod time_unit;
mod tolerance;
mod validation;
mod value_rules;
mod view;

use jiff::Timestamp;

use self::answer::{Answer, Object, Refusal};
use self::call::Call;
use self::identifier::identifier;
use self::rate_limit::RateLimits;
use self::response::Circumstances;
use self::scope::Scope;
use self::store::Store;
use self::validation::Limits;
use super::behaviour::ConnectorMode;
use super::media_type::is_json;
use super::scene::Scene;
use crate::contract::operation::Effect;
use crate::exchange::message::{Request, Response};

/// The longest body that is taken, in bytes.
const LONGEST_BODY: usize = 4 << 20;

/// The platform behind the Connector API, as one case sees it.
#[derive(Default)]
pub(super) struct Connector {
    /// Number of requests.
    requests: u64,
    rate_limits: RateLimits,
    store: Store,
}

impl Connector {
    /// Answers a request.
    pub(super) fn answer(&mut self, request: &Request, scene: &Scene) -> Response {
        self.requests += 1;
        let case = scene.own.rsplit('/').next().unwrap_or_default();
        let mut deviations = Vec::new();
        let answer = self.outcome(request, scene, &mut deviations);
        response::response(
            answer,
            &Circumstances {
                id: &identifier(&["request", case, &self.requests.to_string()]),
                now: scene.now,
                retry_after: scene.behaviour.retry_after,
                minimal: prefers_minimal(request),
                deviations: &deviations,
            },
        )
    }

    /// Answers a request, and then puts the data of the case back to what they were.
    pub(super) fn rehearse(&mut self, request: &Request, scene: &Scene) -> Response {
        let before = self.store.clone();
        let response = self.answer(request, scene);
        self.store = before;
        response
    }

    fn outcome(&mut self, request: &Request, scene: &Scene, deviations: &mut Vec<String>) -> Answer {
        let mode = scene.behaviour.connector;
        let endpoint = route::endpoint(request, mode, deviations)?;
        let body = body(request)?;
        let access = access::authenticate(body, scene.connector_environment)?;
        if !access.may(&endpoint.operation) {
            return Err(Refusal::Unauthorized);
        }
        self.rate_limits.count(access, scene.now)?;
        if endpoint.particulars.discontinued {
            return Err(Refusal::Gone);
        }
        if mode == ConnectorMode::Observed && endpoint.operation.id == "enterprises/getAll" && !access.is_portfolio() {
            // Seen of the platform, and documented nowhere.
            return Err(Refusal::Unauthorized);
        }
        client(body, mode, deviations)?;
        let accepted = tolerance::accept(endpoint, body, mode, deviations)?;
        let body = accepted.as_ref();
        let longest_interval = observed::intervals(endpoint, body, (mode, scene.connector_environment), deviations)?;
        let limits = Limits {
            longest_interval,
            now: scene.now,
        };
        validation::check(endpoint, body, limits)?;
        observed::extents(endpoint, body, access, mode, deviations)?;
        let scope = Scope::of(access, endpoint, body)?;
        if validation::is_heavy(&endpoint.shape().request, body) {
            return Err(Refusal::TooHeavy);
        }
        existence::check(endpoint, body, &scope, &self.store)?;
        let call = Call {
            endpoint,
            body,
            scope,
            // Answers hold whole seconds.
            now: Timestamp::from_second(scene.now.as_second()).unwrap_or(scene.now),
            mode,
        };
        time_unit::check(&call, &self.store).map_err(|refusal| observed::worded(refusal, mode))?;
        value_rules::check_single_times(&call, &self.store)?;
        observed::check(&call, &self.store, deviations)?;
        let answer = self.carry_out(&call).map_err(|refusal| observed::worded(refusal, mode));
        observed::shaped(answer, &call, deviations)
    }

    fn carry_out(&mut self, call: &Call<'_>) -> Answer {
        if let Some(handler) = handlers::handler(call.id()) {
            return handler(call, &mut self.store);
        }
        match call.endpoint.operation.effect {
            Effect::Read => queries::read(call, &self.store),
            Effect::Write => changes::carry_out(call, &mut self.store),
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

/// Returns true if the caller prefers an answer without content to an empty one.
fn prefers_minimal(request: &Request) -> bool {
    let preferences = request.headers.get("prefer").unwrap_or_default();
    preferences
        .split([',', ';'])
        .any(|preference| preference.trim().eq_ignore_ascii_case("return=minimal"))
}
