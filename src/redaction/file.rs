//! A log, a HAR or a configuration file, made fit to be sent to a support desk.

use std::io::{self, Read, Write};

use super::named_values::TextKind;
use super::redactor::Redactor;
use super::secret::HIDDEN;
use super::spans::apply;

/// So many bytes before and after a place decide how it is read.
const AROUND: usize = 64 * 1024;
/// Number of bytes that are read at a time.
const WINDOW: usize = 1024 * 1024;

/// Redacts a file of any format; every byte that is no part of a secret stays as it was.
///
/// Names are found as JSON (also within strings of JSON), TOML, YAML, environment files, queries,
/// forms, cookies, headers and HAR write them; a literal (`null`, `true`) or a reference to a
/// variable (`{ env = "NAME" }`, `${NAME}`) stays. What is not found: secrets in base64, in
/// compressed data, after a flag and a space (`--token x`, `-u user:x`), or under a name that says
/// nothing, unless they are known or have a known shape.
///
/// ```
/// use keycard::redaction::{file::redact_file, redactor::Redactor};
///
/// let log = b"POST {\"ClientToken\":\"A0B1C2D3E4F5A6B7C8D9\",\"Client\":\"x\"}\r\n";
/// let redacted = redact_file(log, &Redactor::default());
/// assert_eq!(redacted, b"POST {\"ClientToken\":\"A0B1***C8D9\",\"Client\":\"x\"}\r\n");
/// ```
pub fn redact_file(input: &[u8], redactor: &Redactor) -> Vec<u8> {
    let settled = redactor.passes().settled(input, TextKind::File);
    settled.unwrap_or_else(|| input.to_vec())
}

/// The same for a file that is too large to be held in memory.
///
/// It holds about a megabyte, however long the lines are. What decides on a value has to stand
/// within 64 KiB of it, as it does unless a card or an object under a token's name is larger than
/// that. A value that is larger itself is held in memory. It makes one pass, where
/// [`redact_file`] repeats them until nothing changes; that differs only where what is left
/// and what stands beside it make a new secret, as with a secret that contains `*`.
///
/// # Errors
///
/// What the reader or the writer returns.
pub fn redact_stream(mut reader: impl Read, mut writer: impl Write, redactor: &Redactor) -> io::Result<()> {
    let passes = redactor.passes();
    let around = AROUND.max(2 * passes.known.longest());
    let mut buffer = Vec::new();
    // What stands before this was written; it is kept for what it tells about the rest.
    let mut written = 0;
    let mut wanted = WINDOW;
    loop {
        let space = (wanted + around).saturating_sub(buffer.len()) as u64;
        let read = reader.by_ref().take(space).read_to_end(&mut buffer)?;
        let last = (read as u64) < space;
        let mut spans = passes.spans(&buffer, TextKind::File);
        spans.retain(|span| span.end > written);
        if let Some(first) = spans.first_mut().filter(|first| first.start < written) {
            first.start = written;
            first.replacement = HIDDEN.to_owned();
        }
        let mut until = if last { buffer.len() } else { buffer.len() - around };
        // Not in the middle of a secret, nor of one that may go on behind the window.
        if let Some(span) = spans.iter().find(|span| span.start < until && until < span.end) {
            until = span.start;
        }
        if !last && until <= written {
            wanted += buffer.len();
            continue;
        }
        spans.retain(|span| span.end <= until);
        for span in &mut spans {
            span.start -= written;
            span.end -= written;
        }
        writer.write_all(&apply(&buffer[written..until], &spans))?;
        if last {
            return writer.flush();
        }
        let gone = until.saturating_sub(around);
        buffer.drain(..gone);
        written = until - gone;
        wanted = written + WINDOW;
    }
}
