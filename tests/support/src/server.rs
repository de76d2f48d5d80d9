//! A server of a test's own, which answers as the test says.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// A server in a thread; each connection is served in one of its own.
pub struct Server {
    /// `127.0.0.1` and the port.
    pub address: String,
    connections: Arc<AtomicUsize>,
}

impl Server {
    /// Starts it; each connection is handed to `serve`, in a thread of its own.
    pub fn start(serve: impl Fn(TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        let serve = Arc::new(serve);
        // The thread ends with the test process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                count.fetch_add(1, Ordering::SeqCst);
                let serve = Arc::clone(&serve);
                thread::spawn(move || serve(stream));
            }
        });
        Self { address, connections }
    }

    /// How many connections it has taken so far.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Reads one request; gives its body, or nothing once the client is gone.
pub fn request(stream: &mut TcpStream) -> Option<String> {
    request_to(stream).map(|(_, body)| body)
}

/// Reads one request; gives its path and its body, or nothing once the client is gone.
pub fn request_to(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut text = Vec::new();
    let mut byte = [0];
    while !text.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        text.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&text);
    let path = head.split(' ').nth(1).unwrap_or_default().to_string();
    let length = head
        .to_lowercase()
        .lines()
        .find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok())
        .unwrap_or(0);
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some((path, String::from_utf8(body).ok()?))
}

/// A status line with header fields, each of which ends with a line break.
pub fn head(status: &str, fields: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{fields}\r\n")
}

/// Answers with JSON; the connection stays.
pub fn answer(stream: &mut TcpStream, body: &str) {
    let fields = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    let _ = stream.write_all(format!("{}{body}", head("200 OK", &fields)).as_bytes());
}

/// Answers as the Connector API does, with a Request-Id; the fields end with a line break each.
pub fn connector_answer(stream: &mut TcpStream, status: u16, fields: &str, body: &str) {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let id = COUNT.fetch_add(1, Ordering::SeqCst);
    let fields = format!(
        "Content-Type: application/json\r\nRequest-Id: r-{id}\r\n{fields}Content-Length: {}\r\n",
        body.len()
    );
    let _ = stream.write_all(format!("{}{body}", head(&format!("{status} X"), &fields)).as_bytes());
}
