//! How far a push is, on stderr. The bar is that of `indicatif`; the rate is our own, because items that an earlier push
//! has done are passed over and would make it look fast.

use std::collections::VecDeque;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use kenar_client::bulk::Counts;

/// How often a line is written where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);
/// Over how long the rate is taken.
const WINDOW: Duration = Duration::from_secs(30);

/// A bar on a terminal, now and then a line elsewhere, or nothing.
pub(crate) struct Progress {
    shown: Shown,
    total: u64,
    samples: VecDeque<(Instant, u64)>,
}

enum Shown {
    Nothing,
    Bar(ProgressBar),
    Lines { last: Instant },
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let shown = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(ProgressBar::new_spinner().with_message("checking")),
            (false, false) => Shown::Lines { last: Instant::now() },
        };
        Self { shown, total: 0, samples: VecDeque::new() }
    }

    /// So many bytes were checked.
    pub(crate) fn checked(&mut self, bytes: u64) {
        if let Shown::Bar(bar) = &self.shown {
            bar.set_position(bytes);
        }
    }

    /// The sending begins.
    pub(crate) fn begin(&mut self, total: u64) {
        self.total = total;
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
            let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg}");
            let style = style.unwrap_or_else(|_| ProgressStyle::default_bar());
            self.shown = Shown::Bar(ProgressBar::new(total).with_style(style));
        }
    }

    /// Shows how far the run is.
    pub(crate) fn tell(&mut self, counts: &Counts) {
        let (position, now) = (counts.done() + counts.failed + counts.not_sent, Instant::now());
        let rate = self.rate(now, position.saturating_sub(counts.already_done));
        let text = describe(self.total - position.min(self.total), rate, counts);
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => {
                bar.set_message(text);
                bar.set_position(position);
            }
            Shown::Lines { last } => {
                if now.duration_since(*last) >= BETWEEN_LINES {
                    *last = now;
                    say(&format!("{position} of {}: {text}", self.total));
                }
            }
        }
    }

    /// Says something without disturbing the bar.
    pub(crate) fn say(&self, text: &str) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| say(text)),
            Shown::Lines { .. } => say(text),
            Shown::Nothing => {}
        }
    }

    /// Takes the bar away.
    pub(crate) fn end(&mut self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }

    /// Items a second, of late.
    fn rate(&mut self, now: Instant, sent: u64) -> f64 {
        while self.samples.len() > 1 && self.samples.front().is_some_and(|(then, _)| now.duration_since(*then) > WINDOW)
        {
            self.samples.pop_front();
        }
        self.samples.push_back((now, sent));
        let Some((then, before)) = self.samples.front() else { return 0.0 };
        let seconds = now.duration_since(*then).as_secs_f64();
        if seconds > 0.0 { sent.saturating_sub(*before) as f64 / seconds } else { 0.0 }
    }
}

fn describe(left: u64, rate: f64, counts: &Counts) -> String {
    let mut text = format!("{rate:.1}/s");
    if rate > 0.0 && left > 0 {
        text.push_str(&format!(", {} left", span(Duration::from_secs_f64(left as f64 / rate))));
    }
    if counts.failed > 0 {
        text.push_str(&format!(", {} failed", counts.failed));
    }
    if counts.limited {
        text.push_str(", waiting at the limit");
    }
    text
}

/// A length of time for people.
pub(crate) fn span(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        seconds => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
    }
}

fn say(text: &str) {
    // Without stderr there is nobody to tell.
    let _ = writeln!(anstream::stderr(), "{}", crate::report::harmless(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_has_two_units_at_most() {
        let spans = [0, 59, 60, 3_599, 3_600, 90_061].map(|seconds| span(Duration::from_secs(seconds)));
        assert_eq!(spans, ["0 s", "59 s", "1 min 00 s", "59 min 59 s", "1 h 00 min", "25 h 01 min"]);
    }

    #[test]
    fn the_rate_is_that_of_late() {
        let mut progress = Progress::new(true);
        let start = Instant::now();
        let mut at = |seconds, sent| progress.rate(start + Duration::from_secs(seconds), sent);
        assert_eq!(at(0, 0), 0.0);
        assert_eq!(at(10, 1_000), 100.0);
        // What was long ago is forgotten.
        assert_eq!(at(60, 1_000), 0.0);
        assert_eq!(at(70, 1_050), 5.0);
    }

    #[test]
    fn what_is_left_is_told_where_it_is_known() {
        let mut counts = Counts::default();
        assert_eq!(describe(100, 0.0, &counts), "0.0/s");
        assert_eq!(describe(0, 2.5, &counts), "2.5/s");
        (counts.failed, counts.limited) = (3, true);
        assert_eq!(describe(100, 2.5, &counts), "2.5/s, 40 s left, 3 failed, waiting at the limit");
    }
}
