//! Output that is compressed as an input was.

use std::io::{self, Write};

use flate2::write::GzEncoder;

use crate::input::Coding;

/// What is written into it is compressed on its way, or not.
pub(crate) enum Packed<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstandard(zstd::Encoder<'static, W>),
}

impl<W: Write> Packed<W> {
    /// Begins an output.
    pub(crate) fn new(output: W, coding: Option<Coding>) -> io::Result<Self> {
        Ok(match coding {
            None => Self::Plain(output),
            Some(Coding::Gzip) => Self::Gzip(GzEncoder::new(output, flate2::Compression::default())),
            Some(Coding::Zstandard) => {
                let mut encoder = zstd::Encoder::new(output, zstd::DEFAULT_COMPRESSION_LEVEL)?;
                // As the command `zstd` does: whoever reads it sees what was damaged.
                encoder.include_checksum(true)?;
                Self::Zstandard(encoder)
            }
        })
    }

    /// Writes the end of what is compressed.
    pub(crate) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(output) => Ok(output),
            Self::Gzip(encoder) => encoder.finish(),
            Self::Zstandard(encoder) => encoder.finish(),
        }
    }
}

impl<W: Write> Write for Packed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(output) => output.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstandard(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(output) => output.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstandard(encoder) => encoder.flush(),
        }
    }
}
