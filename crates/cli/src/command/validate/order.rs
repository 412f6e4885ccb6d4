use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::checker::Found;
use super::progress::Progress;
use crate::report::{Report, Tally};

/// How many blocks may be done before an earlier one is.
const AHEAD: u64 = 32;

/// The report, which is written in the order of the file by whoever has found what is next.
pub(super) struct Order {
    state: Mutex<State>,
    /// Something was written, or nothing will be any more.
    turn: Condvar,
    /// How many findings the report can still take.
    left: AtomicU64,
    stopped: AtomicBool,
}

struct State {
    report: Box<dyn Report>,
    sink: Box<dyn Write + Send>,
    out: Vec<u8>,
    /// What became of writing.
    written: io::Result<()>,
    file: File,
    not_shown: u64,
}

/// The file that is being read.
#[derive(Default)]
struct File {
    name: String,
    progress: Progress,
    /// The block that is next.
    next: u64,
    /// Blocks that were done before it.
    done: BTreeMap<u64, Found>,
    /// How many lines were before it.
    lines: u64,
    tally: Tally,
}

impl Order {
    /// A report that shows so many findings.
    pub(super) fn new(report: Box<dyn Report>, sink: Box<dyn Write + Send>, shown: u64) -> Self {
        let file = File::default();
        let state = State { report, sink, out: Vec::new(), written: Ok(()), file, not_shown: 0 };
        let state = Mutex::new(state);
        Self { state, turn: Condvar::new(), left: AtomicU64::new(shown), stopped: AtomicBool::new(false) }
    }

    /// How many findings the report can still take.
    pub(super) fn left(&self) -> u64 {
        self.left.load(Ordering::Relaxed)
    }

    /// Nobody reads the report any more, so nobody needs to find anything.
    pub(super) fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Nobody waits for a turn any more.
    pub(super) fn stop(&self) {
        // Under the lock, so that nobody begins to wait after looking and before this.
        let _state = self.lock();
        self.stopped.store(true, Ordering::Relaxed);
        self.turn.notify_all();
    }

    /// A file begins.
    pub(super) fn begin(&self, name: &str, progress: Progress) {
        self.lock().file = File { name: name.to_owned(), progress, ..File::default() };
    }

    /// Everything was found in a block.
    pub(super) fn done(&self, index: u64, found: Found) {
        let mut state = self.lock();
        while index >= state.file.next + AHEAD && !self.stopped() {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.file.done.insert(index, found);
        if index == state.file.next {
            while let Some(mut found) = {
                let next = state.file.next;
                state.file.done.remove(&next)
            } {
                self.write(&mut state, &mut found);
                state.file.next += 1;
                state.file.lines += found.lines;
                state.not_shown += found.not_shown;
                state.file.tally.take(&mut found.tally);
            }
            self.flush(&mut state);
            self.turn.notify_all();
        }
    }

    /// So much was found in a block that it is written before the block is done.
    pub(super) fn full(&self, index: u64, found: &mut Found) {
        let mut state = self.lock();
        while index != state.file.next && !self.stopped() {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        self.write(&mut state, found);
        self.flush(&mut state);
    }

    /// How many lines of the file were checked in order.
    pub(super) fn lines(&self) -> u64 {
        self.lock().file.lines
    }

    /// The file has ended, or could not be read further for a reason: what was counted.
    pub(super) fn end(&self, problem: Option<&str>) -> Tally {
        let mut state = self.lock();
        let state = &mut *state;
        let File { name, progress, tally, .. } = std::mem::take(&mut state.file);
        progress.end();
        match problem {
            None => state.report.file(&mut state.out, &name, &tally),
            Some(problem) => state.report.unreadable(&mut state.out, &name, problem),
        }
        self.flush(state);
        tally
    }

    /// Writes what does not belong to a document.
    pub(super) fn with_report(&self, write: impl FnOnce(&mut dyn Report, &mut Vec<u8>, u64)) {
        let mut state = self.lock();
        let state = &mut *state;
        write(&mut *state.report, &mut state.out, state.not_shown);
        self.flush(state);
    }

    /// What became of writing. A reader that has gone is no error.
    pub(super) fn into_written(self) -> io::Result<()> {
        let state = self.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        match state.written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written,
        }
    }

    fn write(&self, state: &mut State, found: &mut Found) {
        for mut finding in found.findings.drain(..) {
            let left = self.left();
            if left == 0 {
                state.not_shown += 1;
                continue;
            }
            self.left.store(left - 1, Ordering::Relaxed);
            finding.move_down(state.file.lines, state.file.tally.documents);
            state.report.finding(&mut state.out, &state.file.name, &finding);
        }
    }

    fn flush(&self, state: &mut State) {
        let State { out, sink, written, file, .. } = state;
        if !out.is_empty() && written.is_ok() {
            *written = file.progress.aside(|| sink.write_all(out).and_then(|()| sink.flush()));
            if written.is_err() {
                self.stopped.store(true, Ordering::Relaxed);
                self.turn.notify_all();
            }
        }
        out.clear();
        file.progress.draw();
    }

    /// A thread that panicked has ended the run; what it left is still in order.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
