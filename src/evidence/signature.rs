//! Ed25519 keys and signatures; keys are written as PEM (PKCS#8, and SPKI for the public half).
//!
//! A signature is raw Ed25519 over the bytes of a file, so `openssl` checks it too. Rejected: a signature within
//! JSON, which needs a canonical form to be agreed on first.

use std::fmt;

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::report::versions::hex;

/// A key that signs. It shows nothing of itself.
pub struct PrivateKey(SigningKey);

/// The public half of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Reason for which a key cannot be used. The text of the key is never part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// It is something else.
    #[error("it is not an Ed25519 private key in PEM (PKCS#8)")]
    NotPrivate,
    /// It is something else.
    #[error("it is not an Ed25519 public key in PEM")]
    NotPublic,
    /// It cannot be written down.
    #[error("the key cannot be written as PEM")]
    NotWritten,
}

impl PrivateKey {
    /// The key that 32 random bytes make.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(SigningKey::from_bytes(seed))
    }

    /// Reads a key.
    ///
    /// # Errors
    /// It is no such key.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(text.trim())
            .map(Self)
            .map_err(|_| KeyError::NotPrivate)
    }

    /// Hands the key as PEM to `write`; the text is wiped afterwards.
    ///
    /// # Errors
    /// The key cannot be encoded.
    pub fn with_pem<T>(&self, write: impl FnOnce(&str) -> T) -> Result<T, KeyError> {
        let pem = self.0.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::NotWritten)?;
        Ok(write(&pem))
    }

    /// Its public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// The signature of a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey([secret])")
    }
}

impl PublicKey {
    /// Reads a key.
    ///
    /// # Errors
    /// It is no such key.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        VerifyingKey::from_public_key_pem(text.trim())
            .map(Self)
            .map_err(|_| KeyError::NotPublic)
    }

    /// The key as PEM.
    ///
    /// # Errors
    /// The key cannot be encoded.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        self.0
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| KeyError::NotWritten)
    }

    /// Returns true if the signature of that message was made with the other half.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature).is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }

    /// A short name of the key: the beginning of the SHA-256 of its 32 bytes.
    pub fn fingerprint(&self) -> String {
        hex(&Sha256::digest(self.0.as_bytes())[..8])
    }
}
