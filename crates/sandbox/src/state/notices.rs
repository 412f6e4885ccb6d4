//! Mistakes that the platform accepts in silence.

use std::collections::HashSet;

use jiff::Timestamp;
use kenar_schemas::Semantic;
use kenar_schemas::masking::is_masked;
use kenar_schemas::semantics::{KeyKind, Lint, LintKind, key_kind, lint};
use serde::{Deserialize, Serialize};

use super::app_id::AppId;
use super::table::Table;

/// How many are remembered; the oldest go first.
const KEPT: usize = 200;

/// How many keys are remembered to be no misspelling.
const CLEAN: usize = 1_024;

/// The kinds of mistakes that are accepted in silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoticeKind {
    /// A sensitive value came unmasked. It is kept hashed, as every value of its key.
    UnmaskedValue,
    /// A semantic key looks like a predefined one, and is not.
    MisspeltKey,
    /// An add-on was sent for a post that does not exist, and attached to nothing.
    UnknownPost,
    /// A member of `semantic_paths` leads to no value.
    EmptyPath,
    /// A row names a picture that was never uploaded here, or that was removed because nobody used it in time.
    UnknownImage,
    /// A ticket was spent without a cost, so its invoice is over nothing.
    NoCost,
}

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Notice {
    pub(crate) app: AppId,
    /// Who or what it is about.
    pub(crate) about: String,
    pub(crate) kind: NoticeKind,
    pub(crate) message: String,
    /// When it last happened.
    pub(crate) at: Timestamp,
    /// How often it happened.
    pub(crate) count: u64,
}

pub(crate) struct Notices {
    pub(super) table: Table<u64, Notice>,
    clean: HashSet<String>,
}

impl Notices {
    pub(super) fn new() -> Self {
        Self { table: Table::new("notices"), clean: HashSet::new() }
    }

    /// Notes a mistake; one that is noted already is counted.
    pub(crate) fn add(&mut self, app: AppId, about: &str, kind: NoticeKind, message: String, now: Timestamp) {
        let same = |notice: &Notice| {
            notice.kind == kind && notice.app == app && notice.about == about && notice.message == message
        };
        let known = self.table.iter().find(|(_, notice)| same(notice)).map(|(key, _)| *key);
        if let Some(notice) = known.and_then(|key| self.table.get_mut(&key)) {
            notice.at = now;
            notice.count = notice.count.saturating_add(1);
            return;
        }
        self.table.push(Notice { app, about: about.to_owned(), kind, message, at: now, count: 1 });
        while self.table.len() > KEPT
            && let Some(oldest) = self.table.first_key().copied()
        {
            self.table.remove(&oldest);
        }
    }

    pub(super) fn add_lints(&mut self, app: AppId, about: &str, lints: Vec<Lint>, now: Timestamp) {
        for lint in lints {
            let kind = match lint.kind {
                LintKind::UnmaskedValue => NoticeKind::UnmaskedValue,
                _ => NoticeKind::MisspeltKey,
            };
            let message = match kind {
                // The lint speaks to Rust; whoever reads a notice may write another language.
                NoticeKind::UnmaskedValue => {
                    format!("{}: the value is not masked; send the SHA-256 of its normal form instead", lint.key)
                }
                _ => format!("{}: {}", lint.key, lint.message),
            };
            self.add(app, about, kind, message, now);
        }
    }

    /// Probable mistakes in semantic data. Each unknown key is compared with the known ones once and not every time.
    pub(super) fn lint(&mut self, semantic: &Semantic) -> Vec<Lint> {
        let mut lints = Vec::new();
        for (key, value) in semantic.iter() {
            let clean = match key_kind(key) {
                KeyKind::Predefined => true,
                KeyKind::Masked => is_masked(value),
                KeyKind::Hashed => self.clean.contains(key),
            };
            if clean {
                continue;
            }
            let found = lint(&Semantic::new().with(key, value));
            if found.is_empty() {
                if self.clean.len() >= CLEAN {
                    self.clean.clear();
                }
                self.clean.insert(key.to_owned());
            }
            lints.extend(found);
        }
        lints
    }

    /// The oldest first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.table.iter().map(|(_, notice)| notice)
    }
}
