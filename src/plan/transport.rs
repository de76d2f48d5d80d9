//! The parts of a step that change how a request travels: what is left out, method and media type.

use serde_json::Value;

use super::case::ContentType;
use super::case_builder::CaseBuilder;
use crate::expression::template::Template;

impl CaseBuilder<'_> {
    /// An element may be an expression for a list: it is spliced in.
    pub(super) fn without(&mut self, pointer: &str, templates: &[Template]) -> Option<Vec<String>> {
        let mut pointers = Vec::new();
        let mut faulty = false;
        for (index, template) in templates.iter().enumerate() {
            let here = format!("{pointer}/{index}");
            let values = match self.constant(&here, template)? {
                Value::Array(values) => values,
                Value::Null => continue,
                single => vec![single],
            };
            for value in values {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_string);
                let help = if !value.is_string() || !text.starts_with('/') {
                    "start it with a slash, e.g. `/clientToken`"
                } else if text.split('~').skip(1).any(|rest| !rest.starts_with(['0', '1'])) {
                    "write `~0` for a tilde in a name and `~1` for a slash"
                } else {
                    pointers.push(text);
                    continue;
                };
                self.problem(&here, format!("`{text}` is not a JSON Pointer"), Some(help.to_string()));
                faulty = true;
            }
        }
        (!faulty).then_some(pointers)
    }

    pub(super) fn method(&mut self, pointer: &str, template: Option<&Template>) -> Option<String> {
        let Some(template) = template else {
            return Some("POST".to_string());
        };
        match self.constant(pointer, template)? {
            Value::Null => Some("POST".to_string()),
            Value::String(method) if !method.is_empty() && method.chars().all(|c| c.is_ascii_uppercase()) => {
                Some(method)
            }
            other => {
                let shown = other.as_str().map_or_else(|| other.to_string(), str::to_string);
                let help = "write it in capitals, e.g. GET".to_string();
                self.problem(pointer, format!("`{shown}` is not an HTTP method"), Some(help));
                None
            }
        }
    }

    /// Written as null, the field is left out; not written, or lacking in the row, it is JSON's.
    pub(super) fn content_type(&mut self, pointer: &str, template: Option<&Template>) -> Option<ContentType> {
        let Some(template) = template.filter(|template| !self.lacks(template)) else {
            return Some(ContentType::Json);
        };
        match self.constant(pointer, template)? {
            Value::Null => Some(ContentType::Absent),
            Value::String(text) => Some(ContentType::Text(text)),
            other => {
                self.problem(pointer, format!("expected a media type, found {other}"), None);
                None
            }
        }
    }
}
