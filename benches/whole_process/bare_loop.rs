//! What there is to beat: the same bodies sent one after another on one connection with reqwest,
//! each answer held against the same schema with jsonschema; no scenarios, no judgement, no report.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use jsonschema::{Retrieve, Uri};
use serde_json::Value;

use super::Outcome;

/// The first argument that makes the bench this loop.
pub const MODE: &str = "--bare-loop";

const SCHEMAS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schemas");
const SCHEMA: &str = "channel-manager/channel-manager/updateAvailability.response.json";

/// Posts every body of a JSON file to an address.
pub fn run(arguments: &[String]) -> Outcome<()> {
    let [url, bodies] = arguments else {
        return Err("the loop takes an address and a file of bodies".into());
    };
    let bodies: Vec<Value> = serde_json::from_slice(&fs::read(bodies)?)?;
    let schema: Value = serde_json::from_slice(&fs::read(Path::new(SCHEMAS).join(SCHEMA))?)?;
    let validator = jsonschema::options()
        .with_retriever(Files)
        .should_validate_formats(true)
        .build(&schema)
        .map_err(|error| error.to_string())?;
    let client = client()?;
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(async {
            for body in &bodies {
                let response = client
                    .post(url)
                    .header("content-type", "application/json")
                    .body(serde_json::to_vec(body)?)
                    .send()
                    .await?;
                if response.status() != 200 {
                    return Err(format!("answered {}", response.status()).into());
                }
                let answer: Value = serde_json::from_slice(&response.bytes().await?)?;
                if !validator.is_valid(&answer) {
                    return Err("an answer is not as its schema says".into());
                }
            }
            Ok(())
        })
}

/// Trusts no one, like keycard's own client for plain HTTP: certificates would cost more than all the rest.
fn client() -> Outcome<reqwest::Client> {
    let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .build()?)
}

struct Files;

impl Retrieve for Files {
    fn retrieve(&self, uri: &Uri<String>) -> Result<Value, Box<dyn std::error::Error + Send + Sync>> {
        let path = uri.as_str().trim_start_matches("https://keycard.invalid/");
        Ok(serde_json::from_slice(&fs::read(Path::new(SCHEMAS).join(path))?)?)
    }
}
