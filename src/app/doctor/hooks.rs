//! `[io]` Hooks of a configuration: programs that are there and may be run, and addresses that answer.
//!
//! No program is run and nothing is posted: what a hook does is done to the system under test.

use std::collections::BTreeMap;

use crate::app::doctor::remark::Remarks;
use crate::config::model::Config;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request};
use crate::exchange::transcript::{FailureKind, Outcome};
use crate::runner::hook::Hook;
use crate::runner::program;
use crate::wire::call::Caller;

/// Examines every hook, that of the read-back included.
pub async fn examined(config: &Config, caller: &Caller, remarks: &mut Remarks<'_>) {
    // Each host has the same hooks.
    let own = config.endpoints.first().map(|(_, _, endpoint)| &endpoint.hooks);
    let named = own.into_iter().flat_map(|hooks| &hooks.named);
    let mut hooks: BTreeMap<String, &Hook> = named.map(|(name, hook)| (format!("[hooks.{name}]"), hook)).collect();
    if let Some(hook) = &config.read_back {
        hooks.insert("[read-back]".to_string(), hook);
    }
    for (place, hook) in hooks {
        match hook {
            Hook::Command { line, directory } => {
                let Some(program) = line.first() else { continue };
                match program::obstacle(program, directory) {
                    Some(obstacle) => {
                        remarks.fault(&format!("{place} command: `{program}` cannot be started: {obstacle}"))
                    }
                    None => remarks.ok(&format!("{place} `{program}` is there and may be run")),
                }
            }
            Hook::Url(url) => reached(&format!("{place} url"), url, caller, remarks).await,
        }
    }
    if let Some(base) = own.and_then(|hooks| hooks.base.as_ref()) {
        reached("hooks-url", &base.replace("{case}", "doctor"), caller, remarks).await;
    }
}

/// Looks whether anybody answers at the address of a hook, whatever the answer to a GET is.
async fn reached(place: &str, url: &str, caller: &Caller, remarks: &mut Remarks<'_>) {
    let request = Request {
        method: "GET".into(),
        url: url.to_string(),
        headers: Headers::default(),
        body: Body::default(),
    };
    match caller.call(&request).await.0 {
        Outcome::Answered(response) => remarks.ok(&format!("{place} answers (HTTP {})", response.status)),
        Outcome::Failed(failure) => {
            let text = format!("{place}: {}", failure.detail);
            match failure.kind {
                FailureKind::Unreachable | FailureKind::Timeout | FailureKind::Closed => remarks.unreachable(&text),
                FailureKind::Address | FailureKind::Tls | FailureKind::Protocol | FailureKind::TooLarge => {
                    remarks.fault(&text);
                }
            }
        }
    }
}
