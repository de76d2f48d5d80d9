//! `schema`: a message of the side under test has the shape that the contract describes.

use serde_json::Value;

use crate::contract::operation::Operation;
use crate::contract::rule::Weight;
use crate::contract::schema::{self, Message};
use crate::judge::check_id::Check;
use crate::judge::finding::{Finding, Place};
use crate::judge::material::{Answer, Material};
use crate::judge::strictness;

/// Reports every violation of the response schema.
pub fn findings(material: Material<'_>, answer: Answer<'_>, findings: &mut Vec<Finding>) {
    let Ok(json) = answer.response.body.json() else { return };
    let subject = SchemaSubject {
        operation: answer.operation,
        entry: answer.entry,
        message: Message::Response,
        requirement: format!("An answer to {} has the documented shape.", answer.operation.id),
    };
    subject.judge(material, json, findings);
}

/// Reports every violation of a request schema by a call of the side under test.
pub fn of_calls(material: Material<'_>, findings: &mut Vec<Finding>) {
    // What leads to no operation, or is no object, is the matter of `callback` and `json`.
    for call in material.described_calls() {
        let subject = SchemaSubject {
            operation: call.operation,
            entry: call.entry,
            message: call.message,
            requirement: format!("A call of {} has the documented shape.", call.operation.id),
        };
        subject.judge(material, call.json, findings);
    }
}

/// A message that is compared with its schema.
struct SchemaSubject<'e> {
    operation: &'e Operation,
    entry: usize,
    message: Message,
    requirement: String,
}

impl SchemaSubject<'_> {
    fn judge(&self, material: Material<'_>, json: &Value, findings: &mut Vec<Finding>) {
        match material.contract.schema(self.operation, self.message) {
            Ok(schema) => {
                let violations = schema.violations(json);
                let most = violations.len() == schema::MOST_VIOLATIONS;
                for violation in violations {
                    let value = json.pointer(&violation.pointer);
                    let weight = strictness::weight_of_wrong_type(
                        material.transcript.facts.strictness,
                        &violation.pointer,
                        value,
                    );
                    findings.push(Finding {
                        weight,
                        ..self.finding(violation.pointer, violation.expected, violation.actual)
                    });
                }
                if most {
                    let expected = format!("at most {} violations to tell of", schema::MOST_VIOLATIONS);
                    findings.push(self.finding(String::new(), expected, "there may be more".to_string()));
                }
            }
            // A plan is only compiled with schemas that compile; a transcript may come without a plan.
            Err(problem) => {
                findings.push(self.finding(String::new(), "a schema to judge by".to_string(), problem.message))
            }
        }
    }

    fn finding(&self, pointer: String, expected: String, actual: String) -> Finding {
        let place = Place {
            entry: self.entry,
            message: self.message,
            pointer,
        };
        Finding::new(Check::Schema, Weight::Error, expected, actual)
            .at(place)
            .against(self.requirement.clone())
            .on_page(self.operation.page.clone())
    }
}
