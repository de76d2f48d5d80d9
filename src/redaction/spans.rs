//! Places of a text that are to be rewritten.

use super::secret::HIDDEN;

/// One place, and what is to stand there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
    pub replacement: String,
}

/// Makes the spans disjoint and sorted.
///
/// Where several touch the same bytes, the one that covers all of them wins, the first on a tie;
/// if none does, their union shows nothing: half a token beside half another is too much.
pub(super) fn merge(spans: Vec<Span>) -> Vec<Span> {
    let mut order: Vec<(usize, Span)> = spans.into_iter().enumerate().collect();
    order.sort_by(|(i, a), (j, b)| (a.start, b.end, i).cmp(&(b.start, a.end, j)));
    let mut merged: Vec<Span> = Vec::with_capacity(order.len());
    for (_, span) in order {
        match merged.last_mut() {
            Some(last) if span.start < last.end => {
                if span.end > last.end {
                    last.end = span.end;
                    last.replacement = HIDDEN.to_owned();
                }
            }
            _ => merged.push(span),
        }
    }
    merged
}

/// The text with the spans, which are sorted and disjoint, rewritten.
pub(super) fn apply(input: &[u8], spans: &[Span]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len());
    let mut from = 0;
    for span in spans {
        output.extend_from_slice(&input[from..span.start]);
        output.extend_from_slice(span.replacement.as_bytes());
        from = span.end;
    }
    output.extend_from_slice(&input[from..]);
    output
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, replacement: &str) -> Span {
        Span {
            start,
            end,
            replacement: replacement.to_owned(),
        }
    }

    #[test]
    fn the_span_that_covers_the_others_wins() {
        let merged = merge(vec![span(3, 5, "b"), span(0, 9, "a"), span(9, 10, "c")]);
        assert_eq!(merged, [span(0, 9, "a"), span(9, 10, "c")]);
    }

    #[test]
    fn half_overlapping_spans_show_nothing() {
        assert_eq!(merge(vec![span(0, 5, "a"), span(4, 9, "b")]), [span(0, 9, "***")]);
    }

    #[test]
    fn bytes_outside_of_spans_stay() {
        assert_eq!(apply(b"\xffabcd\r\n", &[span(1, 3, "*")]), b"\xff*cd\r\n");
    }
}
