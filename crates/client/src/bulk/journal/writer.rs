//! The thread that has the file.

use std::path::Path;
use std::sync::mpsc::Receiver;

use tokio::sync::oneshot;

use super::file::JournalFile;
use super::{Header, JournalError, Known, Line};

/// A line to be written, and who is told.
pub(super) struct Order {
    pub(super) line: Line,
    pub(super) written: oneshot::Sender<Result<(), JournalError>>,
}

/// Opens the file and writes what is ordered, until nobody is left to order anything. All lines that came while the disk was
/// busy are written at once.
pub(super) fn work(
    path: &Path,
    header: &Header,
    opened: oneshot::Sender<Result<Known, JournalError>>,
    orders: &Receiver<Order>,
) {
    let mut file = match JournalFile::open(path, header) {
        Ok((file, known)) => match opened.send(Ok(known)) {
            Ok(()) => file,
            Err(_) => return,
        },
        Err(error) => {
            let _ = opened.send(Err(error));
            return;
        }
    };
    let (mut lines, mut waiting) = (Vec::new(), Vec::new());
    while let Ok(first) = orders.recv() {
        for Order { line, written } in std::iter::once(first).chain(orders.try_iter()) {
            lines.extend_from_slice(line.write().as_bytes());
            waiting.push(written);
        }
        let result = file.append(&lines);
        lines.clear();
        for written in waiting.drain(..) {
            // Whoever has stopped waiting need not be told.
            let _ = written.send(result.clone());
        }
        if result.is_err() {
            // What is in the file now nobody knows: another line might end up behind half of one.
            return;
        }
    }
}
