//! Quotes as they stand in text: `"` and `'`, escaped any number of times, or as `\u0022` or `&quot;`.

/// The ways to write a quote for which backslashes don't count.
const SPELT: [&[u8]; 4] = [b"&quot;", b"&#34;", b"&#39;", b"&#x27;"];
/// The ways that follow a backslash; the serialisers of .NET escape quotes like this.
const UNICODE: [&[u8]; 4] = [b"u0022", b"u0027", b"U0022", b"U0027"];

/// One way to write a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quote {
    slashes: usize,
    mark: Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Char(u8),
    Triple(u8),
    Spelt(&'static [u8]),
}

impl Quote {
    /// The quote that opens at that place.
    pub(super) fn opening(text: &[u8], at: usize) -> Option<Self> {
        let rest = &text[at..];
        let slashes = rest.iter().take_while(|byte| **byte == b'\\').count();
        let rest = &rest[slashes..];
        let mark = match rest.first()? {
            mark @ (b'"' | b'\'') if slashes == 0 && rest.starts_with(&[*mark; 3]) => Mark::Triple(*mark),
            mark @ (b'"' | b'\'') => Mark::Char(*mark),
            b'&' if slashes == 0 => Mark::Spelt(SPELT.into_iter().find(|spelt| rest.starts_with(spelt))?),
            b'u' | b'U' if slashes > 0 => Mark::Spelt(UNICODE.into_iter().find(|spelt| rest.starts_with(spelt))?),
            _ => return None,
        };
        Some(Self { slashes, mark })
    }

    /// The quote that ends before that place, and where it starts.
    pub(super) fn closed_before(text: &[u8], end: usize) -> Option<(Self, usize)> {
        let before = &text[..end];
        let (mark, at) = match before.last()? {
            mark @ (b'"' | b'\'') => (Mark::Char(*mark), end - 1),
            _ => {
                let spelt = SPELT.into_iter().chain(UNICODE).find(|spelt| before.ends_with(spelt))?;
                (Mark::Spelt(spelt), end - spelt.len())
            }
        };
        let slashes = text[..at].iter().rev().take_while(|byte| **byte == b'\\').count();
        let needed = matches!(mark, Mark::Spelt(spelt) if spelt[0] != b'&');
        (slashes > 0 || !needed).then_some((Self { slashes, mark }, at - slashes))
    }

    /// The number of its bytes.
    pub(super) fn length(&self) -> usize {
        self.slashes
            + match self.mark {
                Mark::Char(_) => 1,
                Mark::Triple(_) => 3,
                Mark::Spelt(spelt) => spelt.len(),
            }
    }

    /// The quote, to be written around a value.
    pub(super) fn written(&self) -> String {
        let mark = match self.mark {
            Mark::Char(mark) | Mark::Triple(mark) => char::from(mark).to_string(),
            Mark::Spelt(spelt) => String::from_utf8_lossy(spelt).into_owned(),
        };
        "\\".repeat(self.slashes) + &mark
    }

    /// The end of the content that starts there: at the closing quote, or where the line or the
    /// text breaks off.
    pub(super) fn content_end(&self, text: &[u8], from: usize) -> usize {
        let mut slashes = 0;
        for (at, byte) in text.iter().enumerate().skip(from) {
            match (byte, self.mark) {
                (b'\\', _) => {
                    slashes += 1;
                    continue;
                }
                (b'\n' | b'\r', Mark::Char(_) | Mark::Spelt(_)) => return at,
                (byte, Mark::Char(mark)) if *byte == mark && self.closes(slashes) => {
                    return at - slashes.min(self.slashes);
                }
                (byte, Mark::Triple(mark)) if text[at..].starts_with(&[mark; 3]) && *byte == mark => {
                    return at;
                }
                (_, Mark::Spelt(spelt)) if slashes <= self.slashes && text[at..].starts_with(spelt) => {
                    return at - slashes;
                }
                // The JSON around an escaped string has ended: this one was cut off.
                (b'"', Mark::Spelt(spelt)) if spelt[0] != b'&' && slashes == 0 => return at,
                _ => {}
            }
            slashes = 0;
        }
        text.len()
    }

    /// Returns true if a mark after so many backslashes closes a string that was opened after ours.
    ///
    /// Each level of escaping doubles the backslashes of the content and adds one before the
    /// quote: at the level where quotes take 2^k − 1 backslashes, content ends with a multiple of
    /// 2^(k+1). Fewer than ours close a string further out, in which this one was cut off.
    fn closes(&self, slashes: usize) -> bool {
        slashes < self.slashes || slashes % (2 * (self.slashes + 1)) == self.slashes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(text: &str) -> &str {
        let quote = Quote::opening(text.as_bytes(), 0).unwrap();
        let from = quote.length();
        &text[from..quote.content_end(text.as_bytes(), from)]
    }

    #[test]
    fn a_string_ends_at_its_own_quote() {
        for (text, expected) in [
            (r#""ab" c"#, "ab"),
            (r#""a\"b\\" c""#, r#"a\"b\\"#),
            (r#"\"ab\" c"#, "ab"),
            (r#"\"a\\\"b\\\\\" c"#, r#"a\\\"b\\\\"#),
            (r#"\"cut" c"#, "cut"),
            (r#"\\\"ab\\\" c"#, "ab"),
            (r"\u0022ab\u0022 c", "ab"),
            ("&quot;ab&quot; c", "ab"),
            ("'ab\nc'", "ab"),
            ("\"\"\"a\nb\"\"\"", "a\nb"),
            ("\"cut", "cut"),
        ] {
            assert_eq!(content(text), expected, "{text}");
        }
    }

    #[test]
    fn a_closed_quote_is_found_from_behind() {
        let (quote, at) = Quote::closed_before(br#"\"key\""#, 7).unwrap();
        assert_eq!((quote.length(), at), (2, 5));
        assert_eq!(quote.written(), "\\\"");
        assert!(Quote::closed_before(b"u0022", 5).is_none());
    }
}
