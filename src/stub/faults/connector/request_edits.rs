//! Changes of requests of the Connector API.

use serde_json::{Value, json};

use crate::exchange::body::Body;
use crate::exchange::message::Request;
use crate::stub::connector::seed;
use crate::stub::faults::json::Object;

/// Parameters that hold tokens.
pub(super) const TOKENS: [&str; 2] = ["ClientToken", "AccessToken"];

/// The name of the operation that a request is for.
pub(super) fn operation(request: &Request) -> &str {
    request.path().split("/v1/").nth(1).unwrap_or_default()
}

/// Takes a token in that condition for the valid one.
pub(super) fn take(body: &mut Object, condition: &str) {
    for name in TOKENS {
        let meant = seed::credential(name, condition);
        if meant.is_some() && body.get(name).and_then(Value::as_str) == meant {
            let valid = seed::credential(name, "valid");
            body.insert(name.into(), json!(valid));
        }
    }
}

/// Takes a token that is mistaken for the valid one for it.
pub(super) fn replace(body: &mut Object, name: &str, mistaken: impl Fn(Option<&Value>, &str) -> bool) {
    if let Some(valid) = seed::credential(name, "valid")
        && mistaken(body.get(name), valid)
    {
        body.insert(name.into(), json!(valid));
    }
}

/// Returns true for a token that nobody has.
pub(super) fn is_unknown(token: Option<&Value>) -> bool {
    let token = token.and_then(Value::as_str).unwrap_or_default();
    token.len() > 60 && seed::secrets().all(|known| known != token)
}

/// Changes the `Limitation` of a request.
pub(super) fn limitation(body: &mut Object, change: impl FnOnce(&mut Object)) {
    if let Some(Value::Object(limitation)) = body.get_mut("Limitation") {
        change(limitation);
    }
}

/// The same request with its parameters changed.
pub(super) fn with(request: &Request, change: impl FnOnce(&mut Object)) -> Request {
    let mut body = request.body.json().cloned().unwrap_or_default();
    if let Some(parameters) = body.as_object_mut() {
        change(parameters);
    }
    Request {
        body: Body::of(&body),
        ..request.clone()
    }
}
