//! A copyable command that repeats a request.

use super::excerpt;
use crate::redaction::redacted::Redacted;

/// The file from which `curl` reads a long body.
const BODY_FILE: &str = "@request.json";

/// A `curl` command for a POSIX shell. It is made of redacted text only: whoever runs it puts the
/// tokens back in.
pub fn command(
    method: &Redacted<String>,
    url: &Redacted<String>,
    headers: &[Redacted<String>],
    body: &Redacted<String>,
) -> Redacted<String> {
    let mut parts = vec![Redacted::literal("curl -X"), method.map(quoted), url.map(quoted)];
    for header in headers {
        parts.extend([Redacted::literal("-H"), header.map(quoted)]);
    }
    if excerpt::is_long(body.as_str().len()) {
        // No shell takes so long an argument, and half a body is of no use.
        parts.extend([Redacted::literal("--data-binary"), Redacted::literal(BODY_FILE)]);
    } else if !body.as_str().is_empty() {
        parts.extend([Redacted::literal("--data-raw"), body.map(quoted)]);
    }
    Redacted::joined(&parts)
}

/// Returns true if a command reads the body from a file, which the person who runs it has to make.
pub fn reads_a_file(command: &str) -> bool {
    command.ends_with(BODY_FILE)
}

fn quoted(text: &str) -> String {
    let plain = !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ':' | '='));
    if plain {
        return text.to_string();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
