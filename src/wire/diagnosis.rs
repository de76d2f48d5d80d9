//! Diagnosis of failed connections, in words for whoever is to put it right.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError, InvalidMessage, PeerIncompatible};

/// Most names of a certificate that are listed.
const NAMES: usize = 5;

/// The reason for which no TLS connection was established.
pub(super) fn tls(error: &rustls::Error) -> String {
    match error {
        rustls::Error::InvalidCertificate(fault) => certificate(fault),
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            "the address does not speak TLS, but its url begins with https:// (is it http://, or another port?)"
                .to_string()
        }
        rustls::Error::AlertReceived(AlertDescription::ProtocolVersion)
        | rustls::Error::PeerIncompatible(
            PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => "no version of TLS is common: the target must speak TLS 1.2 or 1.3".to_string(),
        rustls::Error::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity)
        | rustls::Error::PeerIncompatible(
            PeerIncompatible::NoCipherSuitesInCommon | PeerIncompatible::NoKxGroupsInCommon,
        ) => format!("no way to encrypt is common ({error})"),
        rustls::Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "the target serves no host of that name".to_string()
        }
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => {
            "the target wants a certificate of its client, and Keycard has none".to_string()
        }
        other => other.to_string(),
    }
}

/// The fault of a target's certificate.
fn certificate(fault: &CertificateError) -> String {
    match fault {
        CertificateError::Expired => "the certificate of the target has expired".to_string(),
        CertificateError::ExpiredContext { not_after, .. } => format!(
            "the certificate of the target has expired: it was valid until {}",
            moment(not_after.as_secs())
        ),
        CertificateError::NotValidYet => {
            "the certificate of the target is not valid yet (is the clock of this machine right?)".to_string()
        }
        CertificateError::NotValidYetContext { not_before, .. } => format!(
            "the certificate of the target is not valid before {} (is the clock of this machine right?)",
            moment(not_before.as_secs())
        ),
        CertificateError::UnknownIssuer => "the certificate of the target comes from nobody whom this machine trusts: \
                                            it is self-signed, or of a CA that is not installed here, or its \
                                            intermediate certificates are not sent along"
            .to_string(),
        CertificateError::NotValidForName => "the certificate of the target is for another host".to_string(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            let mut names: Vec<&str> = presented.iter().take(NAMES).map(|name| bare(name)).collect();
            if presented.len() > NAMES {
                names.push("…");
            }
            let expected = expected.to_str();
            if names.is_empty() {
                format!("the certificate of the target is not for {expected}: it names no host")
            } else {
                format!(
                    "the certificate of the target is not for {expected}, but for {}",
                    names.join(", ")
                )
            }
        }
        CertificateError::BadSignature => {
            "the certificate of the target is not signed by the one that it names as its issuer".to_string()
        }
        CertificateError::Revoked => "the certificate of the target has been revoked".to_string(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            format!("the certificate of the target is not one of a server ({fault})")
        }
        // The library has no name of its own for it.
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "the certificate of the target is that of a CA, probably self-signed; a server needs one of its own"
                .to_string()
        }
        other => format!("the certificate of the target cannot be relied on ({other})"),
    }
}

/// `DnsName("example.com")` as one writes it.
fn bare(name: &str) -> &str {
    let quoted = name.split_once("(\"").and_then(|(_, rest)| rest.strip_suffix("\")"));
    let plain = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    quoted.or(plain).unwrap_or(name)
}

fn moment(seconds: u64) -> String {
    let moment = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    moment.map_or_else(|| "a moment far away".to_string(), |moment| moment.to_string())
}

/// The last of the causes of an error, which says most.
pub(super) fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    let mut resolving = false;
    while let Some(source) = cause.source() {
        resolving |= cause.to_string() == "dns error";
        cause = source;
    }
    let said = match cause.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => "the connection is refused".to_string(),
        Some(io::ErrorKind::ConnectionReset) => "the connection was reset".to_string(),
        Some(io::ErrorKind::HostUnreachable) => "no way leads to the host".to_string(),
        Some(io::ErrorKind::NetworkUnreachable) => "no way leads to the network of the host".to_string(),
        _ => cause.to_string(),
    };
    match said.as_str() {
        said if resolving => format!("the name of the host cannot be resolved ({said})"),
        "tls handshake eof" => "the target hung up while TLS was set up".to_string(),
        "connection closed before message completed" => "the target hung up".to_string(),
        _ => said,
    }
}
