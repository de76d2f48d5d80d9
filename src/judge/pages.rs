//! The pages of the documentation that checks cite.

use super::material::Answer;
use crate::contract::operation::Api;

/// The page that says how requests travel.
pub const REQUESTS: &str = "channel-manager-api/guidelines/requests";
/// The page that lists what should not be sent any more.
pub const DEPRECATIONS: &str = "channel-manager-api/deprecations#deprecated-properties";
/// The page that says in which form the Connector API answers.
const CONTENT_TYPE: &str = "connector-api/guidelines/responses#content-type";

/// The page about the form of an answer.
pub fn of_content(answer: Answer<'_>) -> &'static str {
    if answer.tells_by_status() {
        CONTENT_TYPE
    } else {
        REQUESTS
    }
}

/// The page about the answers of an API.
pub fn of_answers(api: Api) -> String {
    format!("{api}-api/guidelines/responses")
}
