//! The operation that a call of the system under test is meant for.

use crate::contract::catalogue::Contract;
use crate::exchange::message::Request;
use crate::plan::case::Case;

/// The push of a reservation group.
pub const PROCESS_GROUP: &str = "processGroup";
/// The push of an availability block.
pub const PROCESS_AVAILABILITY_BLOCK: &str = "processAvailabilityBlock";

/// The id of the operation that a call of the system under test is meant for; the last segment of
/// its path if no operation is there.
pub fn of_call<'e>(contract: &'e Contract, case: &Case, request: &'e Request) -> &'e str {
    let path = request.path().trim_end_matches('/');
    match contract.operation_at(case.api, case.under_test.other(), path) {
        Some(operation) => &operation.id,
        None => path.rsplit('/').next().unwrap_or(path),
    }
}

/// Checks that the operation reports the outcome of an earlier push or group.
pub fn is_confirmation(operation: &str) -> bool {
    operation == "confirmGroup" || operation == "confirmAvailabilityBlock" || operation.ends_with("Confirmation")
}
