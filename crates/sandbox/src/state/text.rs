//! Bytes as they are written down: base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::Serializer;

/// Bytes that are written as one text.
pub(super) trait Encoded: Sized {
    fn bytes(&self) -> &[u8];

    fn of(bytes: Vec<u8>) -> Option<Self>;
}

impl<const N: usize> Encoded for [u8; N] {
    fn bytes(&self) -> &[u8] {
        self
    }

    fn of(bytes: Vec<u8>) -> Option<Self> {
        bytes.try_into().ok()
    }
}

impl Encoded for Bytes {
    fn bytes(&self) -> &[u8] {
        self
    }

    fn of(bytes: Vec<u8>) -> Option<Self> {
        Some(bytes.into())
    }
}

pub(super) fn serialize<T: Encoded, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(value.bytes()))
}

pub(super) fn deserialize<'de, T: Encoded, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let text = String::deserialize(deserializer)?;
    // What was found may be worth hiding.
    let wrong = || D::Error::custom("expected base64 of the right length");
    STANDARD.decode(text).ok().and_then(T::of).ok_or_else(wrong)
}
