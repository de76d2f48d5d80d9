//! Which rules there are, in the order of `rules.yaml`: one list for each group.

use super::{Rule, authentication, codes, envelope, errors, resent};

/// The groups of rules of the Channel Manager API.
const CHANNEL_MANAGER: &[&[Rule]] = &[ENVELOPE, ERRORS, AUTHENTICATION];

/// Every rule of the Channel Manager API, in the order of `rules.yaml`.
pub fn channel_manager() -> impl Iterator<Item = &'static Rule> {
    CHANNEL_MANAGER.iter().copied().flatten()
}

const ENVELOPE: &[Rule] = &[
    Rule::new("R-ENV-1", envelope::status),
    Rule::new("R-ENV-2", envelope::shape),
    Rule::new("R-ENV-3", envelope::failure_without_error),
    Rule::new("R-ENV-4", envelope::success_with_errors),
    Rule::new("R-ENV-5", envelope::announcement),
    Rule::new("R-ENV-6", envelope::single_error),
];

const ERRORS: &[Rule] = &[
    Rule::new("R-ERR-1", errors::code),
    Rule::new("R-ERR-2", errors::message),
    Rule::new("R-ERR-3", errors::category_code),
    Rule::new("R-ERR-4", errors::rate_code),
    Rule::new("R-ERR-5", errors::disabled_operation),
    Rule::new("R-ERR-6", errors::deprecated),
    Rule::new("R-ERR-7", codes::of_the_request),
    Rule::new("R-ERR-8", errors::natural_operation),
    Rule::new("R-ERR-9", codes::unmapped),
    Rule::new("R-ERR-10", errors::readable),
    Rule::new("R-ERR-11", resent::refused),
];

const AUTHENTICATION: &[Rule] = &[
    Rule::new("R-AUTH-1", authentication::client_token),
    Rule::new("R-AUTH-2", authentication::connection_token),
    Rule::new("R-AUTH-3", authentication::one_client_token),
    Rule::new("R-AUTH-4", authentication::environments),
    Rule::new("R-AUTH-5", authentication::connections),
    Rule::new("R-AUTH-6", authentication::scheme),
    Rule::new("R-AUTH-7", authentication::addresses),
];
