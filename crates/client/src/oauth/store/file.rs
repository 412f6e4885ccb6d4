use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::stored::Written;
use super::{FileStoreError, InvalidTokens, StoreLock, StoredTokens, TokenStore};
use crate::time::{now, sleep};

/// Keeps consents in a folder, one file a person, for the processes of one machine.
///
/// - A file is named by the SHA-256 of its key, so any key will do on any file system, and the names tell nothing. The key is
///   in the file.
/// - One file a person and not one for all: a refresh writes as much however many people there are, two people never wait for
///   each other's write, and what damages one file damages one consent.
/// - A file is replaced in one step and synced first, with the folder. At every moment, whatever is killed, there is the old
///   consent or the new one.
/// - Files can be read by their owner only, from the moment of their creation. One that everybody can read is refused; rights
///   of the group are taken, since container platforms hand out volumes that way.
/// - Only one process at a time refreshes a consent. For that the operating system locks a file in the folder `locks`, and
///   gives the lock back when the process dies. Network file systems often do neither.
/// - A person has a lock file of their own, so that nobody waits for the refresh of another person. It is empty and stays when
///   the consent is removed: count on two files for a person, and one for each who has left. With no process running, the
///   files in `locks` can be deleted.
///
/// The folder is for this store alone.
#[derive(Debug, Clone)]
pub struct FileStore {
    folder: Arc<Path>,
}

/// How long the wait for another process is at first, and at most, before it is looked at again.
const WAITS: (Duration, Duration) = (Duration::from_millis(5), Duration::from_millis(100));
/// No refresh takes this long. Who holds a lock longer was stopped and not killed, and would stop everybody.
const PATIENCE: Duration = Duration::from_secs(180);
/// A file that is being written is older than this only if its writer was killed.
const ABANDONED: Duration = Duration::from_secs(10 * 60);
const TEMPORARY: &str = "tmp";

impl FileStore {
    /// Opens a folder, and creates it for its owner only if it is not there. Removes what writers that were killed have left.
    ///
    /// # Errors
    /// When the folder cannot be created or written to.
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, FileStoreError> {
        let folder = folder.into();
        let locks = folder.join("locks");
        create(&locks).map_err(FileStoreError::io(&locks, "created"))?;
        sync(&folder)?;
        // The folder above may belong to somebody else, who does not let it be opened.
        let _ = folder.parent().filter(|above| !above.as_os_str().is_empty()).map(sync);
        remove_abandoned(&folder).map_err(FileStoreError::io(&folder, "tidied up"))?;
        Ok(Self { folder: folder.into() })
    }

    fn path(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{}.json", name(key)))
    }

    /// Does what blocks where it may. It is carried out to its end even if nobody waits for it any more.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Path) -> Result<T, FileStoreError> + Send + 'static,
    ) -> Result<T, FileStoreError> {
        let folder = self.folder.clone();
        match tokio::task::spawn_blocking(move || work(&folder)).await {
            Ok(result) => result,
            Err(stopped) => {
                Err(FileStoreError::io(&*self.folder, "used: the runtime is shutting down")(stopped.into()))
            }
        }
    }
}

impl TokenStore for FileStore {
    type Error = FileStoreError;

    async fn load(&self, key: &str) -> Result<Option<StoredTokens>, FileStoreError> {
        let (path, key) = (self.path(key), key.to_owned());
        self.blocking(move |_| {
            let Some((found, tokens)) = read(&path)? else { return Ok(None) };
            if found == key { Ok(Some(tokens)) } else { Err(FileStoreError::Misplaced { path }) }
        })
        .await
    }

    async fn save(&self, key: &str, tokens: &StoredTokens) -> Result<(), FileStoreError> {
        let path = self.path(key);
        let text = serde_json::to_string(&Form { key, tokens: tokens.written() });
        let text = text.map_err(|error| FileStoreError::io(&path, "written")(error.into()))?;
        self.blocking(move |folder| replace(folder, &path, text.as_bytes())).await
    }

    async fn remove(&self, key: &str) -> Result<(), FileStoreError> {
        let path = self.path(key);
        self.blocking(move |folder| match fs::remove_file(&path) {
            Ok(()) => sync(folder),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(FileStoreError::io(&path, "removed")(error)),
        })
        .await
    }

    async fn refreshing(&self) -> Result<Vec<String>, FileStoreError> {
        self.blocking(|folder| {
            let mut keys = Vec::new();
            for entry in fs::read_dir(folder).map_err(FileStoreError::io(folder, "listed"))? {
                let path = entry.map_err(FileStoreError::io(folder, "listed"))?.path();
                if path.extension().is_some_and(|extension| extension == "json") {
                    // One that cannot be read is reported to whoever asks for it.
                    keys.extend(
                        read(&path).ok().flatten().filter(|(_, tokens)| tokens.is_refreshing()).map(|(key, _)| key),
                    );
                }
            }
            Ok(keys)
        })
        .await
    }

    async fn lock(&self, key: &str) -> Result<StoreLock, FileStoreError> {
        // Held as long as the token endpoint takes, so it is nobody else's. It is never removed: whoever waits for the removed
        // file and whoever creates it anew would both be let in.
        let path = self.folder.join("locks").join(name(key));
        let file = own(&mut OpenOptions::new()).read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(FileStoreError::io(&path, "opened"))?;
        let (mut wait, longest) = WAITS;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(StoreLock::holding(file)),
                Err(TryLockError::WouldBlock) if waited < PATIENCE => sleep(wait).await,
                Err(error) => return Err(FileStoreError::io(&path, "locked")(error.into())),
            }
            waited += wait;
            wait = (wait * 2).min(longest);
        }
    }
}

/// What is in a file: the stored tokens, and whose they are.
#[derive(Serialize)]
struct Form<'a> {
    key: &'a str,
    #[serde(flatten)]
    tokens: Written,
}

#[derive(Deserialize)]
struct Owner {
    key: String,
}

fn name(key: &str) -> String {
    Sha256::digest(key.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn read(path: &Path) -> Result<Option<(String, StoredTokens)>, FileStoreError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileStoreError::io(path, "opened")(error)),
    };
    refuse_exposed(path, &file)?;
    let bytes = io::read_to_string(file);
    let text = match bytes {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::InvalidData => String::new(),
        Err(error) => return Err(FileStoreError::io(path, "read")(error)),
    };
    let corrupt = |source| FileStoreError::Corrupt { path: path.to_owned(), source };
    let tokens = StoredTokens::from_json(&text).map_err(corrupt)?;
    let owner: Owner = serde_json::from_str(&text).map_err(|error| corrupt(InvalidTokens::at(&error)))?;
    Ok(Some((owner.key, tokens)))
}

/// Replaces a file in one step that outlives a crash: whoever reads it sees the old bytes or the new ones.
///
/// By hand, because the crates for it do less: `tempfile` syncs neither the file nor the folder, `atomic-write-file` syncs the
/// file only. What remains of them is a name and a rename.
fn replace(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), FileStoreError> {
    let mut random = [0; 8];
    getrandom::fill(&mut random).map_err(|error| FileStoreError::io(path, "written")(io::Error::other(error)))?;
    let temporary = path.with_extension(format!("{:016x}.{TEMPORARY}", u64::from_ne_bytes(random)));
    let write = || {
        let mut file = own(OpenOptions::new().write(true).create_new(true)).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)
    };
    if let Err(error) = write() {
        // Nothing else can be done about it, and the next start removes it.
        let _ = fs::remove_file(&temporary);
        return Err(FileStoreError::io(path, "written")(error));
    }
    sync(folder)
}

/// A name in a folder is on disk only when the folder is.
#[cfg(unix)]
fn sync(folder: &Path) -> Result<(), FileStoreError> {
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(FileStoreError::io(folder, "synced"))
}

#[cfg(not(unix))]
fn sync(_: &Path) -> Result<(), FileStoreError> {
    Ok(())
}

#[cfg(unix)]
fn create(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).create(folder)
}

/// A file that is created is its owner's only.
#[cfg(unix)]
fn own(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn own(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &File) -> Result<(), FileStoreError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = file.metadata().map_err(FileStoreError::io(path, "examined"))?.permissions().mode() & 0o777;
    if mode & 0o007 == 0 { Ok(()) } else { Err(FileStoreError::Exposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &File) -> Result<(), FileStoreError> {
    Ok(())
}

fn remove_abandoned(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == TEMPORARY) {
            let written = fs::metadata(&path).and_then(|metadata| metadata.modified());
            let age = written.ok().and_then(|written| now().duration_since(written).ok());
            if age.is_some_and(|age| age > ABANDONED) {
                // Another process that starts may have been faster.
                let _ = fs::remove_file(&path);
            }
        }
    }
    Ok(())
}
