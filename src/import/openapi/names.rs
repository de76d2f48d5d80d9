//! Names of components and resources: the same as on the pages, wherever the document allows.
//!
//! A component is named by its `title` if that reads like a heading, and by the words of its name
//! otherwise: `AccountNoteClassificationEnum` is "Account note classification", `BillV20250623` is
//! "Bill (ver 2025-06-23)". A definition is the heading as an anchor: lower case, `-` between words.

use serde_json::Value;

/// The anchor of a heading.
pub(super) fn slug(heading: &str) -> String {
    let mut out = String::with_capacity(heading.len());
    for c in heading.chars() {
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_string()
}

/// The page of a tag: `Account notes` is `accountnotes`.
pub(super) fn page(tag: &str) -> String {
    tag.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The heading of a component.
pub(super) fn heading(name: &str, schema: &Value) -> String {
    title(schema).unwrap_or_else(|| {
        sentence(
            name.strip_suffix("Enum")
                .filter(|rest| !rest.is_empty())
                .unwrap_or(name),
        )
    })
}

/// The title, if a person wrote it: many are but the name of a type once more.
pub(super) fn title(schema: &Value) -> Option<String> {
    let title = schema.get("title")?.as_str()?.trim().trim_end_matches('.');
    let one_word = !title.contains(' ');
    let typed = one_word && words(title).len() > 1;
    (!title.is_empty() && !typed).then(|| title.to_string())
}

/// A name in one word as a heading: words apart, the first with a capital letter.
pub(super) fn sentence(name: &str) -> String {
    let (name, version) = match name.rsplit_once('V') {
        Some((before, digits)) if digits.len() == 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) => {
            let date = format!(" (ver {}-{}-{})", &digits[..4], &digits[4..6], &digits[6..]);
            (before, date)
        }
        _ => (name, String::new()),
    };
    let mut out = String::new();
    for (index, word) in words(name).into_iter().enumerate() {
        if index > 0 {
            out.push(' ');
        }
        let shouted = word.len() > 1 && word.chars().all(|c| !c.is_lowercase());
        if shouted || index == 0 {
            let mut letters = word.chars();
            out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(letters.as_str());
        } else {
            out.push_str(&word.to_lowercase());
        }
    }
    out + &version
}

/// `PaymentPDFResult_2` is `Payment`, `PDF`, `Result`, `2`.
pub(super) fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for (index, &c) in letters.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index));
        let after = letters.get(index + 1);
        let begins = c.is_uppercase()
            && (before.is_some_and(|b| b.is_lowercase() || b.is_ascii_digit())
                || (before.is_some_and(|b| b.is_uppercase()) && after.is_some_and(|a| a.is_lowercase())));
        if (begins || !c.is_alphanumeric()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.push(c);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The singular of an anchor whose last word is a plural.
pub(super) fn singular(anchor: &str) -> String {
    if let Some(stem) = anchor.strip_suffix("ies") {
        format!("{stem}y")
    } else if let Some(stem) = anchor.strip_suffix("sses") {
        format!("{stem}ss")
    } else {
        anchor.strip_suffix('s').unwrap_or(anchor).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn headings_are_those_of_a_person() {
        for (name, schema, expected) in [
            (
                "AccountNoteClassificationEnum",
                json!({"title": "Account note classification"}),
                "Account note classification",
            ),
            (
                "AccountNoteClassificationEnum",
                json!({}),
                "Account note classification",
            ),
            (
                "AccountNoteResult",
                json!({"title": "AccountNoteResult"}),
                "Account note result",
            ),
            ("BillV20250623", json!({}), "Bill (ver 2025-06-23)"),
            ("BillPDFResult", json!({}), "Bill PDF result"),
            ("Customer", json!({"title": "Customer"}), "Customer"),
            ("Enum", json!({}), "Enum"),
            ("ItalianData", json!({"title": "Italian data."}), "Italian data"),
        ] {
            assert_eq!(heading(name, &schema), expected);
        }
    }

    #[test]
    fn anchors_are_those_of_the_pages() {
        assert_eq!(slug("Bill (ver 2025-06-23)"), "bill-ver-2025-06-23");
        assert_eq!(slug("Get all: account / notes!"), "get-all-account-notes");
        assert_eq!(page("Account notes"), "accountnotes");
        assert_eq!(singular("resource-categories"), "resource-category");
        assert_eq!(singular("addresses"), "address");
    }
}
