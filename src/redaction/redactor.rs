//! The redactor: the only maker of [`Redacted`] values.

use serde_json::{Map, Value};

use super::known::{Known, Snapshot};
use super::leaks::{Leak, LeakScanner};
use super::names::{Kind, Name, Names};
use super::pairs::{self, Reading};
use super::redacted::Redacted;
use super::spans::{Span, apply, merge};
use super::values::{masked, scheme};
use super::{lists, secret, shapes};

/// Two or three passes settle any text that wasn't made to unsettle them.
const PASSES: usize = 12;
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
    known: Known,
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
    pub fn property(mut self, name: &str, kind: Kind) -> Self {
        self.names.insert(name, kind);
        self
    }

    /// How many secrets were too short to be replaced by value.
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
    pub(super) names: Names,
    pub(super) known: Known,
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
                        (Value::String(text), Some(kind @ (Kind::Token | Kind::Authorization))) => {
                            let shown = if kind == Kind::Authorization {
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
        Redacted::new(self.settled_text(text, Reading::Prose, &self.known.snapshot()))
    }

    /// A JSON value: keys and lengths stay, unless a key holds a secret itself.
    ///
    /// A number that is to be masked becomes a string; null, booleans and empty strings stay.
    pub fn json(&self, json: &Value) -> Redacted<Value> {
        Redacted::new(self.value(json, None, false, &self.known.snapshot()))
    }

    /// The body of a message: as [`json`](Self::json) and written compactly if it is JSON, else as
    /// a file of unknown format, such as JSON that breaks off.
    pub fn body(&self, bytes: &[u8]) -> Redacted<String> {
        let known = self.known.snapshot();
        let in_parts = (bytes.len() > LONG)
            .then(|| lists::redacted(self, bytes, &known))
            .flatten();
        let text = match in_parts {
            Some(text) => text,
            None => match (!lists::crowded(bytes)).then(|| serde_json::from_slice::<Value>(bytes)) {
                Some(Ok(json)) => self.value(&json, None, false, &known).to_string(),
                Some(Err(_)) | None => {
                    return Redacted::new(self.settled_text(&String::from_utf8_lossy(bytes), Reading::File, &known));
                }
            },
        };
        // A secret that has quotes in it may stand across the borders of the values.
        if known.any(text.as_bytes()) {
            return Redacted::new(self.settled_text(&text, Reading::File, &known));
        }
        Redacted::new(text)
    }

    /// An address: query parameters by name, and the password before the host.
    pub fn url(&self, url: &str) -> Redacted<String> {
        let known = self.known.snapshot();
        let Some((path, query)) = url.split_once('?').filter(|_| url.contains('%')) else {
            return Redacted::new(self.settled_text(url, Reading::Prose, &known));
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
                |kind| format!("{name}={}", masked(kind, value.as_bytes(), &known)),
            )
        });
        let mut url = format!("{path}?{}", pairs.collect::<Vec<_>>().join("&"));
        if let Some(fragment) = fragment {
            url.push('#');
            url.push_str(fragment);
        }
        Redacted::new(self.settled_text(&url, Reading::Prose, &known))
    }

    /// The value of a header field: all of it if the name announces a secret, else as text, in
    /// which cookies are found by their names.
    pub fn header(&self, name: &str, value: &str) -> Redacted<String> {
        let known = self.known.snapshot();
        let value = match self.names.kind(&Name::of(name.as_bytes()), false) {
            Some(kind) => self.named(kind, value, &known),
            None => value.to_owned(),
        };
        Redacted::new(self.settled_text(&value, Reading::Prose, &known))
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

    /// The places to be rewritten, disjoint and sorted.
    pub(super) fn spans(&self, text: &[u8], reading: Reading, known: &Snapshot) -> Vec<Span> {
        // First, because a name says more than a shape: it wins where both cover the same bytes.
        let mut spans = pairs::spans(text, &self.names, known, reading);
        spans.extend(known.spans(text));
        for mut span in shapes::spans(text) {
            span.replacement = known.shown(span.replacement);
            spans.push(span);
        }
        let mut spans = merge(spans);
        spans.retain(|span| text[span.start..span.end] != *span.replacement.as_bytes());
        spans
    }

    /// The text after as many passes as change it, or `None` if none does.
    pub(super) fn settled(&self, text: &[u8], reading: Reading, known: &Snapshot) -> Option<Vec<u8>> {
        let mut settled: Option<Vec<u8>> = None;
        for _ in 0..PASSES {
            let text = settled.as_deref().unwrap_or(text);
            let spans = self.spans(text, reading, known);
            if spans.is_empty() {
                return settled;
            }
            settled = Some(apply(text, &spans));
        }
        // Only secrets that look like masks come so far. Each of these passes shortens the text.
        while let Some(text) = &settled
            && let spans = known.spans(text)
            && !spans.is_empty()
        {
            settled = Some(apply(text, &spans));
        }
        settled
    }

    fn settled_text(&self, text: &str, reading: Reading, known: &Snapshot) -> String {
        match self.settled(text.as_bytes(), reading, known) {
            // Spans start and end at characters, as names, quotes and secrets do.
            Some(bytes) => {
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
            }
            None => text.to_owned(),
        }
    }

    /// What is left of a value whose name announces a secret.
    fn named(&self, kind: Kind, text: &str, known: &Snapshot) -> String {
        let (shown, kind) = match kind {
            Kind::Authorization => scheme(text.as_bytes()),
            kind => (0, kind),
        };
        match text.get(shown..) {
            Some("") => text.to_owned(),
            Some(rest) => format!("{}{}", &text[..shown], masked(kind, rest.as_bytes(), known)),
            None => secret::HIDDEN.to_owned(),
        }
    }

    pub(super) fn value(&self, json: &Value, kind: Option<Kind>, in_card: bool, known: &Snapshot) -> Value {
        match json {
            Value::Null | Value::Bool(_) => json.clone(),
            Value::String(text) => Value::String(match kind {
                // What a mask shows may, with what it stands beside, be a secret again.
                Some(kind) => self.settled_text(&self.named(kind, text, known), Reading::Prose, known),
                None => self.settled_text(text, Reading::Prose, known),
            }),
            Value::Number(number) => self.number(number, kind, known),
            Value::Array(items) => items
                .iter()
                .map(|item| self.value(item, kind, in_card, known))
                .collect(),
            Value::Object(fields) => Value::Object(self.object(fields, kind, in_card, known)),
        }
    }

    fn number(&self, number: &serde_json::Number, kind: Option<Kind>, known: &Snapshot) -> Value {
        let text = number.to_string();
        match kind {
            Some(kind) => Value::String(self.named(kind, &text, known)),
            None => self.settled(text.as_bytes(), Reading::Prose, known).map_or_else(
                || Value::Number(number.clone()),
                |bytes| String::from_utf8_lossy(&bytes).into(),
            ),
        }
    }

    fn object(
        &self,
        fields: &Map<String, Value>,
        kind: Option<Kind>,
        in_card: bool,
        known: &Snapshot,
    ) -> Map<String, Value> {
        // `{"name": "Authorization", "value": "…"}`, as HAR files write headers and cookies.
        let announced = fields.iter().find_map(|(name, value)| match value {
            Value::String(value) if Name::of(name.as_bytes()).names_another() => {
                self.names.kind(&Name::of(value.as_bytes()), false)
            }
            _ => None,
        });
        let mut redacted = Map::with_capacity(fields.len());
        // Until a key is masked, no two can be the same.
        let mut masked_key = false;
        for (key, value) in fields {
            let name = Name::of(key.as_bytes());
            let own = self.names.kind(&name, in_card);
            let beside = announced.filter(|_| name.as_bytes() == b"value");
            let value = self.value(value, own.or(beside).or(kind), in_card || name.is_card(), known);
            let mut key = key.clone();
            if known.any(key.as_bytes()) || !shapes::spans(key.as_bytes()).is_empty() {
                key = self.settled_text(&key, Reading::Prose, known);
                masked_key = true;
            }
            while masked_key && redacted.contains_key(&key) {
                key.push('\'');
            }
            redacted.insert(key, value);
        }
        redacted
    }
}

/// Shows how many secrets are known, and none of them.
impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Redactor({} secrets)", self.known.len())
    }
}
