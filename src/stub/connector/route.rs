//! The operation that a request is for.
//!
//! See `connector-api/guidelines/requests`: POST only, and the path exactly as it is published. A query is no part
//! of the path, and is not read.

use super::super::behaviour::ConnectorMode;
use super::answer::Refusal;
use super::library::{Endpoint, Library};
use crate::exchange::message::Request;

/// Whatever lies below this path is answered by the Connector API, which knows no other way to say "not found".
const ROOT: &str = "/api/connector";

/// Returns true if the Connector API answers requests for a path.
pub(crate) fn is_below(path: &str) -> bool {
    path.get(..ROOT.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(ROOT))
        && matches!(path.as_bytes().get(ROOT.len()), None | Some(b'/'))
}

/// The operation that a request is for.
pub(super) fn endpoint(
    request: &Request,
    mode: ConnectorMode,
    deviations: &mut Vec<String>,
) -> Result<&'static Endpoint, Refusal> {
    if request.method != "POST" {
        return Err(Refusal::NotFound);
    }
    let library = Library::shared();
    let path = request.path();
    match (library.at(path), mode) {
        (Some(endpoint), _) => Ok(endpoint),
        (None, ConnectorMode::Documented) => Err(Refusal::NotFound),
        (None, ConnectorMode::Observed) => {
            let endpoint = library.at_any_case(path).ok_or(Refusal::NotFound)?;
            deviations.push("the case of the path".into());
            Ok(endpoint)
        }
    }
}

/// The list that the operation at a path hands out in pages.
pub(crate) fn listed(path: &str) -> Option<&'static str> {
    Library::shared().at(path)?.particulars.items.as_deref()
}

/// The path that an operation has, if another differs from it in case only.
pub(crate) fn in_any_case(path: &str) -> Option<&'static str> {
    let endpoint = Library::shared().at_any_case(path)?;
    Some(&endpoint.operation.path)
}

/// The names of the parameters that the operation at a path takes.
pub(crate) fn parameters(path: &str) -> Vec<&'static str> {
    let request = Library::shared().at(path).map(|endpoint| &endpoint.shape().request);
    let fields = request.into_iter().flat_map(|request| request.fields.iter());
    let languages = ["LanguageCode", "CultureCode"].into_iter();
    fields.map(|field| field.name.as_str()).chain(languages).collect()
}

/// Returns true if the operation at a path requires a parameter.
pub(crate) fn needs(path: &str, parameter: &str) -> bool {
    let endpoint = Library::shared().at(path);
    endpoint.is_some_and(|endpoint| {
        let field = endpoint.shape().request.field(parameter);
        field.is_some_and(|field| field.required) || endpoint.particulars.filters.iter().any(|name| name == parameter)
    })
}

/// The parameter that lists the ids that the operation at a path is about.
pub(crate) fn ids_of(path: &str) -> Option<&'static str> {
    let request = &Library::shared().at(path)?.shape().request;
    let ids = request.fields.iter().find(|field| field.name.ends_with("Ids"))?;
    Some(&ids.name)
}

/// The parameter that names the one enterprise or chain that the operation at a path is about.
pub(crate) fn single_scope(path: &str) -> Option<&'static str> {
    let scope = Library::shared().at(path)?.particulars.scope.iter();
    let single = scope.map(String::as_str).find(|name| !name.ends_with("Ids"));
    single.filter(|_| !path.ends_with("configuration/get"))
}
