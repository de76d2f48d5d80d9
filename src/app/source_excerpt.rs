//! Excerpt of a file around a place: long lines are cut to a window, and line and column stay those of the file.

use std::fmt;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A line of more characters is cut.
const LONGEST: usize = 160;
/// So many characters are shown before the place, if the line is cut.
const BEFORE: usize = 40;
/// So many from there on.
const FROM: usize = 60;
/// Sign for the part that is left out.
const CUT: char = '…';

/// The text of a file, its long lines cut.
pub struct Excerpt {
    name: String,
    text: String,
    /// Place in this text: offset and length.
    span: (usize, usize),
    /// The column of the place in the file, from 0.
    column: usize,
}

impl Excerpt {
    /// Cuts the long lines of a text in which that range of bytes is pointed to, and which stands in that column of
    /// the file.
    pub fn of(name: String, text: &str, start: usize, end: usize, column: usize) -> Self {
        let mut out = String::with_capacity(text.len().min(1 << 16));
        let (mut from, mut to) = (None, None);
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let content = line.trim_end_matches(['\n', '\r']);
            let here = |place: usize| place.checked_sub(at).filter(|place| *place < line.len());
            let (keep_from, keep_to) = kept(content, here(start));
            let base = out.len();
            if keep_from > 0 {
                out.push(CUT);
            }
            let shift = out.len();
            out.push_str(content.get(keep_from..keep_to).unwrap_or_default());
            let shown = out.len();
            if keep_to < content.len() {
                out.push(CUT);
            }
            let moved = |place: usize| {
                if place < keep_from {
                    base
                } else {
                    (shift + (place - keep_from)).min(shown)
                }
            };
            from = from.or(here(start).map(moved));
            // The end is behind the last byte.
            to = to.or(end.checked_sub(at).filter(|place| *place <= line.len()).map(moved));
            out.push_str(&line[content.len()..]);
            at += line.len();
        }
        let from = from.unwrap_or(out.len());
        let to = to.unwrap_or(out.len()).max(from);
        Self {
            name,
            text: out,
            span: (from, to - from),
            column,
        }
    }

    /// Returns the place: offset and length.
    pub fn span(&self) -> (usize, usize) {
        self.span
    }
}

/// The part of a line that is shown; `place` is what is pointed to in it, if that is.
fn kept(content: &str, place: Option<usize>) -> (usize, usize) {
    if content.char_indices().nth(LONGEST).is_none() {
        return (0, content.len());
    }
    let Some(place) = place else {
        return (0, after(content, 0, LONGEST));
    };
    let place = place.min(content.len());
    let before = content.get(..place).unwrap_or_default();
    let from = before.char_indices().rev().nth(BEFORE - 1).map_or(0, |(at, _)| at);
    (from, after(content, place, FROM))
}

/// The place that many characters behind another one, or the end.
fn after(content: &str, place: usize, chars: usize) -> usize {
    let rest = content.get(place..).unwrap_or_default();
    place + rest.char_indices().nth(chars).map_or(rest.len(), |(at, _)| at)
}

impl fmt::Debug for Excerpt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Excerpt").field(&self.name).finish()
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let found = self.text.read_span(span, before, after)?;
        // Without lines around it, it is asked where the place is.
        let is_place = before == 0 && (span.offset(), span.len()) == self.span;
        let column = if is_place { self.column } else { found.column() };
        Ok(Box::new(MietteSpanContents::new_named(
            self.name.clone(),
            found.data(),
            *found.span(),
            found.line(),
            column,
            found.line_count(),
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    fn shown(text: &str, start: usize, end: usize) -> (String, String) {
        let excerpt = Excerpt::of(String::new(), text, start, end, 0);
        let (from, length) = excerpt.span();
        let pointed = excerpt.text[from..from + length].to_string();
        (excerpt.text, pointed)
    }

    #[test]
    fn a_window_holds_what_is_pointed_to() {
        let line = format!("{}HERE{}", "ä".repeat(5000), "ö".repeat(5000));
        let text = format!("short\n{line}\r\nlast");
        let at = text.find("HERE").unwrap_or_default();
        let window = format!("…{}HERE{}…", "ä".repeat(40), "ö".repeat(56));
        let (out, pointed) = shown(&text, at, at + 4);
        assert_eq!(out, format!("short\n{window}\r\nlast"));
        assert_eq!(pointed, "HERE");
    }

    #[test]
    fn what_is_longer_than_the_window_is_cut_with_it() {
        let text = format!("ab{}", "c".repeat(500));
        let (out, pointed) = shown(&text, 2, 502);
        assert_eq!(out, format!("ab{}…", "c".repeat(60)));
        assert_eq!(pointed, "c".repeat(60));
    }

    #[test]
    fn places_at_ends_and_over_several_lines_stay_within_the_text() {
        let long = "x".repeat(300);
        let text = format!("{long}\ny\n{long}");
        for start in 0..=text.len() {
            for end in [start, text.len()] {
                let (out, pointed) = shown(&text, start, end);
                assert!(out.contains(&pointed));
                assert!(out.lines().all(|line| line.chars().count() <= 162));
            }
        }
    }
}
