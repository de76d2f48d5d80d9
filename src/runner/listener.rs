//! `[io]` The server on which the system under test calls Keycard.
//!
//! A thread and a runtime of its own: calls are taken in and answered whatever the run is doing.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::body::{Body as Stream, to_bytes};
use axum::extract::State;
use tokio::sync::oneshot;

use super::acknowledgement::accepted;
use super::arrival::BodyState;
use super::inbox::{Delivery, Inbox};
use crate::exchange::body::Body;
use crate::exchange::message::{Headers, Request, Response};

/// The largest body that is read, in bytes.
const LARGEST_BODY: usize = 16 << 20;
/// Longest time that a body may take to arrive.
const SLOWEST_BODY: Duration = Duration::from_secs(30);

/// A port on which calls are taken. Dropping it closes the port.
#[derive(Debug)]
pub struct Listener {
    inbox: Inbox,
    address: SocketAddr,
    _open: oneshot::Sender<()>,
}

impl Listener {
    /// Listens on an address; port 0 is any that is free.
    ///
    /// # Errors
    /// The address is taken or cannot be had.
    pub fn start(address: SocketAddr) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let inbox = Inbox::default();
        let (open, closed) = oneshot::channel::<()>();
        let served = inbox.clone();
        std::thread::Builder::new().name("listener".into()).spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return;
            };
            runtime.block_on(async {
                let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
                    return;
                };
                let service = axum::Router::new().fallback(take).with_state(served);
                tokio::select! {
                    _ = axum::serve(listener, service) => {}
                    // The other end is dropped with the listener.
                    _ = closed => {}
                }
            });
        })?;
        Ok(Self {
            inbox,
            address,
            _open: open,
        })
    }

    /// The inbox in which calls find their cases.
    pub fn inbox(&self) -> &Inbox {
        &self.inbox
    }

    /// The address that is listened on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

async fn take(State(inbox): State<Inbox>, request: axum::extract::Request) -> axum::response::Response {
    let at = Instant::now();
    let (head, stream) = request.into_parts();
    let (body, state) = read(stream).await;
    let request = Request {
        method: head.method.as_str().into(),
        url: head.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        headers: head
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
            .collect::<Headers>(),
        body,
    };
    let response = match inbox.deliver(request, state, at) {
        Delivery::Settled(response) => response,
        Delivery::Waiting(answer) => match answer.await {
            Ok(answer) => {
                tokio::time::sleep(answer.delay).await;
                answer.response
            }
            // The case ended in between.
            Err(_) => accepted(),
        },
    };
    outgoing(response)
}

async fn read(stream: Stream) -> (Body, BodyState) {
    match tokio::time::timeout(SLOWEST_BODY, to_bytes(stream, LARGEST_BODY)).await {
        Ok(Ok(bytes)) => (Body::from(Vec::from(bytes)), BodyState::Whole),
        Ok(Err(error)) => {
            let limit =
                std::error::Error::source(&error).is_some_and(|source| source.to_string().contains("length limit"));
            let state = if limit { BodyState::TooLarge } else { BodyState::Broken };
            (Body::default(), state)
        }
        Err(_) => (Body::default(), BodyState::Broken),
    }
}

fn outgoing(response: Response) -> axum::response::Response {
    let mut builder = axum::http::Response::builder().status(response.status);
    for (name, value) in response.headers.iter() {
        builder = builder.header(name, value);
    }
    builder
        .body(Stream::from(response.body.bytes().to_vec()))
        .unwrap_or_default()
}
