//! Which operation a request is for.
//!
//! See `connector-api/guidelines/requests`: POST only, and the path exactly as it is published. A query is no part
//! of the path, and is not read.

use super::super::behaviour::ConnectorMode;
use super::answer::Refusal;
use super::library::{Known, Library};
use crate::exchange::message::Request;

/// Whatever lies below this path is answered by the Connector API, which knows no other way to say "not found".
const ROOT: &str = "/api/connector";

/// Whether a path is the Connector API's to answer.
pub(crate) fn is_below(path: &str) -> bool {
    path.get(..ROOT.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(ROOT))
        && matches!(path.as_bytes().get(ROOT.len()), None | Some(b'/'))
}

/// The operation that a request is for.
pub(super) fn operation(
    request: &Request,
    mode: ConnectorMode,
    deviations: &mut Vec<String>,
) -> Result<&'static Known, Refusal> {
    if request.method != "POST" {
        return Err(Refusal::NotFound);
    }
    let library = Library::shared();
    let path = request.path();
    match (library.at(path), mode) {
        (Some(operation), _) => Ok(operation),
        (None, ConnectorMode::Documented) => Err(Refusal::NotFound),
        (None, ConnectorMode::Observed) => {
            let operation = library.at_any_case(path).ok_or(Refusal::NotFound)?;
            deviations.push("the case of the path".into());
            Ok(operation)
        }
    }
}

/// The list that the operation at a path hands out in pages.
pub(crate) fn listed(path: &str) -> Option<&'static str> {
    Library::shared().at(path)?.particulars.items.as_deref()
}

/// The path that an operation has, if another differs from it in case only.
pub(crate) fn in_any_case(path: &str) -> Option<&'static str> {
    let known = Library::shared().at_any_case(path)?;
    Some(&known.operation.path)
}

/// The names of the parameters that the operation at a path takes.
pub(crate) fn parameters(path: &str) -> Vec<&'static str> {
    let request = Library::shared().at(path).map(|known| &known.shape().request);
    let fields = request.into_iter().flat_map(|request| request.fields.iter());
    let languages = ["LanguageCode", "CultureCode"].into_iter();
    fields.map(|field| field.name.as_str()).chain(languages).collect()
}

/// Whether the operation at a path is not carried out without a parameter.
pub(crate) fn needs(path: &str, parameter: &str) -> bool {
    let known = Library::shared().at(path);
    known.is_some_and(|known| {
        let field = known.shape().request.field(parameter);
        field.is_some_and(|field| field.required) || known.particulars.filters.iter().any(|name| name == parameter)
    })
}

/// The parameter by which the operation at a path is told the ids that it is about.
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
