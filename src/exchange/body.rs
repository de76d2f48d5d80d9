//! A message body: the bytes as they travelled, and their JSON, parsed at most once.

use std::sync::{Arc, OnceLock};

use serde_json::Value;

use super::json_problem::JsonProblem;
use super::json_text::JsonText;

/// The bytes of a message and, on demand, the JSON they hold.
///
/// ```
/// use keycard::exchange::body::Body;
///
/// let body = Body::from(br#"{"success": true}"#.to_vec());
/// assert_eq!(body.json().unwrap()["success"], true);
/// ```
///
/// Clones share both.
#[derive(Clone, Default)]
pub struct Body(Arc<Content>);

#[derive(Default)]
struct Content {
    bytes: Vec<u8>,
    /// True if it may hold any number of values.
    is_trusted: bool,
    json: OnceLock<Result<JsonText, JsonProblem>>,
}

impl Body {
    /// The body of a JSON value, serialised compactly.
    pub fn of(value: &Value) -> Self {
        Self(Arc::new(Content {
            bytes: value.to_string().into_bytes(),
            is_trusted: false,
            json: OnceLock::from(Ok(JsonText {
                value: value.clone(),
                doubled: Vec::new(),
            })),
        }))
    }

    /// The bytes as they travelled.
    pub fn bytes(&self) -> &[u8] {
        &self.0.bytes
    }

    /// Returns true if its JSON was parsed, and takes far more memory than its bytes do.
    pub fn is_heavy(&self) -> bool {
        self.0.bytes.len() > HEAVY && self.0.json.get().is_some()
    }

    /// The same without the JSON, which is parsed again if it is asked for.
    #[must_use]
    pub fn unread(&self) -> Self {
        Self::from(self.0.bytes.clone())
    }

    /// The same from somebody who has no interest in harming: it may hold any number of values.
    #[must_use]
    pub fn trusted(self) -> Self {
        // Nobody else has it yet, so that nothing is copied.
        let bytes = Arc::try_unwrap(self.0).map_or_else(|shared| shared.bytes.clone(), |own| own.bytes);
        Self(Arc::new(Content {
            bytes,
            is_trusted: true,
            json: OnceLock::new(),
        }))
    }

    /// The bytes as text; invalid UTF-8 becomes U+FFFD.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.0.bytes)
    }

    /// The JSON value, or why there is none.
    pub fn json(&self) -> Result<&Value, &JsonProblem> {
        self.read().map(|text| &text.value)
    }

    /// JSON Pointers of the properties that stand twice or more often in their object, as far as they are kept.
    pub fn doubled(&self) -> &[String] {
        self.read().map_or(&[], |text| &text.doubled)
    }

    fn read(&self) -> Result<&JsonText, &JsonProblem> {
        let most = if self.0.is_trusted { usize::MAX } else { MOST_VALUES };
        self.0.json.get_or_init(|| parse(&self.0.bytes, most)).as_ref()
    }
}

/// As values a body takes about ten times its bytes.
const HEAVY: usize = 256 << 10;

/// Each value takes many times the two bytes that it can be written with.
const MOST_VALUES: usize = 1_000_000;

/// Returns true if the text may hold too many values; only a long one can.
fn crowded(bytes: &[u8], most: usize) -> bool {
    bytes.len() > most && bytes.iter().filter(|byte| matches!(byte, b',' | b'[' | b'{')).count() > most
}

fn parse(bytes: &[u8], most: usize) -> Result<JsonText, JsonProblem> {
    if let Some(problem) = JsonProblem::of_beginning(bytes) {
        return Err(problem);
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| JsonProblem::whole(format!("invalid UTF-8 at byte {}", error.valid_up_to())))?;
    if crowded(bytes, most) {
        return Err(JsonProblem::whole(format!("it holds more than {MOST_VALUES} values")));
    }
    JsonText::read(text).map_err(|error| JsonProblem::of_parser(text, &error))
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Arc::new(Content {
            bytes,
            is_trusted: false,
            json: OnceLock::new(),
        }))
    }
}

/// Bodies carry tokens and cards: `Debug` shows only the length.
impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.0.bytes.len())
    }
}
