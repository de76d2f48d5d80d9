//! The files of a pack that stand outside of its manifest, since they are made of it.
//!
//! The checksum finds accidents. Whoever alters a file on purpose can make manifest and checksum anew: only the
//! signature over the bytes of `manifest.json` finds that, and only with a public key that came another way. The
//! key in the pack does no more than notice an altered signature.

/// The manifest.
pub const MANIFEST: &str = "manifest.json";
/// Its SHA-256, in the form that `sha256sum --check` reads: the manifest cannot hold its own.
pub const CHECKSUM: &str = "manifest.json.sha256";
/// Its Ed25519 signature, 64 bytes.
pub const SIGNATURE: &str = "manifest.json.sig";
/// The public half of the key that signed it, so that an altered signature is noticed without another file.
pub const PUBLIC_KEY: &str = "manifest.json.pub";

/// All of them.
pub const ALL: [&str; 4] = [MANIFEST, CHECKSUM, SIGNATURE, PUBLIC_KEY];

/// The line of the checksum file.
pub fn checksum_line(sha256: &str) -> String {
    format!("{sha256}  {MANIFEST}\n")
}
