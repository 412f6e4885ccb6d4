//! Which input a journal belongs to.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use super::digest::{Fingerprint, of_file};

/// What to do about a journal that was begun for another input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Say so, and do nothing.
    Refuse,
    /// Go on with it: what is done is known by what it says.
    GoOn,
    /// Put it aside and begin anew.
    Restart,
}

/// The file beside a journal. It is locked while a push runs.
#[derive(Debug)]
pub(crate) struct Ledger {
    file: File,
    path: PathBuf,
    journal: PathBuf,
    written: Option<Written>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Written {
    input: Fingerprint,
    /// The SHA-256 of the failures file and of the one before it: a file that is neither was changed by somebody.
    #[serde(default)]
    failures: Vec<String>,
}

impl Ledger {
    pub(crate) fn open(journal: &Path) -> anyhow::Result<Self> {
        let path = beside(journal, ".json");
        let context = || format!("{} cannot be opened; name another place with --journal", path.display());
        let mut options = OpenOptions::new();
        let mut file = options.read(true).write(true).create(true).truncate(false).open(&path).with_context(context)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("another push with the journal {} is running; wait until it has ended", journal.display());
            }
            Err(TryLockError::Error(error)) => return Err(error).with_context(context),
        }
        let mut text = String::new();
        let written = match file.read_to_string(&mut text) {
            Ok(_) => serde_json::from_str(&text).ok(),
            Err(error) if error.kind() == io::ErrorKind::InvalidData => None,
            Err(error) => return Err(error).with_context(context),
        };
        Ok(Self { file, path, journal: journal.to_owned(), written })
    }

    /// Holds the input against the one that the journal was begun for.
    pub(crate) fn settle(&mut self, input: &Path, found: &Fingerprint, answer: Answer) -> anyhow::Result<()> {
        let length = match fs::metadata(&self.journal) {
            Ok(journal) => journal.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error).with_context(|| format!("{} cannot be read", self.journal.display())),
        };
        let known = self.written.as_ref().map(|written| written.input == *found);
        match (length, known, answer) {
            (0, Some(true), _) | (_, Some(true), Answer::Refuse | Answer::GoOn) => return Ok(()),
            (0, _, _) | (_, _, Answer::GoOn) => {}
            (_, _, Answer::Restart) => self.put_aside()?,
            (_, Some(false), Answer::Refuse) => bail!(
                "{} was changed since its push began. Add --allow-changed to go on: what is done is known by what it says \
                 and is not sent again. Or add --restart to forget what is done and send everything again",
                input.display()
            ),
            (_, None, Answer::Refuse) => bail!(
                "there is a journal {}, and {} does not say which input it belongs to. Add --allow-changed to go on with it, \
                 or --restart to begin anew",
                self.journal.display(),
                self.path.display()
            ),
        }
        let failures = self.written.take().map(|written| written.failures).unwrap_or_default();
        self.write(Written { input: found.clone(), failures })
    }

    /// Whether a failures file may be replaced: it is not there, or it is as a push has written it.
    pub(crate) fn check_failures(&self, path: &Path) -> anyhow::Result<()> {
        let found = of_file(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let known = self.written.iter().flat_map(|written| &written.failures);
        if found.is_some_and(|found| !known.into_iter().any(|known| *known == found)) {
            bail!(
                "{} would be replaced, and it is not as a push of this input has left it. Push that file, move it away, or \
                 name another one with --failures",
                path.display()
            );
        }
        Ok(())
    }

    /// Remembers the failures file that is about to be put into its place.
    pub(crate) fn expect_failures(&mut self, sha256: String) -> anyhow::Result<()> {
        let Some(mut written) = self.written.clone() else { return Ok(()) };
        written.failures.insert(0, sha256);
        written.failures.truncate(2);
        self.write(written)
    }

    fn put_aside(&self) -> anyhow::Result<()> {
        let mut beginning = [0; 24];
        let read = File::open(&self.journal).and_then(|mut journal| journal.read(&mut beginning));
        let read = read.with_context(|| format!("{} cannot be read", self.journal.display()))?;
        if !JOURNAL.starts_with(&beginning[..read]) {
            bail!("{} is not a journal of a push; name another one with --journal", self.journal.display());
        }
        let old = beside(&self.journal, ".old");
        fs::rename(&self.journal, &old).with_context(|| format!("{} cannot be put aside", self.journal.display()))
    }

    fn write(&mut self, written: Written) -> anyhow::Result<()> {
        let text = serde_json::to_string(&written)? + "\n";
        let mut write = || {
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(text.as_bytes())?;
            self.file.set_len(text.len() as u64)?;
            self.file.sync_all()
        };
        write().with_context(|| format!("{} cannot be written", self.path.display()))?;
        self.written = Some(written);
        Ok(())
    }
}

/// How a journal begins.
const JOURNAL: &[u8; 24] = br#"{"journal":"kenar-bulk","#;

/// A file with a longer name.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    name.into()
}
