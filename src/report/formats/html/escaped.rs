//! Text between two tags: quotes stay as they are there, which makes JSON a quarter shorter.

use std::fmt;

/// Text that is escaped for the place between two tags, and for no other: not for an attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Escaped(String);

impl Escaped {
    /// The text without anything that could begin a tag or an entity.
    pub fn of(text: &str) -> Self {
        Self(text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
    }

    /// The same; what stands between backticks is code.
    pub fn with_code(text: &str) -> Self {
        let mut parts: Vec<String> = text.split('`').map(|part| Self::of(part).0).collect();
        // Without its other half a backtick is one.
        let odd = if parts.len().is_multiple_of(2) {
            parts.pop()
        } else {
            None
        };
        let mut written = String::new();
        for (position, part) in parts.into_iter().enumerate() {
            if !position.is_multiple_of(2) {
                written.push_str(&format!("<code>{part}</code>"));
            } else {
                written.push_str(&part);
            }
        }
        if let Some(odd) = odd {
            written.push('`');
            written.push_str(&odd);
        }
        Self(written)
    }

    /// Returns true if the text is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Escaped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text with quotes for what stands between backticks, where no element can stand.
pub fn quoted(text: &str) -> String {
    let whole = text.matches('`').count().is_multiple_of(2);
    let mut open = false;
    let turned = text.chars().map(|c| {
        if c != '`' || !whole {
            return c;
        }
        open = !open;
        if open { '“' } else { '”' }
    });
    turned.collect()
}

/// Templates print it without escaping it a second time.
impl askama::filters::HtmlSafe for Escaped {}

#[cfg(test)]
mod tests {
    use super::{Escaped, quoted};

    #[test]
    fn what_stands_between_backticks_is_code() {
        for (text, expected) in [
            ("run `a <b>` & so", "run <code>a &lt;b&gt;</code> &amp; so"),
            ("`a``b`", "<code>a</code><code>b</code>"),
            ("a ` b", "a ` b"),
            ("`a` ` <b", "<code>a</code> ` &lt;b"),
            ("", ""),
        ] {
            assert_eq!(Escaped::with_code(text).to_string(), expected);
        }
        assert_eq!(quoted("property `a`"), "property “a”");
        assert_eq!(quoted("a ` b"), "a ` b");
    }
}
