//! Differences in what two kinds of description can express.
//!
//! Prose and an OpenAPI document have different means. Where one makes a statement that the other cannot
//! express, they do not disagree.

use serde_json::Value;

use super::change::Aspect;
use crate::import::files::ContractFiles;

/// Expressiveness of two descriptions, compared with each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expressiveness {
    /// Both can express the same: what one of them does not say does not hold there.
    Equal,
    /// One comes from an OpenAPI document, the other does not.
    Different,
}

impl Expressiveness {
    pub(super) fn between(old: &ContractFiles, new: &ContractFiles) -> Self {
        if is_openapi(old) == is_openapi(new) {
            Self::Equal
        } else {
            Self::Different
        }
    }

    pub(super) const fn differs(self) -> bool {
        match self {
            Self::Equal => false,
            Self::Different => true,
        }
    }

    /// Returns true if a difference may only come from what one of them cannot express.
    pub(super) fn explains(self, aspect: Aspect, old: Option<&Value>, new: Option<&Value>) -> bool {
        let one_is_silent = old.is_none() || new.is_none();
        self.differs()
            && match aspect {
                // Only one of the two has means for these, or they are guessed from names.
                Aspect::Effect
                | Aspect::PagedList
                | Aspect::Filters
                | Aspect::Quota
                | Aspect::Discontinued
                | Aspect::Object
                | Aspect::Empty
                | Aspect::MinItems
                | Aspect::UniqueItems
                | Aspect::MinLength
                | Aspect::Pattern
                | Aspect::MultipleOf
                | Aspect::Rule
                | Aspect::Extensible
                | Aspect::EnumValueDeprecation
                | Aspect::Discriminator
                | Aspect::Option => true,
                Aspect::Format => one_is_silent || is_iso_8601(old, new) || is_iso_8601(new, old),
                Aspect::Type => is_open(old) || is_open(new),
                Aspect::Const | Aspect::Default | Aspect::ExclusiveMinimum | Aspect::ExclusiveMaximum => one_is_silent,
                Aspect::Operation
                | Aspect::Property
                | Aspect::Path
                | Aspect::Side
                | Aspect::Credentials
                | Aspect::Portfolio
                | Aspect::Scope
                | Aspect::Restricted
                | Aspect::Paging
                | Aspect::Deprecation
                | Aspect::Required
                | Aspect::Nullable
                | Aspect::MaxItems
                | Aspect::MaxLength
                | Aspect::Minimum
                | Aspect::Maximum
                | Aspect::MaxInterval
                | Aspect::EnumValue => false,
            }
    }
}

/// Prose says of a date or a duration that it is ISO 8601, and leaves it at that.
fn is_iso_8601(said: Option<&Value>, meant: Option<&Value>) -> bool {
    let meant = meant.and_then(Value::as_str);
    said.is_some_and(|said| said == "iso-8601") && matches!(meant, Some("date" | "date-time" | "duration"))
}

/// Returns true if a type says nothing of a value, or no more than that it is an object.
fn is_open(words: Option<&Value>) -> bool {
    let words = words.and_then(Value::as_str);
    matches!(
        words,
        Some("anything" | "object" | "array of anything" | "array of object")
    )
}

/// Returns true if contract files were made of an OpenAPI document: they name its places.
pub(super) fn is_openapi(files: &ContractFiles) -> bool {
    files
        .operations
        .iter()
        .any(|operation| operation.source.starts_with("openapi#"))
}
