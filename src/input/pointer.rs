//! JSON Pointers (RFC 6901).

/// A key as a JSON Pointer writes it: `~0` for a tilde and `~1` for a slash.
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
