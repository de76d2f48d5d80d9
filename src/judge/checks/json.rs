//! `json`: the body of a message can be read as JSON.

use crate::contract::rule::Weight;
use crate::contract::schema::Message;
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
    let actual = format!("{}{at}{}", problem.reason, encoding.unwrap_or_default());
    let finding = finding(actual).at(Place::whole(answer.entry, Message::Response));
    findings.push(
        finding
            .against("The answer is JSON.")
            .on_page(pages::of_content(answer)),
    );
    false
}

/// Reports a call that is not a JSON object; returns true if it is.
pub fn of_call(index: usize, entry: &Entry, findings: &mut Vec<Finding>) -> bool {
    let (requirement, actual) = match entry.request.body.json() {
        Ok(body) if body.is_object() => return true,
        Ok(_) => ("A request is a JSON object.", "another value".to_string()),
        Err(problem) => ("A request is JSON.", problem.reason.clone()),
    };
    let finding = finding(actual).at(Place::whole(index, Message::Request));
    findings.push(finding.against(requirement).on_page(pages::REQUESTS));
    false
}

fn finding(actual: String) -> Finding {
    Finding::new(Check::Json, Weight::Error, "a JSON object", actual)
}
