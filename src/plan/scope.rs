//! Scope of a case's expressions, while it runs and when it is judged.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::case::Case;
use crate::contract::schema::Message;
use crate::exchange::transcript::{Entry, Facts, Outcome, Role};
use crate::expression::scope::Scope;
use crate::expression::segment::{Segment, follow};
use crate::fnv;
use crate::input::pointer::escape;

/// The names of one case: its axes, what the target is, and what earlier steps sent and received.
#[derive(Debug)]
pub struct CaseScope<'c> {
    case: &'c Case,
    facts: &'c Facts,
    entries: &'c [Entry],
    /// The entry that `request`, `response`, `status` and `headers` speak of.
    current: Option<&'c Entry>,
    /// Text that `body` stands for in a raw body.
    body: Option<&'c str>,
}

impl<'c> CaseScope<'c> {
    /// The scope of a case after those entries.
    pub fn new(case: &'c Case, facts: &'c Facts, entries: &'c [Entry]) -> Self {
        Self {
            case,
            facts,
            entries,
            current: None,
            body: None,
        }
    }

    /// The same scope, for a check of that entry.
    #[must_use]
    pub fn checking(mut self, entry: &'c Entry) -> Self {
        self.current = Some(entry);
        self
    }

    /// The same scope, for a raw body in place of that one.
    #[must_use]
    pub fn replacing(mut self, body: &'c str) -> Self {
        self.body = Some(body);
        self
    }

    /// The message that a path leads into: the position of its exchange, which of the two it is, and how far the path
    /// goes in it as a JSON Pointer; where it breaks off, to what would hold the rest.
    pub fn place(&self, root: &str, segments: &[Segment]) -> Option<(usize, Message, String)> {
        let (entry, part, rest) = match (self.current, segments) {
            _ if self.case.bindings.contains_key(root) => return None,
            (Some(entry), _) if matches!(root, "request" | "response") => (entry, root, segments),
            (Some(entry), _) if root == "confirmation" => (
                StepHistory::read(self.entries, entry.step)?.confirmation?,
                "request",
                segments,
            ),
            (_, [Segment::Property(part), rest @ ..]) => {
                let history = self.history(root)?;
                match part.as_str() {
                    "request" | "response" => (history.own, part.as_str(), rest),
                    "confirmation" => (history.confirmation?, "request", rest),
                    _ => return None,
                }
            }
            _ => return None,
        };
        let (message, body) = if part == "request" {
            (Message::Request, request_json(entry))
        } else {
            (Message::Response, response_json(entry))
        };
        let position = self.entries.iter().position(|own| std::ptr::eq(own, entry))?;
        let mut here = body?;
        let mut pointer = String::new();
        for segment in rest {
            let Some(next) = follow(here, std::slice::from_ref(segment)) else {
                break;
            };
            here = next;
            pointer.push('/');
            match segment {
                Segment::Property(name) => pointer.push_str(&escape(name)),
                Segment::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        Some((position, message, pointer))
    }

    /// The exchanges of the step of that id; `None` if nothing of it has happened.
    fn history(&self, id: &str) -> Option<StepHistory<'c>> {
        let step = self.case.steps.iter().position(|step| step.id.as_deref() == Some(id))?;
        StepHistory::read(self.entries, step)
    }
}

/// Exchanges that have happened in a step.
#[derive(Clone, Copy, Debug)]
struct StepHistory<'c> {
    /// Its own exchange; that with the hook, if it has no other.
    own: &'c Entry,
    hook: Option<&'c Entry>,
    confirmation: Option<&'c Entry>,
}

impl<'c> StepHistory<'c> {
    fn read(entries: &'c [Entry], step: usize) -> Option<Self> {
        let role = |role| entries.iter().find(|entry| entry.step == step && entry.role == role);
        let hook = role(Role::Hook);
        Some(Self {
            own: role(Role::Step).or(hook)?,
            hook,
            confirmation: role(Role::Confirmation),
        })
    }

    /// The part of that name, if it is a message.
    fn message(self, part: &str) -> Option<&'c Value> {
        match part {
            "request" => request_json(self.own),
            "response" => response_json(self.own),
            "hook" => response_json(self.hook?),
            "confirmation" => request_json(self.confirmation?),
            _ => None,
        }
    }
}

/// A value that no one has used before, the same within a case for the same name.
///
/// ```
/// use keycard::plan::scope::fresh;
///
/// assert_eq!(fresh(1, "a", "messageId"), fresh(1, "a", "messageId"));
/// assert_ne!(fresh(1, "a", "messageId"), fresh(2, "a", "messageId"));
/// ```
pub fn fresh(seed: u64, case: &str, name: &str) -> String {
    let text = format!("{seed}/{case}/{name}");
    format!("kc-{:016x}", fnv::digest(text.as_bytes()))
}

fn request_json(entry: &Entry) -> Option<&Value> {
    entry.request.body.json().ok()
}

fn response_json(entry: &Entry) -> Option<&Value> {
    match &entry.outcome {
        Outcome::Answered(response) => response.body.json().ok(),
        Outcome::Failed(_) => None,
    }
}

fn status(entry: &Entry) -> Option<u16> {
    match &entry.outcome {
        Outcome::Answered(response) => Some(response.status),
        Outcome::Failed(_) => None,
    }
}

impl Scope for CaseScope<'_> {
    fn root(&self, name: &str) -> Option<Cow<'_, Value>> {
        if let Some(value) = self.case.bindings.get(name) {
            return Some(Cow::Borrowed(value));
        }
        match (name, self.current) {
            ("target", _) => return Some(Cow::Borrowed(&self.facts.target)),
            ("credentials", _) => return Some(Cow::Borrowed(&self.facts.credentials)),
            ("period", _) => return Some(Cow::Borrowed(&self.facts.period)),
            ("today", _) => return Some(Cow::Owned(Value::from(self.facts.today.as_str()))),
            ("fresh", _) => {
                let values: Map<String, Value> = self
                    .case
                    .fresh_names()
                    .into_iter()
                    .map(|name| {
                        let value = fresh(self.facts.seed, self.case.id.as_str(), &name);
                        (name, Value::from(value))
                    })
                    .collect();
                return Some(Cow::Owned(Value::Object(values)));
            }
            ("body", None) => return self.body.map(|body| Cow::Owned(Value::from(body))),
            ("request", Some(entry)) => return Some(Cow::Borrowed(request_json(entry).unwrap_or(&Value::Null))),
            ("response", Some(entry)) => return Some(Cow::Borrowed(response_json(entry).unwrap_or(&Value::Null))),
            ("confirmation", Some(entry)) => {
                let history = StepHistory::read(self.entries, entry.step)?;
                return Some(Cow::Borrowed(history.message("confirmation").unwrap_or(&Value::Null)));
            }
            ("status", Some(entry)) => return status(entry).map(|status| Cow::Owned(Value::from(status))),
            ("headers", Some(entry)) => {
                let Outcome::Answered(response) = &entry.outcome else {
                    return None;
                };
                let fields: Map<String, Value> = response
                    .headers
                    .iter()
                    .map(|(name, value)| (name.to_ascii_lowercase(), Value::from(value)))
                    .collect();
                return Some(Cow::Owned(Value::Object(fields)));
            }
            _ => {}
        }
        let history = self.history(name)?;
        Some(Cow::Owned(json!({
            "request": history.message("request"),
            "response": history.message("response"),
            "hook": history.message("hook"),
            "confirmation": history.message("confirmation"),
            "status": status(history.own),
        })))
    }

    fn path(&self, root: &str, segments: &[Segment]) -> Option<Value> {
        // The two frequent shapes are answered without copying a whole message.
        if let ("fresh", [Segment::Property(name)]) = (root, segments) {
            return Some(Value::from(fresh(self.facts.seed, self.case.id.as_str(), name)));
        }
        if !self.case.bindings.contains_key(root)
            && let Some(history) = self.history(root)
            && let [Segment::Property(part), rest @ ..] = segments
            && let Some(message) = history.message(part)
        {
            return follow(message, rest).cloned();
        }
        let value = self.root(root)?;
        follow(&value, segments).cloned()
    }
}
