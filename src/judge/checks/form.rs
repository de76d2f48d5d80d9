//! `media-type` and `json`: whether the body can be read at all.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{Answer, NO_CONTENT};

/// Reports a wrong media type and a body that is not JSON; says whether there is JSON to go on with.
pub fn findings(answer: Answer<'_>, findings: &mut Vec<Finding>) -> bool {
    let json = answer.response.body.json();
    let page = if answer.tells_by_status() {
        // Nothing is to be read of an answer without a body; that it has none is the matter of rule S03.
        if answer.response.status == NO_CONTENT {
            return false;
        }
        "connector-api/guidelines/responses#content-type"
    } else {
        // Another status than 200 is a finding of its own; the page that comes with it is no second one.
        if answer.response.status != 200 && json.is_err() {
            return false;
        }
        "channel-manager-api/guidelines/requests"
    };
    let mut add = |check: &str, requirement: &str, expected: &str, actual: String| {
        findings.push(Finding {
            check: check.to_string(),
            weight: Weight::Error,
            requirement: requirement.to_string(),
            place: Some(Place {
                entry: answer.entry,
                message: Message::Response,
                pointer: String::new(),
            }),
            expected: expected.to_string(),
            actual,
            page: Some(page.to_string()),
            detail: None,
        });
    };
    let media_type = answer.response.media_type();
    if media_type.as_deref() != Some("application/json") {
        add(
            "media-type",
            "The answer says that it is JSON.",
            "Content-Type: application/json",
            media_type.map_or_else(
                || "no Content-Type".to_string(),
                |media_type| format!("Content-Type: {media_type}"),
            ),
        );
    }
    match json {
        Ok(_) => true,
        Err(problem) => {
            let at = if problem.line == 0 {
                String::new()
            } else {
                format!(" (line {}, column {})", problem.line, problem.column)
            };
            // Requests ask for no encoding, so none is taken off.
            let encoding = answer.response.headers.iter().find_map(|(name, value)| {
                let encoded = name.eq_ignore_ascii_case("content-encoding") && value != "identity";
                encoded.then(|| format!("; it is sent with Content-Encoding: {value}, which was not asked for"))
            });
            add(
                "json",
                "The answer is JSON.",
                "a JSON object",
                format!("{}{at}{}", problem.reason, encoding.unwrap_or_default()),
            );
            false
        }
    }
}
