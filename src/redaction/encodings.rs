//! The forms in which a secret may turn up in an artefact.

use std::fmt::Write;

/// A secret as it is, and as JSON, URLs, forms and HTML write it; without repetitions.
///
/// For a token of letters, digits and dashes that is one form, which keeps the automaton small.
/// Base64 is left out: its text depends on what stands before the secret.
pub(super) fn forms(secret: &str) -> Vec<String> {
    let mut forms = vec![secret.to_owned()];
    if secret
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte))
    {
        return forms;
    }
    let json = json(secret, |_| false);
    forms.extend([
        // JSON within JSON, as in HAR files; and once more, as in a log line of one.
        self::json(&json, |_| false),
        self::json(&self::json(&json, |_| false), |_| false),
        json.replace('/', "\\/"),
        // Serialisers that write only ASCII, and those that also escape what HTML minds (.NET).
        self::json(secret, |c| !c.is_ascii()),
        self::json(secret, |c| !c.is_ascii() || "\"&'+<>`".contains(c)),
        json,
    ]);
    for upper in [true, false] {
        // All but the unreserved characters; what `encodeURIComponent` leaves; what a query leaves.
        for kept in ["-_.~", "-_.~!*'()", "-_.~!*'()$&+,/:;=?@[]{}|\\^`%"] {
            forms.push(percent(secret, kept, upper));
        }
        forms.push(percent(secret, "*-._", upper).replace("%20", "+"));
    }
    let html = secret.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let quoted = html.replace('"', "&quot;");
    forms.extend(["&#39;", "&#x27;", "&apos;"].map(|quote| quoted.replace('\'', quote)));
    forms.extend([quoted.replace('"', "&#34;"), html.replace('"', "&#34;"), html, quoted]);
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The text as it stands between the quotes of a JSON string, with `\uXXXX` for some more.
fn json(text: &str, escaped: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if escaped(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04X}");
            }
            continue;
        }
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// The text with `%XX` for every byte but letters, digits and those that are kept.
fn percent(text: &str, kept: &str, upper: bool) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        // Writing to a String cannot fail.
        let _ = match byte {
            byte if byte.is_ascii_alphanumeric() || kept.as_bytes().contains(&byte) => {
                out.push(char::from(byte));
                Ok(())
            }
            byte if upper => write!(out, "%{byte:02X}"),
            byte => write!(out, "%{byte:02x}"),
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_token_has_one_form() {
        assert_eq!(forms("E0D4-9E1D_x.y~"), ["E0D4-9E1D_x.y~"]);
    }

    #[test]
    fn every_form_is_there_once() {
        let forms = forms("a b/\"é+");
        for form in [
            "a b/\"é+",
            "a b/\\\"é+",
            "a b/\\\\\\\"é+",
            "a b\\/\\\"é+",
            "a b/\\\"\\u00E9+",
            "a b/\\u0022\\u00E9\\u002B",
            "a%20b%2F%22%C3%A9%2B",
            "a%20b%2f%22%c3%a9%2b",
            "a+b%2F%22%C3%A9%2B",
            "a%20b/%22%C3%A9+",
            "a b/&quot;é+",
        ] {
            assert_eq!(
                forms.iter().filter(|other| *other == form).count(),
                1,
                "{form} in {forms:?}"
            );
        }
    }

    #[test]
    fn json_agrees_with_serde() {
        let text = "q\" b\\ n\n r\r t\t \u{8}\u{c}\u{1} é 😀 /";
        assert_eq!(
            format!("\"{}\"", json(text, |_| false)),
            serde_json::Value::from(text).to_string()
        );
        assert_eq!(json("😀", |c| !c.is_ascii()), "\\uD83D\\uDE00");
    }
}
