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
pub(in crate::stub) fn is_below(path: &str) -> bool {
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
