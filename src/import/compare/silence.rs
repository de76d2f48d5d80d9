//! What a description has no way to say, and so does not deny.
//!
//! Prose and an OpenAPI document have different means. Where one says a thing that the other has no
//! means for, they do not disagree.

use serde_json::Value;

use super::change::Aspect;
use crate::import::files::ContractFiles;

/// Whether the two contracts come from descriptions of the same kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Silence {
    /// What one of them does not say does not hold there.
    None,
    /// One comes from an OpenAPI document, the other does not.
    Partial,
}

impl Silence {
    pub(super) fn between(old: &ContractFiles, new: &ContractFiles) -> Self {
        if is_openapi(old) == is_openapi(new) {
            Self::None
        } else {
            Self::Partial
        }
    }

    pub(super) const fn is_partial(self) -> bool {
        match self {
            Self::None => false,
            Self::Partial => true,
        }
    }

    /// Whether a difference may be but a silence.
    pub(super) fn covers(self, aspect: Aspect, old: Option<&Value>, new: Option<&Value>) -> bool {
        let one_is_silent = old.is_none() || new.is_none();
        self.is_partial()
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

/// Whether nothing is said of what stands there, or no more than that it is an object.
fn is_open(words: Option<&Value>) -> bool {
    let words = words.and_then(Value::as_str);
    matches!(
        words,
        Some("anything" | "object" | "array of anything" | "array of object")
    )
}

/// Whether contract files were made of an OpenAPI document: each place of it is named in them.
pub(super) fn is_openapi(files: &ContractFiles) -> bool {
    files
        .operations
        .iter()
        .any(|operation| operation.source.starts_with("openapi#"))
}
