use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is done before this takes no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A bar on the terminal of a person who waits.
#[derive(Default)]
pub(super) struct Progress(Option<Waiting>);

struct Waiting {
    since: Instant,
    length: Option<u64>,
    taken: Arc<AtomicU64>,
    bar: Option<ProgressBar>,
}

impl Progress {
    /// For an input of that length in bytes, of which `taken` were read.
    pub(super) fn new(length: Option<u64>, taken: Arc<AtomicU64>) -> Self {
        let waiting = || Waiting { since: Instant::now(), length, taken, bar: None };
        Self(std::io::stderr().is_terminal().then(waiting))
    }

    /// Shows how far it is.
    pub(super) fn draw(&mut self) {
        let Some(waiting) = &mut self.0 else { return };
        if waiting.bar.is_none() && waiting.since.elapsed() < PATIENCE {
            return;
        }
        let length = waiting.length;
        let bar = waiting.bar.get_or_insert_with(|| {
            let template = match length {
                Some(_) => "{bar:30} {percent:>3} % of {total_bytes}, {bytes_per_sec}, {eta} left",
                None => "{spinner} {bytes}, {bytes_per_sec}",
            };
            let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
            bar.set_style(ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.with_elapsed(waiting.since.elapsed())
        });
        bar.set_position(waiting.taken.load(Ordering::Relaxed));
    }

    /// Does something that writes on the same terminal.
    pub(super) fn aside<T>(&self, write: impl FnOnce() -> T) -> T {
        match self.0.as_ref().and_then(|waiting| waiting.bar.as_ref()) {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = self.0.as_ref().and_then(|waiting| waiting.bar.as_ref()) {
            bar.finish_and_clear();
        }
    }
}
