//! `[io]` Operations that a channel manager need not host: it is asked once for each, before the first case that calls it.
//!
//! A request without any content is enough to tell: whoever hosts the operation answers it as not valid. Asked before
//! the cases, the answer is the same for all of them, in whichever order they run.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;
use tokio::sync::OnceCell;

use super::endpoint::Endpoint;
use crate::contract::operation::Operation;
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Method, Request};
use crate::exchange::transcript::{Outcome, Stop};
use crate::plan::case::{Call, Case, Step};
use crate::wire::call::Caller;

/// Statuses of an address at which nothing is hosted.
const NOTHING_HOSTED: [u16; 3] = [404, 410, 501];

/// Operations that were asked for, each with the status that says that it is not hosted.
#[derive(Debug, Default)]
pub struct Hosting {
    asked: Mutex<HashMap<String, Arc<OnceCell<Option<u16>>>>>,
}

impl Hosting {
    /// Checks that every operation is hosted that the steps from that one on call.
    ///
    /// # Errors
    /// One need not be hosted, and is not.
    pub(super) async fn check(
        &self,
        case: &Case,
        endpoint: &Endpoint,
        caller: &Caller,
        from: usize,
    ) -> Result<(), Stop> {
        let calls = case.steps.iter().skip(from).filter_map(Step::call);
        for call in calls.filter(|call| may_be_missing(call)) {
            let operation = &call.operation;
            if endpoint.agreement.not_hosted.contains(&operation.id) {
                return Err(Stop::NotConfigured {
                    reason: format!("`{}` is not hosted, as `not-hosted` says", operation.id),
                });
            }
            if !endpoint.shares_state() {
                continue;
            }
            let url = endpoint.address(case, operation, None);
            if let Some(status) = self.missing(&url, caller).await {
                return Err(Stop::NotConfigured {
                    reason: not_found(operation, &url, status),
                });
            }
        }
        Ok(())
    }

    /// The status that says that nothing is hosted at an address; `None` if something is, or if it cannot be told.
    async fn missing(&self, url: &str, caller: &Caller) -> Option<u16> {
        let asked = {
            let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
            asked.entry(url.to_string()).or_default().clone()
        };
        *asked
            .get_or_init(|| async {
                let mut headers = Headers::default();
                headers.push("content-type", "application/json");
                headers.push("accept", "application/json");
                let request = Request {
                    method: Method::Http("POST".to_string()),
                    url: url.to_string(),
                    headers,
                    body: Body::of(&json!({})),
                };
                match caller.call(&request).await.0 {
                    Outcome::Answered(response) => {
                        Some(response.status).filter(|status| NOTHING_HOSTED.contains(status))
                    }
                    Outcome::Failed(_) => None,
                }
            })
            .await
    }
}

/// Returns true if a call is to an operation, at its own address, that a partner need not host.
fn may_be_missing(call: &Call) -> bool {
    call.path.is_none() && call.operation.need_not_be_hosted()
}

fn not_found(operation: &Operation, url: &str, status: u16) -> String {
    let id = &operation.id;
    format!(
        "`{id}` is not hosted: POST {url} is answered with HTTP status {status}; correct the address, or say so with \
         `not-hosted = [\"{id}\"]`"
    )
}
