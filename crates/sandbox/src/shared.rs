//! What the server, the worker and the control handle share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kenar_schemas::Phone;
use tokio::sync::Notify;

use crate::calls::Calls;
use crate::contract::Contract;
use crate::faults::Faults;
use crate::limits::Limiter;
use crate::operations::Registration;
use crate::request_log::RequestLog;
use crate::state::{AppId, State};
use crate::{Clock, Limits};

/// What is asked of an app at every request, without a look into the state.
pub(crate) struct AppFacts {
    pub(crate) slug: Arc<str>,
    pub(crate) limits: Limits,
}

pub(crate) struct Shared {
    pub(crate) contract: Arc<Contract>,
    /// The handler of each operation of the contract, in its order.
    pub(crate) handlers: Vec<Registration>,
    pub(crate) clock: Clock,
    pub(crate) auto_approve: Option<Phone>,
    pub(crate) strict_responses: bool,
    pub(crate) lenient: bool,
    /// How long the head and the body of a request may take to arrive, each.
    pub(crate) request_timeout: Duration,
    pub(crate) apps: BTreeMap<AppId, AppFacts>,
    pub(crate) limiter: Limiter,
    pub(crate) faults: Faults,
    pub(crate) requests: RequestLog,
    pub(crate) calls: Calls,
    state: Mutex<State>,
    /// There is work to do.
    wake: Notify,
    /// There is none left.
    idle: Notify,
    stopped: AtomicBool,
}

/// What [`Shared`] is made of; the rest begins empty.
pub(crate) struct Setup {
    pub(crate) contract: Arc<Contract>,
    pub(crate) handlers: Vec<Registration>,
    pub(crate) state: State,
    pub(crate) clock: Clock,
    pub(crate) auto_approve: Option<Phone>,
    pub(crate) strict_responses: bool,
    pub(crate) lenient: bool,
    pub(crate) request_timeout: Duration,
    pub(crate) apps: BTreeMap<AppId, AppFacts>,
    pub(crate) faults: Faults,
    pub(crate) log_entries: usize,
    pub(crate) calls: Calls,
}

impl Shared {
    pub(crate) fn new(setup: Setup) -> Self {
        let Setup { contract, handlers, state, clock, auto_approve, strict_responses, lenient, .. } = setup;
        let Setup { request_timeout, apps, faults, log_entries, calls, .. } = setup;
        Self {
            contract,
            handlers,
            clock,
            auto_approve,
            strict_responses,
            lenient,
            request_timeout,
            apps,
            limiter: Limiter::default(),
            faults,
            requests: RequestLog::new(log_entries),
            calls,
            state: Mutex::new(state),
            wake: Notify::new(),
            idle: Notify::new(),
            stopped: AtomicBool::new(false),
        }
    }

    /// The state, without what has expired by now.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        // A handler that panicked had checked everything before it changed anything; the state is still good.
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.sweep(self.clock.now());
        state
    }

    /// Tells the worker that there may be work.
    pub(crate) fn wake(&self) {
        self.wake.notify_one();
    }

    /// Does the work that answers have left behind, for ever.
    pub(crate) async fn work(&self) {
        loop {
            self.wake.notified().await;
            loop {
                let done = !self.state().run_job(self.clock.now());
                if done {
                    break;
                }
                tokio::task::yield_now().await;
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
            if self.has_stopped() || !self.state().has_jobs() {
                return;
            }
            idle.await;
        }
    }

    /// Nothing is done any more; nobody waits for it.
    pub(crate) fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.state().drop_jobs();
        self.idle.notify_waiters();
        self.calls.announce();
    }

    pub(crate) fn has_stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }
}
