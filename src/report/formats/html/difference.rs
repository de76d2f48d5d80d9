//! Expected and actual value side by side, with the words marked that differ.

use similar::{ChangeTag, TextDiff};

use crate::report::text;

/// Part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The text.
    pub text: String,
    /// True if the other text lacks it.
    pub differs: bool,
}

/// The longest texts that are compared, and that are shown, in bytes.
const MOST: usize = 2_000;
/// Texts that share less than one part in so many have nothing to compare: most of both would be marked.
const ALIKE: usize = 3;

/// Both texts in parts.
pub fn words(expected: &str, actual: &str) -> (Vec<Word>, Vec<Word>) {
    let (expected, actual) = (
        text::shortened(&text::printable(expected), MOST),
        text::shortened(&text::printable(actual), MOST),
    );
    if expected == actual {
        return (plain(expected), plain(actual));
    }
    let difference = TextDiff::from_words(expected.as_str(), actual.as_str());
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let mut shared = 0;
    for change in difference.iter_all_changes() {
        let sides: &mut [&mut Vec<Word>] = match change.tag() {
            ChangeTag::Equal => {
                shared += change.value().trim().len();
                &mut [&mut before, &mut after]
            }
            ChangeTag::Delete => &mut [&mut before],
            ChangeTag::Insert => &mut [&mut after],
        };
        for side in sides {
            push(side, change.value(), change.tag() != ChangeTag::Equal);
        }
    }
    if shared * ALIKE < expected.len().max(actual.len()) {
        return (plain(expected), plain(actual));
    }
    (before, after)
}

fn plain(text: String) -> Vec<Word> {
    vec![Word { text, differs: false }]
}

fn push(words: &mut Vec<Word>, text: &str, differs: bool) {
    match words.last_mut() {
        Some(last) if last.differs == differs => last.text.push_str(text),
        _ => words.push(Word {
            text: text.to_string(),
            differs,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(words: &[Word]) -> String {
        let text = |word: &Word| {
            if word.differs {
                format!("[{}]", word.text)
            } else {
                word.text.clone()
            }
        };
        words.iter().map(text).collect()
    }

    #[test]
    fn only_what_differs_is_marked() {
        let (expected, actual) = words("failure with code 8", "failure with code 3");
        assert_eq!(marked(&expected), "failure with code [8]");
        assert_eq!(marked(&actual), "failure with code [3]");
        let (expected, actual) = words("every reservation of the group", "\"02\" is not among them");
        assert_eq!(
            marked(&expected),
            "every reservation of the group",
            "only blanks are alike"
        );
        assert_eq!(marked(&actual), "\"02\" is not among them");
    }
}
