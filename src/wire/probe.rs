//! `[io]` Finds out if an address speaks TLS: tried only after plain HTTP has failed there.

use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The first byte of what TLS answers with: an alert, or its part of the handshake.
const ANSWERS: [u8; 2] = [0x15, 0x16];

/// Greets the address of a URL as TLS does, and says whether it is greeted back. No request is sent.
pub async fn speaks_tls(url: &str, limit: Duration) -> bool {
    let greeted = async {
        let url = url::Url::parse(url).ok()?;
        let (host, port) = (url.host_str()?, url.port_or_known_default()?);
        let hello = hello(host.trim_matches(['[', ']']))?;
        let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.ok()?;
        stream.write_all(&hello).await.ok()?;
        stream.read_u8().await.ok()
    };
    let answer = tokio::time::timeout(limit, greeted).await.ok().flatten();
    answer.is_some_and(|first| ANSWERS.contains(&first))
}

/// The first message of a client.
fn hello(host: &str) -> Option<Vec<u8>> {
    let config = super::call::tls_without_trust().ok()?;
    let name = ServerName::try_from(host.to_string()).ok()?;
    let mut connection = rustls::ClientConnection::new(Arc::new(config), name).ok()?;
    let mut bytes = Vec::new();
    connection.write_tls(&mut bytes).ok()?;
    Some(bytes)
}
