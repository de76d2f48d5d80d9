//! `[io]` Worlds on the network: where the stub meets requests and the clock.
//!
//! wiremock serves HTTP; what to answer is decided here, by one responder for every request. It
//! runs under the server's write lock, so it computes and never waits.
//!
//! wiremock keeps a copy of every request that a mock matched, and taking a scoped mock out of
//! scope does not free them: only a reset of the server does. So the mocks are reset and mounted
//! anew from time to time, by a task on the server's own thread. That thread serves every
//! connection and the task does not yield between the two, so no request meets an empty server.

use std::collections::HashMap;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};

use jiff::Timestamp;
use wiremock::matchers::any;
use wiremock::{Match, Mock, MockServer, Respond, ResponseTemplate};

use super::options::Options;
use super::outbox::Outbox;
use super::owed::Callback;
use super::reply::{Reply, Transport};
use super::world::World;
use crate::exchange::body::Body;
use crate::exchange::message::{Request, Response};

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
    pub fn start(options: Options) -> io::Result<Self> {
        Self::serve(Port::any()?, Setting::of(options))
    }

    /// The same, with worlds that call the other side at that address; `{case}` in it stands for the
    /// name of the case.
    ///
    /// # Errors
    ///
    /// No port or no thread is to be had.
    pub fn start_calling(options: Options, counterpart: String) -> io::Result<Self> {
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
    pub fn start_at(address: SocketAddr, options: Options, counterpart: String) -> io::Result<Self> {
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
        let mounted = Arc::clone(&worlds);
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
        let _ = worlds.server.set(Arc::downgrade(&server));
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
        lock(&self.worlds.cases).remove(case);
        self.worlds.setting.outbox.clear(case);
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

/// What a host's worlds are like, and who follows what they do.
pub(super) struct Setting {
    pub(super) options: Options,
    /// Where the worlds call the other side.
    pub(super) counterpart: Option<String>,
    /// Told of each call that is served, with its answer.
    pub(super) heard: Option<Sender<Served>>,
    /// The calls that are owed.
    pub(super) outbox: Outbox,
}

impl Setting {
    /// Worlds that call nobody and that nobody follows.
    fn of(options: Options) -> Self {
        Self {
            options,
            counterpart: None,
            heard: None,
            outbox: Outbox::default(),
        }
    }
}

/// A call that a host has served.
#[derive(Debug)]
pub struct Served {
    /// What was asked; the address is whole.
    pub request: Request,
    /// What was answered, and how.
    pub reply: Reply,
}

/// The worlds of a host, by case.
pub(super) struct Worlds {
    setting: Setting,
    /// Where the worlds are reached, without a case.
    own: String,
    cases: Mutex<HashMap<String, World>>,
    /// The reply to the request that is being served; the server's lock lets in one at a time.
    reply: Mutex<Option<Reply>>,
    kept_requests: AtomicUsize,
    kept_bytes: AtomicUsize,
    server: OnceLock<Weak<MockServer>>,
}

impl Worlds {
    fn new(setting: Setting, own: String) -> Self {
        Self {
            setting,
            own,
            cases: Mutex::default(),
            reply: Mutex::default(),
            kept_requests: AtomicUsize::new(0),
            kept_bytes: AtomicUsize::new(0),
            server: OnceLock::new(),
        }
    }

    /// A world in which nothing has happened yet.
    fn world(&self, case: &str) -> World {
        let own = match case {
            "" => self.own.clone(),
            case => format!("{}/{case}", self.own),
        };
        let world = World::new(self.setting.options).reached_at(own);
        match &self.setting.counterpart {
            Some(counterpart) => world.calling(counterpart.replace("{case}", case).trim_end_matches('/')),
            None => world,
        }
    }

    fn handle(self: &Arc<Self>, received: &wiremock::Request) -> Reply {
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
        let mut reply = {
            let mut cases = lock(&self.cases);
            let world = cases.entry(case.to_owned()).or_insert_with(|| self.world(case));
            world.handle(&request, Timestamp::now())
        };
        let owed = std::mem::take(&mut reply.callbacks);
        if let Some(heard) = &self.setting.heard {
            // Nobody may follow any more; that is no reason to stop.
            let _ = heard.send(Served {
                request: Request {
                    url: format!("{}{}", self.own, received.url.path()),
                    ..request
                },
                reply: reply.clone(),
            });
        }
        self.setting.outbox.owe(self, case, owed);
        reply
    }

    /// The calls that the worlds owe.
    pub(super) const fn outbox(&self) -> &Outbox {
        &self.setting.outbox
    }

    /// Tells a world what became of its call, and takes what it owes next; `None` once it is forgotten.
    pub(super) fn settle(&self, case: &str, callback: &Callback, answer: Option<&Response>) -> Option<Vec<Callback>> {
        let mut cases = lock(&self.cases);
        Some(cases.get_mut(case)?.settle(callback, answer, Timestamp::now()))
    }

    pub(super) fn knows(&self, case: &str) -> bool {
        lock(&self.cases).contains_key(case)
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
        let worlds = Arc::clone(self);
        thread_of_server.spawn(async move {
            server.reset().await;
            mount(&server, &worlds).await;
        });
    }
}

/// Two mocks, since whether wiremock answers or fails is settled when a mock is built.
async fn mount(server: &MockServer, worlds: &Arc<Worlds>) {
    Mock::given(Closing(Arc::clone(worlds)))
        .respond_with_err(|_: &wiremock::Request| io::Error::from(io::ErrorKind::ConnectionAborted))
        .with_priority(1)
        .mount(server)
        .await;
    Mock::given(any())
        .respond_with(Answering(Arc::clone(worlds)))
        .with_priority(2)
        .mount(server)
        .await;
}

/// Is asked first about every request: has the world answer, and matches if that is silence.
struct Closing(Arc<Worlds>);

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
struct Answering(Arc<Worlds>);

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

/// A panic elsewhere leaves these maps whole: each is changed by one call.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
