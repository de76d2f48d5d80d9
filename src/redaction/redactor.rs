//! The redactor: the only maker of [`Redacted`] values.

use serde_json::Value;

use super::known_secrets::KnownSecrets;
use super::leaks::{Leak, LeakScanner};
use super::named_values::TextKind;
use super::names::{Name, Names, SecretKind};
use super::passes::Passes;
use super::redacted::Redacted;
use super::values::{masked, scheme};
use super::{long_bodies, secret};

/// Shorter values under a token's name are left out of what is learnt from a message: they are
/// placeholders, and replacing `expired` everywhere would cost more than it hides.
const LEARNT_FROM: usize = 16;

/// A longer body, in bytes, is redacted entry by entry.
const LONG: usize = 64 << 10;

/// Collects what a [`Redactor`] has to know before the first text.
///
/// The names of the platform's own properties are known already.
#[derive(Default)]
pub struct RedactorBuilder {
    names: Names,
    known: KnownSecrets,
    too_short: usize,
}

impl RedactorBuilder {
    /// Registers a secret, to be replaced wherever it turns up.
    ///
    /// One of fewer than four characters is not, as it would shred every text: its property
    /// name has to protect it. [`too_short`](Self::too_short) counts those, for a warning.
    #[must_use]
    pub fn secret(mut self, secret: &str) -> Self {
        if !self.known.learn(secret) && !secret.is_empty() {
            self.too_short += 1;
        }
        self
    }

    /// Registers a name whose values are to be masked; case, `_` and `-` don't count.
    #[must_use]
    pub fn property(mut self, name: &str, kind: SecretKind) -> Self {
        self.names.insert(name, kind);
        self
    }

    /// Number of secrets that were too short to be replaced by value.
    pub fn too_short(&self) -> usize {
        self.too_short
    }

    /// The redactor.
    pub fn build(self) -> Redactor {
        Redactor {
            names: self.names,
            known: self.known,
        }
    }
}

/// Replaces secrets: by value, by the name before them, and by their published shape.
///
/// - By value: every secret that is known, also as JSON, URLs, forms and HTML write it. From 16
///   characters on the case of letters doesn't count.
/// - By name: tokens, passwords and keys at any depth; `number`, expiry and holder of a card.
/// - By shape: the platform's tokens, and numbers of 13 to 19 digits that pass Luhn's check.
///
/// What is redacted once isn't changed by doing it again. Secrets learnt later are replaced from
/// then on; a redactor can be shared between threads.
///
/// ```
/// use keycard::redaction::redactor::Redactor;
///
/// let redactor = Redactor::builder().secret("correct horse").build();
/// let text = redactor.text("GET /?q=correct%20horse&AccessToken=A0B1C2D3E4F5A6B7C8D9");
/// assert_eq!(text.as_str(), "GET /?q=***&AccessToken=A0B1***C8D9");
/// ```
#[derive(Default)]
pub struct Redactor {
    names: Names,
    known: KnownSecrets,
}

impl Redactor {
    /// A builder that knows the platform's property names, and no secret.
    pub fn builder() -> RedactorBuilder {
        RedactorBuilder::default()
    }

    /// Registers one more secret; cheap if it is known already.
    ///
    /// Returns whether it will be replaced by value, which takes four characters.
    pub fn learn(&self, secret: &str) -> bool {
        self.known.learn(secret)
    }

    /// Registers the strings of at least 16 characters under the names of tokens: some responses
    /// hand out tokens.
    pub fn learn_from(&self, json: &Value) {
        match json {
            Value::Object(fields) => {
                for (name, value) in fields {
                    match (value, self.names.kind(&Name::of(name.as_bytes()), false)) {
                        (Value::String(text), Some(kind @ (SecretKind::Token | SecretKind::Authorization))) => {
                            let shown = if kind == SecretKind::Authorization {
                                scheme(text.as_bytes()).0
                            } else {
                                0
                            };
                            let text = text.get(shown..).unwrap_or_default();
                            if text.chars().nth(LEARNT_FROM - 1).is_some() && !secret::is_mask(text) {
                                self.learn(text);
                            }
                        }
                        _ => self.learn_from(value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.learn_from(item)),
            _ => {}
        }
    }

    /// Prose, with whatever it quotes: a message, a URL, a piece of JSON.
    pub fn text(&self, text: &str) -> Redacted<String> {
        Redacted::new(self.passes().settled_text(text, TextKind::Prose))
    }

    /// A JSON value: keys and lengths stay, unless a key holds a secret itself.
    ///
    /// A number that is to be masked becomes a string; null, booleans and empty strings stay.
    pub fn json(&self, json: &Value) -> Redacted<Value> {
        Redacted::new(self.passes().value(json, None, false))
    }

    /// The body of a message: as [`json`](Self::json) and written compactly if it is JSON, else as
    /// a file of unknown format, such as JSON that breaks off.
    pub fn body(&self, bytes: &[u8]) -> Redacted<String> {
        let passes = self.passes();
        let in_parts = (bytes.len() > LONG)
            .then(|| long_bodies::redacted(&passes, bytes))
            .flatten();
        let text = match in_parts {
            Some(text) => text,
            None => match (!long_bodies::crowded(bytes)).then(|| serde_json::from_slice::<Value>(bytes)) {
                Some(Ok(json)) => passes.value(&json, None, false).to_string(),
                Some(Err(_)) | None => {
                    return Redacted::new(passes.settled_text(&String::from_utf8_lossy(bytes), TextKind::File));
                }
            },
        };
        // A secret that has quotes in it may stand across the borders of the values.
        if passes.known.any(text.as_bytes()) {
            return Redacted::new(passes.settled_text(&text, TextKind::File));
        }
        Redacted::new(text)
    }

    /// An address: query parameters by name, and the password before the host.
    pub fn url(&self, url: &str) -> Redacted<String> {
        let passes = self.passes();
        let Some((path, query)) = url.split_once('?').filter(|_| url.contains('%')) else {
            return Redacted::new(passes.settled_text(url, TextKind::Prose));
        };
        // Names may be escaped, `Client%54oken`; in prose those are not looked for.
        let (query, fragment) = query
            .split_once('#')
            .map_or((query, None), |(query, fragment)| (query, Some(fragment)));
        let pairs = query.split('&').map(|pair| {
            let Some((name, value)) = pair
                .split_once('=')
                .filter(|(name, value)| name.contains('%') && !value.is_empty())
            else {
                return pair.to_owned();
            };
            let decoded = url::form_urlencoded::parse(name.as_bytes()).next();
            let kind = decoded.and_then(|(decoded, _)| self.names.kind(&Name::of(decoded.as_bytes()), false));
            kind.map_or_else(
                || pair.to_owned(),
                |kind| format!("{name}={}", masked(kind, value.as_bytes(), &passes.known)),
            )
        });
        let mut url = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(fragment);
        }
        Redacted::new(passes.settled_text(&url, TextKind::Prose))
    }

    /// The value of a header field: all of it if the name announces a secret, else as text, in
    /// which cookies are found by their names.
    pub fn header(&self, name: &str, value: &str) -> Redacted<String> {
        let passes = self.passes();
        let value = match self.names.kind(&Name::of(name.as_bytes()), false) {
            Some(kind) => passes.named(kind, value),
            None => value.to_owned(),
        };
        Redacted::new(passes.settled_text(&value, TextKind::Prose))
    }

    /// Every place of an artefact where a secret stands, in any form; see [`LeakScanner`].
    pub fn leaks(&self, bytes: &[u8]) -> Vec<Leak> {
        let mut scanner = self.scanner();
        scanner.feed(bytes);
        scanner.finish()
    }

    /// A scanner for an artefact that comes in pieces; it looks for what is known by now.
    pub fn scanner(&self) -> LeakScanner {
        LeakScanner::new(self.known.snapshot())
    }

    /// Passes over texts with all that is known by now.
    pub(super) fn passes(&self) -> Passes<'_> {
        Passes {
            names: &self.names,
            known: self.known.snapshot(),
        }
    }
}

/// Shows how many secrets are known, and none of them.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} secrets)", self.known.len())
    }
}
