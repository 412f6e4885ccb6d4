//! What became of a push.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::Duration;

use kenar_client::bulk::Counts;
use serde_json::{Value, json};

use super::kind::Content;
use super::problem::plain;
use super::progress::span;

/// How many different reasons are told apart.
const REASONS: usize = 200;
/// How many of them are shown.
const SHOWN: usize = 5;

/// What became of every item, and what to do next.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) content: Content,
    pub(crate) input: PathBuf,
    pub(crate) journal: PathBuf,
    pub(crate) items: u64,
    pub(crate) counts: Counts,
    /// Items that are not done and may be: only the journal can tell.
    pub(crate) unknown: u64,
    /// Items that failed and are in the failures file.
    pub(crate) failed: u64,
    pub(crate) failures: Option<PathBuf>,
    pub(crate) reasons: BTreeMap<String, u64>,
    pub(crate) elapsed: Duration,
    /// Why the end of the input was not reached.
    pub(crate) stopped: Option<String>,
}

impl Summary {
    /// Counts a reason for a failure.
    pub(crate) fn reason(&mut self, reason: &str) {
        let reason = if self.reasons.len() < REASONS || self.reasons.contains_key(reason) { reason } else { "others" };
        *self.reasons.entry(plain(reason).into_owned()).or_default() += 1;
    }

    /// Items that were not reached.
    fn open(&self) -> u64 {
        self.items.saturating_sub(self.counts.done() + self.failed + self.unknown)
    }

    pub(crate) fn to_text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text).map(|()| text).unwrap_or_default()
    }

    fn write(&self, out: &mut String) -> std::fmt::Result {
        let Self { counts, .. } = self;
        write!(out, "{} of {} done: {} stored", counts.done(), self.items, counts.stored)?;
        if counts.consumed_earlier > 0 {
            write!(out, ", {} whose ticket a lost call had spent", counts.consumed_earlier)?;
        }
        if counts.already_done > 0 {
            write!(out, ", {} by an earlier push", counts.already_done)?;
        }
        writeln!(out, "; {} calls in {}", counts.calls, span(self.elapsed))?;
        if self.unknown > 0 {
            writeln!(
                out,
                "{} may be done: the same command asks for their tickets before it sends anything",
                self.unknown
            )?;
        }
        if let Some(failures) = &self.failures {
            writeln!(out, "{} failed, and are in {}:", self.failed, failures.display())?;
            let mut reasons: Vec<_> = self.reasons.iter().collect();
            reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            for (reason, count) in reasons.iter().take(SHOWN) {
                writeln!(out, "{count:>8}  {reason}")?;
            }
            if reasons.len() > SHOWN {
                writeln!(out, "{:>8}  other reasons", reasons.len() - SHOWN)?;
            }
        }
        let again = format!("kenar push {}", self.content.name());
        match (&self.stopped, &self.failures) {
            (Some(why), _) => {
                writeln!(out, "{} not sent: {why}", self.open())?;
                writeln!(out, "To go on, run the same command: {again} {}", self.input.display())?;
            }
            (None, Some(failures)) => writeln!(out, "Mend them and run: {again} {}", failures.display())?,
            (None, None) => {}
        }
        Ok(())
    }

    pub(crate) fn to_json(&self) -> Value {
        let Self { counts, .. } = self;
        json!({
            "input": self.input.to_string_lossy(),
            "journal": self.journal.to_string_lossy(),
            "failures": self.failures.as_ref().map(|path| path.to_string_lossy()),
            "items": self.items,
            "done": counts.done(),
            "stored": counts.stored,
            "consumed_earlier": counts.consumed_earlier,
            "already_done": counts.already_done,
            "failed": self.failed,
            "unknown": self.unknown,
            "not_sent": self.open(),
            "calls": counts.calls,
            "seconds": self.elapsed.as_secs_f64(),
            "reasons": self.reasons,
            "stopped": self.stopped,
        })
    }
}
