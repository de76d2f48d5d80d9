//! Addresses of the Channel Manager API as a host reads them: the one that leads to an operation, those that only a
//! lenient host would take for it, and those that lead nowhere.
//!
//! Paths are exact: the documentation spells each operation, and the platform answers 404 to any other spelling.

use std::fmt;
use std::sync::Arc;

use serde_json::Value;

use super::operation::Operation;
use crate::input::suggest;

/// The longest name of an unknown operation that is repeated, in characters.
const LONGEST_NAME: usize = 80;

/// Destination of a call.
#[derive(Clone, Debug)]
pub enum Destination<'o> {
    /// An operation.
    Operation(&'o Arc<Operation>),
    /// An address that only a lenient host would take for that of the operation.
    Nearly(&'o Arc<Operation>, Misspelling),
    /// No operation.
    Nowhere(UnknownOperation),
}

/// Difference between an address and that of the operation which it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misspelling {
    /// The case of its letters.
    LetterCase,
    /// A slash at its end, or two in a row.
    Slash,
    /// The part before the name of the operation.
    Base,
}

/// An operation that does not exist, and the one that may be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation {
    /// The last part of the address, shortened; empty if there is none.
    pub name: String,
    /// The operation that may be meant.
    pub perhaps: Option<String>,
    /// Properties that the body of that one has and this body lacks.
    pub lacks: Vec<String>,
}

/// The destination of a call with that path and body, among the operations of a host.
pub fn destination<'o>(operations: &[&'o Arc<Operation>], path: &str, body: Option<&Value>) -> Destination<'o> {
    let exact = operations
        .iter()
        .copied()
        .find(|operation| operation.is_exactly_at(path));
    if let Some(operation) = exact {
        return Destination::Operation(operation);
    }
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let name = segments.last().copied().unwrap_or_default();
    let straight = format!("/{}", segments.join("/"));
    let nearly = operations.iter().copied().find_map(|operation| {
        let misspelling = if operation.is_exactly_at(&straight) {
            Misspelling::Slash
        } else if straight
            .to_ascii_lowercase()
            .ends_with(&operation.path.to_ascii_lowercase())
            || (name != operation.id && name.eq_ignore_ascii_case(&operation.id))
        {
            Misspelling::LetterCase
        } else if operation.is_at(&straight) {
            Misspelling::Base
        } else {
            return None;
        };
        Some((operation, misspelling))
    });
    if let Some((operation, misspelling)) = nearly {
        return Destination::Nearly(operation, misspelling);
    }
    Destination::Nowhere(UnknownOperation::new(name, likeliest(operations, name), body))
}

impl UnknownOperation {
    /// An operation of that name, which means that other one perhaps.
    fn new(name: &str, perhaps: Option<&Arc<Operation>>, body: Option<&Value>) -> Self {
        let lacks = perhaps.zip(body.and_then(Value::as_object)).map(|(operation, body)| {
            let wanted = operation.names_in_body();
            let lacking = wanted.filter(|name| !body.contains_key(*name));
            lacking.map(str::to_owned).collect()
        });
        Self {
            name: name.chars().take(LONGEST_NAME).collect(),
            perhaps: perhaps.map(|operation| operation.id.clone()),
            lacks: lacks.unwrap_or_default(),
        }
    }

    /// The same, where what the call says shows which operation is meant.
    pub fn meaning(self, operation: &Arc<Operation>, body: Option<&Value>) -> Self {
        Self::new(&self.name, Some(operation), body)
    }
}

/// The operation that a name most likely means: one that is spelt nearly so, or has most of its words.
fn likeliest<'o>(operations: &[&'o Arc<Operation>], name: &str) -> Option<&'o Arc<Operation>> {
    let words = words(name);
    let shared = |operation: &Operation| {
        let own = self::words(&operation.id);
        let common = own.iter().filter(|word| words.contains(word)).count();
        // Of the words of both, how many in a thousand: more than half makes it likely.
        common * 2_000 / (own.len() + words.len()).max(1)
    };
    let likeness = |operation: &Operation| strsim::jaro_winkler(name, &operation.id);
    let by_words = operations.iter().copied().max_by(|one, other| {
        let by_words = shared(one).cmp(&shared(other));
        by_words.then_with(|| likeness(one).total_cmp(&likeness(other)))
    });
    let by_words = by_words.filter(|operation| shared(operation) > 500);
    by_words.or_else(|| {
        let nearest = suggest::nearest(name, operations.iter().map(|operation| operation.id.as_str()))?;
        operations.iter().copied().find(|operation| operation.id == nearest)
    })
}

/// The words of a name such as `processRateConfirmation`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut begins = true;
    for letter in name.chars() {
        if !letter.is_alphanumeric() {
            begins = true;
            continue;
        }
        match words.last_mut() {
            Some(word) if !begins && !letter.is_uppercase() => word.push(letter),
            Some(_) | None => words.push(letter.to_lowercase().collect()),
        }
        begins = false;
    }
    words
}

impl fmt::Display for Misspelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LetterCase => "its letters differ in case",
            Self::Slash => "it has a slash too many",
            Self::Base => "the part before the name of the operation is another one",
        })
    }
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.name.is_empty() {
            return f.write_str("the address names no operation");
        }
        write!(f, "there is no operation `{}`", self.name)?;
        if let Some(perhaps) = &self.perhaps {
            write!(f, "; perhaps `{perhaps}`")?;
        }
        if !self.lacks.is_empty() {
            write!(f, "; its body lacks `{}`", self.lacks.join("`, `"))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_begin_with_a_capital_or_after_a_sign() {
        assert_eq!(
            words("processRateConfirmation"),
            ["process", "rate", "confirmation"].map(str::to_owned)
        );
        assert_eq!(words("wp-login.php"), ["wp", "login", "php"].map(str::to_owned));
        assert!(words("").is_empty());
    }
}
