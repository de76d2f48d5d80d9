//! A copyable command that repeats a request.

use crate::redaction::redacted::Redacted;

/// A `curl` command for a POSIX shell. It takes redacted text only: whoever runs it puts the
/// tokens back in.
pub fn command(
    method: &str,
    url: &Redacted<String>,
    headers: &[(String, Redacted<String>)],
    body: &Redacted<String>,
) -> String {
    let mut command = format!("curl -X {} {}", quoted(method), quoted(url.as_str()));
    for (name, value) in headers {
        command.push_str(" -H ");
        command.push_str(&quoted(&format!("{name}: {value}")));
    }
    if !body.as_str().is_empty() {
        command.push_str(" --data-raw ");
        command.push_str(&quoted(body.as_str()));
    }
    command
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
