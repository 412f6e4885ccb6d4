//! The file: opened, locked, read and mended.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::line::{Header, LONGEST, Line, VERSION};
use super::{Earlier, JournalError, Known};

/// The file of a journal, locked, with the end in sight.
pub(super) struct JournalFile {
    file: File,
    path: PathBuf,
}

impl JournalFile {
    pub(super) fn open(path: &Path, header: &Header) -> Result<(Self, Known), JournalError> {
        let io = |doing| move |source| JournalError::io(path, doing, source);
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(io("opened"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(JournalError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(JournalError::io(path, "locked", source)),
        }
        let mut journal = Self { file, path: path.to_owned() };
        let found = journal.read(header)?;
        let length = journal.file.metadata().map_err(io("read"))?.len();
        if found.whole < length {
            tracing::warn!(
                target: "kenar_client",
                bytes = length - found.whole,
                "the end of the journal was torn off by a crash; it is cut off"
            );
            journal.file.set_len(found.whole).map_err(io("mended"))?;
        }
        journal.file.seek(SeekFrom::Start(found.whole)).map_err(io("read"))?;
        if found.whole == 0 {
            journal.append(header.write().as_bytes())?;
            sync_folder(path).map_err(io("made"))?;
        }
        Ok((journal, found.known))
    }

    /// Puts whole lines at the end and returns when they are on the disk.
    pub(super) fn append(&mut self, lines: &[u8]) -> Result<(), JournalError> {
        let written = self.file.write_all(lines).and_then(|()| self.file.sync_data());
        written.map_err(|source| JournalError::io(&self.path, "written", source))
    }

    fn read(&self, header: &Header) -> Result<Found, JournalError> {
        let path = || self.path.clone();
        let mut lines = Lines { reader: BufReader::new(&self.file), line: Vec::new() };
        let next = |lines: &mut Lines<'_>| lines.next().map_err(|source| JournalError::io(&self.path, "read", source));
        let mut found = Found::default();
        if !next(&mut lines)? {
            return Ok(found);
        }
        match Header::read(&lines.line) {
            Some(other) if other.version != VERSION => {
                return Err(JournalError::Version { path: path(), found: other.version, expected: VERSION });
            }
            Some(other) if other != *header => {
                let about = |header: &Header| format!("{} at {}", header.operation, header.server);
                return Err(JournalError::OtherRun { path: path(), found: about(&other), expected: about(header) });
            }
            Some(_) => found.whole = lines.line.len() as u64,
            // Only a beginning of what is about to be written may be cut off: any other file is somebody's.
            None if header.write().as_bytes().starts_with(&lines.line) && !next(&mut lines)? => {
                return Ok(found);
            }
            None => return Err(JournalError::NotAJournal { path: path() }),
        }
        let (mut number, mut broken) = (1, None);
        while next(&mut lines)? {
            number += 1;
            match (Line::read(&lines.line), broken) {
                (Some(line), None) => found.take(line, lines.line.len()),
                (Some(_), Some(line)) => return Err(JournalError::Damaged { path: path(), line }),
                (None, _) => broken = broken.or(Some(number)),
            }
        }
        Ok(found)
    }
}

/// What is in a file.
#[derive(Default)]
struct Found {
    known: Known,
    /// How many bytes whole lines take.
    whole: u64,
}

impl Found {
    fn take(&mut self, line: Line, length: usize) {
        self.whole += length as u64;
        match line {
            Line::Begun(mark) => {
                self.known.entry(mark).or_insert(Earlier::Begun);
            }
            Line::Done(mark, id) => {
                self.known.insert(mark, Earlier::Done(id));
            }
            Line::Failed(mark) => {
                self.known.remove(&mark);
            }
        }
    }
}

struct Lines<'f> {
    reader: BufReader<&'f File>,
    line: Vec<u8>,
}

impl Lines<'_> {
    /// Reads the next line, or as much of it as a line may have. False at the end.
    fn next(&mut self) -> io::Result<bool> {
        self.line.clear();
        Ok(self.reader.by_ref().take(LONGEST).read_until(b'\n', &mut self.line)? > 0)
    }
}

/// Makes a new file findable after a loss of power.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}
