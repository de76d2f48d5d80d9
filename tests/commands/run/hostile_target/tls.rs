//! Certificates that do not verify, and addresses that speak TLS where they should not, or not where they should:
//! what is said of each, by `run` and by `doctor`.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tempfile::TempDir;

use support::{Ran, Server, answer, command, finish, keycard, request, scenario};

/// A CA that the runs of a test trust, and the folder with its certificate.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    folder: TempDir,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let folder = tempfile::tempdir().unwrap();
        let encoded = STANDARD.encode(params.self_signed(&key).unwrap().der());
        let pem = format!("-----BEGIN CERTIFICATE-----\n{encoded}\n-----END CERTIFICATE-----\n");
        fs::write(folder.path().join("ca.pem"), pem).unwrap();
        let issuer = Issuer::new(params, key);
        Self { issuer, folder }
    }

    fn file(&self) -> std::path::PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// A server with a certificate of this CA for these names.
    fn serves(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Server {
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        serves(certificate.der().clone(), &key)
    }
}

/// A server that shows that certificate and answers each request with success.
fn serves(certificate: CertificateDer<'static>, key: &KeyPair) -> Server {
    let private = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], private)
        .unwrap();
    let config = Arc::new(config);
    Server::start(move |stream| {
        let connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
        let mut stream = rustls::StreamOwned::new(connection, stream);
        let mut some = [0; 4096];
        if stream.read(&mut some).is_ok_and(|count| count > 0) {
            let body = "{\"success\":true,\"channels\":[]}";
            let fields = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            let _ = stream.write_all(format!("HTTP/1.1 200 OK\r\n{fields}\r\n{body}").as_bytes());
        }
    })
}

/// Runs the one case, trusting the CA of that file and no other.
fn trusting(authority: &Path, url: &str) -> Ran {
    let folder = scenario();
    let mut command = command(folder.path(), url);
    command.env("SSL_CERT_FILE", authority).args(["--timeout", "5s"]);
    finish(command, |_| {})
}

/// What `doctor` says of that address, and its exit code.
fn doctor(authority: &Path, url: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[mews]\nurl = \"{url}\"\nclient-token = {{ env = \"CLIENT\" }}\nconnection-token = {{ env = \"CONNECTION\" }}\n"
    );
    fs::write(folder.path().join("keycard.toml"), config).unwrap();
    let mut command = keycard();
    command.args(["doctor", "--timeout", "2s"]).current_dir(folder.path());
    command
        .env("CLIENT", support::CLIENT)
        .env("CONNECTION", support::CONNECTION);
    let output = command.env("SSL_CERT_FILE", authority).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

/// The case and `doctor` say the same of that server.
#[track_caller]
fn is_refused(authority: &Authority, server: &Server, why: &str) {
    let url = format!("https://{}", server.address);
    let said = format!("the TLS connection was not established: {why}");
    trusting(&authority.file(), &url).is_inconclusive(&said);
    let (code, text) = doctor(&authority.file(), &url);
    assert!(
        text.contains(&format!("FAULT        keycard.toml: [mews] url: {said}\n")),
        "{text}"
    );
    assert_eq!(code, Some(2), "{text}");
}

#[test]
fn a_certificate_that_is_in_order_is_taken() {
    let authority = Authority::new("one");
    let server = authority.serves(&["127.0.0.1"], |_| {});
    let ran = trusting(&authority.file(), &format!("https://{}", server.address));
    assert_eq!(ran.verdict(), "passed", "{ran:?}");
}

#[test]
fn a_certificate_of_another_time_is_told_with_its_time() {
    let authority = Authority::new("one");
    let server = authority.serves(&["127.0.0.1"], |params| {
        params.not_before = date_time_ymd(2001, 1, 1);
        params.not_after = date_time_ymd(2002, 3, 4);
    });
    let why = "the certificate of the target has expired: it was valid until 2002-03-04T00:00:00Z";
    is_refused(&authority, &server, why);

    let server = authority.serves(&["127.0.0.1"], |params| params.not_before = date_time_ymd(4001, 2, 3));
    let why = "the certificate of the target is not valid before 4001-02-03T00:00:00Z (is the clock of this machine \
               right?)";
    is_refused(&authority, &server, why);
}

#[test]
fn a_certificate_for_other_hosts_is_told_with_their_names() {
    let authority = Authority::new("one");
    let server = authority.serves(&["pms.example", "*.hotel.example"], |_| {});
    let why = "the certificate of the target is not for 127.0.0.1, but for pms.example, *.hotel.example";
    is_refused(&authority, &server, why);

    let names: Vec<String> = (0..9).map(|number| format!("h{number}.example")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let server = authority.serves(&names, |_| {});
    let why = "the certificate of the target is not for 127.0.0.1, but for h0.example, h1.example, h2.example, \
               h3.example, h4.example, …";
    is_refused(&authority, &server, why);
}

#[test]
fn a_certificate_of_nobody_who_is_known_is_told_so() {
    let why = "the certificate of the target comes from nobody whom this machine trusts: it is self-signed, or of a CA \
               that is not installed here, or its intermediate certificates are not sent along";
    let authority = Authority::new("one");
    let other = Authority::new("another");
    is_refused(&authority, &other.serves(&["127.0.0.1"], |_| {}), why);

    let namesake = Authority::new("one");
    let signed_by_another = "the certificate of the target is not signed by the one that it names as its issuer";
    is_refused(&authority, &namesake.serves(&["127.0.0.1"], |_| {}), signed_by_another);

    let own = rcgen::generate_simple_self_signed(["127.0.0.1".to_string()]).unwrap();
    is_refused(&authority, &serves(own.cert.der().clone(), &own.signing_key), why);

    // As `openssl req -x509` makes them.
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["127.0.0.1".to_string()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let why = "the certificate of the target is that of a CA, probably self-signed; a server needs one of its own";
    is_refused(&authority, &serves(certificate.der().clone(), &key), why);
}

/// A server that answers the first bytes that it gets with these.
fn alert(number: u8) -> Server {
    Server::start(move |mut stream| {
        let mut some = [0; 4096];
        let _ = stream.read(&mut some);
        let _ = stream.write_all(&[0x15, 3, 1, 0, 2, 2, number]);
        let _ = stream.read(&mut some);
    })
}

#[test]
fn what_the_target_says_in_the_handshake_is_told_in_words() {
    let authority = Authority::new("one");
    let why = "no version of TLS is common: the target must speak TLS 1.2 or 1.3";
    is_refused(&authority, &alert(70), why);
    is_refused(&authority, &alert(112), "the target serves no host of that name");
}

#[test]
fn plain_http_at_an_https_address_is_told_as_such() {
    let authority = Authority::new("one");
    let server = Server::start(|mut stream| {
        let mut some = [0; 16];
        let _ = stream.read(&mut some);
        answer(&mut stream, "{\"success\":true}");
    });
    let why = "the address does not speak TLS, but its url begins with https:// (is it http://, or another port?)";
    is_refused(&authority, &server, why);
}

#[test]
fn tls_at_a_plain_address_is_told_as_such() {
    let authority = Authority::new("one");
    let hint = "(if the address speaks TLS, its url begins with https://)";
    let fault = "FAULT        keycard.toml: [mews] url: the address speaks TLS, but its url begins with http:// (is it \
                 https://?)\n";
    let speaks = authority.serves(&["127.0.0.1"], |_| {});
    let url = format!("http://{}", speaks.address);
    trusting(&authority.file(), &url).fails("transport", hint);
    let (code, text) = doctor(&authority.file(), &url);
    assert!(text.contains(fault), "{text}");
    assert_eq!(code, Some(2), "{text}");

    // Some servers say so in clear, and that is an answer.
    let says = Server::start(|mut stream| {
        let mut first = [0];
        let _ = stream.peek(&mut first);
        if first == [0x16] {
            let _ = stream.write_all(&[0x16, 3, 3, 0, 1]);
            return;
        }
        request(&mut stream);
        let body = "The plain HTTP request was sent to HTTPS port";
        let head = format!(
            "HTTP/1.1 400 Bad Request\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(head.as_bytes());
    });
    let (_, text) = doctor(&authority.file(), &format!("http://{}", says.address));
    assert!(text.contains(fault), "{text}");

    // What speaks neither is not told to speak TLS.
    let hangs_up = Server::start(drop::<TcpStream>);
    let (code, text) = doctor(&authority.file(), &format!("http://{}", hangs_up.address));
    assert!(!text.contains("speaks TLS, but"), "{text}");
    assert!(text.contains("UNREACHABLE"), "{text}");
    assert_eq!(code, Some(3), "{text}");
}

#[test]
fn a_server_that_hangs_up_during_the_handshake_is_inconclusive() {
    let authority = Authority::new("one");
    let server = Server::start(|mut stream| {
        let mut some = [0; 4096];
        let _ = stream.read(&mut some);
    });
    let ran = trusting(&authority.file(), &format!("https://{}", server.address));
    ran.is_inconclusive("no connection: the target hung up while TLS was set up");
}
