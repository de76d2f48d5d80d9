//! `[io]` Hooks: commands or addresses that a target offers to make it act.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt;

use super::program::obstacle;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Method, Request, Response};
use crate::exchange::transcript::{Failure, FailureKind, Outcome};
use crate::wire::call::Caller;

/// Longest time that a command may run.
const LONGEST_RUN: Duration = Duration::from_secs(120);

/// Exit code of a command that cannot do what is wished, since the target does not offer it (`EX_UNAVAILABLE`).
pub const NOT_OFFERED_CODE: i32 = 69;
/// HTTP status by which a hook says the same.
pub const NOT_OFFERED_STATUS: u16 = 501;
/// Property of a hook's answer by which it says the same; holds the reason.
pub const NOT_OFFERED: &str = "notOffered";

/// The hooks of a target.
#[derive(Clone, Debug, Default)]
pub struct Hooks {
    /// Those that are named one by one.
    pub named: HashMap<String, Hook>,
    /// The address below which every other name is a hook; `{case}` in it stands for the case's key.
    pub base: Option<String>,
}

/// One way to make a target act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hook {
    /// A POST to that address, with JSON.
    Url(String),
    /// A command: JSON on its standard input, JSON or nothing on its standard output.
    Command {
        /// Program and arguments.
        line: Vec<String>,
        /// The directory that it runs in.
        directory: PathBuf,
    },
}

impl Hooks {
    /// The hook of that name, for the case of that key.
    pub fn get(&self, name: &str, key: &str) -> Option<Hook> {
        self.named.get(name).cloned().or_else(|| {
            let base = self.base.as_ref()?.replace("{case}", key);
            Some(Hook::Url(format!("{}/{name}", base.trim_end_matches('/'))))
        })
    }
}

/// The request that stands for a hook in the transcript.
pub fn request(name: &str, hook: &Hook, body: &Value) -> Request {
    let (method, url, headers) = match hook {
        Hook::Url(url) => {
            let json = [("content-type", "application/json"), ("accept", "application/json")];
            (Method::from("POST"), url.clone(), Headers::from_iter(json))
        }
        Hook::Command { line, .. } => {
            let command = Method::Command(line.join(" "));
            (command, format!("hook:{name}"), Headers::default())
        }
    };
    Request {
        method,
        url,
        headers,
        body: Body::of(body),
    }
}

/// Calls a hook, however it turns out.
pub async fn call(hook: &Hook, request: &Request, variables: &[(&str, String)], caller: &Caller) -> Outcome {
    match hook {
        Hook::Url(_) => caller.call(request).await.0,
        Hook::Command { line, directory } => match command(line, directory, request, variables).await {
            Ok(Ended::Done(output)) => Outcome::Answered(Response {
                status: 200,
                headers: Headers::from_iter([("content-type", "application/json")]),
                body: Body::from(output),
            }),
            Ok(Ended::NotOffered(reason)) => {
                let body = serde_json::json!({ NOT_OFFERED: reason });
                Outcome::Answered(Response::json(NOT_OFFERED_STATUS, &body))
            }
            Err(detail) => Outcome::Failed(Failure {
                kind: FailureKind::Closed,
                detail,
            }),
        },
    }
}

/// End of a command that did its part.
enum Ended {
    /// It did what is wished, and printed that.
    Done(Vec<u8>),
    /// The target does not offer what is wished, for that reason.
    NotOffered(String),
}

/// Reads that a hook cannot do what is wished, since the target does not offer it. `is_common` says that the address is
/// one below `hooks-url`, where 404 says so as well.
pub fn not_offered(outcome: &Outcome, is_common: bool) -> Option<String> {
    let Outcome::Answered(response) = outcome else {
        return None;
    };
    let said = response.body.json().ok().and_then(|body| body.get(NOT_OFFERED));
    match said {
        Some(Value::String(reason)) if !reason.trim().is_empty() => return Some(reason.trim().to_string()),
        Some(Value::Bool(true) | Value::String(_)) => return Some("it says so".to_string()),
        Some(_) | None => {}
    }
    match response.status {
        NOT_OFFERED_STATUS => Some(format!("it answered with HTTP {NOT_OFFERED_STATUS}")),
        404 if is_common => Some("there is none below `hooks-url` (HTTP 404)".to_string()),
        _ => None,
    }
}

async fn command(
    line: &[String],
    directory: &PathBuf,
    request: &Request,
    variables: &[(&str, String)],
) -> Result<Ended, String> {
    let Some((program, arguments)) = line.split_first() else {
        return Err("the command is empty".to_string());
    };
    let mut child = tokio::process::Command::new(program)
        .args(arguments)
        .current_dir(directory)
        .envs(variables.iter().map(|(name, value)| (*name, value.as_str())))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| match obstacle(program, directory) {
            Some(obstacle) => format!("`{program}` cannot be started: {obstacle}"),
            None => format!("`{program}` cannot be started: {error}"),
        })?;
    if let Some(mut input) = child.stdin.take() {
        // A command need not read what it is told.
        let _ = input.write_all(request.body.bytes()).await;
    }
    let output = match tokio::time::timeout(LONGEST_RUN, child.wait_with_output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => return Err(format!("`{program}` did not run to its end: {error}")),
        Err(_) => {
            let limit = humantime::format_duration(LONGEST_RUN);
            return Err(format!("`{program}` did not end within {limit}"));
        }
    };
    if output.status.success() {
        return Ok(Ended::Done(output.stdout));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said.lines().rev().find(|line| !line.trim().is_empty());
    if output.status.code() == Some(NOT_OFFERED_CODE) {
        let reason = last.map_or_else(
            || format!("it ended with {NOT_OFFERED_CODE}"),
            |last| last.trim().to_string(),
        );
        return Ok(Ended::NotOffered(reason));
    }
    let ending = match output.status.code() {
        Some(code) => format!("`{program}` ended with {code}"),
        None => format!("`{program}` was killed"),
    };
    Err(last.map_or(ending.clone(), |last| format!("{ending}: {last}")))
}
