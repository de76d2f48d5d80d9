//! Replacement of something deprecated: the names in a sentence that says so.

/// The names that a sentence mentions, joined by `, `: text in backquotes or in a link,
/// paths of operations, and properties that stand beside the deprecated one.
pub(super) fn replacement(sentence: &str, siblings: &[String]) -> Option<String> {
    let mut names: Vec<String> = Vec::new();
    let mut take = |name: &str| {
        let name = name.trim();
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_string());
        }
    };
    let mut rest = sentence;
    while let Some(at) = rest.find(|c: char| c == '`' || c == '[' || c.is_alphanumeric()) {
        rest = &rest[at..];
        let quoted = |open: char, close: char| {
            let inner = rest.strip_prefix(open)?;
            inner
                .find(close)
                .map(|end| (&inner[..end], &inner[end + close.len_utf8()..]))
        };
        if let Some((name, after)) = quoted('`', '`') {
            take(name);
            rest = after;
        } else if let Some((name, after)) = quoted('[', ']') {
            take(name.trim_matches('`'));
            // The address of the link names nothing that is not in its text.
            rest = match after.strip_prefix('(') {
                Some(address) => address.find(')').map_or("", |end| &address[end + 1..]),
                None => after,
            };
        } else {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && !matches!(c, '/' | '-'))
                .unwrap_or(rest.len());
            let word = &rest[..end];
            let path = word.split_once('/').is_some_and(|(resource, action)| {
                resource.len() > 2 && action.len() > 2 && resource.starts_with(char::is_lowercase)
            });
            if path || siblings.iter().any(|sibling| sibling == word) {
                take(word);
            }
            rest = rest.get(end.max(1)..).unwrap_or_default();
        }
    }
    (!names.is_empty()).then(|| names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::replacement;

    #[test]
    fn names_are_found_in_sentences() {
        let siblings = ["CreatedUtc".to_string(), "UpdatedUtc".to_string()];
        for (sentence, expected) in [
            ("Use `IsActive` instead.", Some("IsActive")),
            ("Use `A` and `B`.", Some("A, B")),
            (
                "Use [Get all things](https://x.invalid/a/b#c) instead.",
                Some("Get all things"),
            ),
            ("Use [`things/getAll`](https://x.invalid).", Some("things/getAll")),
            ("Use orderItems/getAll.", Some("orderItems/getAll")),
            ("Use CreatedUtc or UpdatedUtc instead.", Some("CreatedUtc, UpdatedUtc")),
            ("The value will be ignored.", None),
            ("Broken `quote and [link", None),
            ("", None),
        ] {
            assert_eq!(replacement(sentence, &siblings).as_deref(), expected, "{sentence}");
        }
    }
}
