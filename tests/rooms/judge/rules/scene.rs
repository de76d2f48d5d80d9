//! Conversations put together by hand, and what the rules say of them.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use keycard::contract::catalogue::Contract;
use keycard::contract::operation::{Api, Operation, Side};
use keycard::contract::schema::Message;
use keycard::exchange::body::Body;
use keycard::exchange::message::{Headers, Request, Response};
use keycard::exchange::transcript::{Direction, Entry, Facts, Outcome, Role, Stop, Transcript};
use keycard::input::source::{Source, Syntax};
use keycard::judge::conversation::Conversation;
use keycard::judge::finding::Finding;
use keycard::judge::rules;
use keycard::plan::case::{Action, Case};
use keycard::plan::compile::compile;
use keycard::plan::selection::Selection;
use keycard::scenario::read;
use serde_json::{Value, json};

/// The agreed tokens, and two others: none may show up in what a rule says.
pub const CLIENT: &str = "planted-client-7c1f";
/// See [`CLIENT`].
pub const CONNECTION: &str = "planted-connection-93ab";
/// See [`CLIENT`].
pub const OTHER: &str = "planted-other-55e0";
/// What the planted values have in common.
pub const PLANTED: &str = "planted-";

/// The built-in contract, read once.
pub static CONTRACT: LazyLock<Arc<Contract>> = LazyLock::new(Contract::built_in);

/// A conversation.
pub struct Scene {
    side: Side,
    steps: String,
    expect: &'static str,
    credentials: &'static str,
    covers: &'static str,
    count: usize,
    entries: Vec<Entry>,
    facts: Facts,
    called: Vec<String>,
    judged: Option<Side>,
    stopped: Option<Stop>,
}

/// A conversation with a channel manager under test.
pub fn partner() -> Scene {
    Scene::with(Side::ChannelManager)
}

/// A conversation with the platform under test.
pub fn platform() -> Scene {
    Scene::with(Side::Mews)
}

impl Scene {
    fn with(side: Side) -> Self {
        Self {
            side,
            steps: String::new(),
            expect: "success: true, error: any",
            credentials: "",
            covers: "",
            count: 0,
            entries: Vec::new(),
            facts: Facts {
                target: json!({ "url": "https://one.example/api", "spaces": ["SGL", "DBL"], "rates": ["FLEX", "LATE"] }),
                credentials: json!({ "clientToken": CLIENT, "connectionToken": CONNECTION }),
                inbound_client_token: Some(CLIENT.to_string()),
                ..Facts::default()
            },
            called: Vec::new(),
            judged: None,
            stopped: None,
        }
    }

    /// Judges our own messages in place of those of the side under test.
    pub fn judging_the_other_side(mut self) -> Self {
        self.judged = Some(self.side.other());
        self
    }

    /// The case ended before its last step.
    pub fn stopping(mut self, stop: Stop) -> Self {
        self.stopped = Some(stop);
        self
    }

    /// The latest call came although nothing awaited it.
    pub fn unawaited(mut self) -> Self {
        if let Some(entry) = self.entries.last_mut() {
            entry.role = Role::Unawaited;
        }
        self
    }

    /// What the steps after this accept.
    pub fn expecting(mut self, expect: &'static str) -> Self {
        self.expect = expect;
        self
    }

    /// Which credentials the calls after this are made with, where these are not the agreed ones.
    pub fn with_credentials(mut self, credentials: &'static str) -> Self {
        self.credentials = credentials;
        self
    }

    /// What the case says that it proves.
    pub fn covering(mut self, covers: &'static str) -> Self {
        self.covers = covers;
        self
    }

    /// A step that is no call, as a scenario writes it. What is received after it belongs to it.
    pub fn step(mut self, written: &str) -> Self {
        self.steps.push_str(&format!("  - {{ {written} }}\n"));
        self.called.push(String::new());
        self.count += 1;
        self
    }

    /// What the system under test shows of its store, when a hook asks it to.
    pub fn shows(self, asked: Value, store: Value) -> Self {
        let mut scene = self.step("trigger: read-inventory");
        scene.entries.push(Entry {
            step: scene.count.saturating_sub(1),
            direction: Direction::Outbound,
            role: Role::Hook,
            request: sent("https://one.example/hooks/read-inventory".to_string(), asked),
            outcome: Outcome::Answered(Response::json(200, &store)),
            elapsed: Duration::ZERO,
            at: Duration::ZERO,
            waited: None,
        });
        scene
    }

    /// A hook at that address, which tells nothing.
    pub fn hooked(self, url: &str) -> Self {
        let mut scene = self.shows(json!({}), json!({}));
        if let Some(entry) = scene.entries.last_mut() {
            entry.request.url = url.to_string();
        }
        scene
    }

    /// A call of ours and its answer. The tokens are added to the request.
    pub fn call(self, operation: &str, request: Value, answer: Value) -> Self {
        self.call_at(
            "https://one.example/api",
            operation,
            request,
            Response::json(200, &answer),
        )
    }

    /// A call of ours without anything special in it, and its answer.
    pub fn answer(self, operation: &str, answer: Value) -> Self {
        self.call(operation, json!({}), answer)
    }

    /// A call of ours to that base address.
    pub fn call_at(mut self, base: &str, operation: &str, request: Value, response: Response) -> Self {
        let described = CONTRACT.operation(Api::ChannelManager, self.side, operation);
        let written = match described {
            Ok(Some(_)) => operation,
            Ok(None) | Err(_) => self.stand_in(),
        };
        let (expect, credentials) = (self.expect, self.credentials);
        self.steps.push_str(&format!(
            "  - {{ call: {written}, with: {{ {credentials} }}, expect: {{ {expect} }} }}\n"
        ));
        self.called.push(operation.to_string());
        self.entries.push(Entry {
            step: self.count,
            direction: Direction::Outbound,
            role: Role::Step,
            request: sent(format!("{base}/{operation}"), authenticated(request)),
            outcome: Outcome::Answered(response),
            elapsed: Duration::ZERO,
            at: Duration::ZERO,
            waited: None,
        });
        self.count += 1;
        self
    }

    /// A call of the system under test, with exactly that body, and our answer.
    pub fn receive(mut self, path: &str, body: Value, answer: Value) -> Self {
        self.entries.push(Entry {
            step: self.count.saturating_sub(1),
            direction: Direction::Inbound,
            role: Role::Step,
            request: sent(path.to_string(), body),
            outcome: Outcome::Answered(Response::json(200, &answer)),
            elapsed: Duration::ZERO,
            at: Duration::ZERO,
            waited: None,
        });
        self
    }

    /// Other facts about the target.
    pub fn knowing(mut self, change: impl FnOnce(&mut Facts)) -> Self {
        change(&mut self.facts);
        self
    }

    /// Everything that the rules say.
    pub fn findings(&self) -> Vec<Finding> {
        let transcript = Transcript {
            entries: self.entries.clone(),
            facts: Arc::new(self.facts.clone()),
            stopped: self.stopped.clone(),
            ..Transcript::default()
        };
        let case = self.case();
        let judged = self.judged.unwrap_or(self.side);
        let findings = rules::findings(Conversation::judging(judged, &case, &transcript, &CONTRACT).material());
        findings.iter().for_each(|finding| exists(finding, &transcript));
        findings
    }

    /// The operation that an exchange is about.
    pub fn operation(&self, entry: usize) -> &str {
        let path = self.entries[entry].request.path();
        path.rsplit('/').next().unwrap_or(path)
    }

    fn case(&self) -> Case {
        // A case has at least one step, even where the system under test does all the talking.
        let idle = format!("  - {{ call: {}, expect: {{ success: true }} }}\n", self.stand_in());
        let steps = if self.steps.is_empty() { &idle } else { &self.steps };
        let text = format!(
            "requirement: The rules hold.\nsource: a/page\napi: channel-manager\nunder-test: {}\ncovers: [{}]\nsteps:\n{steps}",
            self.side, self.covers
        );
        let scenario = read::scenario("a/case", &Source::new("a/case.yaml", Syntax::Yaml, text))
            .expect("the scenario can be read");
        let plan = compile(&CONTRACT, vec![scenario], &Selection::default()).expect("the scenario compiles");
        let mut case = plan.case(0).expect("there is a case");
        for (step, called) in std::iter::zip(&mut case.steps, &self.called) {
            if let Action::Call(call) = &mut step.action
                && call.operation.id != *called
            {
                let id = called.clone();
                call.operation = Arc::new(Operation {
                    id,
                    ..(*call.operation).clone()
                });
            }
        }
        case
    }

    /// An operation of the side under test for want of a better one.
    fn stand_in(&self) -> &'static str {
        match self.side {
            Side::Mews => "getChannels",
            Side::ChannelManager => "changeNotificaton",
        }
    }
}

/// A finding points to a value that is there, or to a property that is missing from an object that is there.
fn exists(finding: &Finding, transcript: &Transcript) {
    let place = finding.place.as_ref().expect("rules always say where");
    let entry = &transcript.entries[place.entry];
    let body = match (place.message, &entry.outcome) {
        (Message::Request, _) => &entry.request.body,
        (Message::Response, Outcome::Answered(response)) => &response.body,
        (Message::Response, Outcome::Failed(_)) => panic!("{} points into an answer that never came", finding.check),
    };
    let parent = place.pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    let found = place.pointer.is_empty() || body.json().is_ok_and(|json| json.pointer(parent).is_some());
    assert!(
        found,
        "{} points to {} which is not there",
        finding.check, place.pointer
    );
}

/// The body with the tokens that it does not have yet.
pub fn authenticated(mut body: Value) -> Value {
    if let Some(body) = body.as_object_mut() {
        body.entry("clientToken").or_insert(CLIENT.into());
        body.entry("connectionToken").or_insert(CONNECTION.into());
    }
    body
}

fn sent(url: String, body: Value) -> Request {
    Request {
        method: "POST".into(),
        url,
        headers: Headers::default(),
        body: Body::of(&body),
    }
}
