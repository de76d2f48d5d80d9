//! `schema`: whether the answer has the shape that the operation promises.

use crate::contract::rule::Weight;
use crate::contract::schema::{self, Message};
use crate::judge::evidence::{Answer, Evidence};
use crate::judge::finding::{Finding, Place};

/// Reports every violation of the response schema.
pub fn findings(evidence: Evidence<'_>, answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let Ok(json) = answer.response.body.json() else { return };
    let operation = answer.operation;
    let requirement = format!("An answer to {} has the documented shape.", operation.id);
    let mut add = |pointer: String, expected: String, actual: String| {
        findings.push(Finding {
            check: "schema".to_string(),
            weight: Weight::Error,
            requirement: requirement.clone(),
            place: Some(Place {
                entry: answer.entry,
                message: Message::Response,
                pointer,
            }),
            expected,
            actual,
            page: Some(operation.page.clone()),
            detail: None,
        });
    };
    match evidence.contract.schema(operation, Message::Response) {
        Ok(schema) => {
            let violations = schema.violations(json);
            let most = violations.len() == schema::MOST_VIOLATIONS;
            for violation in violations {
                add(violation.pointer, violation.expected, violation.actual);
            }
            if most {
                let expected = format!("at most {} violations to tell of", schema::MOST_VIOLATIONS);
                add(String::new(), expected, "there may be more".to_string());
            }
        }
        // A plan is only compiled with schemas that compile; a transcript may come without a plan.
        Err(problem) => add(String::new(), "a schema to judge by".to_string(), problem.message),
    }
}
