//! Values after a name: where one that has no quotes ends, which are no secret, and what stays
//! of one that is.

use super::known_secrets::Snapshot;
use super::names::SecretKind;
use super::secret::{HIDDEN, is_mask, mask_card};

/// Kind of a value without quotes: it decides where the value ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum BareValue {
    /// After a name in quotes: a number or a literal of JSON.
    Json,
    /// Among other text: a query, a form, a cookie, a log line.
    Inline,
    /// The rest of a line that starts with the name and a colon: YAML, a header.
    Line,
    /// The same with an equals sign: a line of an environment file, or the start of a command.
    Assignment,
}

impl BareValue {
    /// The end of the value that starts there.
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

/// Returns true if the value without quotes is a literal, which is no secret.
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

/// Returns true if the value says where the secret is, and isn't it: `$NAME`, `${…}`, `$(…)`, `%NAME%`,
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

/// Returns true if the text can be the name of an environment variable, as those are usually spelt.
pub(super) fn is_variable(text: &[u8]) -> bool {
    !text.is_empty()
        && !text[0].is_ascii_digit()
        && text
            .iter()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b'_')
}

/// The part of a value that may be shown, in characters that no format minds.
pub(super) fn masked(kind: SecretKind, value: &[u8], known: &Snapshot) -> String {
    let Ok(value) = std::str::from_utf8(value) else {
        return HIDDEN.to_owned();
    };
    let shown = match kind {
        SecretKind::Hidden => return HIDDEN.to_owned(),
        SecretKind::CardNumber => mask_card(value),
        SecretKind::Token | SecretKind::Authorization if is_mask(value) => value.to_owned(),
        SecretKind::Token | SecretKind::Authorization => return known.mask(value),
    };
    known.shown(shown)
}

/// The number of bytes of an `Authorization` value that may be shown as they are — the scheme — and
/// the kind of the rest.
pub(super) fn scheme(value: &[u8]) -> (usize, SecretKind) {
    let word = until(value, |byte| byte == b' ');
    let shown = word + until(&value[word..], |byte| byte != b' ');
    let is = |schemes: &[&[u8]]| schemes.iter().any(|scheme| value[..word].eq_ignore_ascii_case(scheme));
    if shown < value.len() && is(&[b"bearer", b"token", b"apikey", b"key"]) {
        (shown, SecretKind::Token)
    } else if shown < value.len() && is(&[b"basic", b"digest", b"negotiate", b"ntlm", b"aws4-hmac-sha256"]) {
        (shown, SecretKind::Hidden)
    } else {
        (0, SecretKind::Token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_the_format_says() {
        for (bare, text, expected) in [
            (BareValue::Json, "123, 4", "123"),
            (BareValue::Inline, "abc&x=y", "abc"),
            (BareValue::Inline, "abc; x=y", "abc"),
            (BareValue::Inline, "YWJj+/==\\r\\n", "YWJj+/=="),
            (BareValue::Line, "correct horse # battery\r\nnext", "correct horse"),
            (BareValue::Assignment, "a;b&c!", "a;b&c!"),
            (BareValue::Assignment, "correct horse\n", "correct horse"),
            (BareValue::Assignment, "abc curl -d x", "abc"),
            (BareValue::Assignment, "abc&Client=My+Client", "abc"),
            (BareValue::Assignment, "abc; AccessToken=d", "abc"),
            (BareValue::Assignment, "abc;", "abc"),
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
        assert_eq!(scheme(b"Bearer abc"), (7, SecretKind::Token));
        assert_eq!(scheme(b"basic abc"), (6, SecretKind::Hidden));
        assert_eq!(scheme(b"abc def"), (0, SecretKind::Token));
        assert_eq!(scheme(b"Bearer"), (0, SecretKind::Token));
    }
}
