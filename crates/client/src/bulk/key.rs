use std::fmt;
use std::io;

use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::Operation;

/// The first half of a SHA-256: enough to tell a million million items apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Mark(pub(super) [u8; 16]);

/// What an item is known by, in its outcome and in a journal.
///
/// Unless it was [given](super::Item::with_key), it follows from operation, target and payload: the same upsert has the same
/// key in every run, and another payload is another item. The token has no part in it. A payload that comes back after
/// others of the same target is another item too: it sets back what they have set.
///
/// `Display` shows what was given, or else 32 hexadecimal digits. A journal holds only the digits, so nothing about people is
/// in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    pub(super) mark: Mark,
    given: Option<String>,
}

impl Key {
    pub(super) fn given(text: String) -> Self {
        Self { mark: Mark::of(["key", &text]), given: Some(text) }
    }

    pub(super) fn derived(operation: &Operation, target: &str, payload: &impl Serialize) -> Self {
        let mut hash = Hash::default();
        hash.part(operation.id);
        hash.part(target);
        // A payload that cannot be written is not sent either.
        let _ = serde_json::to_writer(&mut hash, payload);
        Self { mark: hash.mark(), given: None }
    }
}

impl Key {
    /// The key of the same upsert when it comes back after others of its target, for the n-th time.
    pub(super) fn again(self, time: u32) -> Self {
        Self { mark: Mark::of(["again", &self.mark.to_string(), &time.to_string()]), ..self }
    }

    pub(super) fn is_derived(&self) -> bool {
        self.given.is_none()
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.given {
            Some(text) => f.write_str(text),
            None => self.mark.fmt(f),
        }
    }
}

impl Mark {
    pub(super) fn of<const N: usize>(parts: [&str; N]) -> Self {
        let mut hash = Hash::default();
        parts.into_iter().for_each(|part| hash.part(part));
        hash.mark()
    }

    /// Reads what `Display` wrote.
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) fn read(text: &str) -> Option<Self> {
        let digits = text.len() == 32 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let number = u128::from_str_radix(text, 16).ok().filter(|_| digits)?;
        Some(Self(number.to_be_bytes()))
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

#[derive(Default)]
struct Hash(Sha256);

impl Hash {
    /// Takes in a text and where it ends.
    fn part(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    fn mark(self) -> Mark {
        let mut mark = [0; 16];
        mark.copy_from_slice(&self.0.finalize()[..16]);
        Mark(mark)
    }
}

impl io::Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
