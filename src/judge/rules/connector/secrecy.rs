//! Secrecy: an answer never repeats a token.

use serde_json::Value;

use crate::contract::schema::Message;
use crate::judge::material::Material;
use crate::judge::rules::breach::{Breach, Breaches};
use crate::judge::rules::rule::Rule;

/// The rules of this file.
pub const RULES: &[Rule] = &[Rule::new("A25", echo)];

/// The properties of a request that hold tokens.
const TOKENS: [&str; 2] = ["ClientToken", "AccessToken"];
/// Shorter text may stand in an answer by chance.
const SHORTEST: usize = 8;

/// A25: no token of a request stands in its answer.
fn echo(material: Material<'_>, breaches: &mut Breaches) {
    for answer in material.answers() {
        let Ok(asked) = answer.request.body.json() else {
            continue;
        };
        for name in TOKENS {
            let Some(token) = asked.get(name).and_then(Value::as_str).map(str::trim) else {
                continue;
            };
            if token.len() < SHORTEST {
                continue;
            }
            let body = String::from_utf8_lossy(answer.response.body.bytes());
            let in_header = answer.response.headers.iter().any(|(_, value)| value.contains(token));
            if !in_header && !body.contains(token) {
                continue;
            }
            let message = answer.response.body.json().ok().and_then(|body| body.get("Message"));
            let pointer = match message.and_then(Value::as_str) {
                Some(message) if message.contains(token) => "/Message",
                _ => "",
            };
            breaches.push(Breach::new(
                answer.entry,
                Message::Response,
                pointer,
                format!("no word of the {name}"),
                "it stands in the answer",
            ));
        }
    }
}
