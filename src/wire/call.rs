//! `[io]` One request with reqwest: every way in which it can go wrong is a value.

use std::error::Error;
use std::io;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::diagnosis::{self, root_cause};
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};
use crate::exchange::transcript::{Failure, FailureKind, Outcome};

/// Limits of every call.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// From the first byte sent to the last byte received.
    pub answer: Duration,
    /// Until the connection stands.
    pub connect: Duration,
    /// The largest body that is read.
    pub body: usize,
    /// Longest idle time of a connection that is used again: servers close them after a time of their own, and a
    /// message that meets the end of one is lost. With zero, each call has a connection of its own.
    pub idle: Duration,
}

impl Default for Limits {
    /// Ten seconds for an answer, five for a connection, 16 MiB, half a second of idleness.
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(10),
            connect: Duration::from_secs(5),
            body: 16 << 20,
            idle: Duration::from_millis(500),
        }
    }
}

/// Makes calls. Connections are kept open for a moment and used again.
///
/// Redirects are never followed: the tokens in the body would go wherever they point.
#[derive(Debug)]
pub struct Caller {
    limits: Limits,
    plain: OnceLock<Result<reqwest::Client, String>>,
    secure: OnceLock<Result<reqwest::Client, String>>,
}

impl Caller {
    /// A caller with those limits.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            plain: OnceLock::new(),
            secure: OnceLock::new(),
        }
    }

    /// The limits of its calls.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// The client for an address. Loading the trusted certificates takes longer than a whole run
    /// on plain HTTP, so they are loaded when the first `https` address is called.
    fn client(&self, url: &str) -> Result<&reqwest::Client, &String> {
        if url.get(..6).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https:")) {
            self.secure.get_or_init(|| secure(self.limits)).as_ref()
        } else {
            self.plain.get_or_init(|| plain(self.limits)).as_ref()
        }
    }

    /// Sends the request and reads the answer, however it turns out.
    pub async fn call(&self, request: &Request) -> (Outcome, Duration) {
        let begun = Instant::now();
        let outcome = match tokio::time::timeout(self.limits.answer, self.exchange(request)).await {
            Ok(Ok(response)) => Outcome::Answered(response),
            Ok(Err(failure)) => Outcome::Failed(failure),
            Err(_) => Outcome::Failed(Failure {
                kind: FailureKind::Timeout,
                detail: format!(
                    "no whole answer within {}",
                    humantime::format_duration(self.limits.answer)
                ),
            }),
        };
        (outcome, begun.elapsed())
    }

    async fn exchange(&self, request: &Request) -> Result<Response, Failure> {
        let address = |detail: String| Failure {
            kind: FailureKind::Address,
            detail,
        };
        let url =
            url::Url::parse(&request.url).map_err(|error| address(format!("the address is not a URL: {error}")))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(address(format!("`{}` addresses cannot be called", url.scheme())));
        }
        let method = request.method.http().map(str::as_bytes);
        let method = method.and_then(|name| reqwest::Method::from_bytes(name).ok());
        let method = method.ok_or_else(|| address(format!("`{}` is not an HTTP method", request.method)))?;
        let is_plain = url.scheme() == "http";
        let client = self.client(&request.url).map_err(|detail| address(detail.clone()))?;
        let mut builder = client.request(method, url);
        for (name, value) in request.headers.iter() {
            builder = builder.header(name, value);
        }
        if !request.body.bytes().is_empty() {
            builder = builder.body(request.body.bytes().to_vec());
        }
        let mut response = builder
            .send()
            .await
            .map_err(|error| unanswered(self.failure(&error), is_plain))?;
        let status = response.status().as_u16();
        let headers: Headers = response
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failure(&error))? {
            if body.len() + chunk.len() > self.limits.body {
                return Err(Failure {
                    kind: FailureKind::TooLarge,
                    detail: format!(
                        "the answer is larger than {} MiB; the rest was not read",
                        self.limits.body >> 20
                    ),
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status,
            headers,
            body: Body::from(body),
        })
    }

    fn failure(&self, error: &reqwest::Error) -> Failure {
        let cause = root_cause(error);
        if error.is_builder() {
            return Failure {
                kind: FailureKind::Address,
                detail: format!("the request cannot be made: {cause}"),
            };
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return Failure {
                kind: FailureKind::Tls,
                detail: format!("the TLS connection was not established: {}", diagnosis::tls(tls)),
            };
        }
        if error.is_connect() {
            let detail = if error.is_timeout() {
                format!(
                    "no connection within {}",
                    humantime::format_duration(self.limits.connect)
                )
            } else {
                format!("no connection: {cause}")
            };
            return Failure {
                kind: FailureKind::Unreachable,
                detail,
            };
        }
        if error.is_timeout() {
            return Failure {
                kind: FailureKind::Timeout,
                detail: "no whole answer in time".to_string(),
            };
        }
        if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse_too_large) {
            return Failure {
                kind: FailureKind::TooLarge,
                detail: "the header fields of the answer are too large; the rest was not read".to_string(),
            };
        }
        if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
            return Failure {
                kind: FailureKind::Protocol,
                detail: format!("the answer is not HTTP: {cause}"),
            };
        }
        Failure {
            kind: FailureKind::Closed,
            detail: format!("the connection ended before the answer was whole: {cause}"),
        }
    }
}

/// A failure before anything of an answer was read. What speaks TLS hangs up on plain HTTP, or answers in TLS.
fn unanswered(mut failure: Failure, is_plain: bool) -> Failure {
    match failure.kind {
        FailureKind::Closed | FailureKind::Protocol if is_plain => {
            failure
                .detail
                .push_str(" (if the address speaks TLS, its url begins with https://)");
        }
        FailureKind::Closed
        | FailureKind::Protocol
        | FailureKind::Address
        | FailureKind::Unreachable
        | FailureKind::Tls
        | FailureKind::Timeout
        | FailureKind::TooLarge => {}
    }
    failure
}

/// A configuration of TLS that trusts no certificate.
pub(super) fn tls_without_trust() -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(config
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth())
}

fn plain(limits: Limits) -> Result<reqwest::Client, String> {
    // This client never speaks TLS.
    let tls = tls_without_trust().map_err(|error| error.to_string())?;
    builder(limits)
        .tls_backend_preconfigured(tls)
        .build()
        .map_err(|error| root_cause(&error))
}

fn secure(limits: Limits) -> Result<reqwest::Client, String> {
    // Err means that another part of the process installed one already, which serves as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    builder(limits)
        .tls_version_min(reqwest::tls::Version::TLS_1_2)
        .build()
        .map_err(|error| format!("TLS cannot be set up: {}", root_cause(&error)))
}

fn builder(limits: Limits) -> reqwest::ClientBuilder {
    let builder = if limits.idle.is_zero() {
        reqwest::Client::builder().pool_max_idle_per_host(0)
    } else {
        reqwest::Client::builder().pool_idle_timeout(limits.idle)
    };
    builder
        .user_agent(concat!("keycard/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(limits.connect)
        .http1_only()
}

/// The first error of a type along the chain of causes.
fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut here: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(cause) = here {
        if let Some(found) = cause.downcast_ref::<T>() {
            return Some(found);
        }
        // An I/O error keeps what it wraps apart from its source.
        if let Some(inner) = cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref)
            && let Some(found) = find::<T>(inner)
        {
            return Some(found);
        }
        here = cause.source();
    }
    None
}
