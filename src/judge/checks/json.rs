//! `json`: the body of a message can be read as JSON.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
use crate::exchange::json_problem::JsonProblem;
use crate::exchange::message::Headers;
use crate::exchange::transcript::Entry;
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::Answer;
use crate::judge::pages;

/// Reports an answer that is not JSON; returns true if it is.
pub fn of_answer(answer: Answer<'_>, findings: &mut Vec<Finding>) -> bool {
    let Err(problem) = answer.response.body.json() else {
        return true;
    };
    let finding = unread(problem, "The answer", &answer.response.headers);
    findings.push(
        finding
            .at(Place::whole(answer.entry, Message::Response))
            .on_page(pages::of_content(answer)),
    );
    false
}

/// Reports a call that is not a JSON object; returns true if it is.
pub fn of_call(index: usize, entry: &Entry, findings: &mut Vec<Finding>) -> bool {
    let finding = match entry.request.body.json() {
        Ok(body) if body.is_object() => return true,
        Ok(_) => finding("another value".to_string()).against("A request is a JSON object."),
        Err(problem) => unread(problem, "A request", &entry.request.headers),
    };
    let finding = finding.at(Place::whole(index, Message::Request));
    findings.push(finding.on_page(pages::REQUESTS));
    false
}

/// Reports a body that is not read, by the reason for which it is not.
fn unread(problem: &JsonProblem, message: &str, headers: &Headers) -> Finding {
    // Nobody asks for an encoding, so none is taken off.
    let encoding = headers.iter().find_map(|(name, value)| {
        let encoded = name.eq_ignore_ascii_case("content-encoding") && value != "identity";
        encoded.then(|| format!("; it is sent with Content-Encoding: {value}, which was not asked for"))
    });
    let found = finding(format!(
        "{}{}{}",
        problem.reason,
        problem.place(),
        encoding.unwrap_or_default()
    ));
    found.against(if problem.is_json {
        format!("{message} can be read by every reader of JSON.")
    } else {
        format!("{message} is JSON.")
    })
}

fn finding(actual: String) -> Finding {
    Finding::new(Check::Json, Weight::Error, "a JSON object", actual)
}
