//! What the server, the worker and the control handle share.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kenar_schemas::Phone;
use tokio::sync::Notify;

use crate::Clock;
use crate::contract::Contract;
use crate::operations::Registration;
use crate::state::State;

pub(crate) struct Shared {
    pub(crate) contract: Arc<Contract>,
    /// The handler of each operation of the contract, in its order.
    pub(crate) handlers: Vec<Registration>,
    pub(crate) clock: Clock,
    pub(crate) auto_approve: Option<Phone>,
    pub(crate) strict_responses: bool,
    state: Mutex<State>,
    /// There is work to do.
    wake: Notify,
    /// There is none left.
    idle: Notify,
    stopped: AtomicBool,
}

impl Shared {
    pub(crate) fn new(
        contract: Arc<Contract>,
        handlers: Vec<Registration>,
        state: State,
        clock: Clock,
        auto_approve: Option<Phone>,
        strict_responses: bool,
    ) -> Self {
        Self {
            contract,
            handlers,
            clock,
            auto_approve,
            strict_responses,
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
            if self.stopped.load(Ordering::SeqCst) || !self.state().has_jobs() {
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
    }
}
