//! Passes over a text: three finders look at it side by side, and what they find is rewritten until nothing is found.

use super::known_secrets::Snapshot;
use super::named_values::{self, TextKind};
use super::names::{Names, SecretKind};
use super::secret::HIDDEN;
use super::shapes;
use super::spans::{Span, apply, merge};
use super::values::{masked, scheme};

/// Two or three passes settle any text that wasn't made to unsettle them.
const PASSES: usize = 12;

/// Passes with all that is known at one moment.
pub(super) struct Passes<'r> {
    pub names: &'r Names,
    pub known: Snapshot,
}

impl Passes<'_> {
    /// The places to be rewritten, disjoint and sorted.
    pub(super) fn spans(&self, text: &[u8], text_kind: TextKind) -> Vec<Span> {
        // First, because a name says more than a shape: it wins where both cover the same bytes.
        let mut spans = named_values::spans(text, self.names, &self.known, text_kind);
        spans.extend(self.known.spans(text));
        for mut span in shapes::spans(text) {
            span.replacement = self.known.shown(span.replacement);
            spans.push(span);
        }
        let mut spans = merge(spans);
        spans.retain(|span| text[span.start..span.end] != *span.replacement.as_bytes());
        spans
    }

    /// The text after as many passes as change it, or `None` if none does.
    pub(super) fn settled(&self, text: &[u8], text_kind: TextKind) -> Option<Vec<u8>> {
        let mut settled: Option<Vec<u8>> = None;
        for _ in 0..PASSES {
            let text = settled.as_deref().unwrap_or(text);
            let spans = self.spans(text, text_kind);
            if spans.is_empty() {
                return settled;
            }
            settled = Some(apply(text, &spans));
        }
        // Only secrets that look like masks come so far. Each of these passes shortens the text.
        while let Some(text) = &settled
            && let spans = self.known.spans(text)
            && !spans.is_empty()
        {
            settled = Some(apply(text, &spans));
        }
        settled
    }

    /// The text after all passes.
    pub(super) fn settled_text(&self, text: &str, text_kind: TextKind) -> String {
        match self.settled(text.as_bytes(), text_kind) {
            // Spans start and end at characters, as names, quotes and secrets do.
            Some(bytes) => {
                String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
            }
            None => text.to_owned(),
        }
    }

    /// The shown form of a value whose name announces a secret.
    pub(super) fn named(&self, kind: SecretKind, text: &str) -> String {
        let (shown, kind) = match kind {
            SecretKind::Authorization => scheme(text.as_bytes()),
            kind => (0, kind),
        };
        match text.get(shown..) {
            Some("") => text.to_owned(),
            Some(rest) => format!("{}{}", &text[..shown], masked(kind, rest.as_bytes(), &self.known)),
            None => HIDDEN.to_owned(),
        }
    }
}
