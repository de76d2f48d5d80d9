//! The error object: the one that failures answer with, whatever its name in the document.

use std::collections::HashMap;

use serde_json::Value;

use super::description::{Description, UnplacedNote};
use super::form::{Form, Site, definition, or_empty};
use super::operations::FoundOperation;
use super::placement::ERROR_FILE;
use super::schema::Translation;

/// The definition that a contract cannot do without.
pub(super) const NAME: &str = "error-response-details";

/// Its heading.
const HEADING: &str = "Error response details";

/// The error object: the one that most failures answer. Any object, where the document describes none.
pub(super) fn object(operations: &[FoundOperation<'_>], translation: &mut Translation<'_, '_>) -> Value {
    let document = translation.document;
    let Some((schema, pointer)) = usual(document, operations) else {
        translation.remarks.push(UnplacedNote {
            pointer: "/paths".to_string(),
            text: "no operation describes what it answers when it fails".to_string(),
            suggestion: Some("any object is accepted there; describe it under the status `default`".to_string()),
        });
        return definition(HEADING, "/paths", or_empty(Form::default()));
    };
    let site = Site {
        file: ERROR_FILE.to_string(),
        heading: HEADING.to_string(),
        pointer: pointer.clone(),
        chain: vec![format!("#{pointer}")],
        siblings: Vec::new(),
        whole: true,
    };
    let form = translation.schema(schema, &site);
    definition(HEADING, &pointer, or_empty(form))
}

/// The schema that the most failures lead to, and where it stands; of several, the first.
fn usual<'d>(document: &'d Description<'_>, operations: &[FoundOperation<'_>]) -> Option<(&'d Value, String)> {
    let mut counted: HashMap<String, usize> = HashMap::new();
    let mut most: Option<(usize, &'d Value, String)> = None;
    for pointer in operations.iter().flat_map(|found| &found.failures) {
        let followed = document.at(pointer).map(|schema| document.follow(schema, pointer));
        // A reference that leads nowhere is reported where it is used.
        let Some(Ok((schema, at))) = followed else { continue };
        let count = counted.entry(at.clone()).or_default();
        *count += 1;
        if most.as_ref().is_none_or(|(known, _, _)| *count > *known) {
            most = Some((*count, schema, at));
        }
    }
    most.map(|(_, schema, at)| (schema, at))
}
