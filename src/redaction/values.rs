//! Values after a name: where one that has no quotes ends, which are no secret, and what stays
//! of one that is.

use super::known::Snapshot;
use super::names::Kind;
use super::secret::{HIDDEN, is_mask, mask_card};

/// How a value without quotes is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bare {
    /// After a name in quotes: a number or a literal of JSON.
    Json,
    /// Among other text: a query, a form, a cookie, a log line.
    Inline,
    /// The rest of a line that starts with the name and a colon: YAML, a header.
    Line,
    /// The same with an equals sign: a line of an environment file, or the start of a command.
    Assignment,
}

impl Bare {
    /// Where the value that starts there ends.
    pub(super) fn end(self, text: &[u8], from: usize) -> usize {
        let rest = &text[from..];
        match self {
            Self::Json => from + until(rest, |byte| b" \t\r\n,}]\"'\\&<".contains(&byte)),
            Self::Inline => from + inline(rest),
            Self::Line => {
                let line = line(rest);
                let value = &line[..commented(line)];
                // Of an object literal, the comma belongs to the object.
                from + value.strip_suffix(b",").unwrap_or(value).len()
            }
            Self::Assignment => from + assignment(rest),
        }
    }
}

fn until(text: &[u8], stop: impl Fn(u8) -> bool) -> usize {
    text.iter().position(|byte| stop(*byte)).unwrap_or(text.len())
}

fn line(text: &[u8]) -> &[u8] {
    text[..until(text, |byte| byte == b'\n' || byte == b'\r')].trim_ascii_end()
}

fn inline(text: &[u8]) -> usize {
    until(text, |byte| {
        byte.is_ascii_whitespace() || b",;&\"'`\\<>{}[]()|#".contains(&byte)
    })
}

/// The length without a comment, which starts with a space and `#`.
fn commented(line: &[u8]) -> usize {
    let comment = line
        .windows(2)
        .position(|pair| pair[0].is_ascii_whitespace() && pair[1] == b'#');
    line[..comment.unwrap_or(line.len())].trim_ascii_end().len()
}

/// A password may have spaces and any sign, but `TOKEN=x curl …`, `a=1&b=2` and `a=1; b=2` go on
/// after the value.
fn assignment(text: &[u8]) -> usize {
    let line = line(text);
    let line = &line[..commented(line)];
    let word = until(line, |byte| byte.is_ascii_whitespace());
    let goes_on =
        line[word..].iter().any(|byte| b"=\"'/{".contains(byte)) || line[word..].windows(2).any(|pair| pair == b" -");
    let value = if goes_on { &line[..word] } else { line };
    let next = value.iter().enumerate().find(|(at, byte)| {
        matches!(byte, b'&' | b';' | b',') && {
            let rest = value[at + 1..].trim_ascii_start();
            let name = until(rest, |byte| !byte.is_ascii_alphanumeric() && !b"_-.%".contains(&byte));
            rest.is_empty() || name > 0 && rest.get(name) == Some(&b'=')
        }
    });
    next.map_or(value.len(), |(at, _)| at)
}

/// Whether the value without quotes is a literal, which is no secret.
pub(super) fn is_literal(value: &[u8]) -> bool {
    const LITERALS: [&[u8]; 10] = [
        b"null",
        b"true",
        b"false",
        b"none",
        b"nil",
        b"undefined",
        b"~",
        b"yes",
        b"no",
        b"empty",
    ];
    LITERALS.iter().any(|literal| value.eq_ignore_ascii_case(literal))
}

/// Whether the value says where the secret is, and isn't it: `$NAME`, `${…}`, `$(…)`, `%NAME%`,
/// `{ClientToken}`, `<client-token>`.
pub(super) fn is_reference(value: &[u8]) -> bool {
    let within = |open: &[u8], close: &[u8]| {
        value
            .strip_prefix(open)?
            .strip_suffix(close)
            .filter(|inner| !inner.is_empty())
    };
    let word = |text: &[u8]| {
        text.iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"_-. :".contains(byte))
    };
    let variable = value
        .strip_prefix(b"$")
        .filter(|name| !name.is_empty())
        .is_some_and(is_variable);
    let bracketed = [
        (&b"${"[..], &b"}"[..]),
        (b"$(", b")"),
        (b"{{", b"}}"),
        (b"{", b"}"),
        (b"<", b">"),
    ]
    .into_iter()
    .any(|(open, close)| within(open, close).is_some_and(word));
    variable || bracketed || within(b"%", b"%").is_some_and(is_variable)
}

/// Whether the text can be the name of an environment variable, as those are usually spelt.
pub(super) fn is_variable(text: &[u8]) -> bool {
    !text.is_empty()
        && !text[0].is_ascii_digit()
        && text
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
}

/// What may be shown of a value, in characters that no format minds.
pub(super) fn masked(kind: Kind, value: &[u8], known: &Snapshot) -> String {
    let Ok(value) = std::str::from_utf8(value) else {
        return HIDDEN.to_owned();
    };
    let shown = match kind {
        Kind::Hidden => return HIDDEN.to_owned(),
        Kind::CardNumber => mask_card(value),
        Kind::Token | Kind::Authorization if is_mask(value) => value.to_owned(),
        Kind::Token | Kind::Authorization => return known.mask(value),
    };
    known.shown(shown)
}

/// How many bytes of an `Authorization` value may be shown as they are — the scheme — and how
/// the rest counts.
pub(super) fn scheme(value: &[u8]) -> (usize, Kind) {
    let word = until(value, |byte| byte == b' ');
    let shown = word + until(&value[word..], |byte| byte != b' ');
    let is = |schemes: &[&[u8]]| schemes.iter().any(|scheme| value[..word].eq_ignore_ascii_case(scheme));
    if shown < value.len() && is(&[b"bearer", b"token", b"apikey", b"key"]) {
        (shown, Kind::Token)
    } else if shown < value.len() && is(&[b"basic", b"digest", b"negotiate", b"ntlm", b"aws4-hmac-sha256"]) {
        (shown, Kind::Hidden)
    } else {
        (0, Kind::Token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_the_format_says() {
        for (bare, text, expected) in [
            (Bare::Json, "123, 4", "123"),
            (Bare::Inline, "abc&x=y", "abc"),
            (Bare::Inline, "abc; x=y", "abc"),
            (Bare::Inline, "YWJj+/==\\r\\n", "YWJj+/=="),
            (Bare::Line, "correct horse # battery\r\nnext", "correct horse"),
            (Bare::Assignment, "a;b&c!", "a;b&c!"),
            (Bare::Assignment, "correct horse\n", "correct horse"),
            (Bare::Assignment, "abc curl -d x", "abc"),
            (Bare::Assignment, "abc&Client=My+Client", "abc"),
            (Bare::Assignment, "abc; AccessToken=d", "abc"),
            (Bare::Assignment, "abc;", "abc"),
        ] {
            assert_eq!(&text[..bare.end(text.as_bytes(), 0)], expected, "{text}");
        }
    }

    #[test]
    fn references_are_no_secrets() {
        for reference in [
            "$TOKEN",
            "${TOKEN}",
            "${fresh.messageId}",
            "%TOKEN%",
            "{ClientToken}",
            "<client token>",
            "{{ token }}",
        ] {
            assert!(is_reference(reference.as_bytes()), "{reference}");
        }
        for value in ["$ecret", "abc", "", "${", "100%", "$"] {
            assert!(!is_reference(value.as_bytes()), "{value}");
        }
    }

    #[test]
    fn only_a_scheme_is_shown() {
        assert_eq!(scheme(b"Bearer abc"), (7, Kind::Token));
        assert_eq!(scheme(b"basic abc"), (6, Kind::Hidden));
        assert_eq!(scheme(b"abc def"), (0, Kind::Token));
        assert_eq!(scheme(b"Bearer"), (0, Kind::Token));
    }
}
