//! The operations of the document, with the places of their messages.

use serde_json::Value;

use super::description::{Description, UnplacedNote};
use super::names;
use crate::contract::connector::ROOT;
use crate::input::pointer::escape;
use crate::input::problem::Problem;

/// The keys of a path that are methods.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// An operation of the document.
pub(super) struct FoundOperation<'d> {
    pub(super) id: String,
    pub(super) path: String,
    /// The schema file: the page of its tag.
    pub(super) file: String,
    pub(super) title: String,
    /// Place of the operation.
    pub(super) pointer: String,
    pub(super) value: &'d Value,
    /// Place of the schema of its request, if it has one.
    pub(super) request: Option<String>,
    /// Place of the schema of its answer, if it has one.
    pub(super) response: Option<String>,
    /// Places of the schemas of its other answers.
    pub(super) others: Vec<String>,
    /// Those of them that failures answer with.
    pub(super) failures: Vec<String>,
}

/// All operations below the address of the API, in the order of the document.
pub(super) fn found<'d>(
    document: &'d Description<'_>,
    problems: &mut Vec<Problem>,
    remarks: &mut Vec<UnplacedNote>,
) -> Vec<FoundOperation<'d>> {
    let Some(paths) = document.at("/paths").and_then(Value::as_object) else {
        let place = if document.at("/paths").is_some() { "/paths" } else { "" };
        problems.push(document.problem(place, "the document has no map of `paths`"));
        return Vec::new();
    };
    let base = server_path(document);
    let mut all = Vec::new();
    for (written, item) in paths.iter().filter(|(written, _)| !written.starts_with("x-")) {
        let pointer = format!("/paths/{}", escape(written));
        let path = format!("{base}{written}");
        let Some(id) = path
            .strip_prefix(ROOT)
            .map(|id| id.trim_matches('/'))
            .filter(|id| !id.is_empty())
        else {
            remarks.push(UnplacedNote {
                pointer,
                text: format!("the path {written} is left out: it is not below {ROOT}"),
                suggestion: None,
            });
            continue;
        };
        let (item, pointer) = match document.follow(item, &pointer) {
            Ok(found) => found,
            Err(problem) => {
                problems.push(problem);
                continue;
            }
        };
        for (method, value) in item.as_object().into_iter().flatten() {
            if !METHODS.contains(&method.as_str()) {
                continue;
            }
            let pointer = format!("{pointer}/{method}");
            if method == "post" {
                match operation(document, id, &path, value, pointer, remarks) {
                    Ok(operation) => all.push(operation),
                    Err(problem) => problems.push(problem),
                }
            } else {
                remarks.push(UnplacedNote {
                    pointer,
                    text: format!(
                        "{} {written} is left out: every call of this API is a POST",
                        method.to_uppercase()
                    ),
                    suggestion: None,
                });
            }
        }
    }
    if all.is_empty() && problems.is_empty() {
        problems.push(
            document
                .problem("/paths", format!("there is no POST operation below {ROOT}"))
                .with_help("is this the document of the Connector API?".to_string()),
        );
    }
    all
}

/// The path of the server's address, which comes before each path.
fn server_path(document: &Description<'_>) -> String {
    let address = document
        .at("/servers/0/url")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => address,
    };
    path.trim_end_matches('/').to_string()
}

fn operation<'d>(
    document: &'d Description<'_>,
    id: &str,
    path: &str,
    value: &'d Value,
    pointer: String,
    remarks: &mut Vec<UnplacedNote>,
) -> Result<FoundOperation<'d>, Problem> {
    let resource = id.split('/').next().unwrap_or(id);
    let tag = value.pointer("/tags/0").and_then(Value::as_str);
    let title = match value.get("summary").and_then(Value::as_str).map(str::trim) {
        Some(summary) if !summary.is_empty() => summary.trim_end_matches('.').to_string(),
        _ => names::sentence(&id.split('/').map(capitalised).collect::<String>()),
    };
    if value
        .get("parameters")
        .and_then(Value::as_array)
        .is_some_and(|all| !all.is_empty())
    {
        remarks.push(UnplacedNote {
            pointer: format!("{pointer}/parameters"),
            text: format!("the parameters of {id} are left out: everything stands in the body"),
            suggestion: None,
        });
    }
    let request = match value.get("requestBody") {
        Some(body) => {
            let (body, at) = document.follow(body, &format!("{pointer}/requestBody"))?;
            content(body, &at, id, remarks)
        }
        None => None,
    };
    let (mut response, mut others, mut failures) = (None, Vec::new(), Vec::new());
    let responses = value.get("responses").and_then(Value::as_object);
    let chosen = responses.and_then(|all| {
        let success = all.keys().find(|status| *status == "200");
        success.or_else(|| all.keys().find(|status| status.starts_with('2') && *status != "204"))
    });
    for (status, answer) in responses.into_iter().flatten() {
        let (answer, at) = document.follow(answer, &format!("{pointer}/responses/{}", escape(status)))?;
        if Some(status) == chosen {
            response = content(answer, &at, id, remarks);
        } else {
            let other = content(answer, &at, id, &mut Vec::new());
            if !status.starts_with(['1', '2', '3']) {
                failures.extend(other.clone());
            }
            others.extend(other);
        }
    }
    if chosen.is_none() {
        remarks.push(UnplacedNote {
            pointer: pointer.clone(),
            text: format!("{id} says nothing of its answer when it succeeds"),
            suggestion: Some("describe status 200".to_string()),
        });
    }
    Ok(FoundOperation {
        id: id.to_string(),
        path: path.trim_end_matches('/').to_string(),
        file: names::page(tag.filter(|tag| !names::page(tag).is_empty()).unwrap_or(resource)),
        title,
        pointer,
        value,
        request,
        response,
        others,
        failures,
    })
}

/// The place of the schema of JSON content.
fn content(holder: &Value, at: &str, id: &str, remarks: &mut Vec<UnplacedNote>) -> Option<String> {
    let types = holder.get("content").and_then(Value::as_object)?;
    let json = types
        .keys()
        .find(|media| *media == "application/json")
        .or_else(|| types.keys().find(|media| media.contains("json")));
    let Some(media) = json else {
        remarks.push(UnplacedNote {
            pointer: format!("{at}/content"),
            text: format!("{id} is described in no form of JSON here, so its content is left out"),
            suggestion: None,
        });
        return None;
    };
    let pointer = format!("{at}/content/{}/schema", escape(media));
    types
        .get(media)
        .and_then(|content| content.get("schema"))
        .map(|_| pointer)
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .collect()
}
