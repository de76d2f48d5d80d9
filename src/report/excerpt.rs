//! Excerpts of messages: the whole, the beginning, or the value at one place.

use std::io::{self, Write};

use serde_json::{Map, Value};

use super::text;
use crate::contract::schema::Message;
use crate::exchange::body::Body;
use crate::exchange::transcript::{Outcome, Transcript};
use crate::judge::finding::Place;
use crate::redaction::redacted::Redacted;
use crate::redaction::redactor::Redactor;

/// The longest beginning of a body that a report keeps, in bytes of its redacted form.
const BEGINNING: usize = 16 << 10;
/// So much of a body is redacted to make an excerpt of it: far more than the excerpt needs, and far
/// less than a hostile target can send.
const REDACTED: usize = 512 << 10;
/// No message of an API is longer; what a hook tells may be.
const WHOLE: usize = 16 << 20;
/// No secret that is worth the name is longer.
const LONGEST_SECRET: usize = 8 << 10;
/// Of a body no longer than that, every report shows the whole.
const SEEN_WHOLE: usize = 512;
/// The longest value that is shown of a place, in bytes.
const VALUE: usize = 600;

/// Returns true if no more than the beginning of a text of so many bytes is kept.
pub const fn is_long(bytes: usize) -> bool {
    bytes > BEGINNING
}

/// A text, or its beginning if it is long. It is cut after it was redacted: half a token would not be known as one.
pub fn cut(whole: Redacted<String>) -> Redacted<String> {
    if is_long(whole.as_str().len()) {
        shortened(&whole)
    } else {
        whole
    }
}

/// The same of a text that stays.
pub fn shortened(whole: &Redacted<String>) -> Redacted<String> {
    whole.map(|text| {
        if is_long(text.len()) {
            format!("{}… ({} bytes in all)", text::beginning(text, BEGINNING), text.len())
        } else {
            text.to_string()
        }
    })
}

/// A body, or its beginning and how many bytes it has.
pub fn body(bytes: &[u8], redactor: &Redactor) -> (Redacted<String>, Option<usize>) {
    if bytes.len() > REDACTED {
        return (beginning(bytes, REDACTED, BEGINNING, redactor), Some(bytes.len()));
    }
    let whole = redactor.body(bytes);
    let length = is_long(whole.as_str().len()).then_some(bytes.len());
    (cut(whole), length)
}

/// A body; only what a hook tells can be too long for that.
pub fn whole(bytes: &[u8], redactor: &Redactor) -> Redacted<String> {
    if bytes.len() > WHOLE {
        beginning(bytes, WHOLE, WHOLE, redactor)
    } else {
        redactor.body(bytes)
    }
}

/// Half a token at the end would not be known as one: that end is not shown.
fn beginning(bytes: &[u8], taken: usize, most: usize, redactor: &Redactor) -> Redacted<String> {
    let beginning = redactor.body(bytes.get(..taken).unwrap_or(bytes));
    let beginning = beginning.as_str();
    let shown = text::beginning(beginning, most.min(beginning.len().saturating_sub(LONGEST_SECRET)));
    redactor.text(&format!("{shown}… ({} bytes in all)", bytes.len()))
}

/// The value at the place of a finding, where the body is too long to be seen whole in every report.
pub fn at(place: &Place, transcript: &Transcript, redactor: &Redactor) -> Option<Redacted<String>> {
    let entry = transcript.entries.get(place.entry)?;
    let body: &Body = match (place.message, &entry.outcome) {
        (Message::Request, _) => &entry.request.body,
        (Message::Response, Outcome::Answered(response)) => &response.body,
        (Message::Response, Outcome::Failed(_)) => return None,
    };
    if place.pointer.is_empty() || body.bytes().len() <= SEEN_WHOLE {
        return None;
    }
    let fragment = fragment(body.json().ok()?, &place.pointer)?;
    let redacted = redactor.body(fragment.as_bytes());
    Some(redactor.text(&text::shortened(redacted.as_str(), VALUE)))
}

/// The largest value around a place that is short enough, or the beginning of the value there.
fn fragment(body: &Value, pointer: &str) -> Option<String> {
    let mut pointer = pointer;
    // What is missing has no value; what holds it has one.
    while body.pointer(pointer).is_none() {
        pointer = above(pointer)?;
    }
    let mut found: Option<String> = None;
    let mut around = Some(pointer);
    while let Some(here) = around.filter(|here| !here.is_empty()) {
        let Some(text) = body.pointer(here).and_then(|value| short(here, value)) else {
            break;
        };
        found = Some(text);
        around = above(here);
    }
    let beginning = || Some(named(pointer, body.pointer(pointer)?).to_string());
    found.or_else(beginning).filter(|_| !pointer.is_empty())
}

fn above(pointer: &str) -> Option<&str> {
    pointer.rsplit_once('/').map(|(above, _)| above)
}

/// The value with its name: what is a secret is known by that too.
fn named(pointer: &str, value: &Value) -> Value {
    if value.is_object() {
        return value.clone();
    }
    let is_name = |part: &&str| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit());
    let name = pointer.rsplit('/').find(is_name).unwrap_or_default();
    Value::Object(Map::from_iter([(
        name.replace("~1", "/").replace("~0", "~"),
        value.clone(),
    )]))
}

/// The JSON of a value with its name, if it is short.
fn short(pointer: &str, value: &Value) -> Option<String> {
    serde_json::to_writer(Bounded(0), value).ok()?;
    Some(named(pointer, value).to_string())
}

/// Takes a few bytes and no more, so that a long value is not written out to learn that it is long.
struct Bounded(usize);

impl Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        if self.0 > VALUE {
            return Err(io::ErrorKind::WriteZero.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{VALUE, fragment};

    fn body() -> Value {
        let entries: Vec<Value> = (0..100)
            .map(|n| json!({ "spaceTypeCode": format!("S{n}"), "from": "2031-01-01", "availability": n }))
            .collect();
        json!({ "messageId": "m", "availabilities": entries, "note": "x".repeat(2 * VALUE) })
    }

    #[test]
    fn a_value_is_shown_with_what_is_around_it() {
        let shown = |pointer: &str| fragment(&body(), pointer).unwrap_or_default();
        let entry = r#"{"spaceTypeCode":"S42","from":"2031-01-01","availability":42}"#;
        for pointer in ["/availabilities/42", "/availabilities/42/from", "/availabilities/42/to"] {
            assert_eq!(shown(pointer), entry, "{pointer}");
        }
        assert_eq!(shown("/messageId"), r#"{"messageId":"m"}"#);
        assert!(shown("/availabilities").starts_with(r#"{"availabilities":[{"#));
        assert!(shown("/note").starts_with(r#"{"note":"xxx"#));
        assert_eq!(shown("/availabilities/7/from/deeper"), shown("/availabilities/7"));
    }

    #[test]
    fn the_whole_body_is_no_excerpt() {
        assert_eq!(fragment(&body(), "/nowhere"), None);
        assert_eq!(fragment(&json!([1]), "/5/a"), None);
    }
}
