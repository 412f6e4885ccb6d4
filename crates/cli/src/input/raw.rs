use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::source::Opened;
use super::{InputError, Source};

/// An input as bytes, decompressed, for what is no sequence of JSON documents.
pub(crate) struct Raw {
    opened: Opened,
    taken: Arc<AtomicU64>,
    /// How many lines were read, for errors.
    lines: u64,
}

impl Raw {
    pub(crate) fn open(source: &Source) -> Result<Self, InputError> {
        let opened = source.open()?;
        let taken = opened.taken();
        Ok(Self { opened, taken, lines: 0 })
    }

    /// How many bytes were taken from the source, before they were decompressed.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Read for Raw {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.opened.read(into, self.lines).map_err(io::Error::other)?;
        self.lines += memchr::memchr_iter(b'\n', &into[..length]).count() as u64;
        Ok(length)
    }
}
