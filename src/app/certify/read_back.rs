//! Read-back after a test: what the system under test has stored, compared with what was pushed.

use std::time::Duration;

use serde_json::json;

use crate::app::certify::certification::Certification;
use crate::app::certify::test_part::{TestPart, pushed};
use crate::exchange::transcript::{Direction, Entry, Failure, Outcome, Role};
use crate::judge::read_back::comparison::ComparedAmounts;
use crate::judge::read_back::findings::{self, Deviation};
use crate::judge::read_back::format;
use crate::runner::hook::{self, Hook};
use crate::wire::call::{Caller, Limits};

/// The largest answer of a read-back hook, in bytes: years of many rates and categories.
const MOST_READ_BACK: usize = 128 << 20;

impl Certification<'_> {
    /// Reads back what is stored, and compares it with what the parts have pushed; the last of them tells of it.
    pub async fn read_back(&self, hook: &Hook, amounts: ComparedAmounts, parts: &mut [TestPart<'_>]) {
        let pushed = pushed(parts);
        let (Some((from, to)), Some(last)) = (pushed.period(), parts.last()) else {
            return;
        };
        let asked = json!({ "from": from.to_string(), "to": to.to_string() });
        let request = hook::request("read-back", hook, &asked);
        let variables = [
            ("KEYCARD_HOOK", "read-back".to_string()),
            ("KEYCARD_CASE", last.case().id.to_string()),
        ];
        let reader = Caller::new(Limits {
            body: MOST_READ_BACK,
            ..self.caller.limits()
        });
        let mut outcome = hook::call(hook, &request, &variables, &reader).await;
        if let Outcome::Answered(response) = &mut outcome {
            response.body = std::mem::take(&mut response.body).trusted();
        }
        let stored = match &outcome {
            Outcome::Answered(response) if !(200..300).contains(&response.status) => {
                Err(format!("it answered with HTTP {}", response.status))
            }
            Outcome::Answered(response) => response
                .body
                .json()
                .map_err(|problem| format!("what it told is not JSON: {}", problem.reason))
                .and_then(|stored| stored.as_object().ok_or_else(|| "it told no JSON object".to_string()))
                .and_then(|stored| format::check(stored, &pushed.kinds()).map(|()| stored)),
            Outcome::Failed(Failure { detail, .. }) => Err(detail.clone()),
        };
        let found = stored.map(|stored| findings::findings(&pushed, stored, amounts));
        drop(pushed);
        match found {
            Ok(found) => {
                for Deviation { source, mut finding } in found {
                    let Some(part) = parts.get_mut(source.part) else {
                        continue;
                    };
                    if source.exchange < part.first() {
                        // The record of the test does not hold that push.
                        finding.place = None;
                    }
                    part.fail(finding);
                }
            }
            Err(reason) => {
                if let Some(last) = parts.last_mut() {
                    last.excuse(&format!("[read-back] failed: {reason}"));
                }
            }
        }
        parts.iter_mut().for_each(TestPart::sort);
        let Some(last) = parts.last_mut() else { return };
        last.append(|case, transcript| Entry {
            step: case.steps.len().saturating_sub(1),
            direction: Direction::Outbound,
            role: Role::Hook,
            request,
            outcome,
            elapsed: Duration::ZERO,
            at: transcript.elapsed,
            waited: None,
        });
    }
}
