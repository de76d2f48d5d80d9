//! `[io]` Worlds on the network.
//!
//! wiremock serves HTTP; what to answer is decided here, by one responder for every request. It
//! runs under the server's write lock, so it computes and never waits.
//!
//! wiremock keeps a copy of every request that a mock matched, and taking a scoped mock out of
//! scope does not free them: only a reset of the server does. So the mocks are reset and mounted
//! anew from time to time, by a task on the server's own thread. That thread serves every
//! connection and the task does not yield between the two, so no request meets an empty server.
//!
//! Scoped mocks would not do: mocks of mixed priorities unmount the wrong one, and wiremock has no state.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};

use wiremock::matchers::any;
use wiremock::{Match, Mock, MockServer, Respond, ResponseTemplate};

use super::host_options::HostOptions;
use super::lock::lock;
use super::reply::{Reply, Transport};
use super::worlds::{Setting, Worlds};
use crate::exchange::body::Body;
use crate::exchange::message::Request;

/// After so many requests wiremock's copies of them are dropped: each holds the eight kilobytes that it was read into …
const MOST_KEPT_REQUESTS: usize = 250;
/// … or after so many bytes: one full push has several million.
const MOST_KEPT_BYTES: usize = 16 << 20;

/// Hosts one world per case on a port of this machine.
///
/// The first segment of a path names the case: `/{case}/api/channelManager/v1/getChannels`. Its
/// world is made at the first request and lives until [`Host::forget`]. A path that starts
/// without a case, as with [`Host::address`], belongs to one world of its own.
///
/// Dropping the host closes the port and every connection.
pub struct Host {
    worlds: Arc<Worlds>,
    address: String,
    // Dropped last of all owners: its own drop shuts the server down.
    server: Arc<MockServer>,
}

impl Host {
    /// Starts to listen on a free port; may be called inside and outside of a tokio runtime.
    ///
    /// # Errors
    ///
    /// No port or no thread is to be had.
    pub fn start(options: HostOptions) -> io::Result<Self> {
        Self::serve(Port::any()?, Setting::of(options))
    }

    /// The same, with worlds that call the other side at that address; `{case}` in it stands for the
    /// name of the case.
    ///
    /// # Errors
    ///
    /// No port or no thread is to be had.
    pub fn start_calling(options: HostOptions, counterpart: String) -> io::Result<Self> {
        let setting = Setting {
            counterpart: Some(counterpart),
            ..Setting::of(options)
        };
        Self::serve(Port::any()?, setting)
    }

    /// The same at an address of one's own choice.
    ///
    /// # Errors
    ///
    /// The address is taken or cannot be had, or no thread is.
    pub fn start_at(address: SocketAddr, options: HostOptions, counterpart: String) -> io::Result<Self> {
        let setting = Setting {
            counterpart: Some(counterpart),
            ..Setting::of(options)
        };
        Self::serve(Port::at(address)?, setting)
    }

    /// Serves worlds of that setting on a port that was taken before.
    pub(super) fn serve(port: Port, setting: Setting) -> io::Result<Self> {
        let Port { listener, address: own } = port;
        let worlds = Arc::new(Worlds::new(setting, own));
        let service = Arc::new(Service::new(Arc::clone(&worlds)));
        let mounted = Arc::clone(&service);
        // A thread of its own, because a runtime cannot be entered from within another.
        let starting = std::thread::Builder::new().name("stub start".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
            io::Result::Ok(runtime.block_on(async {
                let server = MockServer::builder()
                    .listener(listener)
                    .disable_request_recording()
                    .start()
                    .await;
                mount(&server, &mounted).await;
                server
            }))
        })?;
        let server = starting
            .join()
            .map_err(|_| io::Error::other("the stub's server did not start"))??;
        let server = Arc::new(server);
        // Set once, here: it cannot have been set before.
        let _ = service.server.set(Arc::downgrade(&server));
        Ok(Self {
            worlds,
            address: server.uri(),
            server,
        })
    }

    /// `http://127.0.0.1:port`, without a case.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The address of a case, with `{case}` in the place of its name.
    ///
    /// The name that is put there must be one path segment, percent-encoded where needed.
    pub fn address_template(&self) -> String {
        format!("{}/{{case}}", self.address)
    }

    /// Drops the world of a case, named as in the path; the next request to it finds a new one.
    pub fn forget(&self, case: &str) {
        self.worlds.forget(case);
    }
}

impl std::fmt::Debug for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Host")
            .field("address", &self.server.address())
            .finish_non_exhaustive()
    }
}

/// A port of this machine, taken but not yet served.
pub(super) struct Port {
    listener: TcpListener,
    /// `http://127.0.0.1:port`.
    pub(super) address: String,
}

impl Port {
    /// Takes any free one.
    pub(super) fn any() -> io::Result<Self> {
        Self::at(SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    fn at(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = format!("http://{}", listener.local_addr()?);
        Ok(Self { listener, address })
    }
}

/// Worlds, and the server that asks them.
struct Service {
    worlds: Arc<Worlds>,
    /// Reply to the request that is being served; the server's lock lets in one at a time.
    reply: Mutex<Option<Reply>>,
    kept_requests: AtomicUsize,
    kept_bytes: AtomicUsize,
    server: OnceLock<Weak<MockServer>>,
}

impl Service {
    fn new(worlds: Arc<Worlds>) -> Self {
        Self {
            worlds,
            reply: Mutex::default(),
            kept_requests: AtomicUsize::new(0),
            kept_bytes: AtomicUsize::new(0),
            server: OnceLock::new(),
        }
    }

    fn handle(&self, received: &wiremock::Request) -> Reply {
        let (case, path) = split_case(received.url.path());
        let request = Request {
            method: received.method.as_str().into(),
            url: match received.url.query() {
                Some(query) => format!("{path}?{query}"),
                None => path.to_owned(),
            },
            headers: received
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
                .collect(),
            body: Body::from(received.body.clone()),
        };
        self.worlds.handle(case, request, received.url.path())
    }

    fn keep_memory_bounded(self: &Arc<Self>, received: &wiremock::Request) {
        let requests = self.kept_requests.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.kept_bytes.fetch_add(received.body.len(), Ordering::Relaxed) + received.body.len();
        if requests < MOST_KEPT_REQUESTS && bytes < MOST_KEPT_BYTES {
            return;
        }
        let Ok(thread_of_server) = tokio::runtime::Handle::try_current() else {
            return;
        };
        let Some(server) = self.server.get().and_then(Weak::upgrade) else {
            return;
        };
        self.kept_requests.store(0, Ordering::Relaxed);
        self.kept_bytes.store(0, Ordering::Relaxed);
        let service = Arc::clone(self);
        thread_of_server.spawn(async move {
            server.reset().await;
            mount(&server, &service).await;
        });
    }
}

/// Two mocks, since whether wiremock answers or fails is settled when a mock is built.
async fn mount(server: &MockServer, service: &Arc<Service>) {
    Mock::given(Closing(Arc::clone(service)))
        .respond_with_err(|_: &wiremock::Request| io::Error::from(io::ErrorKind::ConnectionAborted))
        .with_priority(1)
        .mount(server)
        .await;
    Mock::given(any())
        .respond_with(Answering(Arc::clone(service)))
        .with_priority(2)
        .mount(server)
        .await;
}

/// Is asked first about every request: has the world answer, and matches if that is silence.
struct Closing(Arc<Service>);

impl Match for Closing {
    fn matches(&self, received: &wiremock::Request) -> bool {
        let reply = self.0.handle(received);
        let closed = reply.transport == Transport::Closed;
        *lock(&self.0.reply) = Some(reply);
        self.0.keep_memory_bounded(received);
        closed
    }
}

/// Sends what the world answered.
struct Answering(Arc<Service>);

impl Respond for Answering {
    fn respond(&self, _: &wiremock::Request) -> ResponseTemplate {
        let Some(reply) = lock(&self.0.reply).take() else {
            return ResponseTemplate::new(500);
        };
        let mut template =
            ResponseTemplate::new(reply.response.status).set_body_bytes(reply.response.body.bytes().to_vec());
        for (name, value) in reply.response.headers.iter() {
            template = template.append_header(name, value);
        }
        match reply.transport {
            Transport::Delayed(delay) => template.set_delay(delay),
            Transport::Normal | Transport::Closed => template,
        }
    }
}

/// The case that a path belongs to, and the rest of the path.
fn split_case(path: &str) -> (&str, &str) {
    let rest = path.strip_prefix('/').unwrap_or(path);
    let (first, tail) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
    // The segments with which the paths of the two sides begin.
    if matches!(first, "api" | "channelManager" | "v1" | "hooks") {
        ("", path)
    } else {
        (first, tail)
    }
}

#[cfg(test)]
mod tests {
    use super::split_case;

    #[test]
    fn the_first_segment_names_the_case() {
        assert_eq!(
            split_case("/a%2Fb/channelManager/updatePrices"),
            ("a%2Fb", "/channelManager/updatePrices")
        );
        assert_eq!(
            split_case("/channelManager/updatePrices"),
            ("", "/channelManager/updatePrices")
        );
        assert_eq!(
            split_case("/api/channelManager/v1/getChannels"),
            ("", "/api/channelManager/v1/getChannels")
        );
        assert_eq!(split_case("/a"), ("a", "/"));
        assert_eq!(split_case("/"), ("", "/"));
    }
}
