//! The name before a `:` or `=`, and whether it starts its line.

use super::quotes::Quote;

/// A line may start so many bytes before its first name; behind that, the name is not seen as its first.
pub(super) const LEAD: usize = 120;

/// The name before a separator.
pub(super) struct Key<'a> {
    pub name: &'a [u8],
    /// The first byte of the name, its quote not counted.
    pub start: usize,
    pub quote: Option<Quote>,
    /// True if white space stands between the name and the separator.
    pub spaced: bool,
}

/// The name that ends before the separator, with or without quotes around it.
pub(super) fn key_before(text: &[u8], separator: usize) -> Option<Key<'_>> {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let mut end = separator;
    while end > 0 && separator - end < 64 && matches!(text[end - 1], b' ' | b'\t') {
        end -= 1;
    }
    let spaced = end < separator;
    let quote = Quote::closed_before(text, end);
    if let Some((_, start)) = quote {
        end = start;
    }
    let length = text[..end]
        .iter()
        .rev()
        .take(64)
        .take_while(|byte| is_name(byte))
        .count();
    let mut start = end - length;
    // Not a part of the name: the end of an escape, `\n` or `\u0022`.
    if start > 0 && text[start - 1] == b'\\' {
        let name = &text[start..end];
        let escape = match name.first() {
            Some(b'u' | b'U') if name.len() >= 5 => 5,
            Some(b'n' | b'r' | b't') => 1,
            _ => 0,
        };
        start += escape;
    }
    // `%26AccessToken`: what the `%` escapes separates, like the `&` that it is.
    if start > 0 && text[start - 1] == b'%' && end - start > 2 {
        start += 2;
    }
    let quote = quote.map(|(quote, _)| quote);
    (start < end).then(|| Key {
        name: &text[start..end],
        start,
        quote,
        spaced,
    })
}

/// The column at which a name starts, if nothing but indentation stands before it in its line.
pub(super) fn line_lead(text: &[u8], key: &Key<'_>) -> Option<usize> {
    let name = key.start;
    let far = name.saturating_sub(LEAD);
    let line = match text[far..name].iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(newline) => far + newline + 1,
        None if far == 0 => 0,
        None => return None,
    };
    let lead = text[line..name].trim_ascii();
    let lead = lead.strip_prefix(b"\xef\xbb\xbf").unwrap_or(lead);
    // The opening quote of a name that has one; else what is quoted is more than the name.
    let lead = match lead.split_last() {
        Some((b'"' | b'\'', lead)) if key.quote.is_some() => lead.trim_ascii_end(),
        _ => lead,
    };
    let indentation = matches!(lead, b"" | b"-" | b"export" | b"set" | b"ENV" | b"$env:");
    indentation.then_some(name - line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Option<&str> {
        key_before(text.as_bytes(), text.len()).map(|key| std::str::from_utf8(key.name).unwrap())
    }

    #[test]
    fn a_name_is_read_backwards() {
        for (text, expected) in [
            ("a clientToken", Some("clientToken")),
            (r#"{"client-token" "#, Some("client-token")),
            (r#"{\"ClientToken\""#, Some("ClientToken")),
            (r"{\u0022ClientToken\u0022", Some("ClientToken")),
            (r"\r\nCookie", Some("Cookie")),
            ("a=b%26AccessToken", Some("AccessToken")),
            ("mews.token", Some("token")),
            ("!", None),
            ("", None),
        ] {
            assert_eq!(name(text), expected, "{text}");
        }
    }

    #[test]
    fn a_line_starts_with_its_first_name() {
        let lead =
            |text: &str| key_before(text.as_bytes(), text.len()).and_then(|key| line_lead(text.as_bytes(), &key));
        assert_eq!(lead("a\n  - token"), Some(4));
        assert_eq!(lead("export TOKEN"), Some(7));
        assert_eq!(lead("a token"), None);
        assert_eq!(lead("\"token"), None);
    }
}
