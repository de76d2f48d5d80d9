//! The reason for which a text is not JSON, or is JSON that most readers cannot take.

/// Reason for which a body is not read as JSON, with the place where the parser stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonProblem {
    /// Line of the offending byte, from 1; 0 if there is no such place.
    pub line: usize,
    /// Column of the offending byte, from 1; 0 if there is no such place.
    pub column: usize,
    /// The fault in words, without any text of the body.
    pub reason: String,
    /// True if RFC 8259 allows the text, and most readers refuse it all the same.
    pub is_json: bool,
}

/// The first bytes of what is often sent in place of JSON.
const BEGINNINGS: [(&[u8], &str); 7] = [
    (
        b"\xef\xbb\xbf",
        "a byte order mark stands before the text; JSON is sent without one (RFC 8259, 8.1)",
    ),
    (b"\xff\xfe", "the text is UTF-16; JSON is sent as UTF-8 (RFC 8259, 8.1)"),
    (b"\xfe\xff", "the text is UTF-16; JSON is sent as UTF-8 (RFC 8259, 8.1)"),
    (b"\x1f\x8b", "the body is compressed by gzip"),
    (b"\x28\xb5\x2f\xfd", "the body is compressed by zstd"),
    (b"\x78\x9c", "the body is compressed by zlib (deflate)"),
    (b"PK\x03\x04", "the body is a zip file"),
];

/// Words of the parser for a fault, and the same for users.
///
/// Its kinds of fault are not public, so they are known by their words; a test holds each to a text.
const REASONS: [(&str, &str); 11] = [
    ("recursion limit", "values are nested too deeply to be read"),
    ("trailing characters", "more stands behind the end of the value"),
    ("trailing comma", "a comma stands before a closing bracket"),
    (
        "control character",
        "a text holds a line break or another control character that is not escaped",
    ),
    ("invalid escape", "a text holds an escape that JSON does not have"),
    ("key must be a string", "the name of a property is not in double quotes"),
    ("expected `:`", "there is no colon behind the name of a property"),
    ("expected `,`", "there is neither a comma nor the closing bracket"),
    ("invalid number", "a number is not written as JSON writes numbers"),
    ("expected ident", "a word is none of true, false and null"),
    ("expected value", "there is no JSON value"),
];

/// Faults of the parser alone: RFC 8259 allows such texts.
const UNREADABLE: [(&str, &str); 3] = [
    (
        "number out of range",
        "a number is too large: JSON allows it (RFC 8259, 6), and most readers cannot take it",
    ),
    ("lone leading surrogate", HALF),
    ("unexpected end of hex escape", HALF),
];

const HALF: &str =
    "a text holds half of a surrogate pair: JSON allows it (RFC 8259, 8.2), and most readers cannot take it";

impl JsonProblem {
    /// A fault of the text as a whole.
    pub fn whole(reason: impl Into<String>) -> Self {
        Self {
            line: 0,
            column: 0,
            reason: reason.into(),
            is_json: false,
        }
    }

    /// The fault that the first bytes show; none if they may begin a JSON text.
    pub fn of_beginning(bytes: &[u8]) -> Option<Self> {
        let known = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning));
        known.map(|(_, reason)| Self::whole(*reason))
    }

    /// The fault at which the parser stopped.
    pub fn of_parser(text: &str, error: &serde_json::Error) -> Self {
        let said = error.to_string();
        let find = |reasons: &[(&str, &'static str)]| {
            let found = reasons.iter().find(|(start, _)| said.starts_with(start));
            found.map(|(_, reason)| *reason)
        };
        let unreadable = find(&UNREADABLE);
        let reason = if text.trim().is_empty() {
            "the body is empty"
        } else if let Some(reason) = unreadable {
            reason
        } else if error.is_eof() {
            "the body ends in the middle of a value"
        } else if text.trim_start().starts_with('<') {
            "the text is HTML or XML"
        } else {
            find(&REASONS).unwrap_or("the text is not JSON")
        };
        Self {
            line: error.line(),
            column: error.column(),
            reason: reason.to_string(),
            is_json: unreadable.is_some(),
        }
    }

    /// The place for people, in parentheses behind the reason; empty if there is none.
    pub fn place(&self) -> String {
        if self.line == 0 {
            String::new()
        } else {
            format!(" (line {}, column {})", self.line, self.column)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_of_a_text_has_its_reason() {
        for (text, reason) in [
            ("", "the body is empty"),
            (" ", "the body is empty"),
            ("{\"a\":", "ends in the middle"),
            ("{\"a\":\"", "ends in the middle"),
            ("<html>", "HTML or XML"),
            ("{}{}", "more stands behind the end"),
            ("[1,]", "a comma stands before"),
            ("{\"a\":1,}", "a comma stands before"),
            ("\"\n\"", "control character"),
            ("\"\\x\"", "an escape that JSON does not have"),
            ("{a:1}", "not in double quotes"),
            ("{\"a\" 1}", "no colon"),
            ("{\"a\":1 \"b\":2}", "neither a comma"),
            ("[1 2]", "neither a comma"),
            ("01", "not written as JSON writes"),
            ("1.", "in the middle"),
            ("nil", "a word is none of"),
            ("hello", "there is no JSON value"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            let problem = JsonProblem::of_parser(text, &error);
            assert!(problem.reason.contains(reason), "{text}: {problem:?} {error}");
            assert!(!problem.is_json, "{text}");
        }
        for (text, reason) in [
            ("1e400", "too large"),
            ("\"\\ud83d\"", "half of a surrogate pair"),
            ("\"\\ud83d and more\"", "half of a surrogate pair"),
            ("\"\\ud83d\\n\"", "half of a surrogate pair"),
            ("\"\\ud83d\\ud83d\"", "half of a surrogate pair"),
            ("\"\\ude00\"", "half of a surrogate pair"),
        ] {
            let error = serde_json::from_str::<serde_json::Value>(text).unwrap_err();
            let problem = JsonProblem::of_parser(text, &error);
            assert!(problem.reason.contains(reason), "{text}: {problem:?} {error}");
            assert!(problem.is_json, "{text}");
        }
    }
}
