//! Alternatives of a JSON Schema, none of which fits a value: the one that was meant, or the types that would fit.

use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind};

/// The errors of the alternative that was meant: the first whose type fits the value at that place.
pub fn meant<'c>(
    alternatives: &'c [Vec<ValidationError<'static>>],
    place: &str,
) -> Option<&'c Vec<ValidationError<'static>>> {
    let wrong_type = |error: &ValidationError<'_>| {
        error.instance_path().to_string() == place && matches!(error.kind(), ValidationErrorKind::Type { .. })
    };
    alternatives
        .iter()
        .find(|errors| !errors.is_empty() && !errors.iter().any(wrong_type))
}

/// The types that the alternatives ask for, each once.
pub fn expected_types(alternatives: &[Vec<ValidationError<'static>>]) -> Vec<String> {
    let mut expected: Vec<String> = Vec::new();
    for error in alternatives.iter().flatten() {
        if let ValidationErrorKind::Type {
            kind: TypeKind::Single(kind),
        } = error.kind()
            && !expected.contains(&kind.to_string())
        {
            expected.push(kind.to_string());
        }
    }
    expected
}
