//! Record of an exchange: one request and what came back, redacted.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, Serializer};

use super::excerpt;
use crate::exchange::transcript::{Direction, FailureKind, Role};
use crate::plan::credential::CredentialName;
use crate::redaction::redacted::Redacted;

/// Record of an exchange.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExchangeRecord {
    /// Position of the step, from 0.
    pub step: usize,
    /// The operation; of a call to Keycard the last segment of its path, which may name none.
    pub operation: Redacted<String>,
    /// `outbound` if Keycard called, `inbound` if it was called.
    pub direction: Direction,
    /// Relation to the step: `step`, `confirmation`, `hook`, `unawaited`, or `limited` for an attempt that was
    /// answered 429 and made again.
    pub role: Role,
    /// The credentials of the request that the scenario spoils on purpose; all others are valid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialRecord>,
    /// The HTTP method; `RUN` for the command of a hook.
    pub method: MethodRecord,
    /// The address.
    pub url: Redacted<String>,
    /// The header fields of the request.
    pub request_headers: Vec<(String, Redacted<String>)>,
    /// The body of the request, or its beginning.
    pub request_body: Redacted<String>,
    /// Number of bytes of the request's body, where only its beginning is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_bytes: Option<usize>,
    /// The HTTP status, if there was an answer.
    pub status: Option<u16>,
    /// The header fields of the response.
    pub response_headers: Vec<(String, Redacted<String>)>,
    /// The body of the response, or its beginning.
    pub response_body: Option<Redacted<String>>,
    /// Number of bytes of the response's body, where only its beginning is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_bytes: Option<usize>,
    /// Reason for which there was no answer, in words.
    pub failure: Option<Redacted<String>>,
    /// Kind of that reason; absent in older reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_kind: Option<FailureKind>,
    /// Time from the beginning of the case to that of the request, in milliseconds.
    #[serde(default)]
    pub at_ms: f64,
    /// Time from the first byte sent to the last byte received, in milliseconds.
    pub elapsed_ms: f64,
    /// Sends the same request once tokens are put in; reads a long body from a file. Only of a call of Keycard's.
    pub curl: Option<Redacted<String>>,
}

/// A credential that is not the valid one: redacted values no longer show which it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CredentialRecord {
    /// The property that holds it.
    pub property: String,
    /// Its condition, e.g. `expired`.
    pub condition: CredentialName,
}

/// Way in which a request was made, as one word.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "Redacted<String>")]
pub enum MethodRecord {
    /// The HTTP method.
    Http(Redacted<String>),
    /// No HTTP: a hook ran a command, which stands among the header fields.
    Command,
}

impl MethodRecord {
    /// Word for what is no HTTP.
    const COMMAND: &'static str = "RUN";

    /// The word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Http(method) => method.as_str(),
            Self::Command => Self::COMMAND,
        }
    }
}

impl From<Redacted<String>> for MethodRecord {
    fn from(word: Redacted<String>) -> Self {
        if word.as_str() == Self::COMMAND {
            Self::Command
        } else {
            Self::Http(word)
        }
    }
}

impl Serialize for MethodRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for MethodRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// In a report's schema a method is a text.
impl JsonSchema for MethodRecord {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Method".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        String::json_schema(generator)
    }
}

impl ExchangeRecord {
    /// Header field that holds the command of a hook.
    pub const COMMAND_FIELD: &'static str = "command";

    /// The command that a hook ran, with its arguments; `None` for a request over HTTP.
    pub fn command(&self) -> Option<&str> {
        match self.method {
            MethodRecord::Http(_) => None,
            MethodRecord::Command => {
                let mut fields = self.request_headers.iter();
                fields
                    .find(|(name, _)| name == Self::COMMAND_FIELD)
                    .map(|(_, line)| line.as_str())
            }
        }
    }

    /// The same with no more than the beginning of a long body.
    #[must_use]
    pub fn shortened(&self) -> Self {
        let bytes = |body: &Redacted<String>, known: Option<usize>| {
            let length = body.as_str().len();
            known.or_else(|| excerpt::is_long(length).then_some(length))
        };
        let response_body = self.response_body.as_ref();
        Self {
            step: self.step,
            operation: self.operation.clone(),
            direction: self.direction,
            role: self.role,
            credentials: self.credentials.clone(),
            method: self.method.clone(),
            url: self.url.clone(),
            request_headers: self.request_headers.clone(),
            request_body: excerpt::shortened(&self.request_body),
            request_bytes: bytes(&self.request_body, self.request_bytes),
            status: self.status,
            response_headers: self.response_headers.clone(),
            response_body: response_body.map(excerpt::shortened),
            response_bytes: response_body.and_then(|body| bytes(body, self.response_bytes)),
            failure: self.failure.clone(),
            failure_kind: self.failure_kind,
            at_ms: self.at_ms,
            elapsed_ms: self.elapsed_ms,
            curl: self.curl.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ExchangeRecord, MethodRecord};

    /// A record as a report of an earlier version holds it.
    fn earlier() -> Value {
        json!({
            "step": 0, "operation": "hook", "direction": "outbound", "role": "hook",
            "method": "RUN", "url": "hook:book", "requestHeaders": [["command", "sh book.sh"]], "requestBody": "{}",
            "status": null, "responseHeaders": [], "responseBody": null, "failure": "`sh` ended with 1",
            "atMs": 0.0, "elapsedMs": 1.5, "curl": null,
        })
    }

    #[test]
    fn a_record_of_an_earlier_version_is_read_and_written_as_it_was() {
        let record: ExchangeRecord = serde_json::from_value(earlier()).unwrap();
        assert_eq!(record.method, MethodRecord::Command);
        assert_eq!(record.command(), Some("sh book.sh"));
        assert_eq!(record.failure_kind, None);
        assert_eq!(serde_json::to_value(&record).unwrap(), earlier());
    }

    #[test]
    fn an_unknown_word_is_an_error_with_its_place() {
        for key in ["direction", "role", "failureKind"] {
            let mut record = earlier();
            record[key] = json!("sideways");
            let text = serde_json::to_string_pretty(&record).unwrap();
            let error = serde_json::from_str::<ExchangeRecord>(&text).unwrap_err();
            assert!(error.to_string().contains("unknown variant `sideways`"), "{error}");
            assert!(text.lines().nth(error.line() - 1).unwrap().contains(key), "{error}");
        }
    }
}
