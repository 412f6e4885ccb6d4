//! The file: SQLite with one table of rows.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, params};

use super::{Change, StorageError};
use crate::state::{Dump, VERSION};

/// `KNSB`, which says whose file it is.
const APPLICATION: u32 = 0x4B4E_5342;

/// What every SQLite file begins with, and where its header has the version and the application.
const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER: usize = 100;
const VERSION_AT: usize = 60;
const APPLICATION_AT: usize = 68;

const UPSERT: &str = "INSERT INTO rows (collection, key, value) VALUES (?1, ?2, ?3) \
    ON CONFLICT (collection, key) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM rows WHERE collection = ?1 AND key = ?2";

pub(super) struct DataFile {
    // Dropped in this order: the lock goes last.
    connection: Connection,
    path: PathBuf,
    is_new: bool,
    _lock: File,
}

impl DataFile {
    pub(super) fn open(path: &Path) -> Result<Self, StorageError> {
        let failed = |problem: &dyn std::fmt::Display| StorageError::Open {
            path: path.to_owned(),
            problem: problem.to_string(),
        };
        // The same file by another name must have the same lock.
        let real = match path.canonicalize() {
            Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
            outcome => outcome.map_err(|error| failed(&error))?,
        };
        let lock = lock(&real).map_err(|error| match error {
            TryLockError::WouldBlock => StorageError::InUse(path.to_owned()),
            TryLockError::Error(error) => failed(&error),
        })?;
        let is_new = match check(&real, path) {
            Err(HeaderError::Io(error)) => return Err(failed(&error)),
            Err(HeaderError::Refused(error)) => return Err(error),
            Ok(is_new) => is_new,
        };
        restrict(&real).map_err(|error| failed(&error))?;
        let connection = connect(&real, is_new).map_err(|error| match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                StorageError::InUse(path.to_owned())
            }
            Some(rusqlite::ErrorCode::NotADatabase) => StorageError::Foreign(path.to_owned()),
            _ => failed(&error),
        })?;
        Ok(Self { connection, path: path.to_owned(), is_new, _lock: lock })
    }

    /// Everything that is in it; nothing when it was made just now or nobody has written to it yet.
    pub(super) fn read(&mut self) -> Result<Option<Dump>, StorageError> {
        if self.is_new {
            return Ok(None);
        }
        let content = |problem: String| StorageError::Content { path: self.path.clone(), problem };
        let failed = |error: rusqlite::Error| content(error.to_string());
        let mut statement = self.connection.prepare("SELECT collection, key, value FROM rows").map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let mut tables: BTreeMap<String, BTreeMap<_, _>> = BTreeMap::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let (table, key): (String, String) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            let text = row.get_ref(2).map_err(failed)?.as_bytes().map_err(|error| content(error.to_string()))?;
            let value = serde_json::from_slice(text)
                .map_err(|error| content(format!("table {table:?}, key {key:?}: {error}")))?;
            tables.entry(table).or_default().insert(key, value);
        }
        Ok((!tables.is_empty()).then(|| Dump::new(tables)))
    }

    /// Writes all of it or nothing.
    pub(super) fn write<'c>(&mut self, changes: impl Iterator<Item = &'c Change>) -> rusqlite::Result<()> {
        let mut changes = changes.peekable();
        if changes.peek().is_none() {
            return Ok(());
        }
        let transaction = self.connection.transaction()?;
        {
            let mut upsert = transaction.prepare(UPSERT)?;
            let mut delete = transaction.prepare(DELETE)?;
            for Change { table, key, value } in changes {
                match value {
                    Some(value) => upsert.execute(params![table, key, value])?,
                    None => delete.execute(params![table, key])?,
                };
            }
        }
        transaction.commit()
    }
}

/// A second sandbox finds this lock before it opens the data file. It is a file of its own, because opening and closing
/// the data file takes away the locks that SQLite has on it in the same process.
fn lock(path: &Path) -> Result<File, TryLockError> {
    let mut name = path.as_os_str().to_owned();
    name.push("-lock");
    let file = private(OpenOptions::new().create(true).truncate(false).write(true)).open(PathBuf::from(name));
    let file = file.map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

enum HeaderError {
    Io(std::io::Error),
    Refused(StorageError),
}

impl From<std::io::Error> for HeaderError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// Makes the file or looks at its header, without SQLite, which may write to what it opens. `true` when it is empty.
fn check(real: &Path, path: &Path) -> Result<bool, HeaderError> {
    match private(OpenOptions::new().create_new(true).write(true)).open(real) {
        Ok(_) => return Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(error.into()),
    }
    let mut header = Vec::new();
    File::open(real)?.take(HEADER as u64).read_to_end(&mut header)?;
    if header.is_empty() {
        return Ok(true);
    }
    let number = |at: usize| Some(u32::from_be_bytes(header.get(at..at + 4)?.try_into().ok()?));
    if !header.starts_with(MAGIC) || number(APPLICATION_AT) != Some(APPLICATION) {
        return Err(HeaderError::Refused(StorageError::Foreign(path.to_owned())));
    }
    match number(VERSION_AT) {
        Some(found) if found > VERSION => {
            Err(HeaderError::Refused(StorageError::Newer { path: path.to_owned(), found, known: VERSION }))
        }
        _ => Ok(false),
    }
}

fn connect(path: &Path, is_new: bool) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    if is_new {
        // Before the log is turned on, so that the header of the file itself says whose it is.
        let transaction = connection.transaction()?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
        transaction.execute_batch(
            "CREATE TABLE rows (collection TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, \
             PRIMARY KEY (collection, key)) STRICT",
        )?;
        transaction.commit()?;
    }
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    // Takes the lock, which then stays.
    connection.execute_batch("BEGIN IMMEDIATE; COMMIT")?;
    Ok(connection)
}

/// Only whoever runs the sandbox may read what it keeps: drawn API keys are among it.
#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

/// The same for a file that was made by somebody else, such as a copy.
#[cfg(unix)]
fn restrict(path: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
