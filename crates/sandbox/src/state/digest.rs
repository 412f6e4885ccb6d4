//! Secrets as the sandbox keeps them: it can recognise one and cannot give it away.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use super::random::Generator;
use super::text;

/// The SHA-256 of a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SecretDigest(#[serde(with = "text")] [u8; 32]);

impl SecretDigest {
    pub(crate) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret).into())
    }

    /// Compares in constant time.
    pub(crate) fn matches(&self, secret: &str) -> bool {
        self.0.ct_eq(&Self::of(secret).0).into()
    }
}

/// The key under which values that nobody may read again are hashed.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Concealer(#[serde(with = "text")] [u8; 64]);

/// A value that nobody can read again.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Concealed(#[serde(with = "text")] [u8; 32]);

impl Concealer {
    pub(crate) fn new(generator: &mut Generator) -> Self {
        let mut key = [0; 64];
        key[..32].copy_from_slice(&generator.bytes());
        key[32..].copy_from_slice(&generator.bytes());
        Self(key)
    }

    /// The semantic key is hashed along, so that equal values under two keys do not look equal.
    pub(crate) fn conceal(&self, key: &str, value: &str) -> Concealed {
        let mut mac = Hmac::<Sha256>::new(&self.0.into());
        mac.update(&(key.len() as u64).to_be_bytes());
        mac.update(key.as_bytes());
        mac.update(value.as_bytes());
        Concealed(mac.finalize().into_bytes().into())
    }
}

impl Concealed {
    /// Compares in constant time.
    pub(crate) fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}
