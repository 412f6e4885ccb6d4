//! The stream itself.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::stream::FuturesUnordered;
use tracing::Span;

use super::attempt::{Crew, Landed, Step, attempt};
use super::job::{Job, Next, Place};
#[cfg(not(target_arch = "wasm32"))]
use super::journal::Header;
use super::journal::{Earlier, Journal, JournalError, Known, Line, Writing};
use super::pacer::{Pacer, Turn};
use super::returns::Returns;
use super::upsert::{id_of, receipt_of};
use super::{Boxed, Bulk, Done, Input, ItemError, Outcome, Progress, Stopped, Upsert};
use crate::send::Pipeline;
use crate::time::{Instant, sleep};
use crate::{Client, Error, Retry};

/// How many finished items may wait to be written down. It keeps the calls going while the disk is busy.
const UNWRITTEN: usize = 256;
/// How many outcomes may be handed over without waiting for anything, before others on the same thread have their turn.
const AT_ONCE: u32 = 64;

/// A run: a stream of one [`Outcome`] for each item, in the order in which they are done. An error says why the run stopped
/// before the end of its input, and is the last thing in the stream; everything that was taken from the input has its
/// outcome by then.
///
/// Nothing happens before it is polled, and calls move only while it is. Dropping it ends it: what is in flight then may
/// have been carried out, as after a crash, and the next run with the same journal deals with it in the same way. A journal
/// is closed when the last outcome was handed over, or when the run is dropped, which waits for lines that are being written.
#[must_use = "a run does nothing unless it is polled"]
pub struct Run<S, P: Upsert> {
    input: Pin<Box<S>>,
    input_is_over: bool,
    /// Of the next item.
    index: u64,
    /// The item that waits for another one of the same target.
    held: Option<Job<P>>,
    /// The items that wait for their turn.
    waiting: VecDeque<Job<P>>,
    flying: FuturesUnordered<Boxed<'static, Landed<P>>>,
    /// The finished items that wait to be written, in the order in which that happens.
    unwritten: VecDeque<Unwritten<P::Receipt>>,
    /// Where the items are that have no outcome yet.
    busy: Vec<Place>,
    opening: Option<Boxed<'static, Result<(Journal, Known), JournalError>>>,
    journal: Option<Arc<Journal>>,
    known: Known,
    returns: Returns,
    /// Knows whether payloads are checked, and who is told of retries.
    client: Client,
    crew: Arc<Crew>,
    concurrency: usize,
    pacer: Pacer,
    timer: Option<(Instant, Boxed<'static, ()>)>,
    failures_in_a_row: u32,
    most_failures: u32,
    stopped: Option<Stopped>,
    is_over: bool,
    at_once: u32,
    progress: Progress,
    span: Span,
}

/// A finished item whose line is being written.
struct Unwritten<R> {
    writing: Writing,
    known: Option<Earlier>,
    outcome: Outcome<R>,
}

/// What came of looking whether there is something to do.
enum Look<R> {
    /// An item has its outcome.
    Outcome(Outcome<R>),
    /// Something was done, so there may be more.
    Moved,
    /// There is nothing to do here.
    Still,
}

impl<P: Upsert, S: Stream<Item: Into<Input<P>>>> Run<S, P> {
    pub(super) fn new(bulk: Bulk, items: S) -> Self {
        let progress = Progress::default();
        let mut once = bulk.client.app().clone();
        // An item is checked when it is taken in, not again for each attempt.
        once.inner.pipeline = Pipeline::once_unchecked();
        let crew = Crew { app: once, retry: bulk.retry, progress: progress.clone() };
        let span = tracing::info_span!(
            target: "kenar_client",
            "kenar_bulk",
            operation = P::OPERATION.id,
            concurrency = bulk.concurrency,
            per_minute = bulk.per_minute,
        );
        #[cfg(not(target_arch = "wasm32"))]
        let opening = bulk.journal.map(|path| {
            let header = Header::new(P::OPERATION.id, &bulk.client.app().baseurl);
            Box::pin(Journal::open(path, header)) as Boxed<'static, _>
        });
        #[cfg(target_arch = "wasm32")]
        let opening = None;
        Self {
            input: Box::pin(items),
            input_is_over: false,
            index: 0,
            held: None,
            waiting: VecDeque::new(),
            flying: FuturesUnordered::new(),
            unwritten: VecDeque::new(),
            busy: Vec::new(),
            opening,
            journal: None,
            known: Known::new(),
            returns: Returns::default(),
            client: bulk.client,
            crew: Arc::new(crew),
            concurrency: bulk.concurrency,
            pacer: Pacer::new(bulk.per_minute),
            timer: None,
            failures_in_a_row: 0,
            most_failures: bulk.failures_in_a_row,
            stopped: None,
            is_over: false,
            at_once: 0,
            progress,
            span,
        }
    }

    /// The next outcome: what the stream gives, without a trait for streams. Whoever stops waiting for it loses nothing: it
    /// comes the next time.
    ///
    /// # Errors
    /// When the run stopped before the end of its input. Nothing follows.
    pub async fn next(&mut self) -> Option<Result<Outcome<P::Receipt>, Stopped>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// How far the run is, now and later.
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Outcome<P::Receipt>, Stopped>>> {
        if let Some(opening) = &mut self.opening {
            match opening.as_mut().poll(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Ok((journal, known))) => (self.journal, self.known) = (Some(Arc::new(journal)), known),
                Poll::Ready(Err(error)) => self.stop(journal_failed(error)),
            }
            self.opening = None;
        }
        if self.at_once == AT_ONCE {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        // Calls come first: they must move on even when there is much that needs none.
        let looks = [Self::land, Self::write, Self::give_back, Self::take_in, Self::take_off];
        loop {
            let mut moved = false;
            for look in looks {
                match look(self, cx) {
                    Look::Outcome(outcome) => return Poll::Ready(Some(Ok(self.hand_over(outcome)))),
                    Look::Moved => moved = true,
                    Look::Still => {}
                }
            }
            if !moved {
                break;
            }
        }
        let nothing_left = self.held.is_none() && self.waiting.is_empty() && self.flying.is_empty();
        let nothing_comes = self.input_is_over || self.stopped.is_some();
        if !(nothing_left && nothing_comes && self.unwritten.is_empty()) {
            return Poll::Pending;
        }
        self.is_over = true;
        self.journal = None;
        let counts = self.progress.counts();
        tracing::info!(target: "kenar_client", done = counts.done(), failed = counts.failed, not_sent = counts.not_sent, "the run is over");
        Poll::Ready(self.stopped.take().map(Err))
    }

    /// Looks for a call that has ended.
    fn land(&mut self, cx: &mut Context<'_>) -> Look<P::Receipt> {
        let Poll::Ready(Some(landed)) = Pin::new(&mut self.flying).poll_next(cx) else { return Look::Still };
        let Landed { mut job, pass, step } = landed;
        if !matches!(step, Step::Limited(_)) {
            self.pacer.came_through(pass);
        }
        match step {
            Step::Finished(result) => return self.finish(job, result),
            Step::GoOn(pause, reason) => {
                if let Some(reason) = reason {
                    let retry = Retry { operation: P::OPERATION, attempt: job.calls, reason, pause };
                    self.client.app().inner.pipeline.tell(&retry);
                }
                job.not_before = Instant::now().checked_add(pause);
                self.waiting.push_front(job);
            }
            Step::Limited(limited) => {
                let now = Instant::now();
                if !self.pacer.passes_soon(&limited, now) {
                    self.stop(Stopped::Limit(limited.clone()));
                    let limited = Error::RateLimited(limited);
                    let error = match job.next {
                        Next::Send => ItemError::Call(limited),
                        Next::Ask(_) => ItemError::Unresolved(Some(limited)),
                    };
                    return self.finish(job, Err(error));
                }
                self.pacer.refused(pass, &limited, now);
                self.waiting.push_front(job);
            }
            Step::NotBegun(error) => {
                self.stop(journal_failed(error));
                let error = job.given_back();
                return self.finish(job, Err(error));
            }
        }
        Look::Moved
    }

    /// Looks for a line that is on the disk.
    fn write(&mut self, cx: &mut Context<'_>) -> Look<P::Receipt> {
        let Some(first) = self.unwritten.front_mut() else { return Look::Still };
        let Poll::Ready(written) = Pin::new(&mut first.writing).poll(cx) else { return Look::Still };
        let Some(Unwritten { known, mut outcome, .. }) = self.unwritten.pop_front() else { return Look::Still };
        match (written, outcome.key.as_ref().map(|key| key.mark), known) {
            (Ok(()), Some(mark), Some(earlier)) => {
                self.known.insert(mark, earlier);
            }
            (Ok(()), Some(mark), None) => {
                self.known.remove(&mark);
            }
            (Ok(()), None, _) => {}
            (Err(error), _, _) => {
                self.stop(journal_failed(error));
                outcome.result = outcome.result.and(Err(ItemError::NotWritten));
            }
        }
        Look::Outcome(outcome)
    }

    /// Gives up what was not sent when the run has stopped.
    fn give_back(&mut self, _: &mut Context<'_>) -> Look<P::Receipt> {
        if self.stopped.is_none() {
            return Look::Still;
        }
        let Some(mut job) = self.waiting.pop_front().or_else(|| self.held.take()) else { return Look::Still };
        let error = job.given_back();
        self.finish(job, Err(error))
    }

    /// Takes the next item where there is room for it.
    fn take_in(&mut self, cx: &mut Context<'_>) -> Look<P::Receipt> {
        let has_room = self.flying.len() + self.waiting.len() < self.concurrency && self.unwritten.len() < UNWRITTEN;
        if self.stopped.is_some() || !has_room {
            return Look::Still;
        }
        if let Some(job) = self.held.take() {
            return self.board(job, Look::Still);
        }
        if self.input_is_over {
            return Look::Still;
        }
        let input: Input<P> = match self.input.as_mut().poll_next(cx) {
            Poll::Ready(Some(input)) => input.into(),
            Poll::Ready(None) => {
                self.input_is_over = true;
                return Look::Still;
            }
            Poll::Pending => return Look::Still,
        };
        let index = self.index;
        self.index += 1;
        self.progress.change(|counts| counts.read += 1);
        match input.0 {
            Ok(item) => {
                let mut job = Job::new(index, item);
                if self.journal.is_some() {
                    self.returns.tell_apart(&mut job);
                }
                self.board(job, Look::Moved)
            }
            Err(error) => {
                let result = Err(ItemError::Unreadable(error));
                Look::Outcome(Outcome { index, key: None, attempts: 0, result })
            }
        }
    }

    /// Puts an item among those that wait for their turn, if it has anything to wait for.
    fn board(&mut self, mut job: Job<P>, if_held: Look<P::Receipt>) -> Look<P::Receipt> {
        if self.busy.iter().any(|place| place.collides(&job.place)) {
            self.held = Some(job);
            return if_held;
        }
        match self.known.get(&job.place.key.mark) {
            Some(Earlier::Done(id)) => {
                return Look::Outcome(job.place.outcome(0, Ok(Done::AlreadyDone(receipt_of(*id)))));
            }
            Some(Earlier::Begun) => job = job.begun_earlier(),
            None => {}
        }
        if let Err(invalid) = self.client.app().inner.check(P::OPERATION, &job.item.payload) {
            return self.finish(job, Err(ItemError::Call(invalid)));
        }
        self.busy.push(job.place.clone());
        self.waiting.push_back(job);
        Look::Moved
    }

    /// Sends the next item whose turn it is.
    fn take_off(&mut self, cx: &mut Context<'_>) -> Look<P::Receipt> {
        if self.stopped.is_some() || self.waiting.is_empty() {
            return Look::Still;
        }
        let now = Instant::now();
        let may_go = |job: &Job<P>| job.not_before.is_none_or(|then| then <= now);
        let alarm = match self.waiting.iter().position(may_go) {
            None => self.waiting.iter().filter_map(|job| job.not_before).min(),
            Some(first) => match self.pacer.turn(now) {
                Turn::Now(pass) => {
                    if let Some(job) = self.waiting.remove(first) {
                        self.flying.push(Box::pin(attempt(self.crew.clone(), self.journal.clone(), job, pass)));
                    }
                    return Look::Moved;
                }
                Turn::At(then) => Some(then),
                Turn::AfterAnswer => None,
            },
        };
        let Some(alarm) = alarm else { return Look::Still };
        if self.timer.as_ref().is_none_or(|(set_to, _)| *set_to != alarm) {
            self.timer = Some((alarm, Box::pin(sleep(alarm.duration_since(now)))));
        }
        let rings = self.timer.as_mut().is_some_and(|(_, timer)| timer.as_mut().poll(cx).is_ready());
        if !rings {
            return Look::Still;
        }
        self.timer = None;
        Look::Moved
    }

    /// Gives an item its outcome, at once or when it is written down.
    fn finish(&mut self, job: Job<P>, result: Result<Done<P::Receipt>, ItemError>) -> Look<P::Receipt> {
        let mark = job.place.key.mark;
        let (line, known) = match &result {
            Ok(done) => {
                let id = done.receipt().and_then(id_of);
                (Some(Line::Done(mark, id)), Some(Earlier::Done(id)))
            }
            Err(_) if job.begun && !job.maybe_spent => (Some(Line::Failed(mark)), None),
            Err(_) => (None, None),
        };
        let outcome = job.place.outcome(job.calls, result);
        let Some((line, journal)) = line.zip(self.journal.as_ref()) else { return Look::Outcome(outcome) };
        self.unwritten.push_back(Unwritten { writing: journal.write(line), known, outcome });
        Look::Moved
    }

    /// Counts an outcome on its way out.
    fn hand_over(&mut self, outcome: Outcome<P::Receipt>) -> Outcome<P::Receipt> {
        self.busy.retain(|place| place.index != outcome.index);
        self.at_once += 1;
        self.progress.change(|counts| match &outcome.result {
            Ok(Done::Stored(_)) => counts.stored += 1,
            Ok(Done::ConsumedEarlier) => counts.consumed_earlier += 1,
            Ok(Done::AlreadyDone(_)) => counts.already_done += 1,
            Err(ItemError::NotSent | ItemError::Call(Error::RateLimited(_))) => counts.not_sent += 1,
            Err(_) => counts.failed += 1,
        });
        match &outcome.result {
            Ok(Done::AlreadyDone(_)) => {}
            Ok(_) => self.failures_in_a_row = 0,
            Err(ItemError::Call(error) | ItemError::Unresolved(Some(error)))
                if outcome.attempts > 0 && !matches!(error, Error::RateLimited(_)) =>
            {
                self.failures_in_a_row = self.failures_in_a_row.saturating_add(1);
                if self.failures_in_a_row >= self.most_failures && self.most_failures < u32::MAX {
                    self.stop(Stopped::Failures { in_a_row: self.failures_in_a_row, last: error.to_string() });
                }
            }
            Err(_) => {}
        }
        outcome
    }

    /// Ends the run: nothing more is taken or sent. The first reason counts.
    fn stop(&mut self, reason: Stopped) {
        if self.stopped.is_none() {
            tracing::warn!(target: "kenar_client", %reason, "the run stops");
            self.stopped = Some(reason);
        }
    }
}

impl<P: Upsert, S: Stream<Item: Into<Input<P>>>> Stream for Run<S, P> {
    type Item = Result<Outcome<P::Receipt>, Stopped>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let run = self.get_mut();
        if run.is_over {
            return Poll::Ready(None);
        }
        let span = run.span.clone();
        let _in_span = span.enter();
        let polled = run.poll(cx);
        if polled.is_pending() {
            run.at_once = 0;
        }
        let (in_flight, waiting) = (run.flying.len(), run.waiting.len() + usize::from(run.held.is_some()));
        let (unwritten, limited) = (run.unwritten.len(), run.pacer.is_held());
        run.progress.change(|counts| {
            (counts.in_flight, counts.waiting, counts.unwritten) = (in_flight as u64, waiting as u64, unwritten as u64);
            counts.limited = limited;
        });
        polled
    }
}

impl<S, P: Upsert> fmt::Debug for Run<S, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.progress.counts();
        f.debug_struct("Run").field("operation", &P::OPERATION.id).field("counts", &counts).finish_non_exhaustive()
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn journal_failed(error: JournalError) -> Stopped {
    Stopped::Journal(error)
}

#[cfg(target_arch = "wasm32")]
fn journal_failed(error: JournalError) -> Stopped {
    match error {}
}
