//! What goes wrong on purpose: by rule, or because the request itself asks for it.

mod prefer;
mod rule;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::HeaderMap;
use serde::Serialize;

pub use rule::{Fault, FaultRule, InvalidFault};

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FaultView {
    /// The number that removes it.
    pub id: u64,
    /// The rule.
    #[serde(flatten)]
    pub rule: FaultRule,
    /// How many requests matched it.
    pub matched: u32,
    /// How many of them it hit.
    pub hit: u32,
}

impl FaultView {
    /// Counts a matching request and says whether it is hit.
    fn hits(&mut self) -> bool {
        if self.is_over() {
            return false;
        }
        let number = self.matched;
        self.matched = self.matched.saturating_add(1);
        let hit = number.checked_sub(self.rule.skip).is_some_and(|after| after % self.rule.every.max(1) == 0);
        self.hit += u32::from(hit);
        hit
    }

    fn is_over(&self) -> bool {
        self.rule.times.is_some_and(|times| self.hit >= times)
    }
}

/// The rules in force, in the order in which they are tried.
#[derive(Default)]
pub(crate) struct Faults {
    rules: Mutex<Rules>,
    /// Whether there is any rule, so that a sandbox without faults pays nothing for them.
    any: AtomicBool,
    /// Those of the configuration.
    first: Vec<FaultRule>,
}

#[derive(Default)]
struct Rules {
    list: Vec<FaultView>,
    last_id: u64,
}

impl Faults {
    pub(crate) fn new(rules: Vec<FaultRule>) -> Result<Self, InvalidFault> {
        let faults = Self { first: rules, ..Self::default() };
        faults.first.iter().try_for_each(|rule| faults.add(rule.clone()).map(|_| ()))?;
        Ok(faults)
    }

    /// Goes back to the rules of the configuration, unused.
    pub(crate) fn reset(&self) {
        self.clear();
        for rule in &self.first {
            // They were good at the start.
            let _ = self.add(rule.clone());
        }
    }

    fn rules(&self) -> MutexGuard<'_, Rules> {
        self.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a rule behind the others.
    pub(crate) fn add(&self, rule: FaultRule) -> Result<u64, InvalidFault> {
        rule.check()?;
        let mut rules = self.rules();
        rules.last_id += 1;
        let id = rules.last_id;
        rules.list.push(FaultView { id, rule, matched: 0, hit: 0 });
        self.any.store(true, Ordering::Release);
        Ok(id)
    }

    /// Removes a rule. `false` when there is none of that number.
    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut rules = self.rules();
        let before = rules.list.len();
        rules.list.retain(|rule| rule.id != id);
        self.any.store(!rules.list.is_empty(), Ordering::Release);
        rules.list.len() < before
    }

    pub(crate) fn clear(&self) {
        self.rules().list.clear();
        self.any.store(false, Ordering::Release);
    }

    /// Every rule that was not removed, the used up ones included.
    pub(crate) fn list(&self) -> Vec<FaultView> {
        self.rules().list.clone()
    }

    /// What befalls a request. What the request itself prefers goes before the rules; of these the first that hits is
    /// taken. `app` is asked only when a rule speaks of apps.
    pub(crate) fn befalls(
        &self,
        operation: Option<&str>,
        headers: &HeaderMap,
        app: impl Fn() -> Option<String>,
    ) -> Result<Option<FaultRule>, InvalidFault> {
        if let Some(rule) = prefer::read(headers)? {
            return Ok(Some(rule));
        }
        if !self.any.load(Ordering::Acquire) {
            return Ok(None);
        }
        let mut rules = self.rules();
        let hit = rules.list.iter_mut().find_map(|view| {
            let operation_fits = view.rule.operation.as_deref().is_none_or(|wanted| operation == Some(wanted));
            let fits = operation_fits && view.rule.app.as_ref().is_none_or(|wanted| app().as_ref() == Some(wanted));
            (fits && view.hits()).then(|| view.rule.clone())
        });
        Ok(hit)
    }
}
