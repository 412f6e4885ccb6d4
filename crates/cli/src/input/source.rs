use std::fmt;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Coding, InputError};

/// Where documents come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Standard input, `-` on the command line.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl Source {
    /// How much there is to read, before it is decompressed; `None` when nobody can say.
    pub(crate) fn len(&self) -> Option<u64> {
        match self {
            Self::Stdin => None,
            Self::File(path) => path.metadata().ok().filter(std::fs::Metadata::is_file).map(|file| file.len()),
        }
    }

    /// Opens it and takes off what it is compressed with.
    pub(super) fn open(&self) -> Result<Opened, InputError> {
        let name = self.to_string();
        let raw: Box<dyn Read + Send> = match self {
            Self::Stdin => Box::new(io::stdin()),
            Self::File(path) => {
                let file = File::open(path).map_err(|cause| InputError::Open { name: name.clone(), cause })?;
                if file.metadata().is_ok_and(|file| file.is_dir()) {
                    return Err(InputError::Folder { name });
                }
                Box::new(file)
            }
        };
        Opened::new(name, raw)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdin => f.write_str("-"),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// An input that is being read, decompressed.
pub(super) struct Opened {
    pub(super) name: String,
    /// What it is compressed with.
    pub(super) coding: Option<Coding>,
    reader: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
}

impl Opened {
    /// A reader begins to be read: the first bytes say how it is compressed.
    pub(super) fn new(name: String, raw: Box<dyn Read + Send>) -> Result<Self, InputError> {
        let taken = Arc::new(AtomicU64::new(0));
        let mut raw = Counted { raw, taken: Arc::clone(&taken) };
        let mut magic = [0; 4];
        let mut known = 0;
        while known < magic.len() {
            match raw.read(&mut magic[known..]) {
                Ok(0) => break,
                Ok(more) => known += more,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => return Err(InputError::Read { name, line: 0, cause }),
            }
        }
        let all = Cursor::new(magic).take(known as u64).chain(raw);
        let (coding, reader): (_, Box<dyn Read + Send>) = match magic {
            [0x1f, 0x8b, ..] => (
                Some(Coding::Gzip),
                Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, all))),
            ),
            [0x28, 0xb5, 0x2f, 0xfd] => match zstd::Decoder::new(all) {
                Ok(decoder) => (Some(Coding::Zstandard), Box::new(decoder)),
                Err(cause) => return Err(InputError::Compressed { name, line: 0, coding: Coding::Zstandard, cause }),
            },
            [0xfe, 0xff, ..] | [0xff, 0xfe, ..] => return Err(InputError::Utf16 { name }),
            _ => (None, Box::new(all)),
        };
        Ok(Self { name, coding, reader, taken })
    }

    /// One read, as long as it pleases the input; 0 at its end. `line` is for the error.
    pub(super) fn read(&mut self, into: &mut [u8], line: u64) -> Result<usize, InputError> {
        loop {
            match self.reader.read(into) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(cause) => {
                    let name = self.name.clone();
                    return Err(match self.coding {
                        Some(coding) => InputError::Compressed { name, line, coding, cause },
                        None => InputError::Read { name, line, cause },
                    });
                }
                Ok(length) => return Ok(length),
            }
        }
    }

    /// How many bytes were taken from the source, for a progress bar.
    pub(super) fn taken(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.taken)
    }
}

struct Counted {
    raw: Box<dyn Read + Send>,
    taken: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.raw.read(into)?;
        self.taken.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}
