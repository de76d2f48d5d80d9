//! A copyable command that repeats a request.

use crate::redaction::redacted::Redacted;

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
    if !body.as_str().is_empty() {
        parts.extend([Redacted::literal("--data-raw"), body.map(quoted)]);
    }
    Redacted::joined(&parts)
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
