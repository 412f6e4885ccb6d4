use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::source::Opened;
use super::{InputError, Source};

/// An input as bytes, decompressed, for what is no sequence of JSON documents.
pub(crate) struct Raw {
    opened: Opened,
    taken: Arc<AtomicU64>,
}

impl Raw {
    pub(crate) fn open(source: &Source) -> Result<Self, InputError> {
        let opened = source.open()?;
        let taken = opened.taken();
        Ok(Self { opened, taken })
    }

    /// How many bytes were taken from the source, before they were decompressed.
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Read for Raw {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.opened.read(into, 0).map_err(io::Error::other)
    }
}
