//! Where identifiers and secrets come from.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::text;

/// Draws bytes: SHA-256 over a key and a counter.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Generator {
    #[serde(with = "text")]
    key: [u8; 32],
    counter: u64,
}

impl Generator {
    /// Nobody can guess what this draws.
    pub(crate) fn random() -> Result<Self, getrandom::Error> {
        let mut key = [0; 32];
        getrandom::fill(&mut key)?;
        Ok(Self { key, counter: 0 })
    }

    /// Draws the same at every start. Never for secrets.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { key: Sha256::digest(seed.to_be_bytes()).into(), counter: 0 }
    }

    /// Another one that draws something else.
    pub(crate) fn split(&mut self) -> Self {
        Self { key: self.bytes(), counter: 0 }
    }

    pub(crate) fn bytes(&mut self) -> [u8; 32] {
        self.counter = self.counter.wrapping_add(1);
        Sha256::new().chain_update(self.key).chain_update(self.counter.to_be_bytes()).finalize().into()
    }

    /// A version 4 UUID.
    pub(crate) fn uuid(&mut self) -> Uuid {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&self.bytes()[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid()
    }

    /// A secret of 43 characters behind a prefix.
    pub(crate) fn secret(&mut self, prefix: &str) -> String {
        format!("{prefix}{}", URL_SAFE_NO_PAD.encode(self.bytes()))
    }
}
