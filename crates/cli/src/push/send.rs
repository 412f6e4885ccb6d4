//! The second reading: each line becomes an item, and each outcome is counted or kept.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use kenar_client::Client;
use kenar_client::bulk::{self, Actor, AnyError, Counts, Item, ItemError, Outcome};
use tokio::time::MissedTickBehavior;

use super::digest::Fingerprint;
use super::kind::Kind;
use super::line::Envelope;
use super::source::Source;
use super::stop::Stop;
use super::{Failures, Problem, Progress, Summary};

/// How a push is made.
pub(crate) struct Sending {
    pub(crate) client: Client,
    /// The consent for lines without one of their own.
    pub(crate) everyone: Option<Actor>,
    pub(crate) journal: PathBuf,
    pub(crate) concurrency: usize,
    pub(crate) per_minute: Option<u32>,
    pub(crate) stop_after: u32,
}

/// How a push ended.
#[derive(Debug)]
pub(crate) enum End {
    /// Every item of the input has its outcome.
    Complete,
    /// The engine stopped.
    Stopped(bulk::Stopped),
    /// Somebody asked it to stop.
    Interrupted,
    /// The input could not be read to its end, or is another one than was checked.
    Input(anyhow::Error),
}

/// Sends every line of an input.
pub(crate) async fn send<P: Kind>(
    sending: Sending,
    source: Source,
    checked: &Fingerprint,
    failures: &mut Failures,
    progress: &mut Progress,
    summary: &mut Summary,
) -> anyhow::Result<End> {
    let Sending { client, everyone, journal, concurrency, per_minute, stop_after } = sending;
    let mut bulk = client.bulk().concurrency(concurrency).stop_after_failures(stop_after).journal(journal);
    if let Some(calls) = per_minute {
        bulk = bulk.per_minute(calls);
    }
    let desk = Rc::new(Desk::default());
    let items = Items::<P> { source, everyone, desk: desk.clone(), index: 0, kind: PhantomData };
    let mut run = bulk.run::<P, _>(bulk::iter(items));
    let counts = run.progress();
    let mut stop = Stop::new()?;
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let end = loop {
        // Before anything is waited for: after Ctrl-C there may be nothing more that comes.
        if desk.is_closed.get() && nothing_flies(&counts.counts()) {
            break End::Interrupted;
        }
        tokio::select! {
            () = stop.asked() => {
                if desk.is_closed.replace(true) {
                    break End::Interrupted;
                }
                progress.say("stopping: what is under way comes to its end; once more stops at once");
            }
            outcome = run.next() => match outcome {
                Some(Ok(outcome)) => take(outcome, &desk, failures, progress, summary)?,
                Some(Err(stopped)) => break End::Stopped(stopped),
                None => break desk.end(checked),
            },
            _ = ticks.tick() => progress.tell(&counts.counts()),
        }
    };
    summary.counts = counts.counts();
    // Closes the journal.
    drop(run);
    Ok(end)
}

fn nothing_flies(counts: &Counts) -> bool {
    counts.in_flight == 0 && counts.unwritten == 0
}

fn take<R>(
    outcome: Outcome<R>,
    desk: &Desk,
    failures: &mut Failures,
    progress: &Progress,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    // What the check has found was told before anything was sent.
    let is_news =
        !matches!(outcome.result, Err(ItemError::Unreadable(_) | ItemError::Call(kenar_client::Error::Invalid(_))));
    let line = desk.lines.borrow_mut().remove(&outcome.index);
    let Err(error) = outcome.result else { return Ok(()) };
    let Some(Sent { number, text }) = line else { return Ok(()) };
    let problem = match error {
        ItemError::NotSent | ItemError::Call(kenar_client::Error::RateLimited(_)) => return Ok(()),
        ItemError::Unresolved(_) | ItemError::NotWritten => {
            summary.unknown += 1;
            return Ok(());
        }
        ItemError::Unreadable(error) => match error.downcast::<Problem>() {
            Ok(problem) => *problem,
            Err(other) => Problem::new(other.to_string()),
        },
        ItemError::Call(kenar_client::Error::Invalid(invalid)) => Problem::of_body(invalid.violations),
        other => Problem::new(other.to_string()),
    };
    summary.failed += 1;
    let said = problem.to_string();
    // The summary may be far away.
    if summary.reason(&said) && is_news {
        progress.say(&format!("line {number}: {said}"));
    }
    failures.add(&text, &problem.to_json(number))
}

/// What the input and the loop both look at.
#[derive(Default)]
struct Desk {
    /// The lines that have no outcome yet.
    lines: RefCell<HashMap<u64, Sent>>,
    /// Nothing more is to be taken from the input.
    is_closed: Cell<bool>,
    /// How the input ended.
    end: RefCell<Option<anyhow::Result<Fingerprint>>>,
}

/// A line that was handed to the engine.
struct Sent {
    number: u64,
    text: String,
}

impl Desk {
    fn end(&self, checked: &Fingerprint) -> End {
        match self.end.borrow_mut().take() {
            Some(Ok(found)) if found == *checked => End::Complete,
            Some(Ok(_)) => {
                End::Input(anyhow::anyhow!("the input was changed while it was being sent; run the same command again"))
            }
            Some(Err(error)) => End::Input(error),
            None => End::Interrupted,
        }
    }
}

/// The lines of an input as items.
struct Items<P> {
    source: Source,
    everyone: Option<Actor>,
    desk: Rc<Desk>,
    index: u64,
    kind: PhantomData<P>,
}

impl<P: Kind> Iterator for Items<P> {
    type Item = Result<Item<P>, AnyError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.desk.is_closed.get() {
            return None;
        }
        let raw = match self.source.next() {
            Ok(Some(raw)) => raw,
            Ok(None) => {
                *self.desk.end.borrow_mut() = Some(Ok(self.source.fingerprint()));
                return None;
            }
            Err(error) => {
                *self.desk.end.borrow_mut() = Some(Err(error));
                return None;
            }
        };
        let item = match raw.problem {
            Some(problem) => Err(problem),
            None => Envelope::read(&raw.text)
                .and_then(Envelope::open::<P>)
                .and_then(|line| line.into_item(self.everyone.as_ref())),
        };
        self.desk.lines.borrow_mut().insert(self.index, Sent { number: raw.number, text: raw.text });
        self.index += 1;
        Some(item.map_err(AnyError::from))
    }
}
