//! Names that announce a secret, and the value after them, in text of any format.
//!
//! A parser per format would need the format to be known and the text to be whole; a log is
//! neither. So this looks at every `:` and `=`, reads the name before it and, only if that name
//! announces something, the value after it. A string that isn't masked is walked through like
//! any text, which is how JSON within JSON, headers within HAR and URLs within logs are reached.

use super::keys::{Key, LEAD, key_before, line_lead};
use super::known_secrets::Snapshot;
use super::names::{Name, Names, SecretKind};
use super::quotes::Quote;
use super::spans::Span;
use super::values::{BareValue, is_literal, is_reference, is_variable, masked, scheme};

/// Kind of a text.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// Prose with quotations in it: after a bare `name:` comes more prose.
    Prose,
    /// A file: after `name:` comes a value.
    File,
}

/// A card that the walk is in.
enum Card {
    /// From a brace to its partner.
    Braces { depth: usize, seen: usize },
    /// All lines that are indented further than this.
    Indented(usize),
}

struct Walk<'a> {
    text: &'a [u8],
    names: &'a Names,
    known: &'a Snapshot,
    text_kind: TextKind,
    card: Option<Card>,
    /// The kind that the last `"name": "…"` announced for the `"value"` beside it, and where it ended.
    announced: Option<(SecretKind, usize)>,
    /// The last `"value": "…"` that nothing had announced: its name may follow.
    unannounced: Option<(usize, usize)>,
    spans: Vec<Span>,
}

/// The places of values whose name announces a secret.
pub(super) fn spans(text: &[u8], names: &Names, known: &Snapshot, text_kind: TextKind) -> Vec<Span> {
    let mut walk = Walk {
        text,
        names,
        known,
        text_kind,
        card: None,
        announced: None,
        unannounced: None,
        spans: Vec::new(),
    };
    let mut at = 0;
    while let Some(found) = text[at..].iter().position(|byte| matches!(byte, b':' | b'=')) {
        at = walk.separator(at + found).max(at + found + 1);
    }
    walk.spans
}

impl Walk<'_> {
    /// Looks at one separator; returns where to go on.
    fn separator(&mut self, at: usize) -> usize {
        if self.text[at..].starts_with(b"://") {
            self.userinfo(at + 3);
            return at + 3;
        }
        let Some(key) = key_before(self.text, at) else {
            return at + 1;
        };
        self.leave_card(&key, at);
        let value = self.value_start(at, &key);
        let name = Name::of(key.name);
        if let Some(kind) = self.names.kind(&name, self.card.is_some()) {
            return self.secret(kind, &key, at, value);
        }
        if self.card.is_none() && name.is_card() {
            self.enter_card(&key, value);
        } else if name.names_another() {
            self.announce(value);
        } else if name.as_bytes() == b"value" {
            return self.announced_value(value);
        } else if key.quote.is_some() {
            // A card number that is a JSON number: its mask needs quotes to stay JSON.
            let end = BareValue::Json.end(self.text, value);
            if super::shapes::is_card_number(&self.text[value..end]) {
                self.mask(SecretKind::CardNumber, value, end, key.quote);
                return end;
            }
        }
        value.max(at + 1)
    }

    /// The first byte of the value, after `=>`, `==`, `:=` and white space.
    fn value_start(&self, at: usize, key: &Key<'_>) -> usize {
        let rest = &self.text[at + 1..];
        let sign = usize::from(matches!(
            (self.text[at], rest.first()),
            (b'=', Some(b'>' | b'=')) | (b':', Some(b'='))
        ));
        let line = key.quote.is_none();
        let space = rest[sign..]
            .iter()
            .take_while(|byte| {
                if line {
                    matches!(byte, b' ' | b'\t')
                } else {
                    byte.is_ascii_whitespace()
                }
            })
            .count();
        at + 1 + sign + space
    }

    fn secret(&mut self, kind: SecretKind, key: &Key<'_>, at: usize, value: usize) -> usize {
        let lead = line_lead(self.text, key).filter(|_| self.text_kind == TextKind::File);
        if let Some(quote) = Quote::opening(self.text, value) {
            let from = value + quote.length();
            // `"…?token=", "next"`: the quote closes what the name stands in, and there is no value.
            let around = key.quote.is_none() && lead.is_none();
            if around
                && self
                    .text
                    .get(from)
                    .is_none_or(|byte| byte.is_ascii_whitespace() || b",}]);:>".contains(byte))
            {
                return value;
            }
            let end = quote.content_end(self.text, from);
            self.value(kind, from, end, None);
            return end;
        }
        if matches!(self.text.get(value), Some(b'{' | b'[')) {
            return self.nested(kind, value, key.quote);
        }
        let tight = self.text[at] == b'=' && !key.spaced && value == at + 1;
        let bare = match (key.quote, lead, self.text[at]) {
            (Some(_), ..) => BareValue::Json,
            (None, Some(_), b'=') => BareValue::Assignment,
            (None, Some(_), _) => BareValue::Line,
            (None, None, _) => BareValue::Inline,
        };
        if let (BareValue::Line, Some(column)) = (bare, lead)
            && self.text.get(value).is_some_and(|byte| matches!(byte, b'|' | b'>'))
        {
            return self.block(value, column);
        }
        let prose = self.text_kind == TextKind::Prose && key.quote.is_none() && !tight;
        if kind == SecretKind::Authorization && bare == BareValue::Inline {
            // A scheme and a token, with a space between.
            let (shown, kind) = scheme(&self.text[value..self.text.len().min(value + LEAD)]);
            let from = value + shown;
            let end = BareValue::Inline.end(self.text, from);
            if !prose || shown > 0 {
                self.value(kind, from, end, None);
            }
            return end;
        }
        let end = bare.end(self.text, value);
        if !prose && !is_literal(&self.text[value..end]) {
            self.value(kind, value, end, key.quote);
        }
        end
    }

    /// Masks a value, unless it is none.
    fn value(&mut self, kind: SecretKind, start: usize, end: usize, quote: Option<Quote>) {
        if start >= end || is_reference(&self.text[start..end]) {
            return;
        }
        let (shown, kind) = match kind {
            SecretKind::Authorization => scheme(&self.text[start..end]),
            kind => (0, kind),
        };
        if !is_reference(&self.text[start + shown..end]) {
            self.mask(kind, start + shown, end, quote);
        }
    }

    fn mask(&mut self, kind: SecretKind, start: usize, end: usize, quote: Option<Quote>) {
        let masked = masked(kind, &self.text[start..end], self.known);
        let quote = quote.map(|quote| quote.written()).unwrap_or_default();
        self.spans.push(Span {
            start,
            end,
            replacement: format!("{quote}{masked}{quote}"),
        });
    }

    /// Masks every string below a name that announces a secret, but not the name of a variable.
    fn nested(&mut self, kind: SecretKind, start: usize, quote: Option<Quote>) -> usize {
        let mut depth = 0_usize;
        let mut at = start;
        while let Some(byte) = self.text.get(at) {
            match byte {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                // Without quotes around the name, this is a table of one line.
                b'\n' if quote.is_none() => return at,
                b'"' | b'\'' | b'\\' | b'&' => {
                    if let Some(found) =
                        Quote::opening(self.text, at).filter(|found| quote.is_none_or(|quote| quote == *found))
                    {
                        let from = at + found.length();
                        let end = found.content_end(self.text, from);
                        let after = (end + found.length()).min(self.text.len());
                        let spaces = self.text[after..]
                            .iter()
                            .take_while(|byte| byte.is_ascii_whitespace())
                            .count();
                        let is_key = matches!(self.text.get(after + spaces), Some(b':' | b'='));
                        if !is_key && !self.is_variable(at, from, end) {
                            self.value(kind, from, end, None);
                        }
                        at = after.max(at + 1);
                        continue;
                    }
                    // All of a run at once: looking at it from each of its places takes forever.
                    at += self.text[at..]
                        .iter()
                        .take_while(|byte| **byte == b'\\')
                        .count()
                        .saturating_sub(1);
                }
                _ => {}
            }
            at += 1;
            if depth == 0 {
                break;
            }
        }
        at
    }

    /// Returns true if a string is the value of `env`, and the name of a variable.
    fn is_variable(&self, quote: usize, from: usize, end: usize) -> bool {
        let before = self.text[..quote].trim_ascii_end();
        matches!(before.last(), Some(b':' | b'='))
            && key_before(self.text, before.len() - 1).is_some_and(|key| key.name.eq_ignore_ascii_case(b"env"))
            && is_variable(&self.text[from..end])
    }

    /// Hides the lines of a YAML block, `|` or `>`, which are indented further than its name.
    fn block(&mut self, value: usize, column: usize) -> usize {
        let mut at = value;
        loop {
            let Some(end) = self.text[at..].iter().position(|byte| *byte == b'\n') else {
                return self.text.len();
            };
            let next = at + end + 1;
            let line = self.text[next..]
                .split(|byte| *byte == b'\n')
                .next()
                .unwrap_or_default();
            let indent = line.iter().take_while(|byte| **byte == b' ').count();
            let content = line[indent..].trim_ascii_end();
            if content.is_empty() && next + line.len() < self.text.len() {
                at = next;
                continue;
            }
            if content.is_empty() || indent <= column {
                return next;
            }
            self.mask(SecretKind::Hidden, next + indent, next + indent + content.len(), None);
            at = next;
        }
    }

    /// `"name": "Authorization"`: the value beside it, before or after, is to be masked.
    fn announce(&mut self, value: usize) {
        let before = self.unannounced.take();
        self.announced = None;
        let Some(quote) = Quote::opening(self.text, value) else {
            return;
        };
        let from = value + quote.length();
        let end = quote.content_end(self.text, from);
        let Some(kind) = self.names.kind(&Name::of(&self.text[from..end]), false) else {
            return;
        };
        match before {
            Some((from, end)) if self.same_object(end, value) => self.value(kind, from, end, None),
            _ => self.announced = Some((kind, end)),
        }
    }

    fn announced_value(&mut self, value: usize) -> usize {
        let Some(quote) = Quote::opening(self.text, value) else {
            return value;
        };
        let from = value + quote.length();
        let end = quote.content_end(self.text, from);
        match self.announced.take() {
            Some((kind, named)) if self.same_object(named, value) => {
                self.value(kind, from, end, None);
                return end;
            }
            _ => self.unannounced = Some((from, end)),
        }
        from
    }

    fn same_object(&self, from: usize, to: usize) -> bool {
        from <= to && !self.text[from..to].iter().any(|byte| matches!(byte, b'{' | b'}'))
    }

    fn enter_card(&mut self, key: &Key<'_>, value: usize) {
        match self.text.get(value) {
            Some(b'{' | b'[') => self.card = Some(Card::Braces { depth: 0, seen: value }),
            None | Some(b'\r' | b'\n') if self.text_kind == TextKind::File => {
                self.card = line_lead(self.text, key).map(Card::Indented);
            }
            _ => {}
        }
    }

    /// Forgets the card if it has ended before this key.
    fn leave_card(&mut self, key: &Key<'_>, at: usize) {
        let left = match &mut self.card {
            None => false,
            Some(Card::Indented(column)) => line_lead(self.text, key).is_some_and(|lead| lead <= *column),
            Some(Card::Braces { depth, seen }) => {
                let mut left = false;
                for byte in self.text.get(*seen..at).unwrap_or_default() {
                    match byte {
                        b'{' | b'[' => *depth += 1,
                        b'}' | b']' => *depth = depth.saturating_sub(1),
                        _ => continue,
                    }
                    left |= *depth == 0;
                }
                *seen = at;
                left
            }
        };
        if left {
            self.card = None;
        }
    }

    /// Hides the password of `scheme://user:password@host`, and a user that is as long as a token.
    fn userinfo(&mut self, start: usize) {
        let authority = self.text[start..]
            .iter()
            .take(1024)
            .take_while(|byte| !byte.is_ascii_whitespace() && !b"/?#\"'<>\\`".contains(byte))
            .count();
        let Some(at) = self.text[start..start + authority]
            .iter()
            .rposition(|byte| *byte == b'@')
        else {
            return;
        };
        let end = start + at;
        let colon = self.text[start..end]
            .iter()
            .position(|byte| *byte == b':')
            .map_or(end, |colon| start + colon);
        if colon - start >= 16 {
            self.value(SecretKind::Token, start, colon, None);
        }
        if colon < end {
            self.value(SecretKind::Hidden, colon + 1, end, None);
        }
    }
}
