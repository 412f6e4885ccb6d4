//! Writing down what changes, in the order in which it changes.
//!
//! Whoever changes the state hands the changes in while the state is locked, so the order on disk is the order in
//! memory, and waits for the receipt after the lock is gone and before anybody is answered. One thread writes whatever
//! has come in the meantime in one transaction.

#[cfg(feature = "sqlite")]
mod file;
mod receipt;
#[cfg(feature = "sqlite")]
mod writer;

#[cfg(feature = "sqlite")]
use std::path::Path;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::JoinHandle;

use receipt::Acknowledgement;
pub(crate) use receipt::{Receipt, TaskReceipt, ThreadReceipt};

#[cfg(feature = "sqlite")]
use crate::state::Dump;

/// A row that is another one now, or gone.
#[derive(Debug)]
pub(crate) struct Change {
    pub(crate) table: &'static str,
    pub(crate) key: String,
    /// The row as JSON; `None` when it was removed.
    pub(crate) value: Option<Vec<u8>>,
}

pub(crate) type Changes = Vec<Change>;

/// Why something cannot be kept in a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StorageError {
    /// The sandbox was built without the feature `sqlite`.
    #[error("cannot keep data in {}: this sandbox was built without the feature `sqlite`", .0.display())]
    NotBuiltIn(PathBuf),
    /// Another sandbox has the file open.
    #[error("{} is in use by another sandbox; stop it or choose another file", .0.display())]
    InUse(PathBuf),
    /// The file is something else. It was not touched.
    #[error("{} was not written by a sandbox; choose another file", .0.display())]
    Foreign(PathBuf),
    /// The file was written by a newer version. It was not touched.
    #[error(
        "{} has data of version {found}, and this sandbox reads up to version {known}; use a newer sandbox or another \
         file",
        .path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its data.
        found: u32,
        /// The latest version that this sandbox knows.
        known: u32,
    },
    /// What is in the file does not fit this sandbox. It was not changed.
    #[error("{} cannot be used: {problem}; make the configuration fit it or choose another file", .path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The file cannot be opened.
    #[error("cannot open {}: {problem}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Why.
        problem: String,
    },
    /// Something could not be written. The sandbox changes nothing any more, because it remembers what the file does
    /// not.
    #[error("storage failed: {0}; restart the sandbox, which then knows what was written before")]
    Write(String),
    /// The sandbox was stopped.
    #[error("storage is closed: the sandbox was stopped")]
    Closed,
}

/// What the writer is told.
enum Order {
    Write(Changes, Acknowledgement),
}

/// The file of a sandbox, which no other one can use at the same time.
pub(crate) struct Storage {
    orders: Mutex<Option<Sender<Order>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    failure: Arc<OnceLock<StorageError>>,
    /// How many orders are not carried out yet.
    pending: Arc<AtomicU64>,
}

impl Storage {
    /// Opens or makes a file. With it comes what was in it; nothing when it is new.
    #[cfg(feature = "sqlite")]
    pub(crate) fn open(path: &Path) -> Result<(Self, Option<Dump>), StorageError> {
        let mut file = file::DataFile::open(path)?;
        let content = file.read()?;
        let (sender, orders) = std::sync::mpsc::channel();
        let (failure, pending) = (Arc::new(OnceLock::new()), Arc::new(AtomicU64::new(0)));
        let writer = writer::Writer { file, failure: failure.clone(), pending: pending.clone() };
        let thread = std::thread::Builder::new().name("kenar-storage".to_owned());
        let thread = thread
            .spawn(move || writer.run(&orders))
            .map_err(|error| StorageError::Open { path: path.to_owned(), problem: error.to_string() })?;
        let storage = Self { orders: Mutex::new(Some(sender)), thread: Mutex::new(Some(thread)), failure, pending };
        Ok((storage, content))
    }

    /// Whether changes can still be written.
    pub(crate) fn check(&self) -> Result<(), StorageError> {
        self.failure.get().map_or(Ok(()), |failure| Err(failure.clone()))
    }

    /// Hands changes in, to be called while the state is locked. `None` when there is nothing to wait for: no changes,
    /// and nothing of what was seen is still to be written.
    pub(crate) fn submit<R: Receipt>(&self, changes: Changes) -> Option<R> {
        if changes.is_empty() && self.pending.load(Ordering::SeqCst) == 0 {
            return None;
        }
        let (acknowledgement, receipt) = R::new();
        let orders = self.orders.lock().unwrap_or_else(PoisonError::into_inner);
        match &*orders {
            Some(sender) => {
                self.pending.fetch_add(1, Ordering::SeqCst);
                if let Err(refused) = sender.send(Order::Write(changes, acknowledgement)) {
                    let Order::Write(_, acknowledgement) = refused.0;
                    self.fail(StorageError::Closed);
                    acknowledgement.give(self.check());
                }
            }
            None => acknowledgement.give(Err(StorageError::Closed)),
        }
        Some(receipt)
    }

    /// Refuses all further changes.
    pub(crate) fn fail(&self, failure: StorageError) {
        // The first failure is the one that counts.
        let _ = self.failure.set(failure);
    }

    /// Writes what was handed in and closes the file.
    pub(crate) fn close(&self) {
        self.fail(StorageError::Closed);
        drop(self.orders.lock().unwrap_or_else(PoisonError::into_inner).take());
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if thread.is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the thread that writes the data file panicked");
        }
    }
}

impl Drop for Storage {
    fn drop(&mut self) {
        self.close();
    }
}
