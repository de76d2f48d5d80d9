//! Which operation a call of the system under test is meant for.

use crate::exchange::message::Request;

/// The push of a reservation group.
pub const PROCESS_GROUP: &str = "processGroup";
/// The push of an availability block.
pub const PROCESS_AVAILABILITY_BLOCK: &str = "processAvailabilityBlock";

/// The name of the operation: the last segment of the path.
///
/// Two operations of the platform are published under addresses of a card proxy, which do not name
/// them: those addresses are known by heart, for the demo and the production environment.
pub fn operation(request: &Request) -> &str {
    let path = request.path().trim_end_matches('/');
    match path.rsplit('/').next().unwrap_or(path) {
        "0426f19b66715a93" | "b2721c9a0351d553" => PROCESS_GROUP,
        "4ef00bba562b5622" | "9eaa344245feed7f" => PROCESS_AVAILABILITY_BLOCK,
        name => name,
    }
}

/// Whether the operation reports the outcome of an earlier push or group.
pub fn confirms(operation: &str) -> bool {
    operation == "confirmGroup" || operation.ends_with("Confirmation")
}
