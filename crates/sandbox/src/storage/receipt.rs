//! How one waits until something is written.

use tokio::sync::oneshot;

use super::StorageError;

type Outcome = Result<(), StorageError>;

/// What the writer gives back.
pub(crate) enum Acknowledgement {
    Task(oneshot::Sender<Outcome>),
    Thread(std::sync::mpsc::SyncSender<Outcome>),
}

impl Acknowledgement {
    pub(super) fn give(self, outcome: Outcome) {
        // Whoever waited may have gone.
        match self {
            Self::Task(sender) => drop(sender.send(outcome)),
            Self::Thread(sender) => drop(sender.send(outcome)),
        }
    }
}

/// What whoever waits holds.
pub(crate) trait Receipt: Sized {
    fn new() -> (Acknowledgement, Self);
}

/// A receipt that a task waits for.
pub(crate) struct TaskReceipt(oneshot::Receiver<Outcome>);

impl TaskReceipt {
    pub(crate) async fn written(self) -> Outcome {
        self.0.await.unwrap_or(Err(StorageError::Closed))
    }
}

impl Receipt for TaskReceipt {
    fn new() -> (Acknowledgement, Self) {
        let (sender, receiver) = oneshot::channel();
        (Acknowledgement::Task(sender), Self(receiver))
    }
}

/// A receipt that a thread waits for. The writer is a thread of its own, so even the only thread of a runtime may wait.
pub(crate) struct ThreadReceipt(std::sync::mpsc::Receiver<Outcome>);

impl ThreadReceipt {
    pub(crate) fn written(self) -> Outcome {
        self.0.recv().unwrap_or(Err(StorageError::Closed))
    }
}

impl Receipt for ThreadReceipt {
    fn new() -> (Acknowledgement, Self) {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        (Acknowledgement::Thread(sender), Self(receiver))
    }
}
