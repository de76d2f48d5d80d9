//! Answer of an operation: data, or refusals with a code of the catalogue.

use serde_json::{Map, Value, json};

/// The outcome of an operation: properties beside `success`, or at least one refusal.
pub(super) type Answer = Result<Map<String, Value>, Vec<Refusal>>;

/// The error codes that the stub uses, as numbered in `channel-manager-api/guidelines/responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Code {
    System = 1,
    ReservationNotFound = 2,
    ConnectionNotFound = 3,
    SpaceNotFound = 4,
    RateNotFound = 5,
    Validation = 6,
    Processing = 7,
    Authentication = 8,
    /// From the channel manager; from the platform the same number means a disabled operation.
    Rate = 9,
    Category = 10,
    RateCategory = 11,
}

/// One error of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    code: Code,
    message: String,
    category: Option<String>,
    rate: Option<String>,
}

impl Refusal {
    /// A refusal with a sentence that says what to mend; the sentence must hold no token.
    pub(super) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            category: None,
            rate: None,
        }
    }

    /// Names the space category to blame.
    pub(super) fn category(mut self, code: &str) -> Self {
        self.category = Some(code.to_owned());
        self
    }

    /// Names the rate to blame.
    pub(super) fn rate(mut self, code: &str) -> Self {
        self.rate = Some(code.to_owned());
        self
    }

    /// Kind of the error.
    pub(super) fn code(&self) -> Code {
        self.code
    }

    /// The error as it is sent.
    pub(super) fn value(&self) -> Value {
        let mut error = json!({ "code": self.code as u8, "message": self.message });
        if let Some(category) = &self.category {
            error["categoryCode"] = json!(category);
        }
        if let Some(rate) = &self.rate {
            error["rateCode"] = json!(rate);
        }
        error
    }
}

/// A single refusal, as most are.
impl From<Refusal> for Vec<Refusal> {
    fn from(refusal: Refusal) -> Self {
        vec![refusal]
    }
}

/// An answer without data of its own.
pub(super) fn done() -> Answer {
    Ok(Map::new())
}

/// The answer to a hook that a side does not have.
pub(super) fn no_such_hook(name: &str) -> Vec<Refusal> {
    Refusal::new(Code::Validation, format!("There is no hook named {name}.")).into()
}

/// The body of an answer: `success` first, then the data or the errors and nothing else.
pub(super) fn envelope(answer: Answer) -> Value {
    match answer {
        Ok(data) => {
            let mut body = Map::with_capacity(data.len() + 1);
            // The tables of some operations leave `success` out, their examples show it: always sent.
            body.insert("success".into(), Value::Bool(true));
            body.extend(data);
            Value::Object(body)
        }
        Err(refusals) => json!({
            "success": false,
            "errors": refusals.iter().map(Refusal::value).collect::<Vec<_>>(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_only_the_codes_it_has() {
        let refusal = Refusal::new(Code::Category, "Map X.").category("X");
        assert_eq!(
            envelope(Err(refusal.into())).to_string(),
            r#"{"success":false,"errors":[{"code":10,"message":"Map X.","categoryCode":"X"}]}"#,
        );
        assert_eq!(envelope(done()).to_string(), r#"{"success":true}"#);
    }
}
