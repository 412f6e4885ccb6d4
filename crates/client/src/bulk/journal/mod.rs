//! What a run remembers on disk.
//!
//! One line an event. The first names the format, the operation and the server. Each ends with the beginning of its own SHA-256, so what
//! a crash has torn off is told from what was damaged later: the first can only be at the end of the file, and nobody was
//! told of it.
//!
//! | Line | Written | What the next run makes of it |
//! |---|---|---|
//! | `begun` | before a ticket may be spent | asks for the ticket before it sends the item, unless another line follows |
//! | `done` | before the outcome is handed over | does not send the item |
//! | `failed` | when a begun item cannot have spent its ticket | sends the item |

mod error;
mod file;
mod line;
mod writer;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, ready};
use std::thread::{self, JoinHandle};

use tokio::sync::oneshot;
use uuid::Uuid;

pub use error::JournalError;

pub(super) use self::line::{Header, Line};

use self::writer::{Order, work};
use super::key::Mark;

/// What is known of an item from before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Earlier {
    /// A call may have spent its ticket.
    Begun,
    /// It is done. The id is that of the receipt.
    Done(Option<Uuid>),
}

/// The items that a journal knows.
pub(super) type Known = HashMap<Mark, Earlier>;

/// A journal that is open, and locked as long as it is. Everything that touches the file happens in a thread of its own.
#[derive(Debug)]
pub(super) struct Journal {
    path: Arc<Path>,
    /// None when it is being closed.
    orders: Option<mpsc::Sender<Order>>,
    thread: Option<JoinHandle<()>>,
}

impl Journal {
    /// Opens a journal, or makes it.
    pub(super) async fn open(path: PathBuf, header: Header) -> Result<(Self, Known), JournalError> {
        let path: Arc<Path> = path.into();
        let (orders, ordered) = mpsc::channel();
        let (opens, opened) = oneshot::channel();
        let thread = thread::Builder::new().name("kenar-journal".to_owned()).spawn({
            let path = path.clone();
            move || work(&path, &header, opens, &ordered)
        });
        let thread = thread.map_err(|source| JournalError::io(&path, "opened", source))?;
        let known = opened.await.unwrap_or_else(|_| Err(JournalError::closed(&path)))?;
        Ok((Self { path, orders: Some(orders), thread: Some(thread) }, known))
    }

    /// Writes a line. It is on the disk when the answer is there.
    pub(super) fn write(&self, line: Line) -> Writing {
        let (written, writing) = oneshot::channel();
        let sent = self.orders.as_ref().is_some_and(|orders| orders.send(Order { line, written }).is_ok());
        Writing { path: self.path.clone(), written: sent.then_some(writing) }
    }
}

impl Drop for Journal {
    /// Waits for the lines that were ordered, so that the file is free when this returns.
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A line that is being written.
#[derive(Debug)]
pub(super) struct Writing {
    path: Arc<Path>,
    /// None when nobody writes any more.
    written: Option<oneshot::Receiver<Result<(), JournalError>>>,
}

impl Future for Writing {
    type Output = Result<(), JournalError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let written = match &mut self.written {
            Some(written) => ready!(Pin::new(written).poll(cx)).ok(),
            None => None,
        };
        Poll::Ready(written.unwrap_or_else(|| Err(JournalError::closed(&self.path))))
    }
}
