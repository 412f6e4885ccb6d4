//! One attempt at one item.

use std::mem;
use std::sync::Arc;
use std::time::Duration;

use super::job::{Job, Next};
use super::journal::{Journal, JournalError, Line};
use super::pacer::Pass;
use super::{Done, ItemError, Progress, Upsert};
use crate::error::{RateLimited, TicketError, TicketProblem};
use crate::time::Instant;
use crate::{Error, RetryPolicy, RetryReason, open_api};

/// How long a call that took too long is given to arrive after all.
const SLOW: Duration = Duration::from_secs(5);

/// What all attempts of a run share.
#[derive(Debug)]
pub(super) struct Crew {
    /// The API without a user. It sends every call once.
    pub(super) app: open_api::Client,
    pub(super) retry: RetryPolicy,
    pub(super) progress: Progress,
}

/// An attempt that has ended.
pub(super) struct Landed<P: Upsert> {
    pub(super) job: Job<P>,
    pub(super) pass: Pass,
    pub(super) step: Step<P::Receipt>,
}

/// What follows from an attempt.
pub(super) enum Step<R> {
    /// The item is finished.
    Finished(Result<Done<R>, ItemError>),
    /// A limit is reached. Nothing was done.
    Limited(Box<RateLimited>),
    /// Go on with [`Job::next`] after a pause; the reason is there when it is a repetition.
    GoOn(Duration, Option<RetryReason>),
    /// The journal cannot be written, so nothing was sent.
    NotBegun(JournalError),
}

pub(super) async fn attempt<P: Upsert>(
    crew: Arc<Crew>,
    journal: Option<Arc<Journal>>,
    mut job: Job<P>,
    pass: Pass,
) -> Landed<P> {
    let begun = Instant::now();
    let step = match mem::replace(&mut job.next, Next::Send) {
        Next::Send => crew.send(&mut job, journal.as_deref()).await,
        Next::Ask(error) => crew.ask(&mut job, error).await,
    };
    job.spent = job.spent.saturating_add(begun.elapsed());
    if let Step::GoOn(pause, _) = &step {
        job.spent = job.spent.saturating_add(*pause);
    }
    Landed { job, pass, step }
}

impl Crew {
    async fn send<P: Upsert>(&self, job: &mut Job<P>, journal: Option<&Journal>) -> Step<P::Receipt> {
        let api = match job.item.actor.view(&self.app) {
            Ok(api) => api,
            Err(error) => return Step::Finished(Err(error.into())),
        };
        let spends = job.item.spends_ticket();
        if let Some(journal) = journal.filter(|_| spends && !job.begun) {
            if let Err(error) = journal.write(Line::Begun(job.place.key.mark)).await {
                return Step::NotBegun(error);
            }
            job.begun = true;
        }
        self.count(job);
        let error = match job.item.payload.send(&api, &job.item.target).await {
            Ok(receipt) => return Step::Finished(Ok(Done::Stored(receipt))),
            Err(Error::RateLimited(limited)) => return Step::Limited(limited),
            Err(error) => error,
        };
        job.failures += 1;
        if spends && job.maybe_spent && is_spent(&error) {
            return Step::Finished(Ok(Done::ConsumedEarlier));
        }
        if spends && error.may_have_happened() {
            job.maybe_spent = true;
            // What is still under way has time to arrive before the question does.
            let least = if matches!(error, Error::Timeout(_)) { SLOW } else { Duration::ZERO };
            let pause = self.pause(job, &error).min(self.retry.within).max(least);
            job.next = Next::Ask(Some(error));
            return Step::GoOn(pause, None);
        }
        match self.again(job, &error) {
            Some(step) => step,
            None => Step::Finished(Err(ItemError::Call(error))),
        }
    }

    /// Asks whether the ticket is still good, and so whether the lost call was carried out. `error` is how that call ended.
    async fn ask<P: Upsert>(&self, job: &mut Job<P>, error: Option<Error>) -> Step<P::Receipt> {
        let Some(question) = job.item.question() else {
            return Step::Finished(Err(ItemError::Unresolved(error)));
        };
        self.count(job);
        let refusal = match self.app.validate_payment_ticket(&question).await {
            Ok(_) => {
                return match error {
                    Some(error) if !error.is_retryable() || job.failures >= self.retry.attempts => {
                        Step::Finished(Err(ItemError::Call(error)))
                    }
                    error => Step::GoOn(Duration::ZERO, error.as_ref().map(RetryReason::of)),
                };
            }
            Err(refusal) if is_spent(&refusal) => return Step::Finished(Ok(Done::ConsumedEarlier)),
            Err(Error::RateLimited(limited)) => {
                job.next = Next::Ask(error);
                return Step::Limited(limited);
            }
            Err(refusal) => refusal,
        };
        job.failures += 1;
        if cannot_have_spent(&refusal, job) {
            return Step::Finished(Err(ItemError::Call(refusal)));
        }
        match self.again(job, &refusal) {
            Some(step) => {
                job.next = Next::Ask(error);
                step
            }
            None => Step::Finished(Err(ItemError::Unresolved(Some(refusal)))),
        }
    }

    fn count<P: Upsert>(&self, job: &mut Job<P>) {
        job.calls += 1;
        self.progress.change(|counts| counts.calls += 1);
    }

    /// The same call again, if that is worth it.
    fn again<P: Upsert, R>(&self, job: &Job<P>, error: &Error) -> Option<Step<R>> {
        let pause = self.pause(job, error);
        let in_time = job.spent.saturating_add(pause) <= self.retry.within;
        let again = error.is_retryable() && job.failures < self.retry.attempts && in_time;
        again.then(|| Step::GoOn(pause, Some(RetryReason::of(error))))
    }

    fn pause<P: Upsert>(&self, job: &Job<P>, error: &Error) -> Duration {
        error.retry_after().unwrap_or_else(|| self.retry.pause_after(job.failures))
    }
}

/// Whether the platform says that there is no such ticket any more.
fn is_spent(error: &Error) -> bool {
    matches!(error, Error::Ticket(refusal) if refusal.problem == TicketProblem::NotFound)
}

/// Whether the platform would have refused the lost call too, for the same reason.
fn cannot_have_spent<P: Upsert>(error: &Error, job: &Job<P>) -> bool {
    let Error::Ticket(refusal) = error else { return false };
    let TicketError { problem, .. } = &**refusal;
    match problem {
        TicketProblem::CostTooHigh | TicketProblem::OtherService => true,
        // For a post the holder of the ticket is only what somebody said.
        TicketProblem::OtherUser => job.item.holder_is_certain(),
        TicketProblem::UnknownApp | TicketProblem::MissingUser | TicketProblem::NotFound => false,
    }
}
