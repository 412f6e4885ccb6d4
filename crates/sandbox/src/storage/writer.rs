//! The thread that writes.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use std::sync::{Arc, OnceLock};

use super::file::DataFile;
use super::{Order, StorageError};

/// The most orders that one transaction carries out.
const GROUP: usize = 256;

pub(super) struct Writer {
    pub(super) file: DataFile,
    pub(super) failure: Arc<OnceLock<StorageError>>,
    pub(super) pending: Arc<AtomicU64>,
}

impl Writer {
    /// Writes until nobody can give orders any more.
    pub(super) fn run(mut self, orders: &Receiver<Order>) {
        let mut broken: Option<StorageError> = None;
        while let Ok(first) = orders.recv() {
            let group: Vec<Order> = std::iter::once(first).chain(orders.try_iter().take(GROUP - 1)).collect();
            if broken.is_none()
                && let Err(error) = self.file.write(group.iter().flat_map(|Order::Write(changes, _)| changes))
            {
                tracing::error!(%error, "the data file cannot be written; nothing is changed any more");
                let failure = StorageError::Write(error.to_string());
                let _ = self.failure.set(failure.clone());
                broken = Some(failure);
            }
            for Order::Write(_, acknowledgement) in group {
                self.pending.fetch_sub(1, Ordering::SeqCst);
                acknowledgement.give(broken.clone().map_or(Ok(()), Err));
            }
        }
    }
}
