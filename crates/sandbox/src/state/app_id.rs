//! How the state names an app.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use serde::de::{Deserialize, Deserializer, Error};

/// An app by its slug, which stays what it is when the configuration puts the apps in another order.
///
/// The text lives as long as the process, so that the id is copied like a number. Each slug is kept once, however many
/// sandboxes know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(transparent)]
pub(crate) struct AppId(&'static str);

static SLUGS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

thread_local! {
    /// The apps that rows can name which are being read on this thread.
    static KNOWN: RefCell<Vec<AppId>> = const { RefCell::new(Vec::new()) };
}

impl AppId {
    /// The least of all, to begin a range with.
    pub(crate) const FIRST: Self = Self("");

    /// Only for apps that are configured: nothing that is sent can make the process keep more texts.
    pub(super) fn new(slug: &str) -> Self {
        let mut slugs = SLUGS.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = slugs.get(slug) {
            return Self(known);
        }
        let slug: &'static str = Box::leak(slug.into());
        slugs.insert(slug);
        Self(slug)
    }

    pub(crate) fn as_str(self) -> &'static str {
        self.0
    }

    /// Reads rows that can name these apps and no others.
    pub(super) fn reading<R>(known: Vec<Self>, read: impl FnOnce() -> R) -> R {
        KNOWN.set(known);
        let outcome = read();
        KNOWN.take();
        outcome
    }
}

impl<'de> Deserialize<'de> for AppId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let slug = String::deserialize(deserializer)?;
        let known = KNOWN.with_borrow(|known| known.iter().copied().find(|app| app.0 == slug));
        known.ok_or_else(|| D::Error::custom(format_args!("there is no app {slug:?}; add it to the configuration")))
    }
}
