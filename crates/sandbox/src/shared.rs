//! What the server, the worker and the control handle share.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kenar_schemas::Phone;
use tokio::sync::Notify;

use crate::Clock;
use crate::beginning::Beginning;
use crate::calls::Calls;
use crate::contract::Contract;
use crate::faults::Faults;
use crate::limits::Limiter;
use crate::operations::Registration;
use crate::request_log::RequestLog;
use crate::state::State;
use crate::storage::{Receipt, Storage, StorageError, TaskReceipt, ThreadReceipt};

/// How many pieces of work are done and written at once.
const AT_ONCE: usize = 32;

pub(crate) struct Shared {
    settings: Settings,
    pub(crate) limiter: Limiter,
    state: Mutex<State>,
    storage: Option<Storage>,
    /// There is work to do.
    wake: Notify,
    /// There is none left.
    idle: Notify,
    stopped: AtomicBool,
}

/// What a sandbox was started with, and what is not part of its state. [`Shared`] gives it out as its own.
pub(crate) struct Settings {
    /// Where the sandbox is, without a slash at the end.
    pub(crate) url: String,
    pub(crate) contract: Arc<Contract>,
    /// The handler of each operation of the contract, in its order.
    pub(crate) handlers: Vec<Registration>,
    pub(crate) clock: Clock,
    pub(crate) auto_approve: Option<Phone>,
    pub(crate) strict_responses: bool,
    pub(crate) lenient: bool,
    /// How long the head and the body of a request may take to arrive, each.
    pub(crate) request_timeout: Duration,
    /// The host names under which the pages and the control API answer, besides those of this machine.
    pub(crate) hosts: Vec<String>,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    pub(crate) calls: Calls,
    /// What a reset goes back to.
    pub(crate) beginning: Beginning,
}

impl Deref for Shared {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.settings
    }
}

/// The state, to be looked at. It is changed with [`Shared::change`], so that every change is written down.
pub(crate) struct Look<'s>(MutexGuard<'s, State>);

impl Deref for Look<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl Shared {
    pub(crate) fn new(settings: Settings, state: State, storage: Option<Storage>) -> Self {
        Self {
            settings,
            limiter: Limiter::default(),
            state: Mutex::new(state),
            storage,
            wake: Notify::new(),
            idle: Notify::new(),
            stopped: AtomicBool::new(false),
        }
    }

    /// The state, without what has expired by now.
    pub(crate) fn state(&self) -> Look<'_> {
        Look(self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // A handler that panicked had checked everything before it changed anything; the state is still good.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sweep(self.clock.now());
        state
    }

    /// Changes the state. When this returns, everything that the change did, and everything that it saw, is written.
    ///
    /// `change` runs while the state is locked: it must not look at the state in another way, and it does no I/O.
    ///
    /// An error means that nothing was done, or that it was done and is not written; then nothing can be changed until
    /// a restart.
    pub(crate) async fn change<R>(&self, change: impl FnOnce(&mut State) -> R) -> Result<R, StorageError> {
        let (outcome, receipt) = self.apply::<R, TaskReceipt>(change)?;
        if let Some(receipt) = receipt {
            receipt.written().await?;
        }
        Ok(outcome)
    }

    /// Like [`change`](Self::change), for callers that cannot wait asynchronously: the thread stands still until the
    /// change is written. Without a file there is nothing to wait for.
    pub(crate) fn change_now<R>(&self, change: impl FnOnce(&mut State) -> R) -> Result<R, StorageError> {
        let (outcome, receipt) = self.apply::<R, ThreadReceipt>(change)?;
        receipt.map_or(Ok(()), ThreadReceipt::written)?;
        Ok(outcome)
    }

    fn apply<R, W: Receipt>(&self, change: impl FnOnce(&mut State) -> R) -> Result<(R, Option<W>), StorageError> {
        let mut state = self.lock();
        if let Some(storage) = &self.storage {
            storage.check()?;
        }
        let waiting = state.jobs();
        let outcome = change(&mut state);
        // Also when the work has gone: whoever waits for the end of it is to be told.
        if waiting > 0 || state.jobs() > 0 {
            self.wake.notify_one();
        }
        let Some(storage) = &self.storage else { return Ok((outcome, None)) };
        let changes = state.take_changes().map_err(|error| {
            let failure = StorageError::Write(error.to_string());
            storage.fail(failure.clone());
            failure
        })?;
        Ok((outcome, storage.submit(changes)))
    }

    /// Does the work that answers have left behind, for ever.
    pub(crate) async fn work(&self) {
        // What was left behind before a restart.
        self.wake.notify_one();
        loop {
            self.wake.notified().await;
            loop {
                let now = self.clock.now();
                let some = |state: &mut State| (0..AT_ONCE).all(|_| state.run_job(now));
                match self.change(some).await {
                    Ok(true) => tokio::task::yield_now().await,
                    Ok(false) => break,
                    // It is in the log; nothing will be done any more.
                    Err(_) => {
                        self.stopped.store(true, Ordering::SeqCst);
                        break;
                    }
                }
            }
            self.idle.notify_waiters();
        }
    }

    /// Waits until no work is left. A piece of work is taken and done under one lock, so an empty queue means that
    /// all of it is done.
    pub(crate) async fn settle(&self) {
        loop {
            let idle = self.idle.notified();
            let mut idle = std::pin::pin!(idle);
            idle.as_mut().enable();
            if self.has_stopped() || self.state().jobs() == 0 {
                return;
            }
            idle.await;
        }
    }

    /// Nothing is done any more; nobody waits for it. What was accepted is written.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Some(storage) = &self.storage {
            storage.close();
        }
        self.idle.notify_waiters();
        self.calls.announce();
    }

    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}
