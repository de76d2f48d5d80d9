//! `media-type`: a message says that it is JSON.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::transcript::Entry;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Answer;
use crate::judge::pages;

/// The media type of every message.
const JSON: &str = "application/json";

/// Reports another media type of an answer.
pub fn of_answer(answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let media_type = answer.response.media_type();
    if media_type.as_deref() != Some(JSON) {
        let finding = finding(media_type.as_deref()).at(Place::whole(answer.entry, Message::Response));
        let requirement = "The answer says that it is JSON.";
        findings.push(finding.against(requirement).on_page(pages::of_content(answer)));
    }
}

/// Reports another media type of a call.
pub fn of_call(index: usize, entry: &Entry, findings: &mut Vec<Finding>) {
    let media_type = entry.request.headers.get("content-type").unwrap_or_default();
    let is_json = |kind: &str| kind.trim().eq_ignore_ascii_case(JSON);
    if !media_type.split(';').next().is_some_and(is_json) {
        let given = (!media_type.is_empty()).then_some(media_type);
        let finding = finding(given).at(Place::whole(index, Message::Request));
        let requirement = "A request says that it is JSON.";
        findings.push(finding.against(requirement).on_page(pages::REQUESTS));
    }
}

fn finding(given: Option<&str>) -> Finding {
    let actual = match given {
        Some(given) => format!("Content-Type: {given}"),
        None => "no Content-Type".to_string(),
    };
    Finding::new(Check::MediaType, Weight::Error, format!("Content-Type: {JSON}"), actual)
}
